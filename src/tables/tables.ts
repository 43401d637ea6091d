import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LeakPair } from '../datasets/leak-pairs.js'
import type { LeakReport, TableReport } from '../report/data-report.js'
import { runProcess } from '../run/process.js'

/** The reader of tables in the sources. The build moves this module and sets the path. */
const TABLES_FILE = fileURLToPath(
  new URL(process.env['DVC_CI_TABLES'] ?? '../../engine/dvc_ci_tables/__main__.py', import.meta.url),
)

/** The packages of the reader, as files of requirements with hashes. */
export const PACKAGES = {
  duckdb: join(dirname(TABLES_FILE), 'requirements', 'duckdb.txt'),
  arrow: join(dirname(TABLES_FILE), 'requirements', 'arrow.txt'),
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
}

export interface TablesRequest {
  /** The interpreter that can import DuckDB. */
  python: string
  tables: readonly TableFile[]
  /** The paths of the tables that are described; the others are there for the leaks. */
  only: readonly string[]
  /** Rows of `path` that are in `of` too are counted. */
  leaks: readonly LeakPair[]
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

/** What the reader says of one table. */
export interface TableAnswer {
  table?: TableReport
  leaked?: LeakReport[]
  /** True where the names of its columns may be values of its first row. */
  guessed?: true
  /** A clause: why it was not read, or what of it. It has no content of the table. */
  unread?: string
  /** The table cannot be read without this package. */
  needs?: 'arrow'
}

type Line = TableAnswer & { path: string; begin?: string }

/** Seconds after which the process is ended, beyond its own limit. */
const GRACE = 5
/** Exit codes of a process that the system ended, or that had no more memory. */
const KILLED = 128

/**
 * Reads tables in a process of its own, with DuckDB. A table that ends the process does not keep the others from being
 * read.
 * @returns the answer for each table, by its path; tables that are left when the time is over have one too
 * @throws {CancelledError} the signal was aborted
 */
export async function askTables(request: TablesRequest): Promise<Map<string, TableAnswer>> {
  const answers = new Map<string, TableAnswer>()
  const until = performance.now() + request.seconds * 1000
  let tables = request.tables
  const open = () => request.only.filter((path) => !answers.has(path))
  while (open().length > 0) {
    const seconds = (until - performance.now()) / 1000
    if (seconds <= 0) break
    const { lines, code, timedOut } = await runOnce(request, tables, open(), seconds)
    for (const { path, begin, ...answer } of lines) if (begin === undefined) answers.set(path, answer)
    if (timedOut) break
    const begun = lines.findLast(({ begin }) => begin !== undefined)?.begin
    const stopped = begun !== undefined && !answers.has(begun) ? begun : open()[0]
    if (stopped === undefined) break
    const cause =
      code >= KILLED
        ? 'it needs more memory than data.memory allows, or than this machine has'
        : 'the reader of tables failed'
    answers.set(stopped, { unread: `${cause} (exit code ${code})` })
    tables = tables.filter(({ path }) => path !== stopped)
  }
  for (const path of request.only)
    if (!answers.has(path)) answers.set(path, { unread: 'it was not read within data.timeout' })
  return answers
}

async function runOnce(
  request: TablesRequest,
  tables: readonly TableFile[],
  only: readonly string[],
  seconds: number,
): Promise<{ lines: Line[]; code: number; timedOut: boolean }> {
  const { python, leaks, memory, threads, expanded, scratch, signal } = request
  const { PATH, SystemRoot, LD_LIBRARY_PATH } = process.env
  const result = await runProcess([python, '-I', '-B', TABLES_FILE], {
    cwd: scratch,
    // A reader of foreign files gets no credentials.
    env: { PATH, SystemRoot, LD_LIBRARY_PATH, TMPDIR: scratch, TMP: scratch, HOME: scratch, LC_ALL: 'C.UTF-8' },
    input: JSON.stringify({ tables, leaks, only, memory, threads, seconds, expanded }),
    signal,
    timeout: seconds + GRACE,
  })
  const lines = result.stdout.split('\n').flatMap((line) => lineOf(line) ?? [])
  return { lines, code: result.code, timedOut: result.timedOut }
}

/** Undefined for a line that the end of the process cut. */
function lineOf(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}
