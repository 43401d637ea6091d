import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stagesBelow } from '../../../src/steps/project/project.js'
import { planData } from '../../../src/steps/retrain/new-data.js'
import { out, project, stage } from '../../lint/build.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-new-data-'))
  await writeFile(join(folder, 'new.csv'), '1\n')
})
afterAll(() => rm(folder, { recursive: true }))

const data = (path: string, more: object = {}) => stage(`${path}.dvc`, { kind: 'data', file: `${path}.dvc`, ...more })
const index = project([
  data('data/raw.csv', { outs: [out('data/raw.csv', { hash: 'a'.repeat(32) })] }),
  data('data/images', { outs: [out('data/images', { hash: `${'b'.repeat(32)}.dir` })] }),
  data('data/kept.csv', { outs: [out('data/kept.csv', { cache: false })] }),
  data('data/extern.csv', { kind: 'import', outs: [out('data/extern.csv')] }),
  data('data/absent.csv', { kind: 'import', partial: true, outs: [out('data/absent.csv')] }),
  data('../data/other.csv', { outs: [out('../data/other.csv')] }),
  stage('train@a', { outs: [out('models/a.txt')] }),
])
const known = { index, stages: stagesBelow(index) }

const plan = (path: string, from?: string, mode: 'replace' | 'append' = 'replace') =>
  planData(known, [{ path, mode, ...(from === undefined ? {} : { from: join(folder, from) }) }], false)

test('new data is planned for the path of an output or of its .dvc file', async () => {
  const planned = [await plan('data/raw.csv', 'new.csv'), await plan('data/images.dvc', '.', 'append')]
  expect(planned.flat().map(({ owner, out: { path }, mode }) => [owner.name, path, mode])).toEqual([
    ['data/raw.csv.dvc', 'data/raw.csv', 'replace'],
    ['data/images.dvc', 'data/images', 'append'],
  ])
})

test.each([
  ['data/raw.cvs', 'new.csv', /DVC does not track it\. Did you mean data\/raw\.csv\?$/],
  ['data/images/1.png', 'new.csv', /it is part of data\/images\. Name data\/images\.$/],
  ['models/a.txt', 'new.csv', /it is an output of the stage train@a\..*Use `stages` to run the stage\.$/],
  ['data/kept.csv', 'new.csv', /Git keeps it\. Commit the new version/],
  ['data/extern.csv', 'new.csv', /it is an import with its source in data\/extern\.csv\.dvc\. Remove `from`/],
  ['data/absent.csv', undefined, /it was imported with --no-download\./],
  ['../data/other.csv', 'new.csv', /it is outside of the working directory\./],
  ['data/raw.csv', undefined, /the source of the new data is missing\. Give `from`/],
  ['data/raw.csv', 'nowhere.csv', /the source .*nowhere\.csv for data\/raw\.csv does not exist\. Name a file/],
  ['data/raw.csv', '.', /it is a file, and the new data is a folder\. Give a file\.$/],
  ['data/images', 'new.csv', /it is a folder, and the new data is a file\. Give a folder, or append/],
])('new data for %s from %s is rejected', async (path, from, message) => {
  await expect(plan(path, from)).rejects.toMatchObject({ exitCode: 2, text: expect.stringMatching(message) })
})

test('a request that names one data set twice is rejected', async () => {
  const change = { path: 'data/raw.csv', mode: 'append' as const, from: join(folder, 'new.csv') }
  await expect(planData(known, [change, { ...change, path: 'data/raw.csv.dvc' }], false)).rejects.toMatchObject({
    text: expect.stringMatching(/data\/raw\.csv\.dvc cannot get new data: the request names it twice\./),
  })
})
