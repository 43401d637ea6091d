import { findPart, type PartName, withoutPart, withPart } from '../text/marked-part.js'
import {
  findFrontMatter,
  frontMatterProblem,
  type ModelIndex,
  ownTextOf,
  resultsIn,
  withResults,
} from './front-matter.js'

/** Why a file cannot be a model card. */
export interface CardProblem {
  /** From 1; absent for a fault of the whole file. */
  line?: number
  /** A clause. */
  message: string
  /** A sentence. */
  remedy: string
}

/** Bytes of the largest model card. */
export const MOST_CARD_BYTES = 1024 * 1024

const MARKERS = 'Keep one pair of markers, or remove all of them: the next build adds the part at the end of the file.'

/** The text of a file, with every byte; or its fault. */
export function cardText(bytes: Buffer): string | CardProblem {
  if (bytes.length > MOST_CARD_BYTES)
    return { message: `it has ${bytes.length} bytes`, remedy: 'A model card has at most 1 MiB.' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // The same fault as a zero byte.
  }
  return { message: 'it is not UTF-8 text', remedy: 'Save it as UTF-8 text, or name another file.' }
}

/** The fault of a card into which no build can write; undefined without one. @param owner folder of the project */
export function cardProblem(text: string, owner: string): CardProblem | undefined {
  const matter = findFrontMatter(text)
  const fault = matter === undefined ? undefined : 'message' in matter ? matter : frontMatterProblem(text, matter)
  if (fault !== undefined) return { ...fault, remedy: 'Correct the lines between the two `---` at the top.' }
  const part = findPart(text, nameOf(owner), afterMatter(matter))
  return part.kind === 'broken' ? { line: part.line, message: part.message, remedy: MARKERS } : undefined
}

/** True for a card that has a part of this project. */
export function hasPart(text: string, owner: string): boolean {
  return findPart(text, nameOf(owner), afterMatter(findFrontMatter(text))).kind === 'found'
}

/**
 * The card of a build. The text of the user stays, byte for byte.
 * @param text a card without a fault
 * @param content the part of dvc-ci, with `\n`
 */
export function cardWith(text: string, owner: string, content: string, index: ModelIndex): string {
  const matter = findFrontMatter(text)
  const indexed = withResults(text, matter === undefined || 'message' in matter ? undefined : matter, index)
  const place = findPart(indexed, nameOf(owner), afterMatter(findFrontMatter(indexed)))
  if (place.kind === 'broken') throw new Error(place.message)
  return withPart(indexed, nameOf(owner), place, content)
}

/**
 * A card with the part and the results of another version of it.
 * @returns undefined where that version has no part
 */
export function cardFrom(text: string, from: string, owner: string, source: string): string | undefined {
  const matter = findFrontMatter(from)
  const place = findPart(from, nameOf(owner), afterMatter(matter))
  if (place.kind !== 'found') return undefined
  const lines = from.slice(place.start, place.end).split(/\r?\n/)
  const index = resultsIn(from, matter === undefined || 'message' in matter ? undefined : matter, source)
  return cardWith(text, owner, lines.slice(1, -1).join('\n'), index)
}

/** The text of the user alone: two cards with the same one differ by builds only. @param source of the results of builds */
export function proseOf(text: string, owner: string, source: string): string {
  const matter = findFrontMatter(text)
  const front = matter === undefined || 'message' in matter ? '' : ownTextOf(text, matter, source)
  const from = afterMatter(matter)
  const place = findPart(text, nameOf(owner), from)
  return `${front}\n---\n${withoutPart(text, place).slice(from).replace('\uFEFF', '').trim()}`
}

function afterMatter(matter: ReturnType<typeof findFrontMatter>): number {
  return matter === undefined || 'message' in matter ? 0 : matter.after
}

function nameOf(owner: string): PartName {
  return { kind: 'card', owner }
}
