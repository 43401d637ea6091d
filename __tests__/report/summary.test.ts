import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { type Conclusion, emptyReport, type Report } from '../../src/report/report.js'
import { renderSummary } from '../../src/report/summary.js'
import { fullReport, HOSTILE, hostileReport, identifiedReport } from './sample.js'

const html = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
/** Headings with the rows and cells of the table under them. */
function outline(markdown: string): [string, number[]][] {
  return html(markdown)
    .split(/<h3>/)
    .slice(1)
    .map((part) => [
      /^[^<]*/.exec(part)?.[0] ?? '',
      [...part.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map((row) => row[1]?.match(/<t[hd]/g)?.length ?? 0),
    ])
}

const FULL: [string, number[]][] = [
  ['Gate', [6, 6, 6, 6]],
  ['Stages', [5, 5, 5, 5]],
  ['Checks', [4, 4, 4]],
  ['Findings', [5, 5, 5]],
  ['Missing from the remote', [5, 5]],
  // Without a failure.
  ['Metrics', [6, 6, 6]],
  ['Data', [4, 4]],
  ['Parameters', [4, 4]],
  ['Steps', [4, 4, 4, 4, 4]],
]

test('the summary has every part of the report', () => {
  const markdown = renderSummary(fullReport())
  expect(outline(markdown)).toEqual(FULL)
  expect(
    markdown.startsWith(
      "## ❌ dvc-ci validate: failed\n\n❌ <b>data/a.csv and 1 more are truncated in the remote 'storage'.</b> (<code>data/a.csv.dvc:5</code>)<br>and missing too: data/b.csv\n\n❌ <b>dvc.lock is stale.</b> (<code>dvc.yaml:14</code>)\n\nTo repair:\n\n<pre>\ndvc repro &#38;&#38; dvc push\n</pre>\n\n❌ <b>The check unit failed ('pytest -q tests/unit').</b>\n\n",
    ),
  ).toBe(true)
  expect(markdown).toContain(
    "\n\naccuracy 0.91 (-0.0412346 ↓) · train.C 1 → &#91;1,2&#93; · data/raw.csv +12.3\u00a0MB · src/train.py changed\n\nremote 'storage': 12 objects needed,",
  )
  expect(markdown).toContain(
    '<br>Pull request &#35;&#8203;12 · Head <code>a1b2c3d</code> · Against <code>fffffff</code> · Run validate\n',
  )
  for (const row of [
    '| **failed** | <code>accuracy</code> | <code>min: 0.95</code> | 0.91 | 0.951235 | accuracy 0.91 is below min 0.95 |',
    '| warning | <code>latency&#95;ms</code> | <code>max: 200</code> | 201 |  | latency&#95;ms 201 is above max 200 |',
    '| <code>train&#64;forest</code> | stale |  | code: src/train.py changed; params: train.C changed |  |',
    '| <code>accuracy</code> | <code>metrics.json</code> | 0.91 | 0.97 | 0.951235 | -0.0412346 |',
    '| <code>loss</code> | <code>metrics.json</code> | absent |  |  |  |',
    '| **failed** | <code>unit</code> | <code>pytest -q tests/unit</code> | 3.20\u00a0s |',
    '| **error** | <code>stale-stage</code> | <code>dvc.yaml:14</code> | dvc.lock is stale. | <code>dvc repro &#38;&#38; dvc push</code> |',
    '| <code>data/a.csv, data/b.csv</code> | <code>d41d8cd98f00b204e9800998ecf8427e</code> | <code>storage</code> | truncated | it has 3 bytes instead of 12 |',
    '| <code>data/raw.csv</code> | modified | 12.3\u00a0MB | 999\u00a0B |',
    '| <code>train.C</code> | <code>params.yaml</code> | <code>&#91;1,2&#93;</code> | <code>1</code> |',
    '| **failed** | reproduce | 3\u00a0min\u00a012\u00a0s | dvc repro would run train@forest |',
  ])
    expect(markdown).toContain(`\n${row}\n`)
  expect(markdown).toContain('\n1 failed\n</pre>')
})

test('the summary links the code and the run, and shows the metrics of earlier builds', () => {
  const markdown = renderSummary(identifiedReport())
  const at = 'https://github.example/team/digits'
  expect(markdown).toContain(
    `Repository [team/digits](<${at}>) <code>projects/digits</code> · Pull request [&#35;&#8203;12](<${at}/pull/12>) Train a larger forest · Head [<code>larger-forest</code>](<${at}/tree/larger-forest>) [<code>a1b2c3d</code>](<${at}/commit/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678>) · `,
  )
  expect(markdown).toContain(
    `Run [validate](<${at}/actions/runs/7>), 2026-11-29 09:14 UTC, 31.5\u00a0s · Versions dvc-ci 1.2.3, DVC 3.67.1\n`,
  )
  expect(markdown).toContain(
    `| <a href="${at}/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9012345678/dvc.yaml#L14"><code>dvc.yaml:14</code></a> |`,
  )
  expect(markdown).toContain(
    '\n\n<sub>Last 3 official builds, as far as this clone has them, and this run: <code>accuracy</code> 0.93 ▃▅▇▁ 0.91 (this run)</sub>\n\n### Stages',
  )
})

test.each([
  ['success', '✅', 'passed'],
  ['failure', '❌', 'failed'],
  ['superseded', '⚠️', 'superseded'],
  ['cancelled', '⚠️', 'cancelled'],
  ['error', '❌', 'could not finish'],
] satisfies [Conclusion, string, string][])(
  'an empty report that ends in %s is its verdict alone',
  (conclusion, mark, word) => {
    const report = {
      ...emptyReport('rebuild', { sha: '', ref: '', event: 'local', trusted: true }),
      conclusion,
      message: 'why',
    }
    expect(renderSummary(report)).toBe(`## ${mark} dvc-ci rebuild: ${word}\n\nwhy\n\nRun rebuild\n`)
  },
)

test.each(HOSTILE)('%j as every text of a report changes no table and adds no element', (text) => {
  const markdown = renderSummary(hostileReport(text))
  // An empty text leaves columns out; rows stay.
  const shape = (tables: [string, number[]][]) =>
    tables.map(([title, rows]) => [title, text.trim() ? rows : rows.length])
  expect(shape(outline(markdown))).toEqual(shape(FULL))
  const elements = new Set([...html(markdown).matchAll(/<\/?([a-z0-9]+)/g)].map((match) => match[1]))
  const own = [
    'h2',
    'h3',
    'p',
    'br',
    'b',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'code',
    'strong',
    'details',
    'summary',
    'pre',
    'sub',
  ]
  expect([...elements].filter((element) => !own.includes(element ?? ''))).toEqual([])
  expect(markdown).not.toMatch(/^\s*::/m)
})

function largeReport(rows: number, text: string): Report {
  const report = fullReport()
  const many = <T>(item: T) => Array.from({ length: rows }, () => ({ ...item }))
  report.lint = many({ rule: 'large-file', path: text, severity: 'notice' as const, message: text, fix: text })
  report.lint.push({ rule: 'the-one-error', severity: 'error', message: 'last and most important' })
  report.stages = many({ name: text, verdict: 'stale' as const, causes: [{ kind: 'code' as const, message: text }] })
  report.remote.missing = many({
    hash: text,
    paths: [text, text, text],
    remote: text,
    reason: 'missing' as const,
    message: text,
  })
  report.checks = many({ name: text, command: text, conclusion: 'failure' as const, seconds: 1, log: text.repeat(200) })
  report.message = text.repeat(50)
  return report
}

test.each([
  [2, 'x'],
  [1_000, 'a name of normal length'],
  [20_000, '|'.repeat(500)],
  [100, '`'.repeat(20_000)],
])('a summary with %i rows in each table stays below the limit', (rows, text) => {
  const markdown = renderSummary(largeReport(rows, text))
  expect(Buffer.byteLength(markdown)).toBeLessThan(1_048_576)
  expect(markdown).toContain('the-one-error')
})

test('the summary counts the rows that it leaves out, and leaves failures out last', () => {
  const report = fullReport()
  report.lint = Array.from({ length: 5_000 }, (_, index) => ({
    rule: `rule-${index}`,
    severity: index === 4_321 ? ('error' as const) : ('notice' as const),
    message: 'm',
  }))
  const markdown = renderSummary(report)
  expect(markdown).toContain('rule-4321')
  expect(markdown).toContain('4000 of 5000 rows')
})

test('a summary has the verdict at any limit', () => {
  expect(renderSummary(largeReport(100, 'x'.repeat(100)), {}, 1)).toContain('## ❌ dvc-ci validate: failed')
  const small = renderSummary(largeReport(100, 'x'.repeat(100)), {}, 5_000)
  expect(Buffer.byteLength(small)).toBeLessThan(5_000)
  expect(small).toContain('100 of 100 rows')
})
