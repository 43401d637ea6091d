// Checks and tests the Python half, engine/: ruff, mypy, and pytest in the environment of each DVC of the lab.
//
//     node scripts/engine-tests.mjs                     all of it
//     node scripts/engine-tests.mjs dvc -k yaml         pytest alone, with DVC of this part of the lab and these arguments
//
// Variables: DVC_CI_TEST_EXAMPLES sets the number of examples of the property tests, and DVC_CI_TURNS=all takes all of
// costly ones, which try a third without it. DVC_CI_TEST_SEED is the seed of turns, and of the random pipelines, which is
// else that of hypothesis.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryFolder } from './lab/memory.mjs'
import { lab } from './lab/paths.mjs'
import { runPool } from './pool.mjs'

const engine = join(lab.root, 'engine')
const parts = ['dvc', 'dvc-mid', 'dvc-old']

/** The linters as [name, argv], which need no DVC. */
const linters = [
  ['ruff check', [lab.ruffBin, 'check', '--no-cache', '.']],
  ['ruff format', [lab.ruffBin, 'format', '--no-cache', '--check', '.']],
  ['mypy', [lab.mypyBin, '--cache-dir', join(lab.directory, 'mypy-cache')]],
]

/** Runs a command in engine/ and prints what it wrote at its end, since others run beside it. @returns whether it succeeded */
async function run(title, argv, env = {}) {
  const [command, ...args] = argv
  const child = spawn(command, args, {
    cwd: engine,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      text += `${error.message}\n`
    })
    child.once('close', resolve)
  })
  console.log(`${title}\n${text.trimEnd()}`)
  return code === 0
}

/** Runs pytest with a random seed, which it prints. @returns {passed, failed}; a run that collects no test is a failure */
async function pytest(part, args = []) {
  const scratch = mkdtempSync(join(memoryFolder(), 'dvc-ci-pytest-'))
  const file = join(scratch, 'results.xml')
  const seed = String(Math.floor(Math.random() * 2 ** 32))
  try {
    const argv = [lab.pythonBin(part), '-m', 'pytest', '-q', `--hypothesis-seed=${seed}`, `--junitxml=${file}`, ...args]
    const ok = await run(`pytest with ${part}, --hypothesis-seed=${seed}`, argv, { TMPDIR: scratch })
    const { passed, failed } = totalsOf(file)
    return { passed, failed: ok || failed > 0 ? failed : 1 }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** The totals of a file of JUnit's format. Zero tests are a failure. */
function totalsOf(file) {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return { passed: 0, failed: 1 }
  }
  const head = /<testsuite [^>]*>/.exec(text)?.[0] ?? ''
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0),
  )
  return tests === 0
    ? { passed: 0, failed: 1 }
    : { passed: tests - failures - errors - skipped, failed: failures + errors }
}

/**
 * All checks, the longest first. Each can run beside the others.
 * @returns jobs with a name, which give {passed, failed} of the tests; a linter that fails counts as one failure
 */
export function engineJobs() {
  return [
    ...parts.map((part) => ({ name: `engine with ${part}`, run: () => pytest(part) })),
    { name: 'the readers of tables and files', run: () => pytest('tables', ['tables_tests', 'files_tests']) },
    // The other environments lack the clients of three protocols.
    {
      name: 'engine with every client',
      run: () =>
        pytest('remotes', ['tests/test_silent_remotes.py', 'tests/test_gcs_client.py', '-k', 'azure or gs or webdav']),
    },
    ...linters.map(([name, argv]) => ({
      name: `${name} of the engine`,
      run: async () => ({ passed: 0, failed: (await run(`${name} of engine/`, argv)) ? 0 : 1 }),
    })),
  ]
}

/** Runs all checks, as many at once as there are processors. @returns {passed, failed} */
async function testEngine() {
  const totals = { passed: 0, failed: 0 }
  await runPool(
    engineJobs().map((job) => async () => {
      const { passed, failed } = await job.run()
      totals.passed += passed
      totals.failed += failed
    }),
  )
  return totals
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [part, ...args] = process.argv.slice(2)
  const { passed, failed } = await (part === undefined ? testEngine() : pytest(part, args))
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
