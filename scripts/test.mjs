// Everything that must hold before a change lands. The tests of jest take longest and start first. Beside them run the
// checks, the fastest first, one at a time for each further processor: they use what the waits of the tests leave. Ends
// with the totals.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineJobs } from './engine-tests.mjs'
import { runPool } from './pool.mjs'
import { contentsOf, differences } from './release/folders.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scratch = mkdtempSync(join(tmpdir(), 'dvc-ci-test-'))
const totals = join(scratch, 'totals')
const bin = (name) => join(root, 'node_modules', name)
const failures = []
const engine = { passed: 0, failed: 0 }

/** Says how a job ended, and remembers a failure. @param started milliseconds of `Date.now` */
function report(name, started, ok) {
  if (!ok) failures.push(name)
  console.log(`== ${name}: ${ok ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Runs a program whose output is shown as it comes. */
async function step(name, argv, env = {}) {
  console.log(`\n== ${name}`)
  const started = Date.now()
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  report(name, started, (await endOf(child)) === 0)
}

/** A program that runs beside others, so its output is shown at its end. */
function check(name, argv, env = {}) {
  return async () => {
    const started = Date.now()
    const child = spawn(process.execPath, argv, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    const code = await endOf(child)
    console.log(`\n== ${name}\n${output.trimEnd()}`)
    report(name, started, code === 0)
  }
}

/** @returns the exit code, once the output is complete; undefined if the program did not start */
function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(undefined)
    })
    child.once('close', resolve)
  })
}

/** A check of the Python half, whose tests are counted. */
function engineCheck({ name, run }) {
  return async () => {
    const started = Date.now()
    const { passed, failed } = await run()
    engine.passed += passed
    engine.failed += failed
    if (failed > 0 && !failures.includes('engine')) failures.push('engine')
    console.log(
      `== ${name}: ${failed === 0 ? 'ok' : 'FAILED'}, ${passed} passed, in ${((Date.now() - started) / 1000).toFixed(1)} s`,
    )
  }
}

/** Builds beside the committed dist, and compares every file. */
async function checkDist() {
  await check('build', [join(root, 'scripts/build.mjs'), join(scratch, 'dist')])()
  if (failures.includes('build')) return
  const [committed, built] = [contentsOf(join(root, 'dist')), contentsOf(join(scratch, 'dist'))]
  const names = differences(committed, built)
  if (names.length > 0) {
    console.error(`== dist differs in ${names.join(', ')}. Run \`npm run build\` and commit dist.`)
    failures.push('dist')
  } else console.log(`== dist: ok, ${built.size} files are the ones that these sources build`)
}

try {
  const jestArguments = process.argv.slice(2)
  await step('lab', [join(root, 'scripts/lab.mjs')])
  const tests = () =>
    step('tests', ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), ...jestArguments], {
      DVC_CI_TEST_TOTALS: totals,
    })
  const checks = [
    check('format', [bin('@biomejs/biome/bin/biome'), 'ci', '.']),
    check('generated files', [join(root, 'scripts/generate.mjs'), '--check']),
    checkDist,
    check('imports', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), 'src']),
    // What the page imports from other rooms is checked once more, since a browser lacks the types of Node.
    check('types of the page', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'src/page']),
    // Oxlint's half with types is in Go: its garbage collector runs less often, which costs memory (3 GB in all).
    check('types and lint', [bin('oxlint/bin/oxlint')], { GOGC: '400' }),
    ...engineJobs().map(engineCheck),
  ]
  await runPool([tests, ...checks], Math.max(availableParallelism(), 2))
} finally {
  const [passed = 0, failed = 0] = readTotals()
  rmSync(scratch, { recursive: true, force: true })
  const others = failures.filter((name) => name !== 'tests' && name !== 'engine')
  if (failures.length > 0) console.error(`\nFAILED: ${failures.join(', ')}`)
  // A check that is no test of jest's still fails the run, so it counts as one failure each.
  console.log(
    `${passed + engine.passed} passed, ${failed + engine.failed + others.length + (failures.includes('tests') && failed === 0 ? 1 : 0)} failed`,
  )
  process.exitCode = failures.length === 0 ? 0 : 1
}

function readTotals() {
  try {
    return readFileSync(totals, 'utf8').trim().split('\n').at(-1).split(' ').map(Number)
  } catch {
    return []
  }
}
