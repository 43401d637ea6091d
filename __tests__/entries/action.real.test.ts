import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../src/report/report.js'
import { OUTPUTS } from '../../src/settings/action-outputs.js'
import { fullReport, HOSTILE, hostileReport } from '../report/sample.js'
import type { Ran, RunOptions } from '../run/program.js'
import { type RunnerLog, readRunnerLog } from '../run/runner-log.js'
import { turn } from '../support/turn.js'
import { bundleEntries, type Entries } from './entries.js'
import type { Plan } from './fixtures/execute.js'

let entries: Entries
let runner: string
beforeAll(async () => {
  entries = await bundleEntries()
})
afterAll(async () => {
  await entries.remove()
})
beforeEach(async () => {
  runner = await mkdtemp(join(tmpdir(), 'dvc-ci-runner-'))
})
afterEach(async () => {
  await rm(runner, { recursive: true, force: true })
})

interface ActionRun extends Ran {
  log: RunnerLog
  outputs: Record<string, string>
  summary: string
}

/** The files that a runner gives to a step, in a folder that exists. */
async function filesIn(folder: string) {
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
  }
  await writeFile(files.GITHUB_OUTPUT, '')
  await writeFile(files.GITHUB_STEP_SUMMARY, '')
  await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify({ repository: { full_name: 'o/r', default_branch: 'main' } }))
  return files
}

const variables = () => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_WORKSPACE: entries.workspace,
  INPUT_MODE: 'validate',
})

async function readRun(ran: Ran, files: Awaited<ReturnType<typeof filesIn>>): Promise<ActionRun> {
  const text = await readFile(files.GITHUB_OUTPUT, 'utf8')
  const outputs = Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)\n?\2$/gm)].map((match) => [match[1] ?? '', match[3] ?? '']),
  )
  return { ...ran, log: readRunnerLog(ran.stdout), outputs, summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8') }
}

/** Runs the action as a runner does: inputs and events in the environment, files for outputs and the summary. */
async function runAction(plan: Plan, env: NodeJS.ProcessEnv = {}, options: RunOptions = {}): Promise<ActionRun> {
  const files = await filesIn(runner)
  const ran = await entries.run('action', plan, [], { ...options, env: { ...files, ...variables(), ...env } })
  return readRun(ran, files)
}

const named = (log: RunnerLog, name: string) => log.commands.filter((command) => command.name === name)
const REPORT = { INPUT_REPORT: 'out/report.json' }

test('a success gives outputs and a summary, no annotation, exit code 0', async () => {
  const { code, stderr, log, outputs, summary } = await runAction({ output: ['::error::from a stage\n'] })
  expect([code, stderr]).toEqual([0, ''])
  expect(outputs).toEqual({
    conclusion: 'success',
    message: 'done',
    summary: 'Passed: done',
    mode: 'validate',
    report: '',
    page: '',
    commit: '',
    tag: '',
    'pull-request': '',
    'stale-stages': '[]',
    metrics: '[]',
    policies: '[]',
    'left-out': '[]',
    missing: '[]',
    levels: '',
    matrices: '',
    plan: '',
    artifacts: '',
    fragment: '',
    'dvc-path': '',
    'dvc-version': '3.67.1',
    'mlflow-run-id': '',
    'model-version': '',
  })
  expect(summary).toMatch(/^## ✅ dvc-ci validate: passed\n\ndone\n/)
  expect(log.commands.map(({ name }) => name)).toEqual(['group', 'endgroup'])
  expect(log.lines).toEqual(['::error::from a stage'])
})

test('a failure gives its message once, findings at their lines, the exit code of the flow', async () => {
  const { code, log, outputs, summary } = await runAction({ report: fullReport(), exitCode: 1 }, REPORT)
  expect(code).toBe(1)
  expect(named(log, 'error').at(-1)).toEqual({
    name: 'error',
    properties: { title: 'pipeline-stale' },
    data: `${fullReport().message} [pipeline-stale]`,
  })
  expect(named(log, 'error').filter(({ data }) => data.includes(fullReport().message))).toHaveLength(1)
  expect(named(log, 'error')).toContainEqual({
    name: 'error',
    properties: { title: 'stale-stage', file: 'dvc.yaml', line: '14' },
    data: 'dvc.lock is stale. Repair: dvc repro && dvc push',
  })
  expect(JSON.parse(outputs['metrics'] ?? '')).toEqual(fullReport().metrics)
  expect(outputs['report']).toBe(join(entries.workspace, 'out/report.json'))
  expect(summary).toContain('### Findings')
})

test('annotations of a check are ours: escaped, and no command of the check is obeyed', async () => {
  const report = fullReport()
  report.checks = [
    {
      name: 'lint',
      command: 'ruff check',
      conclusion: 'failure',
      seconds: 1,
      log: '::error file=a.py::x\n',
      annotations: [
        {
          severity: 'error',
          title: 'E1\n::add-mask::x',
          message: '100%\n::error file=/etc/passwd::\u202e\x1b[31m',
          path: 'src/a,b.py',
          line: 3,
          column: 5,
        },
      ],
    },
  ]
  const { log } = await runAction({ report, exitCode: 1, output: ['::add-mask::y\n::error file=a.py::x\n'] })
  expect(named(log, 'error')).toContainEqual({
    name: 'error',
    properties: { title: 'lint: E1 ::add-mask::x', file: 'src/a,b.py', line: '3', col: '5' },
    data: '100%\n::error file=/etc/passwd::\\u202e\\x1b[31m',
  })
  expect(named(log, 'error').filter(({ properties }) => properties['title'] === 'check-failed')).toEqual([])
  expect(named(log, 'add-mask')).toEqual([])
  expect(log.lines).toEqual(expect.arrayContaining(['::add-mask::y', '::error file=a.py::x']))
})

test('of more findings than GitHub shows, the most severe are shown and the others counted', async () => {
  const report = fullReport()
  report.lint = Array.from({ length: 40 }, (_, index) => ({
    rule: `rule-${index}`,
    severity: (['notice', 'warning', 'error'] as const)[index % 3] ?? 'error',
    message: `finding ${index}`,
  }))
  const { log } = await runAction({ report, exitCode: 1, warnings: 4 })
  expect(['error', 'warning', 'notice'].map((kind) => named(log, kind).length)).toEqual([10, 10, 10])
  expect(named(log, 'error').at(-1)?.data).toBe(`${report.message} [pipeline-stale]`)
  expect(log.lines.at(-1)).toBe(
    'GitHub shows 10 annotations of a kind: 8 more errors, 8 more warnings, 4 more notices in this log and in the job summary.',
  )
})

const hostilePlan = (text: string): Plan => ({ report: hostileReport(text), exitCode: 1, output: [`${text}\n`] })

function expectDisobeyed(run: ActionRun | undefined, text: string): void {
  if (run === undefined) throw new Error('no run of this text')
  const { code, log, outputs } = run
  expect(code).toBe(1)
  const own = ['group', 'endgroup', 'error', 'warning', 'notice', 'debug']
  expect(log.commands.filter(({ name }) => !own.includes(name))).toEqual([])
  expect(named(log, 'group')).toEqual([{ name: 'group', properties: {}, data: 'reproduce' }])
  expect(named(log, 'error').filter(({ data }) => data === 'boom')).toEqual([])
  expect(log.stopped).toBe(false)
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(OUTPUTS).sort())
  expect(outputs['message']).toBe(text)
}

describe('hostile texts', () => {
  let runs: Map<string, ActionRun>
  beforeAll(async () => {
    const steps = await Promise.all(
      HOSTILE.map(async (text) => ({
        plan: hostilePlan(text),
        env: await filesIn(await mkdtemp(join(entries.folder, 'files-'))),
      })),
    )
    const found = (await entries.runSteps(steps, variables())).map(({ ran, env }) => readRun(ran, env))
    runs = new Map((await Promise.all(found)).map((run) => [run.outputs['message'] ?? '', run]))
  })

  test.each(HOSTILE)('%j in any text of a report is never obeyed', (text) => {
    expectDisobeyed(runs.get(text), text)
  })

  test.each(turn(HOSTILE))('a run of the action with %j in any text of its report obeys none', async (text) => {
    expectDisobeyed(await runAction(hostilePlan(text)), text)
  })
})

test('wrong settings give one error, exit code 2 and a report, and no step runs', async () => {
  const { code, log, outputs, summary } = await runAction(
    {},
    {
      ...REPORT,
      INPUT_PAGE: 'out/page.html',
      DVC_CI_PAGE: new URL('../../dist/', import.meta.url).href,
      INPUT_VERIFY: 'size',
    },
  )
  expect(code).toBe(2)
  expect(named(log, 'group')).toEqual([])
  expect(named(log, 'error')).toHaveLength(1)
  expect(named(log, 'error')[0]).toMatchObject({
    properties: { title: 'setting-invalid' },
    data: expect.stringMatching(/verify.* \[setting-invalid\]$/) as unknown,
  })
  const report = JSON.parse((await entries.read('out/report.json')) ?? '') as Report
  expect(report).toMatchObject({
    conclusion: 'error',
    message: named(log, 'error')[0]?.data?.replace(' [setting-invalid]', ''),
    error: { id: 'setting-invalid', key: 'verify', value: 'size', remedy: expect.any(String) as unknown },
    source: { sha: 'a'.repeat(40), event: 'push' },
  })
  expect(outputs).toMatchObject({
    conclusion: 'error',
    report: join(entries.workspace, 'out/report.json'),
    page: join(entries.workspace, 'out/page.html'),
  })
  expect(await entries.read('out/page.html')).toContain('Could not finish: dvc-ci validate')
  expect(summary).toContain('dvc-ci validate: could not finish')
})

test('a summary or an output that cannot be written only warns', async () => {
  const { code, log, summary } = await runAction(
    {},
    { GITHUB_STEP_SUMMARY: join(runner, 'nowhere'), GITHUB_OUTPUT: join(runner, 'nowhere') },
  )
  expect(code).toBe(0)
  expect(named(log, 'warning').map(({ data }) => data)).toEqual([
    expect.stringContaining('Could not write the outputs'),
    expect.stringContaining('Could not write the job summary'),
  ])
  expect(summary).toBe('')
})

test('a run that the runner cancels ends itself, reports it everywhere, and exits with 130', async () => {
  const { code, outputs, summary } = await runAction(
    { wait: true },
    {},
    {
      onOutput: (text, kill) => {
        if (text.endsWith('waiting\n')) kill('SIGINT')
      },
    },
  )
  expect(code).toBe(130)
  expect(outputs['conclusion']).toBe('cancelled')
  expect(summary).toContain('dvc-ci validate: cancelled')
})

test('an unexpected error gives exit code 3 and one error that asks for an issue, with its position in debug', async () => {
  const { code, log, outputs } = await runAction({ output: ['a stage'], crash: 'a is not a function' }, REPORT)
  expect(code).toBe(3)
  expect(named(log, 'error').map(({ data }) => data)).toEqual([
    expect.stringMatching(/^a is not a function \(an unexpected error inside dvc-ci/),
  ])
  expect(named(log, 'debug').map(({ data }) => data)).toContainEqual(
    expect.stringMatching(/^TypeError: a is not a function\n {4}at /),
  )
  expect(log.stopped).toBe(false)
  expect(outputs['conclusion']).toBe('error')
  expect(JSON.parse((await entries.read('out/report.json')) ?? '')).toMatchObject({ conclusion: 'error' })
})

test("a run that waits for an impossible event gives exit code 3 and a report instead of Node's code 13", async () => {
  const { code, log, outputs } = await runAction({ hang: true }, REPORT)
  expect([code, outputs['conclusion']]).toEqual([3, 'error'])
  expect(named(log, 'error').map(({ data }) => data)).toEqual([
    expect.stringMatching(/^the run waits for an event that can no longer happen \(an unexpected error inside dvc-ci/),
  ])
  expect(JSON.parse((await entries.read('out/report.json')) ?? '')).toMatchObject({ conclusion: 'error' })
})

test('credentials are masked by the runner and printed nowhere', async () => {
  const secret = 's3cr3t-value-of-a-cloud'
  const { stdout, log, outputs, summary } = await runAction(
    { report: hostileReport(`x ${secret} y`), exitCode: 1, output: ['s3cr3t-val', 'ue-of-a-cloud\n'] },
    { 'INPUT_REMOTE-CONFIG': `secret_access_key: ${secret}`, GITHUB_TOKEN: 'ghs_0123456789' },
  )
  expect(named(log, 'add-mask').map(({ data }) => data)).toEqual(expect.arrayContaining([secret, 'ghs_0123456789']))
  expect(stdout.replaceAll(`::add-mask::${secret}\n`, '') + JSON.stringify(outputs) + summary).not.toContain(secret)
  expect(summary).toContain('x *** y')
})

test('post without work only writes a debug message', async () => {
  const { code, stdout } = await entries.run('post', {})
  expect([code, stdout]).toEqual([0, '::debug::dvc-ci: nothing to store in the cache.\n'])
})

test('a pipe or a folder in the place of the files of the runner is a warning and no wait', async () => {
  const [pipe, folder] = [join(runner, 'pipe'), join(runner, 'folder')]
  execFileSync('mkfifo', [pipe])
  await mkdir(folder)
  const { code, log } = await runAction({}, { GITHUB_OUTPUT: pipe, GITHUB_STEP_SUMMARY: folder })
  expect(code).toBe(0)
  expect(named(log, 'warning').map(({ data }) => data)).toEqual([
    `Could not write the outputs: GITHUB_OUTPUT names no regular file: ${pipe}`,
    `Could not write the job summary: GITHUB_STEP_SUMMARY names no regular file: ${folder}`,
  ])
})

test('post only warns, also about an invalid state', async () => {
  const event = join(runner, 'event-of-post.json')
  await writeFile(event, '{}')
  const { code, stdout } = await entries.run('post', {}, [], {
    env: { 'STATE_pending-caches': '[{', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: event },
  })
  expect([code, stdout]).toEqual([
    0,
    '::warning::the cache: an entry is not stored: the state of the step has not the form that dvc-ci writes.\n',
  ])
})
