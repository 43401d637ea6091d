import { connect } from '../../src/github/client.js'
import type { Pictures } from '../../src/report/plots.js'
import type { Report } from '../../src/report/report.js'
import type { Thumbnails } from '../../src/report/thumbnails.js'
import { openSurfaces } from '../../src/surfaces/live-report.js'
import type { SurfaceSettings } from '../../src/surfaces/surface.js'
import { samplePictures, samplePlots } from '../report/plots-sample.js'
import { fullReport } from '../report/sample.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { quietHost } from '../support/host.js'

/** A file that begins as a PNG does. */
const png = (red: number) => Buffer.from(`\x89PNG\r\n\x1a\n${red}`, 'latin1')

let github: StandIn
let pull: number
let head: string
let pulls = 0
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
})
beforeEach(async () => {
  const branch = `change-${++pulls}`
  head = await github.commit(branch, { 'a.txt': branch })
  pull = await github.openPull(branch)
  github.requests.length = 0
})

function settings(change: { images?: 'none' | 'branch'; trusted?: boolean; project?: string } = {}): SurfaceSettings {
  const { images = 'branch', trusted = true, project = '' } = change
  return {
    mode: 'validate',
    dryRun: false,
    event: {
      name: 'pull_request',
      ref: `refs/pull/${pull}/merge`,
      sha: 'f'.repeat(40),
      repository: REPOSITORY,
      runUrl: `https://github.example/${REPOSITORY}/actions/runs/7`,
      trusted,
      pullRequest: {
        number: pull,
        headSha: head,
        headRef: 'change',
        baseSha: 'e'.repeat(40),
        baseRef: 'main',
        fork: !trusted,
        title: 'A change',
        body: '',
      },
    },
    github: {
      token: 'ghs_workflow',
      apiUrl: github.url,
      project,
      comment: 'auto',
      images,
      imagesBranch: 'dvc-ci-images',
      reproWorkflow: 'repro.yml',
      validateWorkflow: 'validate-fork.yml',
      artifact: '',
      checkRun: false,
    },
  }
}

/** Finishes a run with image plots. @returns its warnings, and the text of all comments */
async function finish(
  change: Parameters<typeof settings>[0] = {},
  {
    report = {},
    pictures,
    thumbnails,
    signal,
  }: { report?: Partial<Report>; pictures?: Pictures; thumbnails?: Thumbnails; signal?: AbortSignal } = {},
): Promise<{ warnings: string[]; comments: string[] }> {
  const warnings: string[] = []
  const host = quietHost({ warning: (text) => warnings.push(text), redact: (text) => text.replaceAll('secret', '***') })
  const plots = samplePlots()
  const surfaces = openSurfaces(
    settings(change),
    host,
    signal ?? new AbortController().signal,
    { ...fullReport(), plots, ...report },
    {
      open: ({ github: { token = '', apiUrl } }) =>
        Promise.resolve(
          connect({
            token,
            apiUrl,
            repository: REPOSITORY,
            debug: () => undefined,
            redact: (text) => text,
            retries: { attempts: 2, firstDelay: 5, longestWait: 2_000 },
          }),
        ),
    },
  )
  await surfaces.finish(
    {},
    {
      pictures: pictures ?? samplePictures(plots, png),
      ...(thumbnails === undefined ? {} : { thumbnails }),
    },
  )
  return { warnings, comments: (await github.comments(pull)).map(({ body }) => body) }
}
const branches = async () =>
  (
    await github.ask<{ ref: string; object: { sha: string } }[]>(
      'GET',
      `/repos/${REPOSITORY}/git/matching-refs/heads/dvc-ci-images/${pull}`,
    )
  ).map(({ object }) => object.sha)
const writes = () => github.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/git/'))

test('the comment shows changed pictures from the branch of its pull request, and names those that it leaves out', async () => {
  const { warnings, comments } = await finish()
  const [sha, ...others] = await branches()
  expect([warnings, others, comments.length]).toEqual([[], [], 1])
  const addresses = [...(comments[0] ?? '').matchAll(/<img src="([^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses).toEqual(
    Array(2).fill(
      expect.stringMatching(
        new RegExp(`^https://github\\.example/${REPOSITORY}/blob/${sha}/[0-9a-f]{64}\\.png\\?raw=true$`),
      ),
    ),
  )
  expect(comments[0]).toContain('1 changed picture left out: <code>big.png</code>')
  for (const [address, bytes] of [
    [addresses[0], png(20)],
    [addresses[1], png(200)],
  ] as const) {
    const path = address?.split('/').at(-1)?.replace(/\?.*/, '')
    const { content } = await github.ask<{ content: string }>('GET', `/repos/${REPOSITORY}/contents/${path}?ref=${sha}`)
    expect(Buffer.from(content, 'base64')).toEqual(bytes)
  }
})

test('thumbnails of changed images are one table of the comment', async () => {
  const jpeg = (last: number) => Uint8Array.from([0xff, 0xd8, 0xff, last])
  const names = Array.from({ length: 14 }, (_, index) => `data/<b>${index}.jpg`)
  const { warnings, comments } = await finish(
    {},
    {
      report: { plots: [] },
      thumbnails: new Map(
        names.map((name, index) => [name, { before: jpeg(index), after: jpeg(99), type: 'image/jpeg' }]),
      ),
    },
  )
  expect(warnings).toEqual([])
  const rows = (comments[0] ?? '').split('\n').filter((line) => line.includes('<img '))
  expect(rows).toHaveLength(12)
  expect(rows[0]).toMatch(
    /^\| <code>data\/&#60;b&#62;0\.jpg<\/code> \| <img src="[^"]+\.jpg\?raw=true" alt="[^"]+, baseline"> \| <img /,
  )
  expect(comments[0]).toContain('<b>Images</b>: 12 changed ones')
  expect(comments[0]).toContain('2 changed pictures left out')
})

test('a later push shows its own pictures, and a run of another project keeps those of the first', async () => {
  const first = await finish()
  const [before] = await branches()
  const later = await finish({}, { pictures: samplePictures(samplePlots(), (red) => png(red + 1)) })
  const [after] = await branches()
  expect(after).not.toBe(before)
  expect(later.comments).toEqual([expect.stringContaining(`/blob/${after}/`)])
  expect(later.comments[0]).not.toContain(`/blob/${before}/`)
  expect(first.comments[0]).toContain(`/blob/${before}/`)
  const { comments } = await finish({ project: 'models/a' })
  expect(comments).toHaveLength(2)
  // Its pictures are those of the first run, which the branch still has.
  expect(await branches()).toEqual([after])
})

test('without the permission a warning names it, and the comment is as without pictures', async () => {
  const { comments: plain } = await finish({ images: 'none' })
  github.fail({
    method: 'POST',
    path: /\/git\/blobs$/,
    status: 403,
    message: 'Resource not accessible by integration',
  })
  const { warnings, comments } = await finish()
  expect(warnings).toEqual([
    'The pictures are not in the comment: GitHub answers 403, Resource not accessible by integration; if the token lacks the permission, add `permissions: contents: write` to the job. The verdict is unchanged.',
  ])
  expect([comments, await branches()]).toEqual([plain, []])
})

test.each<[string, Parameters<typeof finish>]>([
  ['`images: none`', [{ images: 'none' }]],
  ['a fork', [{ trusted: false }]],
  ['a change without changed pictures', [{}, { report: { plots: samplePlots().slice(0, 2) } }]],
  ['a cancelled run', [{}, { signal: AbortSignal.abort(new Error('cancelled')) }]],
])('no branch is made for %s', async (_, given) => {
  const { warnings } = await finish(...given)
  expect([warnings, writes(), await branches()]).toEqual([[], [], []])
})

test('a picture with a masked value reaches no object of Git', async () => {
  const pictures: Pictures = new Map([
    ['roc.png', { value: png(1), baseline: Buffer.concat([png(2), Buffer.from(' secret')]) }],
  ])
  const { warnings, comments } = await finish({}, { pictures })
  expect([warnings, writes(), await branches()]).toEqual([[], [], []])
  expect(comments[0]).toContain('<code>roc.png</code> (has a masked value)')
})

test('a masked value in the name of a picture stays masked', async () => {
  const plots = samplePlots('secret')
  const pictures = samplePictures(plots, png)
  const { warnings, comments } = await finish({}, { report: { plots }, pictures })
  expect([warnings, comments.length]).toEqual([[], 1])
  expect(comments[0]).toContain('<img src="https://github.example')
  expect(comments[0]).not.toContain('secret')
})
