import { realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../errors/errors.js'
import { childEnvironment } from '../run/child-environment.js'
import type { Host } from '../run/host.js'
import { runProcess } from '../run/process.js'
import type { CacheRequest, SharedCache } from '../run/shared-cache.js'
import type { EventContext } from '../settings/settings.js'
import { withoutPeriod } from '../text/words.js'
import { cacheRights, nameOfKey, restoreKeys, saveKey, systemOf } from './keys.js'
import type { PendingSave } from './pending.js'
import { type Order, RESULT_MARK, type Task, type TaskResult } from './worker.js'

/** Seconds after which a run continues without a cached entry. */
const RESTORE_LIMIT = 180
/** Seconds for a question that restores nothing. */
const TRY_LIMIT = 25
/** Seconds after which the end of the job stops waiting. */
const SAVE_LIMIT = 600
const WORKER = fileURLToPath(
  new URL(process.env['DVC_CI_CACHE_WORKER'] ?? '../../dist/cache-worker.js', import.meta.url),
)

/** GitHub's cache for a run, and the files to store after the job. */
export interface GitHubCache extends SharedCache {
  readonly pending: readonly PendingSave[]
}

export interface CacheOptions {
  env: NodeJS.ProcessEnv
  event: EventContext
  /** Largest entry, in bytes. */
  limit: number
  host: Host
  signal: AbortSignal
}

/** True if the runner offers a cache. `@actions/cache` itself reads these addresses. */
export function isCacheOffered(env: NodeJS.ProcessEnv): boolean {
  const set = (name: string) => (env[name] ?? '') !== ''
  return set('ACTIONS_CACHE_URL') || (set('ACTIONS_CACHE_SERVICE_V2') && set('ACTIONS_RESULTS_URL'))
}

/** Opens GitHub's cache for a run, without any request yet. */
export function openGitHubCache({ env, event, limit, host, signal }: CacheOptions): GitHubCache {
  const rights = cacheRights(event)
  const system = systemOf(env)
  const pending: PendingSave[] = []
  // A service that does not answer is asked once: its retries take ten seconds.
  let down = false
  const workspace = realpathSync(env.GITHUB_WORKSPACE || '.')
  // The next job may have another workspace path, so paths inside it are relative. Other paths stay absolute.
  const placed = (paths: readonly string[]) =>
    paths.map((path) => {
      const inside = relative(workspace, path)
      return inside === '' || inside.startsWith('..') ? path : inside.replaceAll('\\', '/')
    })
  return {
    pending,
    async restore(request, cancelled) {
      if (down) return undefined
      const result = await runWorker(
        { kind: 'restore', paths: placed(request.paths), keys: restoreKeys(rights, system, request) },
        {
          env,
          host,
          signal: cancelled === undefined ? signal : AbortSignal.any([signal, cancelled]),
          seconds: RESTORE_LIMIT,
          what: request.what,
          onTrouble: () => {
            down = true
          },
        },
      )
      const found = 'found' in result ? result.found : undefined
      if (found === undefined) return undefined
      host.info(`${request.what}: restored from the cache (${found}).`)
      return nameOfKey(found, system, request)
    },
    async tryOut(cancelled) {
      const reasons: string[] = []
      const listening = { ...host, warning: (message: string) => reasons.push(message) }
      const result = await runWorker(
        { kind: 'restore', paths: ['.'], keys: ['dvc-ci-doctor-asks-for-no-entry'] },
        { env, host: listening, signal: AbortSignal.any([signal, cancelled]), seconds: TRY_LIMIT, what: 'cache' },
      )
      const told = /^cache: the cache (?:reports|could not be used): (.*)\. The run continues without it\.$/s
      const [first] = reasons
      if (first !== undefined) return told.exec(first)?.[1] ?? first
      return 'failed' in result ? withoutPeriod(result.failed) : undefined
    },
    keep(request: CacheRequest) {
      const key = saveKey(rights, system, request)
      if (key !== undefined && !pending.some((each) => each.key === key))
        pending.push({ what: request.what, key, paths: placed(request.paths), limit })
    },
  }
}

/** Stores the files that a run left for the cache. Failures are warnings. */
export async function saveAll(
  saves: readonly PendingSave[],
  options: Pick<CacheOptions, 'env' | 'host' | 'signal'>,
): Promise<void> {
  const base = resolve(options.env.GITHUB_WORKSPACE || '.')
  for (const { what, key, paths, limit } of saves) {
    const result = await runWorker({ kind: 'save', paths, key, limit, base }, { ...options, seconds: SAVE_LIMIT, what })
    if ('tooLarge' in result)
      options.host.info(
        `${what}: not stored in the cache: its ${megabytes(result.tooLarge)} exceed cache-limit (${megabytes(limit)}).`,
      )
    else if ('saved' in result) options.host.info(`${what}: stored in the cache (${key}, ${megabytes(result.saved)}).`)
  }
}

/** The variables from which GitHub's toolkit takes the addresses and the token of the cache. */
function serviceVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^ACTIONS_(?:CACHE|RESULTS|RUNTIME)_/.test(name)))
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

interface WorkerOptions extends Pick<CacheOptions, 'env' | 'host' | 'signal'> {
  seconds: number
  what: string
  /** Called for each warning. */
  onTrouble?: () => void
}

/**
 * Runs a task in a worker.
 * @returns its result; failures are reported as warnings
 */
async function runWorker(
  task: Task,
  { env, host, signal, seconds, what, onTrouble }: WorkerOptions,
): Promise<TaskResult> {
  const warn = (message: string) => {
    onTrouble?.()
    host.warning(`${what}: ${message} The run continues without it.`)
  }
  try {
    const done = await runProcess([process.execPath, WORKER], {
      cwd: env.GITHUB_WORKSPACE || process.cwd(),
      env: childEnvironment(env),
      signal,
      timeout: seconds,
      input: JSON.stringify({ task, env: serviceVariables(env) } satisfies Order),
    })
    const lines = `${done.stdout}\n${done.stderr}`.split('\n')
    for (const line of lines) tell(line, host, warn)
    const result = lines.find((line) => line.startsWith(RESULT_MARK))
    const told: TaskResult =
      result !== undefined
        ? (JSON.parse(result.slice(RESULT_MARK.length)) as TaskResult)
        : { failed: done.timedOut ? `it took longer than ${seconds} s` : `its process ended with ${done.code}` }
    if ('failed' in told && told.failed !== '') warn(`the cache could not be used: ${withoutPeriod(told.failed)}.`)
    return told
  } catch (error) {
    // Cancelled: the run itself reports the signal.
    host.debug(`${what}: ${messageOf(error)}`)
    return { failed: '' }
  }
}

/**
 * Rewrites workflow commands of the toolkit as plain log lines. It masks addresses of the cache, which contain
 * signatures.
 */
function tell(line: string, host: Host, warn: (message: string) => void): void {
  const [, command, escaped = ''] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? []
  const text =
    command === undefined ? line : escaped.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  if (command === 'add-mask') host.mask(text)
  else if (command === 'warning' || command === 'error') warn(`the cache reports: ${withoutPeriod(text)}.`)
  else if (text.trim() !== '' && !line.startsWith(RESULT_MARK)) host.debug(text)
}
