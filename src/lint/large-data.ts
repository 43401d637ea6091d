import type { Stage } from '../pipeline/project.js'
import { formatBytes } from '../report/numbers.js'
import { fromTop, shellWord } from '../text/shell-word.js'
import { isInstalled } from './environments.js'
import {
  below,
  type Found,
  folderOf,
  fromPrefix,
  type LintFile,
  type LintInput,
  nameOf,
  type Rule,
  selfAndFolders,
} from './input.js'
import { lockOf } from './lock.js'
import { outputsOf, placeOf } from './outputs.js'

const MIB = 1024 * 1024
/** A single file is large from this size on: a few dozen versions of it exceed the size of most repositories. */
const LARGE_BYTES = 5 * MIB
/** A binary file below this size is a fixture of a test or an example. */
const BINARY_BYTES = MIB / 2
/** A collection of small files is data if there are many and they are large together; screenshots in documentation are neither. */
const COLLECTION_FILES = 100
const COLLECTION_BYTES = 20 * MIB

/** Formats of data and models; no person writes them by hand. */
const BINARY = new Set([
  'parquet',
  'feather',
  'arrow',
  'orc',
  'avro',
  'pkl',
  'pickle',
  'joblib',
  'npy',
  'npz',
  'h5',
  'hdf5',
  'hdf',
  'mat',
  'rds',
  'rdata',
  'sqlite',
  'sqlite3',
  'duckdb',
  'pt',
  'pth',
  'ckpt',
  'safetensors',
  'onnx',
  'pb',
  'tflite',
  'keras',
  'mlmodel',
  'gguf',
  'ggml',
  'caffemodel',
  'model',
  'bin',
  'tfrecord',
  'tfrecords',
  'lmdb',
  'mdb',
  'zip',
  'tar',
  'gz',
  'tgz',
  'bz2',
  'xz',
  '7z',
  'zst',
  'rar',
  'nii',
  'dcm',
  'tif',
  'tiff',
  'las',
  'laz',
])
const MEDIA = new Set([
  'png',
  'jpg',
  'jpeg',
  'bmp',
  'gif',
  'webp',
  'tif',
  'tiff',
  'dcm',
  'wav',
  'mp3',
  'flac',
  'ogg',
  'mp4',
  'avi',
  'mov',
  'mkv',
  'npy',
  'npz',
  'txt',
  'csv',
  'json',
  'xml',
])
/** Files that are large for other reasons: written or generated for people and programs, so that their versions belong to the code. */
const NOT_DATA = new Set([
  'js',
  'mjs',
  'cjs',
  'ts',
  'css',
  'map',
  'html',
  'svg',
  'lock',
  'pdf',
  'ppt',
  'pptx',
  'doc',
  'docx',
  'odt',
  'odp',
  'ttf',
  'otf',
  'woff',
  'woff2',
  'wasm',
  'whl',
  'jar',
  'so',
  'dll',
  'dylib',
  'ipynb',
  'po',
  'sql',
  'py',
  'ico',
])
/** Test fixtures may be larger: they rarely change. */
const FOR_TESTS = /(^|\/)(tests?|__tests__|testdata|fixtures)\//i
const FOR_PEOPLE = /(^|\/)(docs?|documentation|site|website|paper|slides|\.github)\//i

/** Data files of 5 MiB and more: no documents, no programs, no files of a documentation folder. */
export const largeFile: Rule = (input) =>
  candidates(input)
    .filter(({ path, size }) => size >= LARGE_BYTES && !isBinary(path))
    .map((file) => finding(input, file, 'is data of'))

/** Binary data and models from 512 KiB on (5 MiB in test folders), and folders of many such files, images or recordings that are large together. */
export const binaryData: Rule = (input) => {
  const files = candidates(input)
  const collections = collectionsOf(files)
  const single = files.filter(
    ({ path, size }) =>
      isBinary(path) &&
      size >= (FOR_TESTS.test(path) ? LARGE_BYTES : BINARY_BYTES) &&
      !collections.some(({ folder }) => folderOf(path) === folder),
  )
  return [
    ...single.map((file) => finding(input, file, 'is binary data or a model of')),
    ...collections.map(
      ({ folder, count, size }): Found => ({
        path: folder,
        message: `${folder} is a collection of data, ${count} files with ${formatBytes(size)} in all, and Git keeps every version of them.`,
        fix: repair(input, folder),
      }),
    ),
  ]
}

/** Files that could be data; files of other rules are left out. */
function candidates(input: LintInput): LintFile[] {
  const cached = new Set(
    outputsOf(input)
      .filter(({ out }) => out.cache)
      .map(({ path }) => path),
  )
  return input.tracked.filter(
    ({ path, mode }) =>
      mode !== '120000' &&
      !isInstalled(path) &&
      !FOR_PEOPLE.test(path) &&
      !`/${path}`.includes('/.dvc/') &&
      !NOT_DATA.has(extension(path)) &&
      !selfAndFolders(path).some((folder) => cached.has(folder)),
  )
}

function collectionsOf(files: readonly LintFile[]): { folder: string; count: number; size: number }[] {
  const folders = new Map<string, { count: number; size: number }>()
  for (const { path, size } of files) {
    const folder = folderOf(path)
    if (folder === '' || !(MEDIA.has(extension(path)) || isBinary(path))) continue
    const known = folders.get(folder) ?? { count: 0, size: 0 }
    folders.set(folder, { count: known.count + 1, size: known.size + size })
  }
  return [...folders]
    .filter(([, { count, size }]) => count >= COLLECTION_FILES && size >= COLLECTION_BYTES)
    .map(([folder, sums]) => ({ folder, ...sums }))
}

function finding(input: LintInput, { path, size }: LintFile, what: string): Found {
  const own = outputsOf(input).find((output) => !output.out.cache && output.path === path)
  if (own) {
    return {
      path,
      message: `${path} ${what} ${formatBytes(size)} in Git, which keeps every version: ${own.stage.name} declares it \`cache: false\`.`,
      fix: cacheOutput(input, own.stage, path),
    }
  }
  return {
    path,
    message: `${path} ${what} ${formatBytes(size)}, and Git keeps every version of it.`,
    fix: repair(input, path),
  }
}

/** `dvc add` rejects files that Git still tracks, and writes the `.gitignore` beside. */
function repair(input: LintInput, path: string): string {
  const ignore = below(folderOf(path), '.gitignore')
  const add = fromTop(input.prefix, `dvc add ${shellWord(fromPrefix(input, path))}`)
  return `git rm -r --cached --quiet -- ${shellWord(path)} && ${add} && git add -- ${shellWord(`${path}.dvc`)} ${shellWord(ignore)}`
}

/** Takes `cache: false` from the options of one output, and lets DVC track it. */
function cacheOutput(input: LintInput, stage: Stage, path: string): string {
  const { path: file, line = 1 } = placeOf(input, stage, path)
  const lines = (input.files.find((known) => known.path === file)?.text ?? '').split('\n')
  const after = lines.slice(line - 1).findIndex((text) => /cache: *false/.test(text))
  const ignore = below(folderOf(path), '.gitignore')
  return [
    `git rm -r --cached --quiet -- ${shellWord(path)}`,
    `sed -i '${line + Math.max(0, after)}s/cache: *false,* *//' ${shellWord(file)}`,
    fromTop(input.prefix, `dvc commit --force ${shellWord(stage.name)}`),
    `git add -- ${[file, lockOf(file), ignore].map(shellWord).join(' ')}`,
  ].join(' && ')
}

function isBinary(path: string): boolean {
  return BINARY.has(extension(path))
}

function extension(path: string): string {
  const name = nameOf(path).toLowerCase()
  return name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : ''
}
