import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const rows = (from: number, to: number, age: number) =>
  Array.from(
    { length: to - from },
    (_, index) => `${from + index},${age + ((from + index) % 40)},town ${index % 3}\n`,
  ).join('')

/** Tags v1 and v2, and a working tree with a third version that `dvc add` knows and no commit has. */
let clone: Clone

beforeAll(async () => {
  clone = await tinyProject()
  const versions: [string, string, string[]][] = [
    ['v1', `id,age,town\n${rows(0, 500, 20)}`, ['cats/1.png', 'dogs/1.png', 'dogs/2.png']],
    ['v2', `id,age,town\n${rows(0, 700, 20)}`, ['cats/1.png', 'cats/2.png', 'cats/3.png', 'dogs/1.png']],
    ['', `id,age,town,vip\n${rows(0, 700, 50).replaceAll('\n', ',yes\n')}`, ['cats/1.png']],
  ]
  for (const [tag, table, pictures] of versions) {
    await rm(clone.path('data/pictures'), { recursive: true, force: true })
    await clone.write('data/people.csv', table)
    for (const picture of pictures) await clone.write(`data/pictures/${picture}`, `picture ${picture}`)
    await clone.dvc('add', '-q', 'data/people.csv', 'data/pictures')
    if (tag === '') continue
    await clone.commit(tag, { push: false })
    await clone.git('tag', tag)
  }
})

test('the working tree against a tag: rows, columns, drift and files, without a value of a cell', async () => {
  const { code, report } = await clone.run(['diff', 'v2'])
  expect(code).toBe(0)
  expect(report).toMatchObject({
    mode: 'diff',
    conclusion: 'success',
    message: expect.stringMatching(/^2 of \d+ data differ between v2 and the working tree\.$/) as unknown,
  })
  expect(report.data.map(({ path }) => path)).toEqual(['data/people.csv', 'data/pictures'])
  const [people, pictures] = report.data
  expect(people?.tables?.[0]).toMatchObject({ rows: 700, baseline_rows: 700, added: 0, removed: 0, changed: 700 })
  expect(people?.tables?.[0]?.columns.map(({ name, change }) => [name, change])).toEqual([
    ['id', undefined],
    ['age', undefined],
    ['town', undefined],
    ['vip', 'added'],
  ])
  expect(people?.tables?.[0]?.columns[1]?.psi).toBeGreaterThan(0.2)
  expect(pictures?.folder).toMatchObject({ files: 1, baseline_files: 4, removed: { files: 3 } })
  expect(JSON.stringify(report)).not.toMatch(/town \d/)
})

test('two commits, one path, and values where the user asks for them', async () => {
  const { code, report } = await clone.here(['diff', 'v1', 'v2', 'data/people.csv', '--data-show', 'values'])
  expect([code, report.data.length, report.message]).toEqual([0, 1, '1 of 1 data differ between v1 and v2.'])
  expect(report.data[0]?.tables?.[0]).toMatchObject({
    rows: 700,
    baseline_rows: 500,
    added: 200,
    removed: 0,
    changed: 0,
  })
  expect(JSON.stringify(report.data)).toMatch(/town \d/)
  expect(report.source).toMatchObject({
    sha: await clone.git('rev-parse', 'v2'),
    base_sha: await clone.git('rev-parse', 'v1'),
  })
})

test('no content is read with `--data-diff files`, and a folder is meant by a path in it', async () => {
  const { code, report } = await clone.here(['diff', 'v1', 'v2', './data/pictures/cats', '--data-diff', 'files'])
  expect([code, report.data.map(({ path }) => path)]).toEqual([0, ['data/pictures']])
  expect(report.data[0]?.folder).toMatchObject({
    files: 4,
    baseline_files: 3,
    added: { files: 2 },
    removed: { files: 1 },
  })
})

test('test data in the training data and a key of no table are findings, and fail nothing', async () => {
  const leaky = await clone.clone()
  for (const part of ['train', 'test']) await leaky.write(`data/${part}/one.txt`, 'the same')
  await leaky.dvc('add', '-q', 'data/train', 'data/test')
  const { code, report } = await leaky.here(['diff', 'HEAD', '--data-keys', 'data/rw.csv: id'])
  expect(code).toBe(0)
  expect(report.lint.map(({ rule, path, message }) => [rule, path, message])).toEqual([
    [
      'data-key-unused',
      undefined,
      'data.keys names data/rw.csv, and no table has that path. Did you mean data/raw.csv?',
    ],
    ['data-leaked', 'data/test', expect.stringContaining('1 file of data/test is also in data/train: one.txt.')],
  ])
  expect(report.conclusion).toBe('success')
})

test('the same revision has no difference', async () => {
  const { code, report } = await clone.here(['diff', 'v1', 'v1'])
  expect([code, report.data]).toEqual([0, []])
  expect(report.message).toMatch(/^0 of \d+ data differ between v1 and v1\.$/)
})

test.each([
  [['diff', 'v1', 'data/people'], 'Did you mean data/people.csv?'],
  [['diff', 'v3'], 'branches, tags or commits first, then paths of data'],
  [['diff', 'v1', 'v2', 'v1'], 'v1 is neither a revision of this clone nor a path of data'],
  [['diff', 'v1', '../other'], 'neither a revision'],
  [['diff', 'v1', '--baseline', 'none'], 'baseline'],
  [['diff', '--data-diff', 'some'], 'Allowed: none, files, all'],
])('%j is rejected with the way out', async (args, text) => {
  const { code, stdout, stderr } = await clone.here(args)
  expect(code).toBe(2)
  expect(stdout + stderr).toContain(text)
})

test('without a baseline the user names one', async () => {
  await clone.write('dvc-ci.yaml', 'metrics:\n  baseline: none\n')
  const { code, stdout, stderr } = await clone.here(['diff'])
  expect(code).toBe(2)
  expect(stdout + stderr).toContain('dvc-ci diff HEAD~1')
})
