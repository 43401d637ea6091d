import { appendTo } from '../text/append-to.js'

/*
 * Texts are clipped in rooms that know no secrets: a message, a value, the end of a log. A clip may cut a secret, and the
 * search for whole secrets then misses the piece. Every clip leaves a mark, and pieces of secrets beside a mark are
 * masked too.
 */

/** Marks of a clip. */
const MARK = /…|\.\.\./g
/** A shorter piece tells too little, and would also hide ordinary words. */
const SHORTEST_PIECE = 8
/** Of a shorter secret, a piece may be an ordinary word. */
const SHORTEST_SECRET = 16

/** The long secrets by their first and by their last characters. */
export class CutSecrets {
  private readonly byStart = new Map<string, string[]>()
  private readonly byEnd = new Map<string, string[]>()
  private longest = 0

  add(form: string): void {
    if (form.length < SHORTEST_SECRET) return
    this.longest = Math.max(this.longest, form.length)
    for (const [map, key] of [
      [this.byStart, form.slice(0, SHORTEST_PIECE)],
      [this.byEnd, form.slice(-SHORTEST_PIECE)],
    ] as const)
      appendTo(map, key, form)
  }

  /** Replaces the pieces beside each mark. */
  mask(text: string, replacement: string): string {
    if (this.longest === 0) return text
    let out = ''
    let at = 0
    for (const { index, 0: mark } of text.matchAll(MARK)) {
      const after = index + mark.length
      const from = Math.max(at, this.startOfPiece(text, index))
      out += text.slice(at, from) + (from < index ? replacement : '') + mark
      at = this.endOfPiece(text, after)
      if (at > after) out += replacement
    }
    return out + text.slice(at)
  }

  /** Where the longest beginning of a secret starts that ends at a position; the position itself without one. */
  private startOfPiece(text: string, end: number): number {
    for (let start = Math.max(0, end - this.longest + 1); start <= end - SHORTEST_PIECE; start++) {
      const piece = text.slice(start, end)
      if (this.byStart.get(piece.slice(0, SHORTEST_PIECE))?.some((form) => form.startsWith(piece))) return start
    }
    return end
  }

  /** Where the longest end of a secret stops that starts at a position; the position itself without one. */
  private endOfPiece(text: string, start: number): number {
    for (let end = Math.min(text.length, start + this.longest - 1); end >= start + SHORTEST_PIECE; end--) {
      const piece = text.slice(start, end)
      if (this.byEnd.get(piece.slice(-SHORTEST_PIECE))?.some((form) => form.endsWith(piece))) return end
    }
    return start
  }
}
