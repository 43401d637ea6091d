import { renderComment } from '../../src/report/comment.js'
import { dataText } from '../../src/report/data-lines.js'
import type { DataReport } from '../../src/report/data-report.js'
import type { ImagesSide, ModelReport } from '../../src/report/file-reports.js'
import { renderPage } from '../../src/report/html/page.js'
import { emptyReport, type Report } from '../../src/report/report.js'
import type { Thumbnail } from '../../src/report/thumbnails.js'
import { parseReport } from '../../src/report/whole-report.js'
import { folderData } from './data-sample.js'

const size = (width: number, height = width) => ({ width, height })
const side = (rest: Partial<ImagesSide> = {}): ImagesSide => ({
  read: 5,
  smallest: size(224),
  largest: size(224),
  formats: [{ name: 'PNG', files: 5 }],
  modes: [{ name: 'RGB', files: 5 }],
  ...rest,
})
const none = { files: 0, first: [] }
const folder = (files: number, before: number, rest: Partial<DataReport> = {}): DataReport => ({
  path: 'data/d',
  change: 'modified',
  folder: {
    ...{ files, baseline_files: before, added: { files: files - before, first: [] }, removed: none, modified: none },
    ...{ renamed: none, folders: [] },
  },
  ...rest,
})
const one = (rest: Partial<DataReport>): DataReport => ({ path: 'm.onnx', change: 'modified', ...rest })
const model = (rest: Partial<ModelReport>): ModelReport => ({ path: 'm.onnx', format: 'onnx', ...rest })

test.each<[string, DataReport, string]>([
  [
    'a folder of images',
    folder(1200, 1000, {
      images: {
        ...{ files: 1200, baseline_files: 1000, before: side() },
        now: side({
          unreadable: { files: 2, first: [{ path: 'data/d/x.png', reason: 'it is cut short' }] },
          largest: size(320, 240),
        }),
      },
    }),
    '1,200 images (+200), 2 unreadable, 224×224 → 224×224…320×240',
  ],
  [
    'images among other files, of another mode, and more than are read',
    folder(1200, 1000, {
      images: {
        ...{ files: 600, baseline_files: 700, omitted: 90, before: side() },
        now: side({ modes: [{ name: 'L', files: 5 }] }),
      },
    }),
    '1,200 files (+200), 600 images (-100), 90 changed ones not read, 224×224, RGB → L',
  ],
  [
    'one image',
    one({
      images: { files: 1, baseline_files: 1, now: side({ smallest: size(9), largest: size(9) }), before: side() },
    }),
    '224×224 → 9×9',
  ],
  [
    'one image that is damaged',
    one({
      images: {
        ...{ files: 1, baseline_files: 1, before: side() },
        now: {
          read: 1,
          unreadable: { files: 1, first: [{ path: 'm', reason: 'it is damaged' }] },
          formats: [],
          modes: [],
        },
      },
    }),
    'unreadable (it is damaged), 224×224',
  ],
  [
    'recordings',
    folder(3, 2, { media: { files: 3, baseline_files: 2, now: { read: 1, seconds: 3725 } } }),
    '3 recordings (+1), 1 h 02 min more',
  ],
  [
    'recordings of an unknown length',
    folder(3, 2, { media: { files: 3, baseline_files: 2, now: { read: 1, untimed: 1 } } }),
    '3 recordings (+1)',
  ],
  [
    'texts',
    folder(3, 3, {
      texts: {
        files: 3,
        baseline_files: 3,
        now: { read: 1, lines: 5, words: 9 },
        before: { read: 1, lines: 9, words: 9 },
      },
    }),
    'the same 3 texts, 4 lines less',
  ],
  [
    'one text',
    one({ texts: { now: { read: 1, lines: 1200, words: 9 }, before: { read: 1, lines: 1, words: 9 } } }),
    '1 line → 1,200 lines, 9 words',
  ],
  [
    'a model',
    one({
      models: [
        model({
          ...{ parameters: 12_345_678, baseline_parameters: 12_245_678, added: { tensors: 2, first: ['a', 'b'] } },
          reshaped: { tensors: 1, first: ['c: [2] → [3]'] },
        }),
      ],
    }),
    '12.3 M parameters (+100 k), 2 tensors added, 1 tensor of another shape',
  ],
  ['a model of the same shape', one({ models: [model({ parameters: 7, baseline_parameters: 7 })] }), '7 parameters'],
  [
    'a removed model',
    one({ change: 'deleted', models: [model({ baseline_parameters: 1 })] }),
    'removed, 1 parameter before',
  ],
  [
    'a model in a folder',
    folder(3, 3, { models: [model({ path: 'data/d/m.onnx', parameters: 2e9 })] }),
    'the same 3 files, m.onnx: 2 B parameters',
  ],
  ['two models', one({ models: [model({}), model({ path: 'n.onnx' })] }), '2 models changed'],
])('the line of %s', (_, item, line) => {
  expect(dataText(item)).toBe(line)
})

function reportOf(data: DataReport[]): Report {
  const report = emptyReport('validate', { sha: 'a'.repeat(40), ref: 'main', event: 'push', trusted: true })
  return { ...report, conclusion: 'success', message: '', data }
}

const page = (data: DataReport[], thumbnails?: ReadonlyMap<string, Thumbnail>) =>
  renderPage(reportOf(data), {
    ...{ assets: { style: '', script: '', charts: '' }, version: '0' },
    ...(thumbnails === undefined ? {} : { thumbnails }),
  })

test('the page shows pictures of changed images beside their data, with names as text', () => {
  const name = 'data/images/test/<img src=x onerror=alert(1)>.png'
  const pair = { before: Buffer.from('old'), after: Buffer.from('new'), type: 'image/jpeg' as const }
  const html = page(
    [folderData()],
    new Map([
      [name, pair],
      ['elsewhere/a.png', pair],
    ]),
  )
  expect(html.match(/<img [^>]*>/g)).toHaveLength(2)
  expect(html).toContain('src="data:image/jpeg;base64,b2xk"')
  expect(html).toContain('src="data:image/jpeg;base64,bmV3"')
  expect(html).not.toContain('<img src=x')
  expect(page([folderData()])).not.toContain('<img')
})

test('the comment names each fact of images', () => {
  const item = one({
    images: { files: 1, now: side({ unreadable: { files: 1, first: [{ path: 'a', reason: 'b' }] } }) },
  })
  const comment = renderComment(reportOf([item]), { project: '' })
  expect(comment).toContain('| Of | This change |\n| --- | --- |\n| Files | 1 |\n| Files that were read | 5 |')
  expect(comment).toContain('<summary>⚠️ <code>m.onnx</code>: unreadable (b), 224×224</summary>')
})

test('the report of other kinds is read as it was written', () => {
  const report = reportOf([
    one({
      images: { files: 1, now: side({ unreadable: { files: 1, first: [{ path: 'a', reason: 'b' }] } }) },
      media: { now: { read: 1, seconds: 1.5, shortest: 1.5, median: 1.5, longest: 1.5, untimed: 1 } },
      texts: { before: { read: 1, lines: 1, words: 1 }, omitted: 3 },
      models: [model({ parameters: 1, tensors: 1, retyped: { tensors: 1, first: ['a: F32 → F16'] } })],
    }),
  ])
  expect(parseReport(JSON.stringify(report))).toEqual(report)
})
