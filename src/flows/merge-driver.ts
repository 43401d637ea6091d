import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { mergeFile } from '../git/merge-file.js'
import type { GitRepository } from '../git/repository.js'
import { isRefusal, mergeLocks } from '../pipeline/lock-merge.js'
import { ownCommand } from '../run/own-command.js'
import type { Run } from '../run/run.js'
import { type DriverFiles, MERGE_DRIVER } from '../settings/arguments.js'

/** The name of the driver in .gitattributes and in the configuration of a clone. */
const DRIVER = 'dvc-ci'
const LOCK = 'dvc.lock'
const ATTRIBUTE_LINE = `${LOCK} merge=${DRIVER}`

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

/**
 * Installs the merge driver for dvc.lock: a line in .gitattributes, and the configuration of this clone. It is safe to
 * repeat.
 */
export async function installMergeDriver(run: Run, git: GitRepository): Promise<void> {
  await run.step('install-driver', async (outcome) => {
    const done: string[] = []
    if ((await git.attribute('merge', LOCK)) !== DRIVER) {
      const file = join(git.root, '.gitattributes')
      const before = await readFile(file, 'utf8').catch(() => '')
      await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${ATTRIBUTE_LINE}\n`)
      done.push(`added the line '${ATTRIBUTE_LINE}' to .gitattributes: commit it`)
    }
    const command = `${ownCommand(process.argv[1] ?? '', process.env)} ${MERGE_DRIVER} %O %A %B %P`
    for (const [key, value] of [
      [`merge.${DRIVER}.name`, 'dvc.lock by stage'],
      [`merge.${DRIVER}.driver`, command],
    ] as const) {
      if ((await git.localConfig(key)) === value) continue
      await git.setLocalConfig(key, value)
      done.push(`git config ${key} is '${value}'`)
    }
    outcome.message = done.length === 0 ? 'already installed' : done.join('; ')
    run.host.info(
      `${outcome.message}.${done.length > 0 ? ' Run `dvc-ci resolve --install-driver` once in every clone.' : ''}`,
    )
  })
}
