import { mayBeQuantity } from '../../datasets/quantities.js'
import { ProjectError } from '../../errors/errors.js'
import { isClosing } from '../../metrics/acceptance.js'
import type { Judged } from '../../metrics/judge.js'
import { spellingsOf } from '../../metrics/selector.js'
import { dataStepText } from '../../report/data-step.js'
import { closedGate } from '../../report/policy-state.js'
import { shownData, shownThumbnails } from '../datasets/describe-data.js'
import {
  type DataBaseline,
  type DataOptions,
  dividedPolicies,
  type JudgedData,
  judgeChangedData,
  planData,
} from '../datasets/judge-data.js'
import { reportUnusedKeys } from '../datasets/report-unused-keys.js'
import type { Project } from '../project/project.js'

/** Of a run without policies on data. */
export const NO_DATA: JudgedData = { described: [], judged: [], hashes: new Map() }

/** True where policies name data of this revision, or may name data that only the baseline has. */
export function hasDataPolicies(project: Project): boolean {
  const { data, metrics } = dividedPolicies(project, undefined)
  return (
    data.length > 0 ||
    metrics.some(({ metric }) => spellingsOf(metric).some(({ path, name }) => /[/.]/.test(path) && mayBeQuantity(name)))
  )
}

/**
 * Step `data`: describes changed data in the report, and judges the policies on data.
 * @param options `covers`: the data of this part of the run. `earlier`: of an earlier part
 */
export async function describeChanges(
  project: Project,
  baseline: DataBaseline,
  options: DataOptions = {},
): Promise<JudgedData> {
  const { run } = project
  reportUnusedKeys(project, baseline.locked)
  const plan = await planData(project, baseline, options)
  const describe = async () => {
    const found = await judgeChangedData(project, baseline, options, plan)
    if (baseline.locked !== undefined) {
      run.report.data = shownData(project, found.described)
      run.facts.thumbnails = shownThumbnails(project, found.described)
    }
    return found
  }
  const isNews = plan.pairs.length + plan.alone.length > 0
  if (!isNews && (options.earlier !== undefined || plan.policies.length === 0)) {
    if (options.earlier === undefined && baseline.locked !== undefined) run.skip('data', 'no data has changed')
    return describe()
  }
  return run.step('data', async (outcome) => {
    const found = await describe()
    const results = found.judged.map(({ result }) => result)
    const unread = found.described.filter(({ report }) => report.unread !== undefined)
    if (found.judged.some(isClosing)) outcome.conclusion = 'failure'
    else if (unread.length > 0 || results.some(({ passed }) => !passed)) outcome.conclusion = 'warning'
    outcome.message = dataStepText(run.report.data, results)
    return found
  })
}

/**
 * Lets the gate on data pass, or closes it before a stage runs.
 * @param acceptFailing marks results that a user accepted; returns how a user accepts the others
 * @throws {ProjectError} a policy on data does not hold
 */
export async function requireData(
  { run }: Project,
  { judged }: JudgedData,
  acceptFailing: (judged: readonly Judged[]) => Promise<string | undefined>,
): Promise<void> {
  if (!judged.some(isClosing)) return
  const instruction = await acceptFailing(judged)
  if (!judged.some(isClosing)) return
  run.report.policies = judged.map(({ result }) => result)
  throw new ProjectError('gate-closed', closedGate(run.report.policies), {
    remedy: `Nothing was built. ${instruction ?? ''}`.trim(),
  })
}

/**
 * True where policies on the data that stages start from hold, or users accepted the ones that do not. The gate at the
 * end of the run tells of acceptances that do not count.
 * @param isMade for data that the stages make: it is judged after them
 */
export async function dataHolds(
  { run: { report } }: Project,
  { judged }: JudgedData,
  isMade: (path: string) => boolean,
  acceptFailing: (judged: readonly Judged[]) => Promise<unknown>,
): Promise<boolean> {
  const own = judged.filter(({ path }) => path === undefined || !isMade(path))
  if (!own.some(isClosing)) return true
  const known = new Set(report.lint)
  await acceptFailing(own)
  report.lint = report.lint.filter((finding) => known.has(finding) || finding.rule !== 'acceptance')
  return !own.some(isClosing)
}
