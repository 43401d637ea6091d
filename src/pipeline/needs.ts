import type { StageReport } from '../report/report.js'
import type { Graph } from './graph.js'

/** The direct needs of each stage of a report, so that a reader of the report can draw the pipeline. */
export function withNeeds(stages: readonly StageReport[], graph: Graph): StageReport[] {
  return stages.map((stage) => {
    const needs = [...graph.upstream(stage.name)].sort()
    return needs.length > 0 ? { ...stage, needs } : stage
  })
}
