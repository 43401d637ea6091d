import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, OutsideError, SetupError } from '../errors/errors.js'
import { isMissing, lstatOf, replicate, transfer } from './file-tree.js'
import { identityOf, isRunning, type ProcessIdentity } from './identity.js'

/** How a path was saved. `absent`: the path did not exist, so restoring removes it. */
type Taken = 'moved' | 'copied' | 'linked' | 'absent'

/**
 * One line of the journal. Paths are relative to the base folder, so that a copied checkout never changes the original
 * one.
 */
interface Entry {
  original: string
  backup: string
  taken: Taken
  /** Signature of a copied file. It stays equal until the file changes. */
  untouched?: string
}

interface Owners {
  /** The run itself, then processes that may write to the checkout for some seconds after it ends. */
  owners: ProcessIdentity[]
}

/** A path that was restored after a run had been killed. */
export interface Recovered {
  /** Absolute path. */
  path: string
  /** New place of the file or folder that was at the path after the kill. */
  found?: string
}

const PREFIX = 'aside-'
const JOURNAL = 'journal.jsonl'
/** Time that processes of a killed run get to end: DVC interrupts its stages, and kills them after 4 s. */
const LINGER_MS = 8_000
/** A run signs its folder at once. An unsigned folder of this age was abandoned. */
const ABANDONED_MS = 60_000

/**
 * Saves files and folders of the checkout and restores them exactly, with links and times. A journal on disk is written
 * before any change, so that the next run restores the files of a killed run (`recoverWorkspace`).
 * While a backup is open, no other run can open one in the same checkout.
 */
export class WorkspaceBackup {
  private entries: Entry[] = []
  private readonly taken = new Set<string>()

  private constructor(
    private readonly base: string,
    private readonly directory: string,
  ) {}

  /**
   * Opens a backup.
   * @param base a folder that Git ignores, on the same file system as the saved files
   * @param writers processes of this run that may run some seconds longer than it and write to the checkout
   * @throws {SetupError} another run uses this checkout
   */
  static async open(base: string, writers: readonly number[] = []): Promise<WorkspaceBackup> {
    const directory = join(base, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`)
    await mkdir(directory, { recursive: true })
    await writeOwners(directory, [process.pid, ...writers])
    const rival = await rivalOf(base)
    if (rival !== undefined) {
      await rm(directory, { recursive: true, force: true })
      throw busy(rival)
    }
    return new WorkspaceBackup(base, directory)
  }

  /** Moves a path into the backup. A path that does not exist is recorded as absent. */
  move(original: string): Promise<void> {
    return this.take(original, 'moved')
  }

  /** Copies a file or folder that other processes may change in its place. */
  copy(original: string): Promise<void> {
    return this.take(original, 'copied')
  }

  /** Like `copy`, but with hard links at no cost: for files that other processes remove or replace but never change. */
  link(original: string): Promise<void> {
    return this.take(original, 'linked')
  }

  /**
   * Restores all paths and removes the files that are there now. A second call does nothing.
   * @throws {OutsideError} some paths could not be restored; the message names each path and the place of its content.
   * All other paths are restored.
   */
  async restore(): Promise<void> {
    const entries = this.entries.splice(0)
    this.taken.clear()
    const failed: { entry: Entry; reason: string }[] = []
    for (const entry of entries.reverse()) {
      try {
        await restoreEntry(this.base, entry, (path) => rm(path, { recursive: true, force: true }))
      } catch (error) {
        failed.push({ entry, reason: messageOf(error) })
      }
    }
    if (failed.length === 0) return rm(this.directory, { recursive: true, force: true })
    // The next run must not touch the restored paths again.
    await writeJournal(this.directory, failed.map(({ entry }) => entry).reverse())
    throw new OutsideError(
      'workspace-not-restored',
      `could not restore ${failed.map(({ entry, reason }) => `${resolve(this.base, entry.original)} (${reason}; its content is ${resolve(this.base, entry.backup)})`).join(', ')}.`,
      {
        remedy: 'The next run tries again. Do not change that folder before.',
      },
    )
  }

  /** A path for the run's own files. They are removed with the backup, also after a kill. */
  scratch(name: string): string {
    return join(this.directory, `scratch-${name}`)
  }

  /** Drops the backup: the current files are right. */
  async discard(): Promise<void> {
    this.entries = []
    this.taken.clear()
    // From here on a kill must not restore anything.
    await rm(join(this.directory, JOURNAL), { force: true })
    await rm(this.directory, { recursive: true, force: true })
  }

  private async take(path: string, how: Exclude<Taken, 'absent'>): Promise<void> {
    const original = relative(this.base, path)
    if (this.taken.has(original)) return
    this.taken.add(original)
    const info = await lstatOf(path)
    const backup = join(this.directory, String(this.entries.length))
    const entry: Entry = {
      original,
      backup: relative(this.base, backup),
      taken: info === undefined ? 'absent' : how,
      ...(info?.isFile() && how === 'copied' ? { untouched: signatureOf(info) } : {}),
    }
    this.entries.push(entry)
    await appendFile(join(this.directory, JOURNAL), `${JSON.stringify(entry)}\n`)
    if (info === undefined) return
    if (how === 'moved') return transfer(path, backup)
    // Rename after copying: a kill must not leave half a copy that looks complete.
    const part = `${backup}.part`
    await replicate(path, part, { links: how === 'linked' })
    await rename(part, backup)
  }
}

/**
 * Restores the paths that killed runs had saved. Nothing is deleted: a file at such a path may be a user's work after
 * the kill, so it moves into a folder `found-…`.
 * @throws {SetupError} another run uses this checkout
 */
export async function recoverWorkspace(base: string): Promise<Recovered[]> {
  const recovered: Recovered[] = []
  for (const name of await asides(base)) {
    const directory = join(base, name)
    const owners = await readOwners(directory)
    if (owners === undefined) await removeAbandoned(directory)
    if (owners === undefined || isOurs(owners)) continue
    await waitForEnd(owners)
    // Take ownership: another run that starts now finds a running owner.
    await writeOwners(directory, [process.pid])
    const found = join(
      base,
      `found-${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(2).toString('hex')}`,
    )
    for (const entry of (await readJournal(directory)).reverse()) {
      const path = resolve(base, entry.original)
      let kept: string | undefined
      const back = await restoreEntry(base, entry, async (standing) => {
        if ((await lstatOf(standing)) === undefined) return
        kept = join(
          found,
          entry.backup.replaceAll('\\', '/').split('/').at(-1) ?? '',
          entry.original.replaceAll('\\', '/').split('/').at(-1) ?? '',
        )
        await mkdir(dirname(kept), { recursive: true })
        await transfer(standing, kept)
      })
      if (back) recovered.push({ path, ...(kept === undefined ? {} : { found: kept }) })
    }
    await rm(directory, { recursive: true, force: true })
  }
  return recovered
}

/**
 * Restores one path.
 * @returns whether the path changed
 */
async function restoreEntry(
  base: string,
  { original, backup, taken, untouched }: Entry,
  clear: (path: string) => Promise<void>,
): Promise<boolean> {
  const [path, kept] = [resolve(base, original), resolve(base, backup)]
  const [standing, saved] = [await lstatOf(path), await lstatOf(kept)]
  if (taken === 'absent') {
    if (standing === undefined) return false
    await clear(path)
    return true
  }
  // Without a backup the path was never taken, so it is unchanged.
  if (saved === undefined) return false
  const same =
    standing !== undefined &&
    (untouched === undefined
      ? saved.isFile() && standing.ino === saved.ino && standing.dev === saved.dev
      : signatureOf(standing) === untouched)
  if (same) {
    await rm(kept, { recursive: true, force: true })
    return false
  }
  await clear(path)
  await mkdir(dirname(path), { recursive: true })
  await transfer(kept, path)
  return true
}

function signatureOf({ dev, ino, size, ctimeNs }: { dev: bigint; ino: bigint; size: bigint; ctimeNs: bigint }): string {
  return [dev, ino, size, ctimeNs].join(':')
}

async function asides(base: string): Promise<string[]> {
  const names = await readdir(base).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.filter((name) => name.startsWith(PREFIX)).sort()
}

/** Removes the folder of a run that was killed before it signed the folder. The folder has no files yet. */
async function removeAbandoned(directory: string): Promise<void> {
  const info = await lstatOf(directory)
  if (info !== undefined && Date.now() - Number(info.mtimeMs) > ABANDONED_MS)
    await rm(directory, { recursive: true, force: true })
}

/** Another running process with a backup in this checkout. */
async function rivalOf(base: string): Promise<ProcessIdentity | undefined> {
  for (const name of await asides(base)) {
    const owners = await readOwners(join(base, name))
    const rival = owners?.find(isRunning)
    if (rival !== undefined && owners !== undefined && !isOurs(owners)) return rival
  }
  return undefined
}

function isOurs([first]: readonly ProcessIdentity[]): boolean {
  return first !== undefined && first.pid === process.pid && isRunning(first)
}

/**
 * Waits for the processes of a killed run.
 * @throws {SetupError} the run itself is alive, or one of its processes does not end
 */
async function waitForEnd([run, ...writers]: readonly ProcessIdentity[]): Promise<void> {
  if (run !== undefined && isRunning(run)) throw busy(run)
  const until = Date.now() + LINGER_MS
  for (const writer of writers) {
    while (isRunning(writer)) {
      if (Date.now() > until) throw busy(writer)
      await sleep(50)
    }
  }
}

function busy({ pid }: ProcessIdentity): SetupError {
  return new SetupError('workspace-in-use', `another run of dvc-ci (process ${pid}) uses this checkout.`, {
    key: 'working-directory',
    value: String(pid),
    remedy: 'Wait for its end, or use another clone.',
  })
}

async function writeOwners(directory: string, pids: readonly number[]): Promise<void> {
  const text = JSON.stringify({ owners: pids.map(identityOf) } satisfies Owners)
  const file = join(directory, 'owners.json')
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

/** The owners of a backup. Undefined if it is not signed yet or just removed: it has no files then. */
async function readOwners(directory: string): Promise<ProcessIdentity[] | undefined> {
  const text = await readFile(join(directory, 'owners.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Owners).owners
}

async function writeJournal(directory: string, entries: readonly Entry[]): Promise<void> {
  const file = join(directory, JOURNAL)
  await writeFile(`${file}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  await rename(`${file}.new`, file)
}

/** The journal. An incomplete last line belongs to a path that was not changed yet. */
async function readJournal(directory: string): Promise<Entry[]> {
  const text = await readFile(join(directory, JOURNAL), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry)
}
