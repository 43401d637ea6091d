import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { machineCapacity } from '../../src/run/machine.js'
import { type Clone, cleanUp, rules, scratch, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** A training that is reproducible, unless the variable CASE says how it is not. */
const TRAIN = `${TINY['src/train.sh'] ?? ''}case "$CASE" in
  pid) echo "weight $$" ;;
  folder) pwd ;;
  zone) echo "zone $TZ" ;;
  fails) if [ -e "$MARK/ran" ]; then exit 3; fi; : > "$MARK/ran" ;;
  waits) : > "$MARK/$$"; exec sleep 600 ;;
  tracked) test "$MLFLOW_TRACKING_TOKEN$MLFLOW_RUN_ID$MLFLOW_ALLOW_FILE_STORE" = true; case "$MLFLOW_TRACKING_URI" in file:*) ;; *) exit 4 ;; esac ;;
esac >> models/$1.txt
`

let alice: Clone
beforeAll(async () => {
  alice = await tinyProject({ 'dvc-ci.yaml': 'setup: none\n', 'src/train.sh': `set -e\n${TRAIN}` })
})

/** Runs that are alive at the same time: a machine with one processor runs them one by one. */
const SIDE_BY_SIDE = machineCapacity().cpus >= 2 ? 2 : 1

/** Everything that an audit must leave as it is. */
async function state(clone: Clone): Promise<unknown> {
  return [
    await readdir(clone.storage, { recursive: true }),
    await clone.git('ls-remote', 'origin'),
    await clone.git('status', '--porcelain', '--ignored'),
    await clone.git('worktree', 'list'),
    await clone.head(),
    await readdir(clone.path('.dvc/cache'), { recursive: true }),
  ]
}

describe('an audit', () => {
  test('names the outputs that differ, judges each stage by itself, and leaves everything as it is', async () => {
    const before = await state(alice)
    const { code, stdout, report } = await alice.run(['audit', '--data-show', 'values'], { CASE: 'pid' })
    expect([code, report.error?.id, rules(report)]).toEqual([1, 'audit-failed', ['not-reproducible']])
    expect(report.audit?.varied).toEqual(['folder'])
    expect(report.audit?.stages.map(({ name, state: found, inherit }) => [name, found, inherit])).toEqual([
      ['prepare', 'same', undefined],
      ['train@a', 'different', ['evaluate']],
      ['train@b', 'different', ['evaluate']],
      ['evaluate', 'same', undefined],
    ])
    expect(report.audit?.stages[1]?.outputs).toEqual([
      {
        path: 'models/a.txt',
        same: false,
        differences: [
          {
            place: expect.stringMatching(/^line 3, column \d+$/) as unknown,
            first: expect.stringMatching(/^weight \d+$/) as unknown,
            second: expect.stringMatching(/^weight \d+$/) as unknown,
          },
        ],
        causes: [{ kind: 'random', evidence: expect.stringContaining('random seed') as unknown }],
      },
    ])
    expect(stdout).toContain('two runs from the same inputs wrote different models/a.txt (line 3, column')
    expect(await state(alice)).toEqual(before)
  })

  test('a clone without data downloads the inputs of the named stage into the cache alone', async () => {
    const clone = await alice.clone()
    const { code, report } = await clone.here(['audit', 'train'], { CASE: 'pid' })
    expect([code, report.audit?.stages.map(({ name }) => name)]).toEqual([1, ['train@a', 'train@b']])
    // Without data.show: values, no content is in the report.
    expect(report.audit?.stages[0]?.outputs[0]?.differences).toEqual([
      { place: expect.stringMatching(/^line 3, column \d+$/) as unknown },
    ])
    expect(existsSync(clone.path('data/parts'))).toBe(false)
  })

  test('the folder of a run is a cause where its path is in an output, and not where both runs share it', async () => {
    const { report } = await alice.here(['audit', 'train@a', '--differences', 'warn'], { CASE: 'folder' })
    expect([report.conclusion, report.audit?.stages[0]?.outputs[0]?.causes?.map(({ kind }) => kind)]).toEqual([
      'success',
      ['folder'],
    ])
    const shared = await alice.here(['audit', 'train@a', '--vary', 'none'], { CASE: 'folder' })
    expect([shared.code, shared.report.audit?.stages[0]?.state]).toEqual([0, 'same'])
  })

  test('a third run tells that the time zone is the cause', async () => {
    const { report } = await alice.here(['audit', 'train@a', '--vary', 'time-zone'], { CASE: 'zone', TZ: 'UTC' })
    expect(report.audit?.stages[0]?.outputs[0]?.causes).toEqual([
      {
        kind: 'variation',
        evidence: 'Without another time zone, a third run wrote the same outputs as the first.',
      },
    ])
  })

  test('a second run that fails is a finding, and both runs log to no server', async () => {
    const failed = await alice.here(['audit', 'train@a', '--vary', 'none'], { CASE: 'fails', MARK: await scratch() })
    expect([failed.code, failed.report.audit?.stages[0]?.state]).toEqual([1, 'failed'])
    expect(failed.report.lint[0]?.message).toContain('its second run failed, and its first did not')
    const server = { MLFLOW_TRACKING_URI: 'http://127.0.0.1:9', MLFLOW_TRACKING_TOKEN: 'x', MLFLOW_RUN_ID: 'y' }
    const tracked = await alice.here(['audit', 'train@a'], { CASE: 'tracked', ...server })
    expect([tracked.code, tracked.report.error]).toEqual([0, undefined])
  })

  test.each([
    ['an unknown stage', ['audit', 'trian'], 2, 'stage-unknown'],
    ['a stage that does not end', ['audit', 'train@a', '--evaluate-timeout', '1s'], 1, 'stage-command-failed'],
  ])('%s is an error', async (_, args, code, id) => {
    const { report, ...ended } = await alice.here(args, { CASE: 'waits', MARK: await scratch() })
    expect([ended.code, report.error?.id]).toEqual([code, id])
  })

  test('a cancelled audit ends both runs and removes its folders', async () => {
    const mark = await scratch()
    const before = await state(alice)
    const { child, outcome } = alice.start(['audit', 'train@a', '--jobs', '2'], { CASE: 'waits', MARK: mark })
    while ((await readdir(mark)).length < SIDE_BY_SIDE) await pause(50)
    const pids = (await readdir(mark)).map(Number)
    child.kill('SIGINT')
    expect((await outcome).report.conclusion).toBe('cancelled')
    expect(pids.filter(isAlive)).toEqual([])
    expect(await state(alice)).toEqual(before)
  })

  test('the next run removes the checkouts of a killed audit', async () => {
    const mark = await scratch()
    const before = await state(alice)
    const { child, outcome } = alice.start(['audit', 'train@a', '--jobs', '2'], { CASE: 'waits', MARK: mark })
    while ((await readdir(mark)).length < SIDE_BY_SIDE) await pause(50)
    child.kill('SIGKILL')
    await expect(outcome).rejects.toThrow('SIGKILL')
    expect((await alice.here(['audit', 'train@a', '--jobs', '1'])).code).toBe(0)
    expect(await state(alice)).toEqual(before)
    expect((await readdir(alice.path('.dvc/tmp/dvc-ci'))).filter((name) => /aside|done|audit/.test(name))).toEqual([])
  })
})

describe('the audit of a build', () => {
  test('a build that is not reproducible is rejected or published with a warning, as the setting says', async () => {
    const builder = await alice.clone()
    const tip = await builder.git('ls-remote', 'origin', 'main')
    const rejected = await builder.here(['rebuild', '--yes', '--audit', 'fail'], { CASE: 'pid' })
    expect([rejected.code, rejected.report.error?.id]).toEqual([1, 'audit-failed'])
    expect(await builder.git('ls-remote', 'origin', 'main')).toBe(tip)
    const warned = await builder.here(['rebuild', '--yes', '--audit', 'warn'], { CASE: 'pid' })
    expect([warned.code, rules(warned.report)]).toEqual([0, ['not-reproducible']])
    expect(warned.report.audit?.stages.map(({ name, state: found }) => [name, found])).toEqual([
      ['prepare', 'same'],
      ['train@a', 'different'],
      ['train@b', 'different'],
      ['evaluate', 'same'],
    ])
    expect(await builder.git('ls-remote', 'origin', 'main')).not.toBe(tip)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
