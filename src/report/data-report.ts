import type { ImagesSide, KindReport, MediaSide, ModelReport, TextsSide } from './file-reports.js'

/** Data that differs from the baseline's: an output, a `.dvc` file's data or an import. */
export interface DataReport {
  path: string
  change: 'added' | 'modified' | 'deleted'
  /** The stage that makes it; absent for source data. */
  stage?: string
  /** Bytes. */
  size?: number
  /** Bytes. */
  baseline_size?: number
  /** The files of a folder, from the manifests of both sides; absent for a file. */
  folder?: FolderReport
  /** The data itself where it is a table, or the tables that changed in a folder. */
  tables?: TableReport[]
  /** The data itself where it is such a file, or such files of a folder. */
  images?: KindReport<ImagesSide>
  /** Audio and video. */
  media?: KindReport<MediaSide>
  texts?: KindReport<TextsSide>
  models?: ModelReport[]
  /** Data of other paths that is in this data too. */
  leaked?: LeakReport[]
  /** What of it was not read. */
  unread?: UnreadReport[]
}

/** A part of changed data that was not read. */
export interface UnreadReport {
  /** The file; absent for the whole data. */
  path?: string
  part: 'files' | 'content'
  /** A clause: `it has 1.2 GB, more than data.limit (500 MB)`. */
  reason: string
}

/** How the files of a folder changed. Paths are relative to the folder. */
export interface FolderReport {
  /** Number of files; absent where this side has no such folder. */
  files?: number
  baseline_files?: number
  added: FilesReport
  removed: FilesReport
  /** The same path with other content. */
  modified: FilesReport
  /** The same content at another path. */
  renamed: { files: number; first: { from: string; to: string }[] }
  /** Files whose content another file of the folder has as well, the first one of each content not counted. */
  duplicates?: number
  baseline_duplicates?: number
  /** By the first part of the path, the most changed first. */
  folders: SubfolderReport[]
  /** Number of further ones, beyond the limit. */
  folders_omitted?: number
}

export interface FilesReport {
  files: number
  /** Bytes; absent where they are not known without reading data. */
  bytes?: number
  /** The first paths. */
  first: string[]
}

/** One folder at the top of a changed folder; the path is empty for the files beside them. */
export interface SubfolderReport {
  path: string
  files?: number
  baseline_files?: number
  added: number
  removed: number
  modified: number
  renamed: number
}

/** Files, or rows of a table, that are in other data too. */
export interface LeakReport {
  /** The other data. */
  path: string
  files?: number
  baseline_files?: number
  rows?: number
  baseline_rows?: number
  /** The first files, relative to this data. */
  first?: string[]
}

export const TABLE_FORMATS = ['csv', 'json', 'jsonl', 'parquet', 'arrow'] as const

/** How a table changed. Values of cells are there only with `data.show: values`. */
export interface TableReport {
  /** The file. */
  path: string
  format: (typeof TABLE_FORMATS)[number]
  /** Absent where this side has no such table. */
  rows?: number
  baseline_rows?: number
  /** How rows were matched; absent where one side has no table, or rows were not compared. */
  matched?: { by: 'declared-key' | 'found-key' | 'rows'; columns?: string[] }
  /** Rows that are new, gone, and changed under the same key. */
  added?: number
  removed?: number
  changed?: number
  /** Rows that are equal to an earlier row. */
  duplicates?: number
  baseline_duplicates?: number
  /** In the order of the table; removed ones last. */
  columns: ColumnReport[]
  /** True where `column 1`, `column 2` … stand for names that may be values of the first row. */
  columns_numbered?: true
  /** Number of further columns, beyond the limit. */
  columns_omitted?: number
}

export interface ColumnReport {
  name: string
  /** Absent for a column that is in both tables with one name and type. */
  change?: 'added' | 'removed' | 'retyped' | 'renamed'
  /** The name before, for `renamed`: a guess by type and content. */
  was?: string
  type?: string
  baseline_type?: string
  /** The values now. */
  now?: ColumnValues
  /** The values of the baseline. */
  before?: ColumnValues
  /** Population stability index against the baseline. */
  psi?: number
  /** Two-sample distance: Kolmogorov-Smirnov of numbers and times, total variation of categories; 0 to 1. */
  distance?: number
  /** Categories that the baseline does not have, and that are gone. */
  new_values?: number
  vanished_values?: number
  /** Shares of the rows in bins that both sides share. */
  histogram?: HistogramReport
}

export interface HistogramReport {
  now?: number[]
  before?: number[]
  /** Limits of numeric bins (one more than bins), or names of categories. Only with `data.show: values`. */
  bins?: (number | string)[]
}

/** The values of a column. All but `nulls` and `distinct` only with `data.show: values`. */
export interface ColumnValues {
  /** Share of null values, 0 to 1. */
  nulls: number
  /** Number of different values. */
  distinct?: number
  /** Numbers, or times and texts as text. */
  min?: number | string
  max?: number | string
  mean?: number
  std?: number
  /** Quantiles 0.05, 0.25, 0.5, 0.75 and 0.95 of numbers. */
  quantiles?: number[]
  /** The most frequent values with their share of the rows. */
  top?: { value: string; share: number }[]
}
