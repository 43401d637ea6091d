import type { DescribedData } from '../../src/datasets/described-data.js'
import type { DescribedFile, DescribedKind, FileFacts } from '../../src/datasets/described-files.js'
import { kindReports } from '../../src/datasets/file-groups.js'
import { kindOf } from '../../src/datasets/file-kinds.js'
import { judgeData } from '../../src/datasets/judge-data.js'
import { withoutValues } from '../../src/datasets/without-values.js'
import type { FileKind } from '../../src/report/file-reports.js'
import type { Policy } from '../../src/settings/settings.js'
import { policy } from '../metrics/build.js'
import { described, folderData } from './build.js'

/** A file with these facts; a side without facts does not have it. */
function file(path: string, kind: FileKind, now?: FileFacts, before?: FileFacts): DescribedFile {
  return {
    path,
    kind,
    sides: { now: now !== undefined, before: before !== undefined },
    ...(now === undefined ? {} : { now }),
    ...(before === undefined ? {} : { before }),
  }
}

function kind(name: FileKind, read: DescribedFile[], rest: Partial<DescribedKind> = {}): DescribedKind {
  return { kind: name, files: 9, baseline_files: 8, omitted: 0, isWhole: false, read, ...rest }
}

const shown = (data: DescribedData, ...policies: Policy[]): string[] =>
  judgeData(policies, { described: [data], held: [], elsewhere: [], showsValues: false }).map(
    ({ result: { passed, message } }) => `${passed ? '+' : '-'} ${message}`,
  )

const PNG = { width: 40, height: 30, mode: 'RGB', format: 'PNG' }
const images = (read: DescribedFile[], rest: Partial<DescribedKind> = {}) =>
  folderData('data/images', 9, 8, { kinds: [kind('images', read, rest)] })

test.each<[string, FileKind | undefined]>([
  ['a/b.PNG', 'images'],
  ['a.mp3', 'media'],
  ['notes.md', 'texts'],
  ['m.safetensors', 'models'],
  ['m.pkl', undefined],
  ['m.pt', undefined],
  ['drawing.svg', undefined],
  ['png', undefined],
])('%s is of the kind %s', (path, expected) => {
  expect(kindOf(path)).toBe(expected)
})

describe('a policy on images in a folder', () => {
  test('counts all by their names', () => {
    expect(shown(images([]), policy('data/images:images', { maxDrop: { amount: 0, unit: 'absolute' } }))).toEqual([
      '+ data/images:images rose by 1 from 8 to 9; it may fall by 0.',
    ])
  })

  test('counts the unreadable ones', () => {
    const data = images([
      file('data/images/a.png', 'images', PNG, { unreadable: 'it is damaged' }),
      file('data/images/b.png', 'images', { unreadable: 'it is damaged' }),
    ])
    expect(shown(data, policy('data/images:unreadable', { max: 0 }))).toEqual([
      '- data/images:unreadable is 1, above the allowed 0.',
    ])
  })

  test.each<[string, DescribedData, string]>([
    [
      'one was not read',
      images([file('data/images/a.png', 'images', { unread: 'its download failed' })]),
      'data/images/a.png: its download failed',
    ],
    ['some are beyond the limit', images([], { omitted: 3 }), 'it has 3 more changed files than dvc-ci reads'],
  ])('fails where %s', (_, data, reason) => {
    expect(shown(data, policy('data/images:unreadable', { max: 0 }))).toEqual([
      `- data/images:unreadable cannot be judged: ${reason}.`,
    ])
  })

  test('fails where data.diff leaves the content out', () => {
    const unread: DescribedKind = { kind: 'images', files: 9, baseline_files: 8, omitted: 0, isWhole: false }
    const data = folderData('data/images', 9, 8, { kinds: [unread] }, { unread: [{ part: 'content', reason: 'left' }] })
    expect(shown(data, policy('data/images:unreadable', { max: 0 }))).toEqual([
      '- data/images:unreadable cannot be judged: left.',
    ])
  })

  test('is judged for one file that it names, and fails where that file changed and was not read', () => {
    const broken = file('data/images/a.png', 'images', { unreadable: 'it is damaged' }, PNG)
    const rule = policy('data/images/a.png:unreadable', { max: 0 })
    expect(shown(images([broken]), rule)).toEqual(['- data/images/a.png:unreadable is 1, above the allowed 0.'])
    expect(shown(images([], { omitted: 2 }), policy('data/images/*.png:unreadable', { max: 0 }))).toContain(
      '- data/images/*.png:unreadable cannot be judged for all of data/images: it has 2 more changed files than dvc-ci reads.',
    )
  })
})

describe('sums', () => {
  const texts = (isWhole: boolean, ...read: DescribedFile[]) =>
    folderData('data/texts', 9, 8, { kinds: [kind('texts', read, { isWhole })] })

  test('of a folder are over all its files', () => {
    const data = texts(
      true,
      file('data/texts/a.txt', 'texts', { lines: 5, words: 20 }, { lines: 5, words: 20 }),
      file('data/texts/b.txt', 'texts', undefined, { lines: 5, words: 3 }),
    )
    expect(
      shown(
        data,
        policy('data/texts:lines', { maxDrop: { amount: 4, unit: 'absolute' } }),
        policy('data/texts:words', { min: 20 }),
      ),
    ).toEqual([
      '- data/texts:lines fell by 5 from 10 to 5, more than the allowed 4.',
      '+ data/texts:words is 20, at least the required 20.',
    ])
  })

  test('of a folder fail where one file has none', () => {
    const data = texts(
      true,
      file('data/texts/a.txt', 'texts', { unreadable: 'it has null bytes' }, { lines: 1, words: 1 }),
    )
    expect(shown(data, policy('data/texts:lines', { min: 0 }))).toEqual([
      '- data/texts:lines cannot be judged: data/texts/a.txt: it has null bytes.',
    ])
  })

  test('of one file are its own', () => {
    const model = file('data/texts/m.onnx', 'models', { parameters: 90 }, { parameters: 100 })
    const data = folderData('data/texts', 9, 8, { kinds: [kind('models', [model])] })
    expect(shown(data, policy('data/texts/m.onnx:parameters', { maxDrop: { amount: 0.05, unit: 'share' } }))).toEqual([
      '- data/texts/m.onnx:parameters fell by 10 from 100 to 90, more than the allowed 5 (5% of the baseline).',
    ])
  })

  test('of a recording whose format tells no length fail', () => {
    const data = described(
      'a.mkv',
      {},
      { kinds: [kind('media', [file('a.mkv', 'media', {}, {})], { files: 1, baseline_files: 1, isWhole: true })] },
    )
    expect(shown(data, policy('a.mkv:seconds', { min: 1 }))).toEqual([
      '- a.mkv:seconds cannot be judged: a.mkv: its format tells no length.',
    ])
  })

  test('of data that did not change are those of both sides', () => {
    const data = described(
      'm.gguf',
      {},
      { isChanged: false, kinds: [kind('models', [file('m.gguf', 'models', { parameters: 7 })], { isWhole: true })] },
    )
    expect(shown(data, policy('m.gguf:parameters', { unchanged: true }))).toEqual([
      '+ m.gguf:parameters is 7, as in the baseline.',
    ])
  })
})

test('a report has ranges and numbers of the files that were read', () => {
  const read = [
    file('a.png', 'images', PNG, { ...PNG, width: 20, mode: 'L' }),
    file('b.jpg', 'images', { ...PNG, width: 80, format: 'JPEG' }),
    file('c.png', 'images', { unreadable: 'it is damaged' }),
    file('d.png', 'images', { unread: 'its download failed' }),
  ]
  expect(kindReports([kind('images', read, { omitted: 2 })])).toEqual({
    images: {
      ...{ files: 9, baseline_files: 8, omitted: 3 },
      now: {
        read: 3,
        unreadable: { files: 1, first: [{ path: 'c.png', reason: 'it is damaged' }] },
        smallest: { width: 40, height: 30 },
        largest: { width: 80, height: 30 },
        formats: [
          { name: 'JPEG', files: 1 },
          { name: 'PNG', files: 1 },
        ],
        modes: [{ name: 'RGB', files: 2 }],
      },
      before: {
        read: 1,
        smallest: { width: 20, height: 30 },
        largest: { width: 20, height: 30 },
        formats: [{ name: 'PNG', files: 1 }],
        modes: [{ name: 'L', files: 1 }],
      },
    },
  })
})

test('a report has nothing of images beside other files that changed', () => {
  expect(kindReports([kind('images', [], { baseline_files: 9 }), kind('texts', [])])).toEqual({
    texts: { files: 9, baseline_files: 8 },
  })
})

test('the length of one recording is a value, and that of all is none', () => {
  const read = [2, 4, 9].map((seconds, index) => file(`${index}.wav`, 'media', { seconds }))
  const report = { path: 'a', change: 'added' as const, ...kindReports([kind('media', read)]) }
  expect(report.media?.now).toEqual({ read: 3, seconds: 15, shortest: 2, median: 4, longest: 9 })
  expect(withoutValues(report).media).toEqual({ files: 9, baseline_files: 8, now: { read: 3, seconds: 15 } })
})
