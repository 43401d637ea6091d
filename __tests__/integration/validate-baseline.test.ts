import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, rules, scratch, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const metric = (report: Report, name: string) => report.metrics.find((each) => each.name === name)

/** Reproduces, pushes and commits what was edited. */
async function deliver(clone: Clone, message: string): Promise<string> {
  await clone.dvc('repro', '-q')
  await clone.dvc('push', '-q')
  return clone.commit(message)
}

/**
 * A checkout as GitHub makes it for a pull request: only the merge of head and base, detached, at depth 1, with the event beside it.
 * @returns the clone and the variables of the runner
 */
async function pullRequest(
  alice: Clone,
  branch: string,
  base = 'main',
): Promise<{ clone: Clone; env: NodeJS.ProcessEnv }> {
  const [headSha, baseSha] = [await alice.git('rev-parse', branch), await alice.git('rev-parse', base)]
  await alice.git('switch', '-q', '--detach', base)
  await alice.git('merge', '-q', '--no-ff', '-m', 'Merge', branch)
  await alice.git('push', '-q', '--force', 'origin', `HEAD:refs/heads/pr-${branch}`)
  const sha = await alice.head()
  await alice.git('switch', '-q', branch)
  const clone = await alice.clone(`pr-${branch}`, '--depth=1')
  await clone.git('switch', '-q', '--detach')
  const payload = join(await scratch(), 'event.json')
  const repo = { full_name: 'team/project' }
  await writeFile(
    payload,
    JSON.stringify({
      pull_request: { number: 7, head: { sha: headSha, ref: branch, repo }, base: { sha: baseSha, ref: base, repo } },
      repository: { ...repo, default_branch: 'main' },
    }),
  )
  return {
    clone,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: payload,
      GITHUB_REPOSITORY: 'team/project',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: sha,
    },
  }
}

describe('the baseline', () => {
  test('a branch is compared with its merge base, in a shallow clone too, and every limit is judged', async () => {
    const alice = await tinyProject()
    const start = await alice.head()
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'a: 3', 'a: 13')
    await deliver(alice, 'Worse: accuracy 0.82, loss 1.8')
    await alice.write('README.md', 'One more commit\n')
    await alice.commit('Documentation')
    await alice.git('switch', '-q', 'main')
    await alice.write('NEWS.md', 'Main goes on\n')
    await alice.commit('News')
    await alice.git('switch', '-q', 'change')
    const limits = (accuracy: string, loss: string) => [
      '--thresholds',
      `{ accuracy: { ${accuracy} }, loss: { ${loss} } }`,
    ]
    const shallow = await alice.clone('change', '--depth=1')
    const failed = await shallow.here(['validate', ...limits('min: 0.9, max_drop: 0.05', 'max: 1, max_rise: 50%')])
    expect([failed.code, failed.report.source.base_sha]).toEqual([1, start])
    expect(failed.report.policies.map(({ metric: name, rule, passed }) => [name, rule, passed])).toEqual([
      ['accuracy', 'min: 0.9', false],
      ['accuracy', 'max_drop: 0.05', false],
      ['loss', 'max: 1', false],
      ['loss', 'max_rise: 50%', false],
    ])
    expect(metric(failed.report, 'accuracy')).toMatchObject({ value: 0.82, committed: 0.82, baseline: 0.92 })
    expect(failed.report.params).toEqual([{ path: 'params.yaml', name: 'train.a', baseline: 3, value: 13 }])
    expect(failed.report.data.map(({ path, change }) => [path, change])).toEqual([['models/a.txt', 'modified']])
    expect(await shallow.status()).toBe('')
    const passed = await shallow.here(['validate', ...limits('min: 0.8, max_drop: 0.2', 'max: 2, max_rise: 200%')])
    expect([passed.code, passed.report.policies.every((policy) => policy.passed)]).toEqual([0, true])
  })

  test("the merge base of GitHub's detached merge commit is found at depth 1", async () => {
    const alice = await tinyProject()
    const start = await alice.head()
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await deliver(alice, 'Change')
    await alice.git('switch', '-q', 'main')
    await alice.write('NEWS.md', 'Main goes on\n')
    await alice.commit('News')
    const { clone, env } = await pullRequest(alice, 'change')
    const { code, report } = await clone.here(['validate'], env)
    expect([code, report.source]).toMatchObject([
      0,
      { event: 'pull_request', pull_request: 7, base_sha: start, trusted: true },
    ])
    expect(metric(report, 'accuracy')).toMatchObject({ value: 0.91, baseline: 0.92 })
  })

  test('a stage that is stale through a change of main is attributed to main, others to the change', async () => {
    const alice = await tinyProject({ 'src/train.sh': `${TINY['src/train.sh'] ?? ''}# train\n` })
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('src/evaluate.sh', 'a=$', 'true\na=$')
    await deliver(alice, 'Evaluation')
    await alice.git('switch', '-q', 'main')
    await alice.edit('src/train.sh', '# train', '# train more')
    await alice.commit('Code on main, to be reproduced by its rebuild')
    const { clone, env } = await pullRequest(alice, 'change')
    const { code, report } = await clone.here(['validate'], env)
    expect(code).toBe(1)
    const stale = report.lint.filter(({ rule }) => rule === 'stale-stage')
    expect(stale.map(({ message }) => message.slice(0, 68))).toEqual([
      'main has new commits: merge it and reproduce train@a (src/train.sh h',
      'main has new commits: merge it and reproduce train@b (src/train.sh h',
      'main has new commits: merge it and reproduce evaluate (train@a, whic',
    ])
    expect(stale[0]?.fix).toMatch(/^git fetch origin && git merge origin\/main && dvc repro && dvc push/)
    await alice.edit('src/prepare.sh', 'mkdir', 'true\nmkdir')
    await alice.commit('Not reproduced')
    const both = await pullRequest(alice, 'change')
    const again = await both.clone.here(['validate'], both.env)
    expect(again.report.lint.find(({ rule }) => rule === 'stale-stage')?.message).toBe(
      'dvc.lock is stale: dvc repro would run prepare (src/prepare.sh has changed).',
    )
  })

  test('a new metric has no baseline, a removed one fails, and a renamed file keeps its baseline', async () => {
    const alice = await tinyProject()
    await alice.git('switch', '-q', '-c', 'renamed')
    await alice.edit('dvc.yaml', 'metrics.json', 'scores.json')
    await alice.edit('src/evaluate.sh', '> metrics.json', '> scores.json')
    await alice.edit('src/evaluate.sh', 'accuracy\\":', 'f1\\": 0.5, \\"accuracy\\":')
    await alice.edit('params.yaml', 'a: 3', 'a: 13')
    await alice.git('rm', '-q', '--cached', 'metrics.json')
    await deliver(alice, 'Other file')
    const clone = await alice.clone('renamed')
    const moved = await clone.here([
      'validate',
      '--thresholds',
      '{ accuracy: { max_drop: 0.05 }, f1: { min: 0.4, max_drop: 0.01 } }',
    ])
    expect(moved.code).toBe(1)
    expect(
      moved.report.policies.map(({ metric: name, rule, passed, baseline }) => [
        name.replace(/^.*:/, ''),
        rule,
        passed,
        baseline,
      ]),
    ).toEqual([
      ['accuracy', 'max_drop: 0.05', false, 0.92],
      ['f1', 'min: 0.4', true, undefined],
      ['f1', 'max_drop: 0.01', true, undefined],
    ])
    await alice.git('switch', '-q', 'main')
    await alice.git('switch', '-q', '-c', 'vanished')
    await alice.edit('src/evaluate.sh', '\\"accuracy\\": %.4f, ', '')
    await alice.edit('src/evaluate.sh', '1 - s / 100, ', '')
    await deliver(alice, 'No accuracy')
    const gone = await (await alice.clone('vanished')).here(['validate', '--thresholds', 'accuracy: { min: 0.1 }'])
    expect([gone.code, rules(gone.report)]).toEqual([1, ['baseline-measured-again']])
    expect(gone.report.message).toMatch(
      /accuracy is missing: the baseline has 0\.92 in metrics\.json\. If you removed it on purpose/,
    )
  })
})
