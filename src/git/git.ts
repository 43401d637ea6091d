import { devNull } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError, OutsideError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { type ProcessResult, runProcess } from '../run/process.js'

export interface GitOptions {
  /** Aborting it ends the running git and every later one but those that bring the checkout back. */
  signal?: AbortSignal
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv
  host?: Host
  /** Seconds that one exchange with a server may take. Default: 600. */
  timeout?: number
  /** Milliseconds of the first pause before a server is asked again; each further pause doubles. Default: 1000. */
  backoff?: number
}

/** How one git command is run. */
export interface GitCall {
  /** Exit codes that are an answer; every other one is thrown. Default: 0 alone. */
  answers?: readonly number[] | 'any'
  input?: string
  /** Variables on top of the environment. */
  env?: NodeJS.ProcessEnv
  encoding?: 'utf8' | 'latin1'
  /** A server takes part: the exchange has a time limit. */
  network?: boolean
  /** Runs even after the run was cancelled: only for what brings the checkout back to where it was. */
  always?: boolean
}

/**
 * Pointers to another repository or index (Git sets them for hooks), other readings of paths, and identities and dates, which beat
 * every `-c user.name`. See "ENVIRONMENT VARIABLES" in git(1).
 */
const DROPPED =
  /^GIT_(DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|SHALLOW_FILE|GRAFT_FILE|NAMESPACE|PREFIX|INTERNAL_SUPER_PREFIX|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE))$/

/** What a user's configuration must not change: no hooks, no daemon or clean-up that outlives us, one encoding, no dead connection that is waited for. */
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

/** Runs git in one directory. Nothing else in the program starts git. */
export class Git {
  readonly #env: NodeJS.ProcessEnv

  constructor(
    readonly directory: string,
    readonly options: GitOptions,
  ) {
    const inherited = Object.entries(options.env ?? process.env).filter(([name]) => !DROPPED.test(name))
    this.#env = { ...Object.fromEntries(inherited), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }
  }

  /**
   * Runs one git command.
   * @returns exit code and output; the code is one of `call.answers`, 128 where the time was up
   * @throws {OutsideError} another exit code
   * @throws {CancelledError} the run was cancelled
   */
  async run(args: readonly [string, ...string[]], call: GitCall = {}): Promise<ProcessResult> {
    const { signal, timeout = DEFAULT_TIMEOUT_SECONDS, host } = this.options
    if (signal?.aborted && !call.always) throw new CancelledError('cancelled', `cancelled before \`git ${args[0]}\`.`)
    if (call.network) host?.debug(this.redact(`git ${args.join(' ')}`))
    const result = await runProcess(['git', ...PINNED, ...args], {
      cwd: this.directory,
      env: { ...this.#env, ...call.env },
      ...(signal && !call.always ? { signal } : {}),
      ...(call.input === undefined ? {} : { input: call.input }),
      ...(call.encoding === undefined ? {} : { encoding: call.encoding }),
      ...(call.network ? { timeout } : {}),
    })
    if (result.timedOut) {
      result.stderr += `\nfatal: no answer within ${timeout} s`
      result.code = 128
    }
    const { answers = [0] } = call
    if (answers !== 'any' && !answers.includes(result.code)) {
      throw new OutsideError(
        'git-command-failed',
        `\`git ${args[0]}\` failed in ${this.directory} with exit code ${result.code}: ${this.quote(result.stderr)}`,
        {
          remedy: 'Run `git status` there to see what Git objects to, then try again.',
        },
      )
    }
    return result
  }

  /** Standard output without its last line break. Throws as `run` does. */
  async text(args: readonly [string, ...string[]], call: GitCall = {}): Promise<string> {
    return (await this.run(args, call)).stdout.replace(/\n$/, '')
  }

  /** Waits longer with every attempt (counted from 1), never the same time as somebody else who was turned away at the same moment. */
  async pause(attempt: number): Promise<void> {
    const most = Math.min((this.options.backoff ?? DEFAULT_BACKOFF_MS) * 2 ** (attempt - 1), LONGEST_BACKOFF_MS)
    const { signal } = this.options
    try {
      await sleep(most * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {})
    } catch (cause) {
      throw new CancelledError('cancelled', 'cancelled while waiting to ask the Git server again.', { cause })
    }
  }

  /** What git said, on one line, without credentials and control characters, at most 1,000 characters. */
  quote(output: string): string {
    // Colours and line wiping of a server's messages mean nothing here.
    const lines = output.split(/[\r\n]+/).map((line) =>
      line
        .replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, '')
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    )
    const text = this.redact(lines.filter((line) => line !== '').join(' '))
    if (text === '') return 'it gave no reason.'
    return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
  }

  /** The text without masked values and without the user part of addresses, where a token may stand. */
  redact(text: string): string {
    const safe = text.replace(/:\/\/[^\s/@]+@/g, '://***@')
    return this.options.host?.redact(safe) ?? safe
  }
}

/** The NUL-separated fields of `-z` output. */
export function splitNul(output: string): string[] {
  return output === '' ? [] : output.replace(/\0$/, '').split('\0')
}
