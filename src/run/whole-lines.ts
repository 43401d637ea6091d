/** A line without an end is passed on in parts of this many characters. */
const LONGEST_LINE = 65_536

/**
 * Joins the pieces of one stream to whole lines. Two streams of a process meet in one log, where a piece of the other
 * stream would cut a line, and a secret in it.
 */
export class WholeLines {
  private pending = ''

  /** @returns the lines that are complete now, with their ends; a redrawn line ends with `\r` */
  add(text: string): string {
    this.pending += text
    const end = Math.max(this.pending.lastIndexOf('\n'), this.pending.lastIndexOf('\r')) + 1
    return this.take(this.pending.length - end > LONGEST_LINE ? this.pending.length : end)
  }

  /** @returns the rest, without an end */
  end(): string {
    return this.take(this.pending.length)
  }

  private take(characters: number): string {
    const taken = this.pending.slice(0, characters)
    this.pending = this.pending.slice(characters)
    return taken
  }
}
