import type { FoundPlace } from './found-results.js'

/** Lines of a traceback that are read, from its end; characters of a line. */
const MOST_LINES = 500
const LONGEST_LINE = 1_000
/** Folders of packages: a frame there is no place of the project. */
const PACKAGES = /(?:^|[/\\])(?:site-packages|dist-packages|node_modules)[/\\]/

/** True for the line of a frame: it is a place, and no part of a message. */
export function isFrame(line: string): boolean {
  return /^\s*(?:at\s|❯\s)/.test(line) || /^\s*File "[^"]+", line \d+/.test(line)
}

/**
 * The places that a traceback names, the most probable one first. JavaScript writes the innermost frame first; Python and
 * Go write it last.
 * @param folder the folder or package of the test, for tools that name the file alone: `example.com/shapes/area`
 */
export function stackPlaces(text: string, folder = ''): FoundPlace[] {
  const outer: FoundPlace[] = []
  const inner: FoundPlace[] = []
  for (const line of text.split(/\r?\n/).slice(-MOST_LINES)) {
    if (line.length > LONGEST_LINE) continue
    const frame = scriptFrame(line)
    if (frame !== undefined) inner.push(frame)
    else outer.push(...colonFrame(line))
  }
  return [...inner, ...outer.reverse()]
    .filter(({ file }) => !PACKAGES.test(file))
    .flatMap((place) => belowFolders(place, folder))
}

/** `at Object.toBe (/work/area.test.js:5:21)`, `at /work/area.js:5:21`, `❯ src/area.test.ts:5:21` */
function scriptFrame(line: string): FoundPlace | undefined {
  const trimmed = line.trim()
  if (!/^(?:at|❯)\s/.test(trimmed)) return undefined
  const inside = trimmed.endsWith(')') ? trimmed.slice(trimmed.lastIndexOf('(') + 1, -1) : trimmed.slice(2).trim()
  const [, file, row, column] = /^(.+):(\d+):(\d+)$/.exec(inside) ?? []
  return file === undefined ? undefined : { file: fileOf(file), line: Number(row), column: Number(column) }
}

/** `File "a.py", line 3`, `tests/test_a.py:16: AssertionError`, `area_test.go:7: expected 4` */
function colonFrame(line: string): FoundPlace[] {
  const native = /^\s*File "([^"]+)", line (\d+)/.exec(line)
  const [, file, row, column] = native ?? /^\s*([^\s:][^:]*):(\d+)(?::(\d+))?:(?:\s|$)/.exec(line) ?? []
  return file === undefined
    ? []
    : [{ file: fileOf(file), line: Number(row), column: column === undefined ? undefined : Number(column) }]
}

/** A file without a folder, in each folder that its package may mean. */
function belowFolders(place: FoundPlace, folder: string): FoundPlace[] {
  if (!folder.includes('/') || /[/\\]/.test(place.file)) return [place]
  const parts = folder.split('/')
  return [...parts.map((_, index) => ({ ...place, file: [...parts.slice(index), place.file].join('/') })), place]
}

/** A path, or the path of a `file:` address. */
export function fileOf(text: string): string {
  if (!/^file:/i.test(text)) return text
  try {
    const { pathname } = new URL(text)
    return decodeURIComponent(pathname)
  } catch {
    return ''
  }
}
