import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** What a worker is told to do, as JSON on its standard input. */
export type Task =
  | { kind: 'restore'; paths: readonly string[]; keys: readonly string[] }
  | {
      kind: 'save'
      paths: readonly string[]
      key: string /** Bytes. */
      limit: number /** What relative paths begin at. */
      base: string
    }

/** What became of it: the key that was found, the bytes that were kept, or why nothing was. */
export type TaskResult = { found?: string } | { saved: number } | { tooLarge: number } | { failed: string }

/** The line of standard output with the result begins so: the toolkit writes there too. */
export const RESULT_MARK = 'dvc-ci-cache-result:'

/** Does one task with GitHub's toolkit. @returns what became of it; never throws */
export async function work(task: Task): Promise<TaskResult> {
  try {
    if (task.kind === 'save') {
      const sizes = await Promise.all(task.paths.map((path) => sizeOf(resolve(task.base, path))))
      const size = sizes.reduce((sum, each) => sum + each, 0)
      if (size > task.limit) return { tooLarge: size }
      const { saveCache } = await import('@actions/cache')
      // -1: another job has kept it meanwhile, or the toolkit has said what is wrong.
      return (await saveCache([...task.paths], task.key)) < 0 ? { failed: '' } : { saved: size }
    }
    const { restoreCache } = await import('@actions/cache')
    const [first = '', ...others] = task.keys
    const found = await restoreCache([...task.paths], first, others)
    return found === undefined ? {} : { found }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

/** Bytes of a file or of everything in a folder; links count as nothing. */
async function sizeOf(path: string): Promise<number> {
  const stat = await lstat(path)
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0
  let sum = 0
  for (const name of await readdir(path)) sum += await sizeOf(join(path, name))
  return sum
}
