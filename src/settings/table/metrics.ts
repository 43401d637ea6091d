import { EVERYWHERE, JUDGING_MODES } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `metrics`: baseline, limits and noise. */
export const METRICS_SETTINGS: readonly SettingRow[] = [
  {
    name: 'baseline',
    key: 'metrics.baseline',
    text: 'plain',
    values: 'merge-base, branch:NAME, tag:NAME, alias:NAME or none',
    default: 'merge-base',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'The metrics that a change is held against. `alias:NAME` means the version of the registered model that has the alias now.',
  },
  {
    name: 'tolerance',
    key: 'metrics.tolerance',
    text: 'scalar',
    values: 'number or N%',
    default: 1e-6,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'How far a measured metric may be from the committed one, as a share of its value.',
  },
  {
    name: 'thresholds',
    key: 'metrics.policies',
    text: 'yaml',
    values: 'mapping of metrics to limits',
    absent: 'none',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'What is asked of each metric. An input or option replaces the policies of dvc-ci.yaml.',
  },
  {
    name: 'repeat',
    key: 'metrics.repeat',
    text: 'scalar',
    values: 'a whole number',
    default: 1,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'How many times a model is evaluated: the median of each metric counts. In a rebuild, where `evaluate` is a command.',
  },
  {
    name: 'noise',
    key: 'metrics.noise',
    text: 'yaml',
    values: 'none, a number of builds, or { builds, sigma }',
    default: 'none',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Lets `max_drop` and `max_rise` pass what is within the noise of the last official builds: so many standard deviations (`sigma`, 2 by default) of a metric from one build to the next. `min` and `max` know no noise.',
  },
]
