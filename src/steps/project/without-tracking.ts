import { pathToFileURL } from 'node:url'
import type { Project } from './project.js'

/**
 * MLflow's variables that name a server, its credentials, an experiment or a run, and the file of dvc-ci with the run of
 * each stage.
 */
const OF_A_SERVER = /^MLFLOW_(?:RUN_ID|EXPERIMENT_(?:ID|NAME)|TRACKING_.*|REGISTRY_URI)$|^DVC_CI_STAGE_VARIABLES$/

/**
 * The project whose stages log to MLflow into a folder of this machine.
 * @param folder absolute; MLflow creates it
 */
export function withoutTracking(project: Project, folder: string): Project {
  const env = Object.fromEntries(Object.entries(project.env).filter(([name]) => !OF_A_SERVER.test(name)))
  // New versions of MLflow reject a folder without it (mlflow.store.tracking.file_store.FileStore).
  const allowed = { MLFLOW_ALLOW_FILE_STORE: 'true' }
  return { ...project, env: { ...env, ...allowed, MLFLOW_TRACKING_URI: pathToFileURL(folder).href } }
}
