import { EVERYWHERE, REBUILD, ROLLBACK } from './modes.js'
import type { SettingRow } from './row.js'

/** Runs on an existing official version: a rollback, or a build to complete. */
export const EXISTING_VERSION_SETTINGS: readonly SettingRow[] = [
  {
    name: 'to',
    text: 'plain',
    values: 'a tag, a branch, a commit, or version:N',
    absent: 'none: a rollback needs it',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'The version to go back to. `version:N` is that of the registered model in MLflow.',
  },
  {
    name: 'targets',
    text: 'stages',
    values: '.dvc files, data, stages or outputs',
    absent: 'everything',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'What goes back. Without it, all `.dvc` files and every dvc.lock of the working directory.',
  },
  {
    name: 'restore',
    text: 'plain',
    values: 'data or all',
    default: 'data',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description:
      '`data` brings back what DVC tracks and the results that Git keeps; `all` also the code and the parameters of then (never workflows, `.dvc/config` or dvc-ci.yaml).',
  },
  {
    name: 'resume',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: 'Build nothing: only complete what MLflow lacks of the official build that this commit has already.',
  },
]
