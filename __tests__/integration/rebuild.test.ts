import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, rules, scratch, TINY, tinyProject } from '../support/project.js'
import {
  builds,
  damage,
  everything,
  hashOf,
  log,
  objectFile,
  objects,
  SECONDS_LINE,
  SUBJECT,
  step,
  verdicts,
  workspace,
} from '../support/rebuild.js'

const run = promisify(execFile)

afterAll(cleanUp)

/** Pulls everything of the server's main into a new clone, every byte checked, and says what DVC still finds to do there. */
async function stranger(clone: Clone): Promise<{ fresh: Clone; status: string }> {
  const fresh = await clone.clone()
  await fresh.dvc('config', '--local', 'remote.storage.verify', 'true')
  await fresh.dvc('pull', '-q')
  return { fresh, status: await fresh.dvc('status', '--json') }
}

describe('a build of everything', () => {
  test('a full build uses only source data, not a false model in the remote or false metrics', async () => {
    const alice = await tinyProject()
    const truth = await alice.read('dvc.lock')
    // What a developer can do: a model that no code made, claimed to be good, with its lock entry and its object in the remote.
    await alice.write('models/a.txt', '60\n  a: 0\n')
    await alice.write('metrics.json', '{"accuracy": 0.99, "loss": 0.1, "eval": {"rows": 40}}\n')
    await alice.dvc('commit', '-q', '-f')
    await alice.dvc('push', '-q')
    const source = await alice.commit('Trust me')
    expect(await alice.read('dvc.lock')).not.toBe(truth)

    const clone = await alice.clone()
    const { code, report } = await clone.run(['rebuild'])
    expect(report).toMatchObject({
      mode: 'rebuild',
      conclusion: 'success',
      remote: { objects: 6, verified: 6, missing: [] },
    })
    expect(code).toBe(0)
    expect(verdicts(report)).toEqual({ prepare: 'ran', 'train@a': 'ran', 'train@b': 'ran', evaluate: 'ran' })
    expect(report.metrics).toContainEqual(expect.objectContaining({ name: 'accuracy', value: 0.92, baseline: 0.92 }))
    expect(rules(report)).not.toContain('trusted-output')
    expect(report.commit).toMatchObject({ branch: 'main', method: 'push', attempts: 1 })

    expect(await log(clone)).toEqual([SUBJECT, 'Trust me', 'A pipeline'])
    expect(
      (await clone.git('show', '--format=%an <%ae>|%cn <%ce>|%b', '--name-only', 'HEAD')).replace(SECONDS_LINE, ''),
    ).toBe(
      `dvc-ci <dvc-ci@users.noreply.github.com>|dvc-ci <dvc-ci@users.noreply.github.com>|Dvc-Ci-Source: ${source}\nDvc-Ci-Environment: ${report.environment?.hash}\n\n\ndvc.lock\nmetrics.json`,
    )
    expect(report.commit?.sha).toBe(
      await clone.git('rev-parse', 'origin/main', 'HEAD').then((shas) => shas.split('\n')[1]),
    )
    expect(await clone.status()).toBe('')
    const { fresh, status } = await stranger(clone)
    expect(JSON.parse(status)).toEqual({})
    expect(await fresh.read('dvc.lock')).toBe(truth)
  })

  test('a full build never downloads an output of a stage, even if the remote has false ones', async () => {
    const files = {
      'src/prepare.sh': `[ -z "$SEEN" ] || find .dvc/cache/files -type f | sort > "$SEEN"\n${TINY['src/prepare.sh']}`,
    }
    const alice = await tinyProject(files)
    const source = await hashOf(alice, 'raw.csv', 'data/raw.csv.dvc')
    // A false object has the name of a true one that this build does not make: that of a parameter's other value.
    for (const hash of await objects(alice.storage)) if (hash !== source) await damage(alice.storage, hash, 'altered')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.edit('src/prepare.sh', 'head -n 60', 'head -n 50')
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    await alice.commit('Another model')
    const clone = await alice.clone()
    const seen = join(await scratch(), 'seen')
    // test.csv is the same as before, so its false object stands in the way: that is found, not taken.
    const { code, report } = await clone.here(['rebuild'], { SEEN: seen })
    expect((await readFile(seen, 'utf8')).trim().split('\n')).toEqual([
      `.dvc/cache/files/md5/${source.slice(0, 2)}/${source.slice(2)}`,
    ])
    expect([code, report.message]).toEqual([1, expect.stringContaining('altered')])
    expect(report.remote.missing).toMatchObject([{ paths: ['data/parts/test.csv'], reason: 'altered' }])
    expect(report.message).toMatch(/data\/parts\/test\.csv: the object [0-9a-f]{32} in the remote 'storage' is altered/)
    expect(await builds(clone)).toBe(0)

    await rm(objectFile(alice.storage, report.remote.missing[0]?.hash ?? ''))
    const second = await clone.here(['rebuild'], { SEEN: seen })
    expect(second.report).toMatchObject({ conclusion: 'success', remote: { missing: [] } })
    expect(JSON.parse((await stranger(clone)).status)).toEqual({})
  })

  test('a full build removes a false model from the workspace before any stage can read it', async () => {
    // prepare reads what train makes, without telling: in a fresh clone there is nothing to read.
    const files = {
      'src/prepare.sh': `${TINY['src/prepare.sh']}cat models/a.txt curve.csv >> data/parts/train.csv 2>/dev/null || true\n`,
    }
    const alice = await tinyProject(files)
    const clean = await (await alice.clone()).here(['rebuild'])
    expect(clean.report.conclusion).toBe('success')
    await alice.git('pull', '-q')
    const truth = await alice.read('dvc.lock')

    await alice.dvc('pull', '-q')
    await alice.write('models/a.txt', 'poison\n')
    await alice.write('README.md', 'Read me\n')
    await alice.commit('Read me')
    const { code, report } = await alice.here(['rebuild'])
    expect([code, report.message]).toEqual([0, expect.stringContaining('nothing to commit')])
    expect(await alice.read('dvc.lock')).toBe(truth)
    expect(await alice.read('models/a.txt')).not.toContain('poison')
    expect(await alice.status()).toBe('')
  })

  test('missing or altered source data of the remote is reported before any stage runs', async () => {
    const alice = await tinyProject()
    const hash = await hashOf(alice, 'raw.csv', 'data/raw.csv.dvc')
    const clone = await alice.clone()
    const before = await workspace(clone)
    for (const [how, reason] of [
      ['altered', 'altered'],
      ['truncated', 'truncated'],
      ['removed', 'missing'],
    ] as const) {
      await damage(alice.storage, hash, how)
      const { code, report } = await clone.here(['rebuild'])
      expect([code, report.conclusion, report.message]).toEqual([1, 'failure', expect.stringContaining('data/raw.csv')])
      expect(report.remote.missing).toMatchObject([{ hash, paths: ['data/raw.csv'], reason }])
      expect(step(report, 'reproduce')).toBeUndefined()
      expect(await workspace(clone)).toEqual(before)
    }
  })
})

test('source data that was altered in the cache or the workspace is reported before any stage runs', async () => {
  const alice = await tinyProject()
  const hash = await hashOf(alice, 'raw.csv', 'data/raw.csv.dvc')
  const clone = await alice.clone()
  await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
  const refused = async (): Promise<void> => {
    expect(JSON.parse(await clone.dvc('status', '--json', 'data/raw.csv.dvc'))).toEqual({})
    const { code, report } = await clone.here(['rebuild'])
    expect([code, report.message]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(
          `^data/raw\\.csv is altered on this machine: its hash is [0-9a-f]{32}, in the commit it is ${hash}\\. Remove data/raw\\.csv and its cached object \\(files/md5/${hash.slice(0, 2)}/`,
        ),
      ),
    ])
    expect(step(report, 'reproduce')).toBeUndefined()
  }
  // Same size, same time: DVC does not look into it.
  const like = join(await scratch(), 'like')
  await run('touch', ['-r', clone.path('data/raw.csv'), like])
  await clone.write('data/raw.csv', (await clone.read('data/raw.csv')).replace('0', '9'))
  await run('touch', ['-r', like, clone.path('data/raw.csv')])
  await refused()
  // What is in the cache and cannot be written is whole for DVC.
  await damage(clone.path('.dvc/cache'), hash, 'altered')
  await rm(clone.path('data/raw.csv'))
  await clone.dvc('checkout', '-q', 'data/raw.csv.dvc')
  await refused()
  await rm(clone.path('data/raw.csv'))
  await rm(objectFile(clone.path('.dvc/cache'), hash))
  expect((await clone.here(['rebuild'])).code).toBe(0)
})

describe('special stages', () => {
  test('a frozen stage is downloaded and not run, always_changed runs, persist starts without its output', async () => {
    const yaml =
      TINY['dvc.yaml']
        ?.replace('  evaluate:\n', '  evaluate:\n    always_changed: true\n')
        .replace('outs: ["models/${item.model}.txt"]', 'outs: [{"models/${item.model}.txt": {persist: true}}]') ?? ''
    // Goes on from its own last output, as persist is meant for.
    const train =
      'mkdir -p models\nif [ -e models/$1.txt ]; then echo again >> models/$1.txt; fi\nwc -l < data/parts/train.csv >> models/$1.txt\ngrep "  $1:" params.yaml >> models/$1.txt\n'
    const last = TINY['src/evaluate.sh']?.replace(/models\/(.)\.txt/g, 'models/$1.txt | tail -n 1') ?? ''
    const alice = await tinyProject({ 'dvc.yaml': yaml, 'src/train.sh': train, 'src/evaluate.sh': last })
    await alice.dvc('freeze', 'prepare')
    await alice.edit('src/prepare.sh', 'head -n 60', 'head -n 10')
    await alice.dvc('repro', '-q', '-f', 'train')
    expect(await alice.read('models/a.txt')).toContain('again')
    await alice.dvc('push', '-q')
    await alice.commit('Freeze, and train once more')
    const clone = await alice.clone()
    const whole = await clone.here(['rebuild'])
    expect([whole.code, verdicts(whole.report)]).toEqual([
      0,
      { prepare: 'frozen', 'train@a': 'ran', 'train@b': 'ran', evaluate: 'ran' },
    ])
    expect(
      whole.report.lint.map(
        ({ rule, path, line, severity, message }) => `${severity} ${rule} ${path}:${line} ${message}`,
      ),
    ).toEqual([
      'notice frozen-stage dvc.yaml:2 prepare is frozen: it did not run, and the build used data/parts from dvc.lock.',
      'notice persisted-output dvc.yaml:7 models/a.txt of train@a (persist: true) was built from nothing, not from the previous version.',
      'notice persisted-output dvc.yaml:7 models/b.txt of train@b (persist: true) was built from nothing, not from the previous version.',
    ])
    expect(await clone.read('models/a.txt')).toBe('60\n  a: 3\n')
    expect(await builds(clone)).toBe(1)
    expect(JSON.parse((await stranger(clone)).status)).toEqual({ evaluate: ['always changed'] })

    // Without force only what always runs does, and a persisted output is what the stage goes on from.
    await alice.git('pull', '-q')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('Another a')
    const partial = await alice.clone()
    const needed = await partial.here(['rebuild', '--force', 'none'])
    expect([needed.code, verdicts(needed.report)]).toEqual([
      0,
      { prepare: 'frozen', 'train@a': 'ran', 'train@b': 'unchanged', evaluate: 'ran' },
    ])
    expect(await partial.read('models/a.txt')).toBe('60\n  a: 3\nagain\n60\n  a: 4\n')
  })

  test('a failed stage ends the build at its line and skips later stages; with keep-going the others run', async () => {
    const alice = await tinyProject()
    await alice.edit(
      'src/train.sh',
      /^/,
      '[ $1 = b ] && { echo half > models/b.txt; echo no memory left >&2; exit 3; }\n',
    )
    await alice.write('dvc-ci.yaml', 'rebuild: { force: all }\n')
    await alice.commit('It fails')
    // The outputs that are here are the committed ones of before, one of them a file that nobody committed.
    await alice.write('models/a.txt', 'mine\n')
    const before = await everything(alice)
    const failed = await alice.here(['rebuild'])
    expect([failed.code, failed.report.conclusion]).toEqual([1, 'failure'])
    expect(failed.report.message).toMatch(
      /^stage train@b failed: .*exited with 3\. Its output is in the log of the step reproduce\. Stages that need it did not run: evaluate\.(?: train@a did not finish either: `keep-going` lets stages finish that do not need it\.)? Nothing was pushed\.$/,
    )
    // It trains beside the one that fails, and is ended with it unless it was faster.
    expect(verdicts(failed.report)).toEqual({
      prepare: 'ran',
      'train@a': expect.stringMatching(/ran|skipped/) as unknown,
      'train@b': 'failed',
      evaluate: 'skipped',
    })
    expect(failed.report.lint).toContainEqual(
      expect.objectContaining({ rule: 'stage-command-failed', path: 'dvc.yaml', line: 6, severity: 'error' }),
    )
    expect(failed.stdout).toContain('no memory left')
    expect(await everything(alice)).toEqual(before)

    const going = await alice.here(['rebuild', '--keep-going'])
    expect([going.code, verdicts(going.report)]).toEqual([
      1,
      { prepare: 'ran', 'train@a': 'ran', 'train@b': 'failed', evaluate: 'skipped' },
    ])
    // A failure in the middle of a partial build brings back what ran before it, too.
    const partial = await alice.here(['rebuild', '--force', 'none'])
    expect([partial.code, verdicts(partial.report)['train@b']]).toEqual([1, 'failed'])
    expect(await everything(alice)).toEqual(before)
  })

  test('a failure of the last stage leaves no prepared work of the steps after it', async () => {
    const alice = await tinyProject()
    // Long enough that the other checkout is there.
    await alice.edit(
      'src/evaluate.sh',
      /$/,
      '\nsleep 2\nls .dvc/tmp/dvc-ci/aside-*/scratch-clone/dvc.lock > ready\nexit 3\n',
    )
    await alice.commit('It fails')
    const { code, report } = await alice.here(['rebuild'])
    expect([code, report.message]).toEqual([1, expect.stringMatching(/^stage evaluate failed: /)])
    expect(await alice.read('ready')).toMatch(/scratch-clone\/dvc\.lock/)
    expect((await alice.git('worktree', 'list')).split('\n')).toHaveLength(1)
    expect((await readdir(alice.path('.dvc/tmp/dvc-ci'))).filter((name) => name !== 'seconds.json')).toEqual([])
  })

  test('a stage that does not write a declared output fails, forced or not', async () => {
    const alice = await tinyProject()
    await alice.edit('src/train.sh', /^[\s\S]*$/, 'true\n')
    await alice.commit('Nothing is trained')
    for (const force of ['all', 'none', 'train@a']) {
      const { code, report } = await (await alice.clone()).here(['rebuild', '--force', force])
      expect([code, report.message]).toEqual([
        1,
        expect.stringMatching(/^stage train@[ab] failed: .*models\/[ab]\.txt/),
      ])
    }
    expect(await builds(alice)).toBe(0)
  })
})

describe('the gate', () => {
  test.each([
    [
      'a failing policy and one on an unknown metric',
      'metrics:\n  policies:\n    accuracy: { min: 0.95 }\n    acuracy: { min: 0.1 }\n',
      undefined,
      /^the gate is closed: (?=.*\bacuracy).*accuracy is 0\.91.*Nothing was pushed\.$/,
    ],
    [
      'a metric of a policy that is not a number',
      'metrics:\n  policies:\n    accuracy: { max: 1 }\n',
      'printf \'{"accuracy": NaN}\' > metrics.json\n',
      /accuracy.*NaN.*Nothing was pushed\.$/,
    ],
  ])('a build with %s pushes, commits and changes nothing', async (_, config, code, message) => {
    const alice = await tinyProject()
    await alice.edit('params.yaml', 'b: 5', 'b: 6')
    if (config !== '') await alice.write('dvc-ci.yaml', config)
    if (code !== undefined) await alice.edit('src/evaluate.sh', /^awk.*$/m, code)
    await alice.commit('A change')
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone)
    const outcome = await clone.here(['rebuild'])
    expect([outcome.code, outcome.report.conclusion, outcome.report.message]).toEqual([
      1,
      'failure',
      expect.stringMatching(message),
    ])
    expect(step(outcome.report, 'push')).toBeUndefined()
    expect(await everything(clone)).toEqual(before)
  })
})

test('max_drop does not stop the first model of a project, only min does', async () => {
  const alice = await tinyProject({
    'dvc-ci.yaml': 'metrics: { policies: { accuracy: { min: 0.9, max_drop: 0.01 } } }\n',
  })
  expect(await alice.git('rev-list', '--count', 'HEAD')).toBe('1')
  const clone = await alice.clone()
  const { code, report } = await clone.here(['rebuild'])
  expect([code, report.policies.map(({ rule, passed }) => [rule, passed])]).toEqual([
    0,
    [
      ['min: 0.9', true],
      ['max_drop: 0.01', true],
    ],
  ])
  const low = await clone.here(['rebuild', '--thresholds', 'accuracy: { min: 0.99, max_drop: 0.01 }'])
  expect([low.code, low.report.message]).toEqual([1, expect.stringContaining('the gate is closed: accuracy is 0.92')])
})
