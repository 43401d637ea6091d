import { access } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals'
import { type Clone, cleanUp, TINY, tinyProject } from '../support/project.js'
import { damage, everything, hashOf, log, step, workspace } from '../support/rebuild.js'

afterAll(cleanUp)

/** A project with v1.0 and, on top of it, other data, another parameter, other code and one more `.dvc` file. */
async function twoVersions(
  files: Parameters<typeof tinyProject>[0] = {},
): Promise<{ alice: Clone; hashes: Record<string, string> }> {
  const alice = await tinyProject(files)
  await alice.git('tag', '-a', 'v1.0', '-m', 'first')
  await alice.git('push', '-q', 'origin', 'v1.0')
  const hashes = {
    raw: await hashOf(alice, 'raw.csv', 'data/raw.csv.dvc'),
    a: await hashOf(alice, 'models/a.txt'),
    b: await hashOf(alice, 'models/b.txt'),
  }
  await alice.edit('params.yaml', 'a: 3', 'a: 9')
  await alice.edit('data/raw.csv', '\n', '\nmore,rows\n')
  await alice.write('data/extra.csv', 'x\n1\n')
  await alice.dvc('add', 'data/raw.csv', 'data/extra.csv')
  await alice.dvc('repro')
  await alice.dvc('push')
  await alice.commit('New data, another parameter')
  return { alice, hashes }
}

describe('a rollback', () => {
  let alice: Clone
  let hashes: Record<string, string>
  beforeAll(async () => {
    ;({ alice, hashes } = await twoVersions())
  })

  it('a dry run of a rollback reports all changes and makes none', async () => {
    const bob = await alice.clone()
    const before = await everything(bob)
    const { code, report } = await bob.here(['rollback', '--to', 'v1.0', '--dry-run'])
    expect(report.message).toMatch(
      /^Dry run: it would roll back the data to v1\.0 and commit data\/raw\.csv\.dvc, dvc\.lock, metrics\.json to main\. dvc repro would now run .*train@a/,
    )
    expect(code).toBe(0)
    expect(report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({ value: 0.92, baseline: 0.86 })
    expect(report.data.map(({ path }) => path)).toEqual(['data/parts', 'data/raw.csv', 'models/a.txt'])
    expect(await everything(bob)).toEqual(before)
  })

  it('a rollback restores one .dvc file bit for bit, and reports stages that are stale afterwards', async () => {
    const bob = await alice.clone()
    const { code, report } = await bob.run(['rollback', '--to', 'v1.0', '--targets', 'data/raw.csv'])
    expect(code).toBe(0)
    expect(report.message).toMatch(
      /^Rolled back data\/raw\.csv to v1\.0 \([0-9a-f]{7}\), commit [0-9a-f]{7}\. dvc repro would now run prepare, .*retrain/,
    )
    expect(await hashOf(bob, 'raw.csv', 'data/raw.csv.dvc')).toBe(hashes['raw'])
    expect(await bob.read('data/raw.csv')).not.toContain('more,rows')
    expect(await bob.git('show', '--stat', '--format=%s|%an|%(trailers:key=Dvc-Ci-Rollback,valueonly)')).toMatch(
      new RegExp(
        `^CI: Roll back data/raw\\.csv to v1\\.0 \\[skip ci\\]\\|dvc-ci\\|${await bob.git('rev-parse', 'v1.0^{commit}')}[^]*1 file changed`,
      ),
    )
    expect(await log(bob)).toHaveLength(3)
    expect(step(report, 'compare data')?.message).toMatch(/is identical to/)
    expect(report.lint).toContainEqual(
      expect.objectContaining({ rule: 'stale-after-rollback', severity: 'warning', path: 'dvc.yaml' }),
    )
    expect(report.lint.filter(({ rule }) => rule === 'stale-after-rollback').map(({ message }) => message)[0]).toBe(
      'prepare is stale after the rollback: data/raw.csv has changed.',
    )
    expect(await bob.status()).toBe('')
    // Our own commit starts no build, with or without [skip ci].
    const again = await bob.here(['rebuild'])
    expect(again.report.message).toMatch(/^HEAD is a rollback to [0-9a-f]{7}, which is not built again/)
    await bob.git('push', '-q', '--force', 'origin', 'HEAD~1:main')
  })

  it('a rollback restores the outputs of one stage', async () => {
    const bob = await alice.clone()
    const now = await hashOf(bob, 'models/b.txt')
    const { code, report } = await bob.here(['rollback', '--to', 'v1.0', '--targets', 'train@a'])
    expect(report.message).toMatch(/^Rolled back train@a/)
    expect(code).toBe(0)
    expect([await hashOf(bob, 'models/a.txt'), await hashOf(bob, 'models/b.txt')]).toEqual([hashes['a'], now])
    expect(await bob.read('models/a.txt')).toContain('a: 3')
    // Only what came back can be stale, not what a fresh clone has not pulled.
    expect(report.stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)).toEqual([
      'train@a',
      'evaluate',
    ])
    // The stage is back on purpose; what needs it is not.
    expect(report.stages.filter(({ held }) => held).map(({ name }) => name)).toEqual(['train@a'])
    expect(
      report.lint.filter(({ rule }) => rule === 'stale-after-rollback').map((each) => [each.severity, each.message]),
    ).toEqual([
      ['notice', expect.stringMatching(/^train@a is held at v1\.0 by the rollback: /)],
      ['warning', expect.stringMatching(/^evaluate is stale after the rollback: /)],
    ])
    await bob.git('push', '-q', '--force', 'origin', 'HEAD~1:main')
  })

  it('a rollback of code, parameters and data leaves no stale stage, and a second run does nothing', async () => {
    const bob = await alice.clone()
    const { code, report } = await bob.here(['rollback', '--to', 'v1.0', '--restore', 'all'])
    expect(report.message).toMatch(
      /^Rolled back code and data to v1\.0 \([0-9a-f]{7}\), commit [0-9a-f]{7}\. A rebuild waits .*--release`\.$/,
    )
    expect(code).toBe(0)
    expect(await bob.git('diff', '--stat', 'v1.0', 'HEAD')).toBe('')
    expect(Object.fromEntries(report.stages.map(({ name, verdict }) => [name, verdict]))).toEqual({
      prepare: 'unchanged',
      'train@a': 'unchanged',
      'train@b': 'unchanged',
      evaluate: 'unchanged',
    })
    expect(await bob.dvc('status')).toContain('up to date')
    expect(
      await access(bob.path('data/extra.csv.dvc')).then(
        () => true,
        () => false,
      ),
    ).toBe(false)
    const again = await bob.here(['rollback', '--to', 'v1.0', '--restore', 'all'])
    expect(again.report.message).toMatch(/^All files match v1\.0 already/)

    // The build of it equals dvc.lock. Its release is a commit without files, which ends the hold.
    const released = await bob.here(['rebuild', '--release', '--force', 'none'])
    expect([released.code, released.report.hold?.released, released.report.commit?.branch]).toEqual([0, true, 'main'])
    expect(await bob.git('log', '-1', '--format=%(trailers:key=Dvc-Ci-Release,valueonly)')).toBe(
      await bob.git('rev-parse', 'HEAD~1'),
    )
    expect(await bob.git('diff', '--stat', 'HEAD~1', 'origin/main')).toBe('')
    await bob.write('README.md', 'Tiny\n')
    await bob.commit('Describe the project')
    const next = await bob.here(['rebuild', '--dry-run', '--force', 'none'])
    expect([next.code, next.report.hold, next.report.message]).toEqual([
      0,
      undefined,
      expect.stringMatching(/^Dry run/),
    ])
    await bob.git('push', '-q', '--force', 'origin', 'HEAD~3:main')
  })

  it('an impossible rollback is rejected and changes nothing', async () => {
    const bob = await alice.clone()
    await bob.dvc('pull')
    const start = await everything(bob)
    const refused = async (args: string[], message: RegExp, exit = 2): Promise<void> => {
      const { code, report } = await bob.here(['rollback', ...args])
      expect(report.message).toMatch(message)
      expect(code).toBe(exit)
      expect(await everything(bob)).toEqual(start)
    }
    await refused(['--to', 'v9'], /no tag, branch or commit 'v9'/)
    await refused([], /a rollback needs the version/)
    await refused(['--to', 'v1.0', '--targets', 'trian@a'], /'trian@a' cannot be rolled back: .*Did you mean 'train@a'/)
    await refused(['--to', 'v1.0', '--targets', 'data/extra.csv.dvc'], /did not exist at v1\.0/)
    await refused(['--to', 'v1.0', '--targets', 'train', '--restore', 'all'], /restore: all/)
    const spoilt = await bob.read('data/raw.csv')
    await bob.dvc('unprotect', 'data/raw.csv')
    await bob.write('data/raw.csv', `${spoilt}unsaved\n`)
    const unsaved = await workspace(bob)
    const kept = await bob.here(['rollback', '--to', 'v1.0'])
    expect(kept.report.message).toMatch(/data\/raw\.csv differs from data\/raw\.csv\.dvc/)
    expect(await workspace(bob)).toEqual(unsaved)
    await bob.dvc('checkout', '--force')
    await damage(bob.storage, hashes['a'] ?? '', 'removed')
    const gone = await bob.here(['rollback', '--to', 'v1.0'])
    expect(gone.code).toBe(1)
    expect(gone.report.message).toMatch(
      new RegExp(`^v1\\.0 cannot be restored: models/a\\.txt: the object ${hashes['a']} is not in the remote`),
    )
    expect(await bob.status()).toBe('')
    expect(await bob.read('params.yaml')).toContain('a: 9')
  })
})

test('a rollback holds: a pull request passes, a rebuild waits and verifies the remote, and a release ends it', async () => {
  const { alice } = await twoVersions({
    'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}  count:\n    cmd: sh src/count.sh\n    deps: [src/count.sh]\n    outs: [count.txt]\n`,
    'src/count.sh': 'echo 1 > count.txt\n',
  })
  // The rolled-back dvc.lock has another command than dvc.yaml.
  await alice.edit('dvc.yaml', 'sh src/evaluate.sh', 'sh -e src/evaluate.sh')
  await alice.dvc('repro')
  await alice.dvc('push')
  await alice.commit('Stop at the first error')
  const back = await alice.here(['rollback', '--to', 'v1.0', '--reason', 'wrong labels'])
  expect([back.code, back.report.message]).toEqual([0, expect.stringMatching(/^Rolled back the data to v1\.0/)])
  const rollback = await alice.head()
  expect(await alice.git('log', '-1', '--format=%(trailers:only)')).toMatch(
    /^Dvc-Ci-Rollback: [0-9a-f]{40}\nDvc-Ci-Request: [0-9a-f]{12}\n(Dvc-Ci-By: .+\n)?Dvc-Ci-Reason: wrong labels$/,
  )

  // A pull request that is this rollback has made the stages stale; with another change under its trailers it fails.
  await alice.git('push', '-q', '--force', 'origin', `${rollback}:refs/heads/back`, `${rollback}~1:main`)
  const proposed = await alice.clone('back')
  const own = await proposed.here(['validate'])
  expect([own.code, own.report.lint.find(({ rule }) => rule === 'held-stage')?.message]).toEqual([
    0,
    expect.stringMatching(/^train@a is stale because this change is a rollback/),
  ])
  await proposed.edit('src/train.sh', 'mkdir', 'set -e\nmkdir')
  await proposed.git('commit', '-q', '--all', '--amend', '--no-edit')
  expect((await proposed.here(['validate'])).report.error?.id).toBe('pipeline-stale')
  await alice.git('push', '-q', 'origin', `${rollback}:main`)

  // A pull request that changes no input inherits the stale stages.
  const carol = await alice.clone('main', '--depth=1')
  await carol.git('switch', '-q', '-c', 'docs')
  await carol.write('README.md', 'Tiny\n')
  await carol.commit('Describe the project')
  const docs = await carol.here(['validate'])
  expect([docs.code, docs.report.lint.filter(({ severity }) => severity === 'error')]).toEqual([0, []])
  expect(docs.report.hold).toMatchObject({ commit: rollback, reason: 'wrong labels' })
  expect(docs.report.stages.filter(({ held }) => held).map(({ name }) => name)).toEqual(['train@a', 'evaluate'])
  expect(docs.report.lint.find(({ rule }) => rule === 'held-stage')).toMatchObject({
    severity: 'notice',
    message: expect.stringMatching(/^train@a is stale on main too, which is held since .*: wrong labels/),
  })
  const lint = await carol.here(['lint'])
  expect([lint.code, lint.report.hold?.commit, lint.report.lint]).toEqual([
    0,
    rollback,
    expect.arrayContaining([
      expect.objectContaining({
        rule: 'lock-out-of-step',
        severity: 'notice',
        message: expect.stringMatching(/does not match evaluate: its command differs\. .* held since .*: wrong labels/),
      }),
    ]),
  ])
  // With stale: run, only the stage runs that the change made stale.
  await carol.edit('src/count.sh', '1', '2')
  await carol.commit('Count to two')
  const counted = await carol.here(['validate', '--stale', 'run'])
  expect([
    counted.code,
    counted.report.stages.map(({ name, verdict, held }) => `${name} ${verdict} ${held === true}`),
  ]).toEqual([
    0,
    [
      'prepare unchanged false',
      'train@a stale true',
      'train@b unchanged false',
      'evaluate stale true',
      'count ran false',
    ],
  ])
  await carol.git('reset', '-q', '--hard', 'HEAD~1')
  // One that changes an input does not.
  await carol.edit('src/train.sh', 'mkdir', 'set -e\nmkdir')
  const code = await carol.here(['validate'])
  expect([code.code, code.report.error?.id]).toEqual([1, 'pipeline-stale'])
  await carol.git('checkout', '-q', '--', 'src')

  // After its merge, the rebuild of main builds nothing.
  await carol.git('push', '-q', 'origin', 'docs:main')
  const main = await alice.clone('main', '--depth=1')
  const before = await main.head()
  const held = await main.here(['rebuild'])
  expect([held.code, held.report.message]).toEqual([
    0,
    expect.stringMatching(/^Nothing was built: .*\. main is held since \d{4}-\d\d-\d\d.*: wrong labels\. .*--release/),
  ])
  expect(step(held.report, 'verify')?.conclusion).toBe('success')
  await damage(main.storage, await hashOf(main, 'models/a.txt'), 'removed')
  const lossy = await main.here(['rebuild'])
  expect([lossy.code, lossy.report.error]).toMatchObject([
    1,
    {
      id: 'remote-data-missing',
      message: expect.stringMatching(
        /^there is nothing to build, but the remote lacks data of this commit\. models\/a\.txt: /,
      ),
      remedy: expect.stringContaining('`dvc-ci retrain --stages train@a`'),
    },
  ])
  expect(await main.git('rev-parse', 'origin/main')).toBe(before)

  const released = await main.here(['rebuild', '--release'])
  expect([released.code, released.report.hold?.released]).toEqual([0, true])
  expect(await main.git('log', '-1', '--format=%(trailers:key=Dvc-Ci-Release,valueonly)')).toBe(rollback)
  await main.write('README.md', 'Tiny project\n')
  await main.commit('More docs')
  const next = await main.here(['rebuild', '--dry-run'])
  expect([next.code, next.report.hold, next.report.message]).toEqual([0, undefined, expect.stringMatching(/^Dry run/)])
})
