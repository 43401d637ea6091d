/** How many names `named` shows unless the caller says otherwise. */
const MOST_NAMES = 5

/** `1 object`, `2 objects`. */
export function count(number: number, word: string, plural = `${word}s`): string {
  return `${number} ${number === 1 ? word : plural}`
}

/** `a, b and 3 more`: at most `most` names. */
export function named(names: readonly string[], most = MOST_NAMES): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ')
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** The last line that is not empty: most programs write their reason there. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}

/** The text with its first letter in upper case. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** The first sentence of a text, with its period. */
export function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text
}

/** A sentence without its final period, so that it can be a clause of another one. */
export function withoutPeriod(text: string): string {
  return text.replace(/\.$/, '')
}
