import { chmod, open, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { requireParts } from '../../scripts/lab/paths.mjs'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { everything } from '../support/rebuild.js'

beforeAll(() => requireParts('dvc'))
afterAll(cleanUp)

test('parallel stages prefix their log lines, and the next build knows their durations', async () => {
  const clone = await tinyProject()
  await clone.edit('src/train.sh', 'mkdir -p models', 'echo "training $1"; sleep 1.5; mkdir -p models')
  await clone.commit('Slower training')
  const { code, stdout, report } = await clone.run(['rebuild', '--yes', '--jobs', '2', '--verbose'])
  expect(code).toBe(0)
  for (const name of ['a', 'b'])
    for (const line of [`> sh src/train.sh ${name}`, `training ${name}`])
      expect(stdout).toContain(`\ntrain@${name} | ${line}\n`)
  // Both had begun before one of them had ended.
  const at = (text: string) => stdout.indexOf(text)
  expect(Math.max(at('train@a | training'), at('train@b | training'))).toBeLessThan(
    Math.min(at('train@a: ran'), at('train@b: ran')),
  )
  expect(stdout).not.toContain('one stage at a time')
  expect(report.stages.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    'prepare ran',
    'train@a ran',
    'train@b ran',
    'evaluate ran',
  ])
  expect(JSON.parse(await clone.read('.dvc/tmp/dvc-ci/seconds.json'))).toMatchObject({
    'train@a': expect.any(Number) as unknown,
  })
  const fresh = await clone.clone()
  await fresh.dvc('pull', '-q')
  expect(await fresh.dvc('status')).toContain('up to date')
})

test('a stage with invalid needs, or more than this machine has, is rejected before any stage runs', async () => {
  const clone = await tinyProject()
  const needs = async (line: string, before: string) => {
    await clone.edit('dvc.yaml', before, line)
    await clone.commit('Needs')
    return clone.here(['rebuild', '--yes'])
  }
  const outs = 'outs: [data/parts]'
  const large = await needs(`${outs}\n    meta: { dvc-ci: { cpus: 1, memory: 900T } }`, outs)
  expect(large.code).toBe(2)
  expect(large.report.message).toContain('the stage prepare asks for 922000 GiB of memory, and this machine has')
  const wrong = await needs('memory: lots', 'memory: 900T')
  expect(wrong.code).toBe(2)
  expect(wrong.report.message).toContain(
    'meta.dvc-ci of the stage prepare: memory cannot be lots. Use a size such as 8G or 500M.',
  )
  expect(await clone.status()).toBe('')
  const fits = await needs('memory: 1M', 'memory: lots')
  expect(fits.code).toBe(0)
})

describe('downloads and uploads while stages run', () => {
  let clone: Clone
  beforeAll(async () => {
    clone = await tinyProject()
    await clone.write('data/big.bin', '')
    await truncate(clone.path('data/big.bin'), 160_000_000)
    await clone.dvc('add', '-q', 'data/big.bin')
    await clone.dvc('push', '-q', 'data/big.bin.dvc')
    await clone.edit('dvc.yaml', 'models/b.txt, data/parts]', 'models/b.txt, data/parts, data/big.bin]')
    // The first stage ends only when the data of the last one is there, which it does not declare.
    await clone.edit(
      'src/prepare.sh',
      /^/,
      'i=0; until [ -s data/big.bin ]; do sleep 0.1; i=$((i + 1)); [ $i -lt 900 ] || exit 1; done\n',
    )
    await clone.edit('src/prepare.sh', /$/, 'head -c 1500000 /dev/zero > data/parts/filling\n')
    await clone.edit(
      'src/train.sh',
      /^/,
      'i=0; until [ "$(find "$STORAGE" -size +1000k -size -2000k | wc -l)" -gt 0 ]; do sleep 0.1; i=$((i + 1)); [ $i -lt 900 ] || exit 1; done\n',
    )
    await clone.commit('A large file for the evaluation')
  })

  test('a build downloads late inputs and uploads early outputs while stages run', async () => {
    const runner = await clone.clone()
    const { code, stdout, report } = await runner.here(['rebuild', '--yes'], { STORAGE: clone.storage })
    expect([code, report.message]).toEqual([0, expect.stringContaining('Official build: 4 stages ran')])
    expect(stdout).toContain('data/big.bin.dvc: downloaded and verified in')
    expect(report.steps.find(({ name }) => name === 'push')?.message).toBe('2 objects pushed while stages ran')
    expect(report.remote).toMatchObject({ missing: [], verified: report.remote.objects })
    const stranger = await clone.clone()
    await stranger.git('pull', '-q')
    await stranger.dvc('pull', '-q')
    expect(await stranger.dvc('status')).toContain('up to date')
  })

  test('a stage that reads a late input without declaring it fails with a hint', async () => {
    await clone.git('pull', '-q')
    await clone.edit('src/prepare.sh', /^/, 'cat data/big.bin > /dev/null || exit 1\n')
    await clone.commit('Reads at once what it does not declare')
    const runner = await clone.clone()
    const { code, report } = await runner.here(['rebuild', '--yes'], { STORAGE: clone.storage })
    expect([code, report.message]).toEqual([
      1,
      expect.stringMatching(
        /^stage prepare failed: .*data\/big\.bin\.dvc was still being downloaded, because no stage that ran declares it as a dependency\. Nothing was pushed\.$/s,
      ),
    ])
    expect(await runner.status()).toBe('')
    await clone.git('revert', '--no-edit', 'HEAD')
    await clone.git('push', '-q')
  })

  test('an altered late input ends the running stages, and the workspace is restored', async () => {
    const {
      outs: [{ md5 }],
    } = parse(await clone.read('data/big.bin.dvc')) as { outs: [{ md5: string }] }
    const object = join(clone.storage, 'files/md5', md5.slice(0, 2), md5.slice(2))
    await chmod(object, 0o644)
    const file = await open(object, 'r+')
    await file.write('x', 12)
    await file.close()
    await clone.edit('params.yaml', 'a: 3', 'a: 4')
    await clone.commit('Something to build')
    const runner = await clone.clone()
    const { code, report } = await runner.here(['rebuild', '--yes'], { STORAGE: clone.storage })
    expect([code, report.message]).toEqual([
      1,
      expect.stringMatching(
        /^the remote lacks data of this build: data\/big\.bin: the object [0-9a-f]{32} in the remote 'storage' is altered/,
      ),
    ])
    expect(await runner.status()).toBe('')
  })
})

test('a stage that fails on an undeclared read of a parallel stage names that stage', async () => {
  const clone = await tinyProject()
  await clone.edit('src/train.sh', /^/, 'set -e\nif [ "$1" = a ]; then sleep 20; else cat models/a.txt; fi\n')
  await clone.commit('b goes on from a')
  const { code, report } = await clone.here(['rebuild', '--yes', '--jobs', '2'])
  expect([code, report.message]).toEqual([
    1,
    expect.stringMatching(
      /^stage train@b failed: .* The log of train@b names models\/a\.txt, an output of train@a, which is not a dependency of train@b, so DVC does not wait for it\. Add models\/a\.txt to the deps of train@b/,
    ),
  ])
})

test('of many failed stages, the first ones are reported with reasons, the others by name', async () => {
  const clone = await tinyProject()
  await clone.edit('dvc.yaml', 'model: [a, b]', 'model: [a, b, c, d, e, f, g]')
  await clone.edit('params.yaml', /$/, ['c', 'd', 'e', 'f', 'g'].map((name) => `  ${name}: 1\n`).join(''))
  await clone.edit('src/train.sh', /^/, 'exit 3\n')
  await clone.commit('Nothing can be trained')
  const { code, report } = await clone.here(['rebuild', '--yes', '--jobs', '7', '--keep-going'])
  expect([code, report.message]).toEqual([
    1,
    expect.stringMatching(/^(stage train@. failed: [^;]*; ){5}failed too: train@., train@.\. /),
  ])
  expect(report.stages.filter(({ verdict }) => verdict === 'failed')).toHaveLength(7)
})

test('a command or DVC that the system killed is reported with the cause, and the workspace is restored', async () => {
  const clone = await tinyProject()
  await clone.edit(
    'src/train.sh',
    'mkdir -p models',
    'if [ "$1$WHO" = bstage ]; then kill -9 $$$$; fi; if [ "$1$WHO" = bdvc ]; then kill -9 $PPID; sleep 30; fi; mkdir -p models',
  )
  // One process for the stage, so that its parent is DVC's.
  await clone.edit('dvc.yaml', 'cmd: sh src/train.sh', 'cmd: exec sh src/train.sh')
  await clone.commit('Too large for this machine')
  const before = await everything(clone)
  const meaning = 'SIGKILL: it was killed, or the machine ran out of memory'
  const stage = await clone.here(['rebuild', '--yes', '--jobs', '2'], { WHO: 'stage' })
  expect([stage.code, stage.report.message]).toEqual([
    1,
    expect.stringContaining(
      `stage train@b failed: failed to run: exec sh src/train.sh b, exited with -9 (${meaning}).`,
    ),
  ])
  const dvc = await clone.here(['rebuild', '--yes', '--jobs', '2'], { WHO: 'dvc' })
  expect([dvc.code, dvc.report.message]).toEqual([
    1,
    expect.stringMatching(
      new RegExp(`^DVC was ended while .*train@b.* ran \\(code 137, ${meaning}\\)\\. .*Nothing was pushed\\.$`),
    ),
  ])
  expect(await everything(clone)).toEqual(before)
})
