import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { dataPairs } from '../../../src/steps/datasets/data-pairs.js'
import { type FolderReading, readFolders } from '../../../src/steps/datasets/read-folders.js'
import { cleanUp } from '../../support/project.js'
import { DataProject } from './opened.js'

const projects: DataProject[] = []
afterAll(async () => {
  await Promise.all(projects.map((project) => project.close()))
  await cleanUp()
})

async function make(): Promise<DataProject> {
  const made = await DataProject.make()
  projects.push(made)
  return made
}

/** The readings of what changed against the baseline. */
async function read(
  made: DataProject,
  before: Parameters<typeof dataPairs>[1],
  leaks: { path: string; of: string }[] = [],
): Promise<Record<string, FolderReading>> {
  const project = await made.open()
  return Object.fromEntries(await readFolders(project, dataPairs(project, before), { leaks }))
}

const IMAGES = {
  'images/cats/a.png': 'a',
  'images/cats/b.png': 'bb',
  'images/cats/c.png': 'ccc',
  'images/dogs/d.png': 'dddd',
  'images/dogs/copy.png': 'a',
  'images/labels.csv': 'id\n1\n',
}

/** A project whose folder of images changed: its baseline, and what the report says. */
async function changedImages(): Promise<{ made: DataProject; before: Parameters<typeof dataPairs>[1] }> {
  const made = await make()
  await made.add(['images'], IMAGES)
  const before = await made.locked('images.dvc')
  await made.add(['images'], {
    'images/cats/b.png': null,
    'images/cats/c.png': null,
    'images/birds/c.png': 'ccc',
    'images/cats/new.png': 'eeeee',
    'images/dogs/d.png': 'another',
    'images/labels.csv': 'id\n1\n2\n',
  })
  return { made, before }
}

const FOLDER = {
  files: 6,
  baseline_files: 6,
  added: { files: 1, first: ['cats/new.png'], bytes: 5 },
  removed: { files: 1, first: ['cats/b.png'], bytes: 2 },
  modified: { files: 2, first: ['dogs/d.png', 'labels.csv'], bytes: 14 },
  renamed: { files: 1, first: [{ from: 'cats/c.png', to: 'birds/c.png' }] },
  duplicates: 1,
  baseline_duplicates: 1,
  folders: [
    { path: 'cats', files: 2, baseline_files: 3, added: 1, removed: 1, modified: 0, renamed: 1 },
    { path: '', files: 1, baseline_files: 1, added: 0, removed: 0, modified: 1, renamed: 0 },
    { path: 'birds', files: 1, added: 0, removed: 0, modified: 0, renamed: 1 },
    { path: 'dogs', files: 2, baseline_files: 2, added: 0, removed: 0, modified: 1, renamed: 0 },
  ],
}

describe('a folder that changed', () => {
  test('its files, their sizes, its folders and its changed tables are told', async () => {
    const { made, before } = await changedImages()
    const { images } = await read(made, before)
    expect(images?.folder).toEqual(FOLDER)
    expect(images?.unread).toBeUndefined()
    expect(images?.members?.map(({ path, now, before: old }) => [path, now?.size, old?.size])).toEqual([
      ['images/labels.csv', 7, 5],
    ])
  })

  test('without a cache, its manifests come from the remote, and nothing else does', async () => {
    const { made, before } = await changedImages()
    await made.dvc('push', '-q')
    // An earlier push brought the manifest of the baseline.
    const { hash = '' } = before.get('images') ?? {}
    const manifest = join('files/md5', hash.slice(0, 2), hash.slice(2))
    await cp(join(made.directory, '.dvc/cache', manifest), join(made.remote, manifest))
    await made.dropCache()
    const { images } = await read(made, before)
    const { added, removed, modified, ...rest } = FOLDER
    const unsized = ({ files, first }: typeof added) => ({ files, first })
    expect(images?.folder).toEqual({
      ...rest,
      added: unsized(added),
      removed: unsized(removed),
      modified: unsized(modified),
    })
    await expect(stat(join(made.directory, '.dvc/cache/files'))).rejects.toThrow('ENOENT')
  })

  test('a manifest that is nowhere, and one that is damaged, are told as unread', async () => {
    const { made, before } = await changedImages()
    await made.dropCache()
    expect((await read(made, before))['images']).toEqual({
      unread: [
        { part: 'files', reason: 'neither the cache nor the remote has its manifest' },
        { part: 'files', reason: 'neither the cache nor the remote has the manifest of the baseline' },
      ],
    })
    await made.add(['images'], {})
    await made.dvc('push', '-q')
    await made.dropCache()
    const folders = await readdir(join(made.remote, 'files/md5'), { recursive: true })
    const manifest = join(made.remote, 'files/md5', folders.find((path) => path.endsWith('.dir')) ?? '')
    const text = await readFile(manifest, 'utf8')
    await rm(manifest)
    await writeFile(manifest, text.replace('cats/a.png', 'cats/../../a.png'))
    const { images } = await read(made, new Map())
    expect(images).toEqual({ unread: [{ part: 'files', reason: 'its manifest differs from its hash' }] })
  })

  test('a remote that does not exist is told', async () => {
    const { made, before } = await changedImages()
    await made.dropCache()
    await made.dvc('remote', 'modify', '-q', 'storage', 'url', 'ssh://localhost:1/data')
    const { images } = await read(made, before)
    expect(images?.unread?.[0]?.reason).toMatch(
      /^its manifest cannot be read: the DVC remote 'storage' .* cannot be reached: /,
    )
  })

  test('an output that was never built is unread, and not empty', async () => {
    const { made, before } = await changedImages()
    await made.write({ 'images.dvc': null, 'dvc.yaml': 'stages:\n  make:\n    cmd: make\n    outs: [images]\n' })
    expect((await read(made, before))['images']).toEqual({
      unread: [{ part: 'files', reason: 'dvc.lock has no hash of it' }],
    })
  })

  test('an import from another repository is read from the cache, else at its source', async () => {
    const made = await make()
    const source = await make()
    await source.add(['images'], IMAGES)
    await source.dvc('push', '-q')
    await source.commit()
    await made.dvc('import', '-q', source.directory, 'images')
    const before = await made.locked('images.dvc')
    expect(before.get('images')?.imported).toBe(true)
    await source.add(['images'], { 'images/cats/new.png': 'new' })
    await source.dvc('push', '-q')
    await source.commit()
    await made.dvc('update', '-q', 'images.dvc')
    expect((await read(made, before))['images']?.folder?.added).toEqual({ files: 1, first: ['cats/new.png'], bytes: 3 })
    await made.dropCache()
    expect((await read(made, before))['images']?.folder?.added.first).toEqual(['cats/new.png'])
    await rm(source.directory, { recursive: true })
    expect((await read(made, before))['images']?.unread?.map(({ reason }) => reason)).toEqual([
      expect.stringContaining(`its manifest cannot be read at its source (${source.directory}): `),
      expect.stringContaining(`the manifest of the baseline cannot be read at its source (${source.directory}): `),
    ])
  })

  test('a folder that became a file, and one without a baseline', async () => {
    const made = await make()
    await made.add(['data'], { 'data/a.csv': '1\n', 'data/b.bin': '2' })
    const before = await made.locked('data.dvc')
    expect((await read(made, new Map()))['data']).toMatchObject({
      folder: { files: 2, added: { files: 2, bytes: 3 }, removed: { files: 0 }, folders: [] },
      members: [{ path: 'data/a.csv' }],
    })
    await made.write({ data: null })
    await made.add(['data'], { data: 'a file' })
    expect((await read(made, before))['data']?.folder).toMatchObject({
      baseline_files: 2,
      added: { files: 0, bytes: 0 },
      removed: { files: 2, bytes: 3 },
    })
  })
})

describe('files of test data in training data', () => {
  const splits = {
    'data/train/a': 'a',
    'data/train/b': 'b',
    'data/train/empty': '',
    'data/test/c': 'c',
    'data/test/empty': '',
  }

  test('in two outputs, of which one changed', async () => {
    const made = await make()
    await made.add(['data/train', 'data/test'], splits)
    const before = await made.locked('data/train.dvc', 'data/test.dvc')
    expect(await read(made, before)).toEqual({})
    await made.add(['data/train'], { 'data/train/stolen': 'c' })
    const readings = await read(made, before)
    expect(readings['data/test']).toEqual({
      leaked: [{ path: 'data/train', files: 1, baseline_files: 0, first: ['c'] }],
    })
    expect(readings['data/train']?.folder?.added).toEqual({ files: 1, first: ['stolen'], bytes: 1 })
  })

  test('in one output, and between parts that a policy names', async () => {
    const made = await make()
    await made.add(['data'], { ...splits, 'data/test/x/b': 'b' })
    const readings = await read(made, new Map(), [
      { path: 'data/test/x', of: 'data/train' },
      { path: 'data/train', of: 'data/test/c' },
      { path: 'data/tset', of: 'data/train' },
      { path: 'other', of: 'data' },
    ])
    expect(readings['data/test']).toEqual({ leaked: [{ path: 'data/train', files: 1, first: ['x/b'] }] })
    expect(readings['data/test/x']).toEqual({ leaked: [{ path: 'data/train', files: 1, first: ['b'] }] })
    expect(readings['data/train']).toEqual({ leaked: [{ path: 'data/test/c', files: 0 }] })
    expect(readings['data/tset']).toEqual({
      unread: [{ part: 'files', reason: 'data/tset is no data of the project' }],
    })
    expect(readings['other']).toEqual({ unread: [{ part: 'files', reason: 'other is no data of the project' }] })
  })

  test('a single file that equals another one', async () => {
    const made = await make()
    await made.add(['train.bin', 'test.bin'], { 'train.bin': 'one', 'test.bin': 'two' })
    const before = await made.locked('train.bin.dvc', 'test.bin.dvc')
    await made.add(['test.bin'], { 'test.bin': 'one' })
    expect((await read(made, before))['test.bin']).toEqual({
      leaked: [{ path: 'train.bin', files: 1, baseline_files: 0 }],
    })
  })
})
