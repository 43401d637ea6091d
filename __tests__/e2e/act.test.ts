import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { MAIN_WORKFLOW } from '../../src/init/plan.js'
import { CLI, type Clone, cleanUp, tinyProject } from '../support/project.js'
import { exampleWorkflow, pullRequestEvent, pushEvent, runWorkflow } from './act.js'

afterAll(cleanUp)

const CONFIGURATION = `checks:
  unit: grep -q '"accuracy"' metrics.json
metrics:
  policies:
    accuracy: { min: 0.9, max_drop: 0.01 }
`
const [VALIDATE, REBUILD] = ['.github/workflows/validate.yml', '.github/workflows/rebuild.yml']

/** GitHub's merge commit of a pull request, in a separate clone and on the server. */
async function openPullRequest(alice: Clone, number: number, branch: string): Promise<{ clone: Clone; event: object }> {
  const clone = await alice.clone('main')
  const base = { sha: await clone.head(), ref: 'main' }
  const head = { sha: await clone.git('rev-parse', `origin/${branch}`), ref: branch }
  await clone.git('checkout', '-q', '--detach')
  await clone.git('merge', '-q', '--no-ff', '-m', `Merge ${head.sha} into ${base.sha}`, head.sha)
  await clone.git('push', '-q', 'origin', `HEAD:refs/pull/${number}/merge`)
  return { clone, event: pullRequestEvent(number, head, base) }
}

describe("README's own workflows, and that of `dvc-ci init`, under a workflow runner", () => {
  let alice: Clone

  beforeAll(async () => {
    alice = await tinyProject()
    await alice.write('dvc-ci.yaml', CONFIGURATION)
    await alice.write(VALIDATE, await exampleWorkflow('validate'))
    await alice.write(REBUILD, await exampleWorkflow('rebuild'))
    // The remote is a local folder, which the runner of this test reaches.
    const args = [CLI, 'init', '--yes', '--runs-on', 'ubuntu-latest']
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: alice.directory,
      env: alice.env,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
    await alice.commit('Workflows')
  })

  test('the workflow of `dvc-ci init` passes a complete pull request, with a job summary', async () => {
    await alice.git('switch', '-q', '-c', 'good', 'main')
    await alice.edit('params.yaml', 'b: 5', 'b: 4')
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('Less of b')
    const { clone, event } = await openPullRequest(alice, 1, 'good')
    const { code, annotations, summary, outputs, log } = await runWorkflow(clone, 'pull_request', MAIN_WORKFLOW, event)
    expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')])
    expect(annotations).toEqual([])
    expect(summary).toMatch(/^## ✅ dvc-ci \w+: passed\n/)
    expect(summary).toMatch(/Pull request .*1/)
    expect(outputs).toMatchObject({
      conclusion: 'success',
      mode: 'validate',
      commit: '',
      'stale-stages': '[]',
      'left-out': '[]',
      missing: '[]',
    })
    expect(JSON.parse(outputs['metrics'] ?? '')).toContainEqual({
      name: 'accuracy',
      path: 'metrics.json',
      value: 0.93,
      committed: 0.93,
      baseline: 0.92,
      change: expect.closeTo(0.01),
      direction: 'up',
    })
  })

  test("README's workflow fails a pull request with annotations and a summary, also in a shallow checkout", async () => {
    await alice.git('switch', '-q', '-c', 'bad', 'main')
    await alice.edit('params.yaml', 'a: 3', 'a: 9')
    await alice.edit('metrics.json', '0.9200', '0.9900')
    // As actions/checkout does by default: one commit, and a token to fetch others.
    await alice.edit(VALIDATE, /\n +with: .*fetch-depth: 0.*/, '')
    await alice.commit('Nothing was reproduced')
    const { clone, event } = await openPullRequest(alice, 2, 'bad')
    const { code, annotations, summary, outputs, log } = await runWorkflow(clone, 'pull_request', VALIDATE, event)
    const errors = annotations.filter(({ severity }) => severity === 'error')
    expect([code, errors.length > 0, log]).toEqual([1, true, expect.stringContaining('Job failed')])
    expect(errors).toContainEqual(
      expect.objectContaining({
        title: 'stale-stage',
        file: 'params.yaml',
        line: '2',
        message: expect.stringContaining('train.a: 3 -> 9'),
      }),
    )
    expect(errors).toContainEqual(
      expect.objectContaining({
        title: 'pipeline-stale',
        message: expect.stringContaining('claimed 0.99, measured 0.92'),
      }),
    )
    expect(summary).toMatch(/^## ❌ dvc-ci \w+: failed\n/)
    expect(summary).toMatch(/train&#64;a<\/code>.* \| stale \| .*params: train.a: 3 -&#62; 9 \|/)
    expect(summary).toContain('claimed 0.99, measured 0.92')
    expect(outputs['conclusion']).toBe('failure')
    expect(JSON.parse(outputs['stale-stages'] ?? '')).toContain('train@a')
    expect(JSON.parse(outputs['metrics'] ?? '')).toContainEqual(
      expect.objectContaining({ name: 'accuracy', value: 0.92, committed: 0.99, baseline: 0.92 }),
    )
  })

  test("README's workflow on a push to main makes the bot's commit, with all its data in the remote", async () => {
    await alice.git('switch', '-q', 'main')
    const before = await alice.head()
    await alice.edit('params.yaml', 'b: 5', 'b: 4')
    const source = await alice.commit('Less of b, not reproduced')
    const clone = await alice.clone('main')
    const { code, annotations, summary, outputs, log } = await runWorkflow(
      clone,
      'push',
      REBUILD,
      pushEvent(before, source),
    )
    expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')])
    expect(annotations.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(summary).toMatch(/^## ✅ dvc-ci \w+: passed\n/)

    await alice.git('fetch', '-q')
    const [sha, subject, author, parent] = (
      await alice.git('log', '-1', '--format=%H%n%s%n%an%n%P', 'origin/main')
    ).split('\n')
    expect([subject, author, parent]).toEqual([
      'CI: Build and version official model artifacts [skip ci]',
      'dvc-ci',
      source,
    ])
    expect(outputs).toMatchObject({ conclusion: 'success', mode: 'rebuild', commit: sha })
    expect((await alice.git('show', '--format=', '--name-only', 'origin/main')).split('\n')).toEqual([
      'dvc.lock',
      'metrics.json',
    ])

    const stranger = await alice.clone('main')
    await stranger.dvc('pull', '-q')
    expect(await stranger.dvc('status')).toContain('up to date')
    expect(JSON.parse(await stranger.read('metrics.json'))).toMatchObject({ accuracy: 0.93 })
  })
})
