import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { OutsideError } from '../errors/errors.js'
import { deferred } from '../run/deferred.js'
import { type EndStep, endGroup, INTERRUPT_GRACE_MS, TERMINATE_GRACE_MS } from '../run/process-group.js'
import { meaningOf } from '../run/signals.js'
import {
  type Answer,
  answerOf,
  ENGINE_FILE,
  type EngineAbout,
  type EngineOptions,
  type StartSignal,
} from './engine-protocol.js'

interface Pending {
  /** The process group that answers. */
  group?: number
  onAnswer: (answer: Answer) => void
  onEnd: (error: Error) => void
}

/** The process group of a request ends by itself when the resident process is gone. It gets one second for that. */
const ORPHANED: readonly EndStep[] = [
  [0, 1_000],
  ['SIGKILL', 2_000],
]

/** The Python process that answers the requests of a run, each in a forked child. */
export class ResidentProcess {
  private readonly pending = new Map<number, Pending>()
  private readonly child: ChildProcess
  /** True when the engine is ready, false when it ended before. */
  private readonly ready = deferred<boolean>()
  private aboutAnswer: EngineAbout | undefined
  private readonly ended = deferred<void>()
  /** Standard error, and lines that are not in the protocol. */
  private otherOutput = ''
  /** How the engine ended; undefined while it runs. */
  private end: string | undefined
  private loggedFallback = false
  /** Number of callers that wait for the engine. */
  private waiting = 0

  constructor(private readonly options: EngineOptions) {
    this.child = spawn(options.python, [ENGINE_FILE, ...options.schemes], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.otherOutput += text
    })
    // The engine may have ended before a write; the event 'close' reports that.
    this.child.stdin?.on('error', () => undefined)
    const end = (how: string) => {
      this.end ??= how
      this.ready.resolve(false)
      const left = [...this.pending.values()]
      this.pending.clear()
      // Orphaned stages would go on writing into the working tree.
      void Promise.all(left.flatMap(({ group }) => (group === undefined ? [] : endGroup(group, ORPHANED)))).then(() => {
        for (const { onEnd } of left)
          onEnd(
            new OutsideError(
              'dvc-ended',
              `the resident DVC ended unexpectedly (${how}). ${this.otherOutput.trim()}`.trim(),
            ),
          )
        this.ended.resolve()
      })
    }
    this.child.once('error', ({ message }) => {
      end(message)
    })
    this.child.once('close', (code, signal) => {
      end(signal === null ? `code ${code ?? 0}` : meaningOf(signal))
    })
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        const answer = answerOf(line)
        if (answer === undefined) {
          this.otherOutput += `${line}\n`
          return
        }
        if (answer.ready) {
          options.host.debug(
            `resident DVC ${answer.ready.version} on Python ${answer.ready.python}, process ${answer.ready.pid}`,
          )
          this.aboutAnswer = answer.ready
          this.ready.resolve(true)
          return
        }
        const asked = this.pending.get(answer.id)
        if (answer.pid === undefined) asked?.onAnswer(answer)
        else if (asked) asked.group = answer.pid
      })
    }
    ;(this.child.stdin as { unref?: () => void } | null)?.unref?.()
    this.keepNode('unref')
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  async about(): Promise<EngineAbout | undefined> {
    await this.waitFor(this.ready.promise)
    return this.aboutAnswer
  }

  async usable(): Promise<boolean> {
    const usable = (await this.waitFor(this.ready.promise)) && this.end === undefined
    if (!usable && !this.loggedFallback) {
      this.loggedFallback = true
      this.options.host.debug(
        `no resident DVC (${this.end ?? 'it ended'}): one process per command instead. ${this.otherOutput.trim()}`,
      )
    }
    return usable
  }

  exchange(
    request: Record<string, unknown> & { id: number },
    onAnswer: (answer: Answer) => void,
    stop: AbortSignal,
    startSignal?: StartSignal,
  ): Promise<number> {
    return this.waitFor(
      new Promise<number>((resolve, reject) => {
        const timers: NodeJS.Timeout[] = []
        const send = (message: object) => this.child.stdin?.write(`${JSON.stringify(message)}\n`)
        const cancel = () => {
          if (!this.pending.has(request.id)) return
          const end = (signal: string) => send({ id: 0, op: 'signal', target: request.id, signal })
          end('SIGINT')
          timers.push(
            setTimeout(() => end('SIGTERM'), INTERRUPT_GRACE_MS),
            setTimeout(() => end('SIGKILL'), INTERRUPT_GRACE_MS + TERMINATE_GRACE_MS),
          )
        }
        const finish = () => {
          stop.removeEventListener('abort', cancel)
          timers.forEach(clearTimeout)
          this.pending.delete(request.id)
        }
        this.pending.set(request.id, {
          onAnswer: (answer) => {
            if (answer.exit === undefined) return onAnswer(answer)
            finish()
            resolve(answer.exit)
          },
          onEnd: (error) => {
            finish()
            reject(error)
          },
        })
        stop.addEventListener('abort', cancel, { once: true })
        send(startSignal === undefined ? request : { ...request, held: true })
        startSignal?.then((env) => {
          send({ id: 0, op: 'go', target: request.id, ...(env === undefined ? {} : { env }) })
        }, cancel)
      }),
    )
  }

  async close(): Promise<void> {
    this.child.stdin?.end()
    await this.waitFor(this.ended.promise)
  }

  /** Waits for the engine. Node stays alive while a caller waits: an idle engine must not keep Node alive. */
  private async waitFor<Value>(promise: Promise<Value>): Promise<Value> {
    if (this.waiting++ === 0) this.keepNode('ref')
    try {
      return await promise
    } finally {
      if (--this.waiting === 0) this.keepNode('unref')
    }
  }

  private keepNode(how: 'ref' | 'unref'): void {
    const streams = [this.child.stdout, this.child.stderr] as unknown as { ref?: () => void; unref?: () => void }[]
    for (const each of [this.child, ...streams]) each?.[how]?.()
  }
}
