import { formatBeside } from '../text/numbers.js'
import { count, named } from '../text/words.js'
import type { Report } from './report.js'

/** How much of each subject the phrase names. */
const MOST = { outputs: 3, metrics: 2 }

/**
 * Whether a build gave the outputs that its source commit names, and how the metrics differ, as a phrase:
 * `3 of 4 outputs are bit for bit as committed; model.pkl differs (accuracy 0.9777 → 0.9781)`.
 * @returns empty where no output was compared
 */
export function reproducedFact({ reproduced = [], metrics }: Pick<Report, 'reproduced' | 'metrics'>): string {
  if (reproduced.length === 0) return ''
  const others = reproduced.filter(({ same }) => !same).map(({ path }) => path)
  if (others.length === 0)
    return reproduced.length === 1
      ? 'the output is bit for bit as committed'
      : `all ${reproduced.length} outputs are bit for bit as committed`
  const moved = metrics.flatMap(({ name, value, committed }) =>
    value === undefined || committed === undefined || committed === value
      ? []
      : [`${name} ${formatBeside(committed, value)} → ${formatBeside(value, committed)}`],
  )
  const same = reproduced.length - others.length
  return `${same} of ${count(reproduced.length, 'output')} ${same === 1 ? 'is' : 'are'} bit for bit as committed; ${named(others, MOST.outputs)} differ${others.length === 1 ? 's' : ''}${moved.length === 0 ? '' : ` (${named(moved, MOST.metrics)})`}`
}
