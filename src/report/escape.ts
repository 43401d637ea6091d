// By hand: html-escaper knows HTML alone. GitHub's Markdown also has mentions, references and marks of direction.

import { unbroken } from './numbers.js'

/** Names and messages may come from an untrusted pull request: all of their content is shown, never interpreted. */

/** Control characters (a terminal interprets them) and those that reverse the direction of text (they mislead a reader). */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** The text with its control characters escaped (`\x1b`); line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, (character) => {
    const code = character.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The text on one line, with its control characters escaped. */
export function singleLine(text: string): string {
  // An expression for white space around a line break takes a time that grows with the square of it.
  return visible(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
    .replace(/\t/g, ' ')
}

/** At most `most` characters, with `…` in the middle: both ends of a path matter. Never cuts a character in two. */
export function shorten(text: string, most: number): string {
  // A character has at most two units: of a very long text only the ends are split.
  if (text.length <= most || (text.length <= 2 * most && [...text].length <= most)) return text
  const head = Math.ceil((most - 1) / 2)
  const tail = most - 1 - head
  const [start, end] = [[...text.slice(0, 2 * head)], tail > 0 ? [...text.slice(-2 * tail)] : []]
  return `${start.slice(0, head).join('')}…${end.slice(end.length - tail).join('')}`
}

/** Characters that Markdown, HTML and GitHub's mathematics read as markup. */
const MARKUP = /[&<>`*_~[\]{}!|$^\\"]/g
/** A line that dvc-ci would read as a command, if the token that writes the comment is that of a person. */
const COMMAND = /^\/(?=dvc-ci)/gim
const entity = (character: string) => `&#${character.codePointAt(0)};`

/** Without markup, HTML and links; mentions and references still work. */
function markdownPlain(text: string): string {
  return (
    singleLine(text)
      .replace(MARKUP, entity)
      // Also `::`, so that a runner finds no command where a program prints the Markdown.
      .replace(/:(?=:|\/\/)/g, entity)
      .replace(/(www)\./gi, '$1&#46;')
  )
}

/**
 * Text for Markdown on GitHub, on one line, also in a table's cell: no markup, no HTML, no link, no mention, no reference to an issue.
 * GitHub finds mentions and references in the finished HTML, so an entity cannot hide them; a zero-width space can.
 */
export function markdownText(text: string): string {
  return unbroken(
    markdownPlain(text)
      .replace(COMMAND, entity)
      .replace(/^(?:[-+](?=\s|$)|[-=](?=[-=\s]*$)|#(?!\d))/, entity)
      .replace(/^(\d+)([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + entity(mark))
      // In the middle of a word (`train@forest`) it is no mention, unless the word is an address.
      .replace(/(?<![A-Za-z0-9])@|@(?=[\w-]*\.)/g, '@&#8203;')
      .replace(/#(?=\d)/g, (mark, offset: number, all: string) => (all[offset - 1] === '&' ? mark : '&#35;&#8203;'))
      .replace(/\b(gh)-(?=\d)/gi, '$1-&#8203;'),
  )
}

/**
 * A name or a command for Markdown on GitHub, as code. An element and not backticks: in a table no number of
 * backslashes keeps `a\|b` in one cell (GFM, "Tables"). GitHub finds no mentions in it.
 */
export function markdownCode(text: string): string {
  const shown = markdownPlain(text)
  return shown ? `<code>${shown.replaceAll('@', '&#64;')}</code>` : ''
}

/** A sentence for Markdown on GitHub whose commands are between backticks: they are shown as code. */
export function markdownSentence(text: string): string {
  return singleLine(text)
    .split(/`([^`]+)`/)
    .map((part, index) => {
      if (index % 2 === 1) return markdownCode(part)
      const [before = '', after = ''] = [/^ /.exec(part)?.[0], / $/.exec(part.trimStart())?.[0]]
      return `${before}${markdownText(part)}${after}`
    })
    .join('')
}

/** Commands for Markdown on GitHub, for a reader to copy: each on its own line. In an element, so that no character ends the block. */
export function markdownCommands(commands: readonly string[]): string {
  return `<pre>\n${commands.map((command) => markdownPlain(command).replace(COMMAND, entity).replaceAll('@', '&#64;')).join('\n')}\n</pre>`
}

/** Output of a process for Markdown on GitHub, unchanged, in a folded block under `title`. */
export function markdownLog(title: string, log: string): string {
  const text = visible(log.trimEnd())
    .replace(/[&<>]|:(?=:)|#(?=\[)/g, entity)
    .replace(COMMAND, entity)
  return `<details><summary>${markdownCode(title)}</summary>\n\n<pre>\n${text}\n</pre>\n\n</details>`
}

/**
 * JSON in which a runner finds no commands when a program prints it to its log; the value is unchanged. Each of the `plots`, which have
 * thousands of numbers, is on one line at the end.
 */
export function jsonText(value: object): string {
  const { plots, ...rest }: { plots?: unknown } = value
  const lines = Array.isArray(plots) ? plots.map((plot) => `    ${JSON.stringify(plot)}`).join(',\n') : ''
  const laidOut = JSON.stringify(lines === '' ? value : { ...rest, plots: [] }, null, 2)
  const text = lines === '' ? laidOut : `${laidOut.slice(0, -'[]\n}'.length)}[\n${lines}\n  ]\n}`
  return text.replaceAll('##[', '#\\u0023[')
}
