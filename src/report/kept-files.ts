/** The paths of the full reports that a run writes, by the name of the setting. */
export interface KeptFiles {
  /** report.json */
  report?: string
  /** The HTML page. */
  page?: string
}

/** The full report, as the subject of a sentence with `have`. Markdown. */
export function keeperOf({ report, page }: KeptFiles): { words: string; have: 'has' | 'have' | 'would have' } {
  if (page !== undefined) return { words: 'the HTML page', have: 'has' }
  if (report !== undefined) return { words: '`report.json`', have: 'has' }
  return { words: 'the files that the inputs `page` and `report` ask for', have: 'would have' }
}
