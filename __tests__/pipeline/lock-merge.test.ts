import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { describeDifference } from '../../src/pipeline/lock-difference.js'
import {
  isRefusal,
  type LockMerge,
  type LockRefusal,
  mergeLocks,
  type Versions,
} from '../../src/pipeline/lock-merge.js'
import { isUnreadable, parseLock } from '../../src/pipeline/lock-text.js'
import { anyCharacter } from '../support/any-text.js'
import { examples } from '../support/turn.js'

type Entry = Record<string, unknown>
type Lock = Record<string, Entry>

/** A lock as DVC writes it: lists not indented, long lines kept. */
function write(stages: Lock, datasets: Entry[] = []): string {
  return stringify(
    { schema: '2.0', stages, ...(datasets.length > 0 ? { datasets } : {}) },
    { indentSeq: false, lineWidth: 0, singleQuote: true },
  )
}

function stage(version: number, more: Entry = {}): Entry {
  const md5 = version.toString(16).padStart(32, '0')
  return {
    cmd: `python train.py ${version}`,
    deps: [{ path: 'train.py', hash: 'md5', md5, size: 10 }],
    outs: [{ path: 'model.pkl', hash: 'md5', md5, size: 1_000 }],
    ...more,
  }
}

function merged(versions: Versions<string>): LockMerge {
  const merge = mergeLocks(versions)
  if (isRefusal(merge)) throw new Error(`${merge.side}: ${merge.reason}`)
  return merge
}

function stagesOf(text: string): Lock {
  return (parse(text) as { stages: Lock }).stages
}

describe('entries that one side changed', () => {
  const base = write({ prepare: stage(1), train: stage(1), evaluate: stage(1) })

  test('an entry that one side changed comes from that side, and every other byte stays', () => {
    const merge = merged({
      base,
      ours: write({ prepare: stage(2), train: stage(1), evaluate: stage(1) }),
      theirs: write({ prepare: stage(1), train: stage(1), evaluate: stage(3) }),
    })
    expect(merge.text).toBe(write({ prepare: stage(2), train: stage(1), evaluate: stage(3) }))
    expect(merge).toMatchObject({ taken: { ours: ['prepare'], theirs: ['evaluate'] }, conflicts: [] })
    expect(merge.marked).toBe(merge.text)
  })

  test('new entries of their side come last, and removed ones go', () => {
    const ours = write({ prepare: stage(1), train: stage(1), evaluate: stage(1), ours: stage(5) })
    const theirs = write({ theirs: stage(6), prepare: stage(1), evaluate: stage(1) })
    expect(Object.keys(stagesOf(merged({ base, ours, theirs }).text))).toEqual([
      'prepare',
      'evaluate',
      'ours',
      'theirs',
    ])
  })

  test('the same change on both sides is no conflict', () => {
    const both = write({ prepare: stage(2), train: stage(1) })
    expect(merged({ base, ours: both, theirs: both })).toMatchObject({
      text: both,
      taken: { ours: [], theirs: [] },
      conflicts: [],
    })
  })

  test('without a common ancestor, an entry that only one side has counts as added', () => {
    expect(merged({ ours: write({ a: stage(1) }), theirs: write({ b: stage(1) }) }).text).toBe(
      write({ a: stage(1), b: stage(1) }),
    )
  })

  test('datasets in a lock are merged by name', () => {
    const set = (name: string, version: number) => ({ name, url: `s3://bucket/${name}`, type: 'dvc', version })
    const merge = merged({
      base: write({ a: stage(1) }, [set('x', 1), set('y', 1)]),
      ours: write({ a: stage(1) }, [set('x', 2), set('y', 1)]),
      theirs: write({ a: stage(2) }, [set('x', 1), set('y', 2), set('z', 1)]),
    })
    expect(merge.text).toBe(write({ a: stage(2) }, [set('x', 2), set('y', 2), set('z', 1)]))
  })

  test('a merge keeps a file without a final line break and a command of several lines', () => {
    const folded = stage(4, { cmd: 'python train.py\n--epochs 3\n' })
    const merge = merged({
      base: base.trimEnd(),
      ours: write({ prepare: stage(1), train: folded, evaluate: stage(1) }).trimEnd(),
      theirs: write({ prepare: stage(9), train: stage(1), evaluate: stage(1) }).trimEnd(),
    })
    expect(merge.text).toBe(write({ prepare: stage(9), train: folded, evaluate: stage(1) }))
  })
})

describe('an entry that both changed', () => {
  const versions = {
    base: write({ prepare: stage(1), train: stage(1, { params: { 'params.yaml': { lr: 0.1 } } }) }),
    ours: write({ prepare: stage(1), train: stage(2, { params: { 'params.yaml': { lr: 0.2 } } }) }),
    theirs: write({ prepare: stage(5), train: stage(3, { params: { 'params.yaml': { lr: 0.3 } } }) }),
  }

  test('an entry that both sides changed is left out and reported with both versions', () => {
    const merge = merged(versions)
    expect(merge.text).toBe(write({ prepare: stage(5) }))
    expect(merge.conflicts).toMatchObject([{ section: 'stages', name: 'train' }])
    expect(merge.conflicts[0]?.difference).toContain('params.yaml:lr: ours 0.2, theirs 0.3')
    expect(merge.conflicts[0]?.difference).toContain('output model.pkl: ours 00000000 (1 kB), theirs 00000000 (1 kB)')
  })

  test('only an entry that both sides changed is between the marks', () => {
    const { marked } = merged(versions)
    const [before, ours, theirs, after] = marked.split(/^(?:<{7} ours|={7}|>{7} theirs)\n/m)
    expect(before).toBe(write({ prepare: stage(5) }))
    expect(`${before}${ours}`).toBe(
      write({ ...stagesOf(versions.theirs), train: stagesOf(versions.ours)['train'] ?? {} }),
    )
    expect(`${before}${theirs}`).toBe(write({ prepare: stage(5), train: stagesOf(versions.theirs)['train'] ?? {} }))
    expect(after).toBe('')
  })

  test('an entry that one side changed and the other removed is in conflict', () => {
    const merge = merged({ ...versions, ours: write({ prepare: stage(1) }) })
    expect(merge.conflicts).toMatchObject([{ name: 'train', difference: 'removed by us, changed by them' }])
    expect(stagesOf(merge.text)).toEqual({ prepare: stage(5) })
  })

  test('a lock without any entry left is one that DVC reads', () => {
    expect(
      merged({ base: write({ a: stage(1) }), ours: write({ a: stage(2) }), theirs: write({ a: stage(3) }) }).text,
    ).toBe("schema: '2.0'\nstages: {}\n")
  })
})

test('a stage is named if its input comes from a stage that the other side changed', () => {
  const prepare = (version: string) => ({ cmd: 'prepare', outs: [{ path: 'data', md5: version }] })
  const train = (data: string, code: string) => ({
    cmd: 'train',
    deps: [
      { path: 'data', md5: data },
      { path: 'train.py', md5: code },
    ],
    outs: [{ path: 'model', md5: data + code }],
  })
  const base = write({ prepare: prepare('1'), train: train('1', 'x') })
  const merge = merged({
    base,
    ours: write({ prepare: prepare('2'), train: train('2', 'x') }),
    theirs: write({
      prepare: prepare('1'),
      train: train('1', 'x'),
      report: { cmd: 'report', deps: [{ path: 'data', md5: '1' }] },
    }),
  })
  expect(merge.broken).toEqual([{ stage: 'report', path: 'data', producer: 'prepare' }])
  // The same relative path in two folders is no link between stages.
  const wdirs = {
    base: write({ a: { cmd: 'a', outs: [{ path: 'x', md5: '1' }] } }),
    ours: write({ a: { cmd: 'a', outs: [{ path: 'x', md5: '1' }] }, b: { cmd: 'b', deps: [{ path: 'x', md5: '7' }] } }),
  }
  expect(merged({ ...wdirs, theirs: write({ a: { cmd: 'a', outs: [{ path: 'x', md5: '2' }] } }) }).broken).toEqual([])
})

describe('locks that cannot be merged by entry', () => {
  const good = write({ a: stage(1) })
  test.each<[string, string, LockRefusal['side'], RegExp]>([
    ['broken YAML', 'schema: "2.0"\nstages:\n  a: [', 'theirs', /./],
    ['an old schema', 'schema: "1.0"\nstages: {}\n', 'theirs', /schema "1.0"/],
    ['no schema', 'a:\n  cmd: x\n', 'theirs', /no schema/],
    ['stages in one line', 'schema: "2.0"\nstages: {a: {cmd: x}}\n', 'theirs', /one line/],
    ['a stage twice', 'schema: "2.0"\nstages:\n  a:\n    cmd: x\n  a:\n    cmd: y\n', 'theirs', /unique|twice/],
    ['a list', '- a\n', 'theirs', /mapping/],
    [
      'an alias bomb',
      `schema: "2.0"\nstages:\n  a:\n    x0: &x0 [1]\n${Array.from({ length: 9 }, (_, n) => `    x${n + 1}: &x${n + 1} [${`*x${n}, `.repeat(10)}]\n`).join('')}`,
      'theirs',
      /alias/i,
    ],
  ])('mergeLocks rejects %s with the reason', (_, theirs, side, reason) => {
    const merge = mergeLocks({ base: good, ours: good, theirs })
    expect(merge).toMatchObject({ side })
    expect((merge as LockRefusal).reason).toMatch(reason)
  })

  test('mergeLocks rejects a lock whose removed entry had an anchor that others use', () => {
    const shared = (md5: string) =>
      `schema: '2.0'\nstages:\n  a:\n    cmd: a\n    params: &p\n      params.yaml:\n        x: 1\n  b:\n    cmd: b\n    params: *p\n    md5: ${md5}\n`
    const merge = mergeLocks({
      base: shared('1'),
      ours: shared('1')
        .replace(/ {2}a:\n(?: {4}.*\n)+/, '')
        .replace('*p', '{}'),
      theirs: shared('2'),
    })
    expect(isRefusal(merge) || merge.conflicts.some(({ name }) => name === 'b')).toBe(true)
    const moved = mergeLocks({
      base: shared('1'),
      ours: write({ a: { cmd: 'other' }, b: { cmd: 'b', params: { 'params.yaml': { x: 1 } }, md5: 1 } }),
      theirs: shared('2'),
    })
    expect(moved).toMatchObject({ side: 'both' })
  })
})

test('of a nested parameter, only the keys that differ are described', () => {
  const lock = (trees: number, more = {}) => ({
    params: { 'params.yaml': { train: { forest: { trees, depth: 20, ...more } } } },
  })
  expect(describeDifference(lock(140, { grid: {} }), lock(100, { leaf: null }))).toBe(
    'params.yaml:train.forest.trees: ours 140, theirs 100; params.yaml:train.forest.grid: ours {}, theirs nothing; params.yaml:train.forest.leaf: ours nothing, theirs null',
  )
})

test('a difference in the middle of long values is visible in its description', () => {
  const long = 'x'.repeat(100)
  expect(describeDifference({ cmd: `${long}1` }, { cmd: `${long}2` })).toMatch(
    /^command: ours "x+\.\.\., theirs "x+\.\.\.$/,
  )
  expect(
    describeDifference(
      { params: { 'params.yaml': { n: 12345678901234567890n } } },
      { params: { 'params.yaml': { n: 12345678901234567891n } } },
    ),
  ).toContain('params.yaml:n')
  expect(
    describeDifference({ outs: [{ path: 'd', md5: 'abcdef0123.dir', size: 5_000_000, nfiles: 1 }] }, { outs: [] }),
  ).toBe('output d: ours abcdef01 (5 MB, 1 file), theirs nothing')
})

describe('for any locks', () => {
  const names = fc.constantFrom(
    'prepare',
    'train@a',
    'train@b',
    'évaluer',
    "it's",
    '1',
    'a b',
    '__proto__',
    'constructor',
  )
  const scalar = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: anyCharacter, maxLength: 12 }).filter((text) => !/[\ufffe\uffff]/u.test(text)),
  )
  const value = fc.record(
    {
      cmd: fc.oneof(
        fc.string({ maxLength: 20 }),
        fc.constant('echo one\necho two'),
        fc.array(fc.string({ maxLength: 9 }), { minLength: 1, maxLength: 2 }),
      ),
      outs: fc.array(fc.record({ path: fc.constantFrom('a', 'b/c'), md5: fc.stringMatching(/^[0-9a-f]{8}$/) }), {
        maxLength: 2,
      }),
      params: fc.dictionary(
        fc.constantFrom('params.yaml', 'p.json'),
        fc.dictionary(fc.constantFrom('x', 'y.z'), scalar, { maxKeys: 2 }),
        { maxKeys: 2 },
      ),
    },
    { requiredKeys: ['cmd'] },
  )
  const lock = fc.array(fc.tuple(names, value), { maxLength: 6 }).map((pairs) => new Map<string, Entry>(pairs))
  /** A change of a lock: entries replaced, removed and added. */
  const change = fc
    .array(fc.tuple(names, fc.option(value)), { maxLength: 4 })
    .map((pairs) => new Map<string, Entry | null>(pairs))
  const changed = (before: ReadonlyMap<string, Entry>, edits: ReadonlyMap<string, Entry | null>) => {
    const after = new Map(before)
    for (const [name, entry] of edits)
      if (entry === null) after.delete(name)
      else after.set(name, entry)
    return after
  }
  const text = (entries: ReadonlyMap<string, Entry>) =>
    stringify({ schema: '2.0', stages: entries }, { indentSeq: false })
  const entriesOf = (written: string) => {
    const read = parseLock(written)
    if (isUnreadable(read)) throw new Error(read.reason)
    return read.sections.get('stages')?.entries ?? new Map<string, { text: string; value: unknown }>()
  }
  const values = (written: string) =>
    Object.fromEntries([...entriesOf(written)].map(([name, entry]) => [`=${name}`, entry.value]))
  const bytes = (entries: ReadonlyMap<string, Entry>, name: string) => entriesOf(text(entries)).get(name)?.text

  test('property: changes of different entries merge without conflict, with the same entries in either order', () => {
    fc.assert(
      fc.property(lock, change, change, (base, first, second) => {
        const other = new Map([...second].filter(([name]) => !first.has(name)))
        const [ours, theirs] = [changed(base, first), changed(base, other)]
        const [one, two] = [
          merged({ base: text(base), ours: text(ours), theirs: text(theirs) }),
          merged({ base: text(base), ours: text(theirs), theirs: text(ours) }),
        ]
        expect(one.conflicts).toEqual([])
        expect(values(one.text)).toEqual(values(two.text))
        expect(values(one.text)).toEqual(values(text(changed(ours, other))))
      }),
      { numRuns: examples(100) },
    )
  })

  test('property: a merge loses and invents no entry, takes each byte of an entry from a side, and has conflicts only where both changed differently', () => {
    fc.assert(
      fc.property(lock, change, change, (base, first, second) => {
        const [ours, theirs] = [changed(base, first), changed(base, second)]
        const merge = merged({ base: text(base), ours: text(ours), theirs: text(theirs) })
        const result = entriesOf(merge.text)
        const conflicts = new Set(merge.conflicts.map(({ name }) => name))
        for (const name of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
          const [before, our, their] = [bytes(base, name), bytes(ours, name), bytes(theirs, name)]
          expect(conflicts.has(name)).toBe(before !== our && before !== their && our !== their)
          const expected = conflicts.has(name) ? undefined : before === our ? their : our
          expect(result.get(name)?.text).toBe(expected)
          if (conflicts.has(name))
            for (const side of [our, their]) if (side !== undefined) expect(merge.marked).toContain(side)
        }
        expect([...result.keys()].every((name) => ours.has(name) || theirs.has(name))).toBe(true)
      }),
      { numRuns: examples(100) },
    )
  })
})
