import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { step } from '../support/rebuild.js'
import { actHere, type Ran } from '../support/runner.js'

interface GitHubRelease {
  id: number
  tag_name: string
  name: string
  body: string
  draft: boolean
  prerelease: boolean
}

let github: StandIn
let alice: Clone
let runs = 900

beforeAll(async () => {
  github = await startGitHub()
  alice = await tinyProject({ 'dvc-ci.yaml': 'release: true\nrebuild: { tag: "model-v{n}" }\nsetup: none\n' })
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})

async function push(b: number, message: string): Promise<Clone> {
  await alice.git('pull', '-q')
  await alice.write('params.yaml', `train:\n  a: 3\n  b: ${b}\n`)
  await alice.commit(message)
  return alice.clone('main', '--depth=1')
}

async function rebuild(clone: Clone, inputs: Record<string, string> = {}): Promise<Ran> {
  const sha = await clone.head()
  return actHere({
    directory: clone.directory,
    env: clone.env,
    apiUrl: github.url,
    event: { name: 'push', payload: { ref: 'refs/heads/main' } },
    variables: { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: sha, GITHUB_RUN_ID: String(++runs) },
    inputs: { token: 'ghs_workflow', comment: 'none', ...inputs },
  })
}

const releases = () => github.ask<GitHubRelease[]>('GET', '/repos/team/digits/releases')

test('the tag of a build gets a release, whose notes tell the changes since the last one; text of people stays', async () => {
  const first = await rebuild(await push(6, 'Another b'))
  expect([first.code, first.report.release]).toEqual([
    0,
    { tag: 'model-v1', url: expect.stringContaining('model-v1') as unknown },
  ])
  const [made] = await releases()
  expect(made).toMatchObject({ tag_name: 'model-v1', name: 'model-v1', draft: false, prerelease: false })
  expect(made?.body).toMatch(/^<!-- dvc-ci:release:begin -->\nThe first release of this model\.\n/)

  // A person writes beside the part, and makes it a prerelease.
  await github.ask('PATCH', `/repos/team/digits/releases/${made?.id}`, {
    body: `Hello!\r\n\r\n${made?.body}\r\nBye`,
    prerelease: true,
  })
  const clone = await push(7, 'Merge pull request #12 from team/b\n\nGive b 7 | <b>now</b> @team')
  const second = await rebuild(clone)
  expect([second.code, second.report.release]).toEqual([
    0,
    { tag: 'model-v2', url: expect.stringContaining('model-v2') as unknown, previous: 'model-v1' },
  ])
  const body = (await releases()).find(({ tag_name: tag }) => tag === 'model-v2')?.body ?? ''
  for (const text of [
    'Changes since <code>model-v1</code>.',
    '| <code>accuracy</code> | <code>metrics.json</code> | 0.9 | 0.91 | -0.01 |',
    '| <code>models/b.txt</code> | changed |',
    '| <code>train.b</code> | <code>params.yaml</code> | <code>7</code> | <code>6</code> |',
    '- Give b 7 &#124; &#60;b&#62;now&#60;/b&#62; @&#8203;team <a href="',
    '/pull/12"><code>#12</code></a>',
  ])
    expect(body).toContain(text)
  expect(body).not.toContain('Build and version official')

  // A rerun of the first job writes its own part again, and nothing else.
  await clone.git('checkout', '-q', '--detach', first.report.source.sha)
  const again = await rebuild(clone)
  expect([again.code, step(again.report, 'release')?.message]).toEqual([0, 'updated model-v1'])
  const [edited] = (await releases()).filter(({ tag_name: tag }) => tag === 'model-v1')
  expect(edited).toMatchObject({
    prerelease: true,
    body: expect.stringMatching(/^Hello!\r\n\r\n<!-- [^]* -->\n\r\nBye$/) as unknown,
  })
  expect(await releases()).toHaveLength(2)
  const third = await rebuild(clone)
  expect(step(third.report, 'release')?.message).toBe('kept model-v1')

  // Broken markers: all of it is text of a person.
  await github.ask('PATCH', `/repos/team/digits/releases/${made?.id}`, { body: '<!-- dvc-ci:release:begin -->' })
  const broken = await rebuild(clone)
  expect([broken.code, step(broken.report, 'release')]).toEqual([0, expect.objectContaining({ conclusion: 'warning' })])
  expect((await releases()).find(({ id }) => id === made?.id)?.body).toBe('<!-- dvc-ci:release:begin -->')

  await github.ask('PATCH', `/repos/team/digits/releases/${made?.id}`, { body: 'x'.repeat(124_990) })
  expect(step((await rebuild(clone)).report, 'release')).toMatchObject({
    conclusion: 'warning',
    message: expect.stringMatching(/^the notes of model-v1 stay as they are: .* GitHub takes 125000$/) as unknown,
  })
})

test('a token without the permission keeps the build and names the permission; the next run makes the release', async () => {
  const clone = await push(8, 'b is 8')
  github.fail({ method: 'POST', path: /\/releases$/, status: 403, message: 'Resource not accessible by integration' })
  const { code, report } = await rebuild(clone)
  expect([code, report.tag, report.error]).toEqual([
    3,
    'model-v3',
    expect.objectContaining({
      id: 'release-not-made',
      message: expect.stringContaining('permissions: contents: write') as unknown,
    }),
  ])
  // The answer is lost, but the release is there.
  github.fail({ method: 'POST', path: /\/releases$/, status: 0, stored: true })
  await clone.git('checkout', '-q', '--detach', report.source.sha)
  const again = await rebuild(clone)
  expect([again.code, again.report.release?.tag]).toEqual([0, 'model-v3'])
  expect((await releases()).filter(({ tag_name: tag }) => tag === 'model-v3')).toHaveLength(1)
})

test('a release without a tag, or without a token, is rejected before the build', async () => {
  const clone = await push(9, 'b is 9')
  const untagged = await rebuild(clone, { tag: 'none' })
  expect([untagged.code, untagged.report.error?.key, untagged.report.stages]).toEqual([2, 'tag', []])
  const anonymous = await rebuild(clone, { token: '' })
  expect([anonymous.code, anonymous.report.error?.id]).toEqual([2, 'github-token-missing'])
})
