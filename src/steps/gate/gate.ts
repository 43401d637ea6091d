import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import type { MetricSides } from '../../metrics/compare.js'
import { gatePassed, type Judged, judgeEach } from '../../metrics/judge.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin } from '../../pipeline/project.js'
import { policyReason, policyState, rulesHeld } from '../../report/policy-state.js'
import { isChange, type LeftOutReport, type VerdictKind } from '../../report/report.js'
import { hasNoSecrets } from '../../settings/event-rules.js'
import { count } from '../../text/words.js'
import { dividedPolicies } from '../datasets/judge-data.js'
import { isLeftOut, leaveOut } from '../project/left-out.js'
import type { Project } from '../project/project.js'

/**
 * Judges every policy.
 * @param data the results of the policies on data, and the data of the baseline
 * @param acceptFailing lets policies pass that a user accepted
 * @returns whether the gate is open
 */
export async function gate(
  project: Project,
  sides: MetricSides,
  { judged: ofData, locked }: { judged: readonly Judged[]; locked?: ReadonlyMap<string, LockedOut> | undefined },
  acceptFailing?: (judged: readonly Judged[]) => Promise<void>,
): Promise<boolean> {
  const { run } = project
  const { policies } = run.settings.metrics
  if (policies.length === 0) {
    run.skip('gate', 'no policies are configured')
    return true
  }
  return run.step('gate', async (outcome) => {
    const ofMetrics = judgeEach(dividedPolicies(project, locked).metrics, sides)
    const judged = [...withoutUnreadData(project, ofData), ...withoutUnread(project, ofMetrics)]
    const isOfOlderModel = olderModel(project)
    run.report.policies = judged.map(({ path, result }) => (isOfOlderModel(path) ? { ...result, stale: true } : result))
    await acceptFailing?.(judged)
    const failed = run.report.policies.filter(({ passed }) => !passed)
    const older = run.report.policies.filter((policy) => policyState(policy) === 'older')
    const passed = gatePassed(run.report.policies)
    if (!passed) outcome.conclusion = 'failure'
    else if (failed.length + older.length > 0) outcome.conclusion = 'warning'
    outcome.message =
      failed.length > 0
        ? failed.map((policy) => policyReason(policy)).join(' ')
        : older.length > 0
          ? `${count(older.length, 'rule')} judged the model of dvc.lock, not that of this change`
          : rulesHeld(run.report.policies)
    const unjudged = run.report.left_out?.filter(({ part }) => part === 'gate').length ?? 0
    if (unjudged > 0 && judged.length === 0) outcome.conclusion = 'skipped'
    if (unjudged > 0) outcome.message += `; ${count(unjudged, 'rule')} not judged, because the remote was not read`
    return passed
  })
}

/**
 * The results without those that fail only because the remote refused a run without a credential: the file of the metric,
 * or that of its baseline, was not read. The report names them as left out; they never count as held.
 */
function withoutUnread({ run }: Project, judged: readonly Judged[]): Judged[] {
  const unread = (part: LeftOutReport['part']) =>
    new Set(run.report.left_out?.flatMap((each) => (each.part === part && each.path !== undefined ? [each.path] : [])))
  const [values, baselines] = [unread('read metrics'), unread('read baseline')]
  return judged.filter(({ path, result }) => {
    const isUnread =
      result.value === undefined
        ? values.size > 0 && (path === undefined || values.has(path))
        : path !== undefined &&
          baselines.has(path) &&
          result.baseline === undefined &&
          !/^(?:min|max):/.test(result.rule)
    if (result.passed || !isUnread) return true
    leaveOut(run, { part: 'gate', path: `${result.metric} (${result.rule})`, reason: 'its file is in the remote' })
    return false
  })
}

/**
 * The results on data without those that fail only because the run for a fork or for Dependabot was refused by the remote:
 * data was not read.
 */
function withoutUnreadData({ run }: Project, judged: readonly Judged[]): readonly Judged[] {
  if (!hasNoSecrets(run.settings.event) || !(isLeftOut(run, 'pull') || isLeftOut(run, 'verify'))) return judged
  return judged.filter(({ result }) => {
    if (result.passed || result.value !== undefined) return true
    leaveOut(run, { part: 'gate', path: `${result.metric} (${result.rule})`, reason: 'its data is in the remote' })
    return false
  })
}

/** Verdicts on a stage whose outputs do not belong to its inputs. */
const OUTDATED = new Set<VerdictKind>(['stale', 'failed', 'skipped'])

/**
 * Tells by its file whether a metric belongs to an older model: the stage that makes the file is stale, or failed when this
 * run ran it. A stage that is stale by a rollback on the base makes the model that is judged on purpose.
 */
function olderModel({ run, index, stages }: Project): (path: string | undefined) => boolean {
  const stale = new Set(
    run.report.stages
      .filter(({ verdict, causes, held }) => OUTDATED.has(verdict) && !held && causes.some(isChange))
      .map(({ name }) => name),
  )
  const makers = new Map(metricFiles(index).map(({ path, stage }) => [path, stage]))
  const data = stages.flatMap(({ name, kind, outs }) =>
    outs.filter(({ cache }) => cache).map((out) => ({ path: joinPath(out.path), maker: kind === 'stage' ? name : '' })),
  )
  return (path) => {
    if (stale.size === 0 || path === undefined) return false
    const keeper = makers.has(path) ? undefined : data.find((out) => isWithin(path, out.path))
    const maker = keeper === undefined ? makers.get(path) : keeper.maker
    // The file of an evaluation command depends on every stage.
    return maker === undefined || stale.has(maker)
  }
}
