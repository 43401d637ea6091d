import type { DataReport, LeakReport, TableReport } from '../report/data-report.js'
import type { DescribedKind, Sides } from './described-files.js'

export type { Sides } from './described-files.js'

/** A table as it was read: the data itself, or a file of the folder that the data is. */
export interface DescribedTable {
  /** Relative to the working directory. */
  path: string
  /** The sides that have the file. */
  sides: Sides
  /** Absent where it was not read, with the reason in `unread` of the data. */
  table?: TableReport
  /** Rows of other tables that are in this one. */
  leaked: readonly LeakReport[]
  /** The tables whose rows were looked for in it; without an entry in `leaked` there are none. */
  lookedFor: readonly string[]
}

/** A path in the text of a policy that no file of a folder has. */
export interface AbsentFile {
  path: string
  /** From the project; the nearest first. */
  near: readonly string[]
}

/** Data as it was read, with all values. */
export interface DescribedData {
  path: string
  /** The revisions that have it. */
  sides: Sides
  isFolder: boolean
  /** False for data that equals the baseline's: it was read for a policy, and its numbers are those of both sides. */
  isChanged: boolean
  /** True for data that did not change while other data, of which it may have a part, did: nothing else of it was read. */
  onlyLeaks?: true
  /** Its `tables` are the ones to show. */
  report: DataReport
  tables: readonly DescribedTable[]
  /** Its images, audio and video, texts and models; absent where their content was not asked for. */
  kinds?: readonly DescribedKind[]
  /** The paths and patterns of policies that name no file of the folder on any side, and files that are near in name. */
  absent?: readonly AbsentFile[]
  /** The data whose files were looked for in it; without an entry in `report.leaked` there are none. */
  lookedFor: readonly string[]
}
