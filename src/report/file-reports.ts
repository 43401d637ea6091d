/** Kinds of files whose content is described, besides tables: audio and video are `media`. */
export const KINDS = ['images', 'media', 'texts', 'models'] as const
export type FileKind = (typeof KINDS)[number]

/** Files of one kind in changed data. Absent sides: this revision, or the baseline, has no such file. */
export interface KindReport<Side extends ReadFiles = ReadFiles> {
  /** Number of all files of the kind, by their names. */
  files?: number
  baseline_files?: number
  /** The new and changed files of now that were read. */
  now?: Side
  /** The removed and changed files of the baseline that were read. */
  before?: Side
  /** Number of changed files that were not read, or not on both sides. */
  omitted?: number
}

/** Files that were read, and those of them that are damaged. */
export interface ReadFiles {
  read: number
  unreadable?: UnreadableReport
}

export interface UnreadableReport {
  files: number
  /** The first ones, from the project, with a clause each. */
  first: { path: string; reason: string }[]
}

export interface ImagesSide extends ReadFiles {
  /** The sizes with the fewest and the most pixels. Absent without a readable one. */
  smallest?: ImageSize
  largest?: ImageSize
  /** Pillow's names with the number of images, the most frequent first. */
  formats: NumberOf[]
  modes: NumberOf[]
}

/** Pixels, as stored. */
export interface ImageSize {
  width: number
  height: number
}

export interface NumberOf {
  name: string
  files: number
}

/** Audio and video. */
export interface MediaSide extends ReadFiles {
  /** Length of all files together; absent where a format tells none. */
  seconds?: number
  /** Number of files whose format tells no length. */
  untimed?: number
  /** Seconds of one file. Only with `data.show: values`. */
  shortest?: number
  median?: number
  longest?: number
}

export interface TextsSide extends ReadFiles {
  lines: number
  /** Parts between spaces and line breaks. */
  words: number
}

export const MODEL_FORMATS = ['safetensors', 'gguf', 'onnx'] as const

/** A model by its header. */
export interface ModelReport {
  /** The file. */
  path: string
  format: (typeof MODEL_FORMATS)[number]
  /** Numbers of the tensors together; absent where this side has no such model, or it was not read. */
  parameters?: number
  baseline_parameters?: number
  tensors?: number
  baseline_tensors?: number
  /** Tensors by name; only where both sides were read. */
  added?: TensorsReport
  removed?: TensorsReport
  /** Of another shape, and of another type of numbers. */
  reshaped?: TensorsReport
  retyped?: TensorsReport
}

export interface TensorsReport {
  tensors: number
  /** The first ones: `head.weight: [2, 3] → [2, 4]`. */
  first: string[]
}
