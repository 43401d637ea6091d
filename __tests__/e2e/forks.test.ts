import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { runWorkflow } from './act.js'

const READER = 'reader:s3cr3t-of-the-remote'
const repository = { full_name: REPOSITORY, default_branch: 'main' }
let github: StandIn
let remote: Server
let alice: Clone

const example = (name: string) => readFile(join(lab.root, 'examples', 'workflows', `${name}.yml`), 'utf8')

beforeAll(async () => {
  github = await startGitHub()
  alice = await tinyProject({
    '.github/workflows/validate.yml': await example('validate-with-report'),
    '.github/workflows/fork-report.yml': await example('fork-report'),
    '.github/workflows/validate-fork.yml': await example('validate-fork'),
  })
  remote = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${Buffer.from(READER).toString('base64')}`)
      return void response.writeHead(401).end()
    readFile(join(alice.storage, normalize((request.url ?? '').replace(/^\/d\//, '/')))).then(
      (data) => response.writeHead(200, { 'content-length': data.length }).end(request.method === 'HEAD' ? '' : data),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(remote, 'listening')
  await alice.edit('.dvc/config', /url = .*/, `url = http://127.0.0.1:${(remote.address() as AddressInfo).port}/d`)
  await alice.commit('A remote that asks for a password')
})
afterAll(async () => {
  remote.close()
  await github.stop()
  await cleanUp()
})

test('a fork is checked without a credential, its report is shown as a claim, and one named commit is validated with one', async () => {
  await github.commit('patch', { 'a.txt': 'a' })
  const number = await github.openPull('patch')
  const base = await alice.head()
  // A commit of a fork, as GitHub keeps it in the repository of the pull request.
  await alice.git('switch', '-q', '-c', 'patch')
  await alice.write('notes.md', 'A change of a stranger\n')
  const sha = await alice.commit('A change of a stranger', { push: false })
  await alice.git('push', '-q', 'origin', `HEAD:refs/pull/${number}/head`)
  github.extras.forks.add(number)
  github.extras.heads.set(number, sha)
  const artifacts = await scratch()
  await mkdir(artifacts, { recursive: true })
  const common = { artifacts, variables: { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: 'https://github.example' } }

  const seen = await runWorkflow(
    alice,
    'pull_request',
    '.github/workflows/validate.yml',
    {
      action: 'opened',
      number,
      repository,
      pull_request: {
        number,
        head: { sha, ref: 'patch', repo: { full_name: 'stranger/tiny' } },
        base: { sha: base, ref: 'main', repo: { full_name: REPOSITORY } },
      },
    },
    { ...common, secrets: { GITHUB_TOKEN: 'ghs_fork' } },
  )
  expect([seen.code, seen.outputs['conclusion']]).toEqual([0, 'unverified'])
  expect(JSON.parse(seen.outputs['left-out'] ?? '')).toMatchObject([
    { part: 'verify' },
    { part: 'pull' },
    { part: 'evaluate' },
  ])
  expect(seen.summary).toMatch(/^## ⚠️ dvc-ci validate: not verified\n/u)
  const left = JSON.parse(await readFile(join(artifacts, 'dvc-ci-report', 'report.json'), 'utf8')) as Report
  expect(left.conclusion).toBe('unverified')
  expect(await github.comments(number)).toEqual([])

  await alice.git('switch', '-q', 'main')
  const shown = await runWorkflow(
    alice,
    'workflow_run',
    '.github/workflows/fork-report.yml',
    {
      action: 'completed',
      repository,
      workflow_run: {
        id: 41,
        run_attempt: 1,
        event: 'pull_request',
        conclusion: 'success',
        head_sha: sha,
        head_branch: 'patch',
        head_repository: { full_name: 'stranger/tiny' },
        actor: { login: 'stranger' },
      },
    },
    { ...common, secrets: { GITHUB_TOKEN: 'ghs_workflow' } },
  )
  expect([shown.code, shown.outputs['conclusion']]).toEqual([0, 'success'])
  expect((await github.comments(number)).map(({ body }) => body)).toEqual([
    expect.stringMatching(/## ⚠️ dvc-ci validate of a fork: not verified\n\n\*\*Not verified by this repository/),
  ])

  // A push in between changes nothing for the commit that was named.
  await alice.git('commit', '-q', '--allow-empty', '-m', 'Later')
  await alice.git('push', '-q', '--force', 'origin', `HEAD:refs/pull/${number}/after`)
  await alice.git('reset', '-q', '--hard', base)
  github.extras.heads.set(number, 'f'.repeat(40))
  // The number that act gives to every run.
  github.extras.jobs.set(1, [{ name: 'validate', status: 'completed', conclusion: 'success' }])
  const validated = await runWorkflow(
    alice,
    'workflow_dispatch',
    '.github/workflows/validate-fork.yml',
    { ref: 'refs/heads/main', repository, inputs: { 'pull-request': String(number), sha } },
    {
      ...common,
      secrets: {
        GITHUB_TOKEN: 'ghs_workflow',
        DVC_REMOTE_READ: `auth=basic\nuser=reader\npassword=${READER.split(':')[1]}`,
      },
    },
  )
  expect(validated.code).toBe(0)
  expect(validated.log).not.toContain(READER.split(':')[1])
  const bodies = (await github.comments(number)).map(({ body }) => body)
  expect(bodies).toHaveLength(2)
  expect(bodies[1]).toMatch(
    /## ✅ dvc-ci validate: passed\n\nA user with write access asked for this run, for this commit/,
  )
  expect(bodies[1]).toContain(`<code>${sha.slice(0, 7)}</code>`)
  expect(github.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/check-runs'))).toEqual([
    expect.objectContaining({ status: 201 }),
  ])
})
