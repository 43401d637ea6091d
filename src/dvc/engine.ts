import { CancelledError, OutsideError } from '../run/errors.js'
import type { Host } from '../run/host.js'
import { QueryError, type AlteredOutput, type Answer, type EngineAbout, type SideBySide, type StageEvent } from './engine-protocol.js'
import { exchangeOnce } from './one-shot.js'
import { ResidentProcess } from './resident.js'

export interface CommandOptions {
  /** Environment of the command and of the stages that it runs. Default: the engine's. */
  env?: NodeJS.ProcessEnv
  /** Where it runs. Default: the engine's directory. */
  cwd?: string
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
  onStage?: (event: StageEvent) => void
  /**
   * Of a reproduction: the stages that may run, and those of them that run whatever dvc.lock says. One that only measures leaves dvc.lock alone, and
   * `ran` tells what the stage's entry would be. Needs `onStage`.
   */
  plan?: { run: readonly string[]; force: readonly string[]; measure?: true }
  /** Of a reproduction: its stages run side by side, where this version of DVC lets us. Needs `onStage`. */
  sideBySide?: SideBySide
  /** Of a reproduction with `inputs`: hears which of them are not what they are to be, before the first stage. */
  onInputs?: (altered: AlteredOutput[]) => void
  /** Of a reproduction: `ran` and `restored` tell what the stage made. */
  tellOuts?: boolean
  /** Ends this command alone. */
  stop?: AbortSignal
  /** Seconds until the command's process group is ended. */
  timeout?: number
  held?: Held
}

/**
 * What a request waits for that makes itself ready ahead: opens the project, and does nothing more. It goes on with the environment that this brings, or with
 * its own; where this fails it is ended.
 */
export type Held = Promise<NodeJS.ProcessEnv | undefined>

/** How a query is asked. */
export interface QueryOptions {
  /** Where. Default: the engine's directory. */
  cwd?: string | undefined
  /** Ends this query alone. */
  stop?: AbortSignal | undefined
  /** Hears each answer of a query that has several. */
  onResult?: (result: unknown) => void
  held?: Held | undefined
}

export interface CommandResult {
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
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
  host: Pick<Host, 'debug'>
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
   * Asks one of the queries of `engine/dvc_ci_engine/queries`.
   * @returns the last answer
   * @throws {QueryError} what DVC raised
   */
  query(name: string, args?: Record<string, unknown>, options?: QueryOptions): Promise<unknown>
  /** What requests from now on get in place of what the engine was started with. */
  configure(changed: Partial<Pick<EngineOptions, 'env' | 'config' | 'host' | 'signal'>>): void
  /** Ends the resident process. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Starts the resident DVC, or falls back to one process per request where it does not start. It goes on loading DVC's modules
 * while the caller does other work.
 */
export function startEngine(given: EngineOptions): Engine {
  const options = { ...given }
  const resident = (options.resident ?? process.platform !== 'win32') ? new ResidentProcess(options) : undefined
  let nextId = 1

  const exchange = async (request: Record<string, unknown>, onAnswer: (answer: Answer) => void, stop: AbortSignal, held?: Held): Promise<number> => {
    if (options.signal.aborted) throw new CancelledError('cancelled before DVC was asked.')
    const full = { config: options.config, ...request, id: nextId++ }
    const usable = resident && (await resident.usable())
    const code = usable ? await resident.exchange(full, onAnswer, stop, held) : await exchangeOnce(options, { ...full, env: (await held) ?? request['env'] }, onAnswer, stop)
    if (options.signal.aborted) throw new CancelledError('cancelled while DVC ran.')
    return code
  }

  return {
    pid: resident?.pid,
    about: async () => resident?.about(),
    configure(changed) { Object.assign(options, changed) },
    async run(argv, { env, cwd = options.cwd, onOutput, onStage, onInputs, plan, sideBySide, tellOuts, stop, timeout, held } = {}) {
      const result: CommandResult = { code: 0, stdout: '', stderr: '', timedOut: false }
      const started = performance.now()
      const overdue = new AbortController()
      let timer: NodeJS.Timeout | undefined
      const begin = () => { if (timeout !== undefined) timer = setTimeout(() => { overdue.abort() }, timeout * 1000) }
      if (held === undefined) begin()
      else held.then(begin, () => undefined)
      result.code = await exchange({ op: 'cli', argv, cwd, env: env ?? options.env, events: onStage !== undefined, ...(plan ? { plan } : {}), ...(sideBySide ? { sideBySide } : {}), ...(tellOuts ? { tellOuts } : {}) }, (answer) => {
        if (answer.out !== undefined) { result.stdout += answer.out; onOutput?.(answer.out, 'stdout') }
        if (answer.err !== undefined) { result.stderr += answer.err; onOutput?.(answer.err, 'stderr') }
        if (answer.event) onStage?.(answer.event)
        if (answer.altered) onInputs?.(answer.altered)
        if (answer.debug !== undefined) options.host.debug(answer.debug)
        if (answer.error) result.stderr += `${answer.error.type}: ${answer.error.message}\n`
      }, AbortSignal.any([options.signal, overdue.signal, ...(stop ? [stop] : [])]), held).finally(() => { clearTimeout(timer) })
      result.timedOut = overdue.signal.aborted
      options.host.debug(`dvc ${argv.join(' ')}: exit ${result.code}, ${Math.round(performance.now() - started)} ms`)
      return result
    },
    async query(name, args = {}, { cwd = options.cwd, stop, onResult, held } = {}) {
      let result: unknown
      let error: QueryError | undefined
      let noise = ''
      const started = performance.now()
      const code = await exchange({ op: 'query', name, args, cwd, env: options.env }, (answer) => {
        if ('result' in answer) {
          result = answer.result
          onResult?.(result)
        }
        if (answer.err !== undefined) noise += answer.err
        if (answer.debug !== undefined) options.host.debug(answer.debug)
        if (answer.error) error = new QueryError(answer.error.message, answer.error.kinds, answer.error.cause ?? undefined, answer.error.path ?? undefined)
      }, stop ? AbortSignal.any([options.signal, stop]) : options.signal, held)
      options.host.debug(`dvc query ${name}: exit ${code}, ${Math.round(performance.now() - started)} ms`)
      if (error) throw error
      if (code !== 0 || result === undefined) throw new OutsideError(`DVC ended with code ${code} while it answered '${name}'. ${noise.trim()}`.trim())
      return result
    },
    close: async () => { await resident?.close() },
  }
}
