import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RemoteServer } from '../../scripts/lab/remotes/all.mjs'
import { Random } from '../faults/random.js'
import { type Kind, SETTINGS } from '../remotes/cells.js'
import { cellsOf, endingOf, Matrix } from '../remotes/matrix.js'
import { type Clone, cleanUp, type Outcome, rules, scratch, tinyProject } from '../support/project.js'

// A sample of what `npm run remotes` runs. DVC_CI_REMOTES=all runs every cell here; with `-t TITLE` it repeats a cell.

const KINDS = Object.keys(SETTINGS) as Kind[]
/** How many kinds of remotes meet a state in one run: chance picks others each time. Each protocol is read each time. */
const SAMPLE: Readonly<Record<string, number>> = {
  right: 6,
  wrong: 1,
  'reader-builds': 1,
  builds: 1,
  'no-place': 1,
  expired: 1,
  hole: 1,
  short: 1,
  down: 1,
  put: 1,
}
const all = process.env['DVC_CI_REMOTES'] === 'all'
const random = new Random(Date.now())
const having = (state: string) => KINDS.filter((kind) => cellsOf(kind).some((cell) => cell.state === state))
const sample = new Map(
  Object.entries(SAMPLE).map(([state, count]) => {
    const kinds = having(state).filter((kind) => state !== 'right' || kind !== 'folder')
    return [state, new Set(random.shuffled(kinds).slice(0, count))]
  }),
)
const sampled = KINDS.map((kind) => ({
  kind,
  cells: cellsOf(kind).filter(({ state }) => all || sample.get(state)?.has(kind)),
})).filter(({ cells }) => cells.length > 0)

let matrix: Matrix
beforeAll(async () => {
  matrix = await Matrix.open(KINDS)
})
afterAll(async () => {
  await matrix.stop()
  await cleanUp()
})

describe.each(sampled)('the remote of the kind $kind', ({ kind, cells }) => {
  test.each(cells)('$told', async (cell) => {
    const expected = cell.ending(kind)
    const { outcome } = await matrix.run(kind, cell)
    expect(endingOf(outcome, expected)).toEqual(expected)
  })
})

describe('a remote that keeps versions of files', () => {
  let alice: Clone
  let s3: RemoteServer
  let home: string
  beforeAll(async () => {
    s3 = matrix.remotes.s3
    home = await scratch()
  })

  /** A fresh clone of a project whose remote has this option. */
  const here = async (clone: Clone, ...argv: string[]): Promise<Outcome> =>
    matrix.start(clone, argv, s3.credentials.right, { home })

  test.each(['version_aware', 'worktree'])('%s is verified, downloaded, built and rolled back', async (option) => {
    alice = await tinyProject()
    await alice.edit('.dvc/config', /url = .*/, `url = ${s3.url(option, s3.versioned)}\n    ${option} = true`)
    const options = Object.entries(s3.credentials.right).map(([name, value]) => `    ${name} = ${value}\n`)
    await alice.write('.dvc/config.local', `['remote "storage"']\n${options.join('')}`)
    // This home has no packages that read tables: a run would install them.
    await alice.write('dvc-ci.yaml', 'data: { diff: files }\n')
    await alice.dvc('push', '-q')
    const first = await alice.commit('Push')
    const good = await alice.clone()
    const whole = await here(good, 'validate')
    expect([whole.code, whole.report.message, rules(whole.report)]).toEqual([
      0,
      'Nothing to reproduce, 5 objects in the remote.',
      [],
    ])
    expect(await good.read('models/a.txt')).toBe(await alice.read('models/a.txt'))
    expect(whole.report.metrics.some(({ value }) => value === 0.92)).toBe(true)

    // Builds: each file of a directory, and each of two files with the same content, has a version of its own.
    await alice.edit('dvc.yaml', 'outs: [data/parts]', 'outs: [data/parts, data/copy.csv]')
    await alice.write('src/prepare.sh', `${await alice.read('src/prepare.sh')}cp data/parts/train.csv data/copy.csv\n`)
    await alice.edit('params.yaml', 'a: 3', 'a: 2')
    await alice.commit('Change the pipeline')
    const builder = await alice.clone()
    const jobs = await here(builder, 'plan')
    expect([jobs.code, jobs.report.error?.id]).toEqual([2, 'remote-versioning-unsupported'])
    // Nothing that the build reads: it goes on top.
    await alice.write('README.md', 'Moved\n')
    await alice.commit('Move the branch')
    const built = await here(builder, 'rebuild', '--yes')
    expect([built.code, built.report.error, built.report.commit?.attempts]).toEqual([0, undefined, 1])
    expect(await builder.status()).toBe('')
    const lock = await builder.read('dvc.lock')
    expect(lock.match(/version_id: \S+/g)?.length).toBe(5)
    // DVC itself finds every version, with an empty cache.
    const reader = await alice.clone()
    await reader.write('.dvc/config.local', await alice.read('.dvc/config.local'))
    await reader.dvc('pull', '-q')
    expect(await reader.read('data/copy.csv')).toBe(await reader.read('data/parts/train.csv'))
    expect(await reader.read('models/a.txt')).toContain('a: 2')

    // The versions that a commit names are read in one way for both.
    if (option === 'worktree') return

    const again = await here(await alice.clone(), 'rebuild', '--yes')
    expect([again.code, again.report.message]).toEqual([0, expect.stringContaining('there is nothing to do')])
    const { report: examined } = await here(builder, 'doctor')
    expect(examined.doctor).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'remote: write', state: 'ok' })]),
    )
    await alice.git('pull', '-q')
    await alice.dvc('pull', '-q')

    await alice.edit('params.yaml', 'a: 2', 'a: 4')
    await alice.dvc('repro', '-q')
    const unpushed = await alice.commit('Forget the push')
    const bad = await here(await alice.clone(), 'validate')
    expect([bad.code, bad.report.remote.missing.map(({ paths, reason }) => [paths, reason])]).toEqual([
      1,
      [[['models/a.txt'], 'missing']],
    ])
    expect(bad.report.remote.missing[0]?.message).toContain('(no version of it is committed)')
    await alice.dvc('push', '-q')
    const second = await alice.commit('Push the version')
    expect(second).not.toBe(unpushed)
    const better = await here(await alice.clone(), 'validate', '--pull', 'none', '--verify', 'full')
    expect([better.code, better.report.remote]).toMatchObject([0, { objects: 5, verified: 5 }])

    // The new data of a retraining is a version that its `.dvc` file names.
    await alice.write('../new.csv', '7,7\n8,8\n')
    const trainer = await alice.clone()
    const argv = ['retrain', '--yes', '--data', `data/raw.csv+=${alice.path('../new.csv')}`]
    const retrained = await here(trainer, ...argv)
    expect([retrained.code, retrained.report.error, await trainer.status()]).toEqual([0, undefined, ''])
    const more = await here(await alice.clone(), 'validate', '--verify', 'full')
    expect([more.code, more.report.remote, rules(more.report)]).toMatchObject([0, { objects: 5, verified: 5 }, []])

    const back = await alice.clone()
    const rolled = await here(back, 'rollback', '--to', first, '--restore', 'all', '--yes')
    expect([rolled.code, rolled.report.remote]).toMatchObject([0, { objects: 5, verified: 5 }])
    const restored = await here(await alice.clone(), 'validate')
    expect([restored.code, restored.report.remote]).toMatchObject([0, { objects: 5, verified: 5 }])
  })
})
