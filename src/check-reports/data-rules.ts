import { count } from '../text/words.js'
import type { FoundPlace, FoundResults } from './found-results.js'

/** A rule of a column that rows break. */
interface DataRule {
  message: string
  rows: number
  /** The first row, where a file has it. */
  place: FoundPlace | undefined
}

/** Most rules of one file: data sets that break more of them have another schema. */
const MOST_RULES = 10_000

/**
 * Breaches of rules on data, one failure for each rule of a column: a column with 500 wrong cells is one row of a report.
 * A message has the number of rows and no value of them.
 */
export class DataRules {
  private readonly rules = new Map<string, DataRule>()
  private omitted = 0

  add(name: string, message: string, place?: FoundPlace): void {
    const known = this.rules.get(name)
    if (known !== undefined) known.rows++
    else if (this.rules.size >= MOST_RULES) this.omitted++
    else this.rules.set(name, { message, rows: 1, place })
  }

  /** Adds one failure for each rule. @param unit what breaks it: `row` */
  addTo(found: FoundResults, unit: string): void {
    for (const [name, { message, rows, place }] of this.rules)
      found.fail('failed', () => ({
        name,
        message: [message, unit === '' ? '' : count(rows, unit)].filter(Boolean).join(': '),
        places: place === undefined ? [] : [place],
      }))
    if (this.omitted > 0)
      found.fail('failed', () => ({
        name: 'other rules',
        message: `${count(this.omitted, 'breach', 'breaches')} more`,
        places: [],
      }))
  }
}
