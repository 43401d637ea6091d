import { conflictLine } from '../pipeline/conflict-marks.js'
import { readLines } from './read-lines.js'
import { type Pin, readRecords } from './read-records.js'

/** The packages of an environment: normalized names with versions. A name with several versions has them all. */
export type Packages = ReadonlyMap<string, string>

/** Bytes of the largest file that is read. The lock file of 5,000 packages has some 10 MB. */
export const LARGEST_LOCK = 16 * 1024 * 1024

/** Characters of a name or version; no index has longer ones, and a report shows them. */
const LONGEST_NAME = 200

/** Files that a tool writes with the version of every package. */
const LOCKS = /^(?:uv\.lock|poetry\.lock|pdm\.lock|pylock(?:\.[\w-]+)?\.toml|Pipfile\.lock|conda-lock\.yml|renv\.lock)$/
/** Files that a user writes: a list of packages, a version of Python, an image. */
const LISTS =
  /^(?:requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|environment\.ya?ml|\.python-version|(?:[\w.-]+\.)?Dockerfile(?:\.[\w.-]+)?)$/

/** Whether a file decides which packages, Python or image a stage gets. @param name without folders */
export function definesEnvironment(name: string): boolean {
  return LOCKS.test(name) || LISTS.test(name)
}

/** Whether a tool wrote the file, with the version of every package. @param name without folders */
export function isCompleteLock(name: string): boolean {
  return LOCKS.test(name)
}

/**
 * The packages with a version in a file of the environment. A list of a user may name others without a version.
 * @param name without folders
 * @returns a clause with the reason where it cannot be read
 */
export function readLock(name: string, text: string): Packages | string {
  const mark = conflictLine(text)
  if (mark !== undefined) return `line ${mark} has a conflict mark of Git`
  const found = readRecords(name, text) ?? readLines(name, text)
  return typeof found === 'string' ? found : joined(found)
}

/** One entry a name. A lock for several platforms may have several versions of a package. */
function joined(found: readonly Pin[]): Packages {
  const versions = new Map<string, Set<string>>()
  for (const [name, version] of found)
    if (name.length <= LONGEST_NAME)
      versions.set(name, (versions.get(name) ?? new Set()).add(version.slice(0, LONGEST_NAME)))
  return new Map([...versions].map(([name, all]) => [name, [...all].sort().join(' and ')]))
}
