import { mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { findDvcRoot, remoteSchemes } from '../../dvc/dvc-root.js'
import type { Run, StepOutcome } from '../../run/run.js'
import type { DvcInstallation } from '../../toolchain/provide-dvc.js'
import { provideRunsDvc } from '../project/provide-dvc.js'

/**
 * Provides a DVC that can reach the project's remotes, in a folder for PATH. Outside of a DVC project it provides DVC
 * without the packages of remotes.
 * @returns one sentence
 */
export async function setUpDvc(run: Run, outcome: StepOutcome): Promise<string> {
  const { settings, facts } = run
  const directory = await realpath(settings.workingDirectory)
  const root = await findDvcRoot(directory, '/')
  const installation = await provideRunsDvc(run, {
    directory,
    schemes: root === undefined ? [] : await remoteSchemes(root),
    cache: run.cache,
  })
  facts.dvcPath = installation.dvc
  if (installation.origin !== 'path') facts.pathFolder = await folderWith(installation)
  outcome.message = `DVC ${installation.version}: ${installation.dvc}`
  return installation.origin === 'path'
    ? `DVC ${installation.version} is on PATH: ${installation.dvc}.`
    : `DVC ${installation.version} is in ${facts.pathFolder ?? ''}.`
}

/**
 * A folder that has only `dvc`. The folder of the program itself has a Python too, which must not replace the Python of
 * the job.
 */
async function folderWith({ dvc }: DvcInstallation): Promise<string> {
  // A program of Windows is no link.
  if (process.platform === 'win32') return dirname(dvc)
  const parent = process.env['RUNNER_TEMP'] || tmpdir()
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'dvc-ci-path-'))
  await symlink(dvc, join(folder, basename(dvc)))
  return folder
}
