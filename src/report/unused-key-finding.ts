import { named } from '../text/words.js'
import type { Finding } from './report.js'

/**
 * The finding about an entry of `data.keys` that no table has.
 * @param meant the data with the nearest name
 * @param tables the tables of the project
 */
export function unusedKeyFinding(entry: string, meant: string | undefined, tables: readonly string[]): Finding {
  const known = meant === undefined ? `Tables: ${named(tables, 5) || 'none'}.` : `Did you mean ${meant}?`
  return {
    rule: 'data-key-unused',
    severity: 'warning',
    message: `data.keys names ${entry}, and no table has that path. ${known}`,
  }
}
