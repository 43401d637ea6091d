import { formatCount } from './numbers.js'

/** `1 row`, `1,997 rows`. */
export function counted(number: number, word: string): string {
  return `${formatCount(number)} ${word}${number === 1 ? '' : 's'}`
}

/**
 * A number of files or rows: `1,997 rows (+200)`, or with its changes where they are of several kinds.
 * @param changes numbers of changed ones, each with its word; undefined where they are not known
 */
export function ofBoth(
  now: number | undefined,
  before: number | undefined,
  word: string,
  changes: Readonly<Record<string, number>> | undefined,
): string {
  if (now === undefined) return before === undefined ? '' : `${counted(before, word)} before`
  if (before === undefined) return counted(now, word)
  const shown = Object.entries(changes ?? {}).filter(([, number]) => number > 0)
  const [only] = shown
  if (changes !== undefined && shown.length === 0 && now === before) return `the same ${counted(now, word)}`
  const isNet = shown.length === 0 || (shown.length === 1 && only?.[1] === Math.abs(now - before))
  if (isNet) return `${counted(now, word)}${now === before ? '' : ` (${signed(now - before)})`}`
  return `${counted(now, word)} (${shown.map(([kind, number]) => `${formatCount(number)} ${kind}`).join(', ')})`
}

/** `+200`, `-3`. */
export function signed(difference: number): string {
  return `${difference > 0 ? '+' : '-'}${formatCount(Math.abs(difference))}`
}

/** `0.01 → 0.03`; one side where both are the same, or the other is absent. */
export function fromTo(before: string, now: string): string {
  return before === '' || before === now ? now : now === '' ? before : `${before} → ${now}`
}
