import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LeakPair } from '../datasets/leak-pairs.js'
import type { LeakReport, TableReport } from '../report/data-report.js'
import { askReader } from './reader.js'

/** The reader of tables in the sources. The build moves this module and sets the path. */
const TABLES_FILE = fileURLToPath(
  new URL(process.env['DVC_CI_TABLES'] ?? '../../engine/dvc_ci_tables/__main__.py', import.meta.url),
)

/** The packages of the reader, as files of requirements with hashes. */
export const PACKAGES = {
  duckdb: join(dirname(TABLES_FILE), 'requirements', 'duckdb.txt'),
  arrow: join(dirname(TABLES_FILE), 'requirements', 'arrow.txt'),
  numpy: join(dirname(TABLES_FILE), 'requirements', 'numpy.txt'),
} as const

/** A table with the files of its sides. */
export interface TableFile {
  /** Its name in the report. */
  path: string
  /** Absolute path; absent where this side has no such table. */
  now?: string
  before?: string
  /** The columns that identify a row; absent: they are searched. */
  key?: readonly string[]
  /** Only the first row and column that differ are asked for; `before` is the first run. */
  first?: true
}

/** The process that reads tables, and its limits. */
export interface TablesProcess {
  /** The interpreter that can import DuckDB. */
  python: string
  /** Bytes. */
  memory: number
  threads: number
  /** Time for all tables. */
  seconds: number
  /** Most bytes of one file that is made from a compressed or encoded table. */
  expanded: number
  /** An empty folder for temporary files. Absolute. */
  scratch: string
  signal: AbortSignal
}

export interface TablesRequest extends TablesProcess {
  tables: readonly TableFile[]
  /** The paths of the tables that are described; the others are there for the leaks. */
  only: readonly string[]
  /** Rows of `path` that are in `of` too are counted. */
  leaks: readonly LeakPair[]
}

/** What the reader says of one table. */
export interface TableAnswer {
  table?: TableReport
  leaked?: LeakReport[]
  /** True where the names of its columns may be values of its first row. */
  guessed?: true
  /** A clause: why it was not read, or what of it. It has no content of the table. */
  unread?: string
  /** The first difference, as `parseDifference` (differences.ts) reads it. */
  first?: unknown
  /** The table cannot be read without this package. */
  needs?: 'arrow'
}

/**
 * Reads tables in a process of its own, with DuckDB.
 * @returns the answer for each table, by its path
 * @throws {CancelledError} the signal was aborted
 */
export async function askTables(request: TablesRequest): Promise<Map<string, TableAnswer>> {
  const { tables, only, leaks } = request
  return askTableReader<TableAnswer>(request, only, (open, stopped) => ({
    tables: tables.filter(({ path }) => !stopped.has(path)),
    only: open,
    leaks,
  }))
}

/**
 * Asks the reader of tables.
 * @param paths the files that have an answer each
 * @param asked the input beside the limits, of the files without an answer and of those that ended a process
 */
export async function askTableReader<A extends { unread?: string }>(
  { python, memory, threads, seconds, expanded, scratch, signal }: TablesProcess,
  paths: readonly string[],
  asked: (open: readonly string[], stopped: ReadonlySet<string>) => object,
): Promise<Map<string, A | { unread?: string }>> {
  return askReader<A>({
    ...{ python, program: TABLES_FILE, called: 'the reader of tables', paths, seconds, scratch, signal },
    input: (open, stopped, left) => ({ ...asked(open, stopped), memory, threads, expanded, seconds: left }),
  })
}
