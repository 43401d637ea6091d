import { BUILDS, EVERYWHERE, JUDGING_MODES, JUDGING_OR_RUNNING, PUBLISHING, VALIDATE, WITH_REMOTE } from './modes.js'
import type { SettingRow } from './row.js'

/** Section `mlflow`. */
export const MLFLOW_SETTINGS: readonly SettingRow[] = [
  {
    name: 'tracking-uri',
    key: 'mlflow.tracking-uri',
    text: 'plain',
    values: 'URL',
    absent: 'the variable MLFLOW_TRACKING_URI; without either, nothing is tracked',
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
    description: 'Experiment of the official builds. Runs of pull requests go to NAME/pr.',
  },
  {
    name: 'model',
    key: 'mlflow.model',
    text: 'plain',
    values: 'NAME',
    absent: 'the only artifact of type model in dvc.yaml; without one, no model is registered',
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
    description: 'Path of the model that DVC tracks, where dvc.yaml does not declare it under `artifacts:`.',
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
      'Uploads the model to MLflow, or records only its place in the DVC remote. A model that the training logged with MLflow is not uploaded again.',
  },
  {
    name: 'alias',
    key: 'mlflow.alias',
    text: 'plain',
    values: 'NAME',
    absent: 'none',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description: 'Alias that moves to each new official version, such as champion. A rollback moves it back.',
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
      'Stage that each new official version moves to, for teams that still use the stages of MLflow. Earlier versions in that stage are archived. MLflow recommends aliases instead.',
  },
  {
    name: 'model-owner',
    key: 'mlflow.model-owner',
    text: 'plain',
    values: 'warn or strict',
    default: 'warn',
    modes: PUBLISHING,
    surfaces: EVERYWHERE,
    description:
      'Effect of a registered model whose alias a version of another repository has: a warning, or (`strict`) an error before the build.',
  },
  {
    name: 'stage-run',
    key: 'mlflow.stage-run',
    text: 'plain',
    values: 'shared or own',
    default: 'shared',
    modes: JUDGING_OR_RUNNING,
    surfaces: EVERYWHERE,
    description:
      'MLflow run in which stages, checks and evaluation log: the run of dvc-ci, or (`own`) runs of their own, for code that calls `mlflow.set_experiment`.',
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
      "Deletes a pull request's runs in MLflow when the pull request is closed (the workflow must also run on `pull_request: types: [closed]`).",
  },
]
