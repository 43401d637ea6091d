import { timeOf } from '../identity.js'
import { webAddress } from '../links.js'
import { formatNumber } from '../numbers.js'
import { policyState } from '../policy-state.js'
import type { HistoryReport, PolicyReport } from '../report.js'
import { escapeHtml } from './escape.js'

/** Pixels at the text size of the style sheet. */
const WIDTH = 340
const HEIGHT = 150
const PLOT = { left: 8, right: WIDTH - 8, top: 22, bottom: HEIGHT - 26 }
/** A limit that is farther from the numbers than this share of their range would flatten them: it is at the edge. */
const FARTHEST = 1.5
/** Labels that are nearer would overlap. */
const LINE = 13
/** The most characters of a label. */
const LONGEST_LABEL = 26

interface Drawn {
  /** The value of this change; undefined where there is none. */
  value: number | undefined
  /** The rules on the metric. */
  policies: readonly PolicyReport[]
  address: (sha: string) => string | undefined
}

/** A metric in the last builds and in this change, with the limits of its rules, as SVG. Each build is a link. */
export function historySvg({ metric, points }: HistoryReport, { value, policies, address }: Drawn): string {
  const values = [...points.map((point) => point.value), ...(value === undefined ? [] : [value])]
  const limits = policies.flatMap(limitOf)
  const scale = scaleOf(values, limits)
  const step = (PLOT.right - PLOT.left - 24) / Math.max(1, values.length - 1)
  const x = (index: number) =>
    round(PLOT.left + 12 + (values.length === 1 ? (PLOT.right - PLOT.left - 24) / 2 : index * step))
  const path = (list: readonly number[], from = 0) =>
    list.map((each, index) => `${index === 0 ? 'M' : 'L'}${x(from + index)} ${round(scale(each))}`).join('')
  const own = points.map((point) => point.value)
  const failed = policies.some((policy) => policyState(policy) === 'failed')
  const last = own.length - 1
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${escapeHtml(description(metric, own, value, limits))}">` +
    limitLines(limits, scale) +
    `<path class="course" d="${path(own)}"/>` +
    (value === undefined ? '' : `<path class="course to" d="${path([own[last] ?? value, value], last)}"/>`) +
    points.map((point, index) => build(point, x(index), round(scale(point.value)), address(point.sha))).join('') +
    (value === undefined
      ? ''
      : `<circle class="now ${failed ? 'bad' : 'good'}" cx="${x(own.length)}" cy="${round(scale(value))}" r="5.5"><title>this change: ${formatNumber(value)}</title></circle>`) +
    axis(points, value === undefined ? undefined : x(own.length)) +
    '</svg>'
  )
}

/** The level that a rule asks for. */
interface LimitLine {
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

/** From a number to its place: the range has the numbers, and the limits that are near them. */
function scaleOf(values: readonly number[], limits: readonly LimitLine[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const range = high - low || Math.abs(high) / 10 || 1
  const near = limits
    .map(({ level }) => level)
    .filter((level) => level > low - range * FARTHEST && level < high + range * FARTHEST)
  const [least, most] = [Math.min(low, ...near), Math.max(high, ...near)]
  const whole = Number.isFinite(most - least) && most > least ? most - least : range
  const base = most > least ? least : least - whole / 2
  return (value) => PLOT.bottom - Math.min(1, Math.max(0, (value - base) / whole)) * (PLOT.bottom - PLOT.top)
}

/** The limits as dashed lines, each with its rule; two that are near have theirs on both sides. */
function limitLines(limits: readonly LimitLine[], scale: (value: number) => number): string {
  const placed: { y: number; right: boolean }[] = []
  return limits
    .map(({ label, level }) => {
      const at = scale(level)
      // Outside of the range the line is at the edge, and an arrow says on which side the limit is.
      const beyond =
        at <= PLOT.top && scale(level) === scale(Infinity)
          ? ' ↑'
          : at >= PLOT.bottom && scale(level) === scale(-Infinity)
            ? ' ↓'
            : ''
      const y = at + (beyond === ' ↑' ? -8 : beyond === ' ↓' ? 8 : 0)
      const right = placed.some((other) => !other.right && Math.abs(other.y - y) < LINE)
      placed.push({ y, right })
      const shown = `${label}${beyond}`
      const text = shown.length > LONGEST_LABEL ? `${shown.slice(0, LONGEST_LABEL)}…` : shown
      return `<path class="limit" d="M${PLOT.left} ${round(y)}H${PLOT.right}"/><text class="limit" x="${right ? PLOT.right : PLOT.left}" y="${round(y - 4)}"${right ? ' text-anchor="end"' : ''}>${escapeHtml(text)}</text>`
    })
    .join('')
}

function build(
  { sha, at, value, tag }: HistoryReport['points'][number],
  x: number,
  y: number,
  address: string | undefined,
): string {
  const told = `${sha.slice(0, 7)}, ${timeOf(at).slice(0, 10)}${tag === undefined ? '' : `, ${tag}`}: ${formatNumber(value)}`
  const known = webAddress(address)
  // The larger circle is what a finger meets.
  const mark = `<circle class="reach" cx="${x}" cy="${y}" r="12"/><circle class="build" cx="${x}" cy="${y}" r="3.5"/><title>${escapeHtml(told)}</title>`
  return known === undefined
    ? `<g>${mark}</g>`
    : `<a href="${escapeHtml(known)}" aria-label="${escapeHtml(`build ${told}`)}">${mark}</a>`
}

/** The days of the first and the last build, and the word for this change. */
function axis(points: HistoryReport['points'], now: number | undefined): string {
  const day = (index: number) => escapeHtml(timeOf(points.at(index)?.at ?? '').slice(0, 10))
  return (
    `<text class="axis" x="${PLOT.left}" y="${HEIGHT - 6}">${day(0)}</text>` +
    (now === undefined
      ? points.length > 1
        ? `<text class="axis" x="${PLOT.right}" y="${HEIGHT - 6}" text-anchor="end">${day(-1)}</text>`
        : ''
      : `<text class="axis" x="${PLOT.right}" y="${HEIGHT - 6}" text-anchor="end">this change</text>`)
  )
}

function description(metric: string, own: readonly number[], value: number | undefined, limits: readonly LimitLine[]) {
  const first = own[0] ?? 0
  const last = own.at(-1) ?? first
  return `${metric} in the last builds: from ${formatNumber(first, last)} to ${formatNumber(last, first)}${value === undefined ? '' : `, this change ${formatNumber(value, last)}`}${limits.length === 0 ? '' : `; limits: ${limits.map(({ label }) => label).join(', ')}`}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
