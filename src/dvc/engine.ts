import { AsyncResource } from 'node:async_hooks'
import { CancelledError, OutsideError } from '../errors/errors.js'
import { moment } from '../run/failpoints.js'
import { WholeLines } from '../run/whole-lines.js'
import {
  type AlteredOutput,
  type Answer,
  type EngineAbout,
  type EngineOptions,
  QueryError,
  type SideBySide,
  type StageEvent,
  type StartSignal,
} from './engine-protocol.js'
import { exchangeOnce } from './one-shot.js'
import { waitTeller } from './remote-wait.js'
import { ResidentProcess } from './resident.js'
import { Transfers } from './transfers.js'
import { uncheckedTeller } from './unchecked-hosts.js'

export interface CommandOptions {
  /** Environment of the command and of the stages that it runs. Default: the engine's. */
  env?: NodeJS.ProcessEnv
  /** Where it runs. Default: the engine's directory. */
  cwd?: string
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
  onStage?: (event: StageEvent) => void
  /**
   * In a reproduction: `run` names the stages that may run, `force` those that run even when nothing changed. With
   * `goOn`, a stage that runs gets its absent outputs with `persist: true` first, as its needs (see StageEvent). With
   * `measure`, dvc.lock stays as it is and the event `ran` has the entry of the stage. Needs `onStage`.
   */
  plan?: { run: readonly string[]; force: readonly string[]; goOn?: boolean; measure?: true }
  /** In a reproduction: stages run in parallel, if this version of DVC allows it. Needs `onStage`. */
  sideBySide?: SideBySide
  /** In a reproduction with `inputs`: receives those whose content is wrong, before the first stage runs. */
  onInputs?: (altered: AlteredOutput[]) => void
  /** In a reproduction: the events `ran` and `restored` have the outputs of the stage. */
  tellOuts?: boolean
  /** Ends only this command. */
  stop?: AbortSignal
  /** Seconds until the command's process group is ended. */
  timeout?: number
  /** The command prepares itself and waits for this signal. */
  startSignal?: StartSignal
}

/** Options of one query. */
export interface QueryOptions {
  /** Where it runs. Default: the engine's directory. */
  cwd?: string | undefined
  /** Ends only this query. */
  stop?: AbortSignal | undefined
  /** Receives each answer of a query that has several. */
  onResult?: (result: unknown) => void
  /** The query prepares itself and waits for this signal. */
  startSignal?: StartSignal | undefined
}

export interface CommandResult {
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
}

/** DVC as this run uses it: commands as argument arrays, and queries whose answers are data. */
export interface Engine {
  /** Process id of the resident DVC, which may live some seconds longer than this process; undefined without one. */
  readonly pid: number | undefined
  /** The version of DVC, once it has started; undefined without a resident. */
  about(): Promise<EngineAbout | undefined>
  /**
   * Runs `dvc ARGV`.
   * @returns its output and exit code; any code is a result
   * @throws {QueryError} a remote sent no byte for the limit of the configuration
   */
  run(argv: readonly string[], options?: CommandOptions): Promise<CommandResult>
  /**
   * Runs one of the queries of `engine/dvc_ci_engine/queries`.
   * @returns the last answer
   * @throws {QueryError} DVC raised an exception
   */
  query(name: string, args?: Record<string, unknown>, options?: QueryOptions): Promise<unknown>
  /**
   * The packages of the Python of the resident, as engine/dvc_ci_engine/packages.py tells them.
   * @returns null where a new process in this environment may have others; undefined without a resident
   */
  packages(env: NodeJS.ProcessEnv): Promise<unknown>
  /** Changes options of the engine for later requests. */
  configure(changed: Partial<Pick<EngineOptions, 'env' | 'config' | 'host' | 'signal'>>): void
  /** Ends the resident process. Safe to call twice. */
  close(): Promise<void>
}

/** Numbers the requests of this process: engines can share a resident. */
let nextId = 1

/**
 * Starts the resident DVC, or uses one process per request if it does not start. It loads DVC's modules
 * while the caller does other work.
 * @param shared a resident of several engines. It lives on when this engine is closed, which ends its own requests.
 */
export function startEngine(given: EngineOptions, shared?: ResidentProcess): Engine {
  const options = { ...given }
  const resident =
    shared ?? ((options.resident ?? process.platform !== 'win32') ? new ResidentProcess(options) : undefined)
  const closed = new AbortController()
  const running = new Set<Promise<unknown>>()
  const tellWait = waitTeller((text) => options.host.info?.(text))
  const transfers = new Transfers(() => options.host)
  const tellUnchecked = uncheckedTeller((text) => options.host.info?.(text))

  const untilClosed = async (exchanged: Promise<number>): Promise<number> => {
    running.add(exchanged)
    try {
      return await exchanged
    } finally {
      running.delete(exchanged)
    }
  }

  const exchange = async (
    request: Record<string, unknown> & { name?: string; argv?: readonly string[] },
    answered: (answer: Answer) => void,
    stop: AbortSignal,
    startSignal?: StartSignal,
  ): Promise<number> => {
    if (options.signal.aborted) throw new CancelledError('cancelled', 'cancelled before DVC ran.')
    const full = { config: options.config, ...request, id: nextId++ }
    const name = request.name ?? request.argv?.[0] ?? ''
    // All requests share one stream of answers; the binding keeps the context of the step that asked.
    const onAnswer = AsyncResource.bind((answer: Answer) => {
      if (answer.waiting && !(answer.waiting.bytes > 0 && transfers.has(full.id))) tellWait(answer.waiting)
      if (answer.transfer) transfers.tell(full.id, name, answer.transfer)
      if (answer.unchecked) tellUnchecked(answer.unchecked)
      answered(answer)
    })
    const usable = resident && (await resident.usable())
    if (closed.signal.aborted) throw new OutsideError('dvc-ended', 'DVC was closed before this request.')
    moment(`dvc ${name} begins`)
    const code = await (usable
      ? untilClosed(resident.exchange(full, onAnswer, AbortSignal.any([stop, closed.signal]), startSignal))
      : exchangeOnce(options, { ...full, env: (await startSignal) ?? request['env'] }, onAnswer, stop)
    ).finally(() => transfers.end(full.id))
    moment(`dvc ${name} ends`)
    if (options.signal.aborted) throw new CancelledError('cancelled', 'cancelled while DVC ran.')
    return code
  }

  return {
    pid: resident?.pid,
    about: async () => resident?.about(),
    async packages(env) {
      if (resident === undefined || !(await resident.usable())) return undefined
      let result: unknown
      await exchange({ op: 'packages', env }, (answer) => (result = answer.result), options.signal)
      return result
    },
    configure(changed) {
      Object.assign(options, changed)
    },
    async run(
      argv,
      {
        env,
        cwd = options.cwd,
        onOutput,
        onStage,
        onInputs,
        plan,
        sideBySide,
        tellOuts,
        stop,
        timeout,
        startSignal,
      } = {},
    ) {
      const result: CommandResult = { code: 0, stdout: '', stderr: '', timedOut: false }
      const lines = { stdout: new WholeLines(), stderr: new WholeLines() }
      const show = (text: string, stream: 'stdout' | 'stderr') => {
        if (text !== '') onOutput?.(text, stream)
      }
      const flush = () => {
        show(lines.stdout.end(), 'stdout')
        show(lines.stderr.end(), 'stderr')
      }
      let unreachable: QueryError | undefined
      const started = performance.now()
      const overdue = new AbortController()
      let timer: NodeJS.Timeout | undefined
      let isOver = false
      // The start signal of a cancelled command may come after its end: a timer would hold this process for its time.
      const begin = () => {
        if (timeout !== undefined && !isOver)
          timer = setTimeout(() => {
            overdue.abort()
          }, timeout * 1000)
      }
      if (startSignal === undefined) begin()
      else startSignal.then(begin, () => undefined)
      result.code = await exchange(
        {
          op: 'cli',
          argv,
          cwd,
          env: env ?? options.env,
          events: onStage !== undefined,
          ...(plan ? { plan } : {}),
          ...(sideBySide ? { sideBySide } : {}),
          ...(tellOuts ? { tellOuts } : {}),
        },
        (answer) => {
          if (answer.out !== undefined) {
            result.stdout += answer.out
            show(lines.stdout.add(answer.out), 'stdout')
          }
          if (answer.err !== undefined) {
            result.stderr += answer.err
            show(lines.stderr.add(answer.err), 'stderr')
          }
          // The log has the output of a stage before its end.
          if (answer.event) flush()
          if (answer.event) onStage?.(answer.event)
          if (answer.altered) onInputs?.(answer.altered)
          if (answer.debug !== undefined) options.host.debug(answer.debug)
          if (answer.error?.remote !== undefined) unreachable = queryError(answer.error)
          else if (answer.error) result.stderr += `${answer.error.type}: ${answer.error.message}\n`
        },
        AbortSignal.any([options.signal, overdue.signal, ...(stop ? [stop] : [])]),
        startSignal,
      ).finally(() => {
        isOver = true
        clearTimeout(timer)
        flush()
      })
      if (unreachable) throw unreachable
      result.timedOut = overdue.signal.aborted
      options.host.debug(`dvc ${argv.join(' ')}: exit ${result.code}, ${Math.round(performance.now() - started)} ms`)
      return result
    },
    async query(name, args = {}, { cwd = options.cwd, stop, onResult, startSignal } = {}) {
      let result: unknown
      let error: QueryError | undefined
      let stderr = ''
      const started = performance.now()
      const code = await exchange(
        { op: 'query', name, args, cwd, env: options.env },
        (answer) => {
          if ('result' in answer) {
            result = answer.result
            onResult?.(result)
          }
          if (answer.err !== undefined) stderr += answer.err
          if (answer.debug !== undefined) options.host.debug(answer.debug)
          if (answer.error) error = queryError(answer.error)
        },
        stop ? AbortSignal.any([options.signal, stop]) : options.signal,
        startSignal,
      )
      options.host.debug(`dvc query ${name}: exit ${code}, ${Math.round(performance.now() - started)} ms`)
      if (error) throw error
      if (code !== 0 || result === undefined)
        throw new OutsideError(
          'dvc-ended',
          `DVC ended with code ${code} during the query '${name}'. ${stderr.trim()}`.trim(),
        )
      return result
    },
    close: async () => {
      if (shared === undefined) return resident?.close()
      closed.abort()
      await Promise.allSettled(running)
    },
  }
}

function queryError({ message, kinds, cause, path, remote }: NonNullable<Answer['error']>): QueryError {
  return new QueryError(message, kinds, cause ?? undefined, path ?? undefined, remote)
}
