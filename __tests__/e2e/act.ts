import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { developer, scratch, type Clone } from '../support/project.js'

/** The repository whose workflows run here. */
export const REPOSITORY = 'team/tiny'
/** What the examples call our action. */
const OURS = 'dvc-ci/dvc-ci'

/** A message that a step wrote as a workflow command. */
export interface Annotation {
  severity: 'error' | 'warning' | 'notice'
  message: string
  file?: string
  line?: string
  title?: string
}

/** What one workflow run came to. */
export interface WorkflowRun {
  code: number
  annotations: Annotation[]
  /** The job summary, Markdown. */
  summary: string
  /** Outputs of our step. */
  outputs: Record<string, string>
  /** What the runner and the steps said, commands included, a line each. */
  log: string
}

/** What a run has beside its event. */
export interface RunOptions {
  /** Folder of the run's artifacts, kept where a run is started again. */
  artifacts?: string
  /** Secrets of the repository. */
  secrets?: Record<string, string>
  /** Variables of every job. */
  variables?: Record<string, string>
  /** Folder of the runner's cache server, and below `runner` of what stays on the runner itself; without it the runner offers no cache. */
  cache?: string
}

interface Message {
  command?: string
  arg?: string
  name?: string
  content?: string
  msg?: string
  kvPairs?: Record<string, string>
}

/**
 * The action as a runner downloads it: action.yml, the committed bundles (or those of DVC_CI_DIST) and the reusable workflows, and nothing else of this repository.
 */
async function committedAction(): Promise<string> {
  const directory = join(await scratch(), 'dvc-ci')
  await mkdir(directory)
  await cp(join(lab.root, 'action.yml'), join(directory, 'action.yml'))
  await cp(process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist'), join(directory, 'dist'), { recursive: true })
  await cp(join(lab.root, '.github', 'workflows'), join(directory, '.github', 'workflows'), { recursive: true })
  return directory
}

/** What stands in for actions of GitHub's. */
const STAND_INS = ['actions/checkout', 'actions/upload-artifact', 'actions/download-artifact', 'actions/setup-python']

/** Actions that a workflow uses, and those of the reusable workflows that it calls, each with the folder that stands in for its repository. */
async function localRepositories(workflow: string): Promise<string[]> {
  const ours = await committedAction()
  const folders = new Map<string, string>()
  const open = [workflow]
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [, used = '', ref = ''] of text.matchAll(/uses: (\S+?)@(\S+)/g)) {
      const [owner = '', name = '', ...path] = used.split('/')
      const repository = `${owner}/${name}`
      if (repository !== OURS && !STAND_INS.includes(repository)) throw new Error(`the tests have nothing in place of ${repository}`)
      if (path.length > 0) open.push(await readFile(join(ours, ...path), 'utf8'))
      folders.set(`${repository}@${ref}`, repository === OURS ? ours : join(lab.root, '__tests__', 'e2e', 'actions', name))
    }
  }
  return [...folders].flatMap(([name, folder]) => ['--local-repository', `${name}=${folder}`])
}

/**
 * Runs a workflow of a project under a real workflow runner, on the commit that `at` has checked out (the runner takes it as GITHUB_SHA).
 * @param workflow path in the project
 * @param payload the event as GitHub sends it
 */
export async function runWorkflow(at: Clone, event: string, workflow: string, payload: object, { artifacts, secrets = {}, variables = {}, cache }: RunOptions = {}): Promise<WorkflowRun> {
  requireParts('act', 'node24', 'dvc')
  const machine = await scratch()
  const bin = join(machine, 'bin')
  await mkdir(bin)
  // A runner starts actions with a Node of its own: the first one on PATH.
  await symlink(lab.node24Bin, join(bin, 'node'))
  await writeFile(join(machine, 'event.json'), JSON.stringify(payload))
  const person = developer()
  // `.lab/dvc/bin` comes first there; a Node that the machine has must come after ours.
  const env = { PATH: [bin, person['PATH']].join(delimiter), HOME: join(machine, 'home'), XDG_CACHE_HOME: join(cache ?? machine, cache === undefined ? 'cache' : 'runner') }
  await mkdir(env.HOME)
  const set = { NO_COLOR: '1', GIT_PAGER: 'cat', E2E_ORIGIN: `file://${at.origin}`, DVC_SITE_CACHE_DIR: join(machine, 'site-cache'), E2E_ARTIFACTS: artifacts ?? join(machine, 'artifacts'), ...variables }
  const argv = [
    event, '--directory', at.directory, '--workflows', workflow, '--eventpath', join(machine, 'event.json'), '--json',
    '--platform', 'ubuntu-latest=-self-hosted', '--no-skip-checkout', '--action-offline-mode',
    ...(cache === undefined ? ['--no-cache-server'] : ['--cache-server-addr', '127.0.0.1', '--cache-server-path', cache]),
    ...Object.entries(set).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(secrets).flatMap(([name, value]) => ['--secret', `${name}=${value}`]),
    ...(await localRepositories(await at.read(workflow))),
  ]
  const child = spawn(lab.actBin, argv, { cwd: dirname(at.directory), env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (value) => resolve(value ?? -1))
  })
  return { code, ...readMessages(`${stdout}${stderr}`) }
}

/** The messages of `act --json`, one JSON object a line. */
function readMessages(text: string): Omit<WorkflowRun, 'code'> {
  const run: Omit<WorkflowRun, 'code'> = { annotations: [], summary: '', outputs: {}, log: '' }
  for (const line of text.split('\n').filter((each) => each.startsWith('{'))) {
    const { command, arg = '', name, content, kvPairs = {}, msg = '' } = JSON.parse(line) as Message
    run.log += `${msg.trim()}\n`
    if (command === 'error' || command === 'warning' || command === 'notice') run.annotations.push({ severity: command, message: arg, ...kvPairs })
    else if (command === 'summary') run.summary += content ?? ''
    else if (command === 'set-output' && name !== undefined) run.outputs[name] = arg
  }
  return run
}

/** The payload that GitHub sends for a pull request of the same repository. */
export function pullRequestEvent(number: number, head: { sha: string; ref: string }, base: { sha: string; ref: string }): object {
  const repo = { full_name: REPOSITORY }
  return { action: 'opened', number, repository: repository(), pull_request: { number, head: { ...head, repo }, base: { ...base, repo } }, sender: { login: 'alice' } }
}

/** The payload that GitHub sends for a push to main. */
export function pushEvent(before: string, after: string): object {
  return { ref: 'refs/heads/main', before, after, repository: repository(), sender: { login: 'alice' } }
}

function repository(): object {
  const [owner = '', name = ''] = REPOSITORY.split('/')
  return { name, full_name: REPOSITORY, private: true, default_branch: 'main', owner: { login: owner, name: owner } }
}

/** A workflow of the README, from the file that the README shows. */
export function exampleWorkflow(name: 'validate' | 'rebuild' | 'rebuild-many-machines'): Promise<string> {
  return readFile(join(lab.root, 'examples', 'workflows', `${name}.yml`), 'utf8')
}
