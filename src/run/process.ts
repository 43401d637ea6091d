// By hand: execa ends no whole process group by SIGINT, then SIGTERM, then SIGKILL, which a cancelled stage needs.
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { CancelledError, OutsideError, SetupError } from '../errors/errors.js'
import { childEnvironment } from './child-environment.js'
import { moment } from './failpoints.js'
import { LogTail } from './log-tail.js'
import { type EndStep, endGroup, living } from './process-group.js'
import { WholeLines } from './whole-lines.js'

export interface ProcessOptions {
  cwd: string
  /** The whole environment of the child. Default: that of this process without what belongs to the action alone. */
  env?: NodeJS.ProcessEnv
  /** Aborting it ends the child's whole process group. */
  signal?: AbortSignal
  /** Text for standard input; without it the child has none. */
  input?: string
  /** Encoding of standard output. `latin1` keeps every byte as one character, for binary output. Default: utf8. */
  encoding?: 'utf8' | 'latin1'
  /** Seconds until the group is ended. */
  timeout?: number
  /**
   * Characters of each stream that the result keeps, the last ones. Default: all. A user's command may write more than
   * a string can hold.
   */
  tail?: number
  /** Called with the output as it arrives, in whole lines; the rest of a stream comes at the end. */
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
}

export interface ProcessResult {
  /** Exit code; 128 + signal number if a signal ended the process. */
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
}

/** After its time limit a process gets less: the limit holds to 2 s. */
const SHORT: readonly EndStep[] = [
  ['SIGINT', 1_000],
  ['SIGTERM', 500],
  ['SIGKILL', 500],
]
/**
 * Milliseconds without output after which the run stops reading the output of a process that has ended, and the longest
 * such time: a daemon that the process left behind may hold the pipe open for ever.
 */
const REST_OF_OUTPUT_MS = 500
const LONGEST_REST_MS = 3_000

/**
 * Runs a program with an argument array, never through a shell, in its own process group.
 * @returns its exit code and output; the caller judges a non-zero code
 * @throws {SetupError} the program does not exist
 * @throws {CancelledError} the signal was aborted; the group has ended
 */
export async function runProcess(
  argv: readonly [string, ...string[]],
  options: ProcessOptions,
): Promise<ProcessResult> {
  options.signal?.throwIfAborted()
  const [command, ...args] = argv
  // Of the arguments only the first word: which command of Git it is.
  const name =
    `${basename(command)} ${args.find((each) => /^[a-z-]+$/.test(each) && !each.startsWith('-')) ?? ''}`.trim()
  moment(`process ${name} begins`)
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? childEnvironment(process.env),
    detached: process.platform !== 'win32',
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) living.add(child.pid)
  const result: ProcessResult = { code: 0, stdout: '', stderr: '', timedOut: false }
  const tails =
    options.tail === undefined ? undefined : { stdout: new LogTail(options.tail), stderr: new LogTail(options.tail) }
  let ending: Promise<void> | undefined
  const end = (steps?: readonly EndStep[]) => {
    if (child.pid !== undefined) ending ??= endGroup(child.pid, steps)
  }
  const cancel = () => {
    end()
  }
  const lines = { stdout: new WholeLines(), stderr: new WholeLines() }
  const show = (text: string, stream: 'stdout' | 'stderr') => {
    if (text !== '') options.onOutput?.(text, stream)
  }
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => {
          result.timedOut = true
          end(SHORT)
        }, options.timeout * 1000)
  options.signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding(stream === 'stdout' ? (options.encoding ?? 'utf8') : 'utf8')
      child[stream]?.on('data', (text: string) => {
        if (tails === undefined) result[stream] += text
        else tails[stream].add(text)
        show(lines[stream].add(text), stream)
      })
    }
    // A child that ends before it reads all input closes the pipe. Its exit code reports the failure.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
    result.code = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') {
          reject(
            new SetupError(
              'program-not-found',
              `cannot run '${command}' in ${options.cwd}: no such program or folder.`,
              {
                key: 'PATH',
                value: command,
                cause,
              },
            ),
          )
        } else reject(new OutsideError('program-not-started', `cannot run '${command}': ${cause.message}.`, { cause }))
      })
      child.once('exit', (code, signal) => {
        const answer = code ?? 128 + constants.signals[signal ?? 'SIGKILL']
        void outputEnded(child).then(() => {
          resolve(answer)
        })
      })
    })
    if (ending) await ending
  } finally {
    for (const stream of ['stdout', 'stderr'] as const) show(lines[stream].end(), stream)
    if (child.pid !== undefined) living.delete(child.pid)
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', cancel)
  }
  moment(`process ${name} ends`)
  if (tails !== undefined) Object.assign(result, { stdout: tails.stdout.text, stderr: tails.stderr.text })
  if (options.signal?.aborted) throw new CancelledError('cancelled', `cancelled while '${command}' ran.`)
  return result
}

/** Waits for the rest of the output of a process that has ended, and closes the pipes that another process holds. */
function outputEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const until = performance.now() + LONGEST_REST_MS
    let [heard, quiet] = [false, false]
    const listen = () => {
      heard = true
    }
    const streams = [child.stdout, child.stderr]
    const finish = () => {
      clearInterval(timer)
      for (const stream of streams) stream?.off('data', listen)
      resolve()
    }
    for (const stream of streams) stream?.on('data', listen)
    const timer = setInterval(() => {
      // Two ticks without data: after a pause of this process, data may wait behind the first one.
      if ((quiet && !heard) || performance.now() > until) {
        for (const stream of streams) stream?.destroy()
        finish()
      }
      quiet = !heard
      heard = false
    }, REST_OF_OUTPUT_MS / 2)
    child.once('close', finish)
  })
}

/** Characters that the run keeps of the output of a user's command. The log shows all of it. */
export const TAIL_OF_COMMAND = 64_000

/** The argument array that passes a user's shell line to the shell, as GitHub's `run:` does. */
export function shellLine(command: string): [string, ...string[]] {
  return process.platform === 'win32'
    ? ['cmd', '/d', '/s', '/c', command]
    : ['bash', '-e', '-o', 'pipefail', '-c', command]
}
