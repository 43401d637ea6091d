import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { startResident } from './engine.mjs'
import { freshClone, inFolder, median, timed } from './measure.mjs'
import { shown } from './table.mjs'

const run = promisify(execFile)
const FILES = 100_000
const CLASSES = 200
/** Seconds of ours, and what they may be of the time of `dvc diff`; the data that may move. */
const BAR = { seconds: 3, ratio: 1, bytes: 0 }

const md5 = (text) => createHash('md5').update(text).digest('hex')

/** How a folder of 100,000 files changed, with test data in training data, in both ways. */
export const folders = {
  name: 'changes of a folder of 100,000 files',
  rows: (rounds) =>
    inFolder(async (directory) => {
      let project
      const make = async (at) => {
        project = await manyFiles(at)
        return project
      }
      const { clone, env } = await freshClone(directory, make)
      const [theirs, ours] = [[], []]
      const engine = await startResident(clone, env)
      try {
        for (let round = 0; round < rounds; round++) {
          theirs.push((await timed(['dvc', 'diff', '--json', 'HEAD~1'], { cwd: clone, env })).seconds)
          const started = performance.now()
          const { data } = await engine.query('folders', question(project))
          ours.push((performance.now() - started) / 1000)
          const { added, removed, modified, renamed } = data.images.folder
          const found = [added, removed, modified, renamed].map(({ files }) => files)
          if (String(found) !== String(project.changes)) throw new Error(`found ${found}, not ${project.changes}`)
        }
      } finally {
        await engine.close()
      }
      const bytes = await dataIn(join(clone, '.dvc', 'cache'))
      const [theirSeconds, ourSeconds] = [theirs, ours].map(median)
      const ratio = ourSeconds / theirSeconds
      return [
        {
          cells: [
            folders.name,
            shown(theirSeconds),
            `${shown(ourSeconds)}, ${bytes} bytes of data moved`,
            ratio.toFixed(2),
            `${BAR.ratio}, ${BAR.seconds} s, ${BAR.bytes} bytes`,
          ],
          held: ratio <= BAR.ratio && ourSeconds <= BAR.seconds && bytes <= BAR.bytes,
        },
      ]
    }),
}

function question({ now, before }) {
  const side = (hash) => ({ hash, hashName: 'md5', size: FILES })
  return {
    data: [{ path: 'images', now: side(now), before: side(before) }],
    changed: ['images'],
    leaks: [],
    within: ['images'],
    words: { training: ['train'], heldOut: ['test', 'val'] },
    asked: [],
    tables: ['.csv', '.parquet'],
    most: { first: 10, folders: 50, members: 50 },
  }
}

/**
 * A project whose folder `images` has 100,000 files, in two commits. Neither way reads a file, so the remote has the manifests alone.
 * @returns the hashes of both manifests, and the numbers of added, removed, modified and renamed files
 */
async function manyFiles(directory) {
  const env = digitsEnvironment()
  const [origin, remote, alice] = ['origin.git', 'remote', 'alice'].map((name) => join(directory, name))
  await mkdir(directory, { recursive: true })
  await run('git', ['init', '-q', '--bare', '-b', 'main', origin], { env })
  await run('git', ['clone', '-q', origin, alice], { env })
  const at = { cwd: alice, env }
  await run(lab.dvcBin, ['init', '-q'], at)
  await run(lab.dvcBin, ['remote', 'add', '-q', '-d', 'storage', remote], at)
  const files = new Map(
    Array.from({ length: FILES }, (_, index) => [
      `${index % 10 === 0 ? 'test' : 'train'}/class-${index % CLASSES}/image-${index}.png`,
      md5(`image ${index}`),
    ]),
  )
  const commit = async (message) => {
    const hash = await writeManifest(remote, files)
    await writeFile(
      join(alice, 'images.dvc'),
      `outs:\n- md5: ${hash}\n  size: ${FILES}\n  nfiles: ${files.size}\n  hash: md5\n  path: images\n`,
    )
    await run('git', ['add', '--all'], at)
    await run('git', ['commit', '-q', '-m', message], at)
    return hash
  }
  const before = await commit('Images')
  const paths = [...files.keys()]
  const [removed, modified, renamed, added] = [1000, 3000, 1500, 2000]
  for (const path of paths.slice(0, removed)) files.delete(path)
  for (const path of paths.slice(removed, removed + modified)) files.set(path, md5(`other ${path}`))
  for (const path of paths.slice(removed + modified, removed + modified + renamed)) {
    files.set(`${dirname(path)}/moved/${path.slice(dirname(path).length + 1)}`, files.get(path))
    files.delete(path)
  }
  for (let index = 0; index < added; index++) files.set(`train/new/image-${index}.png`, md5(`new ${index}`))
  const now = await commit('New images')
  await run('git', ['push', '-q', 'origin', 'main'], at)
  return { origin, now, before, changes: [added, removed, modified, renamed] }
}

/** Writes the manifest of a folder into a remote, as DVC does. @returns its hash */
async function writeManifest(remote, files) {
  const entries = [...files].sort(([one], [other]) => (one < other ? -1 : 1))
  const text = `[${entries.map(([path, hash]) => `{"md5": "${hash}", "relpath": "${path}"}`).join(', ')}]`
  const hash = `${md5(text)}.dir`
  const file = join(remote, 'files', 'md5', hash.slice(0, 2), hash.slice(2))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return hash
}

/** Objects of the cache that are no manifests; each would have a byte at least. */
async function dataIn(cache) {
  const entries = await readdir(cache, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.dir')).length
}
