import { named } from '../text/words.js'
import { markdownPlot } from './charts.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { type KeptFiles, keeperOf } from './kept-files.js'
import type { PlotReport } from './plots.js'

/** Names that a sentence takes before it only counts. */
const MOST_NAMES = 20
const LONGEST_NAME = 100

/**
 * DVC's plots as Markdown for GitHub, this change against the baseline. Drawn are those that changed; the others are named.
 * @param most plots that are drawn
 * @param files that the run leaves, for what is not drawn here
 * @returns undefined where there is nothing to tell
 */
export function markdownPlots(plots: readonly PlotReport[], most: number, files: KeptFiles): string | undefined {
  if (plots.length === 0) return undefined
  const { words, have } = keeperOf(files)
  const same = plots.filter(({ changed }) => changed === false)
  const drawn: string[] = []
  const [left, onlyInPage]: [PlotReport[], PlotReport[]] = [[], []]
  for (const plot of plots.filter(({ changed }) => changed !== false)) {
    // Drawing is what takes time, so that it ends where nothing more is shown.
    const markdown = drawn.length < most ? markdownPlot(plot) : undefined
    if (markdown !== undefined) drawn.push(`${heading(plot)}\n\n${markdown}`)
    else if (drawn.length < most) onlyInPage.push(plot)
    else left.push(plot)
  }
  return [
    ...drawn,
    ...sentence(
      onlyInPage,
      files.page === undefined
        ? 'Not drawn here, but in the file that the input `page` asks for'
        : 'Drawn in the HTML page',
    ),
    ...sentence(left, `Left out here; ${words} ${have} them`),
    ...sentence(same, 'The same as in the baseline'),
  ].join('\n\n')
}

function heading({ title, name }: PlotReport): string {
  return title === name
    ? markdownCode(shorten(name, LONGEST_NAME))
    : `**${markdownText(shorten(title, LONGEST_NAME))}** ${markdownCode(shorten(name, LONGEST_NAME))}`
}

function sentence(plots: readonly PlotReport[], about: string): string[] {
  if (plots.length === 0) return []
  const names = plots.map(({ name }) => markdownCode(shorten(name, LONGEST_NAME)))
  return [`${about}: ${named(names, MOST_NAMES)}.`]
}
