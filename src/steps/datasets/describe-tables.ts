import type { DescribedTable } from '../../datasets/described-data.js'
import { keyOfPair, type LeakPair, leakPairs } from '../../datasets/leak-pairs.js'
import { withNumberedColumns } from '../../datasets/numbered-columns.js'
import { isTableName } from '../../datasets/table-names.js'
import { messageOf } from '../../errors/errors.js'
import { compileGlob } from '../../metrics/glob.js'
import type { TableReport, UnreadReport } from '../../report/data-report.js'
import { leakUnread } from '../../report/unread-reasons.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { allData } from './data-pairs.js'
import { isFolder } from './find-leaks.js'
import type { ChangedFile } from './read-folders.js'
import { type LocalObjects, localObjects, type WantedObject } from './read-objects.js'
import { readTables, type TableFile, type TableReading } from './read-tables.js'

/** A table to read, and the data that has it. */
export interface TableOfData extends ChangedFile {
  of: string
}

/** Bytes of each side that were read, by their sizes, and the seconds that it took. */
export interface Used {
  now: number
  before: number
  seconds: number
}

/** A table with what became of it. */
export interface FoundTable extends DescribedTable {
  of: string
  unread: readonly UnreadReport[]
}

/**
 * Reads tables, and looks for rows of other tables in them.
 * @param files of changed data, or of data that policies name
 * @param asked pairs that policies name
 * @returns these tables, and those without changes that have a pair with one of them; with what they used of the limits
 */
export async function describeTables(
  project: Project,
  files: readonly TableOfData[],
  asked: readonly LeakPair[],
): Promise<{ tables: FoundTable[]; used: Used }> {
  if (files.length === 0) return { tables: [], used: { now: 0, before: 0, seconds: 0 } }
  const { limit, memory, timeout } = project.run.settings.data
  const { partners, leaks } = withPartners(project, files, asked)
  const all = [...files, ...partners]
  const [now, before] = await Promise.all(
    (['now', 'before'] as const).map((side) => localObjects(project, wantedOf(all, side), limit)),
  )
  const given = all.flatMap((file): TableFile[] => {
    const sides = filesOfSides(file, { now, before })
    const key = keyOf(project, file.path)
    return sides === undefined ? [] : [{ path: file.path, ...sides, ...(key === undefined ? {} : { key }) }]
  })
  const isGiven = new Set(given.map(({ path }) => path))
  const readable = leaks.filter(({ path, of }) => isGiven.has(path) && isGiven.has(of))
  const began = performance.now()
  const readings = await readTables(project, given, readable, { memory, seconds: timeout, bytes: limit }).catch(
    (error: unknown): Map<string, TableReading> => {
      if (project.run.signal.aborted) throw error
      const reason = withoutPeriod(messageOf(error))
      return new Map(given.map(({ path }) => [path, { unread: [{ path, part: 'content', reason }] }]))
    },
  )
  const used = { now: now?.bytes ?? 0, before: before?.bytes ?? 0, seconds: (performance.now() - began) / 1000 }
  const compared = new Set(leaks.map(keyOfPair))
  const tables = all.map((file): FoundTable => {
    const { leaked = [], unread = [], ...reading } = readings.get(file.path) ?? {}
    const table = shownTable(project, reading)
    const missing = [...(now?.unread ?? []), ...(before?.unread ?? [])].filter(({ path }) => path === file.path)
    // A table in a folder is no partner: without changes it is not read.
    const pairs = asked.filter(
      (pair) => pair.path === file.path && (compared.has(keyOfPair(pair)) || isTableName(pair.of)),
    )
    const lost = pairs.filter(({ of }) => !isGiven.has(of) || readings.get(of)?.table === undefined)
    return {
      path: file.path,
      of: file.of,
      sides: { now: file.now !== undefined, before: file.before !== undefined },
      ...(table === undefined ? {} : { table }),
      leaked,
      lookedFor: pairs.filter((pair) => !lost.includes(pair)).map(({ of }) => of),
      unread: [...unread, ...missing, ...lost.map(({ of }) => leakUnread(file.path, of))],
    }
  })
  return { tables, used }
}

/** Tables without changes that have a pair with a changed one, and all pairs of tables. */
function withPartners(
  project: Project,
  files: readonly TableOfData[],
  asked: readonly LeakPair[],
): { partners: TableOfData[]; leaks: LeakPair[] } {
  const changed = new Set(files.map(({ path }) => path))
  const others = new Map(
    allData(project)
      .filter((out) => !changed.has(out.path) && !isFolder(out) && isTableName(out.path))
      .map((out) => [out.path, out]),
  )
  const known = new Set([...changed, ...others.keys()])
  const all = new Map(
    [...asked, ...leakPairs(known)]
      .filter(({ path, of }) => known.has(path) && known.has(of) && (changed.has(path) || changed.has(of)))
      .map((pair) => [keyOfPair(pair), pair]),
  )
  const leaks = [...all.values()]
  const wanted = new Set(leaks.flatMap(({ path, of }) => [path, of]))
  const partners = [...others.values()]
    .filter(({ path }) => wanted.has(path))
    .map((out): TableOfData => ({ path: out.path, of: out.path, now: out, before: out }))
  return { partners, leaks }
}

/** The objects of one side. */
export function wantedOf(files: readonly ChangedFile[], side: 'now' | 'before'): WantedObject[] {
  return files.flatMap((file) => {
    const object = file[side]
    return object === undefined ? [] : [{ ...object, path: file.path }]
  })
}

/** The files with the content of both sides; undefined where neither is here. */
export function filesOfSides(
  file: ChangedFile,
  { now, before }: { now: LocalObjects | undefined; before: LocalObjects | undefined },
): { now?: string; before?: string } | undefined {
  const [here, old] = [now?.files.get(file.now?.hash ?? ''), before?.files.get(file.before?.hash ?? '')]
  if (here === undefined && old === undefined) return undefined
  return { ...(here === undefined ? {} : { now: here }), ...(old === undefined ? {} : { before: old }) }
}

/** Names of columns that may be values are values. */
function shownTable({ run }: Project, { table, guessed }: TableReading): TableReport | undefined {
  const { data, metrics } = run.settings
  if (table === undefined || guessed !== true || data.show === 'values') return table
  return withNumberedColumns(table, metrics.policies, keyOf({ run }, table.path))
}

/** The columns that identify a row of a table: those of its own path before those of a pattern. */
function keyOf({ run }: Pick<Project, 'run'>, path: string): string[] | undefined {
  const { keys } = run.settings.data
  const found = keys.get(path) ?? [...keys].find(([pattern]) => compileGlob(pattern, 'path').matches(path))?.[1]
  return found === undefined ? undefined : [...found]
}
