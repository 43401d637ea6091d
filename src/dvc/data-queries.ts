import * as z from 'zod'
import type { FolderReport } from '../report/data-report.js'
import { type FileKind, KINDS } from '../report/file-reports.js'
import type { UnreadCause } from '../report/unread-reasons.js'
import type { RemoteFailure } from './engine-protocol.js'
import type { ImportSource, LockedOut } from './locked-outs.js'
import { remoteFailureText } from './remote-errors.js'

/** An object of DVC's cache. */
export interface StoredObject {
  hash: string
  hashName: string
  /** Bytes, by dvc.lock or a manifest. */
  size?: number
  /** The remote that its output names; default: the project's. */
  remote?: string
  /** True for data of another repository. */
  imported?: true
  /** True for a file of which only the first bytes are read: in the cache it may be larger than the limit. */
  head?: true
  source?: ImportSource
}

/** A part of the data: a path in a folder; empty for all of it. */
export interface DataPart {
  data: string
  inside: string
}

/** The files in a folder that policies ask about: changed ones are told before all others. */
export interface AskedFiles {
  /** The path of the folder. */
  data: string
  /** Relative to it. */
  files: string[]
  /** Ends of names that patterns of policies say, in lower case. */
  suffixes: string[]
  /** The paths and patterns in the texts of policies, from the project: those that name no file are told. */
  paths: string[]
}

/** What `folders` asks of the engine (engine/dvc_ci_engine/queries/folders.py). */
export interface FolderQuestion {
  data: { path: string; now?: LockedOut; before?: LockedOut }[]
  /** Paths of the data whose folders are described. */
  changed: string[]
  leaks: { path: DataPart; of: DataPart }[]
  /** Folders in which pairs are looked for by the words. */
  within: string[]
  words: Readonly<Record<'training' | 'heldOut', readonly string[]>>
  /** What policies ask of files in folders. */
  asked: AskedFiles[]
  /** Ends of the names of tables. */
  tables: readonly string[]
  /** Ends of the names of other files by their kind. */
  kinds: Readonly<Record<FileKind, readonly string[]>>
  /** Paths of folders of which policies need all files of these kinds. */
  whole: string[]
  /** `files`: of each kind; `asked`: where policies ask about files of the folder. */
  most: { first: number; folders: number; members: number; files: number; asked: number }
}

const text = z.string()
const count = z.int().nonnegative()

const failure: z.ZodType<RemoteFailure> = z.object({
  role: z.enum(['remote', 'dependency']),
  name: text,
  url: text,
  protocol: text,
  endpoint: text.nullable(),
  kind: z.enum(['refused', 'host-key', 'no-place', 'unreachable', 'full']),
  reason: text,
  option: text.nullable(),
  writing: z.boolean(),
})

const reason: z.ZodType<UnreadCause> = z.union([
  z.object({ reason: z.enum(['missing', 'altered', 'imported', 'versions', 'too-long', 'absent', 'failed']) }),
  z.object({ reason: z.literal('source'), url: text, message: text }),
  z.object({ reason: z.literal('limit'), size: count.exactOptional() }),
  z
    .object({ reason: z.literal('remote'), failure })
    .transform(({ failure: each }) => ({ reason: 'remote' as const, message: remoteFailureText(each) })),
])

const files = z.object({ files: count, bytes: count.exactOptional(), first: z.array(text) })
const folder: z.ZodType<FolderReport> = z.object({
  files: count.exactOptional(),
  baseline_files: count.exactOptional(),
  added: files,
  removed: files,
  modified: files,
  renamed: z.object({ files: count, first: z.array(z.object({ from: text, to: text })) }),
  duplicates: count.exactOptional(),
  baseline_duplicates: count.exactOptional(),
  folders: z.array(
    z.object({
      path: text,
      files: count.exactOptional(),
      baseline_files: count.exactOptional(),
      added: count,
      removed: count,
      modified: count,
      renamed: count,
    }),
  ),
  folders_omitted: count.exactOptional(),
})

const stored = z.object({ hash: text, size: count.exactOptional() })
const members = z.array(z.object({ path: text, now: stored.exactOptional(), before: stored.exactOptional() }))
const kind = z.object({
  files: count.exactOptional(),
  baseline_files: count.exactOptional(),
  members,
  /** Number of further changed files. */
  omitted: count,
})
const described = z.union([
  z.object({ unread: z.array(z.object({ side: z.enum(['now', 'before']) }).and(reason)) }),
  z.object({
    folder,
    members,
    /** Number of further changed tables. */
    omitted: count,
    kinds: z.partialRecord(z.enum(KINDS), kind),
    /** The paths of policies that name no file on any side, with the files that are near in name. */
    absent: z.array(z.object({ path: text, near: z.array(text) })),
  }),
])

const part = z.object({ data: text, inside: text })
const shared = z.object({ files: count, first: z.array(text) })

export const folderAnswer = z.object({
  data: z.record(text, described),
  leaks: z.array(
    z.object({
      path: part,
      of: part,
      now: shared.exactOptional(),
      before: shared.exactOptional(),
      /** Parts of now that could not be read. */
      unread: z.array(z.object({ data: text }).and(reason)).exactOptional(),
    }),
  ),
})
export type FolderAnswer = z.infer<typeof folderAnswer>

/** Absolute paths of objects by hash, why the others were not read, and the bytes that count for the limit. */
export const objectsAnswer = z.object({ files: z.record(text, text), unread: z.record(text, reason), bytes: count })
export type ObjectsAnswer = z.infer<typeof objectsAnswer>
