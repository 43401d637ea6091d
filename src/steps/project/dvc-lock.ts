import { readFile, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, ProjectError, SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import { relativePath } from '../../text/relative-path.js'
import { type DvcLock, parseDvcLock, WRITE_LOCK } from '../../toolchain/dvc-lock.js'
import type { ChangeBase } from './change-places.js'
import type { ProjectPaths } from './project.js'

/** The repository, with the base of a change that runs with credentials. */
export interface LockChange {
  paths: ProjectPaths
  base: ChangeBase | undefined
}

/**
 * The lock file of `dvc-lock`. Its packages get the credentials of the remote, so a change cannot choose them: the file
 * of the base counts, and so does the key in dvc-ci.yaml of the base.
 * @returns undefined without `dvc-lock`
 * @throws {SetupError} the file cannot be read or used
 * @throws {ProjectError} the change adds the file
 */
export async function readDvcLock({ settings, host }: Run, change?: LockChange): Promise<DvcLock | undefined> {
  const base = change?.base
  const shown = base?.servers.dvcLock ?? settings.dvcLock
  if (shown === undefined) return undefined
  const alters = (what: string) => {
    host.warning(
      `dvc-lock: the change ${what}. This run installs the DVC of the base, because DVC gets the credentials of the remote.`,
    )
  }
  if (shown !== settings.dvcLock)
    alters(settings.dvcLock === undefined ? `removes the key, which is ${shown}` : `names another file than ${shown}`)
  const path = resolve(settings.shellFolder, shown)
  let cause: unknown
  const own = await readFile(path, 'utf8').catch((error: unknown) => {
    cause = error
    return undefined
  })
  const text =
    change === undefined || base === undefined ? own : await acceptedText(own, { path, shown }, change.paths, base)
  if (text === undefined)
    throw new SetupError('dvc-lock-invalid', `dvc-lock: ${shown} cannot be read: ${messageOf(cause)}.`, {
      key: 'dvc-lock',
      value: shown,
      remedy: `Name a requirements file, relative to the folder where dvc-ci starts. ${WRITE_LOCK}`,
      cause,
    })
  if (text !== own && shown === settings.dvcLock) alters(`alters ${shown}`)
  return parseDvcLock(shown, text, settings.dvcVersion)
}

/**
 * The text of a lock file that a change may use: that of the base, or the file's own where Git does not have the file.
 * @returns undefined where neither has it
 * @throws {ProjectError} the change adds the file
 */
async function acceptedText(
  own: string | undefined,
  { path, shown }: { path: string; shown: string },
  { git }: ProjectPaths,
  { sha }: ChangeBase,
): Promise<string | undefined> {
  // A change could put a link in place of the file or of its folder, so the place behind it counts too.
  const names = [await realpath(path).catch(() => path), path]
    .map((each) => relativePath(git.root, each))
    .filter((name) => !name.startsWith('../'))
  const before = await git.readFiles(sha, names)
  const text = names.map((name) => before.get(name)?.toString('utf8')).find((each) => each !== undefined)
  if (text !== undefined || own === undefined) return text
  const entries = await git.entries()
  // A file that Git does not have is of an earlier step of the job.
  if (!entries.some((entry) => names.some((name) => `${name}/`.startsWith(`${entry.path}/`)))) return own
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
