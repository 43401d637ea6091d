import { afterAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, type Outcome, rules, TINY, tinyProject } from '../support/project.js'
import { builds, damage, everything, hashOf, log, SECONDS_LINE, SUBJECT, step, verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

/** What a report says was taken from others, by stage. */
function trusted({ report }: Outcome): string[] {
  return report.lint
    .filter(({ rule }) => rule === 'trusted-output')
    .map(({ path, line, message }) => `${path}:${line} ${message}`)
}

async function pull(clone: Clone): Promise<void> {
  await clone.git('pull', '-q')
}

describe('a partial build', () => {
  test('a partial build runs named stages on verified outputs, and later stages only after a change', async () => {
    const alice = await tinyProject()
    const clone = await alice.clone()
    // The name of a matrix stands for all of its stages.
    const same = await clone.here(['rebuild', '--force', 'train'])
    expect([same.code, same.report.message]).toEqual([
      0,
      'Official build: 2 stages ran, 0 objects pushed; the result equals dvc.lock, so there is nothing to commit.',
    ])
    expect(verdicts(same.report)).toEqual({
      prepare: 'unchanged',
      'train@a': 'ran',
      'train@b': 'ran',
      evaluate: 'unchanged',
    })
    expect(same.report.stages.find(({ name }) => name === 'train@a')?.causes).toEqual([
      { kind: 'forced', message: 'a setting forces it' },
    ])
    expect(trusted(same)).toEqual(['dvc.yaml:2 data/parts of prepare was pulled, not made in this build.'])
    expect(await clone.status()).toBe('')

    // train has changed, and only the evaluation is asked for: what it reads has to be made first.
    await alice.edit('src/train.sh', 'wc -l', 'wc -w')
    await alice.edit('params.yaml', 'b: 5', 'b: 8')
    const source = await alice.commit('Other models')
    const other = await alice.clone()
    const chained = await other.here(['rebuild', '--force', 'evaluate'])
    expect(chained.code).toBe(0)
    expect(verdicts(chained.report)).toEqual({
      prepare: 'unchanged',
      'train@a': 'ran',
      'train@b': 'ran',
      evaluate: 'ran',
    })
    expect(chained.report.stages.find(({ name }) => name === 'evaluate')?.causes.map(({ kind }) => kind)).toEqual([
      'forced',
      'upstream',
      'upstream',
    ])
    expect(trusted(chained)).toHaveLength(1)
    expect((await other.git('log', '-1', '--format=%s%n%b')).replace(SECONDS_LINE, '')).toBe(
      `${SUBJECT}\nDvc-Ci-Source: ${source}\nDvc-Ci-Environment: ${chained.report.environment?.hash}`,
    )
    expect(await other.git('show', '--name-only', '--format=', 'HEAD')).toBe('dvc.lock\nmetrics.json')

    // One parameter: one of the two models, and the evaluation; the other model is pulled.
    await pull(alice)
    await alice.edit('params.yaml', 'a: 3', 'a: 1')
    await alice.commit('Another a')
    const third = await alice.clone()
    const needed = await third.here(['rebuild', '--force', 'none'])
    expect([needed.code, verdicts(needed.report)]).toEqual([
      0,
      { prepare: 'unchanged', 'train@a': 'ran', 'train@b': 'unchanged', evaluate: 'ran' },
    ])
    expect(trusted(needed)).toEqual([
      'dvc.yaml:2 data/parts of prepare was pulled, not made in this build.',
      'dvc.yaml:6 models/b.txt of train@b was pulled, not made in this build.',
    ])
    expect(needed.report.metrics).toContainEqual(expect.objectContaining({ name: 'accuracy', value: 0.91 }))
    const nothing = await (await alice.clone()).here(['rebuild', '--force', 'none'])
    expect(nothing.report.message).toMatch(/^HEAD is the official build/)

    // A build of everything agrees with the three partial ones.
    await pull(alice)
    await alice.write('README.md', 'Read me')
    await alice.commit('Read me')
    const whole = await (await alice.clone()).here(['rebuild'])
    expect(whole.report.message).toContain('nothing to commit')
    expect(trusted(whole)).toEqual([])
    const unforced = await (await alice.clone()).here(['rebuild', '--force', 'none'])
    expect([unforced.code, verdicts(unforced.report)]).toEqual([
      0,
      { prepare: 'unchanged', 'train@a': 'unchanged', 'train@b': 'unchanged', evaluate: 'unchanged' },
    ])
    expect([step(unforced.report, 'reproduce')?.message, trusted(unforced)]).toEqual(['nothing has changed', []])
    expect(await builds(alice)).toBe(2)
  })

  test('a partial build rejects missing or damaged objects of the remote before the training', async () => {
    const alice = await tinyProject()
    const parts = await hashOf(alice, 'data/parts')
    const clone = await alice.clone()
    await damage(alice.storage, parts, 'altered')
    const needed = await clone.here(['rebuild', '--force', 'train@a'])
    expect([needed.code, needed.report.message]).toEqual([
      1,
      expect.stringMatching(/^the remote does not have the inputs of this build: data\/parts/),
    ])
    expect(needed.report.remote.missing).toMatchObject([{ hash: parts, reason: 'altered' }])

    const other = await tinyProject()
    const source = await hashOf(other, 'raw.csv', 'data/raw.csv.dvc')
    await damage(other.storage, source, 'removed')
    const second = await other.clone()
    const kept = await second.here(['rebuild', '--force', 'evaluate'])
    expect([kept.code, kept.report.message]).toEqual([
      1,
      expect.stringMatching(/^the remote lacks data of this build: data\/raw\.csv: .* is not in the remote 'storage'/),
    ])
    for (const { report } of [needed, kept]) expect(step(report, 'reproduce')).toBeUndefined()
    expect([await clone.status(), await builds(alice)]).toEqual(['', 0])
  })

  test('a stage that does not exist or cannot run is rejected before any question or change', async () => {
    const alice = await tinyProject()
    await alice.dvc('freeze', 'prepare')
    await alice.commit('Freeze')
    const before = await everything(alice)
    const misspelt = await alice.here(['rebuild', '--force', 'evalaute'])
    expect([misspelt.code, misspelt.report.conclusion, misspelt.report.message]).toEqual([
      2,
      'error',
      "force: there is no stage 'evalaute'. Did you mean 'evaluate'?",
    ])
    const frozen = await alice.here(['rebuild', '--force', 'prepare'])
    expect([frozen.code, frozen.report.message]).toEqual([
      2,
      'force: the stage prepare is frozen, so DVC does not run it. Run `dvc unfreeze prepare` and commit dvc.yaml, or remove it from `force`.',
    ])
    expect(await everything(alice)).toEqual(before)
  })

  test('a partial build makes the push: false outputs that it needs', async () => {
    const alice = await tinyProject({
      'dvc.yaml': TINY['dvc.yaml']?.replace('    outs: [data/parts]', '    outs: [{data/parts: {push: false}}]') ?? '',
    })
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('Another a')
    const { code, report } = await (await alice.clone()).here(['rebuild', '--force', 'none'])
    expect([code, verdicts(report)]).toEqual([
      0,
      { prepare: 'ran', 'train@a': 'ran', 'train@b': 'unchanged', evaluate: 'ran' },
    ])
    expect(report.lint).toContainEqual(
      expect.objectContaining({
        rule: 'not-pushed',
        path: 'dvc.yaml',
        line: 2,
        message: 'data/parts has push: false: other machines cannot download it.',
      }),
    )

    // The models depend on a stale stage that will make the same data again, and no machine but this one has them.
    await pull(alice)
    await alice.edit('dvc.yaml', '"models/${item.model}.txt"', '{"models/${item.model}.txt": {push: false}}')
    for (const script of ['src/prepare.sh', 'src/evaluate.sh']) await alice.edit(script, /^/, '# A comment\n')
    await alice.commit('Comments')
    const again = await (await alice.clone()).here(['rebuild', '--force', 'none'])
    expect([again.code, verdicts(again.report)]).toEqual([
      0,
      { prepare: 'ran', 'train@a': 'ran', 'train@b': 'ran', evaluate: 'ran' },
    ])
  })

  test('a partial build names the outputs that the run cache of the machine restored', async () => {
    const alice = await tinyProject()
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.dvc('repro', '-q')
    await alice.edit('params.yaml', 'a: 4', 'a: 3')
    await alice.dvc('repro', '-q')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('The other a again')
    const outcome = await alice.here(['rebuild', '--force', 'none'])
    expect([outcome.code, verdicts(outcome.report)]).toEqual([
      0,
      { prepare: 'unchanged', 'train@a': 'restored', 'train@b': 'unchanged', evaluate: 'restored' },
    ])
    expect(trusted(outcome)).toContain(
      'dvc.yaml:6 models/a.txt of train@a was restored from the run cache of this machine, not made in this build.',
    )
  })
})

describe('when: changed', () => {
  test('when: changed builds only if an input changed since the last official build', async () => {
    const alice = await tinyProject({ 'requirements.txt': '# none\n', 'src/common.py': '# shared\n' })
    const change = async (path: string, text: string) => {
      await pull(alice)
      await alice.write(path, text)
      await alice.commit(`Change ${path}`)
    }
    const run = async (...options: string[]) =>
      (await alice.clone('main', ...options)).here(['rebuild', '--when', 'changed', '--setup', 'none'])
    const first = await run()
    expect([first.code, first.report.message]).toEqual([0, expect.stringContaining('nothing to commit')])
    await change('params.yaml', 'train:\n  a: 4\n  b: 5\n')
    expect((await run()).report.commit).toBeDefined()

    await change('README.md', 'Read me')
    await change('src/common.py', '# shared by nobody\n')
    // As actions/checkout leaves it: with one commit of history.
    for (const options of [[], ['--depth=1']]) {
      const skipped = await run(...options)
      expect([skipped.code, skipped.report.conclusion, skipped.report.message]).toEqual([
        0,
        'success',
        expect.stringMatching(/^No input of the pipeline has changed since the official build [0-9a-f]{7}/),
      ])
      expect(skipped.report.stages).toEqual([])
    }
    // __tests__/steps/project/path-roles.test.ts has every kind of input.
    await change('requirements.txt', '# some\n')
    const built = await run()
    expect([built.code, step(built.report, 'reproduce')?.conclusion]).toEqual([0, 'success'])
    expect(rules(first.report)).toEqual([])
    expect(await log(alice)).toContain(SUBJECT)
  })
})
