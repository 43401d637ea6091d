// By hand: execa ends no whole process group by SIGINT, then SIGTERM, then SIGKILL, which a cancelled stage needs.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError, OutsideError, SetupError } from '../errors/errors.js'

export interface ProcessOptions {
  cwd: string
  /** The whole environment of the child. Default: the environment of this process. */
  env?: NodeJS.ProcessEnv
  /** Aborting it ends the child's whole process group. */
  signal?: AbortSignal
  /** Text for standard input; without it the child has none. */
  input?: string
  /** Encoding of standard output. `latin1` keeps every byte as one character, for binary output. Default: utf8. */
  encoding?: 'utf8' | 'latin1'
  /** Seconds until the group is ended. */
  timeout?: number
  /** Called with every piece of output when it arrives. */
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
}

export interface ProcessResult {
  /** Exit code; 128 + signal number if a signal ended the process. */
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
}

/** A runner kills everything 10 s after its first signal. So SIGINT gets 4 s, and SIGTERM 2 s. */
export const INTERRUPT_GRACE_MS = 4_000
export const TERMINATE_GRACE_MS = 2_000

/** Milliseconds between two checks whether a group is gone. */
const POLL_MS = 20

/** A signal, or none (0), and the milliseconds that the group then has to go. */
export type EndStep = readonly [signal: NodeJS.Signals | 0, milliseconds: number]

const POLITE: readonly EndStep[] = [
  ['SIGINT', INTERRUPT_GRACE_MS],
  ['SIGTERM', TERMINATE_GRACE_MS],
  ['SIGKILL', 1_000],
]

/** Sends a signal to a process group; 0 only asks. @returns false for a group that is gone */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
    return true
  } catch {
    return false
  }
}

/** Process groups of this run whose end the run has not seen yet. */
const living = new Set<number>()

/** Kills every running process group. A process that cannot wait calls this before it exits. */
export function killLivingGroups(): void {
  for (const pid of living) signalGroup(pid, 'SIGKILL')
}

/**
 * Ends a process group, and waits until every process of it is gone. By default SIGINT, SIGTERM after 4 s, SIGKILL 2 s later.
 * SIGINT to the whole group leaves dvc.lock untouched; SIGTERM to DVC alone would orphan its stage.
 * @param steps signals in their order, each with the milliseconds until the next; 0 sends none
 */
export async function endGroup(pid: number, steps: readonly EndStep[] = POLITE): Promise<void> {
  for (const [signal, milliseconds] of steps) {
    const until = performance.now() + milliseconds
    for (let alive = signalGroup(pid, signal); alive; alive = signalGroup(pid, 0)) {
      if (performance.now() >= until) break
      await sleep(POLL_MS)
    }
    if (!signalGroup(pid, 0)) return
  }
}

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
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: process.platform !== 'win32',
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) living.add(child.pid)
  const result: ProcessResult = { code: 0, stdout: '', stderr: '', timedOut: false }
  let ending: Promise<void> | undefined
  const end = () => {
    if (child.pid !== undefined) ending ??= endGroup(child.pid)
  }
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => {
          result.timedOut = true
          end()
        }, options.timeout * 1000)
  options.signal?.addEventListener('abort', end, { once: true })
  try {
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding(stream === 'stdout' ? (options.encoding ?? 'utf8') : 'utf8')
      child[stream]?.on('data', (text: string) => {
        result[stream] += text
        options.onOutput?.(text, stream)
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
      child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
    })
    if (ending) await ending
  } finally {
    if (child.pid !== undefined) living.delete(child.pid)
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', end)
  }
  if (options.signal?.aborted) throw new CancelledError('cancelled', `cancelled while '${command}' ran.`)
  return result
}

/** The argument array that passes a user's shell line to the shell, as GitHub's `run:` does. */
export function shellLine(command: string): [string, ...string[]] {
  return process.platform === 'win32'
    ? ['cmd', '/d', '/s', '/c', command]
    : ['bash', '-e', '-o', 'pipefail', '-c', command]
}
