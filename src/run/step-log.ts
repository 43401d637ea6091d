import { AsyncLocalStorage } from 'node:async_hooks'
import type { Host } from './host.js'

/** Characters of output that one step holds back at most. */
const MOST_HELD = 16_000_000

interface HeldAction {
  action: () => void
  /** Characters of output. */
  size: number
  isNote?: boolean
}

/**
 * The output of one step of a graph. Steps run at the same time, but the log keeps the written order: the output of a
 * step is held back until every earlier step has ended. After that, the output appears at once.
 */
export class StepLog {
  private held: HeldAction[] | undefined = []
  /** Characters of output in `held`. */
  private size = 0
  private omitted = 0
  private status: (() => void) | undefined

  /** @param isOptional true for a step whose failure is a warning */
  constructor(readonly isOptional: boolean) {}

  /** Runs the action now, or when the output of this step is shown. */
  do(action: () => void): void {
    if (this.held === undefined) action()
    else this.held.push({ action, size: 0 })
  }

  /** As `do`, for output of a program: of very long held output only the beginning and the end are kept. */
  output(text: string, write: (text: string) => void): void {
    if (this.held === undefined) return write(text)
    this.held.push({ action: () => write(text), size: text.length })
    this.size += text.length
    while (this.size > MOST_HELD) {
      const at = this.middle()
      const [dropped] = this.held.splice(at, 1)
      if (dropped === undefined) return
      this.size -= dropped.size
      this.omitted += dropped.size
      const { omitted } = this
      const note = () => write(`\n… ${omitted} characters of output are left out here …\n`)
      if (this.held[at - 1]?.isNote === true) this.held[at - 1] = { action: note, size: 0, isNote: true }
      else this.held.splice(at, 0, { action: note, size: 0, isNote: true })
    }
  }

  /** Index of the first output that is not part of the beginning. */
  private middle(): number {
    let size = 0
    return (this.held ?? []).findIndex((each) => {
      size += each.size
      return each.size > 0 && size > MOST_HELD / 4
    })
  }

  /** Shows the held output; later output appears at once. */
  show(): void {
    const held = this.held ?? []
    this.held = undefined
    for (const { action } of held) action()
    this.status?.()
    this.status = undefined
  }

  /** Shows the present status now; while output is held back, keeps only the latest status. */
  tell(action: () => void): void {
    if (this.held === undefined) action()
    else this.status = action
  }
}

const current = new AsyncLocalStorage<StepLog>()

/** The log of the step whose code is running; undefined outside of a graph. */
export function currentLog(): StepLog | undefined {
  return current.getStore()
}

/** Runs the code of a step. All output of that code, including called functions, goes to the log. */
export function inLog<T>(log: StepLog, body: () => T): T {
  return current.run(log, body)
}

/** A host that writes to the log of the running step, or to the given host outside of steps. */
export function hostOfSteps(host: Host): Host {
  const later = (action: () => void) => {
    const log = current.getStore()
    if (log === undefined) action()
    else log.do(action)
  }
  const begin: Host['begin'] = (name, since = performance.now()) => {
    let end: ReturnType<Host['begin']> = () => undefined
    later(() => {
      end = host.begin(name, since)
    })
    return (conclusion, until = performance.now()) => {
      later(() => {
        end(conclusion, until)
      })
    }
  }
  return {
    // A wrapped host may have more members than Host.
    ...host,
    info: (message) => later(() => host.info(message)),
    debug: (message) => later(() => host.debug(message)),
    notice: (message, place) => later(() => host.notice(message, place)),
    warning: (message, place) => later(() => host.warning(message, place)),
    error: (message, place) => later(() => host.error(message, place)),
    output(text, kind) {
      const log = current.getStore()
      if (log === undefined) host.output(text, kind)
      else log.output(text, (kept) => host.output(kept, kind))
    },
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status(text, since = performance.now()) {
      const log = current.getStore()
      if (log === undefined) host.status(text, since)
      else log.tell(() => host.status(text, since))
    },
  }
}

/** Runs a body inside a group of the log. The group ends with the body, successful or not. */
export async function inGroup<T>(begin: Host['begin'], name: string, body: () => Promise<T>): Promise<T> {
  const end = begin(name)
  try {
    const value = await body()
    end('success')
    return value
  } catch (error) {
    end('failure')
    throw error
  }
}
