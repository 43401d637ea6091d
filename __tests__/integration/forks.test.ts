import { once } from 'node:events'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Clone, cleanUp, scratch, TINY, tinyProject } from '../support/project.js'

/** Whether the remote lets readers in without a credential. */
let isPublic = false
let server: Server
let alice: Clone
let base: string

beforeAll(async () => {
  alice = await tinyProject({
    'dvc-ci.yaml': 'metrics:\n  policies:\n    accuracy: { min: 0.9, max_drop: 0.01 }\n',
  })
  server = createServer((request, response) => {
    if (!isPublic) return void response.writeHead(401).end()
    readFile(join(alice.storage, normalize((request.url ?? '').replace(/^\/d\//, '/')))).then(
      (content) =>
        response.writeHead(200, { 'content-length': content.length }).end(request.method === 'HEAD' ? '' : content),
      () => response.writeHead(404).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await alice.edit('.dvc/config', /url = .*/, `url = http://127.0.0.1:${(server.address() as AddressInfo).port}/d`)
  base = await alice.commit('An HTTP remote')
})
afterAll(async () => {
  server.close()
  await cleanUp()
})

/** A clone without data, and the variables of its run for a pull request. */
async function checkout({ fork = true, branch = 'main' } = {}): Promise<{ clone: Clone; env: NodeJS.ProcessEnv }> {
  const clone = await alice.clone(branch)
  const sha = await clone.head()
  const path = join(await scratch(), 'event.json')
  const repo = { full_name: 'team/tiny' }
  await writeFile(
    path,
    JSON.stringify({
      repository: { ...repo, default_branch: 'main' },
      pull_request: {
        number: 7,
        head: { sha, ref: 'change', repo: fork ? { full_name: 'stranger/tiny' } : repo },
        base: { sha: base, ref: 'main', repo },
      },
    }),
  )
  return {
    clone,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: path,
      GITHUB_REPOSITORY: 'team/tiny',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: sha,
      GITHUB_TOKEN: '',
    },
  }
}

test('a run of a fork that the remote refuses does all that needs no data, and its verdict is no success', async () => {
  const { clone, env } = await checkout()
  // As `user=${{ secrets.DVC_USER }}` comes without secrets.
  const { code, report, stdout } = await clone.run(['validate', '--remote-config', 'user=\npassword='], env)
  expect([code, report.conclusion, report.left_out?.map(({ part }) => part)]).toEqual([
    0,
    'unverified',
    ['verify', 'pull', 'evaluate'],
  ])
  expect(report.message).toMatch(
    /^The model is not verified: left out verify, pull, evaluate \(the DVC remote 'storage' .* denies access: HTTP 401 Unauthorized; a run for a fork or for Dependabot has no credential\)\. Seen: nothing to reproduce, 2 rules held\.$/,
  )
  expect(stdout).toContain('Not verified')
  expect(report.steps.filter(({ conclusion }) => conclusion === 'skipped').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['verify', 'pull', 'evaluate']),
  )
  expect(report.policies.map(({ value, passed }) => [value, passed])).toEqual([
    [0.92, true],
    [0.92, true],
  ])
  expect(await clone.status()).toBe('')
})

test('such a run on a machine that still has data verifies what equals dvc.lock, and leaves out the rest', async () => {
  const { clone, env } = await checkout()
  // A self-hosted runner with `clean: false`: the workspace has the data of an earlier run, and DVC has no cache.
  for (const path of ['data/raw.csv', 'data/parts', 'models'])
    await cp(join(alice.directory, path), join(clone.directory, path), { recursive: true })
  const whole = await clone.here(['validate'], env)
  expect([whole.code, whole.report.conclusion, whole.report.left_out?.map(({ part }) => part)]).toEqual([
    0,
    'unverified',
    ['verify', 'pull'],
  ])
  expect(whole.report.stages.map(({ verdict }) => verdict)).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
    'unchanged',
  ])
  expect(whole.report.steps.find(({ name }) => name === 'evaluate')?.conclusion).toBe('success')

  for (const path of ['data/raw.csv', 'data/parts/train.csv', 'models/b.txt'])
    await clone.write(path, `${await clone.read(path)}of an older model\n`)
  const older = await clone.here(['validate'], env)
  expect([
    older.code,
    older.report.conclusion,
    older.report.lint.filter(({ severity }) => severity === 'error'),
  ]).toEqual([0, 'unverified', []])
  expect(older.report.left_out?.map(({ part, path }) => [part, path])).toEqual([
    ['verify', undefined],
    ['pull', undefined],
    ['pull', 'data/parts'],
    ['pull', 'data/raw.csv'],
    ['pull', 'models/b.txt'],
    ['evaluate', undefined],
  ])
  expect(older.report.stages.every(({ verdict }) => verdict === 'unchanged')).toBe(true)

  // What Git tracks is the change's own.
  await clone.write('src/train.sh', 'exit 1\n')
  await clone.edit('params.yaml', 'b: 5', 'b: 6')
  const stale = await clone.here(['validate'], env)
  expect([stale.code, stale.report.error?.id]).toEqual([1, 'pipeline-stale'])
})

test('such a run fails by what it saw: a stale stage, a policy, a tracking rule', async () => {
  await alice.git('switch', '-q', '-c', 'stale')
  await alice.edit('params.yaml', 'b: 5', 'b: 7')
  await alice.edit('metrics.json', '0.92', '0.5')
  await alice.commit('Not reproduced')
  await alice.git('switch', '-q', 'main')
  const { clone, env } = await checkout({ branch: 'stale' })
  for (const stale of ['fail', 'run']) {
    const { code, report } = await clone.here(['validate', '--stale', stale], env)
    expect([code, report.conclusion]).toEqual([1, 'failure'])
    expect(report.policies.every(({ passed }) => !passed)).toBe(true)
    expect(report.left_out?.map(({ part }) => part)).toContain('pull')
    expect(report.stages.find(({ name }) => name === 'train@b')?.verdict).toBe('stale')
  }
})

test('metrics that only the remote has are not judged, and the policies on them are named', async () => {
  const dan = await tinyProject({
    'dvc.yaml': TINY['dvc.yaml']?.replace('metrics.json: {cache: false}', 'metrics.json') ?? '',
    'dvc-ci.yaml': 'metrics:\n  policies:\n    accuracy: { min: 0.9, max_drop: 0.01 }\n',
  })
  await dan.edit('.dvc/config', /url = .*/, `url = http://127.0.0.1:${(server.address() as AddressInfo).port}/d`)
  const before = base
  base = await dan.commit('The remote')
  const own = alice
  alice = dan
  const { clone, env } = await checkout()
  alice = own
  base = before
  const { code, report } = await clone.here(['validate'], env)
  expect([code, report.conclusion, report.policies]).toEqual([0, 'unverified', []])
  expect(report.left_out?.filter(({ part }) => part === 'gate').map(({ path }) => path)).toEqual([
    'accuracy (min: 0.9)',
    'accuracy (max_drop: 0.01)',
  ])
})

test('pull: none of a fork is no verification; a trusted run and a refused credential are outside failures', async () => {
  const { clone, env } = await checkout()
  const without = await clone.here(['validate', '--pull', 'none'], env)
  expect([without.code, without.report.conclusion]).toEqual([0, 'unverified'])
  const given = await clone.here(['validate', '--remote-config', 'password=wrong,user=a,auth=basic'], env)
  expect([given.code, given.report.error?.id]).toEqual([3, 'remote-access-denied'])
  const own = await checkout({ fork: false })
  const trusted = await own.clone.here(['validate'], own.env)
  expect([trusted.code, trusted.report.error?.id]).toEqual([3, 'remote-access-denied'])
})

test('a run of a fork verifies the model of a public remote', async () => {
  isPublic = true
  const { clone, env } = await checkout()
  const { code, report } = await clone.here(['validate'], env)
  isPublic = false
  expect([code, report.conclusion, report.left_out]).toEqual([0, 'success', undefined])
  expect(report.remote.verified).toBeGreaterThan(0)
})

test('policies on data that such a run cannot read never make it a success', async () => {
  await alice.git('switch', '-q', '-c', 'data', 'main')
  await alice.write(
    'dvc-ci.yaml',
    'metrics: { policies: { data/raw.csv:rows: { min: 1000 }, data/raw.csv:size: { min: 1 } } }\n',
  )
  await alice.commit('Policies on data')
  await alice.git('switch', '-q', 'main')
  const { clone, env } = await checkout({ branch: 'data' })
  const { code, report } = await clone.here(['validate'], env)
  expect([code, report.conclusion]).toEqual([0, 'unverified'])
  expect(report.policies.map(({ metric, passed }) => [metric, passed])).toEqual([['data/raw.csv:size', true]])
  expect(report.left_out?.map(({ part, path }) => [part, path])).toContainEqual([
    'gate',
    'data/raw.csv:rows (min: 1000)',
  ])
})
