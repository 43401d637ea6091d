import { keyOfPair, type LeakPair, leakPairs } from '../../datasets/leak-pairs.js'
import type { DataPart, FolderAnswer } from '../../dvc/data-queries.js'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { isWithin } from '../../pipeline/project.js'
import type { LeakReport } from '../../report/data-report.js'
import { unreadFiles } from '../../report/unread-reasons.js'
import type { Project } from '../project/project.js'
import { allData, type DataPair } from './data-pairs.js'

/** MD5 of an empty file, which says nothing of the data. */
const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e'

export type Sides = Pick<DataPair, 'path' | 'now' | 'before'>

/** Two parts of the data that are compared. */
export interface Leak extends LeakPair {
  parts: { path: DataPart; of: DataPart }
  sides: { path: Sides; of: Sides }
  /** True for a pair that the caller names: it is told without shared files too. */
  asked: boolean
}

/** What became of one pair: shared files, or why they are not known. */
export interface FoundLeak {
  path: string
  leak?: LeakReport
  /** A clause. */
  unread?: string
}

/**
 * The pairs to compare: those that the caller names, and those that the names of the data tell, one of which changed.
 * @returns with the pairs that name no data
 */
export function wantedLeaks(
  project: Project,
  pairs: readonly DataPair[],
  asked: readonly LeakPair[],
): { leaks: Leak[]; unknown: FoundLeak[] } {
  const changed = new Map(pairs.map((pair) => [pair.path, pair]))
  const data = new Map<string, Sides>(changed)
  for (const out of allData(project))
    if (!data.has(out.path)) data.set(out.path, { path: out.path, now: out, before: out })
  const present = [...data.values()].flatMap(({ path, now }) => (now === undefined ? [] : [path]))
  const told = leakPairs(present, ({ path, of }) => changed.has(path) || changed.has(of))
  const leaks: Leak[] = []
  const unknown: FoundLeak[] = []
  for (const { path, of, isAsked } of distinct(asked, told)) {
    const [held, training] = [partOf(data, path), partOf(data, of)]
    if (held !== undefined && training !== undefined)
      leaks.push({
        path,
        of,
        parts: { path: held.part, of: training.part },
        sides: { path: held.sides, of: training.sides },
        asked: isAsked,
      })
    else unknown.push({ path, unread: unreadFiles({ reason: 'absent' }, held === undefined ? path : of) })
  }
  return { leaks, unknown }
}

function distinct(asked: readonly LeakPair[], told: readonly LeakPair[]): (LeakPair & { isAsked: boolean })[] {
  const all = new Map<string, LeakPair & { isAsked: boolean }>()
  for (const pair of asked) all.set(keyOfPair(pair), { ...pair, isAsked: true })
  for (const pair of told) if (!all.has(keyOfPair(pair))) all.set(keyOfPair(pair), { ...pair, isAsked: false })
  return [...all.values()]
}

/** The data that a path is, or in which it lies. */
function partOf(data: ReadonlyMap<string, Sides>, path: string): { part: DataPart; sides: Sides } | undefined {
  const [sides] = [...data.values()]
    .filter((each) => isWithin(path, each.path))
    .sort((one, other) => other.path.length - one.path.length)
  if (sides === undefined) return undefined
  const inside = path === sides.path ? '' : path.slice(sides.path.length + 1)
  return { part: { data: sides.path, inside }, sides }
}

export function isFolder(side: LockedOut | undefined): boolean {
  return side?.hash.endsWith('.dir') === true
}

/** True for a pair of which no side is a folder: the hashes tell all. */
export function isOfFiles({ parts, sides }: Leak): boolean {
  const all = [sides.path.now, sides.path.before, sides.of.now, sides.of.before]
  return parts.path.inside === '' && parts.of.inside === '' && !all.some(isFolder)
}

/** The pair of two files. */
export function leakOfFiles({ path, of, sides, asked }: Leak): FoundLeak {
  const shares = (one: LockedOut | undefined, other: LockedOut | undefined) =>
    one === undefined || other === undefined ? undefined : Number(one.hash === other.hash && one.hash !== EMPTY)
  const now = shares(sides.path.now, sides.of.now)
  if (now === undefined)
    return asked
      ? { path, unread: unreadFiles({ reason: 'absent' }, sides.path.now === undefined ? path : of) }
      : { path }
  return found({ path, of, asked }, now, shares(sides.path.before, sides.of.before))
}

/** The pair as the engine found it. @param leak undefined for one that it found by itself */
export function leakOfFolders(answer: FolderAnswer['leaks'][number], leak: Leak | undefined): FoundLeak {
  const { now, before, unread = [] } = answer
  const [path, of] = [pathOf(answer.path), pathOf(answer.of)]
  const asked = leak?.asked === true
  if (now !== undefined) return found({ path, of, asked }, now.files, before?.files, now.first)
  const [first] = unread
  if (!asked || first === undefined) return { path }
  const { data, ...cause } = first
  const other = cause.reason === 'absent' ? (data === answer.path.data ? path : of) : data === path ? undefined : data
  return { path, unread: unreadFiles(cause, other) }
}

function found(
  { path, of, asked }: LeakPair & { asked: boolean },
  files: number,
  before: number | undefined,
  first: readonly string[] = [],
): FoundLeak {
  if (!asked && files === 0 && (before ?? 0) === 0) return { path }
  return {
    path,
    leak: {
      path: of,
      files,
      ...(before === undefined ? {} : { baseline_files: before }),
      ...(first.length === 0 ? {} : { first: [...first] }),
    },
  }
}

function pathOf({ data, inside }: DataPart): string {
  return inside === '' ? data : `${data}/${inside}`
}
