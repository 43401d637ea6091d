import { shorten } from '../escape.js'
import { identityOf } from '../identity.js'
import type { Report } from '../report.js'
import { escapeHtml, proseHtml } from './escape.js'
import { anchor } from './links.js'

const LONGEST_PART = 300

/** Whose code the run is about, and the run itself, as a list of facts with links. */
export function renderIdentity(report: Report): string {
  const facts = identityOf(report).map(({ label, parts }) => {
    const shown = parts.map(({ text, isCode, address }) => {
      const words = shorten(text, LONGEST_PART)
      return anchor(address, isCode ? `<code>${escapeHtml(words)}</code>` : proseHtml(words))
    })
    return `<div><dt>${label}</dt><dd>${shown.map((part) => `<span>${part}</span>`).join(' ')}</dd></div>`
  })
  return facts.length === 0 ? '' : `<dl class="identity">${facts.join('')}</dl>`
}
