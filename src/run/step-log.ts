import { AsyncLocalStorage } from 'node:async_hooks'
import type { Host } from './host.js'

/**
 * The output of one step of a graph. Steps run beside each other, and a log reads from top to bottom: the output of a step is held back until every
 * step that is written before it has ended. From then on it is shown as it comes.
 */
export class StepLog {
  private held: (() => void)[] | undefined = []
  private status: (() => void) | undefined

  /** @param isOptional true for a step whose failure is a warning */
  constructor(readonly isOptional: boolean) {}

  /** Does it now, or as soon as the output of this step is shown. */
  do(action: () => void): void {
    if (this.held === undefined) action()
    else this.held.push(action)
  }

  /** Shows what was held back, and from now on everything at once. */
  show(): void {
    const held = this.held ?? []
    this.held = undefined
    for (const action of held) action()
    this.status?.()
    this.status = undefined
  }

  /** Says what the step does now, or only the last of it as soon as the output of this step is shown. */
  tell(action: () => void): void {
    if (this.held === undefined) action()
    else this.status = action
  }
}

const current = new AsyncLocalStorage<StepLog>()

/** The log of the step of a graph whose code runs now; undefined outside of a graph. */
export function currentLog(): StepLog | undefined {
  return current.getStore()
}

/** Runs the code of a step: its output goes to that log, however deep the code that writes it. */
export function inLog<T>(log: StepLog, body: () => T): T {
  return current.run(log, body)
}

/** A host that writes to the log of the step whose code runs, and outside of every step to the given one. */
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
    // A wrapped host may have more than a Host.
    ...host,
    info: (message) => later(() => host.info(message)),
    debug: (message) => later(() => host.debug(message)),
    notice: (message, place) => later(() => host.notice(message, place)),
    warning: (message, place) => later(() => host.warning(message, place)),
    error: (message, place) => later(() => host.error(message, place)),
    output: (text) => later(() => host.output(text)),
    begin,
    group: (name, body) => inGroup(begin, name, body),
    status(text, since = performance.now()) {
      const log = current.getStore()
      if (log === undefined) host.status(text, since)
      else log.tell(() => host.status(text, since))
    },
  }
}

/** Runs a body in a group of a log, which ends however the body does. */
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
