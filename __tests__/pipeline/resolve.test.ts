import { describe, expect, test } from '@jest/globals'
import { resolveData, resolveLock } from '../../src/pipeline/resolve.js'
import { shellWord } from '../../src/text/shell-word.js'

const lock = (stages: Record<string, string>) =>
  `schema: '2.0'\nstages:\n${Object.entries(stages)
    .map(([name, cmd]) => `  ${name}:\n    cmd: ${cmd}\n`)
    .join('')}`
const marked = (ours: string, theirs: string) => `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`

describe('a dvc.lock', () => {
  const base = lock({ a: '1', b: '1', c: '1' })
  const apart = { base, ours: lock({ a: '2', b: '1', c: '1' }), theirs: lock({ a: '1', b: '1', c: '3' }) }
  const together = { base, ours: lock({ a: '2', b: '2', c: '1' }), theirs: lock({ a: '1', b: '3', c: '3' }) }

  test('a dvc.lock whose sides changed different stages is resolved, with or without marks in the file', () => {
    for (const text of [marked(apart.ours, apart.theirs), apart.ours, apart.theirs, base]) {
      expect(resolveLock({ path: 'dvc.lock', text, versions: apart })).toEqual({
        resolved: true,
        text: lock({ a: '2', b: '1', c: '3' }),
        message: 'a of ours, c of theirs',
        findings: [],
      })
    }
  })

  test('a stage that both sides changed is left out and named, with the command that reproduces it', () => {
    expect(resolveLock({ path: 'sub dir/dvc.lock', text: marked('', ''), versions: together })).toEqual({
      resolved: false,
      text: lock({ a: '2', c: '3' }),
      message: 'a of ours, c of theirs; both changed b',
      findings: [
        {
          rule: 'lock-conflict',
          path: 'sub dir/dvc.lock',
          severity: 'error',
          fix: "dvc repro 'sub dir/dvc.yaml:b' && git add -- 'sub dir/dvc.lock'",
          message:
            'Both sides changed b: command: ours 2, theirs 3. Neither version was made from the merged files, so dvc.lock now has no entry for it: reproduce it.',
        },
      ],
    })
  })

  test('a partly resolved dvc.lock stays as it is until it has the stage again', () => {
    const partly = resolveLock({ path: 'dvc.lock', text: lock({ a: '2', c: '3' }), versions: together })
    expect(partly).toMatchObject({
      resolved: false,
      message: 'b must be reproduced',
      findings: [{ fix: 'dvc repro b && git add -- dvc.lock' }],
    })
    expect(partly).not.toHaveProperty('text')
    expect(resolveLock({ path: 'dvc.lock', text: lock({ a: '2', c: '3', b: '4' }), versions: together })).toEqual({
      resolved: true,
      message: 'all stages that both sides changed are reproduced',
      findings: [],
    })
  })

  test('an entry that one side removed may stay absent', () => {
    const versions = { base, ours: lock({ a: '1', c: '1' }), theirs: lock({ a: '1', b: '2', c: '1' }) }
    expect(resolveLock({ path: 'dvc.lock', text: marked('', ''), versions })).toMatchObject({
      resolved: false,
      text: lock({ a: '1', c: '1' }),
      findings: [{ message: expect.stringContaining('if dvc.yaml still has it') as unknown }],
    })
    // Only this was changed, so the file equals our side; any other edit is a decision.
    expect(resolveLock({ path: 'dvc.lock', text: `${lock({ a: '1', c: '1' })}# as it is\n`, versions })).toMatchObject({
      resolved: true,
    })
  })

  test('a dvc.lock with committed marks loses each entry that differs, so that it is reproduced', () => {
    const text = `schema: '2.0'\nstages:\n  a:\n    cmd: 1\n${marked('  b:\n    cmd: 2\n', '  b:\n    cmd: 3\n  c:\n    cmd: 4\n')}`
    expect(resolveLock({ path: 'dvc.lock', text })).toMatchObject({
      resolved: false,
      text: lock({ a: '1', c: '4' }),
      message: 'c of theirs; both changed b',
    })
    expect(resolveLock({ path: 'dvc.lock', text: base })).toBeUndefined()
    expect(resolveLock({ path: 'dvc.lock' })).toBeUndefined()
  })

  test('a dvc.lock that one side removed, or that is truncated or no YAML, is not changed', () => {
    expect(resolveLock({ path: 'dvc.lock', text: base, versions: { base, ours: base } })).toMatchObject({
      resolved: false,
      message: 'theirs removed it, ours changed it',
    })
    expect(
      resolveLock({ path: 'dvc.lock', text: marked('', ''), versions: { ...apart, theirs: 'stages: [' } }),
    ).toMatchObject({
      resolved: false,
      message: expect.stringContaining('their version cannot be split by stage') as unknown,
    })
    expect(resolveLock({ path: 'dvc.lock', text: 'stages: [', versions: apart })).toMatchObject({
      resolved: false,
      message: expect.stringContaining('it is not a valid dvc.lock now') as unknown,
    })
    const broken = resolveLock({ path: 'dvc.lock', text: '<<<<<<< HEAD\nx\n' })
    expect(broken).toMatchObject({
      resolved: false,
      findings: [{ fix: 'git checkout --ours -- dvc.lock && dvc repro && git add -- dvc.lock' }],
    })
    for (const each of [broken]) expect(each).not.toHaveProperty('text')
  })

  test('a stage that never ran with the output of the other side gives a warning, and the lock is resolved', () => {
    const stage = (name: string, key: string, md5: string) =>
      `  ${name}:\n    cmd: ${name}\n    ${key}:\n    - path: data\n      md5: '${md5}'\n`
    const text = (made: string, read: string, more = '') =>
      `schema: '2.0'\nstages:\n${stage('make', 'outs', made)}${stage('read', 'deps', read)}${more}`
    const settlement = resolveLock({
      path: 'dvc.lock',
      text: marked('', ''),
      versions: { base: text('1', '1'), ours: text('2', '2'), theirs: text('1', '1', stage('late', 'deps', '1')) },
    })
    expect(settlement).toMatchObject({
      resolved: true,
      findings: [
        {
          severity: 'warning',
          message: 'late of one side never ran with the data that make of the other side makes.',
          fix: 'dvc repro late',
        },
      ],
    })
  })
})

describe('a .dvc file', () => {
  const data = (md5: string, more = '') => `outs:\n- md5: ${md5}\n  size: ${md5.length}\n  path: raw.csv\n${more}`
  const [base, ours, theirs] = [data('aaaa'), data('bbbbbb'), data('cccccccc')]

  test('a .dvc file that both sides changed is reported with both hashes and sizes, and never resolved', () => {
    const settlement = resolveData({
      path: 'data/raw.csv.dvc',
      text: marked(ours, theirs),
      versions: { base, ours, theirs },
    })
    expect(settlement).toEqual({
      resolved: false,
      message: 'the sides have different data: output raw.csv: ours bbbbbb (6 B), theirs cccccccc (8 B)',
      findings: [
        {
          rule: 'data-conflict',
          path: 'data/raw.csv.dvc',
          severity: 'error',
          message:
            'data/raw.csv.dvc: the sides have different data: output raw.csv: ours bbbbbb (6 B), theirs cccccccc (8 B).',
          fix: 'git checkout --ours -- data/raw.csv.dvc && dvc pull --force data/raw.csv.dvc && git add -- data/raw.csv.dvc  # or --theirs',
        },
      ],
    })
    // Merging is off for it: the file equals our side, and no user chose it.
    expect(resolveData({ path: 'x.dvc', text: ours, versions: { base, ours, theirs } })).toMatchObject({
      resolved: false,
      findings: [{ fix: 'git add -- x.dvc' }],
    })
  })

  test('a .dvc file with equal sides, or that one side changed, is resolved', () => {
    expect(
      resolveData({
        path: 'x.dvc',
        text: marked('', ''),
        versions: { ours: data('bb', 'hash: md5\n'), theirs: `hash: md5\n${data('bb')}` },
      }),
    ).toMatchObject({ resolved: true, text: data('bb', 'hash: md5\n') })
    expect(
      resolveData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours: `${base}# ours\n`, theirs } }),
    ).toMatchObject({ resolved: true, text: theirs })
    expect(
      resolveData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours, theirs: `${base}# theirs\n` } }),
    ).toMatchObject({ resolved: true, text: ours })
  })

  test('a .dvc file with committed marks, removed or unreadable is not changed', () => {
    expect(resolveData({ path: 'x.dvc', text: marked(ours, theirs) })).toMatchObject({ resolved: false })
    expect(resolveData({ path: 'x.dvc', text: marked(ours, ours) })).toMatchObject({ resolved: true, text: ours })
    expect(resolveData({ path: 'x.dvc', text: '<<<<<<< HEAD\n' })).toMatchObject({ resolved: false })
    expect(resolveData({ path: 'x.dvc', text: theirs, versions: { base, theirs } })).toMatchObject({
      resolved: false,
      message: 'ours removed it, theirs changed it',
    })
    expect(
      resolveData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours: 'outs: [', theirs } }),
    ).toMatchObject({ resolved: false, findings: [{ fix: expect.stringContaining('--theirs') as unknown }] })
    expect(resolveData({ path: 'x.dvc', text: base })).toBeUndefined()
  })
})

test.each([
  ['a/b.csv', 'a/b.csv'],
  ['a b', "'a b'"],
  ["it's", String.raw`'it'\''s'`],
  ['-rf', './-rf'],
  ['$(id)', "'$(id)'"],
  ['', "''"],
  ['ü', "'ü'"],
  ['a@b=c', 'a@b=c'],
  ['a\nb', "'a\nb'"],
])('shellWord quotes %j as one word of a shell', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
