import { EVERYWHERE, JUDGING_MODES, WITH_POLICIES } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `metrics`: baseline, limits and noise. */
export const METRICS_SETTINGS: readonly SettingRow[] = [
  {
    name: 'baseline',
    key: 'metrics.baseline',
    text: 'plain',
    values: 'merge-base, branch:NAME, tag:NAME, alias:NAME or none',
    default: 'merge-base',
    modes: WITH_POLICIES,
    surfaces: EVERYWHERE,
    description:
      'Metrics that a change is compared with. `alias:NAME` is the version of the registered model that has the alias now.',
  },
  {
    name: 'tolerance',
    key: 'metrics.tolerance',
    text: 'scalar',
    values: 'number or N%',
    default: 1e-6,
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'Largest difference between a measured metric and the committed one, as a share of its value.',
  },
  {
    name: 'thresholds',
    key: 'metrics.policies',
    text: 'yaml',
    values: 'mapping of metrics to limits',
    absent: 'none',
    modes: WITH_POLICIES,
    surfaces: EVERYWHERE,
    description: 'Limits of each metric. An input or option replaces the policies of dvc-ci.yaml.',
  },
  {
    name: 'predictions',
    key: 'metrics.predictions',
    text: 'yaml',
    values: 'none, { path, truth, prediction, score, positive, slices, key }, or a list of them',
    default: 'none',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Tables of predictions that the evaluation writes. They give intervals of metrics, the significance of a change, and metrics of slices.',
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
      'Number of evaluations of a model; the median of each metric counts. In a rebuild it needs an `evaluate` command.',
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
      'Lets `max_drop` and `max_rise` pass changes within the noise of the last official builds. The noise is `sigma` (default 2) standard deviations of a metric between builds. `min` and `max` ignore noise.',
  },
]
