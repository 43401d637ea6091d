import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { REPOSITORY } from './github.js'
import { inProcess, scratch } from './project.js'

/** The committed bundle, or the one of a build that is being worked on. */
export const DIST = process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist')

/** One run of the built action, as a runner starts it. */
export interface Started {
  /** The workspace. */
  directory: string
  env: NodeJS.ProcessEnv
  /** Address of the stand-in. */
  apiUrl: string
  /** Name and payload of the event; `repository` is added. */
  event: { name: string; payload: object }
  variables: Readonly<Record<string, string>>
  inputs: Readonly<Record<string, string>>
  /** May kill it. */
  onOutput?: (stdout: string, kill: () => void) => void
}

export interface Ran {
  code: number | null
  stdout: string
  summary: string
  report: Report
  /** Since it was killed, else since it began. */
  seconds: number
}

/** Runs the built action in a process of its own. */
export async function startAction(started: Started): Promise<Ran> {
  const { directory, onOutput } = started
  const step = await stepOf(started)
  const begun = performance.now()
  const child = spawn(process.execPath, [join(DIST, 'action.js')], {
    cwd: directory,
    env: step.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, killed] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(stdout, () => {
      if (killed === 0) {
        killed = performance.now()
        child.kill('SIGINT')
      }
    })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, stdout, ...(await step.results()), seconds: (performance.now() - (killed || begun)) / 1000 }
}

/**
 * Runs the sources of the action as `startAction` runs the bundle, but in this process and with one resident DVC for all
 * runs of the suite. For the cases of a promise, one of which runs the bundle.
 */
export async function actHere(started: Omit<Started, 'onOutput'>): Promise<Ran> {
  const step = await stepOf(started)
  const begun = performance.now()
  const { runStepHere } = await inProcess()
  const { code, stdout, stderr } = await runStepHere(started.directory, step.env)
  return { code, stdout: stdout + stderr, ...(await step.results()), seconds: (performance.now() - begun) / 1000 }
}

/** The environment of a step, and its results once it has ended. */
async function stepOf({ directory, env, apiUrl, event, variables, inputs }: Started): Promise<{
  env: NodeJS.ProcessEnv
  results: () => Promise<{ summary: string; report: Report }>
}> {
  const machine = await scratch()
  const files = {
    GITHUB_OUTPUT: join(machine, 'output'),
    GITHUB_STEP_SUMMARY: join(machine, 'summary'),
    GITHUB_EVENT_PATH: join(machine, 'event.json'),
  }
  await writeFile(files.GITHUB_OUTPUT, '')
  await writeFile(files.GITHUB_STEP_SUMMARY, '')
  await writeFile(
    files.GITHUB_EVENT_PATH,
    JSON.stringify({ repository: { full_name: REPOSITORY, default_branch: 'main' }, ...event.payload }),
  )
  const reportFile = join(machine, 'report.json')
  return {
    env: {
      ...env,
      ...files,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: event.name,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_WORKSPACE: directory,
      GITHUB_API_URL: apiUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_WORKFLOW: 'ci',
      ...variables,
      ...Object.fromEntries(
        Object.entries({ report: reportFile, ...inputs }).map(([name, value]) => [
          `INPUT_${name.toUpperCase()}`,
          value,
        ]),
      ),
    },
    results: async () => ({
      summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
      report: JSON.parse(await readFile(reportFile, 'utf8')) as Report,
    }),
  }
}
