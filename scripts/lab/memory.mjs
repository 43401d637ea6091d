import { accessSync, constants, readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const IN_MEMORY = '/dev/shm'
const GIBIBYTE = 2 ** 30

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
