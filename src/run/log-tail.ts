import { LONGEST_LOG } from '../pipeline/fragment.js'

/** The end of what programs said. */
export class LogTail {
  private kept = ''

  add(text: string): void {
    this.kept += text
    // Cut now and then, not at every line.
    if (this.kept.length > 4 * LONGEST_LOG) this.kept = this.kept.slice(-2 * LONGEST_LOG)
  }

  /** At most LONGEST_LOG characters, from the beginning of a line. */
  get text(): string {
    if (this.kept.length <= LONGEST_LOG) return this.kept
    const tail = this.kept.slice(-LONGEST_LOG)
    return tail.slice(tail.indexOf('\n') + 1)
  }
}
