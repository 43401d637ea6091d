import { NUMBER_PATTERN, NumberText } from './number-text.js'
import type { Limit } from './settings.js'
import type { YamlProblem } from './yaml-tree.js'

/** The value of a text, as dvc-ci.yaml would give it, or the reasons why it cannot be read. */
export type TextValue = { value: unknown } | { problems: YamlProblem[] }

/** Longest duration in seconds. A Node timer cannot count more than 24 days, and no job lasts so long. */
export const LONGEST_SECONDS = 7 * 24 * 3600

const UNIT_SECONDS = { s: 1, m: 60, h: 3600 } as const
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)\s*([smh])$/
export const PERCENT_PATTERN = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*%$/

/** Seconds of `90s`, `30m`, `2h` or a plain number; undefined for any other text, 0 and more than 7 days. */
export function parseDuration(value: number | string): number | undefined {
  let seconds: number
  if (typeof value === 'number') seconds = value
  else {
    const [, amount, unit] = DURATION_PATTERN.exec(value) ?? []
    if (amount === undefined || (unit !== 's' && unit !== 'm' && unit !== 'h')) return undefined
    seconds = Number(amount) * UNIT_SECONDS[unit]
  }
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : undefined
}

const UNIT_BYTES = { K: 1e3, M: 1e6, G: 1e9 } as const

/** Bytes of `2G`, `500M`, `2 GB` or a plain number; undefined for any other text and below 1 byte. */
export function parseSize(value: number | string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(?:([KMG])B?)?$/i.exec(String(value).trim()) ?? []
  if (amount === undefined) return undefined
  const letter = unit?.toUpperCase()
  const size = Number(amount) * (letter === 'K' || letter === 'M' || letter === 'G' ? UNIT_BYTES[letter] : 1)
  return size >= 1 && Number.isFinite(size) ? Math.round(size) : undefined
}

/**
 * Parses a limit: `10%` is a share of 0.1, a number has the given unit; undefined for any other text, and for negative
 * or infinite values.
 */
export function parseLimit(value: number | string, unit: Limit['unit']): Limit | undefined {
  const percent = typeof value === 'string' ? PERCENT_PATTERN.exec(value)?.[1] : undefined
  if (typeof value === 'string' && percent === undefined) return undefined
  const limit: Limit =
    percent === undefined ? { amount: Number(value), unit } : { amount: Number(percent) / 100, unit: 'share' }
  return Number.isFinite(limit.amount) && limit.amount >= 0 ? limit : undefined
}

/** Parses a text as {@link parseScalar} does, and keeps the text of a number. */
export function parseWritten(text: string): boolean | number | string | NumberText {
  const value = parseScalar(text)
  return (typeof value === 'number' ? NumberText.of(text) : undefined) ?? value
}

/** Parses a text like YAML 1.2: true, false, a number, else the text. */
export function parseScalar(text: string): boolean | number | string {
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  return NUMBER_PATTERN.test(text) ? Number(text) : text
}
