import { numberOf, readingOf } from '../../metrics/compare.js'
import { isChange, type ReproducedReport } from '../../report/report.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import type { BuildPlan } from './plan-build.js'

/**
 * Reports for each output of a stage that ran whether it is, bit for bit, the one that the source commit names. Stages
 * that were stale there are left out: their outputs must differ. A metric that differs gets the committed value.
 * @param source the project before the build
 */
export async function compareOutputs(source: Project, built: Project, plan: BuildPlan): Promise<void> {
  const { report } = built.run
  const compared = report.stages
    .filter(({ name, verdict }) => verdict === 'ran' && !(plan.causes.get(name) ?? []).some(isChange))
    .flatMap(({ name }): ReproducedReport[] => {
      const made = new Map(built.graph.stage(name)?.outs.map(({ path, hash }) => [path, hash]))
      return (source.graph.stage(name)?.outs ?? []).flatMap(({ path, hash }) =>
        hash === undefined || made.get(path) === undefined ? [] : [{ path, same: made.get(path) === hash }],
      )
    })
  if (compared.length === 0) return
  report.reproduced = compared
  if (compared.every(({ same }) => same)) return
  const { sha } = report.source
  const before = await metricsAt(built, sha, await lockedAt(built, sha))
  report.metrics = report.metrics.map((metric) => {
    const committed = numberOf(readingOf(before.get(metric.path), metric.name))
    return committed === undefined || committed === metric.value ? metric : { ...metric, committed }
  })
}
