import { count, withoutPeriod } from '../../text/words.js'
import type { CauseBlock } from '../cause-block.js'
import { shorten } from '../escape.js'
import { type Headline, headlineOf, verdictOf } from '../headline.js'
import { type LinkTo, linkedCommit, linksTo } from '../links.js'
import type { DrawnPlot, Pictures } from '../plots.js'
import type { Report } from '../report.js'
import type { Section } from '../section.js'
import { failuresFirst, STEPS, sectionsOf } from '../sections.js'
import { SLICES, shownSlices, wholeMetrics } from '../slices.js'
import type { PagePictures, Thumbnails } from '../thumbnails.js'
import { withChanges } from './changes.js'
import { renderData } from './data.js'
import { renderDocument } from './document.js'
import { escapeHtml, proseHtml } from './escape.js'
import { renderFailures } from './failures.js'
import { renderHistory } from './history.js'
import { renderIdentity } from './identity.js'
import { anchor } from './links.js'
import { pipelineSvg } from './pipeline.js'
import { plotData, renderPlots } from './plots.js'
import { pill, renderSection } from './tables.js'
import { renderTiles } from './tiles.js'
import { timelineOf } from './timeline.js'

/** The parts of the page that the build makes. */
export interface PageAssets {
  /** The style sheet. */
  style: string
  /** The script that folds and filters. */
  script: string
  /** The library that draws charts, with its licence; only in a page with charts. */
  charts: string
}

export interface PageOptions extends PagePictures {
  assets: PageAssets
  /** Version of dvc-ci. */
  version: string
}

/** The most characters of a verdict in a heading; a longer one is a paragraph. */
const LONGEST_TITLE = 200

const NO_PICTURES: Pictures = new Map()
const NO_THUMBNAILS: Thumbnails = new Map()

/**
 * The report as one HTML file without dependencies: no network (its content security policy forbids it), no fonts, no server.
 * @param report without secrets
 */
export function renderPage(
  report: Report,
  { assets, version, pictures = NO_PICTURES, thumbnails = NO_THUMBNAILS }: PageOptions,
): string {
  const headline = headlineOf(report, report.source.directory ?? '')
  const sections = failuresFirst(sectionsOf(report))
  const linkTo = linksTo(linkedCommit(report))
  const message = headingOf(headline.causes) ?? verdictOf(headline).rest
  const plots = renderPlots(report.plots ?? [], pictures)
  const drawn = [...plots.drawn]
  const sectionBlocks = blocks(report, sections, linkTo, { plots: plots.html, drawn, thumbnails })
  const scripts = [assets.script, ...(drawn.length > 0 ? [assets.charts] : [])]
  const title = `${headline.word}: dvc-ci ${report.mode}${report.source.sha ? ` of ${report.source.sha.slice(0, 12)}` : ''}`
  return renderDocument({
    title,
    style: assets.style,
    tone: headline.tone,
    header: [
      `<p class="mode"><strong>dvc-ci</strong> ${escapeHtml(report.mode)}</p>`,
      `<h1>${pill(headline.word, headline.tone)} <span class="message${message.length > LONGEST_TITLE ? ' long' : ''}">${proseHtml(shorten(message, 4_000))}</span></h1>`,
      headline.change === '' ? '' : `<p class="gist">${proseHtml(shorten(headline.change, 1_000))}</p>`,
      facts(headline),
      renderIdentity(report),
    ],
    main: [renderFailures(headline.causes, linkTo), renderTiles(report, sections), ...sectionBlocks],
    footer: `Made by dvc-ci ${escapeHtml(version)}. This page works offline and loads nothing.${drawn.length > 0 ? ' Charts are drawn with Vega-Lite.' : ''}`,
    data: drawn.length > 0 ? [plotData(drawn)] : [],
    scripts,
  })
}

/** The first cause of a failure; its repair and the other causes are in the block below the heading. */
function headingOf([first, ...others]: readonly CauseBlock[]): string | undefined {
  return first === undefined
    ? undefined
    : others.length === 0
      ? first.title
      : `${withoutPeriod(first.title)} (and ${count(others.length, 'more cause')})`
}

/** The facts on the run; the first one names the commit, which the identity has with its links. */
function facts({ facts: all, links }: Headline): string {
  const items = all.slice(1).map((fact) => `<li>${anchor(links.get(fact), proseHtml(shorten(fact, 500)))}</li>`)
  return items.length === 0 ? '' : `<ul class="facts">${items.join('')}</ul>`
}

/**
 * The sections, with the history after the gate and the plots after the metrics.
 * @param shown `drawn` takes the charts of the data
 */
function blocks(
  report: Report,
  sections: readonly Section[],
  linkTo: LinkTo,
  { plots, drawn, thumbnails }: { plots: string; drawn: DrawnPlot[]; thumbnails: Thumbnails },
): string[] {
  const has = (title: string) => sections.some((section) => section.title === title)
  const [history, gate] = [renderHistory(report), has('Gate') ? 'Gate' : 'Metrics']
  const beforePlots = has('Metrics') ? 'Metrics' : 'Stages'
  return [
    ...(has(gate) ? [] : [history]),
    ...(has(beforePlots) ? [] : [plots]),
    ...sections.map((section) => {
      const picture = section.title === 'Stages' ? drawing(report) : ''
      const html =
        section.title === STEPS
          ? timelineOf(section, report)
          : section.title === 'Metrics'
            ? withChanges(section, wholeMetrics(report.metrics))
            : section.title === SLICES
              ? withChanges(
                  section,
                  shownSlices(report).map(({ metric }) => metric),
                )
              : section
      return (
        (section.title === 'Data'
          ? renderData(section, report.data, linkTo, drawn, thumbnails)
          : renderSection(html, linkTo, picture)) +
        (section.title === gate ? history : '') +
        (section.title === beforePlots ? plots : '')
      )
    }),
  ]
}

function drawing(report: Report): string {
  const svg = pipelineSvg(report)
  return svg === '' ? '' : `<div class="drawing" role="region" tabindex="0" aria-label="Pipeline">${svg}</div>`
}
