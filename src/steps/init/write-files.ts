import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf, SetupError } from '../../errors/errors.js'

/** A text for a path of the repository. */
export interface FileText {
  path: string
  text: string
}

/**
 * Proves that each file can be written, before any of them is.
 * @throws {SetupError} the rights are missing, or a file stands where a folder must be
 */
export async function requireWritable(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const nearest = await existing(join(root, path))
    try {
      if (nearest !== join(root, path) && !(await stat(nearest)).isDirectory())
        throw new Error(`${nearest} is no folder`)
      await access(nearest, constants.W_OK)
    } catch (cause) {
      throw new SetupError(
        'init-not-writable',
        `${path} cannot be written: ${messageOf(cause)}. No file was changed.`,
        {
          key: path,
          value: nearest,
          remedy: 'Give your user the right to write there, then run this again.',
          cause,
        },
      )
    }
  }
}

/** The file itself, else the nearest folder above it that exists. */
async function existing(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    )
    if (found || at === dirname(at)) return at
  }
}

/** Writes the files, and makes their folders. */
export async function writeFiles(root: string, files: readonly FileText[]): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

/** Puts back the earlier texts; a file without one is removed. */
export async function restoreFiles(root: string, files: readonly { path: string; before?: string }[]): Promise<void> {
  for (const { path, before } of files) {
    if (before === undefined) await rm(join(root, path), { force: true })
    else await writeFile(join(root, path), before)
  }
}
