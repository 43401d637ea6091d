import { displayWidth } from '../../src/report/width.js'

/** How a cell is drawn: classes of the page that shows it. */
type Style = readonly string[]
interface Cell {
  text: string
  style: Style
}

const TAB = 8
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const STYLES: ReadonlyMap<number, string> = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
  [7, 'inverse'],
  ...COLOURS.flatMap((name, index): [number, string][] => [
    [30 + index, name],
    [90 + index, `bright-${name}`],
  ]),
])
/** What ends which styles. */
const ENDS: ReadonlyMap<number, RegExp> = new Map([
  [0, /./],
  [22, /^(?:bold|dim)$/],
  [23, /^italic$/],
  [24, /^underline$/],
  [27, /^inverse$/],
  [39, new RegExp(`^(?:bright-)?(?:${COLOURS.join('|')})$`)],
])
/** An escape sequence: of the cursor and the colours, of the window (title, links), or of two characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's sequences are of control characters.
const SEQUENCE = /^\x1b(?:\[([\d;?]*)([A-Za-z])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^[\]])/

/**
 * What a terminal of that width shows in the end, with all lines that scrolled away: the output of a program with its
 * colours, moves of the cursor and lines that it wrote anew.
 */
export class TerminalScreen {
  private readonly lines: Cell[][] = [[]]
  private row = 0
  private column = 0
  private style: Style = []

  constructor(private readonly columns: number) {}

  write(text: string): this {
    let rest = text
    while (rest !== '') {
      const sequence = SEQUENCE.exec(rest)
      if (sequence !== null) {
        this.obey(sequence[2] ?? '', (sequence[1] ?? '').split(';').map(Number))
        rest = rest.slice(sequence[0].length)
        continue
      }
      const [character = ''] = rest
      this.put(character)
      rest = rest.slice(character.length)
    }
    return this
  }

  /** The lines as plain text, without blanks at their ends. */
  text(): string {
    return this.lines
      .map((line) =>
        line
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd()
  }

  /** The lines as HTML: spans with the classes of their styles. */
  html(): string {
    const rows = this.lines.map((line) => {
      const runs: Cell[] = []
      for (const { text, style } of line) {
        const last = runs.at(-1)
        if (last !== undefined && last.style.join() === style.join()) last.text += text
        else runs.push({ text, style })
      }
      return runs
        .map(({ text, style }) =>
          style.length === 0 ? escaped(text) : `<span class="${style.join(' ')}">${escaped(text)}</span>`,
        )
        .join('')
    })
    return rows.join('\n').trimEnd()
  }

  private put(character: string): void {
    if (character === '\n') this.row++
    else if (character === '\r') this.column = 0
    else if (character === '\b') this.column = Math.max(0, this.column - 1)
    else if (character === '\t') this.column = Math.min(this.columns - 1, (Math.floor(this.column / TAB) + 1) * TAB)
    else if (character >= ' ') {
      const width = displayWidth(character)
      if (this.column + width > this.columns) {
        this.row++
        this.column = 0
      }
      const line = this.line()
      if (width === 0) {
        const before = line[this.column - 1]
        if (before !== undefined) before.text += character
        return
      }
      while (line.length < this.column) line.push({ text: ' ', style: [] })
      line.splice(
        this.column,
        width,
        { text: character, style: this.style },
        ...(width > 1 ? [{ text: '', style: this.style }] : []),
      )
      this.column += width
    }
    this.line()
  }

  private line(): Cell[] {
    while (this.lines.length <= this.row) this.lines.push([])
    return this.lines[this.row] ?? []
  }

  private obey(command: string, numbers: readonly number[]): void {
    const [first = 0] = numbers
    const steps = Number.isNaN(first) || first === 0 ? 1 : first
    if (command === 'm') for (const number of numbers) this.restyle(number)
    else if (command === 'A') this.row = Math.max(0, this.row - steps)
    else if (command === 'B') this.row += steps
    else if (command === 'C') this.column = Math.min(this.columns - 1, this.column + steps)
    else if (command === 'D') this.column = Math.max(0, this.column - steps)
    else if (command === 'G') this.column = steps - 1
    else if (command === 'K') this.erase(first)
    else if (command === 'J') {
      this.erase(0)
      this.lines.splice(this.row + 1)
    }
  }

  private erase(what: number): void {
    const line = this.line()
    if (what === 0) line.splice(this.column)
    else if (what === 2) line.splice(0)
    else for (let at = 0; at <= this.column; at++) line[at] = { text: ' ', style: [] }
  }

  private restyle(number: number): void {
    const [style, ends] = [STYLES.get(number), ENDS.get(number)]
    if (ends !== undefined) this.style = this.style.filter((each) => !ends.test(each))
    if (style === undefined) return
    const colour = ENDS.get(39)
    this.style = [
      ...this.style.filter((each) => each !== style && !(colour?.test(style) === true && colour.test(each))),
      style,
    ]
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
