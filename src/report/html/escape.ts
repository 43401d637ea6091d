import { visible } from '../escape.js'
import { unbroken } from '../numbers.js'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for HTML, between tags or in a quoted attribute: its content is shown, and control characters are escaped. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** Words for HTML: a line of the page ends between words, and not between a number and its unit. */
export function proseHtml(text: string): string {
  return escapeHtml(unbroken(text))
}

/** Data for a `<script type="application/json">`: no text in it ends the element or opens a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
