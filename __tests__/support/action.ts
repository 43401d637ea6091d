import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { REPOSITORY } from './github.js'
import { scratch, type Clone } from './project.js'

/** The committed bundle, or the one of a build that is being worked on. */
const DIST = process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist')

/** What one run of the action left. */
export interface ActionRun {
  code: number | null
  /** The log, standard error included. */
  log: string
  summary: string
  report: Report
  /** The HTML page. */
  page: string
}

/**
 * Runs the action on a pull request as a runner does, in a fresh clone of the branch; it writes its report and its page.
 * @param apiUrl GitHub, or what stands in for it
 */
export async function runActionOn(pull: { number: number; branch: string; team: Clone; apiUrl: string }, inputs: Record<string, string> = {}): Promise<ActionRun> {
  const [clone, machine] = [await pull.team.clone(pull.branch), await scratch()]
  const [sha, base] = [await clone.git('rev-parse', 'HEAD'), await clone.git('rev-parse', 'origin/main')]
  const repo = { full_name: REPOSITORY }
  const event = { repository: { ...repo, default_branch: 'main' }, pull_request: { number: pull.number, head: { sha, ref: pull.branch, repo }, base: { sha: base, ref: 'main', repo } } }
  const place = (name: string) => join(machine, name)
  for (const name of ['output', 'summary']) await writeFile(place(name), '')
  await writeFile(place('event.json'), JSON.stringify(event))
  const env = {
    ...clone.env, GITHUB_OUTPUT: place('output'), GITHUB_STEP_SUMMARY: place('summary'), GITHUB_EVENT_PATH: place('event.json'), CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: `refs/pull/${pull.number}/merge`, GITHUB_SHA: sha, GITHUB_REPOSITORY: REPOSITORY, GITHUB_WORKSPACE: clone.directory, GITHUB_API_URL: pull.apiUrl, GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '7', GITHUB_WORKFLOW: 'ci',
    ...Object.fromEntries(Object.entries({ setup: 'none', token: 'ghs_workflow', report: place('report.json'), page: place('page.html'), ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  }
  const child = spawn(process.execPath, [join(DIST, 'action.js')], { cwd: clone.directory, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { log += text })
  const code = await new Promise<number | null>((resolve, reject) => { child.once('error', reject).once('close', resolve) })
  return { code, log, summary: await readFile(place('summary'), 'utf8'), report: JSON.parse(await readFile(place('report.json'), 'utf8')) as Report, page: await readFile(place('page.html'), 'utf8') }
}
