import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The task of a worker, as JSON on its standard input. */
export interface Order {
  task: Task
  /**
   * Variables of the runner's cache service. They have its token, which must not be in the first environment of a
   * process.
   */
  env: NodeJS.ProcessEnv
}

export type Task =
  | { kind: 'restore'; paths: readonly string[]; keys: readonly string[] }
  | {
      kind: 'save'
      paths: readonly string[]
      key: string /** Bytes. */
      limit: number /** Base of relative paths. */
      base: string
    }

/** The result: the found key, the stored bytes, or the reason of a failure. */
export type TaskResult = { found?: string } | { saved: number } | { tooLarge: number } | { failed: string }

/** Prefix of the result line on standard output. The toolkit also writes there. */
export const RESULT_MARK = 'dvc-ci-cache-result:'

/**
 * Does one task with GitHub's toolkit. It never throws.
 * @returns the result
 */
export async function work(task: Task): Promise<TaskResult> {
  try {
    if (task.kind === 'save') {
      const sizes = await Promise.all(task.paths.map((path) => sizeOf(resolve(task.base, path))))
      const size = sizes.reduce((sum, each) => sum + each, 0)
      if (size > task.limit) return { tooLarge: size }
      const { saveCache } = await import('@actions/cache')
      // -1: another job stored the entry first, or the toolkit already reported the failure.
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

/** Bytes of a file or of all files in a folder; links count as 0. */
async function sizeOf(path: string): Promise<number> {
  const stat = await lstat(path)
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0
  let sum = 0
  for (const name of await readdir(path)) sum += await sizeOf(join(path, name))
  return sum
}
