import { eastAsianWidth } from 'get-east-asian-width'

/** Marks that stand on the character before them, and format characters. get-east-asian-width gives them a cell. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Cells that a text without control characters takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (character < '\x7f') return 1
  if (NO_WIDTH.test(character)) return 0
  return eastAsianWidth(character.codePointAt(0) ?? 0)
}

/** The text cut to a number of cells, with `…` at the end if it was longer. */
export function fitWidth(text: string, cells: number): string {
  if (displayWidth(text) <= cells) return text
  let fitted = ''
  let width = 0
  for (const character of text) {
    width += characterWidth(character)
    if (width > cells - 1) break
    fitted += character
  }
  return cells > 0 ? `${fitted}…` : ''
}

/** The text filled with spaces to a number of cells. */
export function padWidth(text: string, cells: number, side: 'left' | 'right'): string {
  const fill = ' '.repeat(Math.max(0, cells - displayWidth(text)))
  return side === 'left' ? text + fill : fill + text
}

/**
 * The text in lines of at most a number of cells. It is cut between words alone: a word that is longer, such as a path, has a
 * line of its own, which a terminal breaks and a user can copy.
 * @param cells undefined: no limit
 */
export function wrapWidth(text: string, cells: number | undefined): string[] {
  const lines = text.split('\n')
  return cells === undefined ? lines : lines.flatMap((line) => wrappedLine(line, Math.max(1, cells)))
}

function wrappedLine(text: string, cells: number): string[] {
  if (displayWidth(text) <= cells) return [text]
  const [indent = ''] = /^ */.exec(text) ?? []
  const lines: string[] = []
  let [line, width] = [indent, indent.length]
  for (const word of text.slice(indent.length).split(' ')) {
    const more = displayWidth(word)
    const isFirst = line.trim() === ''
    if (!isFirst && width + 1 + more > cells) {
      lines.push(line.trimEnd())
      ;[line, width] = [word, more]
    } else [line, width] = isFirst ? [line + word, width + more] : [`${line} ${word}`, width + 1 + more]
  }
  return [...lines, line.trimEnd()]
}
