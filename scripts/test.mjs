// Everything that must hold before a change lands, in the order in which it fails fastest. Ends with the totals of the test runner.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testEngine } from './engine-tests.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const scratch = mkdtempSync(join(tmpdir(), 'dvc-ci-test-'))
const totals = join(scratch, 'totals')
const bin = (name) => join(root, 'node_modules', name)
const failures = []

function step(name, argv, env = {}) {
  console.log(`\n== ${name}`)
  const started = Date.now()
  const { status, error } = spawnSync(process.execPath, argv, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  if (error) console.error(error.message)
  if (status !== 0) failures.push(name)
  console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Starts a step beside the ones that follow. The function that it returns waits for its end and shows its output. */
function startStep(name, argv) {
  const started = Date.now()
  const log = join(scratch, `${name}.log`)
  const output = openSync(log, 'w')
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', output, output] })
  closeSync(output)
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(null)).once('exit', resolve)
  })
  return async () => {
    const code = await ended
    console.log(`\n== ${name}\n${readFileSync(log, 'utf8').trimEnd()}`)
    if (code !== 0) failures.push(name)
    console.log(
      `== ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ended ${((Date.now() - started) / 1000).toFixed(1)} s after its start`,
    )
  }
}

/** Every file below a folder with its content, so that two builds can be compared. */
function contents(directory) {
  const files = new Map()
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    files.set(relative(directory, path), readFileSync(path, 'utf8'))
  }
  return files
}

function compareDist() {
  console.log('\n== the committed dist is the one that these sources build')
  const [committed, built] = [contents(join(root, 'dist')), contents(join(scratch, 'dist'))]
  const names = [...new Set([...committed.keys(), ...built.keys()])].filter(
    (name) => committed.get(name) !== built.get(name),
  )
  if (names.length > 0) {
    console.error(`dist differs in ${names.join(', ')}. Run \`npm run build\` and commit dist.`)
    failures.push('dist')
  } else console.log(`== dist: ok, ${built.size} files`)
}

let engine = { passed: 0, failed: 0 }

try {
  const jestArguments = process.argv.slice(2)
  step('lab', [join(root, 'scripts/lab.mjs')])
  const endLint = startStep('lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'])
  step('format', [bin('@biomejs/biome/bin/biome'), 'ci', '.'])
  step('imports', [bin('dependency-cruiser/bin/dependency-cruise.mjs'), 'src'])
  step('types', [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'])
  step('types of the page', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'src/page'])
  step('generated files', [join(root, 'scripts/generate.mjs'), '--check'])
  console.log('\n== engine')
  engine = await testEngine()
  if (engine.failed > 0) failures.push('engine')
  console.log(`== engine: ${engine.passed} passed, ${engine.failed} failed`)
  step('build', [join(root, 'scripts/build.mjs'), join(scratch, 'dist')])
  if (!failures.includes('build')) compareDist()
  await endLint()
  step('tests', ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), ...jestArguments], {
    DVC_CI_TEST_TOTALS: totals,
  })
} finally {
  const [passed = 0, failed = 0] = readTotals()
  rmSync(scratch, { recursive: true, force: true })
  const others = failures.filter((name) => name !== 'tests' && name !== 'engine')
  if (failures.length > 0) console.error(`\nFAILED: ${failures.join(', ')}`)
  // What is no test of jest's still fails the run, so it counts as one failure each.
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
