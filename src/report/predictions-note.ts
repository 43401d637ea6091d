import { formatTogether } from '../text/numbers.js'

/** Metrics that a note names. */
const MOST_NAMES = 3

/** What a table of predictions gave. Texts are clauses. */
interface Given {
  unread?: string
  unpaired?: string
  unsliced?: string
  metrics?: readonly { name: string; value: number; given?: number }[]
}

/** A metric whose value the predictions do not give: `the evaluation says 0.91, and the predictions give 0.89`. */
export function unlikeText(value: number, given: number, of: 'the evaluation' | 'the baseline'): string {
  const [said = '', found = ''] = formatTogether([value, given])
  return `${of} says ${said}, and ${of === 'the baseline' ? 'its' : 'the'} predictions give ${found}`
}

/** What a table of predictions does not give, in sentences; empty where it gives all. */
export function unusedPredictions(path: string, { unread, unpaired, unsliced, metrics = [] }: Given): string {
  if (unread !== undefined) return `${path} gives no intervals: ${unread}.`
  const unlike = metrics.flatMap(({ name, value, given }) =>
    given === undefined ? [] : [`${name} (${unlikeText(value, given, 'the evaluation')})`],
  )
  const more = unlike.length > MOST_NAMES ? ` and ${unlike.length - MOST_NAMES} more` : ''
  return [
    ...(unlike.length === 0 ? [] : [`${path} gives no interval of ${unlike.slice(0, MOST_NAMES).join(', ')}${more}.`]),
    ...(unpaired === undefined ? [] : [`${path} gives no intervals of changes: ${unpaired}.`]),
    ...(unsliced === undefined ? [] : [`${path} gives not all slices: ${unsliced}.`]),
  ].join(' ')
}
