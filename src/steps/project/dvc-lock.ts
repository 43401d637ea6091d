import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { messageOf, ProjectError, SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import { type DvcLock, parseDvcLock, WRITE_LOCK } from '../../toolchain/dvc-lock.js'
import type { ChangeBase } from './change-places.js'
import type { ProjectPaths } from './project.js'

/**
 * The lock file of `dvc-lock`. Its packages get the credentials of the remote, so a change cannot choose them: the file
 * of the base counts.
 * @param change the repository, with the base of a change that runs with credentials
 * @returns undefined without `dvc-lock`
 * @throws {SetupError} the file cannot be read or used
 * @throws {ProjectError} the change adds the file
 */
export async function readDvcLock(
  { settings, host }: Run,
  change?: { paths: ProjectPaths; base: ChangeBase | undefined },
): Promise<DvcLock | undefined> {
  const { dvcLock, dvcVersion } = settings
  if (dvcLock === undefined) return undefined
  const { path, shown } = dvcLock
  const own = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SetupError('dvc-lock-invalid', `dvc-lock: ${shown} cannot be read: ${messageOf(cause)}.`, {
      key: 'dvc-lock',
      value: shown,
      remedy: `Name a requirements file, relative to the folder where dvc-ci starts. ${WRITE_LOCK}`,
      cause,
    })
  })
  const text = change?.base === undefined ? own : await acceptedText(own, path, { ...change, base: change.base })
  if (text !== own)
    host.warning(
      `dvc-lock: the change alters ${shown}. This run installs the DVC of the base, because DVC gets the credentials of the remote.`,
    )
  return parseDvcLock(shown, text, dvcVersion)

  async function acceptedText(
    text: string,
    path: string,
    { paths: { git }, base }: { paths: ProjectPaths; base: ChangeBase },
  ): Promise<string> {
    const name = relative(git.root, path).replaceAll('\\', '/')
    // A file that Git does not have is of an earlier step of the job.
    const isTracked = !name.startsWith('../') && (await git.entries()).some((entry) => entry.path === name)
    if (!isTracked) return text
    const before = (await git.readFiles(base.sha, [name])).get(name)?.toString('utf8')
    if (before !== undefined) return before
    throw new ProjectError(
      'dvc-lock-not-accepted',
      `dvc-lock: the change adds ${shown}, whose packages would get the credentials of the remote.`,
      {
        key: 'dvc-lock',
        value: shown,
        path: name,
        remedy: 'Let a maintainer commit the file to the base branch first, then run this again.',
      },
    )
  }
}
