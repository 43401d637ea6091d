import { shorten, singleLine } from '../report/escape.js'

/** Colours of a page, which is light or dark. */
export interface Theme {
  value: string
  baseline: string
  /** Colours of series, where there are several. */
  series: readonly string[]
  ink: string
  muted: string
  line: string
  /** True on a phone. */
  narrow: boolean
}

/** The names of both sides in legends and tooltips. */
export const SIDES = { value: 'This change', baseline: 'Baseline' } as const

/** Vega would put the names of the axes unescaped into expressions that describe every mark; no screen reader reads these. */
export const SILENT = { aria: false } as const

/** Text on one line, short enough for an axis. Vega fails on names that every object has (`constructor`), so these get a zero-width space. */
export function label(text: string): string {
  const shown = shorten(singleLine(text), 100)
  return shown in {} ? `${shown}\u200b` : shown
}
