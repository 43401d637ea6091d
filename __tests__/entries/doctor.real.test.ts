import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { cleanUp, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const states = ({ doctor = [] }: Report) => Object.fromEntries(doctor.map(({ name, state }) => [name, state]))

test('doctor examines each part, goes on after a failure, and leaves remote and checkout as they are', async () => {
  const alice = await tinyProject()
  const healthy = await alice.run(['doctor'])
  expect([healthy.code, healthy.report.message]).toEqual([0, 'All 9 parts are in order.'])
  expect(states(healthy.report)).toEqual({
    'Git checkout': 'ok',
    'Git server': 'ok',
    'DVC and project': 'ok',
    packages: 'ok',
    cache: 'ok',
    'remote: credentials': 'ok',
    'remote: read': 'ok',
    'remote: write': 'ok',
    disk: 'ok',
    clock: 'skipped',
    MLflow: 'skipped',
    'Actions cache': 'skipped',
    GitHub: 'skipped',
  })
  expect(await alice.status()).toBe('')

  // A remote that was not pushed to, a tracking server that is down, and a branch whose rules reject a push.
  await rm(join(alice.storage, 'files'), { recursive: true })
  const github = createServer((request, response) => {
    const { method = '', url = '' } = request
    // GitHub's answers to a token that may write contents alone, and to an administrator.
    const forbidden = method === 'POST' && !url.endsWith('/git/refs')
    const runner = { id: 1, name: 'box', os: 'linux', status: 'offline', busy: false, labels: [{ name: 'GPU' }] }
    const answer = Object.entries({
      '/rules/branches/main': [{ type: 'pull_request' }],
      '/actions/permissions/workflow': { can_approve_pull_request_reviews: false },
      '/actions/runners': { total_count: 1, runners: [runner] },
    }).find(([path]) => url.includes(path))
    response.writeHead(forbidden ? 403 : method === 'POST' ? 422 : 200, {
      'content-type': 'application/json',
      date: new Date(Date.now() - 120_000).toUTCString(),
    })
    response.end(JSON.stringify(answer?.[1] ?? { default_branch: 'main' }))
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
  const event = join(alice.directory, '..', 'event.json')
  await writeFile(event, JSON.stringify({ repository: { full_name: 'team/digits', default_branch: 'main' } }))
  const { port } = github.address() as AddressInfo
  await alice.write(
    'dvc.yaml',
    (TINY['dvc.yaml'] ?? '').replace('prepare:\n', 'prepare:\n    meta: { dvc-ci: { runs-on: gpu } }\n'),
  )
  const ill = await alice.here(['doctor', '--tracking-uri', 'http://127.0.0.1:9'], {
    GITHUB_API_URL: `http://127.0.0.1:${port}`,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_EVENT_PATH: event,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'team/digits',
    GITHUB_TOKEN: 'ghs_workflow',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
  })
  github.close()
  expect(states(ill.report)).toMatchObject({
    'remote: read': 'error',
    clock: 'warning',
    MLflow: 'error',
    GitHub: 'warning',
    'GitHub: token': 'warning',
    'GitHub: pull requests': 'ok',
    'GitHub: runners': 'warning',
  })
  const messageOf = (part: string) => ill.report.doctor?.find(({ name }) => name === part)?.message
  expect(messageOf('GitHub: token')).toMatch(/^may write contents; may not write pull-requests, checks, deployments/)
  expect(messageOf('GitHub: runners')).toContain('box is offline with gpu (stage prepare)')
  expect(messageOf('remote: read')).toMatch(/^'storage' lacks \d+ of \d+ objects/)
  expect([ill.code, ill.report.error?.id]).toEqual([3, 'mlflow-unreachable'])
  expect(JSON.stringify(ill.report)).not.toContain('ghs_workflow')

  // A folder that does not exist is not created.
  await rm(alice.storage, { recursive: true })
  const gone = await alice.here(['doctor'])
  expect(states(gone.report)).toMatchObject({ 'remote: read': 'error', 'remote: write': 'skipped', disk: 'ok' })
  expect([gone.code, gone.report.error?.id]).toEqual([3, 'remote-folder-missing'])
  await expect(rm(alice.storage)).rejects.toMatchObject({ code: 'ENOENT' })
})
