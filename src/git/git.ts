import { type ChildProcess, spawn } from 'node:child_process'
import { devNull } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError, OutsideError } from '../errors/errors.js'
import { childEnvironment } from '../run/child-environment.js'
import type { Host } from '../run/host.js'
import { type ProcessResult, runProcess } from '../run/process.js'
import { living, signalGroup } from '../run/process-group.js'

export interface GitOptions {
  /** Aborting it ends the running git command, and rejects later ones except those that restore the checkout. */
  signal?: AbortSignal
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv
  host?: Host
  /** Seconds for one command that talks to a server. Default: 600. */
  timeout?: number
  /** Milliseconds before the first retry at a server; each later pause doubles. Default: 1000. */
  backoff?: number
}

/** Absolute paths of the repository of a checkout. */
export interface RepositoryPlace {
  /** Git's directory of the repository, which its worktrees share. */
  commonDirectory?: string
  /** Git's directory of this checkout: that of the repository, or a folder in it for another worktree. */
  ownDirectory?: string
  /** The index of this checkout. */
  indexFile?: string
}

/** Options of one git command. */
export interface GitCall {
  /** Exit codes that are a result; any other one throws. Default: only 0. */
  answers?: readonly number[] | 'any'
  input?: string
  /** Variables on top of the environment. */
  env?: NodeJS.ProcessEnv
  encoding?: 'utf8' | 'latin1'
  /** The command talks to a server: it has a time limit. */
  network?: boolean
  /** Seconds after which the command ends with code 128. Default: those of `timeout` where it talks to a server. */
  seconds?: number
  /** Runs even after the run was cancelled: only for commands that restore the checkout. */
  always?: boolean
}

/**
 * Removed variables: they point to another repository or index (Git sets them for hooks), change how Git reads paths,
 * or set identities and dates, which override `-c user.name`. See "ENVIRONMENT VARIABLES" in git(1).
 */
const DROPPED =
  /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE))$/

/**
 * Settings that override the user's: no hooks, no background process, one encoding, and a limit for dead connections.
 */
const PINNED = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'log.showSignature=false',
  'trailer.separators=:',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
].flatMap((setting) => ['-c', setting])

const DEFAULT_TIMEOUT_SECONDS = 600
const DEFAULT_BACKOFF_MS = 1_000
const LONGEST_BACKOFF_MS = 15_000
const LONGEST_QUOTE = 1_000

/** Runs git in one directory. All git commands of the program start here. */
export class Git {
  readonly #env: NodeJS.ProcessEnv
  readonly #answers = new Map<string, Promise<string>>()

  constructor(
    readonly directory: string,
    readonly options: GitOptions,
    /** The place of the repository, where the caller knows it. */
    readonly place: RepositoryPlace = {},
  ) {
    const inherited = Object.entries(childEnvironment(options.env ?? process.env)).filter(
      ([name]) => !DROPPED.test(name),
    )
    this.#env = { ...Object.fromEntries(inherited), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }
  }

  /**
   * Runs one git command.
   * @returns exit code and output; the code is one of `call.answers`, or 128 after the time limit
   * @throws {OutsideError} another exit code
   * @throws {CancelledError} the run was cancelled
   */
  async run(args: readonly [string, ...string[]], call: GitCall = {}): Promise<ProcessResult> {
    const { signal, host } = this.options
    const timeout = call.seconds ?? (call.network ? (this.options.timeout ?? DEFAULT_TIMEOUT_SECONDS) : undefined)
    if (signal?.aborted && !call.always) throw new CancelledError('cancelled', `cancelled before \`git ${args[0]}\`.`)
    if (call.network) host?.debug(this.redact(`git ${args.join(' ')}`))
    const result = await runProcess(['git', ...PINNED, ...args], {
      cwd: this.directory,
      env: { ...this.#env, ...call.env },
      ...(signal && !call.always ? { signal } : {}),
      ...(call.input === undefined ? {} : { input: call.input }),
      ...(call.encoding === undefined ? {} : { encoding: call.encoding }),
      ...(timeout === undefined ? {} : { timeout }),
    })
    if (result.timedOut) {
      result.stderr += `\nfatal: no answer within ${timeout ?? 0} s`
      result.code = 128
    }
    const { answers = [0] } = call
    if (answers !== 'any' && !answers.includes(result.code)) {
      throw new OutsideError(
        'git-command-failed',
        `\`git ${args[0]}\` failed in ${this.directory} with exit code ${result.code}: ${this.quote(result.stderr)}`,
        {
          remedy: 'Run `git status` there to see the cause, then run this again.',
        },
      )
    }
    return result
  }

  /** Standard output without its last line break. Throws as `run` does. */
  async text(args: readonly [string, ...string[]], call: GitCall = {}): Promise<string> {
    return (await this.run(args, call)).stdout.replace(/\n$/, '')
  }

  /** Git's directory of the repository, which its worktrees share: an absolute path. */
  async commonDirectory(): Promise<string> {
    return this.place.commonDirectory ?? resolve(this.directory, await this.text(['rev-parse', '--git-common-dir']))
  }

  /** As `text`, for a question about commits by their hashes: a commit never changes, so Git is asked once. */
  once(args: readonly [string, ...string[]]): Promise<string> {
    const key = args.join('\0')
    const answer = this.#answers.get(key) ?? this.text(args)
    this.#answers.set(key, answer)
    answer.catch(() => this.#answers.delete(key))
    return answer
  }

  /**
   * Starts a git command that answers questions on standard input until it ends with that. A cancellation kills it.
   * @param onEnd called once, also where it could not start
   */
  start(args: readonly [string, ...string[]], onEnd: () => void): ChildProcess {
    const child = spawn('git', [...PINNED, ...args], {
      cwd: this.directory,
      env: this.#env,
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const { pid } = child
    if (pid !== undefined) living.add(pid)
    const kill = () => {
      if (pid !== undefined && living.has(pid)) signalGroup(pid, 'SIGKILL')
      // On Windows a launcher may have ended, and Git itself keeps the pipes.
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.unref()
      end()
    }
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      if (pid !== undefined) living.delete(pid)
      this.options.signal?.removeEventListener('abort', kill)
      onEnd()
    }
    this.options.signal?.addEventListener('abort', kill, { once: true })
    child.once('error', end).once('close', end)
    // The process may have ended before a write: its end says so.
    child.stdin?.on('error', () => undefined)
    return child
  }

  /**
   * Waits before a retry, longer with every attempt (from 1). The time is random: parallel runs must not retry
   * together.
   */
  async pause(attempt: number): Promise<void> {
    const most = Math.min((this.options.backoff ?? DEFAULT_BACKOFF_MS) * 2 ** (attempt - 1), LONGEST_BACKOFF_MS)
    const { signal } = this.options
    try {
      await sleep(most * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {})
    } catch (cause) {
      throw new CancelledError('cancelled', 'cancelled before the next attempt at the Git server.', { cause })
    }
  }

  /** Git's output on one line, without credentials and control characters, at most 1,000 characters. */
  quote(output: string): string {
    // Servers send colours and codes that clear lines.
    const lines = output.split(/[\r\n]+/).map((line) =>
      line
        .replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, '')
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    )
    const text = this.redact(lines.filter((line) => line !== '').join(' '))
    if (text === '') return 'Git gave no reason.'
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
  }

  /** Removes secrets and the user part of addresses, which may be a token. */
  redact(text: string): string {
    return this.masked(text.replace(/:\/\/[^\s/@]+@/g, '://***@'))
  }

  /** The text without the secrets that the log masks. */
  masked(text: string): string {
    return this.options.host?.redact(text) ?? text
  }
}

/** The NUL-separated fields of `-z` output. */
export function splitNul(output: string): string[] {
  return output === '' ? [] : output.replace(/\0$/, '').split('\0')
}
