import { createHash } from 'node:crypto'
import type { Tone } from '../section.js'
import { escapeHtml } from './escape.js'

/** A page: finished HTML but for the title. */
export interface PageParts {
  title: string
  style: string
  tone: Tone
  /** Below the top of the page. */
  header: readonly string[]
  main: readonly string[]
  /** Sentences below the page. */
  footer: string
  /** Elements with data for the scripts. */
  data?: readonly string[]
  scripts: readonly string[]
}

/** One HTML file without dependencies. Its content security policy forbids the network, and every script but these. */
export function renderDocument({ title, style, tone, header, main, footer, data = [], scripts }: PageParts): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(sourceHash).join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    // The server of a link learns nothing of the place where the page is kept.
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<a class="skip" href="#report">To the report</a>`,
    `<header class="${tone}"><div>`,
    ...header,
    '</div></header>',
    '<main id="report">',
    ...main,
    '</main>',
    `<footer><p>${footer}</p></footer>`,
    ...data,
    ...scripts.map((script) => `<script>${script}</script>`),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** An inline script in the form of the content security policy (CSP Level 3, "hash-source"). */
function sourceHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}
