import { expect, test } from '@jest/globals'
import { connect } from '../../src/github/client.js'
import { parseAddress } from '../../src/mlflow/address.js'
import { MlflowClient } from '../../src/mlflow/client.js'
import { createRedactor } from '../../src/run/redact.js'
import { withServer } from './outgoing-server.js'

const SECRET = 'canary-of-outgoing'
const redactor = createRedactor()
redactor.add(SECRET)
const redact = (text: string) => redactor.redact(text)
const HASH = 'a'.repeat(40)

test('no body that goes to GitHub has a masked value, and names of existing objects stay', async () => {
  const bodies = await withServer(async (url) => {
    const github = connect({ token: 't', apiUrl: url, repository: 'o/r', debug: () => undefined, redact })
    const { rest, graphql } = github.octokit
    const repo = { owner: 'o', repo: 'r' }
    const text = `Because ${SECRET}`
    await rest.issues.createComment({ ...repo, issue_number: 1, body: text })
    await rest.issues.updateComment({ ...repo, comment_id: 1, body: text })
    await rest.pulls.create({ ...repo, head: `feature/${SECRET}`, base: 'main', title: text, body: text })
    await rest.repos.createDeployment({ ...repo, ref: HASH, description: text, payload: { deep: [{ reason: text }] } })
    await rest.repos.createDispatchEvent({ ...repo, event_type: 'built', client_payload: { reason: text } })
    await rest.actions.createWorkflowDispatch({
      ...repo,
      workflow_id: 'w.yml',
      ref: 'main',
      inputs: { deployment: text },
    })
    await rest.checks.create({ ...repo, name: text, head_sha: HASH, output: { title: text, summary: text } })
    await rest.repos.createRelease({ ...repo, tag_name: 'v1', body: text })
    await rest.git.createTag({ ...repo, tag: 'v1', message: text, object: HASH, type: 'commit' })
    await graphql('mutation ($input: X!) { a }', {
      input: { message: { headline: text, body: text }, expectedHeadOid: HASH, branch: { branchName: 'main' } },
    })
  })
  expect(bodies).toHaveLength(10)
  const told = bodies.map((body) => JSON.stringify(body))
  expect(told.every((body) => body.includes('Because ***'))).toBe(true)
  expect(told.join().replace(`"head":"feature/${SECRET}"`, '')).not.toContain(SECRET)
  expect(bodies[2]).toMatchObject({ head: `feature/${SECRET}`, base: 'main' })
  expect(bodies[6]).toMatchObject({ head_sha: HASH })
  expect(bodies[9]).toMatchObject({ variables: { input: { expectedHeadOid: HASH, branch: { branchName: 'main' } } } })
})

test('no body that goes to MLflow has a masked value, and identifiers stay', async () => {
  const bodies = await withServer(async (url) => {
    const client = new MlflowClient({ address: parseAddress({ uri: url }), debug: () => undefined, redact })
    const value = `lr ${SECRET}`
    await client.call('POST', 'runs/create', { experiment_id: '1', run_name: value, tags: [{ key: 'k', value }] }, 'a')
    await client.call('POST', 'runs/log-batch', { run_id: 'b'.repeat(32), params: [{ key: 'k', value }] }, 'b')
    await client.create(
      () => Promise.resolve(undefined),
      'registered-models/create',
      { name: 'm', description: value },
      () => undefined,
      'c',
    )
    await client.close()
  })
  expect(bodies).toEqual([
    { experiment_id: '1', run_name: 'lr ***', tags: [{ key: 'k', value: 'lr ***' }] },
    { run_id: 'b'.repeat(32), params: [{ key: 'k', value: 'lr ***' }] },
    { name: 'm', description: 'lr ***' },
  ])
})
