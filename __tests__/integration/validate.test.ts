import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { cleanUp, rules, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const POLICIES = 'metrics:\n  policies:\n    accuracy: { min: 0.9, max_drop: 0.01 }\n'

describe('validate', () => {
  test('a fresh clone of a complete change passes, and no file of it changes', async () => {
    const alice = await tinyProject()
    await alice.write('dvc-ci.yaml', `${POLICIES}checks:\n  unit: test -f models/a.txt\n`)
    await alice.commit('Policies')
    const clone = await alice.clone()
    const { code, report } = await clone.run(['validate'])
    expect(report).toMatchObject({ schema: 1, mode: 'validate', conclusion: 'success' })
    expect(code).toBe(0)
    expect(report.stages.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['prepare', 'unchanged'],
      ['train@a', 'unchanged'],
      ['train@b', 'unchanged'],
      ['evaluate', 'unchanged'],
    ])
    expect(report.checks).toMatchObject([{ name: 'unit', conclusion: 'success' }])
    expect(report.metrics).toContainEqual({
      name: 'accuracy',
      path: 'metrics.json',
      value: 0.92,
      committed: 0.92,
      baseline: 0.92,
      change: 0,
      direction: 'up',
    })
    // raw.csv, the manifest and two members of data/parts, two models.
    expect(report.remote).toMatchObject({ name: 'storage', objects: 6, verified: 6, missing: [] })
    expect(await clone.status()).toBe('')
  })

  test('a committed metric that the model does not reach is a finding, and the gate judges the measured one', async () => {
    const alice = await tinyProject()
    await alice.write('dvc-ci.yaml', POLICIES)
    await alice.edit('metrics.json', '0.9200', '0.9700')
    await alice.dvc('commit', '-q', '-f', 'evaluate')
    await alice.commit('Better, I promise')
    const { code, report } = await (await alice.clone()).here(['validate'])
    expect(code).toBe(1)
    const claim = report.lint.find(({ rule }) => rule === 'metric-claim')
    expect(claim?.message).toMatch(/claimed 0\.97, measured 0\.92/)
    expect(claim?.fix).toBe(
      'dvc repro --force --single-item evaluate && dvc push && git add dvc.lock metrics.json && git commit -a',
    )
    expect(report.policies.find(({ rule }) => rule.startsWith('min'))).toMatchObject({ value: 0.92 })
    expect(report.stages.every(({ verdict }) => verdict === 'unchanged')).toBe(true)
  })

  test('an object that the remote lacks is reported with every path that needs it', async () => {
    const alice = await tinyProject()
    const hash = /md5: ([0-9a-f]{32})/.exec(await alice.read('data/raw.csv.dvc'))?.[1] ?? ''
    await rm(join(alice.storage, 'files', 'md5', hash.slice(0, 2), hash.slice(2)))
    const { code, report } = await (await alice.clone()).here(['validate'])
    expect(code).toBe(1)
    expect(report.remote.missing).toMatchObject([{ hash, paths: ['data/raw.csv'], reason: 'missing' }])
    expect(rules(report)).not.toContain('data-missing')
  })
})
