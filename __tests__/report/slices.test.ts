import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { answerOf } from '../../src/report/answer.js'
import { renderComment } from '../../src/report/comment.js'
import { renderPage } from '../../src/report/html/page.js'
import { emptyReport, type MetricReport, type PolicyReport, type Report } from '../../src/report/report.js'
import { sliceLabel } from '../../src/report/slice-report.js'
import { shownSlices, sliceSummary, slicesSection, wholeMetrics } from '../../src/report/slices.js'
import { renderSummary } from '../../src/report/summary.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { parseReport } from '../../src/report/whole-report.js'
import { HOSTILE } from './sample.js'

type Numbers = Pick<MetricReport, 'value' | 'baseline' | 'direction'>

function sliceOf(value: string, numbers: Numbers, support?: number): MetricReport {
  const { value: now, baseline } = numbers
  return {
    name: `slices.region.${value}.recall`,
    path: 'm.json',
    ...numbers,
    ...(now === undefined || baseline === undefined ? {} : { change: now - baseline }),
    slice: { dimension: 'region', value, metric: 'recall', ...(support === undefined ? {} : { support }) },
  }
}

function reportOf(metrics: MetricReport[], policies: PolicyReport[] = []): Report {
  const report = emptyReport('validate', { sha: '', ref: '', event: '', trusted: true })
  return { ...report, conclusion: 'success', message: 'all is well', metrics, policies }
}

const failed = (value: string): PolicyReport => ({
  metric: 'worst(recall)',
  rule: 'min: 0.8',
  passed: false,
  severity: 'error',
  value: 0.7,
  message: `recall of region=${value} is 0.7.`,
  slice: {
    path: 'm.json',
    name: `slices.region.${value}.recall`,
    label: `recall of region=${value}`,
    of: 5,
    failed: 1,
  },
})

const surfaces = (report: Report) => [
  renderComment(report, { project: '' }),
  renderSummary(report),
  renderTerminal(report),
  renderPage(report, { assets: { style: '', script: '', charts: '' }, version: '0.0.0' }),
]

/** `slice: note`, with `!` in front of a failed row. */
const shown = (report: Report) =>
  slicesSection(report).rows.map(
    ({ tone, cells }) => `${tone === 'bad' ? '!' : ''}${cells[1]?.text}: ${cells.at(-1)?.text}`,
  )

test('the slices without a value, the worst ones, the largest fall and those of policies are shown', () => {
  const up = { direction: 'up' as const }
  const metrics = [
    sliceOf('a', { value: 0.9, baseline: 0.99, ...up }),
    sliceOf('b', { value: 0.5, baseline: 0.5, ...up }),
    sliceOf('c', { value: 0.6, baseline: 0.6, ...up }),
    sliceOf('d', { value: 0.7, baseline: 0.7, ...up }),
    sliceOf('e', { value: 0.95, baseline: 0.95, ...up }),
    sliceOf('f', { baseline: 0.9, ...up }),
    sliceOf('g', { value: 0.97, baseline: 0.97, ...up }),
  ]
  expect(shown(reportOf(metrics, [failed('e')]))).toEqual([
    'region=f: without a value',
    'region=b: lowest of 6',
    'region=c: 2nd lowest of 6',
    'region=d: 3rd lowest of 6',
    'region=a: largest fall of 6',
    '!region=e: named by a policy',
  ])
  expect(shown(reportOf(metrics.map((metric) => ({ ...metric, direction: 'down' as const }))))).toEqual([
    'region=f: without a value',
    'region=g: highest of 6',
    'region=e: 2nd highest of 6',
    'region=a: 3rd highest of 6',
  ])
})

test('without a direction, the largest changes are shown, or the lowest values', () => {
  const values = [0.9, 0.5, 0.7]
  const metrics = values.map((value, index) => sliceOf(String(index), { value }))
  expect(shown(reportOf(metrics))).toEqual([
    'region=1: lowest of 3',
    'region=2: 2nd lowest of 3',
    'region=0: 3rd lowest of 3',
  ])
  const changed = [0.89, 0.6, 0.7].map((baseline, index) =>
    sliceOf(String(index), { value: values[index] ?? 0, baseline }),
  )
  expect(shown(reportOf(changed))[0]).toBe('region=1: largest change of 3')
})

test('hundreds of slices are neither in the table of metrics nor in the headline', () => {
  const slices = Array.from({ length: 500 }, (_, index) => sliceOf(`r${index}`, { value: index / 500 }, index))
  const report = reportOf([{ name: 'accuracy', path: 'm.json', value: 0.9 }, ...slices])
  expect(wholeMetrics(report.metrics).map(({ name }) => name)).toEqual(['accuracy'])
  expect(answerOf(report)).toBe('accuracy 0.9 (no baseline yet)')
  expect(sliceSummary(report)).toBe('500 slices by region')
  for (const text of surfaces(report)) {
    expect(text).toContain('region=r0')
    expect(text).not.toContain('r499')
  }
})

test('every surface has the slice of a failed policy; without slices none has the table', () => {
  const report = {
    ...reportOf([sliceOf('eu', { value: 0.7, baseline: 0.8, direction: 'up' }, 120)], [failed('eu')]),
    conclusion: 'failure' as const,
  }
  for (const text of surfaces(report)) expect(text).toContain('region=eu')
  expect(answerOf(report)).toBe('recall of region=eu 0.7 (-0.1 ↓ worse)')
  const none = reportOf([{ name: 'accuracy', path: 'm.json', value: 0.9 }])
  for (const text of surfaces(none)) expect(text).not.toContain('Slices')
})

test('a report with slices is read again unchanged', () => {
  const report = reportOf([sliceOf('eu', { value: 0.7, baseline: 0.8, direction: 'up' }, 120)], [failed('eu')])
  expect(parseReport(JSON.stringify(report))).toEqual(report)
})

test.each([
  ['region', 'eu', 'region=eu'],
  ['region+sex', 'eu+f', 'region=eu, sex=f'],
  ['lang', 'c+c++', 'lang=c+c++'],
])('the label of %s and %s is %s', (dimension, value, label) => {
  expect(sliceLabel({ dimension, value })).toBe(label)
})

test('each shown slice is one of the report, once, and the lowest one is among them', () => {
  const values = fc.array(fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { nil: undefined }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(values, (list) => {
      const metrics = list.map((value, index) =>
        sliceOf(`r${index}`, { ...(value === undefined ? {} : { value }), direction: 'up' }),
      )
      const found = shownSlices(reportOf(metrics)).map(({ metric }) => metric)
      expect(new Set(found).size).toBe(found.length)
      expect(metrics).toEqual(expect.arrayContaining(found))
      const known = list.filter((value) => value !== undefined)
      if (known.length > 0) expect(found.map(({ value }) => value)).toContain(Math.min(...known))
    }),
  )
})

test.each(HOSTILE)('%j as every text of a slice changes no table and adds no element', (text) => {
  const shape = (name: string) => {
    const slice = { dimension: name, value: name, metric: name, support: 3 }
    const policy = { ...failed('eu'), slice: { path: name, name, label: name, of: 2 } }
    const report = reportOf([{ name, path: name, value: 0.7, slice }], [policy])
    const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true }
    return [renderComment(report, { project: '' }), renderSummary(report)].map((markdown) =>
      [...micromark(markdown, options).matchAll(/<\/?([a-z0-9]+)/g)].map(([, element]) => element),
    )
  }
  const rows = (elements: (string | undefined)[]) => elements.filter((element) => element === 'tr').length
  const [plain, hostile] = [shape('x'), shape(text)]
  expect(hostile.map(rows)).toEqual(plain.map(rows))
  for (const [index, elements] of hostile.entries())
    expect(plain[index]).toEqual(expect.arrayContaining([...new Set(elements)]))
})
