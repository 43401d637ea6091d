import { ProjectError } from '../errors/errors.js'
import { unverifiedText } from '../report/left-out.js'
import { validationSummary } from '../report/validate-summary.js'
import { startEarly } from '../run/background.js'
import type { Run } from '../run/run.js'
import { RULE_NAMES } from '../settings/rules.js'
import { forcedStages } from '../steps/build/plan-build.js'
import { reportReproduced } from '../steps/build/reproduced-stages.js'
import { checkReproduced } from '../steps/build/staleness.js'
import { download, strictPull } from '../steps/data/pull.js'
import { leaveOutPull, pullNamed, rejectUnknownTargets } from '../steps/data/pull-named.js'
import { type VerifyQuestion, verifyRemote } from '../steps/data/verify-remote.js'
import { waitForPush } from '../steps/data/wait-for-push.js'
import { findDrift, reportDrift } from '../steps/environment/drift.js'
import { environmentHere, recordEnvironment } from '../steps/environment/record-environment.js'
import { collectPlots } from '../steps/evaluation/collect-plots.js'
import { chosenEvaluation, evaluate } from '../steps/evaluation/evaluate.js'
import { workspaceMetrics } from '../steps/evaluation/read-metrics.js'
import { acceptFailures } from '../steps/gate/accept-failures.js'
import { findBaseline, readBaseline, readDataBaseline, resolveEarly } from '../steps/gate/baseline.js'
import { checkClaims, compare } from '../steps/gate/compare.js'
import { staleDataHolds } from '../steps/gate/data-before-build.js'
import { describeChanges } from '../steps/gate/data-gate.js'
import { gate } from '../steps/gate/gate.js'
import { pastBuilds, readBuilds, reportHistory } from '../steps/official/build-history.js'
import { takeInventory } from '../steps/project/git-inventory.js'
import { isLeftOut } from '../steps/project/left-out.js'
import { withProjectSteps } from '../steps/project/open-project.js'
import { type Project, withVariables } from '../steps/project/project.js'
import { setUpProject } from '../steps/project/set-up.js'
import { deleteRunsOfChange, isClosedChange } from '../steps/tracking/delete-runs.js'
import { startTracking, trackChange } from '../steps/tracking/tracked-run.js'
import { checkTracking } from '../steps/validate/check-tracking.js'
import { failureId } from '../steps/validate/failure-id.js'
import { openCollected, StaleRun } from '../steps/validate/reproduce-stale.js'
import { runChecks } from '../steps/validate/run-checks.js'
import { stagesToRun } from '../steps/validate/stages-to-run.js'

/**
 * Validates a change: tracking rules, remote, reproduction, checks, evaluation of the model on this machine, gate.
 * A finding stops no later step, so one run reports all findings.
 * @throws {ProjectError} the change does not pass
 */
export async function validate(run: Run): Promise<string> {
  if (isClosedChange(run)) return deleteRunsOfChange(run)
  const { pull, verify } = run.settings.validate
  return withProjectSteps(run, async (steps, { paths, opened }) => {
    // A running pull leaves partial files, so Git lists the files first.
    const files = steps.step('list files', [paths], ({ git, dvcRoot }) => takeInventory(git, dvcRoot), {
      reads: ['workspace'],
    })
    const checked = steps.step('check names', [opened], ({ project }) => {
      chosenEvaluation(project)
      rejectUnknownTargets(project)
      // The rebuild after the merge would fail at it.
      forcedStages(project)
      return project
    })
    const collected = steps.step('open plan', [checked], openCollected, {
      skip: () => (run.settings.fanOut.plan === '' ? '' : undefined),
    })
    const project = steps.step('select settings', [checked, collected], (own, plan) => plan?.project ?? own)
    const resolved = steps.step('resolve baseline', [paths], (found) => resolveEarly(run, found))
    const baseline = steps.step('baseline', [project, resolved], findBaseline)
    // A baseline that does not exist is rejected before anything changes.
    const downloaded = steps.step('download', [project, files, baseline], (own) => download(own), {
      writes: ['workspace'],
      skip: () => (pull === 'all' ? undefined : ''),
    })
    const tracking = steps.step('open run', [project, baseline], (own) => startTracking(own))
    steps.step('lint', [project, files], checkTracking)
    const question: VerifyQuestion = {
      mode: verify,
      download: pull === 'all' || verify === 'full',
      hashedLater: pull === 'all',
    }
    const verified = steps.step(
      'verify',
      [project],
      (own) => verifyRemote(own, question, (first) => waitForPush(own, question, first)),
      { reads: ['remote'] },
    )
    const pulled = steps.step(
      'pull',
      [project, downloaded, verified],
      // A push ended after the download: it failed then.
      (own, done, answered) =>
        pull === 'all' ? strictPull(own, { download: (answered?.waited ?? 0) > 0 ? undefined : done }) : pullNamed(own),
      { writes: ['workspace'], skip: (own: Project) => (pull === 'none' ? leaveOutPull(own) : undefined) },
    )
    const drifted = steps.step('find drift', [project, baseline], async (own, { sha }) => {
      const found = await findDrift(own, sha)
      reportDrift(own, found)
      return found
    })
    const reproduced = steps.step(
      'reproduce',
      [project, pulled, drifted],
      (own, _, drift) => checkReproduced(own, pull !== 'all' || isLeftOut(run, 'pull'), drift),
      {
        reads: ['workspace'],
      },
    )
    const before = steps.step('read data of baseline', [project, baseline], readDataBaseline)
    const data = steps.step('data', [project, before, pulled], (own, base) => describeChanges(own, base))
    const stale = steps.step('prepare stale stages', [project, collected, reproduced], async (own, plan) => {
      const started = await StaleRun.begin(own, plan)
      steps.cleanup(() => started?.end())
      return started
    })
    // Code of the user runs from here on and may write metrics, so the committed ones are read first.
    const committed = steps.step('read metrics', [project, pulled, stale], (own) => workspaceMetrics(own), {
      reads: ['workspace'],
    })
    const ready = steps.step(
      'setup',
      [project, tracking, committed, stale],
      async (own, tracked, _, behind) =>
        setUpProject(withVariables(own, (await tracked?.variables(stagesToRun(own, behind))) ?? {})),
      { writes: ['workspace'] },
    )
    // A failure of Git is no failure of the run: each of the two steps says what it does without the builds.
    const recent = steps.step('find builds', [project, baseline], (own, { sha }) => ({
      past: startEarly(() => pastBuilds(own, sha)),
    }))
    const history = steps.step('history', [project, baseline, recent], (own, { sha }, { past }) =>
      readBuilds(own, sha, past),
    )
    const recorded = steps.step('environment', [ready, baseline, recent], (own, { sha }, { past }) =>
      recordEnvironment(own, sha, environmentHere, past),
    )
    const content = steps.step('read baseline', [ready, before], readBaseline)
    const rerun = steps.step(
      'run stale stages',
      [ready, stale, committed, data],
      async (own, behind, metrics, found) => {
        // A model of data that the gate rejects is not trained.
        if (behind !== undefined && !(await staleDataHolds(own, found))) {
          run.skip('reproduce', 'the policies on data do not hold')
          return { project: own, metrics }
        }
        const again = await behind?.reproduce(own)
        if (again === undefined) return { project: own, metrics }
        return { project: again.project, metrics: again.ran ? await workspaceMetrics(again.project) : metrics }
      },
      { writes: ['workspace'] },
    )
    steps.step('checks', [rerun], (made) => runChecks(made.project), { writes: ['workspace'] })
    const built = steps.step('built data', [rerun, before, data], (made, base, earlier) =>
      describeChanges(made.project, base, { earlier }),
    )
    const measured = steps.step('evaluate', [rerun, baseline], (made, { sha }) => evaluate(made.project, sha), {
      writes: ['workspace'],
    })
    const plots = steps.step('plots', [rerun, baseline, measured], (made, { sha }) => collectPlots(made.project, sha), {
      reads: ['workspace'],
    })
    const compared = steps.step(
      'compare',
      [rerun, baseline, content, measured],
      async (made, base, side, found) => {
        const sides = await compare(made.project, base, side, made.metrics, found)
        await reportReproduced(made.project, base.sha)
        checkClaims(made.project, sides, side?.locked, found?.alreadyReported)
        return sides
      },
      { reads: ['workspace'] },
    )
    const passed = steps.step(
      'gate',
      [rerun, compared, history, built, before],
      async (made, sides, builds, { judged }, { locked }) => {
        const open = await gate(made.project, sides, { judged, locked }, (all) => acceptFailures(made.project, all))
        reportHistory(run.report, builds)
        return open
      },
    )
    steps.step('track', [rerun, tracking, passed, plots, recorded], (made, tracked) =>
      trackChange(made.project, tracked),
    )
    await steps.finish()
    const { failed, text } = validationSummary(run.report, await steps.value(passed), RULE_NAMES)
    if (failed) throw new ProjectError(failureId(run.report), text)
    const [made, behind] = [await steps.value(rerun), await steps.value(stale)]
    return unverifiedText(run.report, `${text} ${(await behind?.commit(made.project)) ?? ''}`.trim())
  })
}
