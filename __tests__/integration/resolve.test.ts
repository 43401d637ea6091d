import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const execute = promisify(execFile)
const CLI = join(resolve(process.env['DVC_CI_DIST'] ?? 'dist'), 'cli.js')

/** Runs git that may fail; its exit code and everything that it says. */
async function tryGit(clone: Clone, ...args: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await execute('git', args, { cwd: clone.directory, env: clone.env })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string }
    return { code: failed.code, output: failed.stdout + failed.stderr }
  }
}

/** Two branches of a project, each with one edit, reproduced and committed; the checkout is on `ours`. */
async function branches(
  clone: Clone,
  ours: (clone: Clone) => Promise<void>,
  theirs: (clone: Clone) => Promise<void>,
): Promise<void> {
  for (const [name, edit] of [
    ['theirs', theirs],
    ['ours', ours],
  ] as const) {
    await clone.git('switch', '-q', '-c', name, 'main')
    await clone.dvc('checkout', '-q')
    await edit(clone)
    if (existsSync(clone.path('dvc.yaml'))) await clone.dvc('repro', '-q')
    await clone.commit(`Changes of ${name}`, { push: false })
  }
}

/** Names of the stages that DVC takes for changed. */
async function changed(clone: Clone): Promise<string[]> {
  await clone.dvc('checkout', '-q', '--allow-missing')
  return Object.keys(JSON.parse(await clone.dvc('status', '--json')) as object).sort()
}

const unmerged = (clone: Clone) => clone.git('diff', '--name-only', '--diff-filter=U')

test('stages that only one side changed are merged into the dvc.lock that DVC would write', async () => {
  // Without a stage that needs both of them: there, nothing is left to reproduce. Git is told not to merge the lock, so it stops without marks.
  const alice = await tinyProject({
    'dvc.yaml': ['a', 'b']
      .map(
        (name) =>
          `  ${name}:\n    cmd: sh src/train.sh ${name}\n    deps: [src/train.sh]\n    params: [train.${name}]\n    outs: [models/${name}.txt]\n`,
      )
      .join('')
      .replace(/^/, 'stages:\n'),
    'src/train.sh': 'mkdir -p models\ngrep "  $1:" params.yaml > models/$1.txt\n',
    'params.yaml': 'train:\n  a: 3\n\n\n\n\n\n\n  b: 5\n',
    '.gitattributes': 'dvc.lock -merge\n',
  })
  await branches(
    alice,
    (each) => each.edit('params.yaml', 'a: 3', 'a: 4'),
    (each) => each.edit('params.yaml', 'b: 5', 'b: 6'),
  )
  expect((await tryGit(alice, 'merge', '-q', 'theirs')).code).toBe(1)
  expect(await unmerged(alice)).toBe('dvc.lock')
  const { code, report } = await alice.run(['resolve'])
  expect([code, report.lint, report.mode]).toEqual([0, [], 'resolve'])
  expect(report.steps).toMatchObject([{ name: 'dvc.lock', conclusion: 'success', message: 'a of ours, b of theirs' }])
  expect(await unmerged(alice)).toBe('')
  expect(await changed(alice)).toEqual([])
  const settled = await alice.read('dvc.lock')
  await alice.dvc('repro', '-q', '--force')
  expect(await alice.read('dvc.lock')).toBe(settled)
})

describe('a stage that both sides changed', () => {
  let alice: Clone
  beforeAll(async () => {
    alice = await tinyProject()
    await branches(
      alice,
      (each) => each.edit('params.yaml', 'a: 3', 'a: 4'),
      async (each) => {
        await each.edit('params.yaml', 'b: 5', 'b: 7')
      },
    )
  })

  test('a stage that both sides changed must run before resolve marks the file as resolved in Git', async () => {
    expect((await tryGit(alice, 'merge', 'theirs')).code).toBe(1)
    await alice.git('checkout', '-q', '--conflict=merge', '--', 'dvc.lock')
    // The parameters are next to each other, so a person settles them; so are the metrics that evaluate writes.
    await alice.write('params.yaml', 'train:\n  a: 4\n  b: 7\n')
    const { code, report, stdout } = await alice.here(['resolve'])
    expect(code).toBe(1)
    expect(report.steps).toMatchObject([
      { name: 'dvc.lock', conclusion: 'failure', message: 'train@a of ours, train@b of theirs; both changed evaluate' },
    ])
    expect(report.lint).toMatchObject([
      {
        rule: 'lock-conflict',
        path: 'dvc.lock',
        severity: 'error',
        fix: 'dvc repro evaluate && git add -- dvc.lock',
        message: expect.stringMatching(
          /^Both sides changed evaluate: input models\/a\.txt: ours [0-9a-f]{8} \(\d+ B\), theirs [0-9a-f]{8} \(\d+ B\)/,
        ) as unknown,
      },
    ])
    expect(stdout).toContain('dvc repro evaluate')
    expect((await unmerged(alice)).split('\n')).toContain('dvc.lock')
    expect(await changed(alice)).toEqual(['evaluate'])
    // Again: nothing is undone, and nothing new is said.
    const before = await alice.read('dvc.lock')
    const again = await alice.here(['resolve', 'dvc.lock'])
    expect([again.code, again.report.lint, await alice.read('dvc.lock')]).toEqual([1, report.lint, before])
    await alice.write('metrics.json', '{}\n')
    await alice.dvc('repro', '-q')
    const done = await alice.here(['resolve'])
    expect([done.code, done.report.lint]).toEqual([0, []])
    expect(await unmerged(alice)).not.toContain('dvc.lock')
    expect(await changed(alice)).toEqual([])
    expect(await alice.read('metrics.json')).toContain('0.8900')
    await alice.git('add', '--all')
    await alice.git('commit', '-q', '-m', 'Merged')
  })

  test('a stage with the same inputs but different outputs on both sides is never up to date', async () => {
    const bob = await tinyProject()
    const reseed = (value: string) => async (clone: Clone) => {
      // A training that is not deterministic: same code, same parameters, another model.
      await clone.edit('dvc.lock', /(models\/a\.txt\n {6}hash: md5\n {6}md5: )[0-9a-f]{32}/, `$1${value.repeat(32)}`)
      await clone.commit(`Trained ${value}`, { push: false })
    }
    await bob.git('switch', '-q', '-c', 'other')
    await reseed('a')(bob)
    await bob.git('switch', '-q', 'main')
    await reseed('b')(bob)
    expect((await tryGit(bob, 'merge', 'other')).code).toBe(1)
    expect((await bob.here(['resolve'])).code).toBe(1)
    expect(await changed(bob)).toContain('train@a')
  })
})

describe('a .dvc file that both sides changed', () => {
  test('a .dvc file that both sides changed is explained, and one with equal sides is resolved', async () => {
    const alice = await tinyProject({ 'dvc.yaml': null, 'other.csv': null })
    const data = (text: string) => async (clone: Clone) => {
      await clone.write('data/raw.csv', text)
      await clone.dvc('add', '-q', 'data/raw.csv')
    }
    await branches(alice, data('ours\n'), data('the other side\n'))
    expect((await tryGit(alice, 'merge', 'theirs')).code).toBe(1)
    const before = await alice.read('data/raw.csv.dvc')
    const { code, report } = await alice.here(['resolve'])
    expect(code).toBe(1)
    expect(report.lint).toMatchObject([
      {
        rule: 'data-conflict',
        path: 'data/raw.csv.dvc',
        message: expect.stringMatching(/ours [0-9a-f]{8} \(5 B\), theirs [0-9a-f]{8} \(15 B\)/) as unknown,
        fix: expect.stringContaining(
          'git checkout --ours -- data/raw.csv.dvc && dvc pull --force data/raw.csv.dvc',
        ) as unknown,
      },
    ])
    expect(await alice.read('data/raw.csv.dvc')).toBe(before)
    expect(await unmerged(alice)).toBe('data/raw.csv.dvc')
    // The repair of the finding, as a person copies it, for the other side.
    await execute('bash', ['-e', '-c', (report.lint[0]?.fix ?? '').replaceAll('--ours', '--theirs')], {
      cwd: alice.directory,
      env: alice.env,
    })
    expect(await alice.read('data/raw.csv')).toBe('the other side\n')
    expect((await alice.here(['resolve'])).code).toBe(0)
  })
})

describe('named files', () => {
  test('resolve accepts only files of DVC, and does nothing without a conflict', async () => {
    const alice = await tinyProject()
    expect(await alice.here(['resolve', 'params.yaml'])).toMatchObject({
      code: 2,
      report: { message: expect.stringContaining('neither a dvc.lock nor a .dvc file') as unknown },
    })
    expect(await alice.here(['resolve', '../dvc.lock'])).toMatchObject({
      code: 2,
      report: { message: expect.stringContaining('outside the repository') as unknown },
    })
    expect(await alice.here(['resolve'])).toMatchObject({
      code: 0,
      report: { message: 'No dvc.lock and no .dvc file is in conflict.' },
    })
    const lock = await alice.read('dvc.lock')
    const train = /  train@a:\n(?: {4}.*\n)+/.exec(lock)?.[0] ?? ''
    await alice.write(
      'dvc.lock',
      lock.replace(train, `<<<<<<< HEAD\n${train}=======\n${train.replace('train.a: 3', 'train.a: 4')}>>>>>>> other\n`),
    )
    await alice.commit('Marks that nobody saw')
    // Committed marks have no versions that say who changed what.
    expect(await alice.here(['resolve', 'dvc.lock', '-C', 'src'])).toMatchObject({ code: 2 })
    expect(await alice.here(['resolve', '../dvc.lock', '-C', 'src'])).toMatchObject({
      code: 1,
      report: { lint: [{ fix: 'dvc repro train@a && git add -- dvc.lock' }] },
    })
    expect(await alice.read('dvc.lock')).toBe(lock.replace(train, ''))
  })
})

describe('as the merge driver of Git', () => {
  let alice: Clone
  beforeAll(async () => {
    alice = await tinyProject({ 'dvc.yaml': null })
    // Entries so small that any two changes touch: what Git takes for a conflict in any project with such stages.
    await alice.write('dvc.lock', lock('1', '1'))
    await alice.git('add', '--force', 'dvc.lock')
    await alice.commit('Lock')
  })
  const lock = (a: string, b: string) => `schema: '2.0'\nstages:\n  a: {cmd: echo ${a}}\n  b: {cmd: echo ${b}}\n`

  async function mergeOf(ours: string, theirs: string): Promise<{ code: number; output: string }> {
    for (const [name, text] of [
      ['theirs', theirs],
      ['ours', ours],
    ] as const) {
      await alice.git('switch', '-q', '-C', name, 'main')
      await alice.write('dvc.lock', text)
      await alice.git('commit', '-q', '-a', '-m', name)
    }
    return tryGit(alice, 'merge', '--no-edit', 'theirs')
  }

  test('without the merge driver, Git cannot merge changes of two adjacent stages', async () => {
    expect((await mergeOf(lock('2', '1'), lock('1', '3'))).code).toBe(1)
    await alice.git('merge', '--abort')
  })

  test('one command installs the merge driver once and reports the change', async () => {
    await alice.git('switch', '-q', 'main')
    const first = await alice.run(['resolve', '--install-driver'])
    expect(first.code).toBe(0)
    expect(first.stdout).toContain("'dvc.lock merge=dvc-ci'")
    const state = async () => [await alice.read('.gitattributes'), await alice.git('config', '--local', '--list')]
    const before = await state()
    expect(before[0]).toBe('dvc.lock merge=dvc-ci\n')
    const second = await alice.run(['resolve', '--install-driver'])
    expect([second.code, second.report.steps[0]?.message, await state()]).toEqual([0, 'already installed', before])
    await alice.commit('Merge dvc.lock by stage')
  })

  test('the merge driver completes a merge and a rebase', async () => {
    expect((await mergeOf(lock('2', '1'), lock('1', '3'))).code).toBe(0)
    expect(await alice.read('dvc.lock')).toBe(lock('2', '3'))
    await alice.git('reset', '-q', '--hard', 'HEAD^')
    expect((await tryGit(alice, 'rebase', 'theirs')).code).toBe(0)
    expect(await alice.read('dvc.lock')).toBe(lock('2', '3'))
  })

  test('the merge driver marks only the conflicting stage, and resolve continues from there', async () => {
    const merge = await mergeOf(lock('2', '4'), lock('1', '3'))
    expect(merge.code).toBe(1)
    expect(merge.output).toContain('CONFLICT (content): Merge conflict in dvc.lock')
    expect(await alice.read('dvc.lock')).toBe(
      "schema: '2.0'\nstages:\n  a: {cmd: echo 2}\n<<<<<<< ours\n  b: {cmd: echo 4}\n=======\n  b: {cmd: echo 3}\n>>>>>>> theirs\n",
    )
    expect((await alice.here(['resolve'])).report.lint).toMatchObject([{ fix: 'dvc repro b && git add -- dvc.lock' }])
    expect(await alice.read('dvc.lock')).toBe("schema: '2.0'\nstages:\n  a: {cmd: echo 2}\n")
    await alice.git('merge', '--abort')
  })

  test('an entry that Git would combine from two different runs is a conflict', async () => {
    const bob = await tinyProject()
    // Either change moves the metric by the same amount, so both sides have the same number and together it would be another one.
    await branches(
      bob,
      (each) => each.edit('params.yaml', 'a: 3', 'a: 4'),
      (each) => each.edit('params.yaml', 'b: 5', 'b: 6'),
    )
    await tryGit(bob, 'merge', 'theirs')
    expect((await unmerged(bob)).split('\n')).not.toContain('dvc.lock')
    await bob.write('params.yaml', 'train:\n  a: 4\n  b: 6\n')
    expect(await changed(bob)).toEqual([])
    expect(await bob.read('metrics.json')).toContain('0.91')
    await bob.git('reset', '-q', '--hard')
    await bob.run(['resolve', '--install-driver'])
    await tryGit(bob, 'merge', 'theirs')
    expect((await unmerged(bob)).split('\n')).toContain('dvc.lock')
    await bob.write('params.yaml', 'train:\n  a: 4\n  b: 6\n')
    expect((await bob.here(['resolve'])).code).toBe(1)
    expect(await changed(bob)).toEqual(['evaluate'])
    await bob.dvc('repro', '-q')
    expect(await bob.read('metrics.json')).toContain('0.90')
    expect((await bob.here(['resolve'])).code).toBe(0)
  })

  test('the merge driver merges other files as Git does', async () => {
    const lines = (first: string, last: string) => `schema: '1.0'\na: ${first}\n${'# x\n'.repeat(8)}b: ${last}\n`
    const folder = await scratch()
    const files = { base: lines('1', '1'), ours: lines('2', '1'), theirs: lines('1', '3'), other: lines('4', '1') }
    await Promise.all(
      Object.entries(files).map(([name, text]) =>
        execute('bash', ['-c', 'printf %s "$1" > "$2"', '-', text, join(folder, name)]),
      ),
    )
    const driver = (...names: string[]) =>
      execute(process.execPath, [CLI, 'merge-driver', ...names, 'sub dir/dvc.lock'], {
        cwd: folder,
        env: alice.env,
      }).then(
        () => 0,
        (error: { code: number }) => error.code,
      )
    expect(await driver('base', 'ours', 'theirs')).toBe(0)
    expect((await execute('cat', ['ours'], { cwd: folder })).stdout).toBe(lines('2', '3'))
    expect(await driver('base', 'ours', 'other')).toBe(1)
    expect((await execute('cat', ['ours'], { cwd: folder })).stdout).toContain(
      '<<<<<<< ours\na: 2\n=======\na: 4\n>>>>>>> theirs\n',
    )
    // A crash of the driver would make Git give up the whole merge.
    expect(await driver('base', 'nothing', 'other')).toBeLessThan(128)
  })
})
