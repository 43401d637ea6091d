import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { OutsideError } from '../errors/errors.js'
import { INTERRUPT_GRACE_MS, TERMINATE_GRACE_MS } from '../run/process.js'
import { meaningOf } from '../run/signals.js'
import type { EngineOptions, Held } from './engine.js'
import { type Answer, answerOf, ENGINE_FILE, type EngineAbout } from './engine-protocol.js'

interface Pending {
  /** The process group that answers. */
  group?: number
  onAnswer: (answer: Answer) => void
  onEnd: (error: Error) => void
}

/** The one Python process that answers every request of a run in forked children. */
export class ResidentProcess {
  private readonly pending = new Map<number, Pending>()
  private readonly child: ChildProcess
  private readonly ready: Promise<boolean>
  private told: EngineAbout | undefined
  private readonly ended: Promise<void>
  private noise = ''
  /** How it ended; undefined while it lives. */
  private end: string | undefined
  private toldFallback = false
  /** How many wait for something of it. */
  private waiting = 0

  constructor(private readonly options: EngineOptions) {
    this.child = spawn(options.python, [ENGINE_FILE, ...options.schemes], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.noise += text
    })
    // The engine may be gone when we write: its end is told by 'close'.
    this.child.stdin?.on('error', () => undefined)
    let resolveReady: (usable: boolean) => void = () => undefined
    this.ready = new Promise((resolve) => {
      resolveReady = resolve
    })
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.end ??= how
        resolveReady(false)
        const left = [...this.pending.values()]
        this.pending.clear()
        // Without it nobody ends the stages, which would go on writing into the working tree.
        void endGroups(left.flatMap(({ group }) => group ?? [])).then(() => {
          for (const { onEnd } of left)
            onEnd(
              new OutsideError(
                'dvc-ended',
                `the resident DVC ended unexpectedly (${how}). ${this.noise.trim()}`.trim(),
              ),
            )
          resolve()
        })
      }
      this.child.once('error', ({ message }) => {
        end(message)
      })
      this.child.once('close', (code, signal) => {
        end(signal === null ? `code ${code ?? 0}` : meaningOf(signal))
      })
    })
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        const answer = answerOf(line)
        if (answer === undefined) {
          this.noise += `${line}\n`
          return
        }
        if (answer.ready) {
          options.host.debug(
            `resident DVC ${answer.ready.version} on Python ${answer.ready.python}, process ${answer.ready.pid}`,
          )
          this.told = answer.ready
          resolveReady(true)
          return
        }
        const asked = this.pending.get(answer.id)
        if (answer.pid === undefined) asked?.onAnswer(answer)
        else if (asked) asked.group = answer.pid
      })
    }
    ;(this.child.stdin as { unref?: () => void } | null)?.unref?.()
    this.hold('unref')
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  async about(): Promise<EngineAbout | undefined> {
    await this.awaited(this.ready)
    return this.told
  }

  async usable(): Promise<boolean> {
    const usable = (await this.awaited(this.ready)) && this.end === undefined
    if (!usable && !this.toldFallback) {
      this.toldFallback = true
      this.options.host.debug(
        `no resident DVC (${this.end ?? 'it ended'}): one process per command instead. ${this.noise.trim()}`,
      )
    }
    return usable
  }

  exchange(
    request: Record<string, unknown> & { id: number },
    onAnswer: (answer: Answer) => void,
    stop: AbortSignal,
    held?: Held,
  ): Promise<number> {
    return this.awaited(
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
        send(held === undefined ? request : { ...request, held: true })
        held?.then((env) => {
          send({ id: 0, op: 'go', target: request.id, ...(env === undefined ? {} : { env }) })
        }, cancel)
      }),
    )
  }

  async close(): Promise<void> {
    this.child.stdin?.end()
    await this.awaited(this.ended)
  }

  /** Waits for something of the engine's. Node stays alive for as long as anybody waits, and no longer: an idle engine must not keep it. */
  private async awaited<Value>(promise: Promise<Value>): Promise<Value> {
    if (this.waiting++ === 0) this.hold('ref')
    try {
      return await promise
    } finally {
      if (--this.waiting === 0) this.hold('unref')
    }
  }

  private hold(how: 'ref' | 'unref'): void {
    const streams = [this.child.stdout, this.child.stderr] as unknown as { ref?: () => void; unref?: () => void }[]
    for (const each of [this.child, ...streams]) each?.[how]?.()
  }
}

/** Waits until nobody is left of process groups that end by themselves, and kills those that have not after a second. */
async function endGroups(groups: readonly number[]): Promise<void> {
  const since = performance.now()
  const gone = (group: number) => {
    try {
      process.kill(-group, performance.now() - since > 1_000 ? 'SIGKILL' : 0)
      return false
    } catch {
      return true
    }
  }
  while (!groups.every(gone) && performance.now() - since < 3_000)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
}
