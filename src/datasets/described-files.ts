import type { FileKind, ModelReport } from '../report/file-reports.js'
import type { Thumbnail } from '../report/thumbnails.js'

/** The revisions that have a file. */
export interface Sides {
  now: boolean
  before: boolean
}

/** What the content of one side of a file tells. Which numbers it has depends on the kind. */
export interface FileFacts {
  /** Why it is damaged, or of another kind: a clause. */
  unreadable?: string
  /** Why it was not read: a clause. */
  unread?: string
  width?: number
  height?: number
  mode?: string
  format?: string
  seconds?: number
  lines?: number
  words?: number
  parameters?: number
}

/** What the content of a file tells. */
export interface FileRead {
  now?: FileFacts
  before?: FileFacts
  model?: ModelReport
  thumbnail?: Thumbnail
  /** Why neither side was read: a clause. */
  unread?: string
}

/** A changed file of a kind: the data itself, or a file of the folder that the data is. */
export interface DescribedFile extends FileRead {
  /** Relative to the working directory. */
  path: string
  kind: FileKind
  /** The sides that have the file. */
  sides: Sides
}

/** The files of one kind in data. */
export interface DescribedKind {
  kind: FileKind
  /** Number of all files of the kind; absent where this side has none. */
  files?: number
  baseline_files?: number
  /** Changed files beyond the limit. */
  omitted: number
  /** True where `read` has all files, not the changed ones alone. */
  isWhole: boolean
  /** Absent where `data.diff` leaves the content out. */
  read?: readonly DescribedFile[]
}

/** The number of a side; undefined where it is not known. */
export function factsOf(file: DescribedFile, side: keyof Sides): FileFacts | undefined {
  if (!file.sides[side]) return undefined
  return file[side] ?? { unread: file.unread ?? 'it was not read' }
}
