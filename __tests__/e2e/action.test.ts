import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { runNode } from '../run/program.js'
import { type RunnerLog, readRunnerLog } from '../run/runner-log.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { pullRequestEvent, pushEvent, REPOSITORY } from './act.js'

afterAll(cleanUp)

const ACTION = join(process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist'), 'action.js')

interface ActionRun {
  code: number | null
  outputs: Record<string, string>
  summary: string
  log: RunnerLog
}

/** Runs the committed action in a clone like a runner: inputs and event in the environment, files for outputs and summary. */
async function runAction(
  at: Clone,
  event: { name: string; ref: string; payload: object },
  inputs: Record<string, string>,
): Promise<ActionRun> {
  const machine = await scratch()
  const files = {
    GITHUB_OUTPUT: join(machine, 'output'),
    GITHUB_STEP_SUMMARY: join(machine, 'summary'),
    GITHUB_EVENT_PATH: join(machine, 'event.json'),
  }
  await writeFile(files.GITHUB_OUTPUT, '')
  await writeFile(files.GITHUB_STEP_SUMMARY, '')
  await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify(event.payload))
  const env = {
    ...at.env,
    ...files,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: at.directory,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_ACTOR: 'alice',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_REF: event.ref,
    GITHUB_SHA: await at.head(),
    // A runner sets every input of action.yml; a missing one is empty.
    ...Object.fromEntries((await named('inputs')).map((name) => [`INPUT_${name.toUpperCase()}`, inputs[name] ?? ''])),
  }
  const { code, stdout } = await runNode([ACTION], { cwd: at.directory, env })
  const text = await readFile(files.GITHUB_OUTPUT, 'utf8')
  const outputs = Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)\n?\2$/gm)].map((match) => [match[1] ?? '', match[3] ?? '']),
  )
  return { code, outputs, summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'), log: readRunnerLog(stdout) }
}

/** The names of the inputs or outputs that action.yml declares. */
async function named(section: 'inputs' | 'outputs'): Promise<string[]> {
  const action = parse(await readFile(join(lab.root, 'action.yml'), 'utf8')) as Record<string, Record<string, unknown>>
  return Object.keys(action[section] ?? {})
}

describe('the committed action, as a runner starts it', () => {
  let alice: Clone
  const list = (text: string | undefined): unknown => JSON.parse(text ?? '')

  beforeAll(async () => {
    alice = await tinyProject()
  })

  test('validate sets every output, writes the report to the given path, and annotates lines', async () => {
    await alice.git('switch', '-q', '-c', 'stale')
    await alice.edit('params.yaml', 'b: 5', 'b: 7')
    const head = { sha: await alice.commit('Not reproduced'), ref: 'stale' }
    const clone = await alice.clone('stale')
    const base = { sha: await clone.git('rev-parse', 'origin/main'), ref: 'main' }
    const { code, outputs, summary, log } = await runAction(
      clone,
      { name: 'pull_request', ref: 'refs/pull/1/merge', payload: pullRequestEvent(1, head, base) },
      {
        report: 'out/report.json',
        thresholds: 'accuracy: { min: 0.95, severity: warning }',
        checks: 'data: test -s data/raw.csv',
      },
    )
    expect(code).toBe(1)
    expect(Object.keys(outputs).sort()).toEqual((await named('outputs')).sort())
    const report = JSON.parse(await readFile(clone.path('out/report.json'), 'utf8')) as Report
    expect(outputs).toMatchObject({
      conclusion: 'failure',
      mode: 'validate',
      commit: '',
      report: clone.path('out/report.json'),
      message: report.message,
      'dvc-version': lab.versions.dvc,
    })
    expect(list(outputs['stale-stages'])).toEqual(['train@b', 'evaluate'])
    expect(list(outputs['metrics'])).toEqual(report.metrics)
    expect(list(outputs['policies'])).toEqual([
      expect.objectContaining({
        metric: 'accuracy',
        rule: 'min: 0.95',
        passed: false,
        severity: 'warning',
        value: 0.92,
        baseline: 0.92,
      }),
    ])
    expect(list(outputs['missing'])).toEqual([])
    expect(report).toMatchObject({
      conclusion: 'failure',
      source: { event: 'pull_request', pull_request: 1, trusted: true, base_sha: base.sha },
      checks: [{ name: 'data', conclusion: 'success' }],
    })
    expect(summary).toMatch(/^## ❌ dvc-ci \w+: failed\n/)
    expect(log.commands).toContainEqual(
      expect.objectContaining({ name: 'error', properties: { title: 'stale-stage', file: 'params.yaml', line: '3' } }),
    )
    expect(log.commands).toContainEqual({
      name: 'error',
      properties: { title: 'pipeline-stale' },
      data: `${report.message} [pipeline-stale]`,
    })
    // The report is the only new file.
    expect(await clone.status()).toBe('?? out/')
  })

  test('rebuild sets every output, and its commit is on the server', async () => {
    await alice.git('switch', '-q', 'main')
    const before = await alice.head()
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    const source = await alice.commit('Also not reproduced')
    const clone = await alice.clone('main')
    const { code, outputs, summary } = await runAction(
      clone,
      { name: 'push', ref: 'refs/heads/main', payload: pushEvent(before, source) },
      {},
    )
    expect([code, outputs['conclusion']]).toEqual([0, 'success'])
    expect(Object.keys(outputs).sort()).toEqual((await named('outputs')).sort())
    await alice.git('fetch', '-q')
    expect(outputs).toMatchObject({
      mode: 'rebuild',
      report: '',
      commit: await alice.git('rev-parse', 'origin/main'),
      'stale-stages': '[]',
      policies: '[]',
      'left-out': '[]',
      missing: '[]',
      'dvc-version': lab.versions.dvc,
    })
    expect(outputs['commit']).not.toBe(source)
    expect(list(outputs['metrics'])).toContainEqual(
      expect.objectContaining({ name: 'accuracy', value: 0.91, baseline: 0.92 }),
    )
    expect(summary).toMatch(/^## ✅ dvc-ci \w+: passed\n/)
  })

  test('altered data in the remote is an output, with every path that needs it', async () => {
    const bob = await tinyProject()
    const hash = /md5: ([0-9a-f]{32})/.exec(await bob.read('data/raw.csv.dvc'))?.[1] ?? ''
    const object = join(bob.storage, 'files', 'md5', hash.slice(0, 2), hash.slice(2))
    await writeFile(object, 'not the data')
    const sha = await bob.head()
    const clone = await bob.clone('main')
    const { code, outputs } = await runAction(
      clone,
      { name: 'push', ref: 'refs/heads/main', payload: pushEvent(sha, sha) },
      { mode: 'validate' },
    )
    expect([code, outputs['conclusion']]).toEqual([1, 'failure'])
    expect(list(outputs['missing'])).toEqual([
      expect.objectContaining({ hash, paths: ['data/raw.csv'], reason: 'truncated' }),
    ])
  })

  test('a set-up error has exit code 2 and all outputs, and changes nothing', async () => {
    const clone = await alice.clone('main')
    const { code, outputs, log } = await runAction(
      clone,
      {
        name: 'push',
        ref: 'refs/heads/main',
        payload: pushEvent(await clone.head(), await clone.head()),
      },
      { thresholds: 'accuracy: { mim: 0.9 }' },
    )
    expect(code).toBe(2)
    expect(Object.keys(outputs).sort()).toEqual((await named('outputs')).sort())
    expect(outputs['conclusion']).toBe('error')
    expect(log.commands.find(({ name }) => name === 'error')?.data).toMatch(
      /accuracy\.mim is not a setting\. Did you mean accuracy\.min\?/,
    )
    expect(await clone.status()).toBe('')
  })
})
