import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Broken, hold } from './attack.js'
import { bare } from './whole.js'
import type { World } from './world.js'

const execute = promisify(execFile)

/**
 * Makes a folder the default remote of a clone while a body runs.
 * @param verify whether DVC hashes what it downloads
 */
export async function withFolder<T>(
  directory: string,
  storage: string,
  body: () => Promise<T>,
  { verify = false } = {},
): Promise<T> {
  const file = join(directory, '.dvc', 'config.local')
  const options = `    url = ${storage}\n${verify ? '    verify = true\n' : ''}`
  await writeFile(file, `[core]\n    remote = kept\n['remote "kept"']\n${options}`)
  try {
    return await body()
  } finally {
    await rm(file)
  }
}

/**
 * After each change of a ref a stranger clones the commit, and DVC itself downloads everything with `verify`, into an
 * empty cache, from the remote as it was at that moment.
 * @returns how many commits
 * @throws {Broken} DVC does not get all, or finds a change
 */
export async function requireFetchable(world: World): Promise<number> {
  const [folder, caches] = ['stranger', 'stranger-site'].map((name) => join(world.base, name)) as [string, string]
  const { origin, env } = world.alice
  let count = 0
  for (const { ref, now, storage } of await world.changes()) {
    if (/^0+$/.test(now)) continue
    const commit = await bare(origin, 'rev-parse', '--verify', '--quiet', `${now}^{commit}`)
    const which = `${ref} at ${commit.slice(0, 7)}`
    // A clone of a folder has the objects that no ref names any more, too.
    await execute('git', ['clone', '-q', '--no-checkout', origin, folder], { env })
    await execute('git', ['checkout', '-q', '--detach', commit], { cwd: folder, env })
    const dvc = (...args: string[]) =>
      execute('dvc', args, { cwd: folder, env: { ...env, DVC_SITE_CACHE_DIR: caches } }).catch((error: unknown) => {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
        throw new Broken(`${which}: dvc ${args[0] ?? ''} of a stranger failed`, stdout + stderr)
      })
    await withFolder(folder, storage, () => dvc('pull', '-q'), { verify: true })
    for (const args of [
      ['status', '--json'],
      ['data', 'status', '--json'],
    ]) {
      const { stdout } = await dvc(...args)
      hold(stdout.trim() === '{}', `${which}: dvc ${args[0] ?? ''} of a stranger is not clean`, stdout)
    }
    await rm(folder, { recursive: true, force: true })
    await rm(caches, { recursive: true, force: true })
    count++
  }
  return count
}
