import { describe, expect, test } from '@jest/globals'
import { settleData, settleLock } from '../../src/pipeline/settle.js'
import { shellWord } from '../../src/report/shell-word.js'

const lock = (stages: Record<string, string>) =>
  `schema: '2.0'\nstages:\n${Object.entries(stages)
    .map(([name, cmd]) => `  ${name}:\n    cmd: ${cmd}\n`)
    .join('')}`
const marked = (ours: string, theirs: string) => `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`

describe('a dvc.lock', () => {
  const base = lock({ a: '1', b: '1', c: '1' })
  const apart = { base, ours: lock({ a: '2', b: '1', c: '1' }), theirs: lock({ a: '1', b: '1', c: '3' }) }
  const together = { base, ours: lock({ a: '2', b: '2', c: '1' }), theirs: lock({ a: '1', b: '3', c: '3' }) }

  test('in which the sides changed other stages is settled, whatever Git left in the file', () => {
    for (const text of [marked(apart.ours, apart.theirs), apart.ours, apart.theirs, base]) {
      expect(settleLock({ path: 'dvc.lock', text, versions: apart })).toEqual({
        settled: true,
        text: lock({ a: '2', b: '1', c: '3' }),
        message: 'a of ours, c of theirs',
        findings: [],
      })
    }
  })

  test('a stage that both changed is left out and named, with the command that makes it anew', () => {
    expect(settleLock({ path: 'sub dir/dvc.lock', text: marked('', ''), versions: together })).toEqual({
      settled: false,
      text: lock({ a: '2', c: '3' }),
      message: 'a of ours, c of theirs; both changed b',
      findings: [
        {
          rule: 'lock-conflict',
          path: 'sub dir/dvc.lock',
          severity: 'error',
          fix: "dvc repro 'sub dir/dvc.yaml:b' && git add -- 'sub dir/dvc.lock'",
          message:
            'Both sides changed b: command: ours 2, theirs 3. Neither was made from what both sides have together, so it is left out of dvc.lock and must be made anew.',
        },
      ],
    })
  })

  test('that was settled in part stays as it is, until the stage is in it again', () => {
    const partly = settleLock({ path: 'dvc.lock', text: lock({ a: '2', c: '3' }), versions: together })
    expect(partly).toMatchObject({
      settled: false,
      message: 'b must be made anew',
      findings: [{ fix: 'dvc repro b && git add -- dvc.lock' }],
    })
    expect(partly).not.toHaveProperty('text')
    expect(settleLock({ path: 'dvc.lock', text: lock({ a: '2', c: '3', b: '4' }), versions: together })).toEqual({
      settled: true,
      message: 'everything that both changed was made anew',
      findings: [],
    })
  })

  test('an entry that one side removed may stay away for good', () => {
    const versions = { base, ours: lock({ a: '1', c: '1' }), theirs: lock({ a: '1', b: '2', c: '1' }) }
    expect(settleLock({ path: 'dvc.lock', text: marked('', ''), versions })).toMatchObject({
      settled: false,
      text: lock({ a: '1', c: '1' }),
      findings: [{ message: expect.stringContaining('if dvc.yaml still has it') as unknown }],
    })
    // Nothing but this was changed, so the file is what our side has; any other edit is a decision.
    expect(settleLock({ path: 'dvc.lock', text: `${lock({ a: '1', c: '1' })}# as it is\n`, versions })).toMatchObject({
      settled: true,
    })
  })

  test('with marks that somebody committed: what differs cannot be told by whom, so it is made anew', () => {
    const text = `schema: '2.0'\nstages:\n  a:\n    cmd: 1\n${marked('  b:\n    cmd: 2\n', '  b:\n    cmd: 3\n  c:\n    cmd: 4\n')}`
    expect(settleLock({ path: 'dvc.lock', text })).toMatchObject({
      settled: false,
      text: lock({ a: '1', c: '4' }),
      message: 'c of theirs; both changed b',
    })
    expect(settleLock({ path: 'dvc.lock', text: base })).toBeUndefined()
    expect(settleLock({ path: 'dvc.lock' })).toBeUndefined()
  })

  test('that one side removed, that is cut off or no YAML is left alone', () => {
    expect(settleLock({ path: 'dvc.lock', text: base, versions: { base, ours: base } })).toMatchObject({
      settled: false,
      message: 'theirs removed it, ours changed it',
    })
    expect(
      settleLock({ path: 'dvc.lock', text: marked('', ''), versions: { ...apart, theirs: 'stages: [' } }),
    ).toMatchObject({
      settled: false,
      message: expect.stringContaining('their version cannot be taken apart') as unknown,
    })
    expect(settleLock({ path: 'dvc.lock', text: 'stages: [', versions: apart })).toMatchObject({
      settled: false,
      message: expect.stringContaining('it is no dvc.lock now') as unknown,
    })
    const broken = settleLock({ path: 'dvc.lock', text: '<<<<<<< HEAD\nx\n' })
    expect(broken).toMatchObject({
      settled: false,
      findings: [{ fix: 'git checkout --ours -- dvc.lock && dvc repro && git add -- dvc.lock' }],
    })
    for (const each of [broken]) expect(each).not.toHaveProperty('text')
  })

  test('a stage that never ran with what the other side makes is told, and does not keep the lock from being settled', () => {
    const stage = (name: string, key: string, md5: string) =>
      `  ${name}:\n    cmd: ${name}\n    ${key}:\n    - path: data\n      md5: '${md5}'\n`
    const text = (made: string, read: string, more = '') =>
      `schema: '2.0'\nstages:\n${stage('make', 'outs', made)}${stage('read', 'deps', read)}${more}`
    const settlement = settleLock({
      path: 'dvc.lock',
      text: marked('', ''),
      versions: { base: text('1', '1'), ours: text('2', '2'), theirs: text('1', '1', stage('late', 'deps', '1')) },
    })
    expect(settlement).toMatchObject({
      settled: true,
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

  test('that both sides changed is explained with both hashes and sizes, and never decided', () => {
    const settlement = settleData({
      path: 'data/raw.csv.dvc',
      text: marked(ours, theirs),
      versions: { base, ours, theirs },
    })
    expect(settlement).toEqual({
      settled: false,
      message: 'both sides have other data: output raw.csv: ours bbbbbb (6 B), theirs cccccccc (8 B)',
      findings: [
        {
          rule: 'data-conflict',
          path: 'data/raw.csv.dvc',
          severity: 'error',
          message:
            'data/raw.csv.dvc: both sides have other data: output raw.csv: ours bbbbbb (6 B), theirs cccccccc (8 B).',
          fix: 'git checkout --ours -- data/raw.csv.dvc && dvc checkout data/raw.csv.dvc && git add -- data/raw.csv.dvc  # or --theirs',
        },
      ],
    })
    // Git was told not to merge it: what stands there is our side, and nobody chose it.
    expect(settleData({ path: 'x.dvc', text: ours, versions: { base, ours, theirs } })).toMatchObject({
      settled: false,
      findings: [{ fix: 'git add -- x.dvc' }],
    })
  })

  test('that says the same on both sides, or that one side changed, is settled', () => {
    expect(
      settleData({
        path: 'x.dvc',
        text: marked('', ''),
        versions: { ours: data('bb', 'hash: md5\n'), theirs: `hash: md5\n${data('bb')}` },
      }),
    ).toMatchObject({ settled: true, text: data('bb', 'hash: md5\n') })
    expect(
      settleData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours: `${base}# ours\n`, theirs } }),
    ).toMatchObject({ settled: true, text: theirs })
    expect(
      settleData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours, theirs: `${base}# theirs\n` } }),
    ).toMatchObject({ settled: true, text: ours })
  })

  test('with committed marks, removed, or unreadable', () => {
    expect(settleData({ path: 'x.dvc', text: marked(ours, theirs) })).toMatchObject({ settled: false })
    expect(settleData({ path: 'x.dvc', text: marked(ours, ours) })).toMatchObject({ settled: true, text: ours })
    expect(settleData({ path: 'x.dvc', text: '<<<<<<< HEAD\n' })).toMatchObject({ settled: false })
    expect(settleData({ path: 'x.dvc', text: theirs, versions: { base, theirs } })).toMatchObject({
      settled: false,
      message: 'ours removed it, theirs changed it',
    })
    expect(
      settleData({ path: 'x.dvc', text: marked('', ''), versions: { base, ours: 'outs: [', theirs } }),
    ).toMatchObject({ settled: false, findings: [{ fix: expect.stringContaining('--theirs') as unknown }] })
    expect(settleData({ path: 'x.dvc', text: base })).toBeUndefined()
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
])('%j as one word of a shell', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
