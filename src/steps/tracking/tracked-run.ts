import type { LockedOut } from '../../dvc/locked-outs.js'
import { messageOf, OutsideError } from '../../errors/errors.js'
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
import { readPlan } from '../../pipeline/fan-out-plan.js'
import type { Conclusion } from '../../report/report.js'
import { requestDigest } from '../../settings/retrain.js'
import { lockedAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import { connectMlflow, experimentName, pageOf } from './connect-mlflow.js'
import { checkOwner } from './model-owner.js'
import { keepArtifacts } from './run-artifacts.js'
import { committedDataHash, inputsOf, paramsOf, paramTexts, pointsOf } from './run-facts.js'
import { stageEnvironment } from './stage-environment.js'
import { closeStageRuns, stageRunsOf, summaryOf } from './stage-runs.js'

/** The status of a run in MLflow, by the conclusion of the report. */
export const STATUS: Readonly<Record<Conclusion, RunStatus>> = {
  success: 'FINISHED',
  unverified: 'FINISHED',
  failure: 'FAILED',
  error: 'FAILED',
  cancelled: 'KILLED',
  superseded: 'KILLED',
}

/** The purpose for which a run is opened. */
export interface TrackingOptions {
  /** True where no stage will run: the run keeps the params and models of an earlier attempt. */
  completes?: boolean
  /** The commit with the params and data of the run, where the workspace may have others. */
  at?: string
  /** The id of the run that the planning job opened. */
  planned?: string | undefined
}

/** The tracked run in MLflow, from before the first stage until the verdict is known. */
export class Tracking {
  private opening: Promise<TrackedRun>
  private logged = false
  /** The error that prevented the run. */
  private failed: unknown
  /** The experiment of the run, for the stages. */
  private experiment = ''
  /** The runs that this machine opened for stages, by stage. */
  private stageRuns: ReadonlyMap<string, string> = new Map()

  constructor(
    private readonly project: Project,
    readonly client: MlflowClient,
    private readonly source: string,
    private readonly options: TrackingOptions,
  ) {
    this.opening = this.open()
    this.opening.catch((error: unknown) => {
      this.failed = error
    })
  }

  /** Finds the run of this commit, or creates it. */
  private async open(): Promise<TrackedRun> {
    const { project, client } = this
    const { run } = project
    const isChange = run.settings.mode === 'validate'
    this.experiment = `${await experimentName(project)}${isChange ? '/pr' : ''}`
    const experiment = await openExperiment(client, this.experiment)
    // The head identifies a pull request. The checkout may be its merge with the base.
    const head = run.settings.event.pullRequest?.headSha ?? this.source
    const lock = await committedDataHash(project, this.source)
    const number = run.settings.event.pullRequest?.number
    const request =
      run.settings.mode === 'retrain' ? [`${run.settings.event.run?.id ?? ''}/${requestDigest(run.settings)}`] : []
    const key = [
      run.settings.mode,
      ...request,
      project.inGit('.'),
      ...(number === undefined ? [] : [`#${number}`]),
      head,
      lock,
    ].join(' ')
    const params = paramTexts(await paramsOf(project, this.options.at), (text) => run.host.redact(text))
    const planned = this.options.planned === undefined ? undefined : await readRun(client, this.options.planned)
    const before = planned ?? (await findRun(client, experiment.id, key))
    // MLflow rejects a changed param. A training that logs its params would fail at those of an earlier attempt.
    const trainsAgain = planned === undefined && this.options.completes !== true
    if (trainsAgain && before !== undefined && [...before.params].some(([name, value]) => params.get(name) !== value)) {
      if (before.status === 'RUNNING') await setStatus(client, before.id, 'KILLED')
      await deleteRun(client, before.id)
    }
    const name = `${number === undefined ? run.settings.mode : `#${number}`} ${head.slice(0, 7)}`
    const tags = { ...(await this.tags(head)), 'dvc-ci.lock': lock }
    const opened = planned ?? (await openRun(client, experiment.id, { key, name, tags }))
    if (opened.status !== 'RUNNING') await setStatus(client, opened.id, 'RUNNING')
    if (before?.id === opened.id) await setTags(client, opened.id, tags)
    run.report.mlflow = {
      experiment: this.experiment,
      run_id: opened.id,
      url: pageOf.run(client.base, opened.experimentId, opened.id),
    }
    await Promise.all([
      logParams(client, opened.id, params, opened.params),
      logInputs(client, opened.id, inputsOf(project, await this.lockedOuts())),
    ])
    return opened
  }

  private async lockedOuts(): Promise<ReadonlyMap<string, LockedOut>> {
    return this.options.at === undefined ? new Map() : lockedAt(this.project, this.options.at)
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

  /**
   * Runs `checkOwner` of the model before the build. A failure of the server is left to the steps that need it.
   * @throws {ProjectError} as `checkOwner`
   */
  async checkOwner(model: string): Promise<void> {
    if ((await this.opening.catch(() => undefined)) === undefined) return
    await checkOwner(this.project, this.client, model).catch((error: unknown) => {
      if (!(error instanceof OutsideError)) throw error
      this.project.run.host.debug(messageOf(error))
    })
  }

  /** Waits for the run. @throws {OutsideError} MLflow did not open it */
  async opened(): Promise<void> {
    await this.opening
  }

  /**
   * Waits for the run. Where there is none, the step `track` reports the reason. Several stages get a run each, below
   * this one; a single stage logs into this one, and so do checks and the evaluation by command.
   * @param stages the stages that may run on this machine
   * @returns the variables with which MLflow finds the run in stages, checks and the evaluation
   */
  async variables(stages: readonly string[]): Promise<NodeJS.ProcessEnv> {
    const { project } = this
    const opened = await this.opening.catch(() => undefined)
    if (opened === undefined) {
      project.run.host.info(`MLflow does not track the stages of this run: ${messageOf(this.failed)}`)
      return {}
    }
    return stageEnvironment(project, this.client, opened, {
      experiment: this.experiment,
      stages,
      onOpened: (runs) => {
        this.stageRuns = runs
      },
    })
  }

  /**
   * Writes the metrics and plots of the report. Opens the run where that failed before.
   * @returns the run in its present state, with the values that the stages logged
   * @throws {OutsideError} MLflow does not answer, or rejects the values
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
    const points = pointsOf(this.project.run.report, now.metrics, opened.startTime)
    const { params, metrics } = summaryOf(await stageRunsOf(this.project, this.client, opened))
    await logParams(this.client, opened.id, params, now.params)
    const measured = new Set([...points.map(({ key }) => key), ...now.metrics.keys()])
    const logged = [...metrics].filter(([key]) => !measured.has(key))
    await logMetrics(this.client, opened.id, [
      ...points,
      ...logged.map(([key, value]) => ({ key, value, timestamp: opened.startTime, step: 0 })),
    ])
    this.logged = true
    return now
  }

  /** Ends the run with the conclusion of the report. Never throws: the verdict is known already. */
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
        'dvc-ci.environment': report.environment?.hash,
        'dvc-ci.python': report.environment?.python,
        'dvc-ci.attempt': settings.event.run && String(settings.event.run.attempt),
      })
      await closeStageRuns(client, this.stageRuns, STATUS[report.conclusion])
      await setStatus(client, opened.id, STATUS[report.conclusion])
    } catch (error) {
      if (error !== this.failed) host.warning(`Ending the run in MLflow failed: ${messageOf(error)}`)
    } finally {
      await client.close()
    }
  }
}

/**
 * Opens the run in MLflow, where there is a server. It opens while the next steps run.
 * @param source the commit of the run
 * @returns undefined without a tracked run; the skipped step `track` has the reason
 */
export async function startTracking(
  project: Project,
  source = project.run.report.source.sha,
  options: TrackingOptions = {},
): Promise<Tracking | undefined> {
  const { run } = project
  const found =
    run.settings.mode !== 'validate' && run.settings.rebuild.dryRun
      ? { reason: 'dry run', warns: false }
      : await connectMlflow(run)
  if ('reason' in found) {
    if (found.warns) run.host.warning(`MLflow does not track this run: ${found.reason}`)
    run.skip('track', found.reason)
    return undefined
  }
  const plan = readPlan(run.settings.fanOut.plan)
  const tracking = new Tracking(project, found, source, {
    planned: 'reason' in plan ? undefined : plan.mlflow,
    ...options,
  })
  run.endings.push(() => tracking.close())
  return tracking
}

/** The step `track` of a pull request: writes the metrics to MLflow. A failure of the server is a warning. */
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
      run.host.warning(`MLflow does not have all values of this run: ${messageOf(error)}`)
    }
  })
}
