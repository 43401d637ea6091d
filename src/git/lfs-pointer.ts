import { constants } from 'node:fs'
import { copyFile, lstat, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileHash } from '../run/file-hash.js'

/** The content that a pointer of Git LFS stands for. */
export interface LfsPointer {
  /** SHA-256 in hexadecimal digits. */
  oid: string
  /** Bytes. */
  size: number
}

/** A pointer is smaller than this (docs/spec.md of Git LFS). */
const POINTER_BYTES = 1_024
const VERSION = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/

/** Reads the text of a pointer file of Git LFS. @returns undefined for every other text */
export function parsePointer(text: string): LfsPointer | undefined {
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1]
  const size = /^size (\d+)$/m.exec(text)?.[1]
  if (!VERSION.test(text) || oid === undefined || size === undefined) return undefined
  return { oid, size: Number(size) }
}

/** The pointer in a file; undefined where the file is absent, larger than a pointer, or has other content. */
export async function readPointer(file: string): Promise<LfsPointer | undefined> {
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined || !found.isFile() || found.size >= POINTER_BYTES) return undefined
  return parsePointer(await readFile(file, 'utf8').catch(() => ''))
}

/**
 * Replaces a pointer file by its content, which is copied from the first of the files that has it.
 * @returns false where none of them has it; the pointer stays
 */
export async function fillPointer(file: string, { oid, size }: LfsPointer, from: readonly string[]): Promise<boolean> {
  for (const source of from) {
    const found = await lstat(source).catch(() => undefined)
    if (found === undefined || !found.isFile() || found.size !== size || (await fileHash('sha256', source)) !== oid)
      continue
    const folder = await mkdtemp(join(dirname(file), '.lfs-'))
    try {
      const copy = join(folder, 'content')
      await copyFile(source, copy, constants.COPYFILE_FICLONE)
      await rename(copy, file)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    return true
  }
  return false
}
