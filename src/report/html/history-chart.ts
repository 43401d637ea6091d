import { timeOf } from '../identity.js'
import { formatNumber } from '../numbers.js'
import { closesGate } from '../policy-state.js'
import type { HistoryReport, PolicyReport } from '../report.js'
import type { RunPoint } from '../sparkline.js'
import { escapeHtml } from './escape.js'

/** Pixels at the text size of the style sheet. */
export const WIDTH = 374
const HEIGHT = 160
/** Pixels between the ends of the course and the place of the numbers. */
export const INSET = 12
/** The place of the numbers; the rules are to its right. */
export const PLOT = { left: 4, right: WIDTH - 102, top: 22, bottom: HEIGHT - 38 }
/** A limit that is farther from the numbers than this share of their range would flatten them: it is at the edge. */
const FARTHEST = 1.5
/** Pixels from the numbers to a limit at the edge. */
const BEYOND = 10
/** The height of a label. */
const LINE = 13
const LONGEST_LABEL = 13

interface Drawn {
  /** The value of this run; undefined where there is none. */
  now: RunPoint | undefined
  /** The rules on the metric. */
  policies: readonly PolicyReport[]
  address: (sha: string) => string | undefined
}

/** A metric in the last builds and in this run, with the limits of its rules, as SVG. Each build is a link. */
export function historySvg({ metric, points }: HistoryReport, { now, policies, address }: Drawn): string {
  const value = now?.value
  const own = points.map((point) => point.value)
  const values = value === undefined ? own : [...own, value]
  const limits = policies.flatMap(limitOf)
  const scale = scaleOf(values, limits)
  const width = PLOT.right - PLOT.left - 2 * INSET
  const x = (index: number) =>
    round(PLOT.left + INSET + (values.length === 1 ? width / 2 : (index * width) / (values.length - 1)))
  const y = (number: number) => round(scale(number))
  const course = (from: number, list: readonly number[]) =>
    list.map((each, index) => `${index === 0 ? 'M' : 'L'}${x(from + index)} ${y(each)}`).join('')
  const failed = policies.some(closesGate)
  const [first = 0, last = 0] = [own[0], own.at(-1)]
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(description(metric, own, now, limits))}">` +
    limitLines(limits, scale) +
    `<path class="course" d="${course(0, own)}"/>` +
    (value === undefined ? '' : `<path class="course to" d="${course(own.length - 1, [last, value])}"/>`) +
    points.map((point, index) => build(point, x(index), y(point.value), address(point.sha))).join('') +
    (now === undefined
      ? ''
      : `<circle class="now ${failed ? 'bad' : now.label === 'older model' ? 'warn' : 'good'}" cx="${x(own.length)}" cy="${y(now.value)}" r="5.5"><title>${now.label}: ${formatNumber(now.value)}</title></circle>`) +
    // On the side that the course leaves free.
    `<text class="value" x="${x(0) - 4}" y="${(values[1] ?? first) > first ? y(first) + 13 : y(first) - 9}">${formatNumber(first, last)}</text>` +
    axis(points, now?.label) +
    '</svg>'
  )
}

/** The level that a rule asks for. */
export interface LimitLine {
  label: string
  level: number
}

/** `min: 0.95` as it is; `max_drop: 1%` from the baseline of the policy. Other rules have no level. */
function limitOf({ rule, baseline }: PolicyReport): LimitLine[] {
  const [, kind, amount = '', share] = /^(min|max|max_drop|max_rise): ([-+.\deE]+)(%?)$/.exec(rule) ?? []
  const number = Number(amount)
  if (kind === undefined || amount === '' || !Number.isFinite(number)) return []
  const label = rule.replace(':', '')
  if (kind === 'min' || kind === 'max') return [{ label, level: number }]
  if (baseline === undefined) return []
  const allowed = share === '%' ? (number / 100) * Math.abs(baseline) : number
  return [{ label, level: kind === 'max_drop' ? baseline - allowed : baseline + allowed }]
}

/** From a number to its place. The range has the numbers and the limits near them; what is beyond is at the edge. */
export function scaleOf(values: readonly number[], limits: readonly LimitLine[]): (value: number) => number {
  // Quarters: a difference of two doubles, and the range around it, can exceed the largest double.
  const [low, high] = [Math.min(...values) / 4, Math.max(...values) / 4]
  const range = high - low || Math.abs(high) / 10 || 1
  const near = limits
    .map(({ level }) => level / 4)
    .filter((level) => level >= low - range * FARTHEST && level <= high + range * FARTHEST)
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)]
  const [base, whole] = most > least ? [least, most - least] : [least - range / 2, range]
  return (value) => {
    const share = (value / 4 - base) / whole
    if (share < 0) return PLOT.bottom + BEYOND
    if (share > 1) return PLOT.top - BEYOND
    return PLOT.bottom - share * (PLOT.bottom - PLOT.top)
  }
}

/** The limits as dashed lines with their rules beside them, apart from each other. */
export function limitLines(limits: readonly LimitLine[], scale: (value: number) => number): string {
  const lines = limits.map((limit) => ({ ...limit, y: scale(limit.level) })).sort((one, other) => one.y - other.y)
  const places = apart(lines.map(({ y }) => y + 4))
  return lines
    .map(({ label, y }, index) => {
      // An arrow says on which side of the drawing a limit is that is far from the numbers.
      const side = y < PLOT.top ? ' ↑' : y > PLOT.bottom ? ' ↓' : ''
      const text = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label
      return `<path class="limit" d="M${PLOT.left} ${round(y)}H${PLOT.right}"/><text class="limit" x="${PLOT.right + 5}" y="${round(places[index] ?? y)}">${escapeHtml(`${text}${side}`)}</text>`
    })
    .join('')
}

/** Moves the labels of sorted places apart: down, and from the lower end up again. */
function apart(wanted: readonly number[]): number[] {
  const places = [...wanted]
  for (let index = 1; index < places.length; index++)
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + LINE)
  let free = HEIGHT - 4
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = Math.min(places[index] ?? 0, free)
    free = (places[index] ?? 0) - LINE
  }
  return places
}

function build(
  { sha, at, value, tag }: HistoryReport['points'][number],
  x: number,
  y: number,
  address: string | undefined,
): string {
  const told = `${sha.slice(0, 7)}, ${timeOf(at).slice(0, 10)}${tag === undefined ? '' : `, ${tag}`}: ${formatNumber(value)}`
  // The larger circle is what a finger meets.
  const mark = `<circle class="reach" cx="${x}" cy="${y}" r="12"/><circle class="build" cx="${x}" cy="${y}" r="3.5"/><title>${escapeHtml(told)}</title>`
  return address === undefined
    ? `<g>${mark}</g>`
    : `<a href="${escapeHtml(address)}" aria-label="${escapeHtml(`build ${told}`)}">${mark}</a>`
}

/** The day of the first build; at the end the day of the last one, or the words for this run. */
function axis(points: HistoryReport['points'], now: string | undefined): string {
  const day = (index: number) => escapeHtml(timeOf(points.at(index)?.at ?? '').slice(0, 10))
  const end = now ?? (points.length > 1 ? day(-1) : '')
  return (
    `<text class="axis" x="${PLOT.left}" y="${HEIGHT - 4}">${day(0)}</text>` +
    (end === '' ? '' : `<text class="axis" x="${PLOT.right}" y="${HEIGHT - 4}" text-anchor="end">${end}</text>`)
  )
}

function description(
  metric: string,
  own: readonly number[],
  run: RunPoint | undefined,
  limits: readonly LimitLine[],
): string {
  const [first = 0, last = 0] = [own[0], own.at(-1)]
  const now = run === undefined ? '' : `, and as the last point ${run.label}: ${formatNumber(run.value, last)}`
  const rules = limits.length === 0 ? '' : `; limits: ${limits.map(({ label }) => label).join(', ')}`
  return `${metric} in the last builds: from ${formatNumber(first, last)} to ${formatNumber(last, first)}${now}${rules}`
}

/** Pixels with one digit after the point. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}
