import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const LIMITS = ['--thresholds', '{ accuracy: { min: 0.5, max_drop: 0.5 }, loss: { max: 9 } }']

/** Makes official builds as a rebuild of this commit would, with these values of the parameter that decides the accuracy. */
async function build(team: Clone, values: readonly number[]): Promise<string[]> {
  const builds: string[] = []
  for (const value of values) {
    await team.edit('params.yaml', /a: \d+/, `a: ${value}`)
    await team.dvc('repro', '-q')
    await team.dvc('push', '-q')
    builds.push(await team.commit(`CI: build\n\nDvc-Ci-Source: ${await team.head()}`))
  }
  return builds
}

/** The variables of a run for this pull request, of which `headSha` is the head. */
async function pullRequest(clone: Clone, headSha: string): Promise<NodeJS.ProcessEnv> {
  const payload = join(await scratch(), 'event.json')
  const repo = { full_name: 'team/digits' }
  await writeFile(
    payload,
    JSON.stringify({
      pull_request: {
        number: 7,
        title: 'Raise <b>a</b> with hunter2-secret',
        head: { sha: headSha, ref: 'larger', repo },
        base: { sha: await clone.git('rev-parse', 'origin/main'), ref: 'main', repo },
      },
      repository: { ...repo, default_branch: 'main' },
    }),
  )
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REPOSITORY: 'team/digits',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '42',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: headSha,
    STORE_PASSWORD: 'hunter2-secret',
  }
}

test('a pull request names its code and run, and shows the metrics of the last official builds', async () => {
  const alice = await tinyProject()
  const builds = await build(alice, [4, 6, 5])
  await alice.git('tag', '-a', '-m', 'v2', 'v2', builds[1] ?? '')
  await alice.git('push', '-q', 'origin', 'v2')
  await alice.git('switch', '-q', '-c', 'larger')
  // A commit of the pull request with the trailers of a build is none: the baseline's history counts.
  const [forged] = await build(alice, [7])
  const clone = await alice.clone('larger')
  const folder = await scratch()
  const page = join(folder, 'page.html')
  const { code, report } = await clone.here(
    ['validate', ...LIMITS, '--page', page],
    await pullRequest(clone, forged ?? ''),
  )
  expect([code, report.conclusion]).toEqual([0, 'success'])
  expect(report.source).toMatchObject({
    repository: 'https://github.example/team/digits',
    pull_request: 7,
    title: 'Raise <b>a</b> with ***',
    head_sha: forged,
    head_ref: 'larger',
    base_ref: 'main',
    base_sha: builds[2],
  })
  expect(report.source).not.toHaveProperty('directory')
  expect([report.run_url, report.versions?.dvc]).toEqual([
    'https://github.example/team/digits/actions/runs/42',
    expect.stringMatching(/^3\.\d+/) as unknown,
  ])
  expect(Math.abs(Date.parse(report.started ?? '') - Date.now())).toBeLessThan(600_000)
  expect(report.history).toEqual([
    {
      metric: 'accuracy',
      path: 'metrics.json',
      points: [0.91, 0.89, 0.9].map((value, index) => ({
        sha: builds[index],
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        value,
        ...(index === 1 ? { tag: 'v2' } : {}),
      })),
    },
    expect.objectContaining({ metric: 'loss' }) as unknown,
  ])
  expect(report.stages.find(({ name }) => name === 'evaluate')?.place).toEqual({ path: 'dvc.yaml', line: 13 })

  const html = await readFile(page, 'utf8')
  expect(html).not.toMatch(/hunter2|<b>a<\/b>/)
  expect(html).toContain('Raise &lt;b&gt;a&lt;/b&gt; with ***')
  for (const address of [
    'pull/7',
    `commit/${forged}`,
    'actions/runs/42',
    `blob/${forged}/dvc.yaml#L13`,
    ...builds.map((sha) => `commit/${sha}`),
  ])
    expect(html).toContain(`href="https://github.example/team/digits/${address}"`)
})

test('a shallow clone shows the builds that it has, and says so; one without a build has no history', async () => {
  const alice = await tinyProject()
  const none = await alice.here(['validate', ...LIMITS])
  expect(none.report).not.toHaveProperty('history')
  const builds = await build(alice, [4, 6])
  const shallow = await alice.clone('main', '--depth=1')
  const { report } = await shallow.here(['validate', ...LIMITS, '--baseline', 'branch:main'])
  expect(report.history).toMatchObject([
    { metric: 'accuracy', shallow: true, points: [{ sha: builds[1] }] },
    { metric: 'loss' },
  ])
})

test('a rebuild shows the builds before its own', async () => {
  const alice = await tinyProject()
  const builds = await build(alice, [4, 6])
  await alice.edit('params.yaml', 'a: 6', 'a: 5')
  await alice.commit('Change a')
  const clone = await alice.clone()
  const { code, report } = await clone.here(['rebuild', '--yes', ...LIMITS])
  expect([code, report.conclusion]).toEqual([0, 'success'])
  expect(report.history?.[0]?.points.map(({ sha, value }) => [sha, value])).toEqual([
    [builds[0], 0.91],
    [builds[1], 0.89],
  ])
})

test('a laptop knows the repository of a clone from GitHub, without its credentials, and the branch and folder', async () => {
  const alice = await tinyProject()
  const address = 'https://user:ghp_0123456789abcdefghij@github.com/team/digits.git'
  await alice.git('remote', 'set-url', 'origin', address)
  const { report } = await alice.here(['validate', '--baseline', 'none'])
  expect(report.source).toMatchObject({ repository: 'https://github.com/team/digits', head_ref: 'main' })
  expect(JSON.stringify(report)).not.toContain('ghp_0123456789')
  await alice.git('remote', 'set-url', 'origin', alice.origin)
  const other = await alice.here(['validate', '--baseline', 'none'])
  expect(other.report.source).not.toHaveProperty('repository')
})
