import { installPushHook, removePushHook } from '../git/push-hook.js'
import { openRepository } from '../git/repository.js'
import type { Host } from '../run/host.js'

/**
 * Installs or removes the hook that uploads data before Git pushes commits.
 * @param directory a folder of the checkout
 * @returns one sentence
 * @throws {SetupError} not a Git repository, or the hook cannot be installed
 */
export async function installHooks(
  directory: string,
  uninstall: boolean,
  host: Host,
  signal: AbortSignal,
): Promise<string> {
  const { root } = await openRepository(directory, { signal, host })
  return uninstall ? removePushHook(root, { signal, host }) : installPushHook(root, { signal, host })
}
