import { readFile, rm } from 'node:fs/promises'
import { delimiter, dirname } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { type Clone, cleanUp, developer, tinyProject } from '../support/project.js'
import { SUBJECT } from '../support/rebuild.js'
import { turn } from '../support/turn.js'
import { dispatchEvent, pullRequestEvent, pushEvent, REPOSITORY, runWorkflow, type WorkflowRun } from './act.js'
import { CLOUDS, type Cloud, rolesFile } from './clouds.js'

let cloud: Cloud | undefined
afterEach(async () => {
  await cloud?.stop()
})
afterAll(cleanUp)

type Name = 'validate' | 'rebuild' | 'retrain' | 'rollback'
const fileOf = (name: Name) => `.github/workflows/${name}.yml`

/** A workflow of a user that calls a reusable one. */
function caller(name: Name, event: string, inputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(inputs).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`)
  return `name: ${name}
on: ${event}
permissions: {}
jobs:
  ${name}:
    permissions: { contents: ${name === 'validate' ? 'read' : 'write'}, pull-requests: write, id-token: write }
    uses: dvc-ci/dvc-ci/.github/workflows/${name}-oidc.yml@v1
    with:
${lines.join('')}`
}

// One cloud in each run of `npm test`, by turns: DVC_CI_TURNS=all takes all.
describe.each(turn(CLOUDS))('the reusable workflows that log in to $cloud, under a workflow runner', ({ start }) => {
  test('each mode runs with the credentials of its identity alone', async () => {
    const roles = await rolesFile()
    cloud = await start(roles)
    const { reader, writer, inputs, remote, variables } = cloud
    const alice = await tinyProject()
    for (const [name, value] of Object.entries(remote))
      await alice.dvc('remote', 'modify', '-q', 'storage', name, value)
    await cloud.fill(alice)
    const one = { machines: 'one' }
    await alice.write(fileOf('validate'), caller('validate', 'pull_request', { ...one, ...inputs(reader) }))
    await alice.write(fileOf('rebuild'), caller('rebuild', 'push', { ...one, ...inputs(writer) }))
    const request = { ...one, params: 'train.a=2', ...inputs(writer) }
    await alice.write(fileOf('retrain'), caller('retrain', 'workflow_dispatch', request))
    const before = await alice.commit('Workflows')
    await alice.write(
      fileOf('rollback'),
      caller('rollback', 'workflow_dispatch', { to: before, restore: 'all', ...inputs(reader) }),
    )
    await alice.edit('params.yaml', 'b: 5', 'b: 4')
    const source = await alice.commit('Less of b, not reproduced')

    /** Runs a workflow on a fresh clone. @returns its result, and which job logged in as which identity */
    const run = async (name: Name, event: string, payloadOf: (clone: Clone) => Promise<object>) => {
      const clone = await alice.clone()
      const path = [dirname(lab.remotesDvcBin), developer()['PATH']].join(delimiter)
      const options = { path, variables: { ...variables, E2E_ROLES: roles, GITHUB_REPOSITORY: REPOSITORY } }
      const result: WorkflowRun = await runWorkflow(clone, event, fileOf(name), await payloadOf(clone), options)
      const assumed = (await readFile(`${roles}.assumed`, 'utf8').catch(() => '')).trim().split('\n')
      await rm(`${roles}.assumed`, { force: true })
      await alice.git('pull', '-q')
      const errors = result.annotations.filter(({ severity }) => severity === 'error')
      return { told: [result.code, errors, result.outputs['conclusion'], assumed], log: result.log }
    }
    const passed = (name: Name, identity: string) => [0, [], 'success', [`${name} ${identity}`]]

    const built = await run('rebuild', 'push', () => Promise.resolve(pushEvent(before, source)))
    expect(built.told).toEqual(passed('rebuild', writer))
    expect(await alice.git('log', '-1', '--format=%s %P')).toBe(`${SUBJECT} ${source}`)
    const seen = await run('validate', 'pull_request', async (clone) => {
      const sha = await clone.head()
      await clone.git('push', '-q', 'origin', 'HEAD:refs/heads/change', 'HEAD:refs/pull/1/merge')
      return pullRequestEvent(1, { sha, ref: 'change' }, { sha: source, ref: 'main' })
    })
    expect(seen.told).toEqual(passed('validate', reader))
    const trained = await run('retrain', 'workflow_dispatch', () => Promise.resolve(dispatchEvent({})))
    expect(trained.told).toEqual(passed('retrain', writer))
    expect(await alice.read('params.yaml')).toContain('a: 2')
    const back = await run('rollback', 'workflow_dispatch', () => Promise.resolve(dispatchEvent({})))
    expect(back.told).toEqual(passed('rollback', reader))
    expect(await alice.read('params.yaml')).toContain('a: 3')
  })
})
