import { withoutEscapes } from '../../text/without-escapes.js'
import type { CauseBlock } from '../cause-block.js'
import { shorten } from '../escape.js'
import type { LinkTo } from '../links.js'
import { escapeHtml, proseHtml } from './escape.js'
import { fileAnchor } from './links.js'

/** Causes that are shown at first; the others are folded. */
const CAUSES_AT_FIRST = 5
const LONGEST_TITLE = 1_000
const LONGEST_COMMAND = 2_000
const LONGEST_CLAUSE = 500
const LOG_LINES = 40
const LOG_CHARACTERS = 8_000

/** The causes of a failed run, each with its place, its repair and the end of its output; empty without a cause. */
export function renderFailures(causes: readonly CauseBlock[], linkTo: LinkTo): string {
  if (causes.length === 0) return ''
  const list = (some: readonly CauseBlock[], from: number) =>
    `<ol class="causes"${from > 0 ? ` start="${from + 1}"` : ''}>${some.map((cause, index) => block(cause, linkTo, from + index === 0)).join('')}</ol>`
  const rest = causes.slice(CAUSES_AT_FIRST)
  return (
    `<section id="what-failed" class="failures" aria-labelledby="what-failed-title"><h2 id="what-failed-title">What failed <span class="count">${causes.length}</span></h2>` +
    list(causes.slice(0, CAUSES_AT_FIRST), 0) +
    (rest.length > 0 ? `<details><summary>${rest.length} more</summary>${list(rest, CAUSES_AT_FIRST)}</details>` : '') +
    '</section>\n'
  )
}

function block({ id, title, tone, place, repair, advice, log, folded }: CauseBlock, linkTo: LinkTo, first: boolean) {
  const where = place === undefined ? '' : place.line === undefined ? place.path : `${place.path}:${place.line}`
  return (
    `<li class="cause ${tone}"><h3>${proseHtml(shorten(title, LONGEST_TITLE))}</h3>` +
    `<p class="where">${place === undefined ? '' : `${fileAnchor(linkTo(place.path, place.line), `<code>${escapeHtml(shorten(where, LONGEST_CLAUSE))}</code>`)} `}<span class="id">${escapeHtml(shorten(id, 200))}</span></p>` +
    (advice === undefined ? '' : `<p class="advice">${withCode(shorten(advice, LONGEST_COMMAND))}</p>`) +
    repairs(repair) +
    (folded.length === 0
      ? ''
      : `<ul class="follows">${folded.map((clause) => `<li>${proseHtml(shorten(clause, LONGEST_CLAUSE))}</li>`).join('')}</ul>`) +
    (log === undefined ? '' : logEnd(log, first)) +
    '</li>'
  )
}

/** Commands to copy: the button comes from the script, and without it a click selects them. */
function repairs(commands: readonly string[]): string {
  if (commands.length === 0) return ''
  const text = commands.map((command) => escapeHtml(shorten(command, LONGEST_COMMAND))).join('\n')
  return `<div class="repair"><span>To repair</span><pre data-copy tabindex="0" role="group" aria-label="Commands that repair it"><code>${text}</code></pre></div>`
}

function logEnd({ title, text }: { title: string; text: string }, open: boolean): string {
  const name = escapeHtml(shorten(title, 200))
  return `<details class="log"${open ? ' open' : ''}><summary>The end of ${name}</summary><pre tabindex="0" role="region" aria-label="The end of ${name}">${escapeHtml(endOf(withoutEscapes(text.trimEnd())))}</pre></details>`
}

/** The last lines of an output: a failure is told there. */
function endOf(text: string): string {
  const lines = text.slice(-LOG_CHARACTERS).split('\n')
  const end = lines.slice(-LOG_LINES).join('\n')
  return end.length === text.length ? end : `…\n${end}`
}

/** A sentence whose commands are between backticks. */
function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}
