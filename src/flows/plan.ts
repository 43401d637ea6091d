import { OutsideError, ProjectError, SetupError } from '../errors/errors.js'
import { type FanOutJob, fanOut, isFanOutRefusal } from '../pipeline/fan-out.js'
import { type Placement, placementKey } from '../pipeline/fan-out-parts.js'
import { type FanOutPlan, writePlan } from '../pipeline/fan-out-plan.js'
import { isChange } from '../report/report.js'
import type { Run } from '../run/run.js'
import type { StepGraph } from '../run/steps.js'
import { WorkspaceBackup } from '../run/workspace-backup.js'
import { type BuildPlan, forcedStages, planBuild } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { pushData, requireKept, requireRemoteHas, requireWritableRemote } from '../steps/data/push.js'
import type { Ending } from '../steps/ending.js'
import { placementsOf, runId } from '../steps/fan-out/open-plan.js'
import { type FirstSteps, withProjectSteps } from '../steps/project/open-project.js'
import { type Project, withSettings } from '../steps/project/project.js'
import { knownDurations } from '../steps/project/stage-durations.js'
import { askCheckout, askServer } from '../steps/publish/ask-server.js'
import { checkPublishing } from '../steps/publish/may-publish.js'
import { modelToRegister } from '../steps/release/publish-version.js'
import { requireCurrent } from '../steps/retrain/require-current.js'
import { Retraining } from '../steps/retrain/retraining.js'
import { isClosedChange } from '../steps/tracking/delete-runs.js'
import { count } from '../text/words.js'

/**
 * Plans the jobs of a fan-out build, and rejects the build before a machine starts if its publication would be
 * rejected. It pushes only the new data of a retraining, for the other machines. It changes nothing else and pulls
 * nothing.
 * @throws {SetupError} uncommitted changes, an invalid machine in `meta`
 * @throws {ProjectError} the push is not permitted, the remote lacks inputs, a fan-out is impossible
 */
export async function plan(run: Run): Promise<Ending> {
  const { planFor } = run.settings.fanOut
  run.report.fanout = { jobs: [] }
  if (planFor === 'validate')
    return isClosedChange(run)
      ? alone(run, 'the pull request is closed')
      : withProjectSteps(run, (steps, { opened }) => planValidation(run, steps, opened), true)
  const ending = await withProjectSteps(run, (steps, first) => planBuildOf(run, steps, first), true)
  return planFor === 'retrain' ? requireCurrent(run, ending) : ending
}

/** Plans a rebuild or a retraining up to its first stage, then restores the checkout. */
async function planBuildOf(run: Run, steps: StepGraph, { paths, opened }: FirstSteps): Promise<Ending> {
  const retraining = run.settings.fanOut.planFor === 'retrain' ? new Retraining() : undefined
  const server = steps.step('ask server', [paths], (own) => askServer(run, own))
  const listed = steps.step('ask checkout', [paths], (own) => askCheckout(run, own), { reads: ['workspace'] })
  const { project: first, status } = await steps.value(opened)
  if (retraining === undefined && !first.stages.some(({ kind }) => kind === 'stage'))
    return { conclusion: 'success', message: 'There is no pipeline to build: the project has .dvc files only.' }
  const wanted = await retraining?.check(withSettings(first, { ...run.settings, mode: 'retrain' }))
  const own = wanted ?? first
  forcedStages(own)
  modelToRegister(own)
  const uncommitted = await steps.value(listed)
  const found = await checkPublishing(own, uncommitted, await steps.value(server))
  if ('conclusion' in found) return found
  const { dryRun } = run.settings.rebuild
  const backup = await WorkspaceBackup.open(first.scratch, first.dvc.pid === undefined ? [] : [first.dvc.pid])
  steps.cleanup(() => backup.restore())

  const writable = steps.step('check remote access', [], () => requireWritableRemote(own), {
    skip: () => (retraining !== undefined && dryRun ? '' : undefined),
  })
  // The plan of a rebuild uses the current checkout: each job starts from the commit.
  const start = steps.step(
    'start from commit',
    [],
    () => (retraining === undefined ? { project: own, isAsBefore: true } : startFromCommit(own, backup, uncommitted)),
    { writes: ['workspace'] },
  )
  const changed = steps.step(
    'new inputs',
    [start, retraining === undefined ? start : writable],
    async (begun) => (await retraining?.apply(begun.project, backup)) ?? begun.project,
    { writes: ['workspace'] },
  )
  const planned = steps.step(
    'plan',
    [changed],
    async (project) => {
      const build = await planBuild(project, { here: new Set(), status: retraining === undefined ? status : undefined })
      return retraining?.planned(project, build) ?? build
    },
    { reads: ['workspace'] },
  )
  const build = await steps.value(planned)
  if ('conclusion' in build) return build
  if (retraining === undefined && build.mayRun.size === 0) {
    await steps.finish()
    return { conclusion: 'success', message: 'There is nothing to build: nothing has changed, and nothing is forced.' }
  }
  const inputs = steps.step(
    'inputs',
    [changed],
    async (project) => {
      await requireRemoteHas(project, build)
      if (!build.whole) await requireKept(project, build)
    },
    { reads: ['remote'] },
  )
  const planning = steps.step('plan jobs', [changed, inputs], (project) => planJobs(project, build))
  const pushed = steps.step(
    'push',
    [changed, planning, writable],
    async (project) => {
      if (retraining !== undefined && retraining.sources.length > 0)
        await pushData(project, { stages: retraining.sources })
    },
    { writes: ['remote'], skip: () => (dryRun ? '' : undefined) },
  )
  const ending = steps.step('write plan', [changed, planning, pushed], async (project, jobs): Promise<Ending> => {
    if (retraining === undefined) return issuePlan(project, jobs, {})
    if (dryRun)
      return {
        conclusion: 'success',
        message: `Dry run: it would run ${sizeOf(jobs)}. Nothing was pushed or planned.`,
      }
    return issuePlan(project, jobs, { flow: 'retrain', request: await retraining.requestForJobs(project) })
  })
  await steps.finish()
  return steps.value(ending)
}

/**
 * Plans a validation that runs stale stages (`stale: run` or `commit`). Where a fan-out is impossible, the message says
 * why, and the validation itself runs all stages: no other machine starts, and nothing is rejected here.
 */
async function planValidation(run: Run, steps: StepGraph, opened: FirstSteps['opened']): Promise<Ending> {
  const { stale, pull } = run.settings.validate
  if (stale === 'fail') return alone(run, 'stale: fail runs no stage')
  // Jobs exchange outputs through the remote, to which untrusted code must not write.
  if (!run.settings.event.trusted)
    return alone(run, 'the outputs of a change from a fork or from Dependabot are never pushed')
  if (pull === 'none') return alone(run, 'pull: none downloads no input of stages')
  const { project: first, status } = await steps.value(opened)
  const { settings } = first.run
  const project = withSettings(first, { ...settings, rebuild: { ...settings.rebuild, force: { kind: 'none' } } })
  try {
    const planned = steps.step('plan', [], () => planBuild(project, { here: new Set(), status }))
    const build = await steps.value(planned)
    if (![...build.mayRun].some((name) => build.causes.get(name)?.some(isChange) === true))
      return alone(run, 'nothing is stale')
    const inputs = steps.step('inputs', [], () => requireRemoteHas(project, build), { reads: ['remote'] })
    const writable = steps.step('check remote access', [], () => requireWritableRemote(project))
    const planning = steps.step('plan jobs', [inputs, writable], () => planJobs(project, build))
    await steps.finish()
    const jobs = await steps.value(planning)
    const [only] = jobs
    if (jobs.length === 1 && only !== undefined && placementKey(only.placement) === placementKey(fallbackOf(run)))
      return alone(run, `${only.stages.join(', ')} would be one job`)
    return issuePlan(project, jobs, { flow: 'validate' })
  } catch (error) {
    if (!(error instanceof ProjectError || error instanceof OutsideError) || run.signal.aborted) throw error
    // The validation finds and judges the error of the project again.
    run.report.remote.missing = []
    run.host.notice(`The stale stages run on one machine: ${error.message}`)
    return alone(run, error.message.replace(/\.$/, ''))
  }
}

function alone({ report }: Run, why: string): Ending {
  report.fanout = { jobs: [] }
  return { conclusion: 'success', message: `All stages run on one machine: ${why}.` }
}

function fallbackOf({
  settings: {
    fanOut: { runsOn: labels },
  },
}: Run): Placement {
  const [only] = labels
  return { runsOn: labels.length === 1 && only !== undefined ? only : labels }
}

/** Plans the jobs of a build, and reports them. @throws {ProjectError} a fan-out is impossible */
async function planJobs(project: Project, { mayRun }: BuildPlan): Promise<FanOutJob[]> {
  const { run, graph } = project
  return run.step('plan jobs', async (outcome) => {
    const fallback = fallbackOf(run)
    const jobs = fanOut({
      graph,
      mayRun,
      fallback,
      placements: placementsOf(project, fallback),
      seconds: await knownDurations(project),
    })
    if (isFanOutRefusal(jobs))
      throw new ProjectError('fan-out-impossible', `the stages cannot run on several machines: ${jobs.reason}`, {
        key: 'meta.dvc-ci',
        remedy: jobs.remedy,
      })
    run.report.fanout = { jobs: jobs.map(reported) }
    outcome.message = jobs.map(({ id: name, stages }) => `${name}: ${stages.join(', ')}`).join('; ') || 'no stage runs'
    return jobs
  })
}

/** Writes the plan for the jobs. @throws {SetupError} the plan is too long */
function issuePlan(project: Project, jobs: readonly FanOutJob[], more: Pick<FanOutPlan, 'flow' | 'request'>): Ending {
  const { run } = project
  const { force } = project.run.settings.rebuild
  const id = runId(project)
  const handed: FanOutPlan = {
    schema: 1,
    ...more,
    sha: run.report.source.sha,
    ...(id === undefined ? {} : { run: id }),
    directory: project.inGit('.'),
    force: force.kind === 'stages' ? force.stages : force.kind,
    jobs: jobs.map(({ id: name, level, stages }) => ({ id: name, level, stages })),
  }
  const text = writePlan(handed)
  if (text === undefined)
    throw new SetupError(
      'plan-too-large',
      `the names of the ${jobs.flatMap(({ stages }) => stages).length} stages are too long for the output \`plan\`.`,
      { key: 'plan', remedy: `Shorten the names of the stages, or build with \`mode: ${more.flow ?? 'rebuild'}\`.` },
    )
  run.report.fanout = { plan: text, jobs: jobs.map(reported) }
  return {
    conclusion: 'success',
    message: jobs.length === 0 ? 'No stage runs: the build commits only new data.' : `${sizeOf(jobs)}.`,
  }
}

function sizeOf(jobs: readonly FanOutJob[]): string {
  return `${count(jobs.flatMap(({ stages }) => stages).length, 'stage')} on ${count(jobs.length, 'machine')}, ${count(Math.max(0, ...jobs.map(({ level }) => level)), 'level')}`
}

function reported({ id, level, stages, placement: { runsOn, container } }: FanOutJob) {
  return { id, level, stages, runs_on: runsOn, ...(container === undefined ? {} : { container }) }
}
