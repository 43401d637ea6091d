/** The end of what programs said. */
export class LogTail {
  private kept = ''

  /** @param longest characters of `text`, at most */
  constructor(private readonly longest: number) {}

  add(text: string): void {
    this.kept += text
    // Cut now and then, not at every line.
    if (this.kept.length > 4 * this.longest) this.kept = this.kept.slice(-2 * this.longest)
  }

  /** At most `longest` characters, from the beginning of a line. */
  get text(): string {
    if (this.kept.length <= this.longest) return this.kept
    const tail = this.kept.slice(-this.longest)
    return tail.slice(tail.indexOf('\n') + 1)
  }
}
