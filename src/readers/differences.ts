import * as z from 'zod'
import type { FirstDifference } from '../report/first-difference.js'
import { FILES_FILE } from './files.js'
import { askReader } from './reader.js'

/** Two files of one path, which differ. */
export interface FilePair {
  /** Its name, whose end tells the format. */
  path: string
  /** Regular files, absolute. */
  first: string
  second: string
}

export interface DifferencesRequest {
  python: string
  files: readonly FilePair[]
  /** Paths that are searched in the bytes around a difference. */
  folders: readonly string[]
  /** Bytes. */
  memory: number
  /** Time for all files. */
  seconds: number
  /** An empty folder for temporary files. Absolute. */
  scratch: string
  signal: AbortSignal
}

/** Most bytes of a temporary file of the reader, which writes none. */
const EXPANDED = 1024 * 1024

const text = z.string().max(400)
const answer = z.object({
  at: z.enum(['line', 'row', 'element', 'tensor', 'shape', 'member', 'order', 'archive', 'gzip', 'byte', 'same']),
  line: z.int().optional(),
  column: z.union([z.int(), text]).optional(),
  row: z.int().optional(),
  tensor: text.optional(),
  member: text.optional(),
  index: z.array(z.int()).max(64).optional(),
  offset: z.int().optional(),
  only: z.enum(['first', 'second', 'width']).optional(),
  first: text.optional(),
  second: text.optional(),
  tokens: z.array(text).optional(),
  signs: z.array(text).default([]),
}) as unknown as z.ZodType<FirstDifference>

/** The place that a reader tells; undefined where it tells none. */
export function parseDifference(value: unknown): FirstDifference | undefined {
  return answer.safeParse(value).data
}

/**
 * Tells where files differ first, in a process of its own.
 * @returns by the path of each pair; or why that is not known, as a clause
 * @throws {CancelledError} the signal was aborted
 */
export async function askDifferences(
  request: DifferencesRequest,
): Promise<Map<string, FirstDifference | { unread: string }>> {
  const { python, files, folders, memory, seconds, scratch, signal } = request
  const answers = await askReader<{ difference?: unknown; unread?: string }>({
    ...{ python, program: FILES_FILE, called: 'the reader of files', seconds, scratch, signal },
    paths: files.map(({ path }) => path),
    input: (open, _, left) => {
      const isOpen = new Set(open)
      return {
        files: files.filter(({ path }) => isOpen.has(path)).map((file) => ({ ...file, kind: 'difference', folders })),
        memory,
        expanded: EXPANDED,
        seconds: left,
      }
    },
  })
  return new Map(
    [...answers].map(([path, given]) => [
      path,
      parseDifference('difference' in given ? given.difference : undefined) ?? {
        unread: given.unread ?? 'the reader of files failed',
      },
    ]),
  )
}
