import { execFile } from 'node:child_process'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { emptyReport, type Report } from '../../src/report/report.js'
import { readForeignFile } from '../../src/steps/comments/foreign-file.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { cleanUp, developer, scratch } from '../support/project.js'
import { actHere, type Ran, startAction } from '../support/runner.js'

let github: StandIn
let pull: number
let HEAD: string
const honest: Report = {
  ...emptyReport('validate', { sha: 'b'.repeat(40), ref: '', event: 'pull_request', pull_request: 1, trusted: false }),
  conclusion: 'success',
  message: 'Nothing to reproduce @org/team.',
  metrics: [{ name: 'accuracy', path: 'metrics.json', value: 0.92 }],
}

beforeAll(async () => {
  github = await startGitHub()
  await github.commit('change', { 'b.txt': 'b' })
  // Another pull request, which the artifact names.
  await github.openPull('change')
  HEAD = await github.commit('patch', { 'c.txt': 'c' })
  pull = await github.openPull('patch')
  github.extras.heads.set(pull, HEAD)
  github.extras.forks.add(pull)
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})

async function artifact(text?: string): Promise<string> {
  const folder = await scratch()
  if (text !== undefined) await writeFile(join(folder, 'report.json'), text)
  return folder
}

/** The workflow after a run of a fork, in an empty workspace. */
async function show(folder: string, change: object = {}, inputs: Record<string, string> = {}): Promise<Ran> {
  return actHere({
    directory: await scratch(),
    env: developer(),
    apiUrl: github.url,
    variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: 'a'.repeat(40), GITHUB_RUN_ID: '90' },
    event: {
      name: 'workflow_run',
      payload: {
        action: 'completed',
        workflow_run: {
          id: 41,
          run_attempt: 1,
          event: 'pull_request',
          conclusion: 'success',
          head_sha: HEAD,
          head_branch: 'patch',
          head_repository: { full_name: 'stranger/tiny' },
          ...change,
        },
      },
    },
    inputs: { token: 'ghs_workflow', artifact: folder, ...inputs },
  })
}
const bodies = async (number = pull) => (await github.comments(number)).map(({ body }) => body)

describe('the folder of an artifact', () => {
  test('only the one regular file report.json is read, and no link, pipe or large file', async () => {
    expect(await readForeignFile(join(await scratch(), 'none'))).toEqual({ absent: true })
    expect(await readForeignFile(await artifact())).toEqual({ absent: true })
    expect(await readForeignFile(await artifact('{}'))).toEqual({ text: '{}' })
    const fault = async (make: (folder: string) => Promise<unknown>) => {
      const folder = await artifact()
      await make(folder)
      return (await readForeignFile(folder)) as unknown
    }
    const is = (text: RegExp) => ({ fault: expect.stringMatching(text) })
    const secret = join(await artifact('{}'), 'report.json')
    expect(await fault((at) => symlink(secret, join(at, 'report.json')))).toEqual(is(/not a regular file/))
    expect(await fault((at) => mkdir(join(at, 'report.json')))).toEqual(is(/not a regular file/))
    expect(await fault((at) => promisify(execFile)('mkfifo', [join(at, 'report.json')]))).toEqual(
      is(/not a regular file/),
    )
    expect(await fault((at) => writeFile(join(at, 'other.json'), '{}'))).toEqual(is(/other files/))
    expect(
      await fault(async (at) => {
        await writeFile(join(at, 'report.json'), '{}')
        await writeFile(join(at, 'dvc-ci.yaml'), 'token: x')
      }),
    ).toEqual(is(/other files/))
    expect(
      await fault(async (at) => {
        await writeFile(join(at, 'report.json'), '')
        await truncate(join(at, 'report.json'), 200 * 1024 * 1024)
      }),
    ).toEqual(is(/209715200 bytes, more than/))
    expect(await fault((at) => writeFile(join(at, 'report.json'), Buffer.from([0x22, 0xff, 0xfe, 0x22])))).toEqual(
      is(/not UTF-8/),
    )
    expect(await readForeignFile(secret)).toEqual(is(/not a folder/))
  })
})

test('the report of a fork is one comment and a neutral check run on the pull request that GitHub names', async () => {
  const folder = await artifact(JSON.stringify(honest))
  const shown = await show(folder, {}, { 'check-run': 'true' })
  expect([shown.code, shown.report.message]).toEqual([
    0,
    `Pull request ${pull} shows the report of the run 41. The comment was created. The check run was created.`,
  ])
  const [comment = '', ...others] = await bodies()
  expect([others, await bodies(1)]).toEqual([[], []])
  expect(comment).toContain('## ⚠️ dvc-ci validate of a fork: passed\n\n**Not verified by this repository.**')
  expect(comment).toContain(`https://github.example/${REPOSITORY}/actions/runs/41`)
  expect(comment).toContain('@&#8203;org/team')
  const checks = await github.ask<{ check_runs: { name: string; conclusion: string }[] }>(
    'GET',
    `/repos/${REPOSITORY}/commits/${HEAD}/check-runs`,
  )
  expect(checks.check_runs).toMatchObject([{ name: 'dvc-ci validate of a fork', conclusion: 'neutral' }])
  expect(await checkTitles()).toEqual(["Not verified: a fork's own run says passed: accuracy 0.92 (no baseline yet)"])

  // A report that cannot be used replaces the comment; none of its text is shown or logged.
  const bad = await show(await artifact('::error::@org/team {'), { conclusion: 'failure' })
  expect([bad.code, bad.report.error?.id]).toEqual([1, 'foreign-report-invalid'])
  expect(bad.stdout).not.toContain('org/team')
  expect(await bodies()).toEqual([expect.stringContaining('has no report that can be shown: it is not JSON.')])
})

async function checkTitles(): Promise<string[]> {
  const { check_runs: found } = await github.ask<{ check_runs: { output: { title: string } }[] }>(
    'GET',
    `/repos/${REPOSITORY}/commits/${HEAD}/check-runs`,
  )
  return found.map(({ output }) => output.title)
}

test('the report of a named commit counts only where GitHub says that its job succeeded', async () => {
  const RUN = 77
  const named = async (jobs?: [status: string, conclusion: string | null][], report = honest) => {
    if (jobs === undefined) github.extras.jobs.delete(RUN)
    else
      github.extras.jobs.set(
        RUN,
        jobs.map(([status, conclusion], at) => ({ name: `job ${at}`, status, conclusion })),
      )
    const { code, report: own } = await startAction({
      directory: await scratch(),
      env: developer(),
      apiUrl: github.url,
      variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: 'a'.repeat(40), GITHUB_RUN_ID: String(RUN) },
      event: {
        name: 'workflow_dispatch',
        payload: {
          ref: 'refs/heads/main',
          repository: { full_name: REPOSITORY, default_branch: 'main' },
          inputs: { 'pull-request': String(pull), sha: HEAD },
        },
      },
      inputs: {
        token: 'ghs_workflow',
        mode: 'comment',
        artifact: await artifact(JSON.stringify(report)),
        'check-run': 'true',
      },
    })
    const { check_runs: checks } = await github.ask<{ check_runs: { name: string; conclusion: string }[] }>(
      'GET',
      `/repos/${REPOSITORY}/commits/${HEAD}/check-runs`,
    )
    const check = checks.filter(({ name }) => name === 'dvc-ci validate').at(-1)
    return [code, own.error?.id, check?.conclusion, (await bodies()).at(-1)?.match(/^## .*/m)?.[0]]
  }
  const own: [string, string | null] = ['in_progress', null]
  const passed = [0, undefined, 'success', '## ✅ dvc-ci validate: passed']
  const refused = [1, 'foreign-report-invalid', 'failure', '## ⚠️ dvc-ci: no report']
  // GitHub does not answer: nothing is shown.
  expect((await named()).slice(0, 3)).toEqual([3, 'report-not-shown', undefined])
  expect(await named([['completed', 'failure'], own])).toEqual(refused)
  expect((await bodies()).at(-1)).toContain("it says 'success', and GitHub ended the job with 'failure'")
  expect(await named([['completed', 'success'], ['completed', 'skipped'], own])).toEqual(passed)
  expect(await named([['completed', 'success'], ['completed', 'timed_out'], own])).toEqual(refused)
  expect(await named([own])).toEqual(refused)
  // A report of a failure needs no job that failed.
  expect(await named([['completed', 'success'], own], { ...honest, conclusion: 'failure' })).toEqual([
    0,
    undefined,
    'failure',
    '## ❌ dvc-ci validate: failed',
  ])
})

test('nothing is shown for an outdated head, a cancelled run, or a run that is not of a fork', async () => {
  const before = await bodies()
  const folder = await artifact(JSON.stringify(honest))
  for (const [change, reason] of [
    [{ head_sha: 'e'.repeat(40) }, 'no open pull request has the head eeee'],
    [{ head_repository: { full_name: 'other/tiny' } }, 'no open pull request has the head'],
    [{ conclusion: 'cancelled' }, 'the run has no result (cancelled)'],
    [{ event: 'push' }, 'the run was not for a pull request'],
    [{ head_repository: { full_name: REPOSITORY } }, 'could comment itself'],
  ] as const)
    expect(await show(folder, change, { mode: 'comment' })).toMatchObject({
      code: 0,
      report: { message: expect.stringContaining(reason) },
    })
  const blind = await show(folder, {}, { token: 'ghs_fork' })
  expect([blind.code, blind.report.error?.id]).toEqual([3, 'report-not-shown'])
  expect(await bodies()).toEqual(before)
})
