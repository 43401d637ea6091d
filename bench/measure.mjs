import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab } from '../scripts/lab/paths.mjs'

const run = promisify(execFile)
/** The command line that is measured: the committed bundle, or that of a build which is being worked on. */
export const CLI = join(process.env.DVC_CI_DIST ?? join(lab.root, 'dist'), 'cli.js')

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** In Python: runs a program, and writes the memory (bytes) of the largest of its processes to a file. */
export const MEASURED = `
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdin=open(0)).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
sys.exit(code)
`

/** A folder of one measurement, removed when it is done. */
export async function inFolder(work) {
  const directory = await mkdtemp(join(tmpdir(), 'dvc-ci-bench-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/**
 * A project of its own and a fresh clone of it, as a runner has them.
 * @param more variables of both ways
 */
export async function freshClone(directory, make, { changed = false, more = {} } = {}) {
  const project = await make(join(directory, 'project'))
  if (changed) await project.change()
  const clone = join(directory, 'clone')
  // A user's machine has a cache for hashes and indexes; each way gets a new one, as on a runner.
  const env = {
    ...digitsEnvironment(),
    NO_COLOR: '1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    DVC_SITE_CACHE_DIR: join(directory, 'site-cache'),
    ...more,
  }
  await run('git', ['clone', '-q', project.origin, clone], { env })
  return { project, clone, env }
}

/** Seconds of a command and of everything that it starts, to its end or to the end of its time (0: no limit). @throws Error it failed */
export async function timed(argv, { cwd, env }, timeout = 0) {
  const started = performance.now()
  const child = spawn(argv[0], argv.slice(1), { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let words = ''
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    words = (words + text).slice(-4000)
  })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  let ended = false
  const timer =
    timeout === 0
      ? undefined
      : setTimeout(() => {
          ended = true
          process.kill(-child.pid, 'SIGKILL')
        }, timeout * 1000)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearTimeout(timer)
  if (code !== 0 && !ended) throw new Error(`${argv.join(' ')} ended with code ${code}: ${output.slice(-2000)}${words}`)
  return { seconds: (performance.now() - started) / 1000, output }
}

/** Seconds of the longest chain of stages that must run one after another, from the report of a rebuild. */
export async function longestPath(report) {
  const { stages } = JSON.parse(await readFile(report, 'utf8'))
  const of = new Map(stages.map((stage) => [stage.name, stage]))
  const known = new Map()
  const path = (name) => {
    if (!known.has(name))
      known.set(name, (of.get(name)?.seconds ?? 0) + Math.max(0, ...(of.get(name)?.needs ?? []).map(path)))
    return known.get(name)
  }
  return Math.max(0, ...stages.map(({ name }) => path(name)))
}
