import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { LeakPair } from '../../datasets/leak-pairs.js'
import { messageOf } from '../../errors/errors.js'
import type { LeakReport, TableReport, UnreadReport } from '../../report/data-report.js'
import { childEnvironment } from '../../run/child-environment.js'
import { askTables, PACKAGES, type TableAnswer, type TableFile } from '../../tables/tables.js'
import { provideDuckdb } from '../../toolchain/duckdb.js'
import type { Project } from '../project/project.js'

export type { TableFile } from '../../tables/tables.js'

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
const FIRST_LINE = /^[^\n.]*/

/**
 * Reads tables with DuckDB, which is installed when the first one is read.
 * It has values of the tables: `withoutValues` removes them before they enter a report.
 * @param files `path` is the name of the table; a pair of `leaks` needs both of its tables here
 * @returns by the path of each table; a table that could not be read says why
 * @throws {CancelledError} the run was cancelled
 */
export async function readTables(
  project: Pick<Project, 'run' | 'scratch' | 'directory'>,
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
  { run, scratch: folder, directory }: Pick<Project, 'run' | 'scratch' | 'directory'>,
  tables: readonly TableFile[],
  wanted: readonly TableFile[],
  leaks: readonly LeakPair[],
  limits: TableLimits,
  requirements: readonly string[],
): Promise<Map<string, TableAnswer>> {
  const { host, signal, cache } = run
  let python: string
  try {
    python = await provideDuckdb({
      requirements,
      env: childEnvironment(process.env),
      cwd: directory,
      signal,
      host,
      ...(cache === undefined ? {} : { shared: cache }),
    })
  } catch (error) {
    signal.throwIfAborted()
    host.info(host.redact(messageOf(error).trim()))
    const reason = FIRST_LINE.exec(messageOf(error))?.[0] ?? ''
    return new Map(wanted.map(({ path }) => [path, { unread: host.redact(reason) }]))
  }
  await mkdir(folder, { recursive: true })
  const scratch = await mkdtemp(join(folder, 'tables-'))
  try {
    return await askTables({
      python,
      tables,
      only: wanted.map(({ path }) => path),
      leaks,
      memory: limits.memory,
      threads: availableParallelism(),
      seconds: limits.seconds,
      expanded: limits.bytes * EXPANSION,
      scratch,
      signal,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
