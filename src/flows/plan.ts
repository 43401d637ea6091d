import { OutsideError, ProjectError, SetupError } from '../errors/errors.js'
import { type FanOutJob, fanOut, isFanOutRefusal } from '../pipeline/fan-out.js'
import { type Placement, placementKey } from '../pipeline/fan-out-parts.js'
import { type FanOutPlan, writePlan } from '../pipeline/fan-out-plan.js'
import { isChange } from '../report/report.js'
import type { Run } from '../run/run.js'
import { WorkspaceBackup } from '../run/workspace-backup.js'
import { type BuildPlan, forcedStages, planBuild } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { probeRemotes, pushData, requireKept, requireRemoteHas, requireWritableRemote } from '../steps/data/push.js'
import { placementsOf, runId } from '../steps/fan-out/open-plan.js'
import { type Project, prepare, settle, startEarly } from '../steps/project/project.js'
import { knownSeconds } from '../steps/project/stage-durations.js'
import { askServer, type Ending, preflight } from '../steps/publish/may-publish.js'
import { modelToRegister } from '../steps/release/publish-version.js'
import { isClosedChange } from '../steps/tracking/delete-runs.js'
import { count } from '../text/words.js'
import { Retraining, requireCurrent } from './retrain.js'

/**
 * Decides how a build is spread over machines, and refuses what would be refused in the end before any of them is started. New data of a retraining is brought
 * into the remote, where the others find it; otherwise nothing is changed anywhere, and nothing is pulled.
 * @throws {SetupError} changes that are in no commit, a machine that cannot be read
 * @throws {ProjectError} we may not push, the remote lacks what the build starts from, the stages cannot be spread
 */
export async function plan(run: Run): Promise<Ending> {
  const { planFor } = run.settings.fanOut
  if (planFor === 'validate' && isClosedChange(run)) return alone(run, 'the pull request is closed')
  const project = await prepare(run, (place) => (planFor === 'validate' ? {} : askServer(run, place)), true)
  try {
    run.report.fanout = { jobs: [] }
    if (planFor === 'validate') return await planValidation(project)
    return planFor === 'retrain' ? requireCurrent(run, await planRetraining(project)) : await planRebuild(project)
  } finally {
    await project.dvc.close()
  }
}

async function planRebuild(project: Project): Promise<Ending> {
  if (!project.stages.some(({ kind }) => kind === 'stage'))
    return { conclusion: 'success', message: 'There is no pipeline to build: the project has .dvc files only.' }
  forcedStages(project)
  modelToRegister(project)
  const found = await preflight(project)
  if ('conclusion' in found) return found
  const probed = startEarly(() => probeRemotes(project))
  const build = await planBuild(project, new Set())
  await requireWritableRemote(project, probed)
  if (build.mayRun.size === 0)
    return { conclusion: 'success', message: 'There is nothing to build: nothing has changed, and nothing is forced.' }
  await requireRemoteHas(project, build)
  if (!build.whole) await requireKept(project, build)
  return handOn(project, await spread(project, build), {})
}

/** As a retraining begins, up to the first stage. The checkout is as before afterwards. */
async function planRetraining(project: Project): Promise<Ending> {
  const { run } = project
  project.run = { ...run, settings: { ...run.settings, mode: 'retrain' } }
  const retraining = new Retraining()
  await retraining.check(project)
  forcedStages(project)
  modelToRegister(project)
  const found = await preflight(project)
  if ('conclusion' in found) return found
  const { dryRun } = run.settings.rebuild
  if (!dryRun) await requireWritableRemote(project)
  const aside = await WorkspaceBackup.open(project.scratch, project.dvc.pid === undefined ? [] : [project.dvc.pid])
  try {
    await startFromCommit(project, aside)
    await retraining.apply(project, aside)
    const build = retraining.planned(project, await planBuild(project, new Set()))
    if ('conclusion' in build) return build
    await requireRemoteHas(project, build)
    if (!build.whole) await requireKept(project, build)
    const jobs = await spread(project, build)
    if (dryRun)
      return {
        conclusion: 'success',
        message: `Dry run: it would run ${sizeOf(jobs)}. Nothing was pushed, and no job gets this plan.`,
      }
    if (retraining.sources.length > 0) await pushData(project, retraining.sources)
    return handOn(project, jobs, { flow: 'retrain', request: await retraining.handOn(project) })
  } finally {
    await settle(project).finally(() => aside.restore())
  }
}

/**
 * As a validation goes on where a change made something stale that is to be run (`stale: run` or `commit`). Whatever speaks against other machines is told, and
 * left to the validation itself, which then runs everything on its own: no machine is rented for it, and nothing is refused here.
 */
async function planValidation(project: Project): Promise<Ending> {
  const { run } = project
  const { stale, pull } = run.settings.validate
  if (stale === 'fail') return alone(run, 'stale: fail runs nothing that is stale')
  // Its outputs would go to the others by the remote, which its code must not be able to write to.
  if (!run.settings.event.trusted)
    return alone(run, 'this change comes from a fork or from Dependabot, and what its stages make is never pushed')
  if (pull === 'none') return alone(run, 'pull: none fetches nothing that stages read')
  project.run = { ...run, settings: { ...run.settings, rebuild: { ...run.settings.rebuild, force: { kind: 'none' } } } }
  try {
    const build = await planBuild(project, new Set())
    if (![...build.mayRun].some((name) => build.causes.get(name)?.some(isChange) === true))
      return alone(run, 'nothing is stale')
    await requireRemoteHas(project, build)
    await requireWritableRemote(project)
    const jobs = await spread(project, build)
    const [only] = jobs
    if (jobs.length === 1 && only !== undefined && placementKey(only.placement) === placementKey(fallbackOf(run)))
      return alone(run, `${only.stages.join(', ')} would be one job`)
    return handOn(project, jobs, { flow: 'validate' })
  } catch (error) {
    if (!(error instanceof ProjectError || error instanceof OutsideError) || run.signal.aborted) throw error
    // What is wrong with the project is found there again, and judged.
    run.report.remote.missing = []
    run.host.notice(`What is stale is not spread over machines: ${error.message}`)
    return alone(run, error.message.replace(/\.$/, ''))
  }
}

function alone({ report }: Run, why: string): Ending {
  report.fanout = { jobs: [] }
  return { conclusion: 'success', message: `One machine does it all: ${why}.` }
}

function fallbackOf({
  settings: {
    fanOut: { runsOn: labels },
  },
}: Run): Placement {
  const [only] = labels
  return { runsOn: labels.length === 1 && only !== undefined ? only : labels }
}

/** Makes jobs of what a build runs, and tells them. @throws {ProjectError} the stages cannot be spread */
async function spread(project: Project, { mayRun }: BuildPlan): Promise<FanOutJob[]> {
  const { run, graph } = project
  return run.step('spread', async (outcome) => {
    const fallback = fallbackOf(run)
    const jobs = fanOut({
      graph,
      mayRun,
      fallback,
      placements: placementsOf(project, fallback),
      seconds: await knownSeconds(project),
    })
    if (isFanOutRefusal(jobs))
      throw new ProjectError('fan-out-impossible', `the stages cannot be spread over machines: ${jobs.reason}`, {
        key: 'meta.dvc-ci',
        remedy: jobs.remedy,
      })
    run.report.fanout = { jobs: jobs.map(reported) }
    outcome.message = jobs.map(({ id: name, stages }) => `${name}: ${stages.join(', ')}`).join('; ') || 'no stage runs'
    return jobs
  })
}

/** Writes down what the jobs do, for those who do it. @throws {SetupError} it is too long */
function handOn(project: Project, jobs: readonly FanOutJob[], more: Pick<FanOutPlan, 'flow' | 'request'>): Ending {
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
      `the names of the ${jobs.flatMap(({ stages }) => stages).length} stages are too long to hand on to other jobs.`,
      { key: 'plan', remedy: `Shorten the names of the stages, or build with \`mode: ${more.flow ?? 'rebuild'}\`.` },
    )
  run.report.fanout = { plan: text, jobs: jobs.map(reported) }
  return {
    conclusion: 'success',
    message: jobs.length === 0 ? 'No stage runs: only new data is committed.' : `${sizeOf(jobs)}.`,
  }
}

function sizeOf(jobs: readonly FanOutJob[]): string {
  return `${count(jobs.flatMap(({ stages }) => stages).length, 'stage')} on ${count(jobs.length, 'machine')}, ${count(Math.max(0, ...jobs.map(({ level }) => level)), 'level')}`
}

function reported({ id, level, stages, placement: { runsOn, container } }: FanOutJob) {
  return { id, level, stages, runs_on: runsOn, ...(container === undefined ? {} : { container }) }
}
