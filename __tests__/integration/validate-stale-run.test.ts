import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals'
import { causesOf } from '../../src/report/causes.js'
import { type Clone, cleanUp, rules, scratch, tinyProject } from '../support/project.js'
import { everything, hashOf, log, objects, step, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

let alice: Clone
let base: string
beforeEach(async () => {
  alice = await tinyProject()
  base = await alice.head()
})

/** Somebody's pull request that changes a parameter and reproduces nothing, checked out as its head, without data. */
async function change(to = 'a: 2'): Promise<Clone> {
  await alice.git('switch', '-q', '-c', 'change')
  await alice.edit('params.yaml', 'a: 3', to)
  await alice.commit('Another a')
  return alice.clone('change')
}

/** The environment of its workflow run. */
async function pullRequest(clone: Clone, { fork = false, head = '' } = {}): Promise<NodeJS.ProcessEnv> {
  const path = join(await scratch(), 'event.json')
  const sha = await clone.head()
  const repo = { full_name: 'team/tiny' }
  const pull = {
    number: 7,
    head: { sha: head === '' ? sha : head, ref: 'change', repo: fork ? { full_name: 'stranger/tiny' } : repo },
    base: { sha: base, ref: 'main', repo },
  }
  await writeFile(path, JSON.stringify({ repository: { ...repo, default_branch: 'main' }, pull_request: pull }))
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: 'team/tiny',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: sha,
    GITHUB_TOKEN: '',
  }
}

describe('stale: run', () => {
  it('stale: run judges the model of the change, reports the old dvc.lock and restores the checkout', async () => {
    const bob = await change()
    await bob.dvc('pull', '-q')
    const start = await everything(bob)
    const { code, report } = await bob.here(['validate', '--stale', 'run', '--thresholds', 'accuracy: { min: 0.925 }'])
    expect(report.message).toMatch(
      /^2 stages reproduced here \(train@a, evaluate\), .*1 rule held\. The committed dvc\.lock is behind \(dvc\.lock, metrics\.json\); not committed: stale: run\.$/,
    )
    expect(code).toBe(0)
    expect(verdicts(report)).toEqual({
      prepare: 'unchanged',
      'train@a': 'ran',
      'train@b': 'unchanged',
      evaluate: 'ran',
    })
    expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.93, baseline: 0.92 })
    expect(report.lint.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(rules(report)).toEqual(expect.arrayContaining(['lock-behind', 'stale-stage']))
    expect(await everything(bob)).toEqual(start)
    const closed = await bob.here(['validate', '--stale', 'run', '--thresholds', 'accuracy: { min: 0.95 }'])
    expect([closed.code, closed.report.message]).toEqual([1, expect.stringMatching(/^the gate is closed/)])
    const none = await bob.here(['validate', '--stale', 'run', '--pull', 'none'])
    expect([none.code, none.report.message]).toEqual([2, expect.stringMatching(/pull: none downloads no data/)])
  })

  it('stale: run reports a failed stage and continues with the other steps', async () => {
    const bob = await change()
    await bob.dvc('pull', '-q')
    await bob.edit('src/train.sh', 'mkdir', 'exit 3\nmkdir')
    const start = await everything(bob)
    const { code, report } = await bob.here([
      'validate',
      '--stale',
      'run',
      '--checks',
      'unit: echo fine',
      '--thresholds',
      'accuracy: { min: 0.5 }',
    ])
    expect(code).toBe(1)
    expect(report.message).toMatch(/^stage train@[ab] failed: .*/)
    expect(report.checks).toHaveLength(1)
    // The gate judged the model from before the change.
    expect(report.policies).toMatchObject([{ passed: true, stale: true }])
    expect(causesOf(report)).toMatchObject([
      {
        id: 'stage-command-failed',
        place: { path: 'dvc.yaml' },
        log: { text: expect.stringContaining('sh src/train.sh') as unknown },
        folded: [
          expect.stringMatching(/^\d stages? did not run: .*evaluate$/),
          '1 rule judged the older model, that from before the change',
        ],
      },
    ])
    expect(await everything(bob)).toEqual(start)
  })
})

describe('stale: commit', () => {
  it('stale: commit pushes the data and commits dvc.lock to the branch of the pull request', async () => {
    const bob = await change()
    const head = await bob.head()
    const { code, report } = await bob.here(['validate', '--stale', 'commit'], await pullRequest(bob))
    expect(report.message).toMatch(/reproduced here.* Committed [0-9a-f]{7} to change: dvc\.lock, metrics\.json\.$/)
    expect(code).toBe(0)
    expect(await log(alice, 'change')).toEqual(['CI: Reproduce what this change made stale', 'Another a', 'A pipeline'])
    expect(
      await alice.git(
        '--git-dir',
        alice.origin,
        'log',
        '-1',
        '--format=%an %(trailers:key=Dvc-Ci-Reproduced,valueonly)%(trailers:key=Dvc-Ci-Source,valueonly)',
        'change',
      ),
    ).toBe(`dvc-ci ${head}`)
    expect(await log(alice, 'main')).toHaveLength(1)
    const other = await alice.clone('change')
    expect(await objects(alice.storage)).toContain(await hashOf(other, 'models/a.txt'))
    const again = await other.here(['validate', '--stale', 'commit'], await pullRequest(other))
    expect([again.code, again.report.message, again.report.commit]).toEqual([
      0,
      expect.stringMatching(/^Nothing to reproduce/),
      undefined,
    ])
    // It is no official build: main makes its own from it.
    await other.git('push', '-q', 'origin', 'HEAD:main')
    const main = await alice.clone()
    expect((await main.here(['rebuild'])).report.message).toMatch(/^Official build: 4 stages ran/)
  })

  it('stale: commit commits nothing for a closed gate, a fork, or a result that needs main', async () => {
    const bob = await change('a: 50')
    const closed = await bob.here(
      ['validate', '--stale', 'commit', '--thresholds', 'accuracy: { min: 0.9 }'],
      await pullRequest(bob),
    )
    expect([closed.code, closed.report.commit]).toEqual([1, undefined])
    const fork = await bob.here(['validate', '--stale', 'commit'], await pullRequest(bob, { fork: true }))
    expect([fork.code, fork.report.message]).toEqual([
      0,
      expect.stringMatching(/not committed: the change comes from a fork/),
    ])
    const head = await bob.head()
    const carol = await alice.clone()
    await carol.edit('src/prepare.sh', 'mkdir', ': other code\nmkdir')
    await carol.commit('Other code on main')
    await bob.git('fetch', '-q')
    await bob.git('switch', '-q', '--detach')
    await bob.git('merge', '-q', '--no-edit', 'origin/main')
    const merged = await bob.here(['validate', '--stale', 'commit'], await pullRequest(bob, { head }))
    expect([merged.code, merged.report.message]).toEqual([
      0,
      expect.stringMatching(
        /not committed: src\/prepare\.sh differs between change and its merge with the base\. Merge the base into the branch first\./,
      ),
    ])
    expect(await log(alice, 'change')).toEqual(['Another a', 'A pipeline'])
  })

  it('stale: commit commits nothing if the branch moved during the run', async () => {
    const bob = await change()
    const rival = join(await scratch(), 'rival.sh')
    const carol = await alice.clone('change')
    await carol.edit('src/train.sh', 'mkdir', ': faster\nmkdir')
    await carol.git('commit', '-qam', 'Faster')
    await writeFile(rival, `cd '${carol.directory}' && git push -q origin change\n`)
    await chmod(rival, 0o755)
    const { code, report } = await bob.here(
      ['validate', '--stale', 'commit', '--checks', `race: sh ${rival}`],
      await pullRequest(bob),
    )
    expect([code, report.commit, step(report, 'commit')?.conclusion]).toEqual([0, undefined, 'warning'])
    expect(report.message).toMatch(/Not committed: change moved to [0-9a-f]{7} during this run/)
    expect(await log(alice, 'change')).toEqual(['Faster', 'Another a', 'A pipeline'])
  })
})
