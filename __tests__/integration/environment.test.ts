import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { headlineOf } from '../../src/report/headline.js'
import { type Clone, cleanUp, rules, scratch, tinyProject } from '../support/project.js'
import { hook, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

/** Variables with which Python finds a package `demo` of this version. */
async function withDemo(version: string): Promise<NodeJS.ProcessEnv> {
  const folder = await scratch()
  await mkdir(join(folder, `demo-${version}.dist-info`))
  await writeFile(join(folder, `demo-${version}.dist-info`, 'METADATA'), `Name: demo\nVersion: ${version}\n`)
  return { PYTHONPATH: folder }
}

/** A push of a model that no code made: its lock entry fits the code, and the build makes another model. */
async function pushOtherModel(alice: Clone): Promise<void> {
  await alice.write('models/a.txt', '60\n  a: 0\n')
  await alice.write('metrics.json', '{"accuracy": 0.99, "loss": 0.1, "eval": {"rows": 40}}\n')
  await alice.dvc('commit', '-q', '-f')
  await alice.dvc('push', '-q')
  await alice.commit('From my machine')
}

describe('the environment of an official build', () => {
  test('a build records its packages and tells which outputs differ from the push; later runs name the packages that changed', async () => {
    const alice = await tinyProject({ 'dvc-ci.yaml': 'setup: none\n', 'requirements.txt': 'demo==1.0\n' })
    await pushOtherModel(alice)
    const builder = await alice.clone()
    const build = await builder.here(['rebuild'], await withDemo('1.0'))
    const { environment } = build.report
    expect([build.code, environment?.packages['demo']]).toEqual([0, '1.0'])
    expect(environment).toMatchObject({
      python: expect.stringMatching(/^3\./) as unknown,
      system: expect.any(String) as unknown,
      lock_files: [{ path: 'requirements.txt', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
    })
    expect(environment).not.toHaveProperty('baseline')
    expect(await builder.git('log', '-1', '--format=%(trailers:key=Dvc-Ci-Environment,valueonly)')).toBe(
      environment?.hash,
    )

    expect(build.report.reproduced?.filter(({ same }) => !same).map(({ path }) => path)).toEqual([
      'models/a.txt',
      'metrics.json',
    ])
    expect(build.report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.92, committed: 0.99 })
    expect(headlineOf(build.report).facts).toContain(
      '3 of 5 outputs are bit for bit as committed; models/a.txt, metrics.json differ (accuracy 0.99 → 0.92, loss 0.1 → 0.8)',
    )

    await alice.git('pull', '-q')
    await alice.git('switch', '-q', '-c', 'change')
    await alice.commit('Nothing')
    const same = await (await alice.clone('change')).here(['validate'], await withDemo('1.0'))
    expect(same.report.environment).toMatchObject({
      hash: environment?.hash,
      baseline: { sha: build.report.commit?.sha, hash: environment?.hash },
      changed: [],
    })
    const other = await (await alice.clone('change')).here(['validate'], await withDemo('2.0'))
    expect(other.report.environment?.changed).toEqual([{ name: 'demo', value: '2.0', baseline: '1.0' }])
    expect(headlineOf(other.report).facts).toContain('environment: demo 1.0 → 2.0')
    expect([same.code, other.code]).toEqual([0, 0])
  })

  test('a server that keeps no such ref stops no build: a later run tells that the environment differs', async () => {
    const alice = await tinyProject({ 'dvc-ci.yaml': 'setup: none\n' })
    await pushOtherModel(alice)
    // Before `pre-receive` ends, the server has no object of a push: a clone by path copies all that it has.
    await hook(alice.origin, 'pre-receive', '! grep -q refs/dvc-ci/')
    const build = await (await alice.clone()).here(['rebuild'], await withDemo('1.0'))
    expect([build.code, build.report.conclusion]).toEqual([0, 'success'])
    expect(build.stdout + build.stderr).toContain('does not keep the environment of this build')
    const { report } = await (await alice.clone()).here(
      ['validate', '--baseline', 'branch:main'],
      await withDemo('2.0'),
    )
    expect(report.environment).toMatchObject({ baseline: { hash: build.report.environment?.hash } })
    expect(report.environment).not.toHaveProperty('changed')
    expect(headlineOf(report).facts).toContainEqual(expect.stringMatching(/^environment: it differs from that of/))
  })

  test('a Python that answers nonsense stops no run', async () => {
    const alice = await tinyProject({ 'dvc-ci.yaml': 'setup: none\n' })
    const folder = await scratch()
    await writeFile(join(folder, 'python'), '#!/bin/sh\necho hello\n', { mode: 0o755 })
    const { code, stdout, stderr, report } = await alice.here(['validate'], { PATH: `${folder}:${alice.env['PATH']}` })
    expect([code, report.environment]).toEqual([0, undefined])
    expect(stdout + stderr).toMatch(/The environment is not recorded: .*python does not answer as a Python does\./)
  })
})

describe('a changed requirements file that no stage declares', () => {
  /** A change of a requirements file, checked out with its data. */
  async function change(text = 'numpy==2.2.0\nscipy==1.15.3\n'): Promise<Clone> {
    const alice = await tinyProject({ 'dvc-ci.yaml': 'setup: none\n', 'requirements.txt': 'numpy==2.1.0\n' })
    await alice.git('switch', '-q', '-c', 'change')
    await alice.write('requirements.txt', text)
    await alice.commit('Newer packages')
    return alice
  }

  test('it is a warning with the packages and stages; drift: fail rejects it, and drift: off is silent', async () => {
    const alice = await change()
    const warned = await alice.here(['validate'])
    expect([warned.code, warned.report.lint.filter(({ rule }) => rule === 'environment-drift')]).toEqual([
      0,
      [
        {
          rule: 'environment-drift',
          path: 'requirements.txt',
          severity: 'warning',
          message: expect.stringContaining(
            'requirements.txt has changed (numpy 2.1.0 → 2.2.0, +scipy 1.15.3), and no stage depends on it',
          ) as unknown,
        },
      ],
    ])
    const failed = await alice.here(['validate', '--drift', 'fail'])
    expect([failed.code, failed.report.message]).toEqual([1, expect.stringContaining('requirements.txt has changed')])
    expect(rules((await alice.here(['validate', '--drift', 'off'])).report)).not.toContain('environment-drift')
  })

  test('drift: stale makes the stages stale, and stale: run runs them', async () => {
    const alice = await change()
    const failed = await alice.here(['validate', '--drift', 'stale'])
    expect(failed.code).toBe(1)
    expect(failed.report.message).toContain(
      'prepare is stale: requirements.txt has changed (numpy 2.1.0 → 2.2.0, +scipy 1.15.3), and prepare does not depend on it.',
    )
    expect(failed.report.stages.find(({ name }) => name === 'evaluate')?.causes).toContainEqual({
      kind: 'code',
      path: 'requirements.txt',
      message: 'requirements.txt has changed (numpy 2.1.0 → 2.2.0, +scipy 1.15.3)',
    })
    const ran = await alice.here(['validate', '--drift', 'stale', '--stale', 'run'])
    expect(verdicts(ran.report)).toEqual({ prepare: 'ran', 'train@a': 'ran', 'train@b': 'ran', evaluate: 'ran' })
    expect(ran.report.stages[0]?.causes).toContainEqual(expect.objectContaining({ path: 'requirements.txt' }))
    expect(ran.code).toBe(0)
  })

  test('a conflict in the file is told in place of the packages', async () => {
    const alice = await change('<<<<<<< HEAD\nnumpy==2.1.0\n=======\nnumpy==2.2.0\n>>>>>>> other\n')
    const { report } = await alice.here(['validate'])
    expect(report.lint.find(({ rule }) => rule === 'environment-drift')?.message).toContain(
      'Its packages are not known: line 1 has a conflict mark of Git.',
    )
  })
})
