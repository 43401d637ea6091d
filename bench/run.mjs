// Measures our flows side by side with the shell script that a user would write, in one run, and prints the ratios.
//   npm run bench                 all of it
//   npm run bench -- digits 3     the works whose name has "digits", three rounds
//   npm run bench -- rendering    only the rendering of a large report
//   npm run bench -- verification only `pull: none` against DVC's own commands, for 2 GB of data
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { digitsEnvironment } from '../scripts/lab/digits.mjs'
import { lab, requireParts } from '../scripts/lab/paths.mjs'
import { digits, sleepers, trivial } from './projects.mjs'
import { measureRendering, RENDERING_BAR } from './render.mjs'
import { measureVerification, VERIFICATION_BAR } from './verification.mjs'

const run = promisify(execFile)
const CLI = join(process.env.DVC_CI_DIST ?? join(lab.root, 'dist'), 'cli.js')
const VALIDATE_SCRIPT = 'set -e; dvc pull; dvc repro; dvc repro -f -s evaluate; dvc status -c; dvc metrics diff; dvc params diff'
const rebuildScript = (source) => `set -e; dvc pull ${source}; dvc repro -f; dvc push; git commit -q -m 'CI: build [skip ci]' -- dvc.lock $(git diff --name-only); git push -q origin HEAD:main`

/**
 * What is measured: the project, the two ways to do the same, and the ratio that we promise not to exceed; `besides`: the same with the seconds of
 * the longest path of stages taken off both; `within`: seconds of ours at most, as a multiple of that path and some more; `bounded`: the script is ended
 * once it is certain to have taken long enough.
 */
const works = [
  { name: 'validate digits', make: digits, script: VALIDATE_SCRIPT, ours: ['validate', '--checks', '{}'], bar: 1.0 },
  { name: 'rebuild digits', make: digits, changed: true, script: rebuildScript('data/digits.csv.dvc'), ours: ['rebuild', '--yes'], bar: 0.7, besides: 0.3 },
  { name: 'rebuild 12 stages that sleep 3 s, 12 jobs', make: (at) => sleepers(at, 12, 3), changed: true, script: rebuildScript('data.txt.dvc'), ours: ['rebuild', '--yes', '--jobs', '12'], bar: 0.13, within: { times: 1.1, more: 2 } },
  { name: 'rebuild 200 trivial stages in 10 layers', make: (at) => trivial(at, 200, 20), changed: true, script: rebuildScript('data.txt.dvc'), ours: ['rebuild', '--yes'], bar: 0.15 },
  { name: 'rebuild 1,000 trivial stages in 20 layers', make: (at) => trivial(at, 1000, 50), changed: true, script: rebuildScript('data.txt.dvc'), ours: ['rebuild', '--yes'], bar: 0.05, bounded: true },
  { name: 'validate 50 trivial stages', make: (at) => trivial(at, 50), script: VALIDATE_SCRIPT, ours: ['validate'], bar: 1.0 },
  { name: 'rebuild 50 trivial stages', make: (at) => trivial(at, 50), changed: true, script: rebuildScript('data.txt.dvc'), ours: ['rebuild', '--yes'], bar: 1.05 },
]

/** Seconds of one way on a project and clone of its own, and of the longest path of stages where there is a report. */
async function measure(work, argv, timeout = 0) {
  const directory = await mkdtemp(join(tmpdir(), 'dvc-ci-bench-'))
  const env = { ...digitsEnvironment(), NO_COLOR: '1' }
  try {
    const project = await work.make(join(directory, 'project'))
    if (work.changed) await project.change()
    const clone = join(directory, 'clone')
    await run('git', ['clone', '-q', project.origin, clone], { env })
    // A user's machine has a cache for hashes and indexes; each way gets a new one, as on a runner.
    env.DVC_SITE_CACHE_DIR = join(directory, 'site-cache')
    const report = join(directory, 'report.json')
    const ours = argv[0] === process.execPath && argv[2] === 'rebuild'
    const started = performance.now()
    await finish(argv[0], [...argv.slice(1), ...(ours ? ['--report', report] : [])], { cwd: clone, env }, timeout)
    const seconds = (performance.now() - started) / 1000
    return { seconds, path: ours ? longestPath(JSON.parse(await readFile(report, 'utf8')).stages) : 0 }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Runs a command to its end, or to the end of its time (0: no limit), with everything that it started. */
async function finish(command, args, options, timeout) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text) => { words = (words + text).slice(-4000) })
  let ended = false
  const timer = timeout === 0 ? undefined : setTimeout(() => { ended = true; process.kill(-child.pid, 'SIGKILL') }, timeout * 1000)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearTimeout(timer)
  if (code !== 0 && !ended) throw new Error(`${command} ended with code ${code}: ${words}`)
}

/** Seconds of the stages that nobody can do without doing them one after another. */
function longestPath(stages) {
  const of = new Map(stages.map((stage) => [stage.name, stage]))
  const known = new Map()
  const path = (name) => {
    if (!known.has(name)) known.set(name, (of.get(name)?.seconds ?? 0) + Math.max(0, ...(of.get(name)?.needs ?? []).map(path)))
    return known.get(name)
  }
  return Math.max(0, ...stages.map(({ name }) => path(name)))
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const shown = (seconds) => `${seconds.toFixed(2)} s`

async function startUp(rounds) {
  const times = []
  for (let round = 0; round < rounds * 3; round++) {
    const started = performance.now()
    await run(process.execPath, [CLI, '--version'])
    times.push((performance.now() - started) / 1000)
  }
  return median(times)
}

const [filter = '', rounds = '3'] = process.argv.slice(2)
requireParts('dvc', 'digits')
let within = true
console.log('| work | the script | dvc-ci | ratio | at most |\n|---|---|---|---|---|')
for (const work of works.filter(({ name }) => name.includes(filter))) {
  const [theirs, ours, paths] = [[], [], []]
  // In turns, so that whatever else the machine does meets both.
  for (let round = 0; round < (work.bounded ? 1 : Number(rounds)); round++) {
    const { seconds, path } = await measure(work, [process.execPath, CLI, ...work.ours])
    ours.push(seconds)
    paths.push(path)
    theirs.push((await measure(work, ['bash', '-c', work.script], work.bounded ? seconds / work.bar + 5 : 0)).seconds)
  }
  const row = (name, bar, off) => {
    const ratio = (median(ours) - off) / (median(theirs) - off)
    within &&= ratio <= bar
    console.log(`| ${name} | ${work.bounded && ratio <= bar ? 'more than ' : ''}${shown(median(theirs) - off)} | ${shown(median(ours) - off)} | ${ratio.toFixed(2)} | ${bar} |`)
  }
  row(work.name, work.bar, 0)
  if (work.besides) row(`${work.name}, without the ${shown(median(paths))} of the longest path`, work.besides, median(paths))
  if (work.within) {
    const most = work.within.times * median(paths) + work.within.more
    within &&= median(ours) <= most
    console.log(`| ${work.name}: the longest path takes ${shown(median(paths))} | | ${shown(median(ours))} | | ${shown(most)} |`)
  }
}
const seconds = await startUp(Number(rounds))
within &&= seconds <= 0.25
console.log(`| \`dvc-ci --version\` | | ${shown(seconds)} | | 0.25 s |`)
if ('rendering'.includes(filter)) {
  const rendering = await measureRendering()
  within &&= rendering.seconds <= RENDERING_BAR.seconds && rendering.megabytes <= RENDERING_BAR.megabytes
  console.log(`| every surface of 1,000 stages, 5,000 metrics, 200 plots | | ${shown(rendering.seconds)}, ${Math.round(rendering.megabytes)} MB | | ${RENDERING_BAR.seconds} s, ${RENDERING_BAR.megabytes} MB |`)
}
if ('verification'.includes(filter)) {
  const { theirs, ours, bytes } = await measureVerification(CLI, Number(rounds))
  const ratio = median(ours) / median(theirs)
  within &&= ratio <= VERIFICATION_BAR.ratio && bytes <= VERIFICATION_BAR.bytes
  console.log(`| verification of 2 GB, \`pull: none\`, ${bytes} bytes moved | ${shown(median(theirs))} | ${shown(median(ours))} | ${ratio.toFixed(2)} | ${VERIFICATION_BAR.ratio}, ${VERIFICATION_BAR.bytes} bytes |`)
}
console.log(within ? '\nEverything is within its bar.' : '\nA bar was missed.')
process.exitCode = within ? 0 : 1
