// By hand: the time of `stripVTControlCharacters` of Node grows with the square of a text that ends no sequence.

/** Sequences of ECMA-48: with parameters; with a text, where it ends; and those of few characters. */
const SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g

/** The text without the escape sequences of terminals, such as colours, in a time that its length bounds. */
export function withoutEscapes(text: string): string {
  return text.replace(SEQUENCE, '')
}
