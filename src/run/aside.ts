import { randomBytes } from 'node:crypto'
import { copyFile, cp, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

interface Entry {
  original: string
  backup: string
  /** Copied rather than moved: the original stays where it is meanwhile. */
  copied: boolean
  /** The path did not exist: restoring removes what is there. */
  absent: boolean
}

interface Journal {
  pid: number
  entries: Entry[]
}

const PREFIX = 'aside-'

/**
 * Files and folders that are put out of the way and come back exactly as they were, links and times included. The journal on disk is
 * written before anything moves, so that a run which was killed in between is made good by the next one (`recoverAside`).
 */
export class Aside {
  private readonly entries: Entry[] = []

  private constructor(private readonly directory: string) {}

  /** @param base a folder on the same file system as what will be put aside, ignored by Git */
  static async open(base: string): Promise<Aside> {
    const directory = join(base, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`)
    await mkdir(directory, { recursive: true })
    return new Aside(directory)
  }

  /** Moves a path out of the way. A path that does not exist is remembered as such. */
  async move(original: string): Promise<void> {
    await this.take(original, false)
  }

  /** Keeps a copy of a file that others will write to. */
  async copy(original: string): Promise<void> {
    await this.take(original, true)
  }

  /** As `copy`, for what may also be a folder or nothing; a folder is left alone. */
  async copyIfFile(original: string): Promise<void> {
    const info = await lstat(original).catch(() => undefined)
    if (info === undefined || info.isFile()) await this.take(original, true)
  }

  /** Puts everything back as it was and forgets it (so that a second call does nothing); what stands in the places meanwhile is removed. */
  async restore(): Promise<void> {
    await restoreEntries(this.entries.splice(0))
    await rm(this.directory, { recursive: true, force: true })
  }

  /** Forgets what was put aside: what stands in its places now is right. */
  async discard(): Promise<void> {
    this.entries.length = 0
    await rm(this.directory, { recursive: true, force: true })
  }

  private async take(original: string, copied: boolean): Promise<void> {
    if (this.entries.some((entry) => entry.original === original)) return
    const absent = !(await exists(original))
    const entry: Entry = { original, backup: join(this.directory, String(this.entries.length)), copied, absent }
    this.entries.push(entry)
    const journal: Journal = { pid: process.pid, entries: this.entries }
    const file = join(this.directory, 'journal.json')
    await writeFile(`${file}.new`, JSON.stringify(journal))
    await rename(`${file}.new`, file)
    if (absent) return
    if (copied) await copyFile(original, entry.backup)
    else await moveAcross(original, entry.backup)
  }
}

/**
 * Puts back what runs that were killed had put aside.
 * @returns the paths that came back
 */
export async function recoverAside(base: string): Promise<string[]> {
  const names = await readdir(base).catch(() => [])
  const recovered: string[] = []
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const directory = join(base, name)
    const text = await readFile(join(directory, 'journal.json'), 'utf8').catch(() => undefined)
    const journal = text === undefined ? undefined : (JSON.parse(text) as Journal)
    if (journal && isAlive(journal.pid)) continue
    if (journal) {
      await restoreEntries(journal.entries)
      recovered.push(...journal.entries.filter(({ absent }) => !absent).map(({ original }) => original))
    }
    await rm(directory, { recursive: true, force: true })
  }
  return recovered
}

async function restoreEntries(entries: readonly Entry[]): Promise<void> {
  for (const { original, backup, absent } of [...entries].reverse()) {
    const kept = await exists(backup)
    // No backup of something that existed: the run was killed before it took it, so it still is in its place.
    if (!kept && !absent) continue
    await rm(original, { recursive: true, force: true })
    if (absent) continue
    await mkdir(dirname(original), { recursive: true })
    await moveAcross(backup, original)
  }
}

async function moveAcross(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    await rm(from, { recursive: true, force: true })
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
