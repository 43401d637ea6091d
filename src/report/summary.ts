import type { CauseBlock } from './cause-block.js'
import { markdownCauses } from './cause-markdown.js'
import { MARKS } from './comment-table.js'
import { markdownData } from './data-markdown.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { headlineOf } from './headline.js'
import { type IdentityFact, identityOf } from './identity.js'
import { type KeptFiles, keeperOf } from './kept-files.js'
import { type LinkTo, linkedCommit, quotedLinksTo } from './links.js'
import { renderSection } from './markdown-section.js'
import { mermaidPipeline } from './mermaid.js'
import { markdownPlots } from './plot-section.js'
import type { Report } from './report.js'
import type { Section } from './section.js'
import { failuresFirst, sectionsOf } from './sections.js'
import { historyLine } from './sparkline.js'

/** GitHub drops the whole summary of a step over 1 MiB ("Workflow commands", job summaries). */
export const SUMMARY_LIMIT = 1_048_576

/** Causes that the summary shows in front; the tables have all failures. */
const MOST_CAUSES = 20

/** From a full summary to the shortest; the first that fits is used. */
const TIERS = [
  { rows: 1000, characters: 1000, logs: 50, log: 10_000, charts: 12, graph: true },
  { rows: 1000, characters: 1000, logs: 50, log: 10_000, charts: 0, graph: true },
  { rows: 1000, characters: 1000, logs: 50, log: 10_000, charts: 0, graph: false },
  { rows: 200, characters: 300, logs: 20, log: 4_000, charts: 0, graph: false },
  { rows: 50, characters: 200, logs: 10, log: 1_000, charts: 0, graph: false },
  { rows: 10, characters: 100, logs: 0, log: 0, charts: 0, graph: false },
  { rows: 0, characters: 60, logs: 0, log: 0, charts: 0, graph: false },
]

type Tier = (typeof TIERS)[number]

/**
 * The report as Markdown for GitHub: the verdict, then one table for each subject.
 * @param files the files of the run, for rows that are left out here
 * @param limit bytes; tables are shortened with a count, failed rows last, until the whole is smaller
 */
export function renderSummary(report: Report, files: KeptFiles = {}, limit = SUMMARY_LIMIT): string {
  const headline = headlineOf(report, report.source.directory ?? '')
  const linkTo = quotedLinksTo(linkedCommit(report))
  const sections = failuresFirst(sectionsOf(report))
  const stages = sections.find(({ title }) => title === 'Stages')
  const measured = sections.find(({ title }) => title === 'Metrics') ?? sections[0]
  let markdown = ''
  for (const tier of TIERS) {
    markdown = [
      `## ${MARKS[headline.tone]} dvc-ci ${report.mode}: ${headline.word.toLowerCase()}`,
      ...(headline.causes.length === 0
        ? [markdownText(shorten(headline.message, tier.characters * 4))]
        : causeBlocks(headline.causes, tier, files, linkTo)),
      markdownText(shorten(headline.change, tier.characters * 4)),
      [
        // The first fact names the commit, which the identity has with its address.
        ...headline.facts.slice(1).map((fact) => linked(markdownText(shorten(fact, 400)), headline.links.get(fact))),
        identityOf(report).map(identityText).join(' · '),
      ]
        .filter(Boolean)
        .join('<br>'),
    ]
      .filter(Boolean)
      .join('\n\n')
    for (const section of sections) {
      markdown += `\n\n${renderSection(section, tier, restOf(files), linkTo)}${belowOf(section, report, tier, files)}${pictures(report, section === stages, section === measured, tier, files)}`
      if (Buffer.byteLength(markdown) >= limit) break
    }
    markdown += '\n'
    if (Buffer.byteLength(markdown) < limit) break
  }
  return markdown
}

/** The causes of a failed run. @param files the files of the run, for causes that are left out here */
function causeBlocks(causes: readonly CauseBlock[], tier: Tier, files: KeptFiles, linkTo: LinkTo): string[] {
  const shown = causes.slice(0, Math.max(1, Math.min(MOST_CAUSES, tier.rows)))
  const { words, have } = keeperOf(files)
  const left = causes.length - shown.length
  return [
    ...markdownCauses(shown, { ...tier, message: tier.characters * 2 }, tier.logs, linkTo),
    ...(left > 0 ? [`${left} of ${causes.length} causes are not shown; ${words} ${have} them all.`] : []),
  ]
}

/** `Head main a1b2c3d`, with links. */
function identityText({ label, parts, glue }: IdentityFact): string {
  const shown = parts.map(({ text, isCode, address }) => {
    const words = shorten(text, 300)
    return linked(isCode ? markdownCode(words) : markdownText(words), address)
  })
  return `${label} ${shown.join(glue)}`
}

/** A block below another one; empty for an empty block. */
function after(block: string): string {
  return block === '' ? '' : `\n\n${block}`
}

/** Facts with the address of their page, where Markdown can hold the address unchanged. */
function linked(words: string, address: string | undefined): string {
  return address === undefined || /[<>\s]/.test(address) ? words : `[${words}](<${address}>)`
}

/** The place of the rows that are left out, as the subject of `them all`. */
function restOf(files: KeptFiles): string {
  const { words, have } = keeperOf(files)
  return `${words} ${have}`
}

/** What follows the table of a section: the history of the gate, the details of the data. */
function belowOf({ title }: Section, report: Report, tier: Tier, files: KeptFiles): string {
  if (title === 'Gate') return after(historyLine(report, tier.characters))
  return title === 'Data' ? after(markdownData(report.data, tier, keeperOf(files).words)) : ''
}

/** The drawing below a section: the pipeline with its stages, the plots with the metrics. */
function pictures(report: Report, afterStages: boolean, afterMetrics: boolean, tier: Tier, files: KeptFiles): string {
  const graph = afterStages && tier.graph ? mermaidPipeline(report) : undefined
  const plots = afterMetrics && tier.charts > 0 ? markdownPlots(report.plots ?? [], tier.charts, files) : undefined
  return `${graph === undefined ? '' : `\n\n\`\`\`mermaid\n${graph}\n\`\`\``}${plots === undefined ? '' : `\n\n### Plots\n\n${plots}`}`
}
