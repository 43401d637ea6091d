import { messageOf, OutsideError } from '../../errors/errors.js'
import type { MlflowClient } from '../../mlflow/client.js'
import type { TrackedRun } from '../../mlflow/runs.js'
import type { Project } from '../project/project.js'
import { openStageRuns, stageVariables } from './stage-runs.js'

/**
 * Opens the runs of the stages where there are several.
 * @param onOpened gets the ids of the opened runs by stage
 * @returns the variables of stages, checks and the evaluation
 */
export async function stageEnvironment(
  project: Project,
  client: MlflowClient,
  build: TrackedRun,
  given: {
    experiment: string
    stages: readonly string[]
    onOpened: (runs: ReadonlyMap<string, string>) => void
    /** True on a machine that runs only some stages of the build. */
    alwaysBelow?: boolean
  },
): Promise<NodeJS.ProcessEnv> {
  const { access, stageRun } = project.run.settings.mlflow
  const shares = stageRun === 'shared'
  const server = {
    MLFLOW_TRACKING_URI: access?.uri ?? client.base,
    MLFLOW_EXPERIMENT_NAME: given.experiment,
  }
  const shared = shares ? { ...server, MLFLOW_EXPERIMENT_ID: build.experimentId, MLFLOW_RUN_ID: build.id } : server
  if (given.stages.length === 0 || (shares && given.stages.length === 1 && given.alwaysBelow !== true)) return shared
  try {
    const runs = shares ? await openStageRuns(project, client, build, given.stages) : new Map<string, string>()
    given.onOpened(runs)
    return { ...shared, ...(await stageVariables(project, build, given.stages, runs)) }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    project.run.host.warning(`MLflow has no runs for the stages of this build: ${messageOf(error)}`)
    return {}
  }
}
