import { parseDifference } from '../../readers/differences.js'
import { askTables, PACKAGES } from '../../readers/tables.js'
import type { FirstDifference } from '../../report/first-difference.js'
import { withTableReader } from '../datasets/read-tables.js'
import type { Project } from '../project/project.js'

/** Tables that are no text: the reader of files tells the bytes of these. */
const BINARY = /\.(?:parquet|pq|feather|arrow|arrows|ipc)$/i

/**
 * The first row and column in which Parquet and Arrow tables differ. DuckDB is installed when the first one is read.
 * @returns by the path of each table; a table that cannot be read is absent
 * @throws {CancelledError} the run was cancelled
 */
export async function tablePlaces(
  project: Project,
  files: readonly { path: string; first: string; second: string }[],
): Promise<Map<string, FirstDifference>> {
  const tables = files
    .filter(({ path }) => BINARY.test(path))
    .map(({ path, first, second }) => ({ path, before: first, now: second, first: true as const }))
  const places = new Map<string, FirstDifference>()
  if (tables.length === 0) return places
  const { memory, timeout: seconds, limit: bytes } = project.run.settings.data
  const needsArrow = tables.some(({ path }) => !/\.(?:parquet|pq)$/i.test(path))
  const answers = await withTableReader(
    project,
    { memory, seconds, bytes },
    needsArrow ? [PACKAGES.duckdb, PACKAGES.arrow] : [PACKAGES.duckdb],
    (process) => askTables({ ...process, tables, only: tables.map(({ path }) => path), leaks: [] }),
  )
  for (const { path } of tables) {
    const answer = answers instanceof Map ? answers.get(path) : answers
    const place = answer !== undefined && 'first' in answer ? parseDifference(answer.first) : undefined
    if (place !== undefined) places.set(path, place)
    else
      project.run.host.debug(
        `the row in which ${path} differs is not known: ${answer?.unread ?? 'it has the same values'}`,
      )
  }
  return places
}
