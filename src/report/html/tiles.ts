import { count } from '../../text/words.js'
import { changeOf } from '../change.js'
import { CHECK_RESULTS } from '../check-results.js'
import { noticesOf } from '../notices.js'
import { formatSeconds } from '../numbers.js'
import { type PolicyState, policyState, rulesHeld } from '../policy-state.js'
import { type Report, secondsOf } from '../report.js'
import type { Section, Tone } from '../section.js'
import { SLICES, sliceSummary, wholeMetrics } from '../slices.js'
import { restoredText } from '../stage-state.js'
import { escapeHtml, proseHtml } from './escape.js'
import { sectionId } from './tables.js'

/** Short names for sections whose title is too long for a tile. */
const TILE_NAMES: Record<string, string> = { 'Missing from the remote': 'Remote' }

/** A short summary of each section, in words, as links to them. */
export function renderTiles(report: Report, sections: readonly Section[]): string {
  const all = sections.map((section) => tile(section.title, ...summaryOf(report, section)))
  const after = (title: string) => sections.findIndex((section) => section.title === title) + 1
  const { plots = [], history = [] } = report
  // The later place first: the earlier one stays as it is.
  const more: [number, string][] = [
    ...(plots.length > 0 ? [[after('Metrics') || all.length, plotsTile(report)] as [number, string]] : []),
    ...(history.length > 0 ? [[after('Gate') || all.length, historyTile(history)] as [number, string]] : []),
  ]
  for (const [at, html] of more.sort(([one], [other]) => other - one)) all.splice(at, 0, html)
  // One alone leads nowhere that a reader does not see.
  return all.length < 2 ? '' : `<nav aria-label="Sections"><ul>${all.join('')}</ul></nav>`
}

function tile(title: string, text: string, tone: Tone): string {
  return `<li><a class="${tone}" href="#${sectionId(title)}"><span>${escapeHtml(TILE_NAMES[title] ?? title)}</span><b>${proseHtml(text)}</b></a></li>`
}

function plotsTile({ plots = [] }: Report): string {
  const changed = plots.filter((plot) => plot.changed !== false).length
  return tile('Plots', changed === 0 ? 'none changed' : `${changed} changed`, 'plain')
}

function historyTile(history: NonNullable<Report['history']>): string {
  return tile('History', count(Math.max(...history.map(({ points }) => points.length)), 'build'), 'plain')
}

function summaryOf(report: Report, { title, rows }: Section): [string, Tone] {
  const bad = rows.filter(({ tone }) => tone === 'bad').length
  const warn = rows.filter(({ tone }) => tone === 'warn').length
  const tone: Tone = bad > 0 ? 'bad' : warn > 0 ? 'warn' : 'good'
  switch (title) {
    case 'Gate':
      return [
        bad > 0 ? closingRules(report) : warn > 0 ? warnedRules(report) : rulesHeld(report.policies),
        rows.every((row) => row.tone === 'plain') ? 'plain' : tone,
      ]
    case 'Stages':
      return [bad > 0 ? `${bad} of ${rows.length} ${stageWord(report)}` : verdicts(report), tone]
    case 'Metrics':
      return warn > 0 ? [`${warn} absent`, 'warn'] : [changes(report), 'plain']
    case SLICES:
      return [sliceSummary(report), bad + warn > 0 ? tone : 'plain']
    case 'Checks':
      return [bad > 0 ? `${bad} of ${rows.length} failed` : `${rows.length} passed`, tone]
    case CHECK_RESULTS:
      return [
        [bad > 0 ? `${bad} failed` : '', warn > 0 ? count(warn, 'warning') : ''].filter(Boolean).join(', ') ||
          count(rows.length, 'notice'),
        bad + warn > 0 ? tone : 'plain',
      ]
    case 'Findings':
      return [
        [bad > 0 ? count(bad, 'error') : '', warn > 0 ? count(warn, 'warning') : ''].filter(Boolean).join(', ') ||
          noticesOf(report.lint).join(', '),
        bad + warn > 0 ? tone : 'plain',
      ]
    case 'Data':
      return [
        worded(
          ['modified', 'added', 'deleted'],
          report.data.map(({ change }) => change),
        ),
        'plain',
      ]
    case 'Parameters':
      return [`${rows.length} changed`, 'plain']
    case 'Steps':
      return [formatSeconds(secondsOf(report)), tone === 'good' ? 'plain' : tone]
    case 'Missing from the remote':
      return [count(rows.length, 'object missing', 'objects missing'), tone]
    case 'Examination':
    case 'Verification':
      return [
        bad + warn > 0
          ? worded(['error', 'warning'], (report.doctor ?? report.verification)?.map(({ state }) => state) ?? [])
          : `${rows.length} in order`,
        tone,
      ]
    default:
      return [count(rows.length, 'row'), bad > 0 ? 'bad' : 'plain']
  }
}

/** Words with their counts, in this order: `1 modified, 2 added`. */
function worded(order: readonly string[], words: readonly string[]): string {
  return order
    .flatMap((word) => {
      const number = words.filter((each) => each === word).length
      return number === 0 ? [] : [`${number} ${word}`]
    })
    .join(', ')
}

/** The metrics by what became of them: `2 better, 1 worse`. */
function changes({ metrics: all }: Report): string {
  const metrics = wholeMetrics(all)
  const words = metrics.map((metric) => changeOf(metric)).filter(({ word }) => word !== 'same')
  if (metrics.every(({ baseline }) => baseline === undefined)) return count(metrics.length, 'metric')
  return (
    worded(
      ['better', 'worse', 'changed', 'new', 'absent'],
      words.map(({ word }) => word),
    ) || 'none changed'
  )
}

function closingRules({ policies }: Report): string {
  const of = (state: PolicyState) => policies.filter((policy) => policyState(policy) === state).length
  const [failed, unjudged] = [of('failed'), of('unjudged')]
  return [
    failed > 0 ? `${failed} of ${policies.length} failed` : '',
    unjudged > 0 ? `${failed > 0 ? unjudged : `${unjudged} of ${policies.length}`} not judged` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function warnedRules({ policies }: Report): string {
  const states = policies.map((policy) => policyState(policy))
  const accepted = states.filter((state) => state === 'accepted').length
  const warned = states.filter((state) => state === 'warned').length
  const older = states.filter((state) => state === 'older').length
  return [
    accepted > 0 ? `${accepted} accepted` : '',
    older > 0 ? `${count(older, 'rule')} judged the older model` : '',
    warned > 0 ? count(warned, 'warning') : '',
  ]
    .filter(Boolean)
    .join(', ')
}

function stageWord({ stages }: Report): string {
  return stages.some(({ verdict }) => verdict === 'failed') ? 'failed' : 'stale'
}

function verdicts({ stages, rollback }: Report): string {
  const held = stages.filter((stage) => stage.held === true).length
  if (held > 0) return `${held} of ${stages.length} ${rollback === undefined ? 'held' : restoredText(rollback)}`
  const ran = stages.filter(({ verdict }) => verdict === 'ran').length
  const reproduced = stages.filter((stage) => stage.reproduced !== undefined).length
  if (ran === 0 && reproduced > 0) return `${reproduced} of ${stages.length} run by the author`
  return ran > 0 ? `${ran} of ${stages.length} ran` : `${stages.length} in step`
}
