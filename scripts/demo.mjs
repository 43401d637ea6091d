/**
 * The whole main job on a real project, on this machine: `npm run demo`. It makes `.demo/` (anew each time) with a bare Git repository as the
 * server, a local folder as the DVC remote, MLflow's server on SQLite and a clone of the digits project, then a change is validated, two bad ones are
 * refused, the good one is merged, the official model is built and registered, retrained with new data and rolled back. DVC_CI_DIST names another build
 * than `dist`.
 *
 * Exit code: 0 everything went as it should, 1 something did not.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { parse } from 'yaml'
import { startMlflow } from './demo/mlflow.mjs'
import { chapter, DemoError, expect, quoted, Shell, StepTicker, say, show } from './demo/narrator.mjs'
import { Registry } from './demo/registry.mjs'
import { createDigits, digitsEnvironment } from './lab/digits.mjs'
import { lab } from './lab/paths.mjs'

const demo = join(lab.root, '.demo')
const cli = join(resolve(process.env.DVC_CI_DIST ?? join(lab.root, 'dist')), 'cli.js')
/** Address of MLflow's server, which every runner of the demo has in its environment. */
const variables = {}
const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'

/** The environment of a person; DVC's own memory of remotes is the demo's too, since `.demo/storage` is made anew. */
const person = (name) => {
  const email = `${name.toLowerCase()}@example.org`
  return {
    ...digitsEnvironment(),
    ...variables,
    DVC_SITE_CACHE_DIR: join(demo, 'site-cache'),
    GIT_PAGER: 'cat',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}

/** Replaces text in a file of the project; a text that is not there fails the demo. */
async function edit(shell, path, changes) {
  const file = join(shell.directory, path)
  let text = await readFile(file, 'utf8')
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new DemoError(`${path} has no '${from}'`)
    text = text.replace(from, to)
    shell.announce(`sed -i 's/${from}/${to}/' ${path}`)
  }
  await writeFile(file, text)
}

/** A fresh clone of a branch, as on a runner: no data, no cache. */
async function freshClone(origin, branch, name) {
  const machines = join(demo, 'ci')
  await mkdir(machines, { recursive: true })
  await new Shell('ci', machines, person('Runner')).run([
    'git',
    'clone',
    '--quiet',
    '--branch',
    branch,
    relative(machines, origin),
    name,
  ])
  return new Shell('ci', join(machines, name), person('Runner'))
}

/** Runs dvc-ci in a clone. @returns its exit code, its report and the rendering of it */
async function dvcCi(shell, mode, options = []) {
  const file = `../../reports/${mode}-${basename(shell.directory)}.json`
  shell.announce(`dvc-ci ${[mode, ...options].map(quoted).join(' ')} --report ${file}`)
  const ticker = new StepTicker()
  const { code, stdout, stderr } = await shell.capture(
    [process.execPath, cli, mode, ...options, '--report', file],
    (line) => ticker.see(line),
  )
  ticker.end()
  const path = join(shell.directory, file)
  if (!existsSync(path)) throw new DemoError(`dvc-ci ended with ${code} and wrote no report:\n${stdout}${stderr}`)
  // What comes after the last step is the rendering of the report.
  const lines = stdout.split('\n')
  const rendering = lines
    .slice(lines.findLastIndex((line) => /^[✓✗] /.test(line)) + 1)
    .join('\n')
    .trim()
  return { code, report: JSON.parse(await readFile(path, 'utf8')), rendering }
}

/** Opens a change as a branch: edits, reproduces what `reproduce` says, pushes data and commit. */
async function openChange(alice, branch, changes, message, reproduce = ['dvc', 'repro']) {
  await alice.run(['git', 'switch', '--quiet', '--create', branch, 'main'])
  await alice.run(['dvc', 'checkout', '--quiet'])
  for (const [path, replacements] of Object.entries(changes)) await edit(alice, path, replacements)
  await alice.run(reproduce)
  await alice.run(['dvc', 'push'])
  await alice.run(['git', 'commit', '--quiet', '--all', '--message', message])
  await alice.run(['git', 'push', '--quiet', '--set-upstream', 'origin', branch])
}

/** Every file below a folder, with its size in bytes. */
async function filesBelow(directory) {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  return Promise.all(files.map(async (file) => ({ path: file, size: (await stat(file)).size })))
}

async function theGoodChange({ origin, alice, registry }) {
  chapter('Alice opens a change: more trees')
  await openChange(alice, 'more-trees', { 'params.yaml': [['n_estimators: 120', 'n_estimators: 160']] }, 'More trees')

  chapter('Her change is validated in a fresh clone')
  const clone = await freshClone(origin, 'more-trees', 'more-trees')
  const { code, report, rendering } = await dvcCi(clone, 'validate')
  show(rendering)
  say('')
  expect(code === 0 && report.conclusion === 'success', 'exit code 0')
  expect(
    report.stages.length === 6 && report.stages.every(({ verdict }) => verdict === 'unchanged'),
    'nothing to reproduce: dvc.lock fits code, data and parameters',
  )
  const loss = report.metrics.find(({ name }) => name === 'log_loss')
  expect(
    loss.value === loss.committed && loss.value !== loss.baseline,
    `log_loss was measured here: ${loss.value}, as committed; on main it is ${loss.baseline}`,
  )
  expect((await clone.capture(['git', 'status', '--porcelain'])).stdout === '', 'the checkout is as it was')
  const tracked = await registry.run(report.mlflow.run_id)
  expect(
    tracked.metrics.get('log_loss') === loss.value && tracked.tags.get('dvc-ci.verdict') === 'success',
    `MLflow has the run in the experiment ${report.mlflow.experiment}, with its verdict`,
  )
}

async function theBadChanges({ origin, alice }) {
  chapter('A change that claims too much: accuracy edited by hand')
  const { accuracy } = JSON.parse((await alice.capture(['git', 'show', 'main:metrics.json'])).stdout)
  const edited = { 'metrics.json': [[`"accuracy": ${accuracy}`, '"accuracy": 0.9999']] }
  await openChange(alice, 'better-numbers', edited, 'Better numbers', [
    'dvc',
    'commit',
    '--quiet',
    '--force',
    'evaluate',
  ])
  const claim = await dvcCi(await freshClone(origin, 'better-numbers', 'better-numbers'), 'validate')
  show(claim.report.message)
  expect(claim.code === 1 && claim.report.conclusion === 'failure', 'exit code 1')
  expect(
    claim.report.stages.every(({ verdict }) => verdict === 'unchanged'),
    'dvc repro alone would have found nothing to do',
  )
  const finding = claim.report.lint.find(({ rule }) => rule === 'metric-claim')
  expect(finding?.message.includes(`claimed 0.9999, measured ${accuracy}`), `the reason is told: ${finding?.message}`)

  chapter('A change that is honest and too bad: a forest of four trees')
  await openChange(
    alice,
    'four-trees',
    {
      'params.yaml': [
        ['n_estimators: 120', 'n_estimators: 4'],
        ['C: 0.5', 'C: 0.1'],
      ],
    },
    'Train faster',
  )
  const worse = await dvcCi(await freshClone(origin, 'four-trees', 'four-trees'), 'validate')
  show(worse.rendering.split('\n\n')[0] ?? '')
  say('')
  show(worse.report.message)
  expect(worse.code === 1 && worse.report.conclusion === 'failure', 'exit code 1')
  expect(
    worse.report.policies.some(({ metric, rule, passed }) => metric === 'accuracy' && rule === 'min: 0.95' && !passed),
    'the gate is closed: accuracy is below 0.95',
  )
  expect(
    !worse.report.lint.some(({ severity }) => severity === 'error') &&
      worse.report.checks.every(({ conclusion }) => conclusion === 'success'),
    'and nothing else is wrong with it',
  )
}

async function theRebuild({ origin, storage, alice, registry }) {
  chapter('Main moves on, then the good change is merged')
  say('Bob sets a parameter on main, in the browser: dvc.lock does not have it yet.')
  const bob = new Shell('bob', join(demo, 'bob'), person('Bob'))
  await new Shell('bob', demo, bob.env).run(['git', 'clone', '--quiet', relative(demo, origin), 'bob'])
  await edit(bob, 'params.yaml', [['C: 0.5', 'C: 0.6']])
  await bob.run(['git', 'commit', '--quiet', '--all', '--message', 'Regularize less'])
  await bob.run(['git', 'push', '--quiet'])
  await alice.run(['git', 'switch', '--quiet', 'main'])
  await alice.run(['git', 'pull', '--quiet'])
  await alice.run(['git', 'merge', '--quiet', '--no-ff', '--message', 'Merge more-trees', 'more-trees'])
  await alice.run(['git', 'push', '--quiet'])
  const source = (await alice.capture(['git', 'rev-parse', 'HEAD'])).stdout.trim()

  chapter('The official model is built from source data in another fresh clone')
  const clone = await freshClone(origin, 'main', 'main')
  const { code, report, rendering } = await dvcCi(clone, 'rebuild')
  show(rendering)
  say('')
  expect(code === 0 && report.conclusion === 'success', 'exit code 0')
  expect(
    report.stages.every(({ verdict }) => verdict === 'ran'),
    `all ${report.stages.length} stages ran`,
  )
  expect(
    report.remote.pushed > 0 && report.remote.verified === report.remote.objects,
    `new objects were pushed (${report.remote.pushed}), and all ${report.remote.objects} were hashed again in the remote`,
  )

  const { metrics, params } = await registry.run(report.mlflow.run_id)
  const { value } = report.metrics.find(({ name }) => name === 'accuracy')
  expect(
    metrics.get('accuracy') === value && params.get('train.forest.n_estimators') === '160',
    `MLflow has its run: accuracy ${value}, train.forest.n_estimators 160`,
  )
  expect((await registry.champion()) === '1', 'version 1 of digits-classifier is registered, and the champion')

  chapter('What is there now')
  await alice.run(['git', 'pull', '--quiet'])
  show(await alice.run(['git', 'log', '--max-count=1', '--stat']))
  const [subject, author, parent] = (
    await alice.capture(['git', 'log', '--max-count=1', '--format=%s%n%an%n%P'])
  ).stdout
    .trim()
    .split('\n')
  expect(
    subject === BUILD_MESSAGE && author === 'dvc-ci' && parent === source,
    'the commit of dvc-ci is on main, right after the merge',
  )
  const files = (await alice.capture(['git', 'show', '--format=', '--name-only', 'HEAD'])).stdout.trim().split('\n')
  expect(
    files.includes('dvc.lock') &&
      files.every(
        (path) => ['dvc.lock', 'metrics.json', 'selection.json'].includes(path) || path.startsWith('evaluation/'),
      ),
    'and holds only what the pipeline wrote',
  )
  await showObjects(alice, storage)

  say('')
  say('A stranger clones main and fetches everything:')
  const stranger = await freshClone(origin, 'main', 'stranger')
  await stranger.run(['dvc', 'pull'])
  const status = await stranger.run(['dvc', 'status'], { output: true })
  expect(status.includes('up to date'), 'all of it is there and fits')
}

async function theRetraining({ origin, alice, registry }) {
  chapter('New data: 200 more digits, drawn a little to the right')
  const rows = (await readFile(join(alice.directory, 'data', 'digits.csv'), 'utf8')).trim().split('\n')
  const shifted = rows.slice(1, 201).map((row) => {
    const [label, ...pixels] = row.split(',')
    return [label, ...pixels.map((_, at) => (at % 8 === 0 ? '0' : pixels[at - 1]))].join(',')
  })
  await writeFile(join(demo, 'new-digits.csv'), `${[rows[0], ...shifted].join('\n')}\n`)
  say('.demo/new-digits.csv has them. In a workflow it would be an address, sent with one POST.')
  const clone = await freshClone(origin, 'main', 'retrain')
  const { code, report, rendering } = await dvcCi(clone, 'retrain', [
    '--data',
    '{ path: data/digits.csv, from: ../../new-digits.csv, mode: append }',
    '--reason',
    '200 more digits',
  ])
  show(rendering)
  say('')
  expect(code === 0 && report.conclusion === 'success', 'exit code 0')
  expect(
    report.data.some(({ path, change }) => path === 'data/digits.csv' && change === 'modified'),
    'data/digits.csv has changed, and with it every model',
  )
  expect((await registry.champion()) === '2', 'version 2 of digits-classifier is registered, and the champion now')
}

async function theRollback({ origin, alice, registry }) {
  chapter('Version 2 disappoints: back to version 1')
  const clone = await freshClone(origin, 'main', 'rollback')
  const { code, report, rendering } = await dvcCi(clone, 'rollback', ['--to', 'version:1'])
  show(rendering)
  say('')
  expect(code === 0 && report.conclusion === 'success', 'exit code 0')
  expect((await registry.champion()) === '1', 'version 1 of digits-classifier is the champion again')
  await alice.run(['git', 'pull', '--quiet'])
  await alice.run(['dvc', 'pull'])
  const lines = (await readFile(join(alice.directory, 'data', 'digits.csv'), 'utf8')).trim().split('\n').length
  expect(lines === 1798, 'Alice has the data of then again: 1,797 digits below the header')
  show(await alice.run(['git', 'log', '--max-count=3', '--format=%h %an: %s']))
  expect(
    (await alice.run(['dvc', 'status'], { output: true })).includes('up to date'),
    'data, code and dvc.lock fit together',
  )
}

/** Lists the outputs of the official build with their objects in the remote. */
async function showObjects(alice, storage) {
  alice.announce(`find ${relative(alice.directory, storage)} -type f | wc -l`)
  const stored = new Map(
    (await filesBelow(storage)).map(({ path, size }) => [
      relative(join(storage, 'files', 'md5'), path).replace('/', ''),
      { path, size },
    ]),
  )
  show(String(stored.size))
  const lock = parse(await readFile(join(alice.directory, 'dvc.lock'), 'utf8'))
  const tracked = new Set((await alice.capture(['git', 'ls-files'])).stdout.split('\n'))
  const outs = Object.values(lock.stages)
    .flatMap(({ outs: made }) => made)
    .filter(({ path }) => !tracked.has(path))
  for (const { path, md5 } of outs) {
    const object = stored.get(md5)
    if (object === undefined) throw new DemoError(`the remote has no object ${md5} for ${path}`)
    show(`${path.padEnd(26)} ${relative(demo, object.path)} ${object.size} bytes`)
  }
  expect(true, `each of the ${outs.length} outputs in dvc.lock has its object in the remote`)
}

async function main() {
  // The lab has what the demo runs: DVC and the packages of the digits project.
  const { status } = spawnSync(
    process.execPath,
    [join(lab.root, 'scripts', 'lab.mjs'), 'uv', 'dvc', 'digits', 'mlflow'],
    { stdio: 'inherit' },
  )
  if (status !== 0) throw new DemoError('the lab could not be set up (see above)')
  if (!existsSync(cli)) throw new DemoError(`there is no ${cli}. Run: npm run build`)
  chapter('A server, a DVC remote and a project')
  await rm(demo, { recursive: true, force: true })
  await mkdir(join(demo, 'reports'), { recursive: true })
  const places = await createDigits(demo)
  const mlflow = await startMlflow(join(demo, 'mlflow'))
  variables.MLFLOW_TRACKING_URI = mlflow.url
  say('.demo/origin.git   the Git server: a bare repository')
  say('.demo/storage      the DVC remote: a local folder')
  say('.demo/alice        her clone of the digits project, reproduced and pushed')
  say(`.demo/mlflow       MLflow: SQLite, served at ${mlflow.url} while this runs`)
  say(`\nBelow, dvc-ci stands for \`node ${relative(process.cwd(), cli) || cli}\`.`)
  const world = {
    ...places,
    registry: new Registry(mlflow.url, 'digits-classifier'),
    alice: new Shell('alice', places.alice, person('Alice')),
  }
  await theGoodChange(world)
  await theBadChanges(world)
  await theRebuild(world)
  await theRetraining(world)
  await theRollback(world)
  await mlflow.stop()
  chapter('Where to look')
  for (const { path } of await filesBelow(join(demo, 'reports'))) say(relative(process.cwd(), path))
  say('.demo/alice: `git log`, `dvc dag`, `dvc plots show`')
}

try {
  await main()
} catch (error) {
  if (!(error instanceof DemoError)) throw error
  console.error(`\ndemo: ${error.message}`)
  process.exitCode = 1
}
