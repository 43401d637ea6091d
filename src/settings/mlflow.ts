import type { SettingName, Values } from './setting-values.js'
import type { MlflowAccess, Settings } from './settings.js'

/**
 * The settings of MLflow. The address comes from an option or input, else from the environment, else from dvc-ci.yaml.
 * @param read reads a setting from all layers
 * @param environment MLflow's own variables
 * @param uri address from an option or input
 */
export function mlflowSettings(
  read: <N extends SettingName>(setting: N) => Values[N],
  environment: Partial<MlflowAccess>,
  uri?: string,
): Settings['mlflow'] {
  const address = uri ?? environment.uri ?? read('tracking-uri')
  const [experiment, model, modelPath, alias, stage] = [
    read('experiment'),
    read('model'),
    read('model-path'),
    read('alias'),
    read('model-stage'),
  ]
  return {
    ...(address === undefined ? {} : { access: { ...environment, uri: address } }),
    explicit: address !== undefined && address !== environment.uri,
    ...(experiment === undefined ? {} : { experiment }),
    ...(model === undefined ? {} : { model }),
    ...(modelPath === undefined ? {} : { modelPath }),
    artifact: read('model-artifact'),
    ...(alias === undefined ? {} : { alias }),
    ...(stage === undefined ? {} : { stage }),
    ...(read('model-owner') === 'strict' ? { modelOwner: 'strict' as const } : {}),
    stageRun: read('stage-run'),
    cleanup: read('cleanup'),
  }
}
