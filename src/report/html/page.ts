import { createHash } from 'node:crypto'
import { count } from '../../text/words.js'
import { shorten } from '../escape.js'
import { headlineOf } from '../headline.js'
import { formatSeconds } from '../numbers.js'
import type { Pictures } from '../plots.js'
import { policyState } from '../policy-state.js'
import { type Report, secondsOf } from '../report.js'
import type { Section, Tone } from '../section.js'
import { failuresFirst, sectionsOf } from '../sections.js'
import { escapeHtml } from './escape.js'
import { pipelineSvg } from './pipeline.js'
import { plotData, renderPlots } from './plots.js'
import { pill, renderSection, sectionId } from './tables.js'
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

export interface PageOptions {
  assets: PageAssets
  /** Version of dvc-ci. */
  version: string
  pictures?: Pictures
}

/** Short names for sections whose title is too long for a tile. */
const TILE_NAMES: Record<string, string> = { 'Missing from the remote': 'Remote' }

/** The most characters of a verdict in a heading; a longer one is a paragraph. */
const LONGEST_TITLE = 120

const NO_PICTURES: Pictures = new Map()

/**
 * The report as one HTML file without dependencies: no network (its content security policy forbids it), no fonts, no server.
 * @param report without secrets
 */
export function renderPage(report: Report, { assets, version, pictures = NO_PICTURES }: PageOptions): string {
  const headline = headlineOf(report)
  const sections = failuresFirst(sectionsOf(report))
  const plots = renderPlots(report.plots ?? [], pictures)
  const scripts = [assets.script, ...(plots.drawn.length > 0 ? [assets.charts] : [])]
  const title = `${headline.word}: dvc-ci ${report.mode}${report.source.sha ? ` of ${report.source.sha.slice(0, 12)}` : ''}`
  const afterMetrics =
    sections.findIndex((section) => section.title === 'Metrics') + 1 ||
    sections.findIndex((section) => section.title === 'Stages') + 1
  const blocks = sections.map((section) =>
    section.title === 'Steps'
      ? renderSection(timelineOf(section, report))
      : renderSection(section, section.title === 'Stages' ? drawing(report) : ''),
  )
  blocks.splice(afterMetrics, 0, plots.html)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(sourceHash).join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${assets.style}</style>`,
    '</head>',
    '<body>',
    `<a class="skip" href="#report">To the report</a>`,
    `<header class="${headline.tone}"><div>`,
    `<p class="mode"><strong>dvc-ci</strong> ${escapeHtml(report.mode)}</p>`,
    `<h1>${pill(headline.word, headline.tone)} <span class="message${headline.message.length > LONGEST_TITLE ? ' long' : ''}">${escapeHtml(shorten(headline.message, 4_000))}</span></h1>`,
    `<ul class="facts">${headline.facts.map((fact) => `<li>${escapeHtml(shorten(fact, 500))}</li>`).join('')}</ul>`,
    '</div></header>',
    tiles(report, sections, (report.plots ?? []).length),
    '<main id="report">',
    ...blocks,
    '</main>',
    `<footer><p>Made by dvc-ci ${escapeHtml(version)}. This page works offline and loads nothing.${plots.drawn.length > 0 ? ' Charts are drawn with Vega-Lite.' : ''}</p></footer>`,
    ...(plots.drawn.length > 0 ? [plotData(plots.drawn)] : []),
    ...scripts.map((script) => `<script>${script}</script>`),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** An inline script in the form of the content security policy (CSP Level 3, "hash-source"). */
function sourceHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}

function drawing(report: Report): string {
  const svg = pipelineSvg(report)
  return svg === '' ? '' : `<div class="drawing" role="region" tabindex="0" aria-label="Pipeline">${svg}</div>`
}

/** A short summary of each section, as links to them. */
function tiles(report: Report, sections: readonly Section[], plots: number): string {
  const all = sections.map((section) => tile(section.title, ...summaryOf(report, section)))
  if (plots > 0) {
    const changed = (report.plots ?? []).filter((plot) => plot.changed !== false).length
    const at = sections.findIndex(({ title }) => title === 'Metrics') + 1 || all.length
    all.splice(at, 0, tile('Plots', changed === 0 ? 'none changed' : `${changed} changed`, 'plain'))
  }
  return all.length === 0 ? '' : `<nav aria-label="Sections"><ul>${all.join('')}</ul></nav>`
}

function tile(title: string, text: string, tone: Tone): string {
  return `<li><a class="${tone}" href="#${sectionId(title)}"><span>${escapeHtml(TILE_NAMES[title] ?? title)}</span><b>${escapeHtml(text)}</b></a></li>`
}

function summaryOf(report: Report, { title, rows }: Section): [string, Tone] {
  const bad = rows.filter(({ tone }) => tone === 'bad').length
  const warn = rows.filter(({ tone }) => tone === 'warn').length
  const tone: Tone = bad > 0 ? 'bad' : warn > 0 ? 'warn' : 'good'
  switch (title) {
    case 'Gate':
      return [
        bad > 0
          ? `${bad} of ${rows.length} failed`
          : warn > 0
            ? warnedRules(report)
            : `${count(rows.length, 'rule')} held`,
        tone,
      ]
    case 'Stages':
      return [bad > 0 ? `${bad} of ${rows.length} ${stageWord(report)}` : verdicts(report), tone]
    case 'Metrics': {
      const changed = report.metrics.filter(({ change }) => change !== undefined && change !== 0).length
      return [
        warn > 0 ? `${warn} absent` : changed > 0 ? `${changed} of ${rows.length} changed` : 'none changed',
        warn > 0 ? 'warn' : 'plain',
      ]
    }
    case 'Checks':
      return [bad > 0 ? `${bad} of ${rows.length} failed` : `${rows.length} passed`, tone]
    case 'Findings':
      return [
        [bad > 0 ? count(bad, 'error') : '', warn > 0 ? count(warn, 'warning') : ''].filter(Boolean).join(', ') ||
          count(rows.length, 'notice'),
        bad + warn > 0 ? tone : 'plain',
      ]
    case 'Steps':
      return [formatSeconds(secondsOf(report)), tone === 'good' ? 'plain' : tone]
    case 'Missing from the remote':
      return [`${rows.length} missing`, tone]
    default:
      return [String(rows.length), bad > 0 ? 'bad' : 'plain']
  }
}

function warnedRules({ policies }: Report): string {
  const accepted = policies.filter((policy) => policyState(policy) === 'accepted').length
  const warned = policies.filter((policy) => policyState(policy) === 'warned').length
  const older = policies.filter((policy) => policyState(policy) === 'older').length
  return [
    accepted > 0 ? `${accepted} accepted` : '',
    older > 0 ? `${older} of an older model` : '',
    warned > 0 ? count(warned, 'warning') : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function stageWord({ stages }: Report): string {
  return stages.some(({ verdict }) => verdict === 'failed') ? 'failed' : 'stale'
}

function verdicts({ stages }: Report): string {
  const ran = stages.filter(({ verdict }) => verdict === 'ran').length
  const reproduced = stages.filter((stage) => stage.reproduced !== undefined).length
  if (ran === 0 && reproduced > 0) return `${reproduced} of ${stages.length} reproduced`
  return ran > 0 ? `${ran} of ${stages.length} ran` : `${stages.length} in order`
}
