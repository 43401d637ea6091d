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
    modes: [...FETCHING, 'verify'],
    surfaces: EVERYWHERE,
    description:
      'Data to download from the remote. An object that the remote lacks is an error, even if it is not downloaded. `needed`: the inputs of the evaluation (and of stale stages that run here). A list adds its stages and paths to `needed`, for example the data that your checks read.',
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
      'How to measure the metrics, with the pulled model. `auto` runs the stages that make only metrics and plots. `metrics` is the file that `command` writes.',
  },
  {
    name: 'evaluate-timeout',
    key: 'validate.evaluate-timeout',
    text: 'scalar',
    values: 'duration',
    default: '30m',
    modes: [...VALIDATING_MODES, 'audit'],
    surfaces: EVERYWHERE,
    description: 'Time limit of the evaluation, and of each stage in an audit: seconds, or a number with s, m or h.',
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
      'What to do when dvc.lock does not match the code, the data or the parameters. `fail`: report an error. `run`: run the stale stages here and judge their model. `commit`: after success, also commit dvc.lock to the branch of the change.',
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
      'What to verify of each object in the remote: that it exists, its size, or the hash of its whole content.',
  },
  {
    name: 'wait',
    key: 'validate.wait',
    text: 'scalar',
    values: 'none or a duration',
    default: 'none',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Longest wait for objects that the remote lacks, such as `10m`: the commit may reach GitHub before `dvc push` has ended. The validation asks for these objects again and again, and goes on once the remote has them all.',
  },
  {
    name: 'drift',
    key: 'validate.drift',
    text: 'plain',
    values: 'off, warn, fail or stale',
    default: 'warn',
    modes: VALIDATING_MODES,
    surfaces: EVERYWHERE,
    description:
      'What to do when a lock file, requirements file, `.python-version` or Dockerfile has changed since the baseline and no stage depends on it: DVC would not notice. `warn` and `fail`: report a warning or an error. `stale`: its stages count as stale, as with a changed dependency.',
  },
]
