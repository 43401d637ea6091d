import { count, named } from '../text/words.js'
import type { LeakReport } from './data-report.js'
import type { Finding } from './report.js'

/** First files that the message names. */
const MOST_NAMES = 3

/**
 * The finding about data that other data has too; undefined where nothing is shared. As many as in the baseline are a
 * notice: this change did not bring them.
 * @param data the data of the test, as a user names it
 */
export function leakFinding(data: string, leak: LeakReport): Finding | undefined {
  const { path: other, files = 0, rows = 0, first = [] } = leak
  const shared = files > 0 ? files : rows
  if (shared === 0) return undefined
  const [noun, before] = files > 0 ? ['file', leak.baseline_files] : ['row', leak.baseline_rows]
  const names = first.length === 0 ? '' : `: ${named(namesOf(first, shared), MOST_NAMES)}`
  const earlier = before === undefined ? '' : ` (${before} in the baseline)`
  return {
    rule: 'data-leaked',
    path: data,
    severity: before !== undefined && shared <= before ? 'notice' : 'warning',
    message: `${count(shared, noun)} of ${data} ${shared === 1 ? 'is' : 'are'} also in ${other}${earlier}${names}. A model that was trained on its test data looks better than it is. Remove them from one of the two, or allow them with the policy \`"${data}:leaked(${other})": { max: ${shared} }\`.`,
  }
}

/** The first names, made up to the number of all, so that `named` counts the others. */
function namesOf(first: readonly string[], all: number): string[] {
  const shown = first.slice(0, MOST_NAMES)
  return [...shown, ...Array<string>(Math.max(0, all - shown.length)).fill('')]
}
