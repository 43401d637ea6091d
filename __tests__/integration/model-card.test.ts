import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type HubStandIn, startHub } from '../support/hub.js'
import { type Clone, cleanUp, rules, TINY, tinyProject } from '../support/project.js'
import { everything, step } from '../support/rebuild.js'

const ARTIFACTS = '\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n'
const PROSE = '\uFEFF---\r\n# ours\r\nlicense:   mit\r\n---\r\n# Tiny\r\n\r\nWritten by people.  \r\n'

let hub: HubStandIn
beforeAll(async () => {
  hub = await startHub()
})
afterAll(async () => {
  await hub.stop()
  await cleanUp()
})

/** A project with a card in its settings, and a change that no build has. */
async function project(
  files: Parameters<typeof tinyProject>[0] = {},
  config = 'card: MODEL_CARD.md\n',
): Promise<Clone> {
  const alice = await tinyProject({ 'dvc.yaml': `${TINY['dvc.yaml']}${ARTIFACTS}`, 'dvc-ci.yaml': config, ...files })
  await change(alice, 6)
  return alice
}

async function change(alice: Clone, b: number): Promise<void> {
  await alice.git('pull', '-q')
  await alice.write('params.yaml', `train:\n  a: 3\n  b: ${b}\n`)
  await alice.commit(`b is ${b}`)
}

/** The bytes of the card on the server. */
const cardOf = async (clone: Clone, path = 'MODEL_CARD.md', revision = 'main') =>
  await clone.git('--git-dir', clone.origin, 'show', `${revision}:${path}`)

const withoutPart = (card: string) =>
  card.replace(/\r?\n<!-- dvc-ci:card:begin[^]*:end -->\r?\n/, '').replace(/model-index:[^]*?(?=---)/, '')

describe('the model card of an official build', () => {
  test('its part is in the commit of the build; text, line ends and byte order mark of the user stay', async () => {
    const alice = await project({ 'MODEL_CARD.md': PROSE })
    const builder = await alice.clone()
    const { code, report } = await builder.run(['rebuild', '--thresholds', 'accuracy: {min: 0.5}'])
    expect([code, report.card]).toEqual([0, { path: 'MODEL_CARD.md' }])
    const card = await readFile(join(builder.directory, 'MODEL_CARD.md'), 'utf8')
    expect(withoutPart(card)).toBe(PROSE)
    expect(card).not.toMatch(/[^\r]\n/)
    const changed = await builder.git('diff', '--name-only', 'HEAD~1', 'HEAD')
    expect(changed.split('\n').sort()).toEqual(['MODEL_CARD.md', 'dvc.lock', 'metrics.json'])
    expect(await builder.git('status', '--porcelain')).toBe('')
    for (const text of [
      '| <code>accuracy</code> | <code>metrics.json</code> | 0.91 | 0.92 | -0.01 worse |',
      '| passed | <code>accuracy</code> | <code>min: 0.5</code> | 0.91 | 0.92 |',
      '| <code>models/a.txt</code> | <code>train&#64;a</code> | <code>md5:',
      '| <code>data/raw.csv</code> | source data | <code>md5:',
      '| <code>train.b</code> | <code>params.yaml</code> | <code>6</code> |',
      `<code>${report.environment?.hash}</code>`,
      'dvc get REPOSITORY models/a.txt',
    ])
      expect(card).toContain(text)
    expect(card).not.toContain('dvc-ci verify')

    // The card is no input: nothing is stale, and no rule finds anything.
    await builder.git('switch', '-q', '-c', 'prose')
    await builder.write('MODEL_CARD.md', card.replace('Written by people.', 'Written by two people.'))
    await builder.commit('Words')
    const checked = await (await builder.clone('prose')).here(['validate'])
    expect([checked.code, rules(checked.report)]).toEqual([0, []])

    // The next build has the new text, and only its own part changes.
    await builder.git('switch', '-q', 'main')
    await builder.git('merge', '-q', '--no-edit', 'prose')
    await builder.git('push', '-q', 'origin', 'main')
    const same = await (await builder.clone()).here(['rebuild'])
    expect([same.code, same.report.message]).toEqual([0, expect.stringContaining('nothing to commit')])
    await change(alice, 7)
    const next = await alice.clone()
    expect((await next.here(['rebuild'])).code).toBe(0)
    const second = await readFile(join(next.directory, 'MODEL_CARD.md'), 'utf8')
    expect(withoutPart(second)).toBe(PROSE.replace('people', 'two people'))
    expect(second).toContain('<code>7</code>')

    // A rollback brings back the part of the older build, in the text of today, and holds the branch.
    const back = await alice.clone()
    const rolled = await back.here(['rollback', '--to', report.commit?.sha ?? ''])
    expect(rolled.code).toBe(0)
    const restored = await readFile(join(back.directory, 'MODEL_CARD.md'), 'utf8')
    expect(withoutPart(restored)).toBe(PROSE.replace('people', 'two people'))
    expect(restored.slice(restored.indexOf('<!--'))).toBe(card.slice(card.indexOf('<!--')))
    const held = await (await back.clone()).here(['rebuild'])
    expect([held.code, held.report.hold?.to]).toEqual([0, report.commit?.sha])
  })

  test('a project without a card gets one, with each method; a dry run names it and writes nothing', async () => {
    const alice = await project()
    const dry = await alice.here(['rebuild', '--dry-run', '--tag', 'v{n}'])
    expect([dry.code, dry.report.message]).toEqual([0, expect.stringContaining('MODEL_CARD.md')])
    expect(await alice.git('status', '--porcelain')).toBe('')
    const { code, report } = await alice.here(['rebuild', '--commit', 'tag', '--tag', 'v{n}'])
    expect([code, report.tag]).toEqual([0, 'v1'])
    const card = await cardOf(alice, 'MODEL_CARD.md', 'v1')
    expect(card).toMatch(/^---\nmodel-index:\n[^]*\n---\n\n# Model card\n[^]*\n<!-- dvc-ci:card:begin -->\n/)
    // The workspace has the card of the tag. It is no edit of a user.
    const again = await alice.here(['rebuild', '--commit', 'none'])
    expect([again.code, await readFile(join(alice.directory, 'MODEL_CARD.md'), 'utf8')]).toEqual([
      0,
      expect.stringContaining('dvc-ci:card:end'),
    ])
    await alice.write('MODEL_CARD.md', '# Mine\n')
    const mine = await alice.here(['rebuild', '--commit', 'none'])
    expect([mine.code, mine.report.error]).toEqual([
      2,
      expect.objectContaining({ id: 'workspace-dirty', value: 'MODEL_CARD.md' }),
    ])
    expect(await readFile(join(alice.directory, 'MODEL_CARD.md'), 'utf8')).toBe('# Mine\n')
  })

  test('a build that is rejected leaves the card as it was', async () => {
    const alice = await project({ 'MODEL_CARD.md': '# Tiny\n' })
    const before = await everything(alice)
    const { code } = await alice.here(['rebuild', '--thresholds', 'accuracy: {min: 0.99}'])
    expect([code, await readFile(join(alice.directory, 'MODEL_CARD.md'), 'utf8')]).toEqual([1, '# Tiny\n'])
    expect(await everything(alice)).toEqual(before)
  })

  test('a card that no build can write is an error before any stage, and a finding of the lint', async () => {
    const alice = await project({ 'MODEL_CARD.md': '# A\n<!-- dvc-ci:card:begin -->\n', '.gitignore': 'ignored.md\n' })
    const { code, report } = await alice.here(['rebuild'])
    expect([code, report.stages.filter(({ verdict }) => verdict === 'ran'), report.error]).toEqual([
      2,
      [],
      expect.objectContaining({
        id: 'card-unusable',
        key: 'card',
        value: 'MODEL_CARD.md',
        message: 'card: MODEL_CARD.md:2 cannot be the model card: the marker of the end is missing.',
      }),
    ])
    const linted = await alice.here(['lint'])
    expect([linted.code, linted.report.lint]).toEqual([
      1,
      [expect.objectContaining({ rule: 'card-broken', path: 'MODEL_CARD.md', line: 2 })],
    ])
    await mkdir(join(alice.directory, 'folder'))
    await symlink('/etc/hostname', join(alice.directory, 'link.md'))
    await symlink('folder', join(alice.directory, 'linked'))
    await writeFile(join(alice.directory, 'binary.md'), Buffer.from([0xff, 0x00]))
    for (const [path, message] of [
      ['folder', 'it is a folder'],
      ['link.md', 'it is a link'],
      ['linked/a.md', 'a folder in its path is a link'],
      ['none/a.md', 'its folder does not exist'],
      ['../a.md', 'it is outside of the repository'],
      ['.git/a.md', 'it is a file of Git itself'],
      ['binary.md', 'it is not UTF-8 text'],
      ['ignored.md', 'Git ignores it'],
      ['metrics.json', 'metrics.json is an output of the pipeline'],
      ['data/raw.csv', 'Git ignores it'],
      ['data/raw.csv.dvc', 'the pipeline reads it'],
      ['src/train.sh', 'the pipeline reads it'],
      ['dvc.yaml', 'the pipeline reads it'],
    ] as const) {
      const found = await alice.here(['lint', '--card', path])
      expect([
        path,
        found.report.lint.filter(({ rule }) => rule === 'card-broken').map((each) => each.message),
      ]).toEqual([path, [expect.stringContaining(message)]])
    }
  })
})

describe('the upload to the Hugging Face Hub', () => {
  test('card and model are uploaded after the build; a failure keeps the build, and the next run completes it', async () => {
    // The command removes the model: as after a build over many machines, it is not here.
    const alice = await project({}, 'card: MODEL_CARD.md\nhub: team/digits\ndeploy: { command: rm models/a.txt }\n')
    const env = { HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_writer' }
    const builder = await alice.clone()
    hub.fail({ path: /commit\/main/, status: 400, message: 'Invalid YAML' })
    const failed = await builder.here(['rebuild'], env)
    expect([failed.code, failed.report.error]).toEqual([
      3,
      expect.objectContaining({
        id: 'hub-request-failed',
        message: expect.stringMatching(
          /^the build is published, but not on the Hub: .* answers 400 .*Invalid YAML\.$/,
        ) as unknown,
      }),
    ])
    expect(`${failed.stdout}${failed.stderr}`).not.toContain('hf_writer')
    expect(await cardOf(alice)).toContain('dvc-ci:card:end')
    expect(hub.commits).toEqual([])

    const again = await (await alice.clone()).here(['rebuild'], env)
    expect([again.code, again.report.hub]).toEqual([
      0,
      { repository: 'team/digits', url: `${hub.url}/team/digits`, commit: hub.commits[0]?.oid },
    ])
    expect(hub.commits.map(({ paths }) => paths)).toEqual([['README.md', 'models/a.txt']])
    expect(hub.files.get('README.md')?.content.toString().trim()).toBe((await cardOf(alice)).trim())
    expect(hub.files.get('models/a.txt')?.content.toString()).toContain('a: 3')
    const third = await (await alice.clone()).here(['rebuild'], env)
    expect([third.code, step(third.report, 'upload to Hub')?.message, hub.commits.length]).toEqual([
      0,
      'team/digits has this build already',
      1,
    ])
    // An old job that runs again must not replace a newer model.
    const newer = await alice.clone()
    await newer.git('commit', '--allow-empty', '-m', 'build\n\nDvc-Ci-Source: 0123456789012345678901234567890123456789')
    await newer.git('push', 'origin', 'HEAD:main')
    hub.files.clear()
    await newer.git('reset', '--hard', 'HEAD~1')
    const old = await newer.here(['rebuild'], env)
    expect([old.code, step(old.report, 'upload to Hub')?.message, hub.commits.length]).toEqual([
      0,
      expect.stringMatching(/^nothing is uploaded: [0-9a-f]{7} is a newer build$/),
      1,
    ])
  })

  test('without a card, and in a workflow without a token, nothing is built; on a laptop without one, nothing is uploaded', async () => {
    const alice = await project()
    const none = await alice.here(['rebuild', '--hub', 'team/digits', '--card', ''])
    expect(none.code).toBe(2)
    const laptop = await alice.here(['rebuild', '--hub', 'team/digits', '--commit', 'none'])
    expect([laptop.code, laptop.report.hub]).toEqual([0, undefined])
  })
})
