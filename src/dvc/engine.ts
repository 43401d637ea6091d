import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { CancelledError, OutsideError } from '../run/errors.js'
import type { Host } from '../run/host.js'
import { answerOf, QueryError, type Answer, type EngineAbout, type SideBySide, type StageEvent } from './engine-protocol.js'

/** Milliseconds that a command has after an interrupt, and after a termination: a runner kills everything at 7.5 s. */
const GRACE_MS = { SIGINT: 4_000, SIGTERM: 1_500 }

export interface CommandOptions {
  /** Environment of the command and of the stages that it runs. Default: the engine's. */
  env?: NodeJS.ProcessEnv
  /** Where it runs. Default: the engine's directory. */
  cwd?: string
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
  onStage?: (event: StageEvent) => void
  /** Of a reproduction: the stages that may run, and those of them that run whatever dvc.lock says. Needs `onStage`. */
  plan?: { run: readonly string[]; force: readonly string[] }
  /** Of a reproduction: its stages run side by side, where this version of DVC lets us. Needs `onStage`. */
  sideBySide?: SideBySide
  /** Of a reproduction: `ran` and `restored` tell what the stage made. */
  tellOuts?: boolean
  /** Ends this command alone. */
  stop?: AbortSignal
  /** Seconds until the command's process group is ended. */
  timeout?: number
}

export interface CommandResult {
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
}

interface Pending {
  /** The process group that answers. */
  group?: number
  onAnswer: (answer: Answer) => void
  onEnd: (error: Error) => void
}

export interface EngineOptions {
  /** The interpreter that can import DVC. */
  python: string
  /** Where commands run: the DVC project. */
  cwd: string
  /** Environment of the engine and of every command that names none. */
  env: NodeJS.ProcessEnv
  /** URL schemes of the remotes, whose modules are imported ahead. */
  schemes: readonly string[]
  /** Options laid over DVC's configuration in memory, as `.dvc/config.local` would be. */
  config: Record<string, unknown>
  host: Host
  signal: AbortSignal
  /** False: one process per request, as on systems that cannot fork. */
  resident?: boolean
}

/** DVC as this run uses it: commands as argument arrays, and queries whose answers are data. */
export interface Engine {
  /** The resident process, which may live some seconds longer than we do; undefined where there is none. */
  readonly pid: number | undefined
  /** Which DVC it is, as soon as it has started; undefined where there is no resident. */
  about(): Promise<EngineAbout | undefined>
  /** Runs `dvc ARGV` and returns its exit code and output, whatever the code is. */
  run(argv: readonly string[], options?: CommandOptions): Promise<CommandResult>
  /**
   * Asks one of the queries of engine.py, in another directory than the project's when `cwd` is given.
   * @param stop ends this query alone
   * @throws {QueryError} what DVC raised
   */
  query(name: string, args?: Record<string, unknown>, cwd?: string, stop?: AbortSignal): Promise<unknown>
  /** What requests from now on get in place of what the engine was started with. */
  configure(changed: Pick<EngineOptions, 'env' | 'config'>): void
  /** Ends the resident process. Safe to call twice. */
  close(): Promise<void>
}

/** Beside this file in the sources; the build, which puts this module into a folder of its own, tells where it is there. */
const ENGINE_FILE = fileURLToPath(new URL(process.env['DVC_CI_ENGINE'] ?? './engine.py', import.meta.url))

/**
 * Starts the resident DVC, or falls back to one process per request where it does not start. It goes on loading DVC's modules
 * while the caller does other work.
 */
export function startEngine(given: EngineOptions): Engine {
  const options = { ...given }
  const resident = (options.resident ?? process.platform !== 'win32') ? new ResidentProcess(options) : undefined
  let nextId = 1

  const exchange = async (request: Record<string, unknown>, onAnswer: (answer: Answer) => void, stop: AbortSignal = options.signal): Promise<number> => {
    if (options.signal.aborted) throw new CancelledError('cancelled before DVC was asked.')
    const full = { config: options.config, ...request, id: nextId++ }
    const usable = resident && (await resident.usable())
    const code = usable ? await resident.exchange(full, onAnswer, stop) : await exchangeOnce(options, full, onAnswer, stop)
    if (options.signal.aborted) throw new CancelledError('cancelled while DVC ran.')
    return code
  }

  return {
    pid: resident?.pid,
    about: async () => resident?.about(),
    configure(changed) { Object.assign(options, changed) },
    async run(argv, { env, cwd = options.cwd, onOutput, onStage, plan, sideBySide, tellOuts, stop, timeout } = {}) {
      const result: CommandResult = { code: 0, stdout: '', stderr: '', timedOut: false }
      const started = performance.now()
      const timer = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000)
      result.code = await exchange({ op: 'cli', argv, cwd, env: env ?? options.env, events: onStage !== undefined, ...(plan ? { plan } : {}), ...(sideBySide ? { sideBySide } : {}), ...(tellOuts ? { tellOuts } : {}) }, (answer) => {
        if (answer.out !== undefined) { result.stdout += answer.out; onOutput?.(answer.out, 'stdout') }
        if (answer.err !== undefined) { result.stderr += answer.err; onOutput?.(answer.err, 'stderr') }
        if (answer.event) onStage?.(answer.event)
        if (answer.debug !== undefined) options.host.debug(answer.debug)
        if (answer.error) result.stderr += `${answer.error.type}: ${answer.error.message}\n`
      }, AbortSignal.any([options.signal, ...(timer ? [timer] : []), ...(stop ? [stop] : [])]))
      result.timedOut = timer?.aborted ?? false
      options.host.debug(`dvc ${argv.join(' ')}: exit ${result.code}, ${Math.round(performance.now() - started)} ms`)
      return result
    },
    async query(name, args = {}, cwd = options.cwd, stop = undefined) {
      let result: unknown
      let error: QueryError | undefined
      let noise = ''
      const started = performance.now()
      const code = await exchange({ op: 'query', name, args, cwd, env: options.env }, (answer) => {
        if ('result' in answer) result = answer.result
        if (answer.err !== undefined) noise += answer.err
        if (answer.error) error = new QueryError(answer.error.message, answer.error.kinds, answer.error.cause ?? undefined, answer.error.path ?? undefined)
      }, stop ? AbortSignal.any([options.signal, stop]) : options.signal)
      options.host.debug(`dvc query ${name}: exit ${code}, ${Math.round(performance.now() - started)} ms`)
      if (error) throw error
      if (code !== 0 || result === undefined) throw new OutsideError(`DVC ended with code ${code} while it answered '${name}'. ${noise.trim()}`.trim())
      return result
    },
    close: async () => { await resident?.close() },
  }
}

/** The one Python process that answers every request of a run in forked children. */
class ResidentProcess {
  private readonly pending = new Map<number, Pending>()
  private readonly child: ChildProcess
  private readonly ready: Promise<boolean>
  private told: EngineAbout | undefined
  private readonly ended: Promise<void>
  private noise = ''
  /** How it ended; undefined while it lives. */
  private end: string | undefined
  private toldFallback = false

  constructor(private readonly options: EngineOptions) {
    this.child = spawn(options.python, [ENGINE_FILE, ...options.schemes], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.noise += text })
    // The engine may be gone when we write: its end is told by 'close'.
    this.child.stdin?.on('error', () => undefined)
    let resolveReady: (usable: boolean) => void = () => undefined
    this.ready = new Promise((resolve) => { resolveReady = resolve })
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.end ??= how
        resolveReady(false)
        const left = [...this.pending.values()]
        this.pending.clear()
        // Without it nobody ends the stages, which would go on writing into the working tree.
        void endGroups(left.flatMap(({ group }) => group ?? [])).then(() => {
          for (const { onEnd } of left) onEnd(new OutsideError(`the resident DVC ended unexpectedly (${how}). ${this.noise.trim()}`.trim()))
          resolve()
        })
      }
      this.child.once('error', ({ message }) => { end(message) })
      this.child.once('close', (code, signal) => { end(signal === 'SIGKILL' ? 'SIGKILL: somebody killed it, or the machine is out of memory' : signal ?? `code ${code ?? 0}`) })
    })
    if (this.child.stdout) {
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        const answer = answerOf(line)
        if (answer === undefined) {
          this.noise += `${line}\n`
          return
        }
        if (answer.ready) {
          options.host.debug(`resident DVC ${answer.ready.version} on Python ${answer.ready.python}, process ${answer.ready.pid}`)
          this.told = answer.ready
          resolveReady(true)
          return
        }
        const asked = this.pending.get(answer.id)
        if (answer.pid === undefined) asked?.onAnswer(answer)
        else if (asked) asked.group = answer.pid
      })
    }
    // Waiting for an answer keeps Node alive; an idle engine must not.
    this.child.unref()
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr] as (undefined | (Readable | Writable) & { unref?: () => void })[]) stream?.unref?.()
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  async about(): Promise<EngineAbout | undefined> {
    this.hold(true)
    await this.ready
    if (this.pending.size === 0) this.hold(false)
    return this.told
  }

  async usable(): Promise<boolean> {
    this.hold(true)
    const usable = await this.ready && this.end === undefined
    if (!usable && !this.toldFallback) {
      this.toldFallback = true
      this.options.host.debug(`no resident DVC (${this.end ?? 'it ended'}): one process per command instead. ${this.noise.trim()}`)
    }
    return usable
  }

  exchange(request: Record<string, unknown> & { id: number }, onAnswer: (answer: Answer) => void, stop: AbortSignal): Promise<number> {
    return new Promise<number>((resolve, reject) => {
      const timers: NodeJS.Timeout[] = []
      const send = (message: object) => this.child.stdin?.write(`${JSON.stringify(message)}\n`)
      const cancel = () => {
        const end = (signal: string) => send({ id: 0, op: 'signal', target: request.id, signal })
        end('SIGINT')
        timers.push(setTimeout(() => end('SIGTERM'), GRACE_MS.SIGINT), setTimeout(() => end('SIGKILL'), GRACE_MS.SIGINT + GRACE_MS.SIGTERM))
      }
      const finish = () => {
        stop.removeEventListener('abort', cancel)
        timers.forEach(clearTimeout)
        this.pending.delete(request.id)
        if (this.pending.size === 0) this.hold(false)
      }
      this.pending.set(request.id, {
        onAnswer: (answer) => {
          if (answer.exit === undefined) return onAnswer(answer)
          finish()
          resolve(answer.exit)
        },
        onEnd: (error) => { finish(); reject(error) },
      })
      stop.addEventListener('abort', cancel, { once: true })
      send(request)
    })
  }

  async close(): Promise<void> {
    this.child.stdin?.end()
    this.hold(true)
    await this.ended
  }

  /** Keeps Node's event loop alive while something is awaited from the engine. */
  private hold(awaited: boolean): void {
    const streams = [this.child.stdout, this.child.stderr] as unknown as { ref?: () => void; unref?: () => void }[]
    for (const each of [this.child, ...streams]) {
      if (awaited) each?.ref?.()
      else each?.unref?.()
    }
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
  while (!groups.every(gone) && performance.now() - since < 3_000) await new Promise((resolve) => { setTimeout(resolve, 20) })
}

/** One request in a process of its own, with the same protocol on file descriptor 3. */
async function exchangeOnce(options: EngineOptions, request: Record<string, unknown>, onAnswer: (answer: Answer) => void, stop: AbortSignal): Promise<number> {
  const child = spawn(options.python, [ENGINE_FILE, '--once'], {
    cwd: options.cwd,
    env: (request['env'] as NodeJS.ProcessEnv | undefined) ?? options.env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const timers: NodeJS.Timeout[] = []
  const signalTree = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
    } catch {
      // Gone already, which is what was wanted.
    }
  }
  const cancel = () => {
    signalTree('SIGINT')
    timers.push(setTimeout(() => signalTree('SIGTERM'), GRACE_MS.SIGINT), setTimeout(() => signalTree('SIGKILL'), GRACE_MS.SIGINT + GRACE_MS.SIGTERM))
  }
  stop.addEventListener('abort', cancel, { once: true })
  try {
    const [stdin, stdout, stderr, answers] = child.stdio
    stdin?.on('error', () => undefined)
    // It stays open: its end tells the process that we are gone.
    stdin?.write(`${JSON.stringify({ ...request, env: undefined })}\n`)
    stdout?.setEncoding('utf8').on('data', (out: string) => onAnswer({ id: 0, out }))
    stderr?.setEncoding('utf8').on('data', (err: string) => onAnswer({ id: 0, err }))
    let exit: number | undefined
    createInterface({ input: answers as Readable }).on('line', (line) => {
      const answer = answerOf(line)
      if (answer?.exit !== undefined) exit = answer.exit
      else if (answer !== undefined) onAnswer(answer)
    })
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(new OutsideError(`cannot run '${options.python}': ${cause.message}.`, { cause })))
      child.once('close', (value) => resolve(value ?? 137))
    })
    return exit ?? code
  } finally {
    child.stdin?.destroy()
    stop.removeEventListener('abort', cancel)
    timers.forEach(clearTimeout)
  }
}
