import { CLOSED, NO_PIPELINE, NOTHING_TO_BUILD, planDryRunSummary } from '../report/plan-summary.js'
import type { Run } from '../run/run.js'
import type { StepGraph } from '../run/steps.js'
import { heldStages } from '../steps/build/held-stages.js'
import { planBuild, staleOf, withoutStages } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { pushData, requireKept, requireRemoteHas, requireWritableRemote } from '../steps/data/push.js'
import { requireObjectRemote } from '../steps/data/versioned-remote.js'
import type { Ending } from '../steps/ending.js'
import { endAfterError, endAlone, reasonOfBuild, reasonOfJobs, reasonOfSettings } from '../steps/fan-out/one-machine.js'
import { issuePlan, planJobs } from '../steps/fan-out/plan-jobs.js'
import { holdsGoodData, requireGoodData } from '../steps/gate/data-before-build.js'
import { openBackup } from '../steps/project/backup.js'
import { type FirstSteps, withProjectSteps } from '../steps/project/open-project.js'
import { withSettings } from '../steps/project/project.js'
import { askEarly, checkRequest } from '../steps/release/check-request.js'
import { requireCurrent } from '../steps/retrain/require-current.js'
import { Retraining } from '../steps/retrain/retraining.js'
import { isClosedChange } from '../steps/tracking/delete-runs.js'

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
      ? endAlone(run, CLOSED)
      : withProjectSteps(run, (steps, { opened }) => planValidation(run, steps, opened), true)
  const ending = await withProjectSteps(run, (steps, first) => planBuildOf(run, steps, first), true)
  return planFor === 'retrain' ? requireCurrent(run, ending) : ending
}

/** Plans a rebuild or a retraining up to its first stage, then restores the checkout. */
async function planBuildOf(run: Run, steps: StepGraph, { paths, opened }: FirstSteps): Promise<Ending> {
  const retraining = run.settings.fanOut.planFor === 'retrain' ? new Retraining() : undefined
  const answers = askEarly(run, steps, paths)
  const { project: first, status, recovered } = await steps.value(opened)
  if (retraining === undefined && !first.stages.some(({ kind }) => kind === 'stage'))
    return { conclusion: 'success', message: NO_PIPELINE }
  const wanted = await retraining?.check(withSettings(first, { ...run.settings, mode: 'retrain' }))
  const own = wanted ?? first
  const { found, uncommitted } = await checkRequest(own, steps, {
    ...answers,
    recovered,
    dataOf: async () => retraining?.digestOfData(own),
  })
  if ('conclusion' in found) return found
  const { dryRun } = run.settings.rebuild
  const backup = await openBackup(first)
  steps.cleanup(() => backup.restore())

  requireObjectRemote(own)
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
      return (await retraining?.planned(project, build)) ?? build
    },
    { reads: ['workspace'] },
  )
  const build = await steps.value(planned)
  if ('conclusion' in build) return build
  if (retraining === undefined && build.mayRun.size === 0) {
    await steps.finish()
    return { conclusion: 'success', message: NOTHING_TO_BUILD }
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
  const gated = steps.step('data', [changed, inputs], (project) =>
    requireGoodData(withSettings(project, { ...project.run.settings, mode: run.settings.fanOut.planFor }), build),
  )
  const planning = steps.step('plan jobs', [changed, inputs, gated], (project) => planJobs(project, build))
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
    if (dryRun) return { conclusion: 'success', message: planDryRunSummary(jobs) }
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
  const against = reasonOfSettings(run)
  if (against !== undefined) return endAlone(run, against)
  const { project: first, status } = await steps.value(opened)
  const { settings } = first.run
  const project = withSettings(first, { ...settings, rebuild: { ...settings.rebuild, force: { kind: 'none' } } })
  try {
    const planned = steps.step('plan', [], () => planBuild(project, { here: new Set(), status }))
    const whole = await steps.value(planned)
    const needless = reasonOfBuild(whole)
    if (needless !== undefined) return endAlone(run, needless)
    const held = await heldStages(project, staleOf(whole))
    const build = withoutStages(project, whole, held)
    if (reasonOfBuild(build) !== undefined) return endAlone(run, 'the stale stages are those of a rollback')
    const gated = steps.step('data', [], () =>
      holdsGoodData(withSettings(project, { ...project.run.settings, mode: 'validate' }), build),
    )
    if (!(await steps.value(gated))) return endAlone(run, 'the policies on data do not hold')
    const inputs = steps.step('inputs', [], () => requireRemoteHas(project, build), { reads: ['remote'] })
    requireObjectRemote(project)
    const writable = steps.step('check remote access', [], () => requireWritableRemote(project))
    const planning = steps.step('plan jobs', [inputs, writable], () => planJobs(project, build))
    await steps.finish()
    const jobs = await steps.value(planning)
    const single = reasonOfJobs(run, jobs)
    return single === undefined
      ? issuePlan(project, jobs, { flow: 'validate', ...(held.size === 0 ? {} : { held: [...held] }) })
      : endAlone(run, single)
  } catch (error) {
    return endAfterError(run, error)
  }
}
