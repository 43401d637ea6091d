import { accessSync, constants, mkdirSync, readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'
const GIBIBYTE = 2 ** 30
/** Installed environments of several suites at once, the largest things that tests write. */
const SCRATCH = 4 * GIBIBYTE

/**
 * A folder in memory for the databases of tests: DVC and MLflow wait for the disk after each change of a database. That
 * is half of the seconds of the random pipelines of engine/tests. Where the system has no such folder with room for 1 GiB,
 * it is the temporary folder.
 */
export function memoryFolder() {
  try {
    accessSync(IN_MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === IN_MEMORY)
    // Tests also run programs there.
    if (bavail * bsize >= GIBIBYTE && mount !== undefined && !/\bnoexec\b/.test(mount)) return IN_MEMORY
  } catch {
    // Only Linux has it.
  }
  return tmpdir()
}

/**
 * The temporary folder for tests: in `memoryFolder()` where that has room for 4 GiB, else the system's. A file system on
 * a disk looks for a free inode among those of removed files, which is half of the processor time of a small clone.
 * @param memory a folder of `memoryFolder()`
 */
export function scratchFolder(memory) {
  const { bavail, bsize } = statfsSync(memory)
  if (!memory.startsWith(`${IN_MEMORY}/`) || bavail * bsize < SCRATCH) return tmpdir()
  const folder = join(memory, 'tmp')
  mkdirSync(folder, { recursive: true })
  return folder
}
