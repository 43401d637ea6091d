import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { type Clone, cleanUp, TINY, tinyProject } from '../support/project.js'
import { builds, everything, hook, log, SUBJECT, step } from '../support/rebuild.js'

afterAll(cleanUp)

/** A project whose main has a change that nobody has built. */
async function changed(files: Parameters<typeof tinyProject>[0] = {}): Promise<{ alice: Clone; source: string }> {
  const alice = await tinyProject(files)
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  return { alice, source: await alice.commit('Another b') }
}

const onServer = (clone: Clone, ...args: string[]) => clone.git('--git-dir', clone.origin, ...args)
const tagsOf = async (clone: Clone) =>
  (await onServer(clone, 'tag', '--list', '--sort=creatordate'))
    .split('\n')
    .filter((name) => name !== '')
    .sort()

describe('the tag of a build', () => {
  test('the tag of a build is the next free one, lists metrics and sizes, and is added later if it is missing', async () => {
    const { alice, source } = await changed()
    await onServer(alice, 'tag', 'model-v6', source)
    await onServer(alice, 'tag', 'model-v07-old', source)
    const [first, late, broken] = [
      await alice.clone(),
      await alice.clone('main', '--depth=1'),
      await alice.clone('main', '--depth=1'),
    ]
    const dry = await first.here(['rebuild', '--dry-run', '--tag', 'model-v{n}'])
    expect([dry.code, dry.report.message]).toEqual([
      0,
      expect.stringMatching(/commit dvc\.lock, metrics\.json to main and tag it model-v7\.$/),
    ])
    // Somebody takes the next name at the last moment.
    await hook(
      alice.origin,
      'pre-receive',
      `read old new ref\n[ "$ref" = refs/tags/model-v7 ] && [ ! -e hooked ] || exit 0\ntouch hooked\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/tags/model-v7 ${source}`,
    )
    const { code, report } = await first.here(['rebuild', '--tag', 'model-v{n}'])
    expect([code, report.tag, report.message]).toEqual([
      0,
      'model-v8',
      expect.stringMatching(/commit [0-9a-f]{7}; its tag is model-v8\.$/),
    ])
    expect(await tagsOf(alice)).toEqual(['model-v07-old', 'model-v6', 'model-v7', 'model-v8'])
    expect(await onServer(alice, 'rev-parse', 'model-v8^{commit}')).toBe(report.commit?.sha)
    expect(await onServer(alice, 'rev-parse', 'model-v7')).toBe(source)
    const message = await onServer(alice, 'tag', '--list', '--format=%(taggername) %(contents)', 'model-v8')
    expect(message).toMatch(/^dvc-ci Official build model-v8\n\nMetrics\n {2}accuracy = 0\.91 \(metrics\.json\)/)
    expect(message).toMatch(/\n\nData\n(?: {2}.*\n)*? {2}data\/parts, [\d.]+ (k?)B\n/)
    expect(message).toMatch(
      new RegExp(
        `\n\nDvc-Ci-Source: ${source}\nDvc-Ci-Lock: [0-9a-f]{64}\nDvc-Ci-Environment: ${report.environment?.hash}\n*$`,
      ),
    )

    for (const clone of [late, await alice.clone(), await alice.clone('main', '--depth=1')]) {
      const again = await clone.here(['rebuild', '--tag', 'model-v{n}'])
      expect([again.code, again.report.tag, step(again.report, 'tag')?.message]).toEqual([
        0,
        'model-v8',
        'model-v8 exists already',
      ])
    }
    // As a run leaves it that ended between commit and tag.
    await onServer(alice, 'update-ref', '-d', 'refs/tags/model-v8')
    const mended = await broken.here(['rebuild', '--tag', 'model-v{n}'])
    expect([mended.code, mended.report.tag, mended.report.message]).toEqual([
      0,
      'model-v8',
      expect.stringMatching(/was built already: [0-9a-f]{7} on main; its tag is model-v8\.$/),
    ])
    expect(await onServer(alice, 'tag', '--list', '--format=%(contents)', 'model-v8')).toMatch(/accuracy = 0\.91/)
    expect(await onServer(alice, 'rev-parse', 'model-v8^{commit}')).toBe(report.commit?.sha)

    // The same model is no new version; another one is.
    await alice.git('pull', '-q')
    await alice.write('README.md', 'Read me\n')
    await alice.commit('Words')
    const words = await (await alice.clone()).here(['rebuild', '--tag', 'model-v{n}'])
    expect([words.code, words.report.tag, words.report.message]).toEqual([
      0,
      'model-v8',
      expect.stringMatching(/nothing to commit; its tag is model-v8\.$/),
    ])
    expect(await tagsOf(alice)).toHaveLength(4)
  })

  test('a taken tag name is rejected before the training, and a wrong pattern before any step', async () => {
    const { alice } = await changed({
      'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}artifacts:\n  rows:\n    path: data/parts\n    type: dataset\n`,
    })
    await onServer(alice, 'tag', 'release', 'main~1')
    await onServer(alice, 'tag', 'nested/one', 'main~1')
    const clone = await alice.clone()
    const before = await everything(clone)
    const { code, report } = await clone.here(['rebuild', '--tag', 'release'])
    expect([code, report.message]).toEqual([
      1,
      expect.stringMatching(
        /^the tag release already exists on the server, at [0-9a-f]{7}, and dvc-ci never moves a tag\. .*Nothing was built\.$/,
      ),
    ])
    expect(step(report, 'reproduce')).toBeUndefined()
    const bad = await clone.here(['rebuild', '--tag', 'model {m}'])
    expect([bad.code, bad.report.message]).toEqual([
      2,
      expect.stringMatching(/^--tag is 'model \{m\}'\. There is no \{m\}: \{n\}, \{date\}/),
    ])
    const none = await clone.here(['rebuild', '--commit', 'tag'])
    expect([none.code, none.report.message]).toEqual([
      2,
      expect.stringMatching(
        /^commit: tag publishes the build under a tag, but no tag is configured\. Set rebuild\.tag/,
      ),
    ])
    const gto = await clone.here(['rebuild', '--tag', 'gto'])
    expect([gto.code, gto.report.message]).toEqual([
      2,
      expect.stringMatching(/under artifacts: in dvc\.yaml, and it declares only rows \(type: dataset\)/),
    ])
    const nested = await clone.here(['rebuild', '--tag', 'nested'])
    expect([nested.code, nested.report.message, step(nested.report, 'reproduce')]).toEqual([
      1,
      expect.stringMatching(/^the tag nested cannot exist beside the tag nested\/one: .*Nothing was built\.$/),
      undefined,
    ])
    expect(await everything(clone)).toEqual(before)
  })

  test('GTO reads the version and the stage of a tag that follows its conventions', async () => {
    const alice = await tinyProject()
    await writeFile(
      alice.path('dvc.yaml'),
      `${await alice.read('dvc.yaml')}artifacts:\n  tiny:\n    path: models/a.txt\n    type: model\n`,
    )
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await alice.commit('A model')
    const { code, report } = await (await alice.clone()).here(['rebuild', '--tag', 'gto#prod'])
    expect([code, report.tag, await tagsOf(alice)]).toEqual([0, 'tiny@v0.0.1', ['tiny#prod#1', 'tiny@v0.0.1']])
    const reader = await alice.clone()
    const { stdout } = await promisify(execFile)(join(dirname(lab.dvcBin), 'gto'), ['show', '--json'], {
      cwd: reader.directory,
      env: reader.env,
    })
    expect(JSON.parse(stdout)).toMatchObject({ tiny: { version: 'v0.0.1', stage: { prod: 'v0.0.1' } } })
  })
})

describe('commit: tag', () => {
  test('commit: tag does not change main, and later runs find the build and its changes by the tag', async () => {
    const { alice, source } = await changed()
    await hook(
      alice.origin,
      'pre-receive',
      'while read old new ref; do [ "$ref" = refs/heads/main ] && [ -e protected ] && echo "GH006: Protected branch update failed" >&2 && exit 1; done; exit 0',
    )
    await writeFile(join(alice.origin, 'protected'), '')
    const tag = ['--commit', 'tag', '--tag', 'v{semver:minor}']
    const refused = await (await alice.clone()).here(['rebuild'])
    expect([refused.code, refused.report.message]).toEqual([
      1,
      expect.stringMatching(/GH006.*`commit: pull-request` opens a pull request, `commit: tag` pushes only a tag/),
    ])
    const [first, second] = [await alice.clone('main', '--depth=1'), await alice.clone('main', '--depth=1')]
    const { code, report } = await first.here(['rebuild', ...tag])
    expect([code, report.tag, report.commit]).toEqual([
      0,
      'v0.1.0',
      { sha: await onServer(alice, 'rev-parse', 'v0.1.0^{commit}'), branch: 'main', method: 'tag', attempts: 1 },
    ])
    expect([await onServer(alice, 'rev-parse', 'main'), await onServer(alice, 'rev-parse', 'v0.1.0~1')]).toEqual([
      source,
      source,
    ])
    expect(await onServer(alice, 'show', 'v0.1.0:metrics.json')).toMatch(/0\.91/)
    const again = await second.here(['rebuild', ...tag])
    expect([again.code, again.report.message, again.report.commit?.sha]).toEqual([
      0,
      `${source.slice(0, 7)} was built already: v0.1.0.`,
      report.commit?.sha,
    ])

    await rm(join(alice.origin, 'protected'))
    await alice.write('README.md', 'Read me\n')
    await alice.commit('Words')
    const equal = await (await alice.clone('main', '--depth=1')).here(['rebuild', ...tag])
    expect([equal.code, equal.report.tag, equal.report.commit?.sha, await tagsOf(alice)]).toEqual([
      0,
      'v0.1.0',
      report.commit?.sha,
      ['v0.1.0'],
    ])
    const same = await (await alice.clone('main', '--depth=1')).here(['rebuild', ...tag, '--when', 'changed'])
    expect([same.code, same.report.message]).toEqual([
      0,
      'No input of the pipeline has changed since the official build v0.1.0 (when: changed).',
    ])
    await alice.edit('params.yaml', 'b: 6', 'b: 7')
    await alice.commit('One more b')
    const next = await alice.clone()
    const built = await next.here(['rebuild', ...tag, '--when', 'changed'])
    expect([built.code, built.report.tag, await tagsOf(alice)]).toEqual([0, 'v0.2.0', ['v0.1.0', 'v0.2.0']])
    // Held against what was official before, which main does not have.
    expect(built.report.metrics).toContainEqual(
      expect.objectContaining({ name: 'accuracy', value: 0.9, baseline: 0.91 }),
    )
    const fresh = await alice.clone('v0.2.0')
    await fresh.dvc('pull', '-q')
    expect(JSON.parse(await fresh.dvc('status', '--json'))).toEqual({})
    expect([await builds(alice), (await log(alice))[0], await readFile(fresh.path('models/b.txt'), 'utf8')]).toEqual([
      0,
      'One more b',
      expect.stringContaining('b: 7'),
    ])
    expect(SUBJECT).toBe(await onServer(alice, 'log', '-1', '--format=%s', 'v0.2.0'))
  })
})
