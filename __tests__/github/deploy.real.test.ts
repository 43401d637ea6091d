import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, TINY, tinyProject } from '../support/project.js'
import { hashOf, step } from '../support/rebuild.js'
import { actHere, type Ran } from '../support/runner.js'

const TOKEN = 'ghs_workflow'
const ARTIFACTS = '\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n'

let github: StandIn
let alice: Clone
let runs = 500

beforeAll(async () => {
  github = await startGitHub()
  alice = await tinyProject({ 'dvc.yaml': `${TINY['dvc.yaml']}${ARTIFACTS}` })
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})
beforeEach(() => {
  const { made, dispatches, started } = github.extras.deployments
  for (const list of [made, dispatches, started, github.requests]) list.length = 0
})

/** Changes a parameter on main, so that a build is needed. @returns the clone of the job */
async function push(): Promise<Clone> {
  await alice.git('pull', '-q')
  await alice.write('params.yaml', `train:\n  a: 3\n  b: ${++runs}\n`)
  await alice.commit('Another b')
  return alice.clone()
}

async function rebuild(clone: Clone, inputs: Record<string, string>): Promise<Ran> {
  const sha = await clone.head()
  return actHere({
    directory: clone.directory,
    env: clone.env,
    apiUrl: github.url,
    event: { name: 'push', payload: { ref: 'refs/heads/main' } },
    variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: sha, GITHUB_RUN_ID: String(++runs) },
    inputs: { token: TOKEN, setup: 'none', comment: 'none', ...inputs },
  })
}

test('an official build is deployed last: the deployment has the status of the command, and other workflows are started', async () => {
  const clone = await push()
  const command =
    'test "$(git rev-parse origin/main)" = "$DVC_CI_COMMIT" && echo "$DVC_CI_ENVIRONMENT $DVC_CI_MODEL $DVC_CI_PATH $DVC_CI_HASH"'
  const { code, report, stdout } = await rebuild(clone, {
    environment: 'production',
    'deploy-command': command,
    'deploy-event': 'model-released',
    'deploy-workflow': 'deploy.yml',
  })
  expect([code, report.conclusion]).toEqual([0, 'success'])
  const facts = {
    environment: 'production',
    model: 'tiny',
    path: 'models/a.txt',
    hash: await hashOf(clone, 'models/a.txt'),
    remote: clone.storage,
    commit: report.commit?.sha,
  }
  expect(stdout).toContain(`production tiny models/a.txt ${facts.hash}\n`)
  const {
    made: [made, ...others],
    dispatches,
    started,
  } = github.extras.deployments
  expect(others).toEqual([])
  expect(made).toMatchObject({
    sha: report.commit?.sha,
    environment: 'production',
    payload: facts,
    statuses: [{ state: 'success' }, { state: 'in_progress' }],
  })
  expect(dispatches).toEqual([{ type: 'model-released', payload: { ...facts, deployment_id: String(made?.id) } }])
  expect(started).toEqual([
    {
      workflow: 'deploy.yml',
      ref: 'main',
      inputs: { deployment: JSON.stringify({ ...facts, deployment_id: String(made?.id) }) },
    },
  ])
  expect(report.deployment).toEqual({ environment: 'production', id: made?.id })
  expect(report.steps.map(({ name }) => name).at(-1)).toBe('deploy')
  // A rerun of the same job.
  await clone.git('checkout', '-q', '--detach', 'HEAD~1')
  const again = await rebuild(clone, {
    environment: 'production',
    'deploy-command': 'exit 9',
    'deploy-event': 'model-released',
  })
  expect([again.code, step(again.report, 'deploy')?.message]).toEqual([
    0,
    `deployment ${made?.id} to production succeeded before`,
  ])
  expect([github.extras.deployments.made.length, dispatches.length]).toEqual([1, 1])
  // GitHub makes it inactive once a newer version is deployed: a rerun must not bring the older one back.
  made?.statuses.unshift({ state: 'inactive', description: '' })
  const late = await rebuild(clone, { environment: 'production', 'deploy-command': 'exit 9' })
  expect([late.code, step(late.report, 'deploy')?.message]).toEqual([
    0,
    `deployment ${made?.id} to production succeeded before, and a newer one has replaced it`,
  ])
  // Without a token there is no record, and nothing is deployed twice.
  await clone.git('checkout', '-q', '-B', 'main', 'origin/main')
  const local = await clone.here(['rebuild', '--environment', 'production', '--deploy-command', 'exit 9'])
  expect([local.code, step(local.report, 'deploy')]).toMatchObject([0, { conclusion: 'skipped' }])
})

test('a failed command fails the deployment and the run, and the next run deploys again', async () => {
  const clone = await push()
  const failed = await rebuild(clone, { environment: 'staging', 'deploy-command': 'exit 3' })
  expect([failed.code, failed.report.message]).toEqual([
    1,
    expect.stringMatching(/^the deployment failed: 'exit 3' ended with code 3\..*Run this again to deploy it/),
  ])
  expect(failed.report.commit?.sha).toMatch(/^[0-9a-f]{40}$/)
  expect(github.extras.deployments.made[0]?.statuses.map(({ state }) => state)).toEqual(['failure', 'in_progress'])
  await clone.git('checkout', '-q', '--detach', `${failed.report.commit?.sha ?? ''}~1`)
  const again = await rebuild(clone, { environment: 'staging', 'deploy-command': 'true' })
  expect(again.code).toBe(0)
  expect(github.extras.deployments.made.map(({ statuses }) => statuses.map(({ state }) => state))).toEqual([
    ['success', 'in_progress', 'failure', 'in_progress'],
  ])
})

test('a deployment without an answer is not created twice, and a rejected one fails the run with the missing permission', async () => {
  github.fail({ method: 'POST', path: /\/deployments$/, status: 502, stored: true })
  const lost = await rebuild(await push(), { environment: 'production' })
  expect([lost.code, github.extras.deployments.made.length]).toEqual([0, 1])
  github.fail({
    method: 'POST',
    path: /\/deployments$/,
    status: 403,
    message: 'Resource not accessible by integration',
  })
  const refused = await rebuild(await push(), { environment: 'production' })
  expect([refused.code, refused.report.message]).toEqual([
    3,
    expect.stringMatching(/^starting the deployment failed: GitHub answers 403.*permissions: deployments: write/),
  ])
  expect(refused.report.commit?.sha).toMatch(/^[0-9a-f]{40}$/)
})

test('on a laptop without a token only the command runs', async () => {
  const clone = await push()
  const { code, report, stdout } = await clone.run([
    'rebuild',
    '--environment',
    'production',
    '--deploy-command',
    'echo "to $DVC_CI_ENVIRONMENT"',
  ])
  expect([code, step(report, 'deploy')?.message]).toEqual([0, `'echo "to $DVC_CI_ENVIRONMENT"' succeeded`])
  expect(stdout).toContain('to production')
})
