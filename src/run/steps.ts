import { setTimeout as pause } from 'node:timers/promises'
import { CancelledError, messageOf } from '../errors/errors.js'
import type { Run } from './run.js'
import { inLog, StepLog } from './step-log.js'

/** A thing that steps share. A step that writes it runs alone with it; steps that only read it run together. */
export type Resource = 'workspace' | 'remote' | 'branch'

/** Seconds for which the end of a flow waits for optional steps. */
const OPTIONAL_SECONDS = 60

/** A step of a graph, as the steps after it name it. `T` is what it returns. */
export class Step<T> {
  /** Never there: it carries the type. */
  declare readonly returns: T

  constructor(
    readonly name: string,
    /** @internal */ readonly graph: StepGraph,
  ) {}
}

/** A moment inside a step that other steps wait for. It is reached at the latest when the step that reaches it has ended. */
export class Milestone extends Step<void> {
  /** @internal */
  isReached = false

  reach(): void {
    this.isReached = true
    this.graph.pump()
  }
}

type Values<Needs extends readonly Step<unknown>[]> = { [Index in keyof Needs]: Needs[Index]['returns'] }

/** What a step gives: undefined too where it may be left out. */
type Result<T, Options> = Awaited<T> | (Options extends { skip: unknown } | { optional: unknown } ? undefined : never)

export interface StepOptions<Needs extends readonly Step<unknown>[]> {
  reads?: readonly Resource[]
  writes?: readonly Resource[]
  /** Milestones that the body reaches. */
  reaches?: readonly Milestone[]
  /** Why the step is left out: a reason is recorded, an empty one is not. Asked when the values that the step needs are there. */
  skip?: (...values: Values<Needs>) => string | undefined
  /** A failure is a warning, and so is a step that has not ended so many seconds after all others. */
  optional?: true | { seconds: number }
}

interface Node {
  handle: Step<unknown>
  needs: readonly Step<unknown>[]
  options: Omit<StepOptions<[]>, 'skip'>
  /** Runs the body, or records why not. */
  work: (values: unknown[]) => Promise<unknown>
  log: StepLog
  state: 'waiting' | 'running' | 'ended'
  value: unknown
  failure?: { error: unknown }
}

/**
 * The steps of one flow. Each starts as soon as the values that it needs are there and no step that is written before it holds a resource of its own.
 * To the reader of the log and of the report the steps ran one after the other, in the written order: output and records of a step are held back
 * until all steps before it have ended. After a failure the steps that are written before it still run; those after it are given up.
 */
export class StepGraph {
  private readonly nodes: Node[] = []
  private readonly cleanups: (() => Promise<void> | void)[] = []
  private readonly giveUps: (() => Promise<void> | void)[] = []
  private waiters: (() => void)[] = []
  /** Index of the first step whose output is not all shown. */
  private front = 0
  private isOver = false

  constructor(private readonly run: Pick<Run, 'host' | 'signal' | 'skip'>) {
    run.signal.addEventListener('abort', () => this.pump(), { once: true })
  }

  /**
   * Adds a step.
   * @param needs steps whose values the body takes
   * @param body records any number of steps in the report, with `run.step`
   * @throws {Error} a need that is not a step of this graph
   */
  step<const Needs extends readonly Step<unknown>[], T, Options extends StepOptions<Needs> = object>(
    name: string,
    needs: Needs,
    body: (...values: Values<Needs>) => Promise<T> | T,
    options?: Options,
  ): Step<Result<T, Options>> {
    const given: StepOptions<Needs> = options ?? {}
    const strange = [...needs, ...(given.reaches ?? [])].findIndex(
      (need) => (need as Step<unknown> | undefined)?.graph !== this,
    )
    if (strange !== -1) throw new Error(`need ${strange + 1} of the step '${name}' is not a step of this graph.`)
    const handle = new Step<Result<T, Options>>(name, this)
    const log = new StepLog(given.optional !== undefined)
    const work = async (found: unknown[]): Promise<unknown> => {
      // The types of the values are those of the steps that are named in `needs`.
      const values = found as unknown as Values<Needs>
      const reason = given.skip?.(...values)
      if (reason === undefined) return body(...values)
      if (reason !== '') this.run.skip(name, reason)
      return undefined
    }
    this.nodes.push({ handle, needs, options: given, work, log, state: 'waiting', value: undefined })
    this.pump()
    return handle
  }

  /** A moment that the body of a later step reaches (`reaches`). */
  milestone(name: string): Milestone {
    return new Milestone(name, this)
  }

  /** Adds an action that ends the work of steps which still run when the flow has failed. */
  onGiveUp(action: () => Promise<void> | void): void {
    this.giveUps.push(action)
  }

  /** Waits until no other step uses a resource: for a step that writes it in rare cases only. */
  async released(resource: Resource): Promise<void> {
    const uses = ({ state, options: { reads = [], writes = [] } }: Node) =>
      state === 'running' && (reads.includes(resource) || writes.includes(resource))
    while (this.nodes.some(uses)) await this.wake()
  }

  /** Adds something that is done when the flow ends, however it does; the last one first. */
  cleanup(action: () => Promise<void> | void): void {
    this.cleanups.push(action)
  }

  /** Waits for a step. @returns its value @throws its error, or that of a step that is written before it */
  async value<T>(step: Step<T>): Promise<T> {
    const index = this.nodes.findIndex(({ handle }) => handle === step)
    const node = this.nodes[index]
    if (node === undefined) throw new Error(`'${step.name}' is not a step of this graph.`)
    await this.until(() => node.state === 'ended' && node.failure === undefined, index)
    // The value came from this step's own body.
    return node.value as T
  }

  /** Waits for all steps. @throws the error of the first one, in the written order, that failed; {CancelledError} */
  async finish(): Promise<void> {
    await this.until(
      () => this.nodes.every(({ state, options }) => state === 'ended' || options.optional !== undefined),
      this.nodes.length,
    )
    const late = this.nodes.filter(({ state }) => state !== 'ended')
    const seconds = Math.max(
      0,
      ...late.map(({ options: { optional } }) => (typeof optional === 'object' ? optional.seconds : OPTIONAL_SECONDS)),
    )
    const enough = new AbortController()
    const timer = pause(seconds * 1000, undefined, { signal: enough.signal }).catch(() => undefined)
    await Promise.race([this.until(() => this.nodes.every(({ state }) => state === 'ended'), this.nodes.length), timer])
    enough.abort()
    for (const node of late.filter(({ state }) => state !== 'ended')) {
      inLog(node.log, () =>
        this.run.host.warning(
          `The step '${node.handle.name}' is given up: it had not ended ${seconds} s after all others.`,
        ),
      )
      this.end(node, undefined)
    }
  }

  /** Ends what still runs, then does the cleanups: to be called however the flow ends. @throws the first error of a cleanup */
  async settle(): Promise<void> {
    this.isOver = true
    if (this.nodes.some(({ state }) => state === 'running')) {
      for (const action of this.giveUps) await action()
      while (this.nodes.some(({ state }) => state === 'running')) await this.wake()
    }
    const errors: unknown[] = []
    for (const action of this.cleanups.splice(0).reverse()) {
      try {
        await action()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  /** @internal Starts what may start, and shows the output that may be shown. */
  pump(): void {
    for (const [index, node] of this.nodes.entries()) if (this.mayStart(index, node)) this.start(node)
    for (let node = this.nodes[this.front]; node !== undefined; node = this.nodes[this.front]) {
      node.log.show()
      if (node.state !== 'ended' || node.failure !== undefined) break
      this.front++
    }
    for (const wake of this.waiters.splice(0)) wake()
  }

  private mayStart(index: number, node: Node): boolean {
    if (node.state !== 'waiting' || this.isOver || this.run.signal.aborted) return false
    if (this.nodes.slice(0, index).some(({ failure }) => failure !== undefined)) return false
    if (!node.needs.every((need) => this.isThere(need))) return false
    return this.nodes.every((other, place) => {
      if (other === node || other.state === 'ended' || (place > index && other.state === 'waiting')) return true
      return !conflict(node.options, other.options)
    })
  }

  private isThere(need: Step<unknown>): boolean {
    if (need instanceof Milestone) return need.isReached
    const node = this.nodeOf(need)
    return node?.state === 'ended' && node.failure === undefined
  }

  private nodeOf(step: Step<unknown>): Node | undefined {
    return this.nodes.find(({ handle }) => handle === step)
  }

  private start(node: Node): void {
    node.state = 'running'
    const values = node.needs.map((need) => this.nodeOf(need)?.value)
    // After the line that adds the step: the flow may still add those that are written next.
    inLog(node.log, () => Promise.resolve().then(() => node.work(values))).then(
      (value) => this.end(node, value),
      (error: unknown) => {
        if (node.options.optional === undefined || this.run.signal.aborted) node.failure = { error }
        else inLog(node.log, () => this.run.host.warning(`${node.handle.name}: ${messageOf(error)}`))
        this.end(node, undefined)
      },
    )
  }

  private end(node: Node, value: unknown): void {
    if (node.state === 'ended') return
    node.state = 'ended'
    node.value = value
    if (node.failure === undefined) for (const milestone of node.options.reaches ?? []) milestone.isReached = true
    this.pump()
  }

  private wake(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve)
    })
  }

  /** Waits until it is so, or the steps before `limit` have failed or were cancelled and those before the failure have ended. */
  private async until(isSo: () => boolean, limit: number): Promise<void> {
    for (;;) {
      const failed = this.nodes.findIndex(({ failure }) => failure !== undefined)
      const fails = failed !== -1 && failed <= limit
      if (fails && this.nodes.slice(0, failed).every(({ state }) => state === 'ended'))
        throw this.nodes[failed]?.failure?.error
      if (!fails && isSo()) return
      if (!this.nodes.some(({ state }) => state === 'running')) {
        const next = this.nodes.find(({ state }) => state === 'waiting')?.handle.name ?? ''
        if (this.run.signal.aborted) throw new CancelledError('cancelled', `cancelled before '${next}'.`)
        throw new Error(`the step '${next}' waits for a step or a milestone that does not come.`)
      }
      await this.wake()
    }
  }
}

/** Whether two steps may not run at once. */
function conflict(
  one: Pick<Node['options'], 'reads' | 'writes'>,
  other: Pick<Node['options'], 'reads' | 'writes'>,
): boolean {
  const meets = (some: readonly Resource[] = [], others: readonly Resource[] = []) =>
    some.some((each) => others.includes(each))
  return meets(one.writes, other.writes) || meets(one.writes, other.reads) || meets(one.reads, other.writes)
}

/** Builds and runs the steps of a flow, and ends them however the flow ends. */
export async function withSteps<T>(
  run: Pick<Run, 'host' | 'signal' | 'skip'>,
  flow: (steps: StepGraph) => Promise<T>,
): Promise<T> {
  const steps = new StepGraph(run)
  try {
    return await flow(steps)
  } finally {
    await steps.settle()
  }
}
