import fc from 'fast-check'
import { type ClaimRules, claims, unreadable } from '../../src/metrics/claims.js'
import { unreadableFile } from '../../src/metrics/metrics-file.js'
import type { Limit } from '../../src/settings/settings.js'
import { files, policy } from './build.js'

const rules: ClaimRules = { tolerance: { amount: 1e-6, unit: 'share' }, policies: [] }

/** `line: message` of each finding about one file; a notice begins with `notice`. */
function found(committed: string | undefined, measured: string | undefined, more: Partial<ClaimRules> = {}): string[] {
  const findings = claims(
    {
      committed: committed === undefined ? new Map() : files({ 'm.json': committed }),
      measured: measured === undefined ? undefined : files({ 'm.json': measured }),
    },
    { ...rules, ...more },
  )
  for (const finding of findings) expect(finding).toMatchObject({ rule: 'metric-claim', path: 'm.json' })
  return findings.map(
    ({ severity, line, message }) => `${severity === 'error' ? '' : `${severity} `}${line ?? '-'} ${message}`,
  )
}

test.each<[string, string | undefined, string | undefined, string[]]>([
  ['the same', '{"a":0.5}', '{"a":0.5}', []],
  ['the same but for the last digits', '{"a":0.5}', '{"a":0.5000000001}', []],
  ['too much', '{\n"a":0.97}', '{"a":0.91}', ['2 a: claimed 0.97, measured 0.91 (tolerance 1e-6 relative)']],
  ['too little', '{"a":0.91}', '{"a":0.97}', ['1 a: claimed 0.91, measured 0.97 (tolerance 1e-6 relative)']],
  ['just too much', '{"a":0.950002}', '{"a":0.95}', ['1 a: claimed 0.950002, measured 0.95 (tolerance 1e-6 relative)']],
  ['anything for zero', '{"a":1e-12}', '{"a":0}', ['1 a: claimed 1e-12, measured 0 (tolerance 1e-6 relative)']],
  ['both NaN', '{"a":NaN}', '{"a":NaN}', []],
  ['both infinite', '{"a":Infinity}', '{"a":Infinity}', []],
  ['NaN and an infinity', '{"a":NaN}', '{"a":Infinity}', ['notice 1 a: claimed NaN, measured Infinity']],
  ['both given twice', '{"a":1,"a":2}', '{"a":1,"a":2}', []],
  ['NaN', '{"a":NaN}', '{"a":0.5}', ['notice 1 a: claimed NaN, measured 0.5']],
  ['NaN measured', '{"a":0.5}', '{"a":NaN}', ['1 a: claimed 0.5, measured NaN']],
  ['1e400', '{"a":1e400}', '{"a":0.5}', ['notice 1 a: claimed 1e400 (too large for a number), measured 0.5']],
  ['a list', '{"a":[0.5]}', '{"a":0.5}', ['notice 1 a: claimed a list, measured 0.5']],
  ['text', '{"a":"0.5"}', '{"a":0.5}', ['notice 1 a: claimed the text "0.5", measured 0.5']],
  ['text measured', '{"a":0.5}', '{"a":"forest"}', ['1 a: claimed 0.5, measured the text "forest"']],
  ['null', '{"a":null}', '{"a":0.5}', ['notice 1 a: claimed null, measured 0.5']],
  [
    'duplicates, even when one is right',
    '{"a":0.5,\n"a":0.5}',
    '{"a":0.5}',
    ['2 a: claimed several values, measured 0.5'],
  ],
  ['not committed', '{}', '{"a":0.5}', ['- a: measured 0.5, but the committed m.json does not have it']],
  ['not made', '{"a":0.5}', '{}', ['1 a: claimed 0.5, but the evaluation no longer writes it']],
  [
    'NaN that is not made any more',
    '{"a":NaN}',
    '{}',
    ['notice 1 a: claimed NaN, but the evaluation no longer writes it'],
  ],
  ['NaN that became text', '{"a":NaN}', '{"a":"x"}', ['notice 1 a: claimed NaN, measured the text "x"']],
  [
    'NaN that was not committed',
    '{}',
    '{"a":NaN}',
    ['notice - a: measured NaN, but the committed m.json does not have it'],
  ],
  ['text and lists that differ', '{"a":"x","b":[1],"c":null}', '{"a":"y","b":[2]}', []],
  ['flags that differ', '{"a":true,"b":true}', '{"a":false,"b":true}', ['1 a: claimed true, measured false']],
  [
    'an unparsable file',
    '{"a":0.5',
    '{"a":0.5}',
    [
      '1 The committed metrics file cannot be used: m.json cannot be read: line 1: it is not valid JSON (close brace expected).',
    ],
  ],
  [
    'an empty file',
    '',
    '{"a":0.5}',
    ['- The committed metrics file cannot be used: m.json cannot be read: it is empty.'],
  ],
  [
    'an unparsable file measured',
    '{"a":0.5}',
    '',
    ['- The measured metrics file cannot be used: m.json cannot be read: it is empty.'],
  ],
  ['no file committed', undefined, '{"a":0.5}', ['- The evaluation writes m.json, but the commit does not have it.']],
  ['nothing measured', '{"a":0.5,"b":"x","c":[1]}', undefined, []],
  [
    'nothing measured, NaN committed',
    '{"a":NaN,"a.b":1,"a":{"b":2}}',
    undefined,
    ['notice 1 a in m.json is given more than once.', 'notice 1 a.b in m.json is given more than once.'],
  ],
  ['nothing measured, infinity committed', '{"a":-Infinity}', undefined, ['notice 1 a in m.json is -Infinity.']],
  [
    'nothing measured, broken file committed',
    '{',
    undefined,
    ['notice 1 m.json cannot be read: line 1: it is not valid JSON (close brace expected).'],
  ],
  ['a text file on both sides', 'all is well', 'all is well', []],
  [
    'text files that differ',
    'all is well',
    '{"b":',
    [
      'notice - The measured metrics file cannot be used: m.json cannot be read: line 1: it is not valid JSON (value expected).',
    ],
  ],
  [
    'names of object properties',
    '{"__proto__":1,"constructor":2}',
    '{"__proto__":1,"constructor":3}',
    ['1 constructor: claimed 2, measured 3 (tolerance 1e-6 relative)'],
  ],
])('claims compares committed and measured metrics: %s', (_title, committed, measured, expected) => {
  expect(found(committed, measured)).toEqual(expected)
})

describe('values that are no numbers', () => {
  const judged = { policies: [policy('a', { min: 0 })] }

  test('a value that is no number blocks where a policy is about it, with no repair that cannot help', () => {
    expect(found('{"a":NaN}', '{"a":NaN}', judged)).toEqual(['1 a: claimed NaN, measured NaN'])
    expect(found('{"a":NaN}', undefined, judged)).toEqual(['1 a in m.json is NaN.'])
    expect(found('{"a":"x"}', '{"a":NaN}', { policies: [policy('*', { min: 0 })] })).toHaveLength(1)
    expect(found('not json', 'not json', { policies: [policy('m.json:*', { min: 0 })] })).toHaveLength(2)
    const fixes = claims(
      { committed: files({ 'm.json': '{"a":NaN,"b":1}' }), measured: files({ 'm.json': '{"a":NaN,"b":2}' }) },
      { ...rules, ...judged, repairs: new Map([['m.json', 'dvc repro -f']]) },
    ).map(({ fix }) => fix)
    expect(fixes).toEqual([undefined, 'dvc repro -f'])
  })

  test('an unreadable file blocks where the baseline has a metric of a policy in it, or where no file has the metric', () => {
    const sides = (baseline?: string) => ({
      committed: files({ 'notes.txt': 'all is well', 'm.json': '{"a":1}' }),
      measured: files({ 'notes.txt': 'all is well', 'm.json': '{"a":1}' }),
      ...(baseline === undefined ? {} : { baseline: files({ 'notes.txt': baseline }) }),
    })
    expect(claims(sides(), { ...rules, ...judged })).toEqual([])
    expect(claims(sides('a: 1'), { ...rules, ...judged })).toHaveLength(2)
    expect(claims(sides(), { ...rules, policies: [policy('b', { min: 0 })] })).toHaveLength(2)
  })

  test('a build reports a value that no policy is about as a notice, and not where the baseline has the same', () => {
    const measured = files({ 'm.json': '{"a":1,"b":NaN}', 'notes.txt': 'all is well' })
    const severities = (...more: Parameters<typeof unreadable> extends [unknown, ...infer Rest] ? Rest : never) =>
      unreadable(measured, ...more).map(({ severity }) => severity)
    expect(severities()).toEqual(['notice', 'notice'])
    expect(severities([policy('b', { min: 0 })])).toEqual(['error', 'notice'])
    expect(severities([], measured)).toEqual([])
    expect(severities([policy('b', { min: 0 })], measured)).toEqual(['error'])
  })
})

test.each([
  ['seconds', true],
  ['fit_time', true],
  ['latency_p95_ms', true],
  ['timing.train', true],
  ['eval.fitSeconds', true],
  ['fit_s', true],
  ['accuracy', false],
  ['time_series_mae', false],
  ['s', false],
  ['loss', false],
  ['timely', false],
])('the name %s of a metric that differs: a time is %p', (name, isTime) => {
  const [finding] = claims(
    { committed: files({ 'm.json': { [name]: 12 } }), measured: files({ 'm.json': { [name]: 10 } }) },
    { ...rules, repairs: new Map([['m.json', 'dvc repro -f']]) },
  )
  expect(finding?.severity).toBe('error')
  expect(finding?.fix).toBe(isTime ? undefined : 'dvc repro -f')
  const line = /`(metrics: .*)`/.exec(finding?.message ?? '')?.[1]
  expect(line !== undefined).toBe(isTime)
})

test('the tolerance that is proposed for a time is valid, and covers twice the difference', () => {
  const message = (claimed: number, measured: number) => found(`{"seconds":${claimed}}`, `{"seconds":${measured}}`)[0]
  expect(message(12, 10)).toContain('{ policies: { "m.json:seconds": { tolerance: 50% } } }')
  expect(message(25, 10)).toContain('{ tolerance: 300% }')
  expect(message(0.5, 0)).toContain('{ tolerance: 1 }')
  expect(
    found('{"seconds":12}', '{"seconds":10}', {
      policies: [policy('m.json:seconds', { tolerance: { amount: 0.5, unit: 'share' } })],
    }),
  ).toEqual([])
})

test('claims ignores files that the evaluation does not write', () => {
  const committed = files({ 'train.json': { loss: 1 }, 'eval.json': { f1: 0.5 } })
  expect(claims({ committed, measured: files({ 'eval.json': { f1: 0.5 } }) }, rules)).toEqual([])
})

test('claims reports a file that the evaluation should have written', () => {
  const measured = new Map([['m.json', unreadableFile('m.json', 'the evaluation did not make it')]])
  expect(claims({ committed: files({ 'm.json': { a: 1 } }), measured }, rules).map(({ message }) => message)).toEqual([
    'The measured metrics file cannot be used: m.json cannot be read: the evaluation did not make it.',
  ])
})

describe('tolerance', () => {
  const absolute = (amount: number): Limit => ({ amount, unit: 'absolute' })
  const share = (amount: number): Limit => ({ amount, unit: 'share' })

  test('a policy has a tolerance of its own, absolute or as a share of the measured value', () => {
    const lateral = (claimed: number, tolerance: Limit) =>
      found(`{"lateral":${claimed}}`, '{"lateral":100}', { policies: [policy('lateral', { tolerance })] })
    expect(lateral(120, share(0.2))).toEqual([])
    expect(lateral(80, share(0.2))).toEqual([])
    expect(lateral(121, share(0.2))).toEqual(['1 lateral: claimed 121, measured 100 (tolerance 20% relative)'])
    expect(lateral(100.5, absolute(0.5))).toEqual([])
    expect(lateral(100.6, absolute(0.5))).toEqual(['1 lateral: claimed 100.6, measured 100 (tolerance 0.5 absolute)'])
  })

  test('a tolerance never excuses a value that is no number', () => {
    expect(found('{"a":NaN}', '{"a":1}', { policies: [policy('a', { tolerance: share(1e9) })] })).toHaveLength(1)
  })

  test('the tolerance of the most specific policy counts, in any order of the policies', () => {
    const policies = [
      policy('*', { tolerance: absolute(0) }),
      policy('lat*', { tolerance: absolute(50) }),
      policy('lateral', { min: 1 }),
      policy('late*', { tolerance: absolute(10) }),
    ]
    for (const order of [policies, [...policies].reverse()]) {
      expect(found('{"lateral":110,"other":1}', '{"lateral":100,"other":1}', { policies: order })).toEqual([])
      expect(found('{"lateral":120}', '{"lateral":100}', { policies: order })).toEqual([
        '1 lateral: claimed 120, measured 100 (tolerance 10 absolute)',
      ])
    }
  })
})

test('a claim proposes the command that writes the file again', () => {
  const [finding] = claims(
    { committed: files({ 'm.json': { a: 1 } }), measured: files({ 'm.json': { a: 2 } }) },
    { ...rules, repairs: new Map([['m.json', 'dvc repro -f -s evaluate']]) },
  )
  expect(finding?.fix).toBe('dvc repro -f -s evaluate')
})

test('unreadable measured values are findings where nothing was committed', () => {
  const measured = new Map([
    ...files({ 'm.json': '{"a":1,\n"b":NaN,"c":"x"}' }),
    ['n.json', unreadableFile('n.json', 'it is not there')] as const,
  ])
  expect(unreadable(measured, [policy('m.json:b'), policy('n.json:a')])).toEqual([
    { rule: 'metric-unreadable', severity: 'error', path: 'm.json', line: 2, message: 'b in m.json is NaN.' },
    {
      rule: 'metric-unreadable',
      severity: 'error',
      path: 'n.json',
      message: 'n.json cannot be read: it is not there.',
    },
  ])
})

test('property: a claim passes exactly within the tolerance, both ways', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(number, number, fc.double({ min: 1e-9, max: 1, noNaN: true }), (measured, claimed, amount) => {
      const findings = found(`{"a":${claimed}}`, `{"a":${measured}}`, { tolerance: { amount, unit: 'share' } })
      const off = Math.abs(claimed - measured) - amount * Math.abs(measured)
      fc.pre(Math.abs(off) > 1e-8)
      expect(findings.length > 0).toBe(off > 0)
    }),
  )
})
