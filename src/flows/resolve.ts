import { realpath } from 'node:fs/promises'
import { openRepository } from '../git/repository.js'
import { DRIVER_INSTALLED, resolveSummary } from '../report/resolve-summary.js'
import type { Run } from '../run/run.js'
import { filesToResolve, inRepository } from '../steps/resolve/conflicted-files.js'
import { installMergeDriver } from '../steps/resolve/install-driver.js'
import { requireResolved } from '../steps/resolve/require-resolved.js'
import { resolveFiles } from '../steps/resolve/resolve-files.js'

/**
 * Resolves conflicts in dvc.lock and `.dvc` files by stage. Where both sides changed the same stage, the findings show
 * both versions and the fix. Only a fully resolved file is added to Git. It uses only Git, because DVC cannot read a
 * conflict.
 * @returns one sentence
 * @throws {SetupError} a file that is not of DVC
 * @throws {ProjectError} a conflict is left to the user; the findings say which
 */
export async function resolve(run: Run): Promise<string> {
  const { settings, host, signal } = run
  const directory = await realpath(settings.workingDirectory)
  const git = await openRepository(directory, { signal, host })
  run.report.source.sha = await git.head()
  if (settings.resolve.installDriver) {
    await installMergeDriver(run, git)
    if (settings.resolve.files.length === 0) return DRIVER_INSTALLED
  }
  const asked = settings.resolve.files.map((file) => inRepository(git, directory, file))
  const { resolved, open } = await resolveFiles(run, git, await filesToResolve(git, asked))
  requireResolved(run, resolved, open)
  return resolveSummary(resolved, asked, run.report.lint.length > 0)
}
