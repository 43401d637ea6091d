import { availableParallelism } from 'node:os'
import type { LeakPair } from '../../datasets/leak-pairs.js'
import { askTables, PACKAGES, type TableAnswer, type TableFile, type TablesProcess } from '../../readers/tables.js'
import type { LeakReport, TableReport, UnreadReport } from '../../report/data-report.js'
import { READERS } from '../../toolchain/reader-environment.js'
import { type ReaderHost, withReader } from './with-reader.js'

export type { TableFile } from '../../readers/tables.js'

/** What was read of a table. An empty one: the file is no table, and its name promises none. */
export interface TableReading {
  table?: TableReport
  /** True where the names of its columns may be values of its first row. */
  guessed?: true
  /** Rows that are in another table too. */
  leaked?: LeakReport[]
  unread?: UnreadReport[]
}

export interface TableLimits {
  /** Bytes of memory. */
  memory: number
  seconds: number
  /** Largest content of one side, in bytes. */
  bytes: number
}

/** How many times larger than its limit the content of a compressed table may become. */
const EXPANSION = 16

/**
 * Reads tables with DuckDB, which is installed when the first one is read.
 * It has values of the tables: `withoutValues` removes them before they enter a report.
 * @param files `path` is the name of the table; a pair of `leaks` needs both of its tables here
 * @returns by the path of each table; a table that could not be read says why
 * @throws {CancelledError} the run was cancelled
 */
export async function readTables(
  project: ReaderHost,
  files: readonly TableFile[],
  leaks: readonly LeakPair[],
  limits: TableLimits,
): Promise<Map<string, TableReading>> {
  if (files.length === 0) return new Map()
  const began = performance.now()
  const first = await answers(project, files, files, leaks, limits, [PACKAGES.duckdb])
  const arrow = files.filter(({ path }) => first.get(path)?.needs === 'arrow')
  const readings = new Map(first)
  if (arrow.length > 0) {
    const rest = { ...limits, seconds: limits.seconds - (performance.now() - began) / 1000 }
    const second = await answers(project, files, arrow, leaks, rest, [PACKAGES.duckdb, PACKAGES.arrow])
    for (const [path, answer] of second) readings.set(path, answer)
  }
  return new Map([...readings].map(([path, answer]) => [path, readingOf(path, answer)]))
}

function readingOf(path: string, { table, guessed, leaked, unread }: TableAnswer): TableReading {
  return {
    ...(table === undefined ? {} : { table }),
    ...(guessed === undefined ? {} : { guessed }),
    ...(leaked === undefined ? {} : { leaked }),
    ...(unread === undefined ? {} : { unread: [{ path, part: 'content', reason: unread }] }),
  }
}

async function answers(
  project: ReaderHost,
  tables: readonly TableFile[],
  wanted: readonly TableFile[],
  leaks: readonly LeakPair[],
  limits: TableLimits,
  requirements: readonly string[],
): Promise<Map<string, TableAnswer>> {
  const answer = await withTableReader(project, limits, requirements, (process) =>
    askTables({ ...process, tables, only: wanted.map(({ path }) => path), leaks }),
  )
  return answer instanceof Map ? answer : new Map(wanted.map(({ path }) => [path, answer]))
}

/**
 * Asks the reader of tables, whose packages are installed when the first table is read.
 * @param requirements the packages that it needs (`PACKAGES`)
 * @returns the answer of `ask`; `unread` has the reason, a clause, where the packages cannot be installed
 */
export async function withTableReader<Answer>(
  project: ReaderHost,
  { memory, seconds, bytes }: TableLimits,
  requirements: readonly string[],
  ask: (process: TablesProcess) => Promise<Answer>,
): Promise<Answer | { unread: string }> {
  return withReader(project, READERS.tables, requirements, (python, scratch) =>
    ask({
      ...{ python, memory, seconds, scratch },
      threads: availableParallelism(),
      expanded: bytes * EXPANSION,
      signal: project.run.signal,
    }),
  )
}
