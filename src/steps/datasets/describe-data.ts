import type { DescribedData, Sides } from '../../datasets/described-data.js'
import { kindReports } from '../../datasets/file-groups.js'
import type { LeakPair } from '../../datasets/leak-pairs.js'
import { askedFiles, askedKind, askedLeaks, quantitiesOf } from '../../datasets/named-data.js'
import { isOfFiles, partOf } from '../../datasets/quantities.js'
import { isTableName } from '../../datasets/table-names.js'
import { withoutValues } from '../../datasets/without-values.js'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin } from '../../pipeline/project.js'
import type { DataReport, LeakReport, TableReport, UnreadReport } from '../../report/data-report.js'
import type { Thumbnails } from '../../report/thumbnails.js'
import { leakUnread, notDescribed } from '../../report/unread-reasons.js'
import type { Policy, Settings } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import { allData, type DataPair, dataReport } from './data-pairs.js'
import { describeFiles, type FoundKind, kindsOf } from './describe-files.js'
import { describeTables, type FoundTable, type TableOfData } from './describe-tables.js'
import { isFolder } from './find-leaks.js'
import { type FolderReading, readFolders } from './read-folders.js'
import { reportLeaks } from './report-leaks.js'

/** What policies ask of data, besides the description of its changes. */
export interface AskedData {
  /** The policies on data. */
  policies: readonly Policy[]
  /** Data that equals the baseline's, or has none, and that policies are applied to: it is read too. */
  alone: readonly LockedOut[]
}

/**
 * Describes changed data: its files by their lists and hashes, its tables by their content. Never fails for data that cannot
 * be read: `unread` of its report says why.
 * @param pairs changed data
 * @param asked of a run, which gets a finding for each leak that no policy names
 * @throws {CancelledError} the run was cancelled
 */
export async function describeData(
  project: Project,
  pairs: readonly DataPair[],
  asked?: AskedData,
): Promise<DescribedData[]> {
  const { policies, alone } = asked ?? { policies: [], alone: [] }
  const { diff } = project.run.settings.data
  const read = [...pairs, ...alone.map((now): DataPair => ({ path: now.path, change: 'added', now }))]
  if (read.length === 0) return []
  const leaks = askedLeaks(policies, new Set([...read, ...allData(project)].map(({ path }) => path)))
  const inside = read.flatMap(({ path }) => {
    const found = askedFiles(policies, path)
    return found === undefined ? [] : [{ data: path, ...found }]
  })
  const whole = read.map(({ path }) => path).filter((path) => askedKind(policies, path) !== undefined)
  const folders =
    diff === 'none'
      ? new Map<string, FolderReading>()
      : await readFolders(project, read, { leaks, files: inside, whole })
  const told = toldElsewhere(project)
  const files = read.flatMap((pair) => filesOf(pair, folders.get(pair.path), policies, told))
  const { tables, used } =
    diff === 'all' ? await describeTables(project, files, leaks) : { tables: [], used: undefined }
  const kinds = read.flatMap((pair) => kindsOf(pair, folders.get(pair.path), policies, told))
  const describedKinds = await describeFiles(project, kinds, used)
  const found = allLeaks(folders, tables)
  if (asked !== undefined) reportLeaks(project, found, leaks)
  const isAlone = new Set(alone.map(({ path }) => path))
  const described = read.map((pair) => {
    const reading = { ...folders.get(pair.path), leaked: [...(found.get(pair.path)?.leaked ?? [])] }
    const own = tables.filter((table) => table.of === pair.path)
    return compose(
      pair,
      reading,
      own,
      describedKinds.filter(({ of }) => of === pair.path),
      {
        isChanged: !isAlone.has(pair.path),
        lookedFor: leaks.filter(({ path }) => path === pair.path).map(({ of }) => of),
        unread:
          diff === 'all' ? [] : notRead(pair, [...files, ...kinds.filter(({ members }) => members.length > 0)], diff),
      },
    )
  })
  return [...described, ...leaksElsewhere(project, described, folders, tables, leaks)]
}

/** The leaks of each data or table; rows say more than a hash. */
function allLeaks(
  folders: ReadonlyMap<string, FolderReading>,
  tables: readonly FoundTable[],
): Map<string, { leaked: readonly LeakReport[] }> {
  const leaks = new Map([...folders].map(([path, { leaked = [] }]) => [path, { leaked }]))
  for (const { path, leaked } of tables) leaks.set(path, { leaked: withRows(leaks.get(path)?.leaked ?? [], leaked) })
  return leaks
}

function withRows(leaked: readonly LeakReport[], rows: readonly LeakReport[]): LeakReport[] {
  return [...leaked.filter(({ path }) => !rows.some((each) => each.path === path)), ...rows]
}

/** The changed data for a report, without values unless `data.show` asks for them. */
export function shownData({ run }: Project, described: readonly DescribedData[]): DataReport[] {
  const isShown = run.settings.data.show === 'values'
  return described
    .filter(({ isChanged, onlyLeaks }) => isChanged && onlyLeaks !== true)
    .map(({ report }) => shortened(isShown ? report : withoutValues(report)))
}

/** The small pictures of changed images, where `data.show` asks for values. */
export function shownThumbnails({ run }: Project, described: readonly DescribedData[]): Thumbnails {
  if (run.settings.data.show !== 'values') return new Map()
  const files = described.flatMap(({ isChanged, kinds = [] }) =>
    isChanged ? kinds.flatMap(({ read = [] }) => read) : [],
  )
  return new Map(files.flatMap(({ path, thumbnail }) => (thumbnail === undefined ? [] : [[path, thumbnail] as const])))
}

/** Columns of a table in a report. */
const MOST_COLUMNS = 200

/** A report without pairs that share nothing, and with the first columns of wide tables. */
function shortened({ leaked = [], tables, ...report }: DataReport): DataReport {
  const shared = leaked.filter((leak) =>
    [leak.files, leak.baseline_files, leak.rows, leak.baseline_rows].some((number) => (number ?? 0) > 0),
  )
  return {
    ...report,
    ...(tables === undefined ? {} : { tables: tables.map(firstColumns) }),
    ...(shared.length === 0 ? {} : { leaked: shared }),
  }
}

/** Changed columns stay before others. */
function firstColumns(table: TableReport): TableReport {
  const { columns } = table
  if (columns.length <= MOST_COLUMNS) return table
  const first = [...columns.filter(({ change }) => change !== undefined), ...columns].slice(0, MOST_COLUMNS)
  const kept = new Set(first)
  return {
    ...table,
    columns: columns.filter((column) => kept.has(column)),
    columns_omitted: columns.length - kept.size,
  }
}

/** Metrics and plots: a report has them in sections of their own. */
export function toldElsewhere({ index }: Pick<Project, 'index'>): ReadonlySet<string> {
  const plots = index.stages.flatMap(({ outs }) => outs.filter(({ plot }) => plot).map(({ path }) => path))
  return new Set(
    [...metricFiles(index).map(({ path }) => path), ...plots, ...index.plots].map((path) => joinPath(path)),
  )
}

/** The tables of data: by the names of its files, and what policies call tables. @param told files that are no tables by their names */
function filesOf(
  pair: DataPair,
  { members = [] }: FolderReading = {},
  policies: readonly Policy[],
  told: ReadonlySet<string>,
): TableOfData[] {
  const { path, now, before } = pair
  const isJudged = (file: string) =>
    policies.some(({ metric }) => quantitiesOf(metric, file).some((name) => !isOfFiles(name)))
  const files = members
    .filter((member) => (isTableName(member.path) && !told.has(member.path)) || isJudged(member.path))
    .map((member) => ({ ...member, of: path }))
  const isAsked =
    !isFolder(sideOf(pair)) &&
    !files.some((file) => file.path === path) &&
    policies.some(({ metric }) =>
      quantitiesOf(metric, path).some((name) => partOf(name, false) === 'content' && !isOfFiles(name)),
    )
  if (!isAsked) return files
  return [{ path, of: path, ...(now === undefined ? {} : { now }), ...(before === undefined ? {} : { before }) }]
}

function compose(
  pair: DataPair,
  { folder, leaked = [], unread = [], absent }: FolderReading,
  tables: readonly FoundTable[],
  kinds: readonly FoundKind[],
  { isChanged, lookedFor, unread: others }: Pick<DescribedData, 'isChanged' | 'lookedFor'> & { unread: UnreadReport[] },
): DescribedData {
  const shown = tables.flatMap(({ table }) => (table === undefined ? [] : [table]))
  const allUnread = [...unread, ...others, ...[...tables, ...kinds].flatMap((each) => each.unread)]
  const report: DataReport = {
    ...dataReport(pair),
    ...(folder === undefined ? {} : { folder }),
    ...(shown.length === 0 ? {} : { tables: shown }),
    ...kindReports(kinds),
    ...(leaked.length === 0 ? {} : { leaked }),
    ...(allUnread.length === 0 ? {} : { unread: allUnread }),
  }
  const sides: Sides = { now: pair.now !== undefined, before: isChanged ? pair.before !== undefined : true }
  const { path } = pair
  return {
    ...{ path, sides, isFolder: isFolder(sideOf(pair)), isChanged, report, tables: [...tables], kinds, lookedFor },
    ...(absent === undefined ? {} : { absent }),
  }
}

/** Leaks that policies name in a part of a folder, or in data that did not change. */
function leaksElsewhere(
  project: Project,
  described: readonly DescribedData[],
  folders: ReadonlyMap<string, FolderReading>,
  tables: readonly FoundTable[],
  leaks: readonly LeakPair[],
): DescribedData[] {
  const known = new Set(described.flatMap(({ path, tables: own }) => [path, ...own.map((table) => table.path)]))
  const changed = described.filter(({ isChanged }) => isChanged)
  const isChangedData = (path: string) => changed.some((each) => isWithin(path, each.path))
  const data = new Map(allData(project).map((out) => [out.path, out]))
  const paths = new Set(
    leaks
      .filter(({ path, of }) => !known.has(path) && (isChangedData(of) || isChangedData(path)))
      .map(({ path }) => path),
  )
  return [...paths].map((path) => {
    const { leaked, unread } = folders.get(path) ?? {}
    const own = tables.filter((table) => table.path === path)
    const lost = leaks.filter((leak) => leak.path === path && isTableName(path) && isTableName(leak.of))
    const allUnread = [
      ...(unread ?? []),
      ...own.flatMap((table) => table.unread),
      ...(own.length > 0 ? [] : lost.map(({ of }) => leakUnread(path, of, path))),
    ]
    return {
      path,
      sides: { now: true, before: true },
      isFolder: isFolder(data.get(path)),
      isChanged: true,
      onlyLeaks: true,
      report: {
        path,
        change: 'modified',
        ...(leaked === undefined ? {} : { leaked }),
        ...(allUnread.length === 0 ? {} : { unread: allUnread }),
      },
      tables: own,
      lookedFor: leaks.filter((leak) => leak.path === path).map(({ of }) => of),
    }
  })
}

/** What `data.diff` leaves out of data. */
function notRead(
  pair: DataPair,
  files: readonly { of: string }[],
  diff: Exclude<Settings['data']['diff'], 'all'>,
): UnreadReport[] {
  if (diff === 'none') return [{ part: 'files', reason: notDescribed(diff) }]
  return files.some(({ of }) => of === pair.path) ? [{ part: 'content', reason: notDescribed(diff) }] : []
}

/** The data now, or of the baseline where it is gone. */
function sideOf({ now, before }: DataPair): LockedOut | undefined {
  return now ?? before
}
