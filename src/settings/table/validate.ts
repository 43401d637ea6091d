import { EVERYWHERE, FETCHING, STALE, VALIDATING_MODES } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `validate`: download, evaluation, stale stages, verification. */
export const VALIDATE_SETTINGS: readonly SettingRow[] = [
  {
    name: 'pull',
    key: 'validate.pull',
    text: 'stages',
    values: 'all, needed, none, or stages and paths',
    default: 'all',
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description:
      'What to fetch from the remote. An object that the remote lacks is an error, whatever is fetched. `needed` fetches what the evaluation reads (and stale stages, where they are run); a list, that and what it names: what your checks read.',
  },
  {
    name: 'evaluate',
    key: 'validate.evaluate',
    text: 'stages',
    values: 'auto, none, stages, or { command, metrics }',
    default: 'auto',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'How the metrics are measured here, on the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes.',
  },
  {
    name: 'evaluate-timeout',
    key: 'validate.evaluate-timeout',
    text: 'scalar',
    values: 'duration',
    default: '30m',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description: 'How long the evaluation may take: seconds, or a number with s, m or h.',
  },
  {
    name: 'stale',
    key: 'validate.stale',
    text: 'plain',
    values: 'fail, run or commit',
    default: 'fail',
    modes: STALE,
    surfaces: EVERYWHERE,
    description:
      "What happens when dvc.lock does not fit the code, the data or the parameters: an error; the stages run here and their model is judged; or, if all is well, dvc.lock is also added to the change's own branch.",
  },
  {
    name: 'verify',
    key: 'validate.verify',
    text: 'plain',
    values: 'exists, sizes or full',
    default: 'sizes',
    modes: FETCHING,
    surfaces: EVERYWHERE,
    description:
      'What is asked of each object in the remote: that it is there, that its size is right, or that its whole content has the right hash.',
  },
]
