import type { ColumnReport, TableReport } from '../report/data-report.js'
import type { Policy } from '../settings/settings.js'
import { quantitiesOf } from './named-data.js'

/**
 * A table whose columns have numbers in place of names that may be values of its first row. A name that a user wrote is no
 * secret: one of them makes the header certain.
 * @param keys the columns of its key, as `data.keys` names them
 */
export function withNumberedColumns(
  table: TableReport,
  policies: readonly Policy[],
  keys: readonly string[] = [],
): TableReport {
  const { path, columns, matched } = table
  const written = new Set([
    ...keys,
    ...policies.flatMap(({ metric }) => quantitiesOf(metric, path).map((name) => name.replace(/\.[^.]*$/, ''))),
  ])
  if (columns.some(({ name }) => written.has(name))) return table
  const numbers = new Map(columns.map(({ name }, index) => [name, `column ${index + 1}`]))
  const numberOf = (name: string) => numbers.get(name) ?? 'a column'
  return {
    ...table,
    columns_numbered: true,
    ...(matched?.columns === undefined ? {} : { matched: { ...matched, columns: matched.columns.map(numberOf) } }),
    columns: columns.map((column) => {
      const shown: ColumnReport = { ...column, name: numberOf(column.name) }
      if (shown.change !== 'renamed') return shown
      // Other first rows are no other names.
      delete shown.change
      delete shown.was
      return shown
    }),
  }
}
