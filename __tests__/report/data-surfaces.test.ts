import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { renderComment } from '../../src/report/comment.js'
import type { DataReport } from '../../src/report/data-report.js'
import { titleOf } from '../../src/report/headline.js'
import { renderPage } from '../../src/report/html/page.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import { renderSummary } from '../../src/report/summary.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'
import { examples } from '../support/turn.js'
import { countsOnly, folderData, plainData, tableData, unreadData } from './data-sample.js'
import { HOSTILE } from './sample.js'

const ASSETS = { style: '', script: '', charts: '' }
const html = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })

function reportOf(data: DataReport[]): Report {
  const report = emptyReport('validate', {
    sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
    ref: 'refs/pull/1/merge',
    event: 'pull_request',
    trusted: true,
  })
  return { ...report, conclusion: 'success', message: 'Nothing to reproduce.', data }
}

const SURFACES: [string, (report: Report) => string][] = [
  ['comment', (report) => renderComment(report, { project: '' })],
  ['summary', (report) => renderSummary(report)],
  ['page', (report) => renderPage(report, { assets: ASSETS, version: '0' })],
  ['terminal', (report) => renderTerminal(report)],
]

/** The comment as a reader sees it before a click. */
const atAGlance = (markdown: string) =>
  markdown.replace(/<details>[^]*?<\/details>/g, (details) => /<summary>(.*?)<\/summary>/.exec(details)?.[1] ?? '')

test('the comment has a line for each described data that unfolds, leaks first, and other outputs below', () => {
  const comment = renderComment(reportOf([plainData(), tableData(), unreadData(), folderData()]), { project: '' })
  expect(atAGlance(comment).split('\n\n').slice(2, 7)).toEqual([
    '### Data',
    '⚠️ <code>data/images/test</code>: 1,240 files (130 added, 10 removed, 3 modified, 1 renamed), +4\u00a0MB, 5 duplicates (+3), 12 files are also in data/images/train (3 before)',
    '<code>data/raw.csv</code>: 1,997 rows (+200), 1 new column (income), 1 column removed (fax), 1 column of another type (zip: BIGINT → VARCHAR), age drifted (PSI 0.31)',
    '<code>data/events.parquet</code>: 1.2\u00a0GB (+100\u00a0MB); content not read: it has 1.2\u00a0GB, more than data.limit (500\u00a0MB)',
    '<b>1 more</b>',
  ])
  expect(comment).toContain('| <code>age</code> |  | BIGINT | 0.004 → 0.0123 | 68 → 71 | 0.314 | 0.184 |')
  expect(comment).toContain('1 column without a notable change.')
})

test('a failing policy marks the line of its data', () => {
  const report = reportOf([tableData()])
  report.policies = [
    {
      metric: 'data/raw.csv:age.psi',
      rule: 'max: 0.2',
      passed: false,
      severity: 'error',
      value: 0.31,
      message: 'too far',
    },
  ]
  expect(renderComment(report, { project: '' })).toContain('<summary>❌ <code>data/raw.csv</code>:')
})

test('data without a description is one folded table, as ever', () => {
  const comment = renderComment(reportOf([plainData()]), { project: '' })
  expect(comment).toContain('<details><summary><b>Data</b>: 1 changed, +1.2\u00a0kB</summary>')
  expect(comment).not.toContain('### Data')
})

test('the verdict line has the gist of source data', () => {
  expect(titleOf(reportOf([plainData(), tableData()]))).toBe(
    'Passed: data/raw.csv: 1,997 rows (+200), schema changed (3 columns), age drifted (PSI 0.31)',
  )
})

test('a run with policies on data alone tells of its metrics', () => {
  const report = reportOf([])
  report.metrics = [{ name: 'f1', path: 'm.json', value: 0.9, baseline: 0.8, change: 0.1 }]
  report.policies = [
    { metric: 'data/raw.csv:rows', rule: 'min: 5', passed: true, severity: 'error', value: 1997, message: '' },
  ]
  expect(titleOf(report)).toBe('Passed: f1 0.9 (+0.1 ↑)')
})

test('the page has the charts of columns and folders, and draws them only where there are some', () => {
  const page = renderPage(reportOf([tableData(), folderData()]), { assets: ASSETS, version: '0' })
  const drawn = JSON.parse(/id="plot-data">(.*?)<\/script>/.exec(page)?.[1] ?? '[]') as { kind: string }[]
  expect(drawn.map(({ kind }) => kind)).toEqual(['histogram', 'histogram', 'histogram', 'histogram', 'bar'])
  expect(page.match(/data-plot="\d+"/g)).toEqual(drawn.map((_, index) => `data-plot="${index}"`))
  expect(renderPage(reportOf([unreadData()]), { assets: ASSETS, version: '0' })).not.toContain('plot-data')
})

// Values that stand in no name, number or word of the report.
const SECRET_VALUES = ['Berlin', 'Lisbon', 'Madrid']

test.each(SURFACES)('%s: values are there only where the report has them', (_, render) => {
  const [shown, counts] = [reportOf([tableData()]), reportOf([countsOnly(tableData())])]
  expect(render(shown)).toContain('Berlin')
  for (const value of [...SECRET_VALUES, '44.25', '250000', '41250']) expect(render(counts)).not.toContain(value)
})

/** Described data whose names and values are all this text. */
function hostileData(text: string): DataReport[] {
  const values = { nulls: 0.5, min: text, max: text, top: [{ value: text, share: 1 }] }
  return [
    {
      path: text,
      change: 'modified',
      tables: [
        {
          path: text,
          format: 'csv',
          rows: 2,
          baseline_rows: 1,
          matched: { by: 'declared-key', columns: [text] },
          columns: [
            {
              name: text,
              change: 'renamed',
              was: text,
              type: text,
              baseline_type: text,
              now: values,
              before: values,
              psi: 1,
            },
            { name: text, change: 'retyped', type: text, histogram: { now: [1], before: [1], bins: [text] } },
            { name: text, histogram: { now: [1], before: [1], bins: [text, text] } },
          ],
        },
        { path: `${text}/b`, format: 'jsonl', rows: 1, columns: [{ name: text, change: 'added' }] },
      ],
      images: {
        files: 1,
        now: {
          read: 1,
          unreadable: { files: 1, first: [{ path: text, reason: text }] },
          formats: [{ name: text, files: 1 }],
          modes: [{ name: text, files: 1 }],
        },
      },
      models: [
        { path: text, format: 'onnx', parameters: 1, added: { tensors: 1, first: [text] } },
        { path: `${text}/b`, format: 'gguf', retyped: { tensors: 1, first: [text] } },
      ],
      leaked: [{ path: text, files: 1, first: [text] }],
      unread: [{ path: text, part: 'content', reason: text }],
    },
    {
      path: text,
      change: 'modified',
      folder: {
        files: 2,
        baseline_files: 1,
        added: { files: 1, first: [text] },
        removed: { files: 1, first: [text] },
        modified: { files: 1, first: [text] },
        renamed: { files: 1, first: [{ from: text, to: text }] },
        folders: [text, `${text}2`].map((path) => ({
          path,
          files: 1,
          baseline_files: 1,
          added: 1,
          removed: 0,
          modified: 0,
          renamed: 0,
        })),
      },
    },
  ]
}

const words = fc
  .oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom(...HOSTILE))
  // A blank name leaves its columns out.
  .filter((text) => text.trim() !== '')
/** Control characters that a terminal or a browser would act on, and those that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the subject
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

test.each(SURFACES)('%s: no name or value is markup, a control character or a second line', (name, render) => {
  // Data of the page's script is no text of the page; the script escapes it in its charts.
  const shownFor = (text: string) =>
    render(reportOf(hostileData(text))).replace(/<script type="application\/json".*?<\/script>/, '')
  const plain = shownFor('name')
  const [lines, plainTags] = [plain.split('\n').length, tags(plain)]
  const isMarkdown = name !== 'page' && name !== 'terminal'
  const headings = isMarkdown ? tags(html(plain)).filter((tag) => /^<\/?h[1-9]/.test(tag)) : []
  fc.assert(
    fc.property(words, (text) => {
      const shown = shownFor(text)
      expect(shown.replaceAll('\n', '')).not.toMatch(CONTROL)
      if (name === 'page') expect(tags(shown)).toEqual(plainTags)
      if (!isMarkdown) return
      expect(shown.split('\n').length).toBe(lines)
      expect(tags(html(shown)).filter((tag) => /^<\/?(?:script|img|a|h[1-9]|style|iframe|svg)/i.test(tag))).toEqual(
        headings,
      )
    }),
    { numRuns: examples(60) },
  )
})

function tags(text: string): string[] {
  return text.replace(/<style>[^]*?<\/style>/g, '').match(/<\/?[a-z][a-z0-9]*/gi) ?? []
}

test('what the surfaces show is what report.json may hold', () => {
  const report = reportOf([tableData(), folderData(), unreadData(), plainData(), ...hostileData('name')])
  expect(parseReport(JSON.stringify(report))).toMatchObject({ data: report.data })
})

test('hundreds of data and thousands of columns stay below the limits', () => {
  const [first] = tableData().tables ?? []
  const many = Array.from(
    { length: 300 },
    (_, index): DataReport => ({
      ...tableData(),
      path: `data/${index}.csv`,
      ...(first === undefined
        ? {}
        : {
            tables: [
              {
                ...first,
                path: `data/${index}.csv`,
                columns: Array.from({ length: 200 }, (__, at) => ({ name: `column ${at}`, change: 'added' as const })),
              },
            ],
          }),
    }),
  )
  expect(Buffer.byteLength(renderComment(reportOf(many), { project: '' }))).toBeLessThan(60_000)
  expect(Buffer.byteLength(renderSummary(reportOf(many)))).toBeLessThan(1_048_576)
})
