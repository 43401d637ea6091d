import type { DescribedData, DescribedTable } from '../../src/datasets/described-data.js'
import type { DataReport, TableReport } from '../../src/report/data-report.js'

/** Changed data that both revisions have, unless `rest` says otherwise. */
export function described(
  path: string,
  report: Partial<DataReport> = {},
  rest: Partial<DescribedData> = {},
): DescribedData {
  return {
    path,
    sides: { now: true, before: true },
    isFolder: false,
    isChanged: true,
    report: { path, change: 'modified', ...report },
    tables: [],
    lookedFor: [],
    ...rest,
  }
}

/** Data that is a table. */
export function tableData(
  path: string,
  table: Partial<TableReport>,
  rest: Partial<DescribedData> = {},
  of: Partial<DescribedTable> = {},
): DescribedData {
  const whole: TableReport = { path, format: 'csv', columns: [], ...table }
  const sides = rest.sides ?? { now: true, before: true }
  return described(
    path,
    { size: 2000, baseline_size: 1800, tables: [whole] },
    { tables: [{ path, sides, table: whole, leaked: [], lookedFor: [], ...of }], ...rest },
  )
}

/** Data that is a folder without tables. */
export function folderData(
  path: string,
  files: number,
  before: number | undefined,
  rest: Partial<DescribedData> = {},
  report: Partial<DataReport> = {},
): DescribedData {
  const none = { files: 0, first: [] }
  return described(
    path,
    {
      size: 100,
      baseline_size: 90,
      folder: {
        files,
        ...(before === undefined ? {} : { baseline_files: before }),
        added: none,
        removed: none,
        modified: none,
        renamed: { files: 0, first: [] },
        duplicates: 2,
        ...(before === undefined ? {} : { baseline_duplicates: 0 }),
        folders: [],
      },
      ...report,
    },
    { isFolder: true, ...rest },
  )
}
