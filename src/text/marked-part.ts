/** A part of a text between two comments of HTML, which dvc-ci writes: `<!-- dvc-ci:card:begin -->` and `…:end`. */

/** The place of a part in a text. */
export type MarkedPart =
  | { kind: 'absent' }
  /** From the first character of the first marker to the last one of the second. */
  | { kind: 'found'; start: number; end: number }
  /** `line`: from 1. The message is a clause. */
  | { kind: 'broken'; line: number; message: string }

/** The kind of a part, and its owner: several projects may write into one file. */
export interface PartName {
  kind: 'card' | 'release'
  /** The folder of the project in its repository; empty at the top. */
  owner: string
}

interface Marker {
  side: 'begin' | 'end'
  own: boolean
  line: number
  start: number
  end: number
}

/** A fence of a block of code (CommonMark 0.31, "Fenced code blocks"). */
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/
/** With four spaces or more it would be code. */
const MARKER = /^ {0,3}<!--[ \t]*dvc-ci:(card|release):(begin|end)(?:[ \t]+(\S+))?[ \t]*-->[ \t]*$/

/**
 * Finds a part. Markers in a block of code are text of the user.
 * @param from the first character that is searched
 */
export function findPart(text: string, name: PartName, from = 0): MarkedPart {
  const { markers, openFence } = markersOf(text, name, from)
  if (openFence !== undefined)
    return { kind: 'broken', line: openFence, message: 'the block of code that begins here does not end' }
  const own = markers.filter(({ own }) => own)
  const [first, second] = own
  if (first === undefined) return { kind: 'absent' }
  const broken = (at: Marker, message: string): MarkedPart => ({ kind: 'broken', line: at.line, message })
  if (own.length > 2) return broken(own[2] ?? first, `${own.length} markers of dvc-ci are in the file, not one pair`)
  if (first.side === 'end')
    return broken(
      first,
      second === undefined ? 'the marker of the beginning is missing' : 'the end is before the beginning',
    )
  if (second === undefined || second.side === 'begin')
    return broken(
      second ?? first,
      second === undefined ? 'the marker of the end is missing' : 'two markers begin the part',
    )
  const between = markers.find(({ start, own }) => !own && start > first.start && start < second.start)
  if (between !== undefined) return broken(between, 'a marker of another part is between the two markers')
  return { kind: 'found', start: first.start, end: second.end }
}

/** The markers outside of blocks of code, and the line of a block that does not end. */
function markersOf(
  text: string,
  { kind, owner }: PartName,
  from: number,
): { markers: Marker[]; openFence: number | undefined } {
  const markers: Marker[] = []
  let fence: { mark: string; line: number } | undefined
  let start = 0
  for (const [index, whole] of text.split('\n').entries()) {
    // A byte order mark is no part of the first line (CommonMark, "Preliminaries").
    const bom = index === 0 && whole.startsWith('\uFEFF') ? 1 : 0
    const line = whole.slice(bom, whole.endsWith('\r') ? -1 : undefined)
    const at = start + bom
    start += whole.length + 1
    if (at < from) continue
    const [, mark = '', info = ''] = FENCE.exec(line) ?? []
    if (fence !== undefined) {
      if (mark.startsWith(fence.mark) && info.trim() === '') fence = undefined
      continue
    }
    if (mark !== '') {
      fence = { mark, line: index + 1 }
      continue
    }
    const [matched, kindOf, side, ownerOf = ''] = MARKER.exec(line) ?? []
    if (matched === undefined || (side !== 'begin' && side !== 'end')) continue
    const own = kindOf === kind && ownerOf === encoded(owner)
    markers.push({ side, own, line: index + 1, start: at, end: at + line.length })
  }
  return { markers, openFence: fence?.line }
}

/**
 * The text with a part, in the place of the earlier one or at the end. All other characters stay.
 * @param place where `findPart` found it
 * @param content with `\n`
 */
export function withPart(
  text: string,
  name: PartName,
  place: Exclude<MarkedPart, { kind: 'broken' }>,
  content: string,
): string {
  const eol = lineEndOf(text)
  const part = `${marker(name, 'begin')}\n${content}\n${marker(name, 'end')}`.replaceAll('\n', eol)
  if (place.kind === 'found') return text.slice(0, place.start) + part + text.slice(place.end)
  const gap = text.trim() === '' ? '' : /\r?\n\r?\n$/.test(text) ? '' : text.endsWith('\n') ? eol : eol + eol
  return `${text}${gap}${part}${eol}`
}

/** The text without its part. */
export function withoutPart(text: string, place: MarkedPart): string {
  return place.kind === 'found' ? text.slice(0, place.start) + text.slice(place.end) : text
}

/** The line end of a text: that of its first line. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n'
}

function marker({ kind, owner }: PartName, side: Marker['side']): string {
  return `<!-- dvc-ci:${kind}:${side}${owner === '' ? '' : ` ${encoded(owner)}`} -->`
}

/** Without blanks and without `>`, which could end the comment. */
function encoded(owner: string): string {
  return encodeURI(owner)
}
