import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'
import { CLI, median } from './measure.mjs'
import { shown } from './table.mjs'

const run = promisify(execFile)
const MEBIBYTE = 1024 * 1024
const FILES = 20
const FILE_MEBIBYTES = 100
/** Data, its copy in the remote, and a clone's cache and workspace. */
const NEEDED = 5 * FILES * FILE_MEBIBYTES * MEBIBYTE

/** What `pull: none` may take of the time of DVC's own way, and how many bytes of data it may bring. */
const VERIFICATION_BAR = { ratio: 0.2, bytes: 0 }
/** What DVC has for the same questions: is everything in the remote, and does dvc.lock fit? */
const SCRIPT = 'set -e; dvc pull; dvc status; dvc status -c'

export const verification = {
  name: 'verification of 2 GB, `pull: none`',
  async rows(rounds) {
    const { theirs, ours, bytes } = await measureVerification(CLI, rounds)
    const [theirSeconds, ourSeconds] = [theirs, ours].map(median)
    const ratio = ourSeconds / theirSeconds
    const held = ratio <= VERIFICATION_BAR.ratio && bytes <= VERIFICATION_BAR.bytes
    return [
      {
        cells: [
          verification.name,
          shown(theirSeconds),
          `${shown(ourSeconds)}, ${bytes} bytes moved`,
          ratio.toFixed(2),
          `${VERIFICATION_BAR.ratio}, ${VERIFICATION_BAR.bytes} bytes`,
        ],
        held,
      },
    ]
  },
}

/**
 * Decides about 2 GB of data in both ways, in turns, each in a fresh clone.
 * @returns seconds of each round, and the bytes of data that our way left in its clone
 */
async function measureVerification(cli, rounds) {
  const { bavail, bsize } = await statfs(tmpdir())
  if (bavail * bsize < NEEDED)
    throw new Error(
      `${tmpdir()} has ${Math.round((bavail * bsize) / 1e9)} GB free, and 2 GB of data take ${Math.round(NEEDED / 1e9)} GB. Set TMPDIR to a larger place.`,
    )
  const directory = await mkdtemp(join(tmpdir(), 'dvc-ci-bench-'))
  const result = { theirs: [], ours: [], bytes: 0 }
  try {
    const origin = await heavyProject(directory)
    for (let round = 0; round < rounds; round++) {
      result.theirs.push((await timed(directory, origin, ['bash', '-c', SCRIPT])).seconds)
      const { seconds, bytes } = await timed(directory, origin, [
        process.execPath,
        cli,
        'validate',
        '--pull',
        'none',
        '--setup',
        'none',
      ])
      result.ours.push(seconds)
      result.bytes = Math.max(result.bytes, bytes)
    }
    return result
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function timed(directory, origin, argv) {
  const at = await mkdtemp(join(directory, 'run-'))
  const clone = join(at, 'clone')
  const env = { ...digitsEnvironment(), NO_COLOR: '1', DVC_SITE_CACHE_DIR: join(at, 'site-cache') }
  try {
    await run('git', ['clone', '-q', origin, clone], { env })
    const started = performance.now()
    await run(argv[0], argv.slice(1), { cwd: clone, env, maxBuffer: 1 << 28 })
    return {
      seconds: (performance.now() - started) / 1000,
      bytes: (await bytesOf(join(clone, 'data'))) + (await bytesOf(join(clone, '.dvc', 'cache'))),
    }
  } finally {
    await rm(at, { recursive: true, force: true })
  }
}

/** @returns the address of the server */
async function heavyProject(directory) {
  const [origin, storage, alice] = ['origin.git', 'storage', 'alice'].map((name) => join(directory, name))
  const env = digitsEnvironment()
  const git = (...args) => run('git', args, { cwd: alice, env })
  const dvc = (...args) => run(lab.dvcBin, args, { cwd: alice, env, maxBuffer: 1 << 26 })
  await mkdir(join(alice, 'data'), { recursive: true })
  for (let index = 0; index < FILES; index++) await writeLarge(join(alice, 'data', `part-${index}.bin`), index)
  await writeFile(
    join(alice, 'dvc.yaml'),
    'stages:\n  evaluate:\n    cmd: >-\n      ls data | wc -l | awk \'{print "{\\"files\\": " $1 "}"}\' > metrics.json\n    deps: [data]\n    metrics:\n      - metrics.json: {cache: false}\n',
  )
  await run('git', ['init', '-q', '--bare', '-b', 'main', origin], { env })
  await git('init', '-q', '-b', 'main')
  await git('remote', 'add', 'origin', origin)
  await dvc('init', '-q')
  await dvc('config', '--local', 'cache.type', 'hardlink')
  await dvc('remote', 'add', '-q', '--default', 'storage', storage)
  await dvc('add', 'data')
  await dvc('repro')
  await dvc('push')
  await git('add', '--all')
  await git('commit', '-q', '-m', 'Much data')
  await git('push', '-q', '-u', 'origin', 'main')
  await rm(alice, { recursive: true, force: true })
  return origin
}

/** A file whose content no other one has. */
async function writeLarge(path, seed) {
  const file = await open(path, 'w')
  try {
    const block = Buffer.alloc(MEBIBYTE, seed + 1)
    for (let at = 0; at < FILE_MEBIBYTES; at++) await file.write(block)
  } finally {
    await file.close()
  }
}

async function bytesOf(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
