import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { lab, requireParts } from './paths.mjs'

/** What the workflows call our action. */
const OURS = 'dvc-ci/dvc-ci'
/** What stands in for actions of GitHub's and of the clouds. */
const STAND_INS = [
  'actions/attest',
  'actions/attest-build-provenance',
  'actions/checkout',
  'actions/download-artifact',
  'actions/setup-node',
  'actions/setup-python',
  'actions/upload-artifact',
  'aws-actions/configure-aws-credentials',
  'azure/login',
  'google-github-actions/auth',
]

/** Runs a workflow of a clone under a real workflow runner, on the commit that it has checked out. */
export async function runAct({
  machine,
  directory,
  origin,
  event,
  workflow,
  payload,
  path,
  artifacts,
  secrets = {},
  variables = {},
  configuration = {},
  cache,
  siteCache = join(machine, 'site-cache'),
}) {
  requireParts('act', 'node24', 'dvc')
  const bin = join(machine, 'bin')
  await mkdir(bin)
  // A runner starts actions with a Node of its own: the first one on PATH.
  await symlink(lab.node24Bin, join(bin, 'node'))
  await writeFile(join(machine, 'event.json'), JSON.stringify(payload))
  const env = {
    PATH: [bin, path].join(delimiter),
    HOME: join(machine, 'home'),
    XDG_CACHE_HOME: join(cache ?? machine, cache === undefined ? 'cache' : 'runner'),
  }
  await mkdir(env.HOME)
  const set = {
    NO_COLOR: '1',
    GIT_PAGER: 'cat',
    E2E_ORIGIN: `file://${origin}`,
    DVC_SITE_CACHE_DIR: siteCache,
    E2E_ARTIFACTS: artifacts ?? join(machine, 'artifacts'),
    ...variables,
  }
  const argv = [
    event,
    '--directory',
    directory,
    '--workflows',
    workflow,
    '--eventpath',
    join(machine, 'event.json'),
    '--json',
    '--platform',
    'ubuntu-latest=-self-hosted',
    '--no-skip-checkout',
    '--action-offline-mode',
    ...(cache === undefined
      ? ['--no-cache-server']
      : ['--cache-server-addr', '127.0.0.1', '--cache-server-path', cache]),
    ...Object.entries(set).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(secrets).flatMap(([name, value]) => ['--secret', `${name}=${value}`]),
    ...Object.entries(configuration).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    ...(await localRepositories(machine, await readFile(join(directory, workflow), 'utf8'))),
  ]
  const child = spawn(lab.actBin, argv, { cwd: dirname(directory), env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (value) => resolve(value ?? -1))
  })
  return { code, output: `${stdout}${stderr}` }
}

/** The action as a runner downloads it: action.yml, the bundles and the reusable workflows, and nothing else of this repository. */
async function committedAction(machine) {
  const directory = join(machine, 'dvc-ci')
  await mkdir(directory)
  await cp(join(lab.root, 'action.yml'), join(directory, 'action.yml'))
  await cp(process.env.DVC_CI_DIST ?? join(lab.root, 'dist'), join(directory, 'dist'), { recursive: true })
  await cp(join(lab.root, '.github', 'workflows'), join(directory, '.github', 'workflows'), { recursive: true })
  return directory
}

/** Actions that a workflow uses, and those of the reusable workflows that it calls, each with the folder that stands in for its repository. */
async function localRepositories(machine, workflow) {
  const ours = await committedAction(machine)
  const folders = new Map()
  const open = [workflow]
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [, used = '', ref = ''] of text.matchAll(/uses: (\S+?)@(\S+)/g)) {
      const [owner = '', name = '', ...path] = used.split('/')
      const repository = `${owner}/${name}`
      if (repository !== OURS && !STAND_INS.includes(repository))
        throw new Error(`there is nothing in place of ${repository}`)
      if (path.length > 0) open.push(await readFile(join(ours, ...path), 'utf8'))
      folders.set(
        `${repository}@${ref}`,
        repository === OURS ? ours : join(lab.root, '__tests__', 'e2e', 'actions', name),
      )
    }
  }
  return [...folders].flatMap(([name, folder]) => ['--local-repository', `${name}=${folder}`])
}
