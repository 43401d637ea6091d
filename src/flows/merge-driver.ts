import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { mergeFile } from '../git/merge-file.js'
import { isRefusal, mergeLocks } from '../pipeline/lock-merge.js'
import type { DriverFiles } from '../settings/arguments.js'

const LOCK = 'dvc.lock'

/**
 * Merges a dvc.lock by stage as Git's merge driver. Only stages that both sides changed get conflict marks. A file that
 * dvc-ci cannot parse is merged line by line, as Git does it.
 * @returns the exit code for Git: 0 merged, 1 in conflict
 */
export async function runMergeDriver(files: DriverFiles, cwd: string): Promise<0 | 1> {
  const [base, ours, theirs] = await Promise.all(
    [files.base, files.ours, files.theirs].map((file) => readFile(resolve(cwd, file), 'utf8')),
  )
  const merge =
    basename(files.path) === LOCK && ours !== undefined && theirs !== undefined
      ? mergeLocks({ ...(base === undefined ? {} : { base }), ours, theirs })
      : undefined
  if (!merge || isRefusal(merge)) return (await mergeFile(cwd, files)) ? 0 : 1
  await writeFile(resolve(cwd, files.ours), merge.marked)
  return merge.conflicts.length === 0 ? 0 : 1
}
