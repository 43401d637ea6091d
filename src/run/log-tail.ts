/** The end of the output of programs. */
export class LogTail {
  private kept = ''

  /**
   * Keeps the end of a text.
   * @param longest largest number of characters of `text`
   */
  constructor(private readonly longest: number) {}

  add(text: string): void {
    this.kept += text
    // Cut rarely, not at every line.
    if (this.kept.length > 4 * this.longest) this.kept = this.kept.slice(-2 * this.longest)
  }

  /**
   * At most `longest` characters, from the beginning of a line. Of a longer line, the end after `…`: the mark tells the
   * redactor that a secret may be cut there.
   */
  get text(): string {
    if (this.kept.length <= this.longest) return this.kept
    const tail = this.kept.slice(-this.longest)
    const line = tail.indexOf('\n') + 1
    return line > 0 && line < tail.length ? tail.slice(line) : `…${tail.slice(1)}`
  }
}
