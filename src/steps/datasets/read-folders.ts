import type { AbsentFile } from '../../datasets/described-data.js'
import { KIND_SUFFIXES } from '../../datasets/file-kinds.js'
import { keyOfPair, type LeakPair, SPLIT_WORDS } from '../../datasets/leak-pairs.js'
import { isTableName, TABLE_SUFFIXES } from '../../datasets/table-names.js'
import type { AskedFiles, FolderAnswer, FolderQuestion, StoredObject } from '../../dvc/data-queries.js'
import type { LockedOut } from '../../dvc/locked-outs.js'
import type { FolderReport, LeakReport, UnreadReport } from '../../report/data-report.js'
import type { FileKind } from '../../report/file-reports.js'
import { furtherTables, unreadFiles } from '../../report/unread-reasons.js'
import type { Project } from '../project/project.js'
import { askInTime } from './ask-in-time.js'
import type { DataPair } from './data-pairs.js'
import {
  type FoundLeak,
  isFolder,
  isOfFiles,
  type Leak,
  leakOfFiles,
  leakOfFolders,
  wantedLeaks,
} from './find-leaks.js'

/**
 * How much of a folder is told: first paths of each kind, folders at its top, tables whose content is read, and files of each
 * other kind, of which more are read where policies ask about them.
 */
const MOST = { first: 10, folders: 50, members: 50, files: 500, asked: 10_000 }

/** A changed file that may be a table, by its name: the data itself, or a file of a folder. */
export interface ChangedFile {
  /** From the project. */
  path: string
  now?: StoredObject
  before?: StoredObject
}

/** What manifests and hashes tell of data. */
export interface FolderReading {
  folder?: FolderReport
  leaked?: LeakReport[]
  unread?: UnreadReport[]
  members?: ChangedFile[]
  /** Files of other kinds in a folder. */
  kinds?: Partial<Record<FileKind, FolderKind>>
  /** What policies ask of a folder and it does not have. */
  absent?: readonly AbsentFile[]
}

/** The files of a kind in a folder. */
export interface FolderKind {
  /** Number of all of them; absent where this side has none. */
  files?: number
  baseline_files?: number
  /** Changed ones, or all where policies need all. */
  members: ChangedFile[]
  /** Number of further ones beyond the limit. */
  omitted: number
}

/**
 * Describes changed data by its manifests and hashes, and finds files of test data that are in training data.
 * No data is downloaded. Never fails: the readings say what could not be read.
 * @param pairs changed data
 * @param options `leaks`: pairs of paths to compare besides those that their names tell; a path may lie in a folder.
 * `files`: what policies ask of files in folders; `whole`: paths of folders of which policies need all files of a kind
 * @returns by the path of the data, or by the path of a leak, whose data may be unchanged
 * @throws {CancelledError} the run was cancelled
 */
export async function readFolders(
  project: Project,
  pairs: readonly DataPair[],
  options: { leaks: readonly LeakPair[]; files?: readonly AskedFiles[]; whole?: readonly string[] },
): Promise<Map<string, FolderReading>> {
  const readings = new Readings()
  const { leaks, unknown } = wantedLeaks(project, pairs, options.leaks)
  const ofFolders = leaks.filter((leak) => !isOfFiles(leak))
  for (const each of [...unknown, ...leaks.filter(isOfFiles).map(leakOfFiles)]) readings.addLeak(each)
  // A stage that was never reproduced has no hash of its output.
  for (const { path } of pairs.filter(isUnlocked)) readings.addUnread(path, unreadFiles({ reason: 'unlocked' }))
  const locked = pairs.filter((pair) => !isUnlocked(pair))
  const changed = locked.filter(({ now, before }) => isFolder(now) || isFolder(before))
  for (const pair of locked)
    if (!changed.includes(pair) && isTableName(pair.path)) readings.at(pair.path).members = [fileOf(pair)]
  if (changed.length === 0 && ofFolders.length === 0) return readings.all
  const question = questionOf(changed, ofFolders, options)
  const asked = await askInTime(project, (stop) => project.dvc.folders(question, stop))
  if ('cause' in asked) {
    for (const { path } of changed) readings.addUnread(path, unreadFiles(asked.cause))
    for (const { path, of, asked: isNamed } of ofFolders)
      if (isNamed) readings.addUnread(path, unreadFiles(asked.cause, of))
    return readings.all
  }
  const { answer } = asked
  for (const pair of changed) readings.addFolder(pair, answer.data[pair.path])
  const wanted = new Set(leaks.map(keyOfPair))
  answer.leaks.forEach((each, index) => {
    const leak = ofFolders[index]
    const foundLeak = leakOfFolders(each, leak)
    // A pair of folders in one output may be one that the caller names.
    const isKnown =
      leak === undefined && wanted.has(keyOfPair({ path: foundLeak.path, of: foundLeak.leak?.path ?? '' }))
    if (!isKnown) readings.addLeak(foundLeak)
  })
  return readings.all
}

function isUnlocked({ change, now }: DataPair): boolean {
  return change !== 'deleted' && now === undefined
}

/** The readings by path, as they are collected. */
class Readings {
  readonly all = new Map<string, FolderReading>()

  at(path: string): FolderReading {
    const reading = this.all.get(path) ?? {}
    this.all.set(path, reading)
    return reading
  }

  addUnread(path: string, reason: string, part: UnreadReport['part'] = 'files'): void {
    const unread = (this.at(path).unread ??= [])
    if (!unread.some((known) => known.reason === reason)) unread.push({ part, reason })
  }

  addLeak({ path, leak, unread }: FoundLeak): void {
    if (leak !== undefined) (this.at(path).leaked ??= []).push(leak)
    if (unread !== undefined) this.addUnread(path, unread)
  }

  addFolder(pair: DataPair, answer: FolderAnswer['data'][string] | undefined): void {
    if (answer === undefined) return
    if ('unread' in answer) {
      for (const { side, ...cause } of answer.unread)
        this.addUnread(pair.path, unreadFiles(cause, side === 'before' ? 'the baseline' : undefined))
      return
    }
    const reading = this.at(pair.path)
    reading.folder = answer.folder
    if (answer.members.length > 0) reading.members = answer.members.map((member) => memberOf(pair, member))
    reading.kinds = Object.fromEntries(
      Object.entries(answer.kinds).map(([kind, found]) => [
        kind,
        { ...found, members: found.members.map((member) => memberOf(pair, member)) },
      ]),
    )
    if (answer.absent.length > 0) reading.absent = answer.absent
    if (answer.omitted > 0) this.addUnread(pair.path, furtherTables(answer.omitted, MOST.members), 'content')
  }
}

function questionOf(
  changed: readonly DataPair[],
  leaks: readonly Leak[],
  { files: asked = [], whole = [] }: { files?: readonly AskedFiles[]; whole?: readonly string[] },
): FolderQuestion {
  const data = new Map(
    [...changed, ...leaks.flatMap(({ sides }) => [sides.path, sides.of])].map(({ path, now, before }) => [
      path,
      { path, ...(now === undefined ? {} : { now }), ...(before === undefined ? {} : { before }) },
    ]),
  )
  return {
    data: [...data.values()],
    changed: changed.map(({ path }) => path),
    leaks: leaks.map(({ parts }) => parts),
    within: changed.filter(({ now }) => isFolder(now)).map(({ path }) => path),
    words: SPLIT_WORDS,
    asked: [...asked],
    tables: TABLE_SUFFIXES,
    kinds: KIND_SUFFIXES,
    whole: [...whole],
    most: MOST,
  }
}

/** Data that is one file. */
export function fileOf({ path, now, before }: DataPair): ChangedFile {
  return {
    path,
    ...(now === undefined ? {} : { now: objectOf(now, now) }),
    ...(before === undefined ? {} : { before: objectOf(before, before) }),
  }
}

/** A file of a folder. */
function memberOf(
  { path, now, before }: DataPair,
  member: { path: string; now?: Pick<StoredObject, 'hash' | 'size'>; before?: Pick<StoredObject, 'hash' | 'size'> },
): ChangedFile {
  return {
    path: `${path}/${member.path}`,
    ...(member.now === undefined || now === undefined ? {} : { now: objectOf(member.now, now) }),
    ...(member.before === undefined || before === undefined ? {} : { before: objectOf(member.before, before) }),
  }
}

/** @param out the output that keeps it */
function objectOf({ hash, size }: Pick<StoredObject, 'hash' | 'size'>, out: LockedOut): StoredObject {
  const { hashName, remote, imported, source } = out
  return {
    hash,
    hashName,
    ...(size === undefined ? {} : { size }),
    ...(remote === undefined ? {} : { remote }),
    ...(imported === undefined ? {} : { imported }),
    ...(source === undefined ? {} : { source }),
  }
}
