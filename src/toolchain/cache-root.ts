import { mkdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { messageOf, SetupError } from '../errors/errors.js'

const NAME = 'dvc-ci'

/** This user's folder below the one for temporary files, which everybody may write to. */
const shared = () => join(tmpdir(), `${NAME}-${process.getuid?.() ?? 'user'}`)

/**
 * Where everything that is installed is kept: `RUNNER_TOOL_CACHE/dvc-ci` on a runner, else `XDG_CACHE_HOME/dvc-ci`, else
 * `~/.cache/dvc-ci`, else a folder of this user's in the system's temporary folder. Relative paths count as not set, as the
 * XDG specification asks. Nothing is created.
 */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  const set = (value: string | undefined): value is string => value !== undefined && isAbsolute(value)
  if (set(env.RUNNER_TOOL_CACHE)) return join(env.RUNNER_TOOL_CACHE, NAME)
  if (set(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, NAME)
  const home = env.HOME ?? env.USERPROFILE
  return set(home) ? join(home, '.cache', NAME) : shared()
}

/**
 * Creates a folder of the cache.
 * @throws {SetupError} it can't be created, or what is there belongs to somebody else, who could have put programs in it
 */
export async function makeCacheDirectory(root: string, directory: string): Promise<void> {
  const remedy = 'Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME to a folder that this user can write to.'
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new SetupError('cache-not-usable', `the cache ${directory} cannot be created: ${messageOf(cause)}.`, {
      key: 'RUNNER_TOOL_CACHE',
      value: root,
      remedy,
      cause,
    })
  }
  const user = process.getuid?.()
  if (root === shared() && user !== undefined && (await stat(root)).uid !== user) {
    throw new SetupError('cache-not-usable', `the cache ${root} belongs to another user.`, {
      key: 'XDG_CACHE_HOME',
      value: root,
      remedy,
    })
  }
}
