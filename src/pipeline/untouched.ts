import type { StageReport } from '../report/report.js'
import type { Graph } from './graph.js'
import { isWithin } from './project.js'

/** The changes of a pull request, as far as they concern stages. */
export interface Touched {
  /** The inputs that it changes, relative to the working directory; dvc.lock counts by its entries. */
  inputs: readonly string[]
  /** Names of the stages whose entry in dvc.lock it changes. */
  entries: ReadonlySet<string>
}

/** True for a file that templates of dvc.yaml may read (`vars`). A Python file that a stage reads is code. */
function maySetCommand(path: string, graph: Graph): boolean {
  const isCode = () =>
    graph
      .topological()
      .some((name) => graph.stage(name)?.deps.some((dep) => dep.kind === 'path' && isWithin(path, dep.path)))
  return /\.(ya?ml|json|toml)$/.test(path) || (path.endsWith('.py') && !isCode())
}

/**
 * The stale stages that a change does not touch: neither they nor a stage that they need has a changed input or a
 * changed entry in dvc.lock. They are as stale on the base as they are here.
 * @returns names
 */
export function untouchedStages(stale: readonly StageReport[], graph: Graph, touched: Touched): Set<string> {
  const causes = new Map(stale.map((stage) => [stage.name, stage.causes]))
  const isAbout = (path: string, needs: ReadonlySet<string>): boolean => {
    // A new dependency or another command may make the stage stale.
    if (/(^|\/)(dvc\.yaml|\.dvcignore)$/.test(path)) return true
    return [...needs].some((name) => {
      const stage = graph.stage(name)
      if (stage?.file === path) return true
      if (stage?.deps.some((dep) => dep.kind === 'path' && isWithin(path, dep.path))) return true
      return (causes.get(name) ?? []).some(
        (cause) =>
          (cause.kind === 'command' && maySetCommand(path, graph)) ||
          cause.path === path ||
          cause.path?.startsWith(`${path}:`) === true,
      )
    })
  }
  return new Set(
    stale.flatMap(({ name }) => {
      const needs = graph.withUpstream([name])
      return touched.inputs.some((path) => isAbout(path, needs)) || [...needs].some((each) => touched.entries.has(each))
        ? []
        : [name]
    }),
  )
}
