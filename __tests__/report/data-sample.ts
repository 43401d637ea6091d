import type { ColumnReport, DataReport, HistogramReport } from '../../src/report/data-report.js'

/** Shares of a bell around a bin. */
function bell(centre: number, width: number, bins = 20): number[] {
  const heights = Array.from({ length: bins }, (_, index) => Math.exp(-(((index + 0.5 - centre) / width) ** 2)))
  const total = heights.reduce((sum, each) => sum + each, 0)
  return heights.map((each) => Number((each / total).toFixed(4)))
}

function bins(from: number, to: number, length = 20): number[] {
  return Array.from({ length: length + 1 }, (_, index) => from + ((to - from) * index) / length)
}

const AGE: ColumnReport = {
  name: 'age',
  type: 'BIGINT',
  baseline_type: 'BIGINT',
  now: { nulls: 0.0123, distinct: 71, min: 17, max: 95, mean: 44.25, std: 13.5, quantiles: [21, 34, 45, 55, 70] },
  before: { nulls: 0.004, distinct: 68, min: 18, max: 92, mean: 38.64, std: 13.1, quantiles: [19, 28, 37, 48, 63] },
  psi: 0.3141,
  distance: 0.184,
  histogram: { now: bell(9, 4), before: bell(7, 4), bins: bins(15, 95) },
}
const CITY: ColumnReport = {
  name: 'city',
  type: 'VARCHAR',
  baseline_type: 'VARCHAR',
  now: {
    nulls: 0,
    distinct: 6,
    top: [
      { value: 'Berlin', share: 0.42 },
      { value: 'Paris', share: 0.2 },
    ],
  },
  before: {
    nulls: 0,
    distinct: 5,
    top: [
      { value: 'Berlin', share: 0.4 },
      { value: 'Rome', share: 0.3 },
    ],
  },
  psi: 0.12,
  distance: 0.11,
  new_values: 2,
  vanished_values: 1,
  histogram: {
    now: [0.42, 0.2, 0.13, 0.1, 0.08, 0.07, 0],
    before: [0.4, 0.15, 0.3, 0.1, 0.03, 0, 0.02],
    bins: ['Berlin', 'Paris', 'Rome', 'Madrid', 'Oslo', 'Lisbon', 'other'],
  },
}
const INCOME: ColumnReport = {
  name: 'income',
  change: 'added',
  type: 'DOUBLE',
  now: {
    nulls: 0.02,
    distinct: 1840,
    min: 0,
    max: 250_000,
    mean: 41_250.5,
    std: 20_000,
    quantiles: [9000, 25_000, 39_000, 55_000, 90_000],
  },
  histogram: { now: bell(5, 3), bins: bins(0, 250_000) },
}
const SCORE: ColumnReport = {
  name: 'score',
  type: 'DOUBLE',
  baseline_type: 'DOUBLE',
  now: { nulls: 0, distinct: 900, min: 0, max: 1, mean: 0.51 },
  before: { nulls: 0, distinct: 880, min: 0, max: 1, mean: 0.5 },
  psi: 0.01,
  distance: 0.02,
  histogram: { now: bell(10, 5), before: bell(10, 5.2), bins: bins(0, 1) },
}
const ZIP: ColumnReport = {
  name: 'zip',
  change: 'retyped',
  type: 'VARCHAR',
  baseline_type: 'BIGINT',
  now: { nulls: 0, distinct: 300 },
  before: { nulls: 0, distinct: 290 },
}
const OLD: ColumnReport = {
  name: 'fax',
  change: 'removed',
  baseline_type: 'VARCHAR',
  before: { nulls: 0.9, distinct: 12 },
}

/** A table that gained rows and a column, whose age drifted. */
export function tableData(): DataReport {
  return {
    path: 'data/raw.csv',
    change: 'modified',
    size: 210_000,
    baseline_size: 190_000,
    tables: [
      {
        path: 'data/raw.csv',
        format: 'csv',
        rows: 1997,
        baseline_rows: 1797,
        matched: { by: 'found-key', columns: ['id'] },
        added: 200,
        removed: 0,
        changed: 0,
        duplicates: 0,
        baseline_duplicates: 0,
        columns: [AGE, CITY, SCORE, ZIP, INCOME, OLD],
      },
    ],
  }
}

/** A folder of images with classes, some of which are also in the training data. */
export function folderData(): DataReport {
  return {
    path: 'data/images/test',
    change: 'modified',
    size: 52_000_000,
    baseline_size: 48_000_000,
    folder: {
      files: 1240,
      baseline_files: 1120,
      added: { files: 130, bytes: 4_100_000, first: ['cats/901.png', 'cats/902.png', 'dogs/77.png'] },
      removed: { files: 10, bytes: 100_000, first: ['birds/1.png'] },
      modified: { files: 3, first: ['cats/12.png'] },
      renamed: { files: 1, first: [{ from: 'cats/x.png', to: 'dogs/x.png' }] },
      duplicates: 5,
      baseline_duplicates: 2,
      folders: [
        { path: 'cats', files: 620, baseline_files: 510, added: 111, removed: 0, modified: 3, renamed: 0 },
        { path: 'dogs', files: 420, baseline_files: 400, added: 19, removed: 0, modified: 0, renamed: 1 },
        { path: 'birds', files: 200, baseline_files: 210, added: 0, removed: 10, modified: 0, renamed: 0 },
      ],
      folders_omitted: 4,
    },
    leaked: [{ path: 'data/images/train', files: 12, baseline_files: 3, first: ['cats/901.png', 'cats/902.png'] }],
  }
}

/** A table beyond the limit. */
export function unreadData(): DataReport {
  return {
    path: 'data/events.parquet',
    change: 'modified',
    size: 1_200_000_000,
    baseline_size: 1_100_000_000,
    unread: [{ part: 'content', reason: 'it has 1.2 GB, more than data.limit (500 MB)' }],
  }
}

/** A model, of which a report knows its sizes alone. */
export function plainData(): DataReport {
  return { path: 'models/model.pkl', change: 'modified', stage: 'train', size: 59_200, baseline_size: 58_000 }
}

/** As with `data.show: counts`: counts, shares and schema. */
export function countsOnly(item: DataReport): DataReport {
  const values = (side: ColumnReport['now']) =>
    side && { nulls: side.nulls, ...(side.distinct === undefined ? {} : { distinct: side.distinct }) }
  const histogram = ({ now, before }: HistogramReport): HistogramReport => ({
    ...(now === undefined ? {} : { now }),
    ...(before === undefined ? {} : { before }),
  })
  return {
    ...item,
    ...(item.tables === undefined
      ? {}
      : {
          tables: item.tables.map((table) => ({
            ...table,
            columns: table.columns.map(({ now, before, histogram: drawn, ...column }) => ({
              ...column,
              ...(now === undefined ? {} : { now: values(now) ?? now }),
              ...(before === undefined ? {} : { before: values(before) ?? before }),
              ...(drawn === undefined ? {} : { histogram: histogram(drawn) }),
            })),
          })),
        }),
  }
}
