import { type DescribedFile, type DescribedKind, type FileRead, factsOf } from '../../datasets/described-files.js'
import { kindOf } from '../../datasets/file-kinds.js'
import { askedKind } from '../../datasets/named-data.js'
import { messageOf } from '../../errors/errors.js'
import type { FileToRead } from '../../readers/files.js'
import type { UnreadReport } from '../../report/data-report.js'
import { type FileKind, KINDS } from '../../report/file-reports.js'
import { MOST_THUMBNAILS } from '../../report/thumbnails.js'
import { andMore } from '../../report/unread-reasons.js'
import type { Policy } from '../../settings/settings.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'
import type { DataPair } from './data-pairs.js'
import { filesOfSides, type Used, wantedOf } from './describe-tables.js'
import { isFolder } from './find-leaks.js'
import { readFiles } from './read-files.js'
import { type ChangedFile, type FolderKind, type FolderReading, fileOf } from './read-folders.js'
import { localObjects } from './read-objects.js'

/** The files of a kind in changed data. */
export interface KindOfData extends FolderKind {
  /** The path of the data. */
  of: string
  kind: FileKind
  isWhole: boolean
}

/** The files of a kind with what became of them. */
export interface FoundKind extends DescribedKind {
  of: string
  unread: readonly UnreadReport[]
}

/**
 * The kinds of files in data: by their names, and by what policies ask of files with other names.
 * @param told files that a report has in sections of their own
 */
export function kindsOf(
  pair: DataPair,
  { kinds = {}, members = [] }: FolderReading = {},
  policies: readonly Policy[],
  told: ReadonlySet<string>,
): KindOfData[] {
  const { path, now, before } = pair
  const isWhole = askedKind(policies, path) !== undefined
  if (!isFolder(now) && !isFolder(before)) {
    const kind = kindOf(path) ?? askedKind(policies, path)
    if (kind === undefined || told.has(path)) return []
    const sides = { ...(now === undefined ? {} : { files: 1 }), ...(before === undefined ? {} : { baseline_files: 1 }) }
    return [{ of: path, kind, isWhole: true, ...sides, members: [fileOf(pair)], omitted: 0 }]
  }
  return KINDS.flatMap((kind): KindOfData[] => {
    const found = kinds[kind]
    // A file that a policy names is read before others.
    const named = members.filter((file) => askedKind(policies, file.path) === kind)
    if (found === undefined && named.length === 0) return []
    const isNamed = new Set(named.map((file) => file.path))
    const own = found?.members.filter((file) => !told.has(file.path) && !isNamed.has(file.path)) ?? []
    return [{ omitted: 0, ...found, of: path, kind, isWhole, members: [...named, ...own] }]
  })
}

/**
 * Reads the content of files by their kind. Never fails: `unread` says what was not read.
 * @param used of the limits by tables; undefined where no content is read
 * @throws {CancelledError} the run was cancelled
 */
export async function describeFiles(
  project: Project,
  kinds: readonly KindOfData[],
  used: Used | undefined,
): Promise<FoundKind[]> {
  const files = kinds.flatMap(({ kind, members }) => members.map((file) => ({ ...file, kind })))
  const read =
    used === undefined || files.length === 0 ? new Map<string, FileRead>() : await contents(project, files, used)
  return kinds.map(({ members, ...kind }) => {
    const described = members.map(
      (file): DescribedFile => ({
        ...read.get(file.path),
        path: file.path,
        kind: kind.kind,
        sides: { now: file.now !== undefined, before: file.before !== undefined },
      }),
    )
    // Without the content, the numbers of files are told.
    return used === undefined ? { ...kind, unread: [] } : { ...kind, read: described, unread: unreadOf(described) }
  })
}

async function contents(
  project: Project,
  files: readonly (ChangedFile & { kind: FileKind })[],
  used: Used,
): Promise<Map<string, FileRead>> {
  const { limit, memory, timeout, show } = project.run.settings.data
  const wanted = files.map((file) => (file.kind === 'models' ? headOf(file) : file))
  const [now, before] = await Promise.all(
    (['now', 'before'] as const).map((side) =>
      localObjects(project, wantedOf(wanted, side), limit, limit - used[side]),
    ),
  )
  const lacking = { now: reasonsOf(now?.unread), before: reasonsOf(before?.unread) }
  const drawn = show === 'values' ? spread(files.filter(isChangedImage), MOST_THUMBNAILS) : new Set()
  const given = files.flatMap((file): FileToRead[] => {
    const sides = filesOfSides(file, { now, before })
    if (sides === undefined) return []
    return [{ path: file.path, kind: file.kind, ...sides, ...(drawn.has(file) ? { thumbnail: true } : {}) }]
  })
  const readings = await readFiles(project, given, { memory, seconds: timeout - used.seconds }).catch(
    (error: unknown): Map<string, FileRead> => {
      if (project.run.signal.aborted) throw error
      const reason = withoutPeriod(messageOf(error))
      return new Map(given.map(({ path }) => [path, { unread: reason }]))
    },
  )
  return new Map(
    files.map(({ path }) => {
      const [here, old] = [lacking.now.get(path), lacking.before.get(path)]
      return [
        path,
        {
          ...readings.get(path),
          ...(here === undefined ? {} : { now: { unread: here } }),
          ...(old === undefined ? {} : { before: { unread: old } }),
        },
      ]
    }),
  )
}

function isChangedImage({ kind, now, before }: ChangedFile & { kind: FileKind }): boolean {
  return kind === 'images' && now?.hash !== before?.hash
}

/** At most so many items at equal distances: neighbours in a list of files are of one folder. */
function spread<Item>(items: readonly Item[], most: number): Set<Item> {
  const distance = Math.max(1, items.length / most)
  return new Set(items.filter((_, index) => Math.floor(index / distance) !== Math.floor((index - 1) / distance)))
}

/** Of a model, only the header is read. */
function headOf({ now, before, ...file }: ChangedFile): ChangedFile {
  return {
    ...file,
    ...(now === undefined ? {} : { now: { ...now, head: true } }),
    ...(before === undefined ? {} : { before: { ...before, head: true } }),
  }
}

function reasonsOf(unread: readonly UnreadReport[] = []): Map<string, string> {
  return new Map(unread.flatMap(({ path, reason }) => (path === undefined ? [] : [[path, reason] as const])))
}

/** A size in a reason, which is another one for each file. */
const SIZE = /\d[\d.]* [kMGTP]?B/g

/** Each reason once, with the first file. A damaged model has no other place in a report. */
function unreadOf(files: readonly DescribedFile[]): UnreadReport[] {
  const causes = new Map<string, { path: string; reason: string; files: number }>()
  for (const file of files)
    for (const [cause, reason] of reasonsFor(file)) {
      const known = causes.get(cause)
      if (known === undefined) causes.set(cause, { path: file.path, reason, files: 1 })
      else known.files += 1
    }
  return [...causes.values()].map(({ path, reason, files: all }) => ({
    path,
    part: 'content',
    reason: andMore(reason, all - 1),
  }))
}

/** Why sides of a file were not read, by the reason without its sizes. */
function reasonsFor(file: DescribedFile): Map<string, string> {
  const reasons = (['now', 'before'] as const).flatMap((side) => {
    const facts = factsOf(file, side)
    return facts?.unread ?? (file.kind === 'models' ? facts?.unreadable : undefined) ?? []
  })
  return new Map(reasons.map((reason) => [reason.replace(SIZE, ''), reason]))
}
