import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { hook } from '../support/rebuild.js'

afterAll(cleanUp)

const POLICIES = 'metrics:\n  policies:\n    accuracy: { min: 0.5, max_drop: 5% }\n'

/** Makes a commit as a rebuild of another value of the parameter would. */
async function build(team: Clone, value: number, more = ''): Promise<string> {
  await team.edit('params.yaml', /a: \d+/, `a: ${value}`)
  await team.edit('metrics.json', /"accuracy": [\d.]+/, `"accuracy": ${1 - value / 100}`)
  await team.edit('dvc.lock', /train\.a: \d+/, `train.a: ${value}`)
  const source = await team.head()
  return team.commit(`CI: build\n\nDvc-Ci-Source: ${source}\n${more}`, { push: false })
}

test('a rebuild writes the history into a file and a branch, and `dvc-ci history` shows it from Git alone', async () => {
  const alice = await tinyProject({ 'dvc-ci.yaml': `${POLICIES}history: { branch: gh-pages }\n` })
  await alice.git('push', '-q', 'origin', 'HEAD:refs/heads/gh-pages')
  const folder = await scratch()
  const page = join(folder, 'history.html')
  await alice.edit('params.yaml', /a: \d+/, 'a: 4')
  await alice.commit('Change a')
  const first = await alice.here(['rebuild', '--yes', '--tag', 'v{n}'])
  expect(first.code).toBe(0)
  await alice.edit('params.yaml', /a: \d+/, 'a: 6')
  await alice.commit('Change a again')
  const second = await alice.here(['rebuild', '--yes', '--history-page', page])
  expect(second.code).toBe(0)
  expect(second.report.steps.find(({ name }) => name === 'history')).toMatchObject({
    conclusion: 'success',
    message: expect.stringMatching(/history\.html: written; gh-pages: pushed [0-9a-f]{7}$/) as unknown,
  })
  const onServer = (...args: string[]) => alice.git('--git-dir', alice.origin, ...args)
  const published = await onServer('show', 'gh-pages:dvc-ci/index.html')
  expect(`${published}\n`).toBe(await readFile(page, 'utf8'))
  expect((await onServer('ls-tree', '-r', '--name-only', 'gh-pages', 'dvc-ci/')).split('\n')).toEqual([
    'dvc-ci/badges/accuracy.svg',
    'dvc-ci/badges/build.svg',
    'dvc-ci/history.json',
    'dvc-ci/index.html',
  ])
  expect(await onServer('show', 'gh-pages:dvc.yaml')).toContain('stages:')

  const shown = await alice.run(['history', '--badges', join(folder, 'badges'), '--page', join(folder, 'own.html')])
  expect([shown.code, shown.report.builds?.list.length]).toEqual([0, 2])
  expect(shown.stdout).toMatch(/Found 2 official builds since .*; the last one is [0-9a-f]{7}\. Wrote 2 badges\./)
  const { builds } = shown.report
  expect(builds?.list).toMatchObject([
    { sha: first.report.commit?.sha, kind: 'rebuild', source: first.report.source.sha, tags: ['v1'] },
    { sha: second.report.commit?.sha, kind: 'rebuild', source: second.report.source.sha },
  ])
  expect(builds?.metrics[0]).toMatchObject({ name: 'accuracy', path: 'metrics.json', values: [0.91, 0.89] })
  expect(builds?.metrics[0]?.limits?.map(({ rule }) => rule)).toEqual(['min: 0.5', 'max_drop: 5%'])
  expect(builds?.params.find(({ name }) => name === 'train.a')?.changes).toEqual([
    { build: 0, value: 4 },
    { build: 1, value: 6 },
  ])
  expect(builds?.data.map(({ path, output }) => [path, output])).toContainEqual(['data/raw.csv', undefined])
  expect(builds?.baseline).toEqual({ label: 'the last build', build: 1 })
  expect(JSON.parse(await onServer('show', 'gh-pages:dvc-ci/history.json'))).toEqual({ schema: 1, ...builds })
  expect(await readFile(join(folder, 'own.html'), 'utf8')).toBe(await readFile(page, 'utf8'))
  expect(await readFile(join(folder, 'badges', 'accuracy.svg'), 'utf8')).toContain('aria-label="accuracy: 0.89"')
})

test('reverted, copied and rewritten builds, NaN, and a baseline that is a tag', async () => {
  const team = await tinyProject({ 'dvc-ci.yaml': `${POLICIES}  baseline: tag:v1\n` })
  const kept = await build(team, 10)
  await team.git('tag', 'v1')
  const lost = await build(team, 20)
  await team.git('reset', '-q', '--hard', 'HEAD~1')
  const reverted = await build(team, 30, 'Dvc-Ci-Request: x\nDvc-Ci-Reason: <b>less</b> noise')
  await team.git('revert', '--no-edit', 'HEAD')
  const revert = await team.head()
  await team.git('cherry-pick', '--allow-empty', '--keep-redundant-commits', kept)
  await team.write('metrics.json', '{"accuracy": NaN, "loss": 0.1}')
  const last = await team.commit(`Squash\n\nDvc-Ci-Source: ${'c'.repeat(40)}\n\nCo-authored-by: x <x@y>`, {
    push: false,
  })
  const { code, report } = await team.here(['history'])
  expect(code).toBe(0)
  expect(report.builds?.list.map(({ sha, kind, reverted: by }) => [sha, kind, by])).toEqual([
    [kept, 'rebuild', undefined],
    [reverted, 'retraining', revert],
    [last, 'rebuild', undefined],
  ])
  expect(JSON.stringify(report)).not.toContain(lost)
  expect(report.builds?.metrics[0]).toMatchObject({ name: 'accuracy', values: [0.9, 0.7, null] })
  expect(report.builds?.metrics[0]?.limits).toEqual([
    { rule: 'min: 0.5', level: 0.5 },
    { rule: 'max_drop: 5%', level: expect.closeTo(0.855) as unknown },
  ])
  expect(report.builds?.baseline).toEqual({ label: 'v1', build: 0 })
})

test('without a build, in a shallow clone and in another folder of a monorepo, the run says so and passes', async () => {
  const team = await tinyProject()
  const none = await team.here(['history'])
  expect([none.code, none.report.message]).toEqual([
    0,
    'Found no official build in the history of HEAD. `dvc-ci rebuild` makes one.',
  ])
  await build(team, 4)
  await build(team, 5, 'Dvc-Ci-Directory: other')
  await team.git('push', '-q')
  const clone = await team.clone('main', '--depth=1')
  const shallow = await clone.here(['history'])
  expect(shallow.report.message).toContain('git fetch --unshallow')
  expect(shallow.report.builds?.shallow).toBe(true)
  await clone.git('fetch', '-q', '--unshallow')
  const whole = await clone.here(['history'])
  expect(whole.report.message).toMatch(/^Found 1 official build since .*\.$/)
  expect(whole.report.builds).not.toHaveProperty('shallow')
  expect((await team.here(['history'])).report.builds?.list).toHaveLength(1)
})

test('a branch of the code, a server that rejects the branch and a page in no folder only warn after the build', async () => {
  const alice = await tinyProject()
  await alice.git('push', '-q', 'origin', 'HEAD:refs/heads/release')
  await alice.edit('params.yaml', /a: \d+/, 'a: 4')
  await alice.commit('Change a')
  await hook(alice.origin, 'pre-receive', 'grep -q gh-pages && { echo GH006: no; exit 1; }; exit 0')
  const refused = await alice.here(['rebuild', '--yes', '--history-branch', 'gh-pages'])
  expect([refused.code, refused.report.conclusion]).toEqual([0, 'success'])
  expect(refused.stdout + refused.stderr).toMatch(
    /The history of builds was not written: gh-pages: the push was rejected: GH006/,
  )
  await alice.git('push', '-q', 'origin', 'HEAD:refs/heads/release')
  for (const [option, value, words] of [
    ['--history-branch', 'release', 'it is a branch of the code'],
    ['--history-page', '/dev/null/x.html', 'ENOTDIR'],
  ] as const) {
    const { code, report } = await alice.here(['rebuild', '--yes', option, value])
    expect([code, report.steps.find(({ name }) => name === 'history')]).toMatchObject([
      0,
      { conclusion: 'warning', message: expect.stringContaining(words) as unknown },
    ])
  }
  expect(await alice.git('--git-dir', alice.origin, 'branch', '--list', 'gh-pages')).toBe('')
  await hook(alice.origin, 'pre-receive', 'exit 0')
  const both = await alice.here([
    'rebuild',
    '--yes',
    '--history-page',
    '/dev/null/x.html',
    '--history-branch',
    'gh-pages',
  ])
  expect(both.report.steps.find(({ name }) => name === 'history')).toMatchObject({
    conclusion: 'warning',
    message: expect.stringMatching(/ENOTDIR.*; gh-pages: pushed [0-9a-f]{7}$/) as unknown,
  })
})

test.each([
  [['history', '--history-branch', 'main'], 'has no effect in the mode history'],
  [['rebuild', '--yes', '--history-branch', 'main'], 'main is a branch of the code'],
  [['rebuild', '--yes', '--history-branch', '../x'], 'branch that has no code'],
  [['history', '--badges', '/dev/null/x'], 'badges: could not write build.svg'],
  [['history', 'v1'], "unexpected argument 'v1'"],
])('%j is rejected with the way out', async (args, text) => {
  const { code, stdout, stderr } = await (shared ??= await tinyProject()).here(args)
  expect(code).toBe(2)
  expect(stdout + stderr).toContain(text)
})

/** A project that no test changes. */
let shared: Clone | undefined
