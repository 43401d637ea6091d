import { readFile, realpath } from 'node:fs/promises'
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
  const text = change?.base === undefined ? own : await acceptedText(own, dvcLock, { ...change, base: change.base })
  if (text !== own)
    host.warning(
      `dvc-lock: the change alters ${shown}. This run installs the DVC of the base, because DVC gets the credentials of the remote.`,
    )
  return parseDvcLock(shown, text, dvcVersion)
}

/**
 * The text of a lock file that a change may use: that of the base, or the file's own where Git does not have the file.
 * @throws {ProjectError} the change adds the file
 */
async function acceptedText(
  own: string,
  { path, shown }: { path: string; shown: string },
  { paths: { git }, base }: { paths: ProjectPaths; base: ChangeBase },
): Promise<string> {
  // A change could put a link in place of the file or of its folder, so the place behind it counts too.
  const names = [await realpath(path), path]
    .map((each) => relative(git.root, each).replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('../'))
  const entries = await git.entries()
  const isTracked = entries.some((entry) => names.some((name) => `${name}/`.startsWith(`${entry.path}/`)))
  // A file that Git does not have is of an earlier step of the job.
  if (!isTracked) return own
  const before = await git.readFiles(base.sha, names)
  const text = names.map((name) => before.get(name)?.toString('utf8')).find((each) => each !== undefined)
  if (text !== undefined) return text
  throw new ProjectError(
    'dvc-lock-not-accepted',
    `dvc-lock: the change adds ${shown}, whose packages would get the credentials of the remote.`,
    {
      key: 'dvc-lock',
      value: shown,
      path: names.at(-1) ?? shown,
      remedy: 'Let a maintainer commit the file to the base branch first, then run this again.',
    },
  )
}
