import { type BuildPlan, outputsOf } from '../build/plan-build.js'
import type { JudgedData } from '../datasets/judge-data.js'
import type { Project } from '../project/project.js'
import { acceptFailures } from './accept-failures.js'
import { acceptMerged } from './acceptances-after-merge.js'
import { findBaseline, readDataBaseline } from './baseline.js'
import { dataHolds, describeChanges, hasDataPolicies, requireData } from './data-gate.js'

/**
 * Judges the data that a planned build starts from, before a machine starts.
 * @throws {ProjectError} a policy on data does not hold
 */
export async function requireGoodData(project: Project, plan: BuildPlan): Promise<void> {
  const found = await judgedBefore(project, plan)
  if (found !== undefined) await requireData(project, found, (judged) => acceptMerged(project, judged))
}

/** Whether the policies hold for the data that the stale stages of a validation start from. */
export async function holdsGoodData(project: Project, plan: BuildPlan): Promise<boolean> {
  const found = await judgedBefore(project, plan)
  const isMade = outputsOf(project, plan.mayRun)
  return found === undefined || dataHolds(project, found, isMade, (judged) => acceptFailures(project, judged))
}

/** Whether the policies hold for the data that the stale stages of this validation start from. */
export function staleDataHolds(project: Project, found: JudgedData): Promise<boolean> {
  const stale = project.run.report.stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)
  const isMade = outputsOf(project, new Set(stale))
  return dataHolds(project, found, isMade, (judged) => acceptFailures(project, judged))
}

/** @returns undefined without policies on data */
async function judgedBefore(project: Project, plan: BuildPlan): Promise<JudgedData | undefined> {
  if (!hasDataPolicies(project)) return undefined
  const isMade = outputsOf(project, plan.mayRun)
  const baseline = await readDataBaseline(project, await findBaseline(project))
  return describeChanges(project, baseline, { covers: (path) => !isMade(path) })
}
