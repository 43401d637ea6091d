import { type FileKind, KINDS } from '../report/file-reports.js'

/** Ends of the names of files by their kind, in lower case. Pickles are of no kind: reading one runs its code. */
export const KIND_SUFFIXES: Readonly<Record<FileKind, readonly string[]>> = {
  images: ['png', 'jpg', 'jpeg', 'jpe', 'gif', 'webp', 'bmp', 'tif', 'tiff', 'ppm', 'pgm', 'pbm', 'jp2', 'avif'].map(
    dotted,
  ),
  media: [
    ...['mp3', 'mp2', 'wav', 'flac', 'ogg', 'oga', 'opus', 'm4a', 'm4b', 'aac', 'wma', 'aif', 'aiff'],
    ...['mp4', 'm4v', 'mov', 'avi', 'mkv', 'webm', 'wmv', 'ogv', 'mpg', 'mpeg'],
  ].map(dotted),
  texts: ['txt', 'text', 'md', 'markdown', 'rst', 'tex', 'log', 'srt', 'vtt'].map(dotted),
  models: ['safetensors', 'gguf', 'onnx'].map(dotted),
}

function dotted(end: string): string {
  return `.${end}`
}

const KIND_OF = new Map(KINDS.flatMap((kind) => KIND_SUFFIXES[kind].map((suffix) => [suffix, kind] as const)))

/** The kind of a file, by its name; undefined for a table and all others. */
export function kindOf(path: string): FileKind | undefined {
  return KIND_OF.get(path.slice(path.lastIndexOf('.')).toLowerCase())
}
