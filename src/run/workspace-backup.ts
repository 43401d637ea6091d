import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, OutsideError, SetupError } from '../errors/errors.js'
import { isMissing, lstatOf, replicate, transfer } from './file-tree.js'
import { identityOf, isRunning, type ProcessIdentity } from './identity.js'

/** How something was put aside; `absent` means that there was nothing, so that restoring leaves nothing. */
type Taken = 'moved' | 'copied' | 'linked' | 'absent'

/** Paths are relative to the folder of asides, so that a copied checkout never reaches into the one that it was copied from. */
interface Entry {
  original: string
  backup: string
  taken: Taken
  /** What the system says of a copied file for as long as nobody touches it. */
  untouched?: string
}

interface Owners {
  /** The run itself, then processes that may write to the checkout a little longer than it lives. */
  owners: ProcessIdentity[]
}

/** Something that came back after a run had been killed. */
export interface Recovered {
  /** Absolute path. */
  path: string
  /** Where that went which stood in its place meanwhile. */
  found?: string
}

const PREFIX = 'aside-'
const JOURNAL = 'journal.jsonl'
/** What a killed run leaves behind is given this long to end: DVC interrupts its stages, and kills them after 4 s. */
const LINGER_MS = 8_000
/** Between making its folder and signing it a run needs no time. */
const ABANDONED_MS = 60_000

/**
 * Files and folders that are put out of the way and come back exactly as they were, links and times included. A journal on disk is
 * written before anything is touched, so that what a killed run had put aside is brought back by the next one (`recoverWorkspace`).
 * While it is open, nobody else can open one in the same checkout.
 */
export class WorkspaceBackup {
  private entries: Entry[] = []
  private readonly taken = new Set<string>()

  private constructor(
    private readonly base: string,
    private readonly directory: string,
  ) {}

  /**
   * @param base a folder on the same file system as what will be put aside, ignored by Git
   * @param writers processes of this run that may outlive it for some seconds and write to the checkout until then
   * @throws {SetupError} another run is at work in this checkout
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

  /** Moves a path out of the way. A path that does not exist is remembered as such. */
  move(original: string): Promise<void> {
    return this.take(original, 'moved')
  }

  /** Keeps a copy of a file or folder that others may write to where it is. */
  copy(original: string): Promise<void> {
    return this.take(original, 'copied')
  }

  /** As `copy`, at no cost, for what others remove or replace but never write into: hard links keep the files. */
  link(original: string): Promise<void> {
    return this.take(original, 'linked')
  }

  /**
   * Puts everything back as it was and forgets it, so that a second call does nothing; what stands in the places meanwhile is removed.
   * @throws {OutsideError} something could not be put back: it names each, and where its content is. Everything else is back.
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
    // What is back must not be touched again by the run after this one.
    await writeJournal(this.directory, failed.map(({ entry }) => entry).reverse())
    throw new OutsideError(
      'workspace-not-restored',
      `could not put back ${failed.map(({ entry, reason }) => `${resolve(this.base, entry.original)} (${reason}; its content is ${resolve(this.base, entry.backup)})`).join(', ')}.`,
      {
        remedy: 'The next run tries again; until then, leave that folder alone.',
      },
    )
  }

  /** A path for something of the run's own, which goes with the rest and is removed after a kill too. */
  scratch(name: string): string {
    return join(this.directory, `scratch-${name}`)
  }

  /** Forgets what was put aside: what stands in its places now is right. */
  async discard(): Promise<void> {
    this.entries = []
    this.taken.clear()
    // From here on a kill must not bring anything back.
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
    // Complete or not there at all: a kill must not leave half a copy that counts as a whole one.
    const part = `${backup}.part`
    await replicate(path, part, { links: how === 'linked' })
    await rename(part, backup)
  }
}

/**
 * Puts back what runs that were killed had put aside. Nothing is deleted for it: what stands in the places is somebody's work perhaps,
 * made after the kill, so it goes into a folder of its own.
 * @throws {SetupError} another run is at work in this checkout
 */
export async function recoverWorkspace(base: string): Promise<Recovered[]> {
  const recovered: Recovered[] = []
  for (const name of await asides(base)) {
    const directory = join(base, name)
    const owners = await readOwners(directory)
    if (owners === undefined) await removeAbandoned(directory)
    if (owners === undefined || isOurs(owners)) continue
    await waitForEnd(owners)
    // From here on it is ours: a rival that looks now finds a living owner.
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

/** @returns whether anything was put back or taken away */
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
  // Without a backup it was never taken, so it still is in its place.
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

/** Removes the folder of a run that was killed before it had said who it is: nothing was put there yet. */
async function removeAbandoned(directory: string): Promise<void> {
  const info = await lstatOf(directory)
  if (info !== undefined && Date.now() - Number(info.mtimeMs) > ABANDONED_MS)
    await rm(directory, { recursive: true, force: true })
}

/** Somebody else who is at work here. */
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

/** @throws {SetupError} the run itself lives, or what it left behind does not end */
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
  return new SetupError('workspace-in-use', `another run of dvc-ci (process ${pid}) is at work in this checkout.`, {
    key: 'working-directory',
    value: String(pid),
    remedy: 'Wait until it has ended, or use another clone.',
  })
}

async function writeOwners(directory: string, pids: readonly number[]): Promise<void> {
  const text = JSON.stringify({ owners: pids.map(identityOf) } satisfies Owners)
  const file = join(directory, 'owners.json')
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

/** Undefined where nobody has said yet whose it is, or it has just gone: nothing was put there then. */
async function readOwners(directory: string): Promise<ProcessIdentity[] | undefined> {
  const text = await readFile(join(directory, 'owners.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Owners).owners
}

async function writeJournal(directory: string, entries: readonly Entry[]): Promise<void> {
  const file = join(directory, JOURNAL)
  await writeFile(`${file}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  await rename(`${file}.new`, file)
}

/** What was taken. A last line that was cut off is of something that was not touched yet. */
async function readJournal(directory: string): Promise<Entry[]> {
  const text = await readFile(join(directory, JOURNAL), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry)
}
