import fc from 'fast-check'
import type { MetricSides } from '../../src/metrics/compare.js'
import { gatePassed, judge } from '../../src/metrics/judge.js'
import { unreadableFile } from '../../src/metrics/metrics-file.js'
import type { Limit, Policy } from '../../src/settings/settings.js'
import { examples } from '../support/turn.js'
import { files, policy } from './build.js'

const absolute = (amount: number): Limit => ({ amount, unit: 'absolute' })
const share = (amount: number): Limit => ({ amount, unit: 'share' })

type Content = string | Record<string, unknown>
function sides(value: Content | undefined, baseline?: Content): MetricSides {
  return {
    committed: value === undefined ? new Map() : files({ 'm.json': value }),
    baseline: baseline === undefined ? new Map() : files({ 'm.json': baseline }),
  }
}

/** `+ rule: message` for each result that passed, `- …` for each that failed. */
const shown = (policies: Policy[], on: MetricSides): string[] =>
  judge(policies, on).map(({ passed, rule, message }) => `${passed ? '+' : '-'} ${rule}: ${message}`)

test.each<[Partial<Policy>, Content, Content | undefined, string[]]>([
  [{ min: 0.95 }, { a: 0.97 }, undefined, ['+ min: 0.95: a is 0.97, at least the required 0.95.']],
  [{ min: 0.95 }, { a: 0.95 }, undefined, ['+ min: 0.95: a is 0.95, at least the required 0.95.']],
  [{ min: 0.95 }, { a: 0.91 }, undefined, ['- min: 0.95: a is 0.91, below the required 0.95.']],
  [{ min: 0.95 }, { a: 0.949999999 }, undefined, ['- min: 0.95: a is 0.949999999, below the required 0.95.']],
  [{ max: 200 }, { a: 180.5 }, undefined, ['+ max: 200: a is 180.5, at most the allowed 200.']],
  [{ max: 200 }, { a: 250 }, undefined, ['- max: 200: a is 250, above the allowed 200.']],
  [{ min: 0 }, { a: 0 }, undefined, ['+ min: 0: a is 0, at least the required 0.']],
  [{ min: 0 }, '{"a":-0}', undefined, ['+ min: 0: a is 0, at least the required 0.']],
  [
    { min: 0, max: 1 },
    { a: 2 },
    undefined,
    ['+ min: 0: a is 2, at least the required 0.', '- max: 1: a is 2, above the allowed 1.'],
  ],
  [{ unchanged: true }, { a: 3 }, { a: 3 }, ['+ unchanged: a is 3, as in the baseline.']],
  [{ unchanged: true }, { a: 3.0000001 }, { a: 3 }, ['- unchanged: a is 3.0000001, and it was 3 in the baseline.']],
  [
    { unchanged: true },
    { a: 3 },
    undefined,
    ['+ unchanged: a is a new metric: no baseline has it, so `unchanged` has nothing to compare with yet.'],
  ],
  [
    { maxDrop: absolute(0.01) },
    { a: 0.91 },
    { a: 0.96 },
    ['- max_drop: 0.01: a fell by 0.05 from 0.96 to 0.91, more than the allowed 0.01.'],
  ],
  [
    { maxDrop: absolute(0.01) },
    { a: 0.95 },
    { a: 0.96 },
    ['+ max_drop: 0.01: a fell by 0.01 from 0.96 to 0.95, within the allowed 0.01.'],
  ],
  [
    { maxDrop: absolute(0.01) },
    { a: 0.97 },
    { a: 0.96 },
    ['+ max_drop: 0.01: a rose by 0.01 from 0.96 to 0.97; it may fall by 0.01.'],
  ],
  [
    { maxDrop: absolute(0.01) },
    { a: 0.96 },
    { a: 0.96 },
    ['+ max_drop: 0.01: a is 0.96, as in the baseline; it may fall by 0.01.'],
  ],
  [
    { maxDrop: absolute(0) },
    { a: 0.96 },
    { a: 0.96 },
    ['+ max_drop: 0: a is 0.96, as in the baseline; it may fall by 0.'],
  ],
  [
    { maxDrop: share(0.01) },
    { a: 0.955 },
    { a: 0.96 },
    ['+ max_drop: 1%: a fell by 0.005 from 0.96 to 0.955, within the allowed 0.0096 (1% of the baseline).'],
  ],
  [
    { maxDrop: share(0.01) },
    { a: 0.94 },
    { a: 0.96 },
    ['- max_drop: 1%: a fell by 0.02 from 0.96 to 0.94, more than the allowed 0.0096 (1% of the baseline).'],
  ],
  [
    { maxDrop: share(0.29) },
    { a: 71 },
    { a: 100 },
    ['+ max_drop: 29%: a fell by 29 from 100 to 71, within the allowed 29 (29% of the baseline).'],
  ],
  [
    { maxDrop: share(0.1) },
    { a: -11 },
    { a: -10 },
    ['+ max_drop: 10%: a fell by 1 from -10 to -11, within the allowed 1 (10% of the baseline).'],
  ],
  [
    { maxDrop: share(0.1) },
    { a: -12 },
    { a: -10 },
    ['- max_drop: 10%: a fell by 2 from -10 to -12, more than the allowed 1 (10% of the baseline).'],
  ],
  [
    { maxDrop: share(0.1) },
    { a: -1 },
    { a: 0 },
    ['- max_drop: 10%: a fell by 1 from 0 to -1, more than the allowed 0 (10% of the baseline, which is 0).'],
  ],
  [
    { maxRise: share(0.1) },
    { a: 1 },
    { a: 0 },
    ['- max_rise: 10%: a rose by 1 from 0 to 1, more than the allowed 0 (10% of the baseline, which is 0).'],
  ],
  [
    { maxRise: share(0.1) },
    { a: 220 },
    { a: 200 },
    ['+ max_rise: 10%: a rose by 20 from 200 to 220, within the allowed 20 (10% of the baseline).'],
  ],
  [
    { maxRise: share(0.1) },
    { a: 221 },
    { a: 200 },
    ['- max_rise: 10%: a rose by 21 from 200 to 221, more than the allowed 20 (10% of the baseline).'],
  ],
  [
    { maxRise: absolute(5) },
    { a: 190 },
    { a: 200 },
    ['+ max_rise: 5: a fell by 10 from 200 to 190; it may rise by 5.'],
  ],
  [
    { maxRise: absolute(-5) },
    { a: 200 },
    { a: 200 },
    ['- max_rise: -5: a is 200, as in the baseline, which `max_rise: -5` does not allow.'],
  ],
  [
    { maxDrop: share(9) },
    { a: -1e308 },
    { a: 1e308 },
    [
      '- max_drop: 900%: a fell by Infinity from 1e308 to -1e308, more than the allowed Infinity (900% of the baseline).',
    ],
  ],
  [
    { maxDrop: absolute(0.01), min: 0.9 },
    { a: 0.8 },
    { b: 1 },
    [
      '- min: 0.9: a is 0.8, below the required 0.9.',
      '+ max_drop: 0.01: a is a new metric: no baseline has it, so `max_drop: 0.01` has nothing to compare with yet.',
    ],
  ],
  [{}, { a: 0.8 }, undefined, ['+ missing: fail: a is 0.8; no limit is set for it.']],
])('the limits %j on %j with the baseline %j have the right results', (limits, value, baseline, expected) => {
  expect(shown([policy('a', limits)], sides(value, baseline))).toEqual(expected)
})

describe('a metric that is no number', () => {
  const asked: Partial<Policy>[] = [
    { min: -1e9 },
    { max: 1e9 },
    { maxDrop: absolute(1e9) },
    { maxRise: share(1e9) },
    {},
  ]
  test.each<[string, string]>([
    ['{"a":NaN}', 'a cannot be judged: a in m.json is NaN.'],
    ['{"a":Infinity}', 'a cannot be judged: a in m.json is Infinity.'],
    ['{"a":-Infinity}', 'a cannot be judged: a in m.json is -Infinity.'],
    ['{"a":1e400}', 'a cannot be judged: a in m.json is 1e400 (too large for a number).'],
    ['{"a":[0.97]}', 'a cannot be judged: a in m.json is a list.'],
    ['{"a":"0.97"}', 'a cannot be judged: a in m.json is the text "0.97".'],
    ['{"a":"good"}', 'a cannot be judged: a in m.json is the text "good".'],
    ['{"a":true}', 'a cannot be judged: a in m.json is true.'],
    ['{"a":null}', 'a cannot be judged: a in m.json is null.'],
    ['{"a":0.5,"a":0.97}', 'a cannot be judged: a in m.json is given more than once.'],
    ['{"a":{}, "a":0.97}', 'a cannot be judged: a in m.json is given more than once.'],
    ['{"a":0.97', 'a cannot be judged: m.json cannot be read: line 1: it is not valid JSON (close brace expected).'],
    ['', 'a cannot be judged: m.json cannot be read: it is empty.'],
  ])('a metric that is no number fails every limit: %s', (text, message) => {
    for (const limits of asked) {
      for (const missing of ['fail', 'ignore'] as const) {
        const results = judge([policy('a', { ...limits, missing })], sides(text, { a: 0.5 }))
        expect(results.map((result) => [result.passed, result.message])).toEqual([[false, message]])
        expect(results[0]).not.toHaveProperty('value')
      }
    }
  })
})

describe('missing metrics', () => {
  test('a missing metric fails under its name and under a pattern', () => {
    const gone =
      'a is missing: the baseline has 0.96 in m.json. If you removed it on purpose, set `missing: ignore` for it or remove its policy.'
    for (const metric of ['a', 'm.json:a', '*.json:?', '*']) {
      expect(
        judge([policy(metric, { min: 0, maxDrop: absolute(1) })], sides({ bb: 1 }, { a: 0.96 })).filter(
          (result) => result.metric === 'a',
        ),
      ).toEqual([
        { metric: 'a', rule: 'min: 0', passed: false, severity: 'error', baseline: 0.96, message: gone },
        { metric: 'a', rule: 'max_drop: 1', passed: false, severity: 'error', baseline: 0.96, message: gone },
      ])
    }
  })

  test('a metric whose whole file is missing fails', () => {
    expect(shown([policy('a', { min: 0 })], sides(undefined, { a: 0.96 }))[0]).toMatch(/^- min: 0: a is missing/)
  })

  test('a metric that the evaluation no longer writes fails', () => {
    const on = {
      committed: files({ 'm.json': { a: 1 } }),
      measured: files({ 'm.json': { b: 1 } }),
      baseline: new Map(),
    }
    expect(shown([policy('a', { min: 0 })], on)).toEqual([
      '- min: 0: a is missing: only the committed m.json has it. If you removed it on purpose, set `missing: ignore` for it or remove its policy.',
    ])
  })

  test('a missing metric passes only under missing: ignore', () => {
    expect(shown([policy('a', { min: 0, missing: 'ignore' })], sides({ b: 1 }, { a: 0.96 }))).toEqual([
      '+ min: 0: a no longer exists, which `missing: ignore` allows.',
    ])
    expect(shown([policy('x', { min: 0, missing: 'ignore' })], sides({ b: 1 }))).toEqual([
      '+ min: 0: No metric is named x, which `missing: ignore` allows.',
    ])
  })

  test('a policy that matches no metric fails and names the nearest metrics', () => {
    expect(
      judge(
        [policy('acuracy', { min: 0.9, maxDrop: share(0.01), severity: 'warning' })],
        sides({ accuracy: 1, loss: 2, f1: 1, precision: 1 }),
      ),
    ).toEqual([
      {
        metric: 'acuracy',
        rule: 'min: 0.9',
        passed: false,
        severity: 'warning',
        message: 'No metric is named acuracy. The nearest are accuracy, f1, loss.',
      },
      {
        metric: 'acuracy',
        rule: 'max_drop: 1%',
        passed: false,
        severity: 'warning',
        message: 'No metric is named acuracy. The nearest are accuracy, f1, loss.',
      },
    ])
    expect(shown([policy('accuracy', { min: 1 })], sides({ 'eval.accuracy': 1 }))).toEqual([
      '- min: 1: No metric is named accuracy. The nearest is eval.accuracy.',
    ])
    expect(shown([policy('other/*.json:a', { min: 1 })], sides({ a: 1 }))).toEqual([
      '- min: 1: No metric is named other/*.json:a. The nearest is a.',
    ])
    expect(shown([policy('a', { min: 1 })], sides({ model: 'x' }))).toEqual([
      '- min: 1: No metric is named a. No metrics file has a number.',
    ])
    expect(shown([policy('a', {})], sides(undefined))).toEqual([
      '- missing: fail: No metric is named a. No metrics file has a number.',
    ])
  })

  test('an unreadable file does not count as a missing metric', () => {
    const on = { committed: files({ 'm.json': '{', 'n.json': { b: 1 } }), baseline: new Map() }
    for (const missing of ['fail', 'ignore'] as const) {
      expect(shown([policy('a', { min: 0, missing })], on)).toEqual([
        '- min: 0: No metric is named a. m.json cannot be read: line 1: it is not valid JSON (close brace expected).',
      ])
    }
    expect(judge([policy('n.json:a', { min: 0, missing: 'ignore' })], on)[0]?.passed).toBe(true)
  })
})

describe('patterns', () => {
  const text = { accuracy: 0.5, 'eval.f1': 0.6, model: 'forest', matrix: [1], ok: true, note: null, quoted: '0.1' }
  test('a pattern matches numbers, and text only where it reads like a number or was one', () => {
    expect(judge([policy('*', { min: 0 })], sides(text)).map(({ metric, passed }) => [metric, passed])).toEqual([
      ['accuracy', true],
      ['eval.f1', true],
      ['quoted', false],
    ])
    expect(
      judge([policy('*', { min: 0 })], sides(text, { model: 0.7, matrix: 1 }))
        .filter(({ passed }) => !passed)
        .map(({ metric }) => metric),
    ).toEqual(['model', 'matrix', 'quoted'])
    expect(
      judge([policy('*', { min: 0 })], sides('{"a":NaN,"b":1,"b":2,"c":1}')).map(({ metric, passed }) => [
        metric,
        passed,
      ]),
    ).toEqual([
      ['a', false],
      ['b', false],
      ['c', true],
    ])
  })

  test('patterns match over files and names', () => {
    const on = {
      committed: files({ 'eval/a.json': { f1: 0.9, loss: 1 }, 'eval/b.json': { f1: 0.8 }, 'train.json': { f1: 0.1 } }),
      baseline: new Map(),
    }
    expect(
      judge([policy('eval/*.json:f1', { min: 0.85 })], on).map(({ metric, passed, value }) => [metric, passed, value]),
    ).toEqual([
      ['eval/a.json:f1', true, 0.9],
      ['eval/b.json:f1', false, 0.8],
    ])
    expect(judge([policy('loss', { max: 1 })], on).map(({ metric }) => metric)).toEqual(['loss'])
    expect(judge([policy('{train,eval/a}.json:{f1,loss}', { min: 0 })], on).map(({ metric }) => metric)).toEqual([
      'eval/a.json:f1',
      'loss',
      'train.json:f1',
    ])
  })

  test('patterns match metrics of all formats', () => {
    const on = {
      committed: files({
        'a.json': '{"s":{"x":1}}',
        'b.yaml': 's:\n  x: 2',
        'c.toml': '[s]\nx = 3',
        'd.yml': 's: {x: .nan}',
      }),
      baseline: new Map(),
    }
    expect(judge([policy('*:s.x', { max: 2 })], on).map(({ metric, passed }) => `${metric} ${passed}`)).toEqual([
      'a.json:s.x true',
      'b.yaml:s.x true',
      'c.toml:s.x false',
      'd.yml:s.x false',
    ])
  })
})

describe('the baseline', () => {
  const drop = policy('a', { min: 0.5, maxDrop: absolute(0.01) })
  const only = (on: MetricSides) => shown([drop], on).filter((line) => line.includes('max_drop'))

  test('without a baseline a drop fails and a minimum does not', () => {
    expect(shown([drop], { committed: files({ 'm.json': { a: 0.9 } }) })).toEqual([
      '+ min: 0.5: a is 0.9, at least the required 0.5.',
      '- max_drop: 0.01: a cannot be compared: there is no baseline. Set metrics.baseline, or remove `max_drop: 0.01`.',
    ])
  })

  test.each(['{"a":NaN}', '{"a":"0.9"}', '{"a":1,"a":2}', '{"a":[1]}'])('a baseline of %s fails max_drop', (text) => {
    expect(only(sides({ a: 0.9 }, text))[0]).toMatch(
      /^- max_drop: 0.01: a cannot be compared with the baseline: a in m.json is /,
    )
  })

  test('an unreadable file of the baseline fails max_drop, under the old path too', () => {
    const lost = new Map([['m.json', unreadableFile('m.json', 'its object is not in the remote')]])
    const failure =
      '- max_drop: 0.01: a cannot be compared with the baseline: m.json cannot be read: its object is not in the remote. Choose another metrics.baseline, or remove `max_drop: 0.01` for this change.'
    expect(only({ committed: files({ 'm.json': { a: 0.9 } }), baseline: lost })).toEqual([failure])
    expect(only({ committed: files({ 'new.json': { a: 0.9 } }), baseline: lost })).toEqual([failure])
  })

  test('a metric of another file is new, and a moved metric keeps its baseline', () => {
    expect(
      only({
        committed: files({ 'm.json': { a: 0.9 }, 'n.json': { a: 0.9 } }),
        baseline: files({ 'n.json': { a: 0.9 } }),
      }),
    ).toEqual([
      '+ max_drop: 0.01: m.json:a is a new metric: no baseline has it, so `max_drop: 0.01` has nothing to compare with yet.',
      '+ max_drop: 0.01: n.json:a is 0.9, as in the baseline; it may fall by 0.01.',
    ])
    const moved = { committed: files({ 'eval/m.json': { a: 0.9 } }), baseline: files({ 'm.json': { a: 0.96 } }) }
    expect(judge([policy('eval/m.json:a', { maxDrop: absolute(0.01) })], moved)).toEqual([
      {
        metric: 'eval/m.json:a',
        rule: 'max_drop: 0.01',
        passed: false,
        severity: 'error',
        value: 0.9,
        baseline: 0.96,
        message: 'eval/m.json:a fell by 0.06 from 0.96 to 0.9, more than the allowed 0.01.',
      },
    ])
    // By its bare name it is one metric and not a second, missing one; by its old file it is missing.
    expect(
      judge([policy('a', { maxDrop: absolute(0.01) })], moved).map(({ metric, passed, baseline }) => [
        metric,
        passed,
        baseline,
      ]),
    ).toEqual([['eval/m.json:a', false, 0.96]])
    expect(judge([policy('a', { min: 0.8 })], moved).map(({ passed }) => passed)).toEqual([true])
    expect(shown([policy('m.json:a', { min: 0.8 })], moved)[0]).toMatch(/^- min: 0\.8: m\.json:a is missing/)
    const merged = {
      committed: files({ 'new.json': { a: 0.9 } }),
      baseline: files({ 'x.json': { a: 0.9 }, 'y.json': { a: 0.9 } }),
    }
    expect(shown([policy('new.json:a', { maxDrop: absolute(1) })], merged)).toEqual([
      '- max_drop: 1: new.json:a cannot be compared with the baseline: x.json and y.json both had it, and neither has it now. Choose another metrics.baseline, or remove `max_drop: 1` for this change.',
    ])
  })
})

test('the gate judges the measured value, not the committed one', () => {
  const on = {
    committed: files({ 'm.json': { a: 0.97 } }),
    measured: files({ 'm.json': { a: 0.91 } }),
    baseline: new Map(),
  }
  expect(judge([policy('a', { min: 0.95 })], on).map(({ passed, value }) => [passed, value])).toEqual([[false, 0.91]])
})

test('a policy with severity warning never fails the gate', () => {
  const results = judge(
    [policy('a', { min: 1, severity: 'warning' }), policy('x', { min: 1, severity: 'warning' })],
    sides({ a: 0 }),
  )
  expect(results.map(({ passed, severity }) => [passed, severity])).toEqual([
    [false, 'warning'],
    [false, 'warning'],
  ])
  expect(gatePassed(results)).toBe(true)
  expect(gatePassed(judge([policy('a', { min: 1 })], sides({ a: 0 })))).toBe(false)
  expect(gatePassed([])).toBe(true)
})

test('the gate judges 5,000 metrics under 50 policies in a short time', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, index]))
  const policies = Array.from({ length: 50 }, (_, index) =>
    policy(index % 2 === 0 ? `m${index}` : `*${index}9`, { min: 0 }),
  )
  expect(gatePassed(judge(policies, sides(many, many)))).toBe(true)
})

describe('properties', () => {
  const name = fc.constantFrom('a', 'b', 'a.b', 'f1', '__proto__', 'constructor')
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
    fc.constantFrom<unknown>('NaN', 'text', '0.5', true, null, [1]),
  )
  const content = fc.dictionary(name, leaf)
  const contents = fc.dictionary(fc.constantFrom('m.json', 'eval/m.json', 'n.yaml'), content)
  const limit = fc.record({
    amount: fc.double({ min: 0, max: 5, noNaN: true }),
    unit: fc.constantFrom<Limit['unit']>('absolute', 'share'),
  })
  const bound = fc.double({ min: -10, max: 10, noNaN: true })
  const limits = fc.record({ min: bound, max: bound, maxDrop: limit, maxRise: limit }, { requiredKeys: [] })
  const pattern = fc.constantFrom('a', 'b', 'a.b', 'f1', '*', 'eval/*.json:*', 'm.json:a', 'constructor', 'nothing')
  const anyPolicy = fc
    .tuple(pattern, limits, fc.constantFrom<Policy['missing']>('fail', 'ignore'))
    .map(([metric, rest, missing]) => policy(metric, { ...rest, missing }))
  const anySides = fc
    .tuple(contents, fc.option(contents, { nil: undefined }), fc.option(contents, { nil: undefined }))
    .map(([committed, measured, baseline]) => ({
      committed: files(committed),
      measured: measured === undefined ? undefined : files(measured),
      baseline: baseline === undefined ? undefined : files(baseline),
    }))
  const step = fc.double({ min: 0, max: 5, noNaN: true })

  test('property: a stricter limit never turns a failure into a pass', () => {
    fc.assert(
      fc.property(anyPolicy, anySides, step, (weaker, on, more) => {
        const tighter = (of: Limit): Limit => ({ ...of, amount: Math.max(0, of.amount - more) })
        const stricter: Policy = {
          ...weaker,
          ...(weaker.min === undefined ? {} : { min: weaker.min + more }),
          ...(weaker.max === undefined ? {} : { max: weaker.max - more }),
          ...(weaker.maxDrop === undefined ? {} : { maxDrop: tighter(weaker.maxDrop) }),
          ...(weaker.maxRise === undefined ? {} : { maxRise: tighter(weaker.maxRise) }),
          missing: 'fail',
        }
        const [before, after] = [judge([weaker], on), judge([stricter], on)]
        expect(after).toHaveLength(before.length)
        after.forEach((result, index) => expect(result.passed && before[index]?.passed === false).toBe(false))
      }),
      { numRuns: examples(250) },
    )
  })

  test('property: no metric passes without a value, and every policy has a result', () => {
    fc.assert(
      fc.property(anyPolicy, anySides, (asked, on) => {
        const results = judge([{ ...asked, missing: 'fail' }], on)
        expect(results.length).toBeGreaterThan(0)
        for (const result of results) {
          expect(result.passed && result.value === undefined).toBe(false)
          expect(result.message).toMatch(/^\S.*\.$/)
          expect(result.value === undefined || Number.isFinite(result.value)).toBe(true)
        }
      }),
      { numRuns: examples(250) },
    )
  })

  test('property: a removed metric never turns a failing gate into a passing one', () => {
    fc.assert(
      fc.property(anyPolicy, content, content, name, (asked, value, baseline, gone) => {
        const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== gone))
        const strict = { ...asked, missing: 'fail' as const }
        fc.pre(typeof baseline[gone] === 'number' && !gatePassed(judge([strict], sides(value, baseline))))
        expect(gatePassed(judge([strict], sides(rest, baseline)))).toBe(false)
      }),
      { numRuns: examples(250) },
    )
  })

  test('property: the order of files, metrics and policies does not matter', () => {
    const UNMEASURED: Policy = { metric: 'a', severity: 'error', missing: 'fail' }
    const hollow = (path: string) => [path, { path, leaves: new Map() }] as const
    const TWO_HOLLOW_FILES: MetricSides & { measured: MetricSides['committed']; baseline: MetricSides['committed'] } = {
      committed: new Map(),
      measured: new Map([hollow('n.yaml'), hollow('eval/m.json')]),
      baseline: new Map([['m.json', { path: 'm.json', leaves: new Map([['a', { value: 0, line: 1 }]]) }]]),
    }
    const turned = <T>(map: ReadonlyMap<string, T> | undefined) =>
      map === undefined ? undefined : new Map([...map].reverse())
    fc.assert(
      fc.property(fc.array(anyPolicy, { maxLength: 4 }), anySides, (policies, on) => {
        const other: MetricSides = {
          committed: turned(on.committed) ?? new Map(),
          measured: turned(on.measured),
          baseline: turned(on.baseline),
        }
        const lines = (results: unknown[]) => results.map((result) => JSON.stringify(result)).sort()
        expect(lines(judge([...policies].reverse(), other))).toEqual(lines(judge(policies, on)))
      }),
      { numRuns: examples(200), examples: [[[UNMEASURED], TWO_HOLLOW_FILES]] },
    )
  })
})

describe('measured comes first', () => {
  const both = (measured: Content, more: Partial<MetricSides> = {}): MetricSides => ({
    committed: files({ 'eval.json': { a: 0.9 }, 'train.json': { a: 0.99, b: 0.8 } }),
    measured: files({ 'eval.json': measured }),
    baseline: new Map(),
    ...more,
  })
  const verdicts = (name: string, on: MetricSides, rest: Partial<Policy> = {}) =>
    judge([policy(name, { min: 0.95, ...rest })], on).map(({ metric, passed }) => [metric, passed])

  test('a policy that names no file is about the measured metric, not about the committed one of another file', () => {
    expect(verdicts('a', both({ a: 0.5 }))).toEqual([['eval.json:a', false]])
    expect(verdicts('*', both({ a: 0.97 }))).toEqual([
      ['eval.json:a', true],
      ['b', false],
    ])
    expect(verdicts('train.json:a', both({ a: 0.5 }))).toEqual([['train.json:a', true]])
  })

  test('a metric that the evaluation should write, and did not, fails beside the committed one of another file', () => {
    expect(verdicts('a', both({}))).toEqual([['eval.json:a', false]])
    const lost = { committed: files({ 'train.json': { a: 0.99 } }), baseline: files({ 'eval.json': { a: 0.9 } }) }
    expect(verdicts('a', both({}, lost))).toEqual([['eval.json:a', false]])
    const never = { committed: files({ 'train.json': { a: 0.99 } }) }
    for (const measured of [{}, '{', 'text', { a: 'good' }])
      expect(verdicts('a', both(measured, never))).not.toContainEqual([expect.anything(), true])
    expect(judge([policy('a', { min: 0.95 })], both({}, never))[0]?.message).toBe(
      'a was not measured: eval.json has no number. The committed train.json has it; a policy named train.json:a is about that one.',
    )
  })

  test('a metric of another stage is judged by its committed value while the evaluation writes other numbers', () => {
    expect(verdicts('b', both({ a: 0.9 }), { min: 0.7 })).toEqual([['b', true]])
    expect(verdicts('b', both({}), { min: 0.7 })).toEqual([['b', false]])
    expect(verdicts('train.json:b', both({}), { min: 0.7 })).toEqual([['b', true]])
  })
})
