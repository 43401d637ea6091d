/** The files that a run leaves, each with everything that happened: their paths, by the name of the setting that asks for them. */
export interface KeptFiles {
  /** report.json */
  report?: string
  /** The HTML page. */
  page?: string
}

/** What has everything that a rendering leaves out, Markdown, as the subject of a sentence with `have`. */
export function keeperOf({ report, page }: KeptFiles): { words: string; have: 'has' | 'have' | 'would have' } {
  if (page !== undefined) return { words: 'the HTML page', have: 'has' }
  if (report !== undefined) return { words: '`report.json`', have: 'has' }
  return { words: 'the files that the inputs `page` and `report` ask for', have: 'would have' }
}
