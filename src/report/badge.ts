// By hand: badge-maker brings 160 kB of character widths for one rectangle with two texts.
import { shorten, singleLine } from './escape.js'
import { escapeHtml } from './html/escape.js'
import { displayWidth } from './width.js'

/** Pixels of a character of the font at 11 pixels, on average. */
const CHARACTER = 6.6
const PADDING = 6
const LONGEST = 40
const COLOURS = { good: '#1a6f33', bad: '#b3202c', plain: '#44546a' }

/** The look of a badge. `good`: all limits hold. */
export type BadgeTone = keyof typeof COLOURS

/** A badge in SVG: a label and a value side by side, readable on light and dark ground. */
export function badgeSvg(label: string, value: string, tone: BadgeTone): string {
  const texts = [label, value].map((text) => shorten(singleLine(text), LONGEST))
  const [left = 0, right = 0] = texts.map((text) => Math.round(displayWidth(text) * CHARACTER) + 2 * PADDING)
  const [name = '', shown = ''] = texts.map(escapeHtml)
  const part = (text: string, middle: number, width: number) =>
    `<text x="${middle}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${text}</text>`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${name}: ${shown}"><title>${name}: ${shown}</title>` +
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="20" fill="#333d4a"/><rect x="${left}" width="${right}" height="20" fill="${COLOURS[tone]}"/></g>` +
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${part(name, left / 2, left)}${part(shown, left + right / 2, right)}</g></svg>\n`
  )
}
