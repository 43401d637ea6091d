import { messageOf, OutsideError } from '../../errors/errors.js'
import { readExperiment, readRun } from '../../mlflow/runs.js'
import { type Project, withSettings } from '../project/project.js'
import { connectMlflow } from './connect-mlflow.js'
import { stageEnvironment } from './stage-environment.js'
import { closeStageRuns } from './stage-runs.js'
import { STATUS, Tracking } from './tracked-run.js'

/**
 * The variables of the stages of one job, whose build another machine opened in MLflow. Each stage has a run below the
 * run of the build; the end of the job ends them.
 * @param id the build's run; undefined where MLflow does not track the build
 */
export async function trackJob(
  project: Project,
  id: string | undefined,
  stages: readonly string[],
): Promise<NodeJS.ProcessEnv> {
  const { run } = project
  if (id === undefined) return {}
  const client = await connectMlflow(run)
  const untracked = (reason: string): NodeJS.ProcessEnv => {
    run.host.warning(`MLflow does not track the stages of this job: ${reason}`)
    return {}
  }
  if ('reason' in client) return untracked(client.reason)
  let opened: ReadonlyMap<string, string> = new Map()
  run.endings.push(async () => {
    await closeStageRuns(client, opened, STATUS[run.report.conclusion]).catch((error: unknown) =>
      run.host.warning(`Ending the runs of the stages in MLflow failed: ${messageOf(error)}`),
    )
    await client.close()
  })
  try {
    const build = await readRun(client, id)
    if (build === undefined) return untracked(`it has no run ${id}, which the planning job opened`)
    const experiment = await readExperiment(client, build.experimentId)
    return await stageEnvironment(project, client, build, {
      experiment,
      stages,
      alwaysBelow: true,
      onOpened: (runs) => {
        opened = runs
      },
    })
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return untracked(messageOf(error))
  }
}

/**
 * Opens the build's run before other machines run its stages; the machine that collects them ends it.
 * @returns its id; undefined without a server, or where the server fails, which is a warning
 */
export async function openForJobs(planning: Project): Promise<string | undefined> {
  const { settings } = planning.run
  const { planFor } = settings.fanOut
  if (planFor !== 'validate' && settings.rebuild.dryRun) return undefined
  const project = withSettings(planning, { ...settings, mode: planFor })
  const { run } = project
  const client = await connectMlflow(run)
  if ('reason' in client) {
    if (client.warns) run.host.warning(`MLflow does not track this build: ${client.reason}`)
    return undefined
  }
  try {
    const tracking = new Tracking(project, client, run.report.source.sha, {})
    await tracking.opened()
    return run.report.mlflow?.run_id
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    run.host.warning(`MLflow does not track the stages of this build: ${messageOf(error)}`)
    return undefined
  } finally {
    await client.close()
  }
}
