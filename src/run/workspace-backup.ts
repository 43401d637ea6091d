import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, OutsideError, SetupError } from '../errors/errors.js'
import { BackupState, type Entry, type Taken, UntrustedState } from './backup-state.js'
import { isMissing, lstatOf, removeTree, replicate, transfer } from './file-tree.js'
import { identityOf, isRunning, type ProcessIdentity } from './identity.js'
import { realPathOf } from './real-path.js'

/** Where the backups of one checkout are. */
export interface BackupPlace {
  /** Absolute folder that Git ignores, on the file system of the saved files. */
  directory: string
  /** Absolute path of Git's own directory, in which no commit can write: it has the key that signs the state. */
  gitDirectory: string
}

/** A path that was restored after a run had been killed. */
export interface Recovered {
  /** Absolute path. */
  path: string
  /** New place of the file or folder that was at the path after the kill. */
  found?: string
}

/** What was found of earlier runs. */
export interface Recovery {
  restored: Recovered[]
  /** Absolute new places of folders whose state no run of this checkout wrote, or whose paths lead elsewhere now. */
  rejected: string[]
}

const PREFIX = 'aside-'
/** Folders whose backups are no longer needed. */
const DONE = 'done-'
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
    private readonly state: BackupState,
  ) {}

  /**
   * Opens a backup.
   * @param writers processes of this run that may run some seconds longer than it and write to the checkout
   * @throws {SetupError} another run uses this checkout
   */
  static async open(place: BackupPlace, writers: readonly number[] = []): Promise<WorkspaceBackup> {
    const [base, state] = [place.directory, new BackupState(place.gitDirectory)]
    const directory = join(base, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`)
    await mkdir(directory, { recursive: true })
    await state.writeOwners(directory, [process.pid, ...writers].map(identityOf))
    const rival = await rivalOf(base, state)
    if (rival !== undefined) {
      await removeBackup(directory)
      throw busy(rival)
    }
    return new WorkspaceBackup(base, directory, state)
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
        await restoreEntry(this.base, this.directory, entry, (path) => removeTree(path))
      } catch (error) {
        failed.push({ entry, reason: messageOf(error) })
      }
    }
    if (failed.length === 0) return removeBackup(this.directory)
    // The next run must not touch the restored paths again.
    await this.state.writeJournal(this.directory, failed.map(({ entry }) => entry).reverse())
    throw new OutsideError(
      'workspace-not-restored',
      `could not restore ${failed.map(({ entry, reason }) => `${resolve(this.base, entry.original)} (${reason}; its content is ${join(this.directory, entry.backup)})`).join(', ')}.`,
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
    await this.state.removeJournal(this.directory)
    await removeBackup(this.directory)
  }

  private async take(path: string, how: Exclude<Taken, 'absent'>): Promise<void> {
    const original = relative(this.base, path)
    if (this.taken.has(original)) return
    this.taken.add(original)
    const info = await lstatOf(path)
    const name = String(this.entries.length)
    const backup = join(this.directory, name)
    const entry: Entry = {
      original,
      parent: relative(this.base, (await realPathOf(dirname(path))) ?? dirname(path)),
      backup: name,
      taken: info === undefined ? 'absent' : how,
      ...(info?.isFile() && how === 'copied' ? { untouched: signatureOf(info) } : {}),
    }
    this.entries.push(entry)
    await this.state.append(this.directory, entry)
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
 * the kill, so it moves into a folder `found-…`. A folder with state that no run of this checkout wrote is only renamed.
 * @throws {SetupError} another run uses this checkout
 */
export async function recoverWorkspace({ directory: base, gitDirectory }: BackupPlace): Promise<Recovery> {
  const recovery: Recovery = { restored: [], rejected: [] }
  const state = new BackupState(gitDirectory)
  for (const name of await foldersIn(base, DONE)) await removeTree(join(base, name))
  for (const name of await foldersIn(base, PREFIX)) {
    const directory = join(base, name)
    try {
      const owners = await state.readOwners(directory)
      if (owners === undefined) await removeAbandoned(directory)
      else if (!isOurs(owners)) await recoverOne(base, directory, owners, state, recovery)
    } catch (error) {
      if (!(error instanceof UntrustedState)) throw error
      recovery.rejected.push(await putAway(directory))
    }
  }
  return recovery
}

async function recoverOne(
  base: string,
  directory: string,
  owners: readonly ProcessIdentity[],
  state: BackupState,
  { restored }: Recovery,
): Promise<void> {
  await waitForEnd(owners)
  // Take ownership: another run that starts now finds a running owner.
  await state.writeOwners(directory, [identityOf(process.pid)])
  const found = join(base, `found-${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(2).toString('hex')}`)
  const { entries, untrusted } = await state.readJournal(directory)
  let rejected = untrusted
  for (const entry of entries.reverse()) {
    const path = resolve(base, entry.original)
    let kept: string | undefined
    try {
      const back = await restoreEntry(base, directory, entry, async (standing) => {
        if ((await lstatOf(standing)) === undefined) return
        kept = join(found, entry.backup, basename(path))
        await mkdir(dirname(kept), { recursive: true })
        await transfer(standing, kept)
      })
      if (back) restored.push({ path, ...(kept === undefined ? {} : { found: kept }) })
    } catch (error) {
      if (!(error instanceof ElsewhereError)) throw error
      rejected += 1
    }
  }
  if (rejected > 0) throw new UntrustedState()
  await removeBackup(directory)
}

/** Removes a folder in two steps: a kill in between leaves no half of a backup, only files that the next run removes. */
async function removeBackup(directory: string): Promise<void> {
  const done = join(dirname(directory), `${DONE}${basename(directory)}`)
  try {
    await rename(directory, done)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  await removeTree(done)
}

/** Renames a folder, so that no later run reads its state. @returns its new place */
async function putAway(directory: string): Promise<string> {
  const place = join(dirname(directory), `rejected-${basename(directory)}-${randomBytes(2).toString('hex')}`)
  await rename(directory, place)
  return place
}

/** A path whose folder leads to another place than when the path was saved. */
class ElsewhereError extends Error {}

/**
 * Restores one path.
 * @param directory the folder of the backup
 * @returns whether the path changed
 * @throws {ElsewhereError} a folder of the path is a link to another place now
 */
async function restoreEntry(
  base: string,
  directory: string,
  { original, parent, backup, taken, untouched }: Entry,
  clear: (path: string) => Promise<void>,
): Promise<boolean> {
  const [path, kept] = [resolve(base, original), join(directory, backup)]
  const [standing, saved, place] = [await lstatOf(path), await lstatOf(kept), await realPathOf(dirname(path))]
  if ((standing ?? saved) !== undefined && place !== resolve(base, parent))
    throw new ElsewhereError('a folder of its path leads to another place now')
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
    await removeTree(kept)
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

async function foldersIn(base: string, prefix: string): Promise<string[]> {
  const names = await readdir(base).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.filter((name) => name.startsWith(prefix)).sort()
}

/**
 * Removes the folder of a run that was killed before it signed the folder. Such a folder is empty, or has the draft of
 * its owners; with other files it is none of ours.
 * @throws {UntrustedState} it has other files
 */
async function removeAbandoned(directory: string): Promise<void> {
  const info = await lstatOf(directory)
  if (info === undefined || Date.now() - Number(info.mtimeMs) <= ABANDONED_MS) return
  const files = info.isDirectory() ? await readdir(directory) : [directory]
  if (files.some((name) => name !== 'owners.json.new')) throw new UntrustedState()
  await rm(directory, { recursive: true, force: true })
}

/** Another running process with a backup in this checkout. State that is not signed names no process. */
async function rivalOf(base: string, state: BackupState): Promise<ProcessIdentity | undefined> {
  for (const name of await foldersIn(base, PREFIX)) {
    const owners = await state.readOwners(join(base, name)).catch((error: unknown) => {
      if (error instanceof UntrustedState) return undefined
      throw error
    })
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
