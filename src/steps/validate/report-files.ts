import { lstat, readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { compileGlob } from '../../metrics/glob.js'

/** Entries of folders that the search for one pattern reads. */
const MOST_ENTRIES = 50_000
/** Files of one pattern that are read. */
export const MOST_FILES = 100
/** Folders that hold no report: their files are many. */
const CLOSED = new Set(['.git', '.dvc', 'node_modules'])

/** The files of one path or pattern, sorted. `isCut`: more files match, or the search was too long. */
export interface ReportFiles {
  paths: string[]
  isCut: boolean
}

/**
 * Finds report files. No link to a folder is followed.
 * @param folder absolute
 * @param pattern a path or pattern relative to it, with slashes
 */
export async function findReportFiles(folder: string, pattern: string): Promise<ReportFiles> {
  const normal = posix.normalize(pattern)
  if (await isThere(join(folder, normal))) return { paths: [normal], isCut: false }
  const glob = compileGlob(normal, 'path')
  if (glob.literal) return { paths: [], isCut: false }
  const base = normal.slice(0, normal.search(/[*?[{\\]/)).replace(/[^/]*$/, '')
  const found: string[] = []
  const open = [base]
  let entries = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await readdir(join(folder, next), { withFileTypes: true }).catch(() => [])) {
      if (++entries > MOST_ENTRIES) return { paths: found.sort().slice(0, MOST_FILES), isCut: true }
      const path = `${next}${entry.name}`
      if (entry.isDirectory()) {
        if (!CLOSED.has(entry.name)) open.push(`${path}/`)
      } else if (glob.matches(path)) found.push(path)
    }
  }
  return { paths: found.sort().slice(0, MOST_FILES), isCut: found.length > MOST_FILES }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
