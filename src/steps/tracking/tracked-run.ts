import { messageOf } from '../../errors/errors.js'
import type { MlflowClient } from '../../mlflow/client.js'
import {
  deleteRun,
  findRun,
  logInputs,
  logMetrics,
  logParams,
  openExperiment,
  openRun,
  type RunStatus,
  readRun,
  setStatus,
  setTags,
  type TrackedRun,
} from '../../mlflow/runs.js'
import type { Conclusion } from '../../report/report.js'
import { requestDigest } from '../../settings/retrain.js'
import { type Project } from '../project/project.js'
import { connectMlflow, experimentName, pageOf } from './connect-mlflow.js'
import { keepArtifacts } from './run-artifacts.js'
import { committedDataHash, inputsOf, paramsOf, paramTexts, pointsOf } from './run-facts.js'

const STATUS: Record<Conclusion, RunStatus> = {
  success: 'FINISHED',
  failure: 'FAILED',
  error: 'FAILED',
  cancelled: 'KILLED',
  superseded: 'KILLED',
}

/** A run of ours in MLflow, from before the first stage until the verdict is known. */
export class Tracking {
  private opening: Promise<TrackedRun>
  private logged = false
  /** Why there is no run. */
  private failed: unknown
  /** Where the stages find the run. */
  private experiment = ''

  constructor(
    private readonly project: Project,
    readonly client: MlflowClient,
    private readonly source: string,
  ) {
    this.opening = this.open()
    this.opening.catch((error: unknown) => {
      this.failed = error
    })
  }

  /** Finds the run of this commit, or makes it. */
  private async open(): Promise<TrackedRun> {
    const { project, client } = this
    const { run } = project
    const isChange = run.settings.mode === 'validate'
    this.experiment = `${await experimentName(project)}${isChange ? '/pr' : ''}`
    const experiment = await openExperiment(client, this.experiment)
    // A pull request is what its head is, whatever it was merged with to be looked at.
    const head = run.settings.event.pullRequest?.headSha ?? this.source
    const lock = await committedDataHash(project, this.source)
    const number = run.settings.event.pullRequest?.number
    const asked =
      run.settings.mode === 'retrain'
        ? [`${run.settings.event.run?.id ?? ''}/${requestDigest(run.settings.retrain)}`]
        : []
    const key = [
      run.settings.mode,
      ...asked,
      project.inGit('.'),
      ...(number === undefined ? [] : [`#${number}`]),
      head,
      lock,
    ].join(' ')
    const params = paramTexts(await paramsOf(project), (text) => run.host.redact(text))
    const before = await findRun(client, experiment.id, key)
    // The params of a run cannot change: a training that logs its own would fail at those of the attempt before.
    if (before !== undefined && [...before.params].some(([name, value]) => params.get(name) !== value)) {
      if (before.status === 'RUNNING') await setStatus(client, before.id, 'KILLED')
      await deleteRun(client, before.id)
    }
    const name = `${number === undefined ? run.settings.mode : `#${number}`} ${head.slice(0, 7)}`
    const tags = { ...(await this.tags(head)), 'dvc-ci.lock': lock }
    const opened = await openRun(client, experiment.id, { key, name, tags })
    if (opened.status !== 'RUNNING') await setStatus(client, opened.id, 'RUNNING')
    if (before?.id === opened.id) await setTags(client, opened.id, tags)
    run.report.mlflow = {
      experiment: this.experiment,
      run_id: opened.id,
      url: pageOf.run(client.base, opened.experimentId, opened.id),
    }
    await Promise.all([
      logParams(client, opened.id, params, opened.params),
      logInputs(client, opened.id, inputsOf(project)),
    ])
    return opened
  }

  private async tags(head: string): Promise<Record<string, string | undefined>> {
    const { run, git } = this.project
    const { event, mode } = run.settings
    const { pullRequest } = event
    return {
      'mlflow.source.type': 'JOB',
      'mlflow.source.name': event.repository ?? this.project.inGit('.'),
      'mlflow.source.git.commit': head,
      'mlflow.user': event.actor ?? (await git.author(head).catch(() => undefined))?.name,
      'dvc-ci.mode': mode,
      'dvc-ci.head': head,
      'dvc-ci.base': run.report.source.base_sha ?? pullRequest?.baseSha,
      'dvc-ci.directory': this.project.inGit('.'),
      'dvc-ci.branch': pullRequest?.headRef ?? event.ref.replace(/^refs\/heads\//, ''),
      'dvc-ci.pull-request': pullRequest && String(pullRequest.number),
      'dvc-ci.run-url': event.runUrl,
      'dvc-ci.author': event.actor,
      'dvc-ci.verdict': 'running',
    }
  }

  /** Waits for the run. @throws {OutsideError} it could not be opened */
  async opened(): Promise<void> {
    await this.opening
  }

  /**
   * Waits for the run. The step `track` says why there is none.
   * @returns the variables by which MLflow in stages, checks and evaluation finds the run
   */
  async variables(): Promise<NodeJS.ProcessEnv> {
    const { project } = this
    const opened = await this.opening.catch(() => undefined)
    if (opened === undefined) {
      project.run.host.info(`Nothing is tracked while this runs: ${messageOf(this.failed)}`)
      return {}
    }
    const { access, stageRun } = project.run.settings.mlflow
    return {
      MLFLOW_TRACKING_URI: access?.uri ?? this.client.base,
      ...(stageRun === 'shared'
        ? {
            MLFLOW_EXPERIMENT_NAME: this.experiment,
            MLFLOW_EXPERIMENT_ID: opened.experimentId,
            MLFLOW_RUN_ID: opened.id,
          }
        : {}),
    }
  }

  /**
   * Writes what the report has now; opens the run where that failed before.
   * @returns the run as it is now, with what the stages put there
   * @throws {OutsideError} MLflow does not take it
   */
  async log(): Promise<TrackedRun> {
    if (this.failed !== undefined) {
      this.failed = undefined
      this.opening = this.open()
      this.opening.catch((error: unknown) => {
        this.failed = error
      })
    }
    const opened = await this.opening
    const now = (await readRun(this.client, opened.id)) ?? opened
    await logMetrics(this.client, opened.id, pointsOf(this.project.run.report, now.metrics, opened.startTime))
    this.logged = true
    return now
  }

  /** Ends the run as the whole ended. Never throws: the verdict is known already. */
  async close(): Promise<void> {
    const { project, client } = this
    const { report, host, settings, signal } = project.run
    try {
      const opened = await this.opening
      if (!signal.aborted) {
        if (!this.logged) await this.log()
        await keepArtifacts(project, client, opened)
      }
      const accepted = report.policies.flatMap((policy) =>
        policy.accepted === undefined ? [] : [`${policy.metric}: ${policy.accepted.by} (${policy.accepted.reason})`],
      )
      await setTags(client, opened.id, {
        'dvc-ci.verdict': report.conclusion,
        'dvc-ci.message': host.redact(report.message),
        'dvc-ci.accepted': host.redact(accepted.join(', ')),
        'dvc-ci.base': report.source.base_sha,
        'dvc-ci.commit': report.commit?.sha,
        'dvc-ci.attempt': settings.event.run && String(settings.event.run.attempt),
      })
      await setStatus(client, opened.id, STATUS[report.conclusion])
    } catch (error) {
      if (error !== this.failed) host.warning(`The run in MLflow could not be ended: ${messageOf(error)}`)
    } finally {
      await client.close()
    }
  }
}

/**
 * Opens the run in MLflow, where there is a server; goes on beside the steps that follow.
 * @param source the commit that it is about
 * @returns undefined where nothing is tracked, which is a step with the reason
 */
export async function startTracking(
  project: Project,
  source = project.run.report.source.sha,
): Promise<Tracking | undefined> {
  const { run } = project
  const found =
    run.settings.mode !== 'validate' && run.settings.rebuild.dryRun
      ? { reason: 'dry run', warns: false }
      : await connectMlflow(run)
  if ('reason' in found) {
    if (found.warns) run.host.warning(`Nothing is tracked: ${found.reason}`)
    run.skip('track', found.reason)
    return undefined
  }
  const tracking = new Tracking(project, found, source)
  run.endings.push(() => tracking.close())
  return tracking
}

/** The step of a change: what was measured goes to MLflow. A server that fails warns and changes no verdict. */
export async function trackChange({ run }: Project, tracking: Tracking | undefined): Promise<void> {
  if (tracking === undefined) return
  await run.step('track', async (outcome) => {
    try {
      await tracking.opened()
      const { id } = await tracking.log()
      outcome.message = `run ${id} in ${run.report.mlflow?.experiment ?? ''}`
    } catch (error) {
      outcome.conclusion = 'warning'
      outcome.message = messageOf(error)
      run.host.warning(`This run is not, or not all, in MLflow: ${messageOf(error)}`)
    }
  })
}
