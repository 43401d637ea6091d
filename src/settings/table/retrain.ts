import { EVERYWHERE, RETRAIN, RETRAINING_MODES, WITH_REASON } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `retrain`: stages, parameters and data of a retraining. */
export const RETRAIN_SETTINGS: readonly SettingRow[] = [
  {
    name: 'stages',
    key: 'retrain.stages',
    text: 'stages',
    values: 'all or stages',
    absent: 'the stages that depend on new data or parameters, else all',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'Stages to run even if DVC sees no change, such as a stage that reads a database. Stages that depend on them run if their inputs changed. The rest is pulled.',
  },
  {
    name: 'params',
    text: 'params',
    values: 'name=value lines, or a mapping',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'Parameters to train with from now on, such as train.C=0.5 (in another file than params.yaml: file.yaml:train.C=0.5). They are committed with the model.',
  },
  {
    name: 'data',
    text: 'data',
    values: 'path=from or path+=from lines, or { path, from, mode }',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'New source data for a path that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads. Without `from`, dvc-ci updates an import from its source.',
  },
  {
    name: 'reason',
    text: 'plain',
    values: 'TEXT',
    absent: 'none',
    modes: WITH_REASON,
    surfaces: EVERYWHERE,
    description: 'Reason of the retraining or the rollback, for the report and the commit.',
  },
  {
    name: 'update',
    key: 'retrain.update',
    text: 'scalar',
    values: 'auto, true or false',
    default: 'auto',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'Updates every import first (`dvc update`). `auto` does so on schedule; then a run without new data trains nothing.',
  },
  {
    name: 'better',
    key: 'retrain.better',
    text: 'yaml',
    values: 'metrics, or a mapping of metrics to higher or lower',
    absent: 'none',
    modes: RETRAINING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Publishes the result only if it is better than the baseline: at least one of these metrics is better, and none is worse. Otherwise nothing is published, and the run succeeds.',
  },
]
