import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { lab } from './paths.mjs'

const run = promisify(execFile)
const EXAMPLE = join(lab.root, 'examples', 'digits')
const LEFT_OUT = new Set(['__pycache__', '.pytest_cache', '.ruff_cache', 'digits.csv'])

/**
 * The environment of a developer of the digits project: its packages first on PATH, then DVC; no identity or
 * configuration of the machine.
 */
export function digitsEnvironment(base = process.env) {
  const kept = Object.entries(base).filter(
    ([name]) => !/^(GIT_|GITHUB_|INPUT_|ACTIONS_|RUNNER_|DVC_|VIRTUAL_ENV|CONDA|PYTHON|CI$)/.test(name),
  )
  const python = dirname(lab.pythonBin('digits'))
  return {
    ...Object.fromEntries(kept),
    PATH: [python, dirname(lab.dvcBin), base.PATH].join(delimiter),
    VIRTUAL_ENV: dirname(python),
    HOME: join(lab.directory, 'home'),
    DVC_NO_ANALYTICS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Alice',
    GIT_AUTHOR_EMAIL: 'alice@example.org',
    GIT_COMMITTER_NAME: 'Alice',
    GIT_COMMITTER_EMAIL: 'alice@example.org',
  }
}

/**
 * Makes the digits project as a team has it: `origin.git` (a bare repository as the server), `storage` (the DVC remote, a local folder)
 * and `alice` (a clone in which everything was reproduced, committed and pushed). The first call trains the models; later ones copy.
 */
export async function createDigits(directory) {
  const template = await digitsTemplate()
  await mkdir(directory, { recursive: true })
  const places = {
    origin: join(directory, 'origin.git'),
    storage: join(directory, 'storage'),
    alice: join(directory, 'alice'),
  }
  for (const name of ['origin.git', 'storage', 'alice'])
    await cp(join(template, name), join(directory, name), {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    })
  const env = digitsEnvironment()
  await run('git', ['remote', 'set-url', 'origin', places.origin], { cwd: places.alice, env })
  await run(lab.dvcBin, ['remote', 'modify', 'storage', 'url', places.storage], { cwd: places.alice, env })
  await run('git', ['commit', '-q', '--amend', '--no-edit', '--', '.dvc/config'], { cwd: places.alice, env })
  await run('git', ['push', '-q', '--force', 'origin', 'main'], { cwd: places.alice, env })
  return places
}

/** A finished digits project that others are copied from, made once per content of examples/digits and version of DVC. */
async function digitsTemplate() {
  const template = join(lab.directory, 'templates', `digits-${await contentKey()}`)
  if (await exists(template)) return template
  const building = `${template}.${process.pid}`
  await rm(building, { recursive: true, force: true })
  await mkdir(building, { recursive: true })
  const [origin, storage, alice] = ['origin.git', 'storage', 'alice'].map((name) => join(building, name))
  const env = digitsEnvironment()
  const git = (...args) => run('git', args, { cwd: alice, env })
  const dvc = (...args) => run(lab.dvcBin, args, { cwd: alice, env, maxBuffer: 64 * 1024 * 1024 })
  await cp(EXAMPLE, alice, { recursive: true, filter: (path) => !LEFT_OUT.has(path.split('/').at(-1)) })
  await run('git', ['init', '-q', '--bare', '-b', 'main', origin], { env })
  await git('init', '-q', '-b', 'main')
  await git('remote', 'add', 'origin', origin)
  await run(lab.pythonBin('digits'), ['scripts/make_data.py'], { cwd: alice, env })
  await dvc('remote', 'add', '-q', '--default', 'storage', storage)
  await dvc('repro', '-q')
  await dvc('push', '-q')
  await git('add', '--all')
  await git('commit', '-q', '-m', 'Classify handwritten digits')
  await git('push', '-q', '-u', 'origin', 'main')
  // Two test processes may build at once. The second finds a finished folder and uses it.
  await rename(building, template).catch(async (error) => {
    await rm(building, { recursive: true, force: true })
    if (!(await exists(template))) throw error
  })
  return template
}

async function contentKey() {
  const hash = createHash('sha256').update(lab.versions.dvc)
  const visit = async (directory) => {
    for (const entry of (await readdir(directory, { withFileTypes: true })).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (LEFT_OUT.has(entry.name)) continue
      const path = join(directory, entry.name)
      if (entry.isDirectory()) await visit(path)
      else hash.update(path.slice(EXAMPLE.length)).update(await readFile(path))
    }
  }
  await visit(EXAMPLE)
  return hash.digest('hex').slice(0, 16)
}

const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  )
