import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runAct } from '../../scripts/lab/act.mjs'
import { lab } from '../../scripts/lab/paths.mjs'
import { type Clone, developer, memoryFolder, scratch } from '../support/project.js'

/** The repository whose workflows run here. */
export const REPOSITORY = 'team/tiny'

/** A message of a step, written as a workflow command. */
export interface Annotation {
  severity: 'error' | 'warning' | 'notice'
  message: string
  file?: string
  line?: string
  title?: string
}

/** The result of one workflow run. */
export interface WorkflowRun {
  code: number
  annotations: Annotation[]
  /** The job summary, Markdown. */
  summary: string
  /** Outputs of our step. */
  outputs: Record<string, string>
  /** The lines of the runner and the steps, with workflow commands. */
  log: string
}

/** Options of a run, besides its event. */
export interface RunOptions {
  /** Folder of the run's artifacts; a rerun keeps it. */
  artifacts?: string
  /** Secrets of the repository. */
  secrets?: Record<string, string>
  /** Variables of every job. */
  variables?: Record<string, string>
  /** Variables of the repository, as `vars` has them. */
  configuration?: Record<string, string>
  /** Folder of the runner's cache server, with the runner's own files in `runner`. Without it the runner has no cache. */
  cache?: string
  /** PATH of the jobs; default: that of a developer. */
  path?: string | undefined
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
 * Runs a workflow of a project under a real workflow runner, on the commit that `at` has checked out (the runner takes it as GITHUB_SHA).
 * @param workflow path in the project
 * @param payload the event as GitHub sends it
 */
export async function runWorkflow(
  at: Clone,
  event: string,
  workflow: string,
  payload: object,
  { artifacts, secrets = {}, variables = {}, configuration = {}, cache, path }: RunOptions = {},
): Promise<WorkflowRun> {
  const { code, output } = await runAct({
    machine: await scratch(),
    directory: at.directory,
    origin: at.origin,
    event,
    workflow,
    payload,
    path: path ?? developer()['PATH'],
    artifacts,
    secrets,
    variables,
    configuration,
    cache,
    siteCache: await scratch(memoryFolder()),
  })
  return { code, ...readMessages(output) }
}

/** The messages of `act --json`, one JSON object a line. */
export function readMessages(text: string): Omit<WorkflowRun, 'code'> {
  const run: Omit<WorkflowRun, 'code'> = { annotations: [], summary: '', outputs: {}, log: '' }
  for (const line of text.split('\n').filter((each) => each.startsWith('{'))) {
    const { command, arg = '', name, content, kvPairs = {}, msg = '' } = JSON.parse(line) as Message
    run.log += `${msg.trim()}\n`
    if (command === 'error' || command === 'warning' || command === 'notice')
      run.annotations.push({ severity: command, message: arg, ...kvPairs })
    else if (command === 'summary') run.summary += content ?? ''
    else if (command === 'set-output' && name !== undefined) run.outputs[name] = arg
  }
  return run
}

/** The payload that GitHub sends for a pull request of the same repository. */
export function pullRequestEvent(
  number: number,
  head: { sha: string; ref: string },
  base: { sha: string; ref: string },
): object {
  const repo = { full_name: REPOSITORY }
  return {
    action: 'opened',
    number,
    repository: repository(),
    pull_request: { number, head: { ...head, repo }, base: { ...base, repo } },
    sender: { login: 'alice' },
  }
}

/** The payload that GitHub sends for a push to main. */
export function pushEvent(before: string, after: string): object {
  return { ref: 'refs/heads/main', before, after, repository: repository(), sender: { login: 'alice' } }
}

/** The payload that GitHub sends for a manual run on main. */
export function dispatchEvent(inputs: Record<string, string>): object {
  return { ref: 'refs/heads/main', inputs, repository: repository(), sender: { login: 'alice' } }
}

function repository(): object {
  const [owner = '', name = ''] = REPOSITORY.split('/')
  return { name, full_name: REPOSITORY, private: true, default_branch: 'main', owner: { login: owner, name: owner } }
}

/** A workflow of the README, from its file. */
export function exampleWorkflow(
  name: 'validate' | 'rebuild' | `${'validate' | 'rebuild'}-oidc` | 'retrain-many-machines',
): Promise<string> {
  return readFile(join(lab.root, 'examples', 'workflows', `${name}.yml`), 'utf8')
}
