import { EVERYWHERE, RETRAIN, RETRAINING_MODES } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `retrain`: stages, parameters and data of a retraining. */
export const RETRAIN_SETTINGS: readonly SettingRow[] = [
  {
    name: 'stages',
    key: 'retrain.stages',
    text: 'stages',
    values: 'all or stages',
    absent: 'with new data or parameters what depends on them, else all',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description:
      'The stages to run even if nothing that DVC sees has changed, such as one that reads a database. What depends on them runs where its inputs changed; the rest is pulled.',
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
      'New source data for something that DVC tracks: `path=from` replaces it, `path+=from` appends. `from` is a file, a folder or an address that DVC reads; without it, an import is updated from where it comes from.',
  },
  {
    name: 'reason',
    text: 'plain',
    values: 'TEXT',
    absent: 'none',
    modes: RETRAIN,
    surfaces: EVERYWHERE,
    description: 'Why, for the report and the commit.',
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
      'Whether every import is brought up to date first (`dvc update`). `auto` does so on schedule; where nothing has changed, nothing is trained then.',
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
      'Publish the result only if it is better than the baseline: none of these metrics may be worse and one must be better. Otherwise nothing is published, and the run succeeds.',
  },
]
