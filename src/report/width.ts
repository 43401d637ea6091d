/** Scripts and symbols that take two cells of a terminal (Unicode's East Asian Width W and F, the blocks that matter). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
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
  return WIDE.test(character) ? 2 : 1
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
