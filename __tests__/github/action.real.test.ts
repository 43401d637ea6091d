import { spawn } from 'node:child_process'
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { actHere, DIST, type Ran, startAction } from '../support/runner.js'

const TOKEN = 'ghs_workflow'
const HOSTILE = '@org/team <img src=x> a|b ::error::x __proto__'

let github: StandIn
let alice: Clone
let pull: number
let runs = 100

beforeAll(async () => {
  github = await startGitHub()
  alice = await tinyProject()
  await alice.write(
    'dvc-ci.yaml',
    `metrics:\n  policies:\n    accuracy: { min: 0.9, max_drop: 0.01 }\nchecks:\n  ${JSON.stringify(HOSTILE)}: test -f models/a.txt\n`,
  )
  await alice.commit('Policies')
  await alice.git('switch', '-q', '-c', 'change')
  await alice.edit('params.yaml', 'b: 5', 'b: 4')
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  await alice.commit('Less of b')
  await github.commit('change', { 'params.yaml': 'changed' })
  pull = await github.openPull('change')
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})
beforeEach(() => {
  github.requests.length = 0
})

/** Runs the action on the pull request as a runner does. @param onOutput may kill it, which takes a process of its own */
async function runAction(
  inputs: Record<string, string> = {},
  onOutput?: (stdout: string, kill: () => void) => void,
  fork = false,
): Promise<Ran> {
  const clone = await alice.clone('change')
  const [sha, base] = [await clone.head(), await clone.git('rev-parse', 'origin/main')]
  const payload = {
    pull_request: {
      number: pull,
      head: { sha, ref: 'change', repo: { full_name: fork ? 'stranger/digits' : REPOSITORY } },
      base: { sha: base, ref: 'main', repo: { full_name: REPOSITORY } },
    },
  }
  const started = {
    directory: clone.directory,
    env: clone.env,
    apiUrl: github.url,
    event: { name: 'pull_request', payload },
    variables: { GITHUB_REF: `refs/pull/${pull}/merge`, GITHUB_SHA: sha, GITHUB_RUN_ID: String(++runs) },
    inputs: { token: TOKEN, setup: 'none', ...inputs },
  }
  return onOutput === undefined ? actHere(started) : startAction({ ...started, onOutput })
}
/** The visible text of all comments. */
const visible = async () => (await github.comments(pull)).map(({ body }) => body.replace(/<!--.*-->\n/g, ''))

test('a pull request gets one comment, first for the start and then for the result, and hostile names are escaped', async () => {
  const { code, stdout, summary } = await runAction({ 'check-run': 'true' }, () => undefined)
  expect([code, stdout.match(/^::(?:error|warning|notice)/gm)]).toEqual([0, null])
  const [comment, ...others] = await visible()
  expect(others).toEqual([])
  expect(comment).toMatch(
    /^## ✅ dvc-ci validate: passed\n\naccuracy 0\.93 \(\+0\.01 ↑ better\)[^]* · Nothing to reproduce/,
  )
  expect(comment).toContain(
    '| ✅ | <code>accuracy</code> | 0.93 | 0.92 | +0.01 ↑ better | <code>min: 0.9</code>, <code>max&#95;drop: 0.01</code> |',
  )
  expect(comment).toContain(
    '<code>&#64;org/team &#60;img src=x&#62; a&#124;b &#58;:error&#58;:x &#95;&#95;proto&#95;&#95;</code>',
  )
  expect(comment).toContain(
    `<a href="https://github.example/${REPOSITORY}/actions/runs/${runs}">run and job summary</a>`,
  )
  expect(summary).toContain(': passed')
  // Created at the start of the run, then updated.
  expect(
    github.requests
      .filter(({ method, path }) => method !== 'GET' && path.includes('comments'))
      .map(({ method }) => method),
  ).toEqual(['POST', 'PATCH'])
  expect(github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/check-runs'))).toHaveLength(
    1,
  )
  expect(stdout).toContain(`::add-mask::${TOKEN}\n`)
  expect(stdout.replaceAll(`::add-mask::${TOKEN}\n`, '') + summary + comment).not.toContain(TOKEN)
  await runAction()
  expect(await visible()).toHaveLength(1)
})

test('a 502 after GitHub stored the comment, and later errors, leave one comment and the same conclusion', async () => {
  for (const { id } of await github.comments(pull))
    await github.ask('DELETE', `/repos/${REPOSITORY}/issues/comments/${id}`)
  github.fail({ method: 'POST', path: /\/issues\/\d+\/comments/, status: 502, stored: true })
  github.fail({ method: 'GET', path: /comments/, status: 500 })
  github.fail({ method: 'PATCH', path: /comments/, status: 429, headers: { 'retry-after': '1' } })
  github.fail({ method: 'GET', path: /compare/, status: 0 })
  const { code, stdout } = await runAction()
  expect([code, stdout.match(/^::(?:error|warning|notice)/gm)]).toEqual([0, null])
  expect(await visible()).toEqual([expect.stringMatching(/^## ✅/)])
})

test('an invalid configuration updates the comment of the earlier run', async () => {
  const { code } = await runAction({ verify: 'sizess' })
  expect(code).toBe(2)
  expect(await visible()).toEqual([expect.stringMatching(/^## ❌ dvc-ci validate: could not finish\n\n.*sizess/)])
})

test('a cancelled run updates its comment and ends in time', async () => {
  const { code, seconds } = await runAction({ checks: 'wait: echo waiting; sleep 60' }, (stdout, kill) => {
    if (/^waiting$/m.test(stdout)) kill()
  })
  expect(code).toBe(130)
  expect(seconds).toBeLessThan(7.5)
  expect(await visible()).toEqual([expect.stringMatching(/^## ⚠️ dvc-ci validate: cancelled/)])
})

test('a read-only token gives a warning and a fork a notice, with the same conclusion', async () => {
  const before = await visible()
  const reading = await runAction({ token: 'ghs_fork' })
  expect([reading.code, reading.stdout.match(/^::(?:error|warning|notice).*/gm)]).toEqual([
    0,
    [expect.stringMatching(/^::warning::The comment could not be written .*pull-requests: write/)],
  ])
  const fork = await runAction({ token: 'ghs_fork' }, undefined, true)
  expect([fork.code, fork.stdout.match(/^::(?:error|warning|notice).*/gm)]).toEqual([
    0,
    [expect.stringMatching(/^::notice::.*fork/)],
  ])
  expect(await visible()).toEqual(before)
})

test('a run without GitHub never loads the client', async () => {
  const dist = join(await scratch(), 'dist')
  await cp(DIST, dist, { recursive: true })
  const clients = (await readdir(join(dist, 'chunks'))).filter((name) => name.startsWith('client-'))
  expect(clients.length).toBeGreaterThan(0)
  for (const name of clients) await rm(join(dist, 'chunks', name))
  const clone = await alice.clone('change')
  const child = spawn(process.execPath, [join(dist, 'cli.js'), 'validate', '--setup', 'none'], {
    cwd: clone.directory,
    env: { ...clone.env, GITHUB_TOKEN: TOKEN },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  expect(
    await new Promise((resolve) => {
      child.once('close', resolve)
    }),
  ).toBe(0)
})
