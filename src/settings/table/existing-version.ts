import { BUILDS, EVERYWHERE, REBUILD, ROLLBACK } from './modes.js'
import type { SettingRow } from './row.js'

/** Runs on an existing official version: a rollback, or a build to complete. */
export const EXISTING_VERSION_SETTINGS: readonly SettingRow[] = [
  {
    name: 'to',
    text: 'plain',
    values: 'a tag, a branch, a commit, or version:N',
    absent: 'none; a rollback needs a version',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description: 'Version to restore. `version:N` is a version of the registered model in MLflow.',
  },
  {
    name: 'targets',
    text: 'stages',
    values: '.dvc files, data, stages or outputs',
    absent: 'everything',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description:
      'Files, stages or outputs to restore. Default: all `.dvc` files and every dvc.lock of the working directory.',
  },
  {
    name: 'restore',
    text: 'plain',
    values: 'data or all',
    default: 'data',
    modes: ROLLBACK,
    surfaces: EVERYWHERE,
    description:
      '`data` restores the data that DVC tracks and the results that Git tracks. `all` also restores the code and the parameters of that version (never workflows, `.dvc/config` or dvc-ci.yaml).',
  },
  {
    name: 'resume',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: REBUILD,
    surfaces: EVERYWHERE,
    description: 'Builds nothing. Completes the MLflow records of the official build that this commit already has.',
  },
  {
    name: 'release',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Builds a branch that a rollback holds. Without it, a build of that branch waits until a commit changes an input of the pipeline.',
  },
]
