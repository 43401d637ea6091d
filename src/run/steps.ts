import { setTimeout as pause } from 'node:timers/promises'
import { CancelledError, messageOf } from '../errors/errors.js'
import type { Run } from './run.js'
import { inLog, StepLog } from './step-log.js'

/** A shared resource. A step that writes it excludes all other users of it; steps that only read it run together. */
export type Resource = 'workspace' | 'remote' | 'branch'

/** How long, in seconds, the end of a flow waits for optional steps. */
const OPTIONAL_SECONDS = 60

/** Handle of a step, which later steps name as a need. `T` is the type of its result. */
export class Step<T> {
  /** Exists only as a type. */
  declare readonly returns: T

  constructor(
    readonly name: string,
    /** @internal */ readonly graph: StepGraph,
  ) {}
}

/** A moment inside a step that other steps wait for. It counts as reached, at the latest, when that step has ended. */
export class Milestone extends Step<void> {
  /** @internal */
  isReached = false

  reach(): void {
    this.isReached = true
    this.graph.pump()
  }
}

type Values<Needs extends readonly Step<unknown>[]> = { [Index in keyof Needs]: Needs[Index]['returns'] }

/** The result of a step; it may be undefined for a step with `skip` or `optional`. */
type Result<T, Options> = Awaited<T> | (Options extends { skip: unknown } | { optional: unknown } ? undefined : never)

export interface StepOptions<Needs extends readonly Step<unknown>[]> {
  reads?: readonly Resource[]
  writes?: readonly Resource[]
  /** Milestones that the body reaches. */
  reaches?: readonly Milestone[]
  /**
   * Returns the reason for skipping the step; the report gets a reason that is not empty. Called when all needed values
   * exist.
   */
  skip?: (...values: Values<Needs>) => string | undefined
  /** Turns a failure into a warning, and also an end later than `seconds` after all other steps. */
  optional?: true | { seconds: number }
}

interface Node {
  handle: Step<unknown>
  needs: readonly Step<unknown>[]
  options: Omit<StepOptions<[]>, 'skip'>
  /** Runs the body, or records the reason for skipping it. */
  work: (values: unknown[]) => Promise<unknown>
  log: StepLog
  state: 'waiting' | 'running' | 'ended'
  value: unknown
  failure?: { error: unknown }
}

/**
 * The steps of one flow. A step starts when all needed values exist and no earlier step of the written order uses a
 * resource that conflicts with its own. The log and the report show the steps in the written order: the graph holds
 * back the output and records of a step until all earlier steps have ended. After a failure the graph still runs the
 * earlier steps and abandons the later ones.
 */
export class StepGraph {
  private readonly nodes: Node[] = []
  private readonly cleanups: (() => Promise<void> | void)[] = []
  private readonly giveUps: (() => Promise<void> | void)[] = []
  private waiters: (() => void)[] = []
  /** Index of the first step whose output is not complete in the log. */
  private front = 0
  private isOver = false

  constructor(private readonly run: Pick<Run, 'host' | 'signal' | 'skip'>) {
    run.signal.addEventListener('abort', () => this.pump(), { once: true })
  }

  /**
   * Adds a step.
   * @param needs steps whose values are the arguments of the body
   * @param body may record any number of steps in the report, with `run.step`
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
      // The values have the result types of the steps in `needs`.
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

  /** Adds an action that stops running steps after the flow has failed. */
  onGiveUp(action: () => Promise<void> | void): void {
    this.giveUps.push(action)
  }

  /** Waits until no other step uses a resource. For a step that writes the resource only in rare cases. */
  async released(resource: Resource): Promise<void> {
    const uses = ({ state, options: { reads = [], writes = [] } }: Node) =>
      state === 'running' && (reads.includes(resource) || writes.includes(resource))
    while (this.nodes.some(uses)) await this.wake()
  }

  /** Adds an action for the end of the flow, successful or not. The last added action runs first. */
  cleanup(action: () => Promise<void> | void): void {
    this.cleanups.push(action)
  }

  /** Waits for a step. @returns its value @throws its error, or that of an earlier step in the written order */
  async value<T>(step: Step<T>): Promise<T> {
    const index = this.nodes.findIndex(({ handle }) => handle === step)
    const node = this.nodes[index]
    if (node === undefined) throw new Error(`'${step.name}' is not a step of this graph.`)
    await this.until(() => node.state === 'ended' && node.failure === undefined, index)
    // The value is the result of this step's body, whose type is T.
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
          `The step '${node.handle.name}' was abandoned: it still ran ${seconds} s after all other steps ended.`,
        ),
      )
      this.end(node, undefined)
    }
  }

  /**
   * Stops running steps, then runs the cleanups. Called at the end of every flow.
   * @throws the first error of a cleanup
   */
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

  /** @internal Starts all steps that may start, and shows the output of steps whose turn has come. */
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
    // In a later microtask, so that the flow can add its next steps first.
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

  /**
   * Waits for a condition.
   * @param limit index up to which a failed step ends the wait, once all steps before it have ended
   * @throws the error of that step; {CancelledError} after a cancellation; {Error} no running step can fulfil the
   * condition
   */
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
        throw new Error(`the step '${next}' waits for a step or a milestone that never ends.`)
      }
      await this.wake()
    }
  }
}

/** True if two steps may not run at the same time. */
function conflict(
  one: Pick<Node['options'], 'reads' | 'writes'>,
  other: Pick<Node['options'], 'reads' | 'writes'>,
): boolean {
  const meets = (some: readonly Resource[] = [], others: readonly Resource[] = []) =>
    some.some((each) => others.includes(each))
  return meets(one.writes, other.writes) || meets(one.writes, other.reads) || meets(one.reads, other.writes)
}

/** Runs a flow with a new graph of steps, and settles the graph after success or failure. */
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
