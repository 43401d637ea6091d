import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { publish, statementOf } from '../provenance/build.js'
import { newKey, signedByKey } from '../provenance/signed.js'
import { type FaultyProxy, type Mlflow, sharedMlflow, startProxy } from '../support/mlflow.js'
import { type Clone, cleanUp, TINY, tinyProject } from '../support/project.js'
import { hashOf, log, step } from '../support/rebuild.js'

let server: Mlflow
let proxy: FaultyProxy
let alice: Clone
let first: string

/** Two official versions of the model, the second one the champion. */
beforeAll(async () => {
  server = await sharedMlflow()
  proxy = await startProxy(server.url)
  alice = await tinyProject({
    'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n`,
    'dvc-ci.yaml': 'mlflow: { experiment: tiny, alias: champion }\n',
  })
  for (const value of [4, 6]) {
    await alice.edit('params.yaml', /a: \d/, `a: ${value}`)
    await alice.commit(`a is ${value}`)
    const bob = await alice.clone()
    const { report } = await bob.here(['rebuild'], environment())
    expect([report.mlflow?.version, report.mlflow?.alias]).toEqual([value === 4 ? '1' : '2', 'champion'])
    await alice.git('pull', '-q')
    if (value === 4) first = await hashOf(alice, 'models/a.txt')
  }
})
afterAll(async () => {
  await proxy.stop()
  await cleanUp()
})

function environment(): NodeJS.ProcessEnv {
  return { MLFLOW_TRACKING_URI: proxy.url }
}

interface Pair {
  key: string
  value: string
}

async function champion(): Promise<string | undefined> {
  const {
    registered_model: { aliases = [] },
  } = (await server.api('GET', 'registered-models/get?name=tiny')) as {
    registered_model: { aliases?: { alias: string; version: string }[] }
  }
  return aliases.find(({ alias }) => alias === 'champion')?.version
}

async function promotion(version: string, earlier = ''): Promise<unknown> {
  const {
    model_version: { tags = [] },
  } = (await server.api('GET', `model-versions/get?name=tiny&version=${version}`)) as {
    model_version: { tags?: Pair[] }
  }
  return JSON.parse(tags.find(({ key }) => key === `dvc-ci.promoted.champion${earlier}`)?.value ?? 'null') as unknown
}

test('an impossible rollback of a model is rejected before any change', async () => {
  const bob = await alice.clone()
  const refused = async (to: string, env: NodeJS.ProcessEnv): Promise<string> => {
    const { code, report } = await bob.here(['rollback', '--to', to], env)
    expect([code, await bob.status()]).toEqual([2, ''])
    return report.message
  }
  expect(await refused('version:7', environment())).toMatch(/^to: the registered model tiny has no version 7\./)
  expect(await refused('version:1', {})).toMatch(
    /^to: versions of the model are in MLflow, and the address of an MLflow server is not set/,
  )
  expect(await refused('version:x', environment())).toMatch(/version:N/)
  expect(await champion()).toBe('2')
})

test('a version of the registered model is verified by the statement about its build', async () => {
  const bob = await alice.clone()
  const key = newKey()
  await bob.edit('dvc-ci.yaml', /$/, 'provenance: { key: signing.pub }\n')
  await bob.write('signing.pub', key.pem)
  const verdict = async (subject: string): Promise<[number, string]> => {
    const { code, report } = await bob.here(['verify', subject], environment())
    return [code, report.message]
  }
  expect(await verdict('version:2')).toEqual([1, expect.stringMatching(/has no signed statement about/)])
  await bob.dvc('pull')
  const source = await bob.git('rev-parse', 'HEAD~1')
  await publish(bob, await bob.head(), signedByKey(await statementOf(bob, { source }), key))
  expect(await verdict('version:2')).toEqual([0, expect.stringMatching(/^Verified version:2: signed with the key/)])
  expect(await verdict('version:7')).toEqual([2, expect.stringMatching(/^verify: the registered model tiny has no/)])
})

test('a rollback to a model version restores the data, then the alias, and the next run completes it', async () => {
  const bob = await alice.clone()
  proxy.fault = ({ path }) =>
    path.includes('registered-models/alias')
      ? { status: 403, body: '{"error_code":"PERMISSION_DENIED","message":"no"}' }
      : undefined
  const failed = await bob.here(['rollback', '--to', 'version:1'], environment())
  expect([failed.code, failed.report.message]).toEqual([
    3,
    expect.stringMatching(/The rollback is committed\. Run this again to move the alias/),
  ])
  expect([await champion(), await hashOf(bob, 'models/a.txt')]).toEqual(['2', first])
  proxy.fault = () => undefined
  const { code, report } = await bob.here(['rollback', '--to', 'version:1'], environment())
  expect([code, report.message]).toEqual([
    0,
    'All files match version:1 already: nothing to roll back. Version 1 of tiny is the champion.',
  ])
  expect(report.mlflow).toMatchObject({ model: 'tiny', version: '1', alias: 'champion' })
  expect(await champion()).toBe('1')
  expect(await promotion('1')).toMatchObject({
    by: 'dvc-ci',
    from: '2',
    why: 'rollback to version:1',
    commit: await bob.head(),
  })
  // What it was promoted for before is kept, and noted once although the alias was refused the first time.
  expect(await promotion('1', '.1')).toMatchObject({ why: expect.stringMatching(/^rebuild of [0-9a-f]{7}$/) })
  expect(await promotion('1', '.2')).toBeNull()
  expect((await log(bob)).filter((subject) => subject.startsWith('CI: Roll back'))).toEqual([
    'CI: Roll back the data to version:1 [skip ci]',
  ])
  // The alias stays where it is when the job of the second version is run again.
  const carol = await alice.clone()
  await carol.git('checkout', '-q', '--detach', 'HEAD~1')
  await carol.here(['rebuild'], { ...environment(), GITHUB_REF: 'refs/heads/main' })
  expect(await champion()).toBe('1')
})

test('a rollback to a commit moves the alias to the version with the same model', async () => {
  await alice.git('pull', '-q')
  const bob = await alice.clone()
  const { code, report } = await bob.here(['rollback', '--to', 'HEAD~1'], environment())
  expect([code, step(report, 'alias')?.message]).toEqual([0, 'version 2 of tiny is now the champion'])
  expect(await champion()).toBe('2')
})
