import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'
import { actHere, type Ran } from '../support/runner.js'

let github: StandIn
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(async () => {
  await github.stop()
  await cleanUp()
})

/** Proposes the branch and runs the action on it, in a fresh clone. @returns what it left, with the comment and the HTML page */
async function propose(team: Clone, branch: string): Promise<Ran & { comment: string; page: string }> {
  await github.commit(branch, { 'params.yaml': branch })
  const number = await github.openPull(branch)
  const [clone, folder] = [await team.clone(branch), await scratch()]
  const [sha, base] = [await clone.head(), await clone.git('rev-parse', 'origin/main')]
  const repo = { full_name: REPOSITORY }
  const payload = { pull_request: { number, head: { sha, ref: branch, repo }, base: { sha: base, ref: 'main', repo } } }
  const page = join(folder, 'page.html')
  const ran = await actHere({
    directory: clone.directory,
    env: clone.env,
    apiUrl: github.url,
    event: { name: 'pull_request', payload },
    variables: { GITHUB_REF: `refs/pull/${number}/merge`, GITHUB_SHA: sha, GITHUB_RUN_ID: '7' },
    inputs: { setup: 'none', token: 'ghs_workflow', page, images: 'branch' },
  })
  const [comment] = await github.comments(number)
  return { ...ran, comment: comment?.body ?? '', page: await readFile(page, 'utf8') }
}

const DRAWN = {
  'dvc.yaml': `stages:
  train:
    cmd: mkdir -p models && cp params.yaml models/m.txt
    params: [train]
    outs: [models/m.txt]
  evaluate:
    cmd: sh src/evaluate.sh
    deps: [src/evaluate.sh, models/m.txt]
    metrics: [metrics.json: {cache: false}]
    plots:
      - curve.csv: {cache: false, x: step, y: loss}
      - picture.svg: {cache: false}
      - picture.gif: {cache: false}
`,
  'params.yaml': 'train:\n  a: 3\n',
  'src/evaluate.sh': `a=$(sed -n 's/^ *a: //p' models/m.txt)
printf '{"accuracy": 0.9%s}' "$a" > metrics.json
printf 'step,loss\\n1,0.9%s5\\n2,0.8%s5\\n' "$a" "$a" > curve.csv
printf '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!-- %s --></svg>' "$a" > picture.svg
printf 'GIF89a%s' "$a" > picture.gif
`,
}

test('every surface shows the measured plots beside the baseline, not the committed plots', async () => {
  const alice = await tinyProject({ ...DRAWN, 'src/prepare.sh': null, 'src/train.sh': null })
  await alice.git('switch', '-q', '-c', 'change')
  await alice.edit('params.yaml', 'a: 3', 'a: 4')
  await alice.dvc('repro', '-q')
  await alice.write('curve.csv', 'step,loss\n1,0.125\n2,0.0625\n')
  await alice.write('picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"><!-- painted --></svg>')
  await alice.dvc('commit', '-q', '-f', 'evaluate')
  await alice.dvc('push', '-q')
  await alice.commit('Better curves')
  const { code, stdout, report, summary, page, comment } = await propose(alice, 'change')
  expect([code, report.conclusion, stdout.match(/^::(?:error|warning).*/gm)]).toEqual([0, 'success', null])

  const [measured, before] = [
    [0.945, 0.845],
    [0.935, 0.835],
  ]
  expect(report.plots).toMatchObject([
    {
      kind: 'line',
      name: 'curve.csv',
      changed: true,
      series: [{ value: { x: [1, 2], y: measured }, baseline: { x: [1, 2], y: before } }],
    },
    { kind: 'image', name: 'picture.svg', changed: true, value: { type: 'image/svg+xml' } },
    { kind: 'image', name: 'picture.gif', changed: true, value: { type: 'image/gif' } },
  ])
  for (const markdown of [summary, comment]) {
    expect(markdown).toMatch(
      /```mermaid\n%%\{init[^]*?xychart-beta\n[^]*?line \[0\.935, [^]*?, 0\.835\]\n {2}line \[0\.945, [^]*?, 0\.845\]/,
    )
    expect(markdown).toMatch(/flowchart LR\n[^]*n0 --> n1/)
  }
  const onlyInPage = 'Drawn only in the HTML page: <code>picture.svg</code>'
  expect(summary).toContain(`${onlyInPage}, <code>picture.gif</code>.`)
  expect(comment).toContain(`${onlyInPage}.`)
  // The measured picture beside the baseline's, from the branch of the pull request.
  expect(comment).toMatch(/<b>Picture<\/b> <code>picture\.gif<\/code>[^]*? alt="picture\.gif, this change"/)
  expect(comment).toContain('1 changed picture left out: <code>picture.svg</code> (no PNG, JPEG, GIF or WebP).')
  const addresses = comment.matchAll(/\/blob\/([0-9a-f]{40})\/([0-9a-f]{64}\.gif)\?raw=true"/g)
  const shown = [...addresses].map(([, sha, path]) =>
    github
      .ask<{ content: string }>('GET', `/repos/${REPOSITORY}/contents/${path}?ref=${sha}`)
      .then(({ content }) => Buffer.from(content, 'base64').toString()),
  )
  expect(await Promise.all(shown)).toEqual(['GIF89a3', 'GIF89a4'])
  expect(comment).toContain('/actions/runs/7#artifacts">page, among the artifacts</a>')
  expect(page).toContain('[0.945,0.845]')
  const svg = (content: string) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!-- ${content} --></svg>`).toString(
      'base64',
    )
  for (const content of ['4', '3']) expect(page).toContain(`src="data:image/svg+xml;base64,${svg(content)}"`)
  for (const surface of [JSON.stringify(report), summary, page, comment])
    expect(surface).not.toMatch(/0\.0625|painted|cGFpbnRlZ/)
  // What the branch has is as it was.
  expect(await alice.read('curve.csv')).toContain('0.0625')
})

const MEASURED = {
  'dvc.yaml':
    'stages:\n  evaluate:\n    cmd: cp src/numbers.json metrics.json\n    deps: [src/numbers.json]\n    metrics: [metrics.json: {cache: false}]\n',
  'src/prepare.sh': null,
  'src/train.sh': null,
  'src/evaluate.sh': null,
  'params.yaml': null,
}
const many = (offset: number) =>
  Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`group.${index % 7}|m${index}`, index / 8 + offset]))
/** Python writes such integers, and NaN; a text, a list, null and a truth value are no metrics. */
const numbers = (offset: number, more = '') =>
  `\ufeff{"accuracy": ${0.5 + offset}, "huge": 12345678901234567890123456789${offset}, "label": "@org/team", "list": [1, 2], "nothing": null, "flag": true${more}, "many": ${JSON.stringify(many(offset))}}`
const POLICIES = 'metrics:\n  policies:\n    accuracy: { min: 0.5, max_drop: 0.5 }\n    "many.*": { min: 0 }\n'

test('the gate judges each of 5,000 metrics, and every surface stays within its limits', async () => {
  const alice = await tinyProject({ ...MEASURED, 'src/numbers.json': numbers(0), 'dvc-ci.yaml': POLICIES })
  const proposed = async (branch: string, text: string) => {
    await alice.git('switch', '-q', '-c', branch, 'main')
    await alice.write('src/numbers.json', text)
    await alice.dvc('repro', '-q')
    await alice.commit(branch)
    return propose(alice, branch)
  }
  const good = await proposed('good', numbers(1))
  expect([good.code, good.report.conclusion, good.stdout.match(/^::(?:error|warning).*/gm)]).toEqual([
    0,
    'success',
    [
      "::warning::'metrics', 'policies': too large for an output of a job, so the output is empty. report.json has the value.",
    ],
  ])
  expect(good.report.metrics).toHaveLength(5_002)
  expect(good.report.metrics.find(({ name }) => name === 'accuracy')).toMatchObject({
    value: 1.5,
    committed: 1.5,
    baseline: 0.5,
    change: 1,
  })
  expect(good.report.policies.filter(({ passed }) => passed).length).toBeGreaterThan(5_000)

  // A single one of the five thousand is below its limit.
  const bad = await proposed('bad', numbers(1).replace('"group.0|m7":1.875', '"group.0|m7":-0.125'))
  expect([bad.code, bad.report.conclusion]).toEqual([1, 'failure'])
  expect(bad.report.policies.filter(({ passed }) => !passed)).toMatchObject([
    { metric: expect.stringContaining('group.0|m7') as string, value: -0.125 },
  ])
  for (const surface of [bad.summary, bad.comment, bad.page]) expect(surface).toContain('-0.125')

  const nan = await proposed('nan', numbers(1).replace('"accuracy": 1.5', '"accuracy": NaN'))
  expect([nan.code, nan.report.message]).toEqual([1, expect.stringContaining('accuracy')])

  // Deeper than anybody means, and than a recursive reader goes.
  const deep = await proposed('deep', `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`)
  expect([deep.code, deep.report.message]).toEqual([
    1,
    expect.stringMatching(/metrics\.json.*nested more than 100 levels deep/),
  ])

  for (const { summary, comment, page, stdout } of [good, bad, nan, deep]) {
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576)
    expect(comment.length).toBeLessThan(65_536)
    expect(comment).not.toContain('@org/team')
    expect(Buffer.byteLength(page)).toBeLessThan(8 * 1_048_576)
    expect(stdout.split('\n').filter((line) => line.startsWith('::error')).length).toBeLessThanOrEqual(10)
    // Whole rows only: each has as many cells as its head.
    for (const [table] of comment.matchAll(/(?:^\|.*\|\n)+/gm))
      expect(
        new Set(
          table
            .trimEnd()
            .split('\n')
            .map((row) => row.split('|').length),
        ).size,
      ).toBe(1)
  }
})
