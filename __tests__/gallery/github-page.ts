import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

const TERMINAL_ROWS = 36

/** Markdown as HTML, by GitHub's dialect. A block of Mermaid becomes an element that Mermaid draws. */
export function githubHtml(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }).replace(
    /<pre><code class="language-mermaid">([^]*?)<\/code><\/pre>/g,
    '<div class="mermaid">$1</div>',
  )
}

/** A comment with the head that GitHub draws above it. */
export function commentPage(markdown: string): string {
  return pageOf(`<div class="comment"><div class="head"><b>github-actions</b> <span class="bot">bot</span> commented</div>
<div class="markdown">${githubHtml(markdown)}</div></div>`)
}

/** A job summary with the head that GitHub draws above it. */
export function summaryPage(markdown: string, job: string): string {
  return pageOf(`<div class="comment"><div class="head"><b>${job}</b> summary</div>
<div class="markdown">${githubHtml(markdown)}</div></div>`)
}

/** A window of a terminal, with the last lines: they are what a person sees at the end. */
export function terminalPage(html: string, columns: number): string {
  const shown = html.split('\n').slice(-TERMINAL_ROWS).join('\n')
  return `<!doctype html><meta charset="utf-8"><style>${TERMINAL}</style><pre style="width:${columns}ch">${shown}</pre>`
}

function pageOf(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${GITHUB}</style>${body}`
}

/** GitHub's light style, as far as our Markdown needs it. */
const GITHUB = `
* { box-sizing: border-box }
body { margin: 0; padding: 12px; background: #fff; color: #1f2328; font: 14px/1.5 system-ui, sans-serif }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden }
.head { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e }
.head b { color: #1f2328 }
.bot { padding: 0 6px; border: 1px solid #d1d9e0; border-radius: 12px; font-size: 12px }
.markdown { padding: 16px; overflow-wrap: break-word }
.markdown > :first-child { margin-top: 0 } .markdown > :last-child { margin-bottom: 0 }
h1, h2, h3, h4 { margin: 24px 0 16px; line-height: 1.25; font-weight: 600 }
h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.25em } h4 { font-size: 1em }
h1, h2 { padding-bottom: .3em; border-bottom: 1px solid #d1d9e0b3 }
p, ul, ol, table, pre, blockquote, details, .mermaid { margin: 0 0 16px }
ul, ol { padding-left: 2em }
a { color: #0969da }
code, pre { font-family: ui-monospace, monospace; font-size: 85% }
code { padding: .2em .4em; background: #818b981f; border-radius: 6px; white-space: break-spaces }
pre { padding: 16px; overflow: auto; background: #f6f8fa; border-radius: 6px; line-height: 1.45 }
pre code { padding: 0; background: none; font-size: 100% }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; border-spacing: 0 }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0 }
th { font-weight: 600 }
tr { background: #fff; border-top: 1px solid #d1d9e0b3 }
tbody tr:nth-child(2n) { background: #f6f8fa }
blockquote { padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0 }
hr { height: .25em; margin: 24px 0; background: #d1d9e0; border: 0 }
sub, sup { font-size: 75%; line-height: 0 }
summary { cursor: pointer }
img, svg { max-width: 100% }
.mermaid { text-align: center }
`

/** The dark colours of a usual terminal. */
const TERMINAL = `
body { margin: 0; padding: 12px 16px; width: max-content; background: #0d1117; color: #e6edf3 }
pre { margin: 0; font: 13px/1.4 ui-monospace, monospace; font-variant-ligatures: none }
.bold { font-weight: 700 } .dim { opacity: .6 } .italic { font-style: italic } .underline { text-decoration: underline }
.inverse { background: #e6edf3; color: #0d1117 }
.red { color: #ff7b72 } .green { color: #3fb950 } .yellow { color: #d29922 } .blue { color: #58a6ff }
.magenta { color: #bc8cff } .cyan { color: #39c5cf } .white { color: #b1bac4 } .black { color: #484f58 }
.bright-red { color: #ffa198 } .bright-green { color: #56d364 } .bright-yellow { color: #e3b341 }
.bright-blue { color: #79c0ff } .bright-magenta { color: #d2a8ff } .bright-cyan { color: #56d4dd }
.bright-white { color: #fff } .bright-black { color: #6e7681 }
`
