import { BUILDS, EVERYWHERE, JUDGING_MODES, PUBLISHING, VALIDATE, WITH_REMOTE } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `mlflow`. */
export const MLFLOW_SETTINGS: readonly SettingRow[] = [
  {
    name: 'tracking-uri',
    key: 'mlflow.tracking-uri',
    text: 'plain',
    values: 'URL',
    absent: 'the variable MLFLOW_TRACKING_URI; without either nothing is tracked',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description:
      "Address of the MLflow server. Credentials come from MLflow's own variables, such as MLFLOW_TRACKING_TOKEN.",
  },
  {
    name: 'experiment',
    key: 'mlflow.experiment',
    text: 'plain',
    values: 'NAME',
    absent: "the repository's name",
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description: 'Experiment of the official builds. Pull requests have their own, NAME/pr.',
  },
  {
    name: 'model',
    key: 'mlflow.model',
    text: 'plain',
    values: 'NAME',
    absent: 'the one artifact of type model in dvc.yaml; without one nothing is registered',
    modes: WITH_REMOTE,
    surfaces: EVERYWHERE,
    description: 'Name of the registered model.',
  },
  {
    name: 'model-path',
    key: 'mlflow.model-path',
    text: 'plain',
    values: 'FILE or DIR',
    absent: 'the path of the artifact of that name in dvc.yaml',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'The model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`.',
  },
  {
    name: 'model-artifact',
    key: 'mlflow.model-artifact',
    text: 'plain',
    values: 'upload or reference',
    default: 'upload',
    modes: BUILDS,
    surfaces: EVERYWHERE,
    description:
      'Whether the model itself goes to MLflow, or only where DVC has it. A model that the training logged with MLflow is there already.',
  },
  {
    name: 'alias',
    key: 'mlflow.alias',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Alias that moves to each new official version, such as champion, and back with a rollback.',
  },
  {
    name: 'model-stage',
    key: 'mlflow.model-stage',
    text: 'plain',
    values: 'Staging, Production or Archived',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Stage that each new official version moves to, for teams that still use the stages of MLflow; what was there is archived. MLflow itself recommends aliases.',
  },
  {
    name: 'stage-run',
    key: 'mlflow.stage-run',
    text: 'plain',
    values: 'shared or own',
    default: 'shared',
    modes: JUDGING_MODES,
    surfaces: EVERYWHERE,
    description:
      'Where stages, checks and evaluation log with MLflow: in the run of dvc-ci, or (`own`) in runs of their own, for code that calls `mlflow.set_experiment`.',
  },
  {
    name: 'cleanup',
    key: 'mlflow.cleanup',
    text: 'scalar',
    values: 'true or false',
    default: false,
    modes: VALIDATE,
    surfaces: EVERYWHERE,
    description:
      "Delete a pull request's runs in MLflow when it is closed (the workflow must run on `pull_request: types: [closed]` too).",
  },
]
