import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kindOf } from '../../dvc/project-file.js'
import type { GitRepository } from '../../git/repository.js'
import { type ConflictedFile, resolveData, resolveLock } from '../../pipeline/resolve.js'
import type { Run } from '../../run/run.js'

/**
 * Resolves each file by stage, one step a file; files without a conflict have no step. Only a fully resolved file is
 * added to Git.
 * @returns how many files are resolved, and the paths of those that are not
 */
export async function resolveFiles(
  run: Run,
  git: GitRepository,
  files: readonly ConflictedFile[],
): Promise<{ resolved: number; open: string[] }> {
  const open: string[] = []
  let resolved = 0
  for (const file of files) {
    const resolution = kindOf(file.path) === 'lock' ? resolveLock(file) : resolveData(file)
    if (!resolution) continue
    await run.step(file.path, async (outcome) => {
      if (resolution.text !== undefined && resolution.text !== file.text)
        await replaceFile(join(git.root, file.path), resolution.text)
      if (resolution.resolved) await git.markResolved(file.path)
      run.report.lint.push(...resolution.findings)
      outcome.message = resolution.message
      run.host.info(`${file.path}: ${resolution.message}.`)
      if (resolution.resolved) resolved += 1
      else {
        outcome.conclusion = 'failure'
        open.push(file.path)
      }
    })
  }
  return { resolved, open }
}

/** Replaces a file atomically. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.dvc-ci-${process.pid}`
  await writeFile(temporary, text)
  await rename(temporary, path)
}
