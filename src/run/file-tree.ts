import { type BigIntStats, constants, type Stats } from 'node:fs'
import {
  chmod,
  copyFile,
  link,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from '../errors/errors.js'

/** What stands at a path, without following a link; undefined where nothing does. */
export async function lstatOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** True for the error of a path that does not exist. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')
}

/**
 * Makes a second one of a file, link or folder, with modes and times. Whatever stands at `to` goes.
 * @param options.links second names for the files in place of second files; a copy where the file system has no such thing
 */
export async function replicate(from: string, to: string, options: { links: boolean }): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await replicateEntry(from, to, options)
}

async function replicateEntry(from: string, to: string, options: { links: boolean }): Promise<void> {
  const info = await lstat(from)
  if (info.isSymbolicLink()) {
    await symlink(await readlink(from), to)
    await lutimes(to, ...timesOf(info))
  } else if (info.isDirectory()) {
    await mkdir(to)
    for (const name of await readdir(from)) await replicateEntry(join(from, name), join(to, name), options)
    // Last: what is put into a folder changes its time, and one that may only be read takes nothing.
    await utimes(to, ...timesOf(info))
    await chmod(to, info.mode)
  } else if (info.isFile()) {
    if (options.links && (await linked(from, to))) return
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    await utimes(to, ...timesOf(info))
  } else {
    throw new SetupError('output-unsupported', `${from} is neither a file nor a folder nor a link.`, {
      key: 'outs',
      value: from,
      remedy: 'An output of a stage must be a file or a folder.',
    })
  }
}

/** Seconds: to the microsecond, where a Date would end at milliseconds. */
function timesOf({ atimeMs, mtimeMs }: Stats): [number, number] {
  return [atimeMs / 1000, mtimeMs / 1000]
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS', 'EACCES'].includes(codeOf(error) ?? '')) return false
    throw error
  }
}

/**
 * Moves a file, link or folder, across file systems too. At `to` there is all of it or nothing at any moment.
 * @throws {SetupError} it is a mount point
 */
export async function transfer(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EBUSY')
      throw new SetupError('output-in-use', `${from} cannot be moved: it is in use, as a mount point is.`, {
        key: 'outs',
        value: from,
        remedy: 'Mount the folder that it lies in, or end what uses it.',
        cause: error,
      })
    if (code !== 'EXDEV') throw error
    const part = `${to}.part`
    await replicate(from, part, { links: false })
    await rename(part, to)
    await rm(from, { recursive: true, force: true })
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
