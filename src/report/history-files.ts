import type { BuildsReport } from './builds-report.js'
import { jsonText } from './escape.js'
import { historyBadges } from './history-badges.js'

/** The files of the history in a branch: the page, the data and the badges. @param page its text */
export function historyFiles(builds: BuildsReport, page: string): Map<string, string> {
  return new Map([
    ['index.html', page],
    ['history.json', `${jsonText({ schema: 1, ...builds })}\n`],
    ...[...historyBadges(builds)].map(([name, svg]) => [`badges/${name}`, svg] as const),
  ])
}

/** What became of the history in one place: a file or a branch. */
export interface HistoryOutcome {
  place: string
  failed: boolean
  /** `written`, or why not. */
  words: string
}

/** The places of the history in one line. */
export function historyOutcome(outcomes: readonly HistoryOutcome[]): string {
  return outcomes.map(({ place, words }) => `${place}: ${words}`).join('; ')
}
