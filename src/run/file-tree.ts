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

/** The status of a path, without following a link; undefined if the path does not exist. */
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

/** Removes a file, link or folder, also one with folders that a stage made read-only. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) throw error
    await makeWritable(path)
    await rm(path, { recursive: true, force: true })
  }
}

async function makeWritable(path: string): Promise<void> {
  const info = await lstat(path)
  if (!info.isDirectory()) return
  await chmod(path, info.mode | 0o700)
  for (const name of await readdir(path)) await makeWritable(join(path, name))
}

/**
 * Copies a file, link or folder, with modes and times. An existing `to` is removed.
 * @param options.links hard links to the files instead of copies; copies where the file system has no hard links
 */
export async function replicate(from: string, to: string, options: { links: boolean }): Promise<void> {
  await removeTree(to)
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
    // Last step: adding a file changes the time of its folder, and a read-only folder accepts no files.
    await utimes(to, ...timesOf(info))
    await chmod(to, info.mode)
  } else if (info.isFile()) {
    if (options.links && (await linked(from, to))) return
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    await utimes(to, ...timesOf(info))
  } else {
    throw new SetupError('output-unsupported', `${from} is not a file, a folder or a link.`, {
      key: 'outs',
      value: from,
      remedy: 'An output of a stage must be a file or a folder.',
    })
  }
}

/** Seconds with microseconds; a Date would only have milliseconds. */
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
 * Moves a file, link or folder, also across file systems. `to` is complete or absent at any moment.
 * @throws {SetupError} it is a mount point
 */
export async function transfer(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EBUSY')
      throw new SetupError('output-in-use', `${from} cannot be moved: it is in use, for example as a mount point.`, {
        key: 'outs',
        value: from,
        remedy: 'Mount its parent folder instead, or end the process that uses it.',
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
