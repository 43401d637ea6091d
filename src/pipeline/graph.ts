import type { Project, Stage } from './project.js'

/** The stages of a project and their dependencies. */
export class Graph {
  private readonly needs = new Map<string, string[]>()
  private readonly neededBy = new Map<string, string[]>()
  private readonly byName: Map<string, Stage>

  constructor(project: Pick<Project, 'stages' | 'edges'>) {
    this.byName = new Map(project.stages.map((stage) => [stage.name, stage]))
    for (const [stage, upstream] of project.edges) {
      this.needs.set(stage, [...(this.needs.get(stage) ?? []), upstream])
      this.neededBy.set(upstream, [...(this.neededBy.get(upstream) ?? []), stage])
    }
  }

  stage(name: string): Stage | undefined {
    return this.byName.get(name)
  }

  /** The direct dependencies of a stage, `.dvc` files included. */
  upstream(name: string): readonly string[] {
    return this.needs.get(name) ?? []
  }

  /** The stages that need the stage directly. */
  downstream(name: string): readonly string[] {
    return this.neededBy.get(name) ?? []
  }

  /** The given stages and all that depend on them. A frozen stage is never reached through its dependencies. */
  withDownstream(names: Iterable<string>): Set<string> {
    return this.closure(names, (name) => this.downstream(name).filter((next) => this.byName.get(next)?.frozen !== true))
  }

  /** The given stages and all that they need. */
  withUpstream(names: Iterable<string>): Set<string> {
    return this.closure(names, (name) => this.upstream(name))
  }

  /** All names, each after its dependencies, otherwise in the order of the project. */
  topological(): string[] {
    const order: string[] = []
    const waiting = new Map([...this.byName.keys()].map((name) => [name, this.upstream(name).length]))
    let ready = [...waiting].filter(([, needs]) => needs === 0).map(([name]) => name)
    while (ready.length > 0) {
      const next: string[] = []
      for (const name of ready) {
        order.push(name)
        for (const dependent of this.downstream(name)) {
          const left = (waiting.get(dependent) ?? 0) - 1
          waiting.set(dependent, left)
          if (left === 0) next.push(dependent)
        }
      }
      ready = next
    }
    return order
  }

  private closure(names: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
    const seen = new Set<string>()
    const open = [...names]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue
      seen.add(name)
      open.push(...next(name))
    }
    return seen
  }
}
