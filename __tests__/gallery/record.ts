import { join } from 'node:path'
import type { Report } from '../../src/report/report.js'
import { REPOSITORY } from '../support/github.js'
import { CLI, type Clone } from '../support/project.js'
import { type Ran, startAction } from '../support/runner.js'
import { runInTerminal } from './pseudo-terminal.js'
import { TerminalScreen } from './terminal-screen.js'
import { withoutPlaces } from './texts.js'
import type { Pull, World } from './world.js'

/** What the surfaces of one scenario had: the texts that the product wrote. */
export interface Recording {
  report: Report
  exit: number | null
  /** Markdown; absent where the run wrote no comment. */
  comment?: string
  /** Markdown. */
  summary: string
  /** HTML. */
  page: string
  /** The end of the terminal by its number of columns, as HTML. */
  terminals: Record<string, string>
}

const PAGE = 'report.html'
const WIDTHS = [80, 100]
const FIRST_RUN = 18_204_117_300
const REPO = { full_name: REPOSITORY, html_url: `https://github.com/${REPOSITORY}` }

interface Event {
  name: 'pull_request' | 'push' | 'workflow_dispatch'
  payload: object
  ref: string
  sha: string
}

/** Runs the built action in a clone, as a workflow of GitHub does. */
async function act(world: World, clone: Clone, event: Event, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const { mode = 'validate' } = inputs
  return startAction({
    directory: clone.directory,
    env: { ...clone.env, MLFLOW_TRACKING_URI: world.mlflow.url },
    apiUrl: world.github.url,
    event: {
      name: event.name,
      payload: { repository: { ...REPO, default_branch: 'main' }, sender: ALICE, ...event.payload },
    },
    variables: {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REF: event.ref,
      GITHUB_SHA: event.sha,
      GITHUB_RUN_ID: String(FIRST_RUN + world.runs++),
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_RUN_NUMBER: String(world.runs),
      GITHUB_WORKFLOW: mode,
      GITHUB_JOB: mode,
      GITHUB_ACTOR: ALICE.login,
      RUNNER_NAME: 'GitHub Actions 3',
    },
    inputs: { token: 'ghs_workflow', page: PAGE, ...inputs },
  })
}

const ALICE = { login: 'alice', type: 'User', html_url: 'https://github.com/alice' }

/** Validates a pull request: by its workflow, and by its author in terminals. */
export async function recordValidation(world: World, pull: Pull): Promise<Recording> {
  const clone = await world.machine('runner', `refs/pull/${pull.number}/merge`)
  const side = (sha: string, ref: string) => ({ sha, ref, label: `team:${ref}`, repo: REPO })
  const ran = await act(
    world,
    clone,
    {
      name: 'pull_request',
      ref: `refs/pull/${pull.number}/merge`,
      sha: pull.merge,
      payload: {
        action: 'synchronize',
        number: pull.number,
        pull_request: {
          number: pull.number,
          title: pull.title,
          html_url: `${REPO.html_url}/pull/${pull.number}`,
          user: ALICE,
          head: side(pull.head, pull.branch),
          base: side(pull.base, 'main'),
        },
      },
    },
    {},
  )
  const terminals: Record<string, string> = {}
  for (const columns of WIDTHS)
    terminals[columns] = await inTerminal(world, await world.machine('laptop', pull.branch), columns, ['validate'])
  const comment = (await world.github.comments(pull.number)).at(-1)?.body
  return { ...(await surfacesOf(ran, clone)), terminals, ...(comment === undefined ? {} : { comment }) }
}

/** Builds or rolls back main: by its workflow, and before it, without a trace, by a person in terminals. */
export async function recordBuild(
  world: World,
  event: Pick<Event, 'name' | 'payload'>,
  { inputs = {}, argv, pull }: { inputs?: Readonly<Record<string, string>>; argv: readonly string[]; pull?: Pull },
): Promise<Recording> {
  const terminals: Record<string, string> = {}
  for (const columns of WIDTHS)
    terminals[columns] = await world.undoing(async () =>
      inTerminal(world, await world.machine('laptop', 'main'), columns, [...argv, '--yes']),
    )
  const ran = await build(world, event, inputs)
  const comment =
    pull === undefined
      ? world.commitComment(ran.report.source.sha)
      : (await world.github.comments(pull.number)).at(-1)?.body
  return { ...ran, terminals, ...(comment === undefined ? {} : { comment }) }
}

/** The workflow of a push to main. */
export async function build(
  world: World,
  event: Pick<Event, 'name' | 'payload'>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Omit<Recording, 'terminals' | 'comment'>> {
  const clone = await world.machine('runner', 'main')
  const sha = await clone.head()
  const ran = await act(world, clone, { ...event, ref: 'refs/heads/main', sha }, { mode: 'rebuild', ...inputs })
  return surfacesOf(ran, clone)
}

async function surfacesOf(ran: Ran, clone: Clone): Promise<Omit<Recording, 'terminals' | 'comment'>> {
  return { report: ran.report, exit: ran.code, summary: ran.summary, page: await clone.read(PAGE) }
}

async function inTerminal(world: World, clone: Clone, columns: number, argv: readonly string[]): Promise<string> {
  const env = { ...clone.env }
  delete env['NO_COLOR']
  const { output } = await runInTerminal(columns, [process.execPath, CLI, ...argv], { cwd: clone.directory, env })
  // Lines wrap after it.
  return new TerminalScreen(columns).write(withoutPlaces(output, world.places)).html()
}

/** The folder of a recording, in which `npm run gallery -- --draw` finds it again. */
export function recordingFile(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}
