// By hand: execa ends no whole process group by SIGINT, then SIGTERM, then SIGKILL, which a cancelled stage needs.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { CancelledError, OutsideError, SetupError } from '../errors/errors.js'

export interface ProcessOptions {
  cwd: string
  /** The whole environment of the child. Default: that of this process. */
  env?: NodeJS.ProcessEnv
  /** Aborting it ends the child's whole process group. */
  signal?: AbortSignal
  /** Text for standard input; without it the child has none. */
  input?: string
  /** How standard output is decoded; `latin1` keeps every byte as one character, for output that is not text. Default: utf8. */
  encoding?: 'utf8' | 'latin1'
  /** Seconds until the group is ended. */
  timeout?: number
  /** Called with every piece of output as it comes. */
  onOutput?: (text: string, stream: 'stdout' | 'stderr') => void
}

export interface ProcessResult {
  /** Exit code; 128 + signal number where a signal ended it. */
  code: number
  stdout: string
  stderr: string
  timedOut: boolean
}

/** A runner kills everything 10 s after its first signal: an interrupt gets 4 s, then a termination 2 s. */
export const INTERRUPT_GRACE_MS = 4_000
export const TERMINATE_GRACE_MS = 2_000

/** Sends a signal to a process group; one that is gone already is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
    return true
  } catch {
    return false
  }
}

/** Groups of this run that nobody has seen the end of yet. */
const living = new Set<number>()

/** Kills every process group that still runs: the last act of a process that can't wait for them to end. */
export function killLivingGroups(): void {
  for (const pid of living) signalGroup(pid, 'SIGKILL')
}

/** True while any process of the group lives. */
function groupAlive(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * Ends a process group: SIGINT, SIGTERM after 4 s, SIGKILL 2 s later. Resolves when nobody of the group is left.
 * SIGINT to the whole group is what leaves dvc.lock untouched; SIGTERM to DVC alone would orphan its stage.
 */
export async function endGroup(pid: number): Promise<void> {
  const waitGone = async (milliseconds: number): Promise<boolean> => {
    const until = Date.now() + milliseconds
    while (Date.now() < until) {
      if (!groupAlive(pid)) return true
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    return !groupAlive(pid)
  }
  signalGroup(pid, 'SIGINT')
  if (await waitGone(INTERRUPT_GRACE_MS)) return
  signalGroup(pid, 'SIGTERM')
  if (await waitGone(TERMINATE_GRACE_MS)) return
  signalGroup(pid, 'SIGKILL')
  await waitGone(1_000)
}

/**
 * Runs a program with an argument array, never through a shell, in its own process group.
 * @returns its exit code and output; a non-zero code is the caller's to judge
 * @throws {SetupError} the program does not exist
 * @throws {CancelledError} the signal was aborted, after the group is gone
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
    // A child that ends before it has read everything closes the pipe: its exit code tells the story.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
    result.code = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') {
          reject(
            new SetupError(`cannot run '${command}' in ${options.cwd}: no such program or folder.`, {
              key: 'PATH',
              value: command,
              cause,
            }),
          )
        } else reject(new OutsideError(`cannot run '${command}': ${cause.message}.`, { cause }))
      })
      child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
    })
    if (ending) await ending
  } finally {
    if (child.pid !== undefined) living.delete(child.pid)
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', end)
  }
  if (options.signal?.aborted) throw new CancelledError(`cancelled while '${command}' ran.`)
  return result
}

/** The argument array that hands a shell line of the user's to their shell, as GitHub's `run:` does. */
export function shellLine(command: string): [string, ...string[]] {
  return process.platform === 'win32'
    ? ['cmd', '/d', '/s', '/c', command]
    : ['bash', '-e', '-o', 'pipefail', '-c', command]
}
