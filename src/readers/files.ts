import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileFacts, FileRead } from '../datasets/described-files.js'
import type { FileKind, ModelReport } from '../report/file-reports.js'
import { askReader } from './reader.js'

/** The reader of files in the sources. The build moves this module and sets the path. */
export const FILES_FILE = fileURLToPath(
  new URL(process.env['DVC_CI_FILES'] ?? '../../engine/dvc_ci_files/__main__.py', import.meta.url),
)

/** The packages of the reader by the kind of files that needs them, as files of requirements with hashes. */
export const FILE_PACKAGES: Partial<Record<FileKind, string>> = {
  images: join(dirname(FILES_FILE), 'requirements', 'images.txt'),
  media: join(dirname(FILES_FILE), 'requirements', 'media.txt'),
}

/** A file with the files of its sides. */
export interface FileToRead {
  /** Its name in the report. */
  path: string
  kind: FileKind
  /** Absolute path; absent where this side has no such file. */
  now?: string
  before?: string
  /** Whether pictures of it are made. */
  thumbnail?: true
}

export interface FilesRequest {
  python: string
  files: readonly FileToRead[]
  /** Bytes. */
  memory: number
  /** Time for all files. */
  seconds: number
  /** An empty folder for temporary files. Absolute. */
  scratch: string
  signal: AbortSignal
}

/** What the reader says of one file. */
interface FileAnswer {
  now?: FileFacts
  before?: FileFacts
  model?: Omit<ModelReport, 'path'>
  /** JPEG, as base64. */
  thumbnail?: { now?: string; before?: string }
  unread?: string
}

/** Most bytes of a temporary file of the reader, which writes none. */
const EXPANDED = 1024 * 1024

/**
 * Reads images, audio, video, texts and headers of models in a process of its own.
 * @returns the facts of each file, by its path
 * @throws {CancelledError} the signal was aborted
 */
export async function askFiles(request: FilesRequest): Promise<Map<string, FileRead>> {
  const { python, files, memory, seconds, scratch, signal } = request
  const answers = await askReader<FileAnswer>({
    ...{ python, program: FILES_FILE, called: 'the reader of files', seconds, scratch, signal },
    paths: files.map(({ path }) => path),
    input: (open, _, left) => {
      const isOpen = new Set(open)
      return { files: files.filter(({ path }) => isOpen.has(path)), memory, expanded: EXPANDED, seconds: left }
    },
  })
  return new Map([...answers].map(([path, answer]) => [path, readOf(path, answer)]))
}

function readOf(path: string, { model, thumbnail = {}, ...rest }: FileAnswer): FileRead {
  const pictures = {
    ...(thumbnail.now === undefined ? {} : { after: Buffer.from(thumbnail.now, 'base64') }),
    ...(thumbnail.before === undefined ? {} : { before: Buffer.from(thumbnail.before, 'base64') }),
  }
  return {
    ...rest,
    ...(model === undefined ? {} : { model: { path, ...model } }),
    ...(Object.keys(pictures).length === 0 ? {} : { thumbnail: { ...pictures, type: 'image/jpeg' } }),
  }
}
