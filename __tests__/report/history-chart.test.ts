import fc from 'fast-check'
import { historySvg } from '../../src/report/html/history-chart.js'
import type { HistoryReport, PolicyReport } from '../../src/report/report.js'

const policy = (rule: string, baseline?: number): PolicyReport => ({
  metric: 'accuracy',
  rule,
  passed: true,
  severity: 'error',
  message: '',
  ...(baseline === undefined ? {} : { baseline }),
})
const history = (values: readonly number[]): HistoryReport => ({
  metric: 'accuracy',
  path: 'm.json',
  points: values.map((value) => ({ sha: 'a'.repeat(40), at: '2026-11-29T09:14:31Z', value })),
})
const drawn = (values: readonly number[], value: number | undefined, policies: PolicyReport[]) =>
  historySvg(history(values), {
    now: value === undefined ? undefined : { value, label: 'this run' },
    policies,
    address: () => undefined,
  })
const limits = (svg: string) =>
  [...svg.matchAll(/<path class="limit" d="M\S+ (\S+)H\S+"\/><text class="limit"[^>]*>([^<]*)</g)].map(
    ([, y, label]) => [label, Number(y)] as const,
  )
/** Of each circle that marks a value. */
const heights = (svg: string) =>
  [...svg.matchAll(/<circle class="(?:build|now[^"]*)" cx="[^"]*" cy="([^"]*)"/g)].map(([, y]) => Number(y))

test('a limit is at its height among the numbers, one against the baseline at its level', () => {
  const svg = drawn([0.9, 1], 0.95, [policy('min: 0.95'), policy('max_drop: 10%', 1), policy('max_rise: 0.5', 0.5)])
  const [[, at = 0] = [], , now] = [limits(svg)[0], undefined, heights(svg)[2]]
  expect(limits(svg).map(([label]) => label)).toEqual(['max_rise 0.5', 'min 0.95', 'max_drop 10%'])
  expect(limits(svg)[1]?.[1]).toBe(now)
  expect([at, limits(svg)[2]?.[1]]).toEqual([heights(svg)[1], heights(svg)[0]])
})

test('a limit far from the numbers is at the edge, with the side on which it is', () => {
  expect(limits(drawn([0.9, 0.91], 0.905, [policy('min: 0.2'), policy('max: 20')])).map(([label]) => label)).toEqual([
    'max 20 ↑',
    'min 0.2 ↓',
  ])
})

test('the last point is named as this run, in the drawing and in its text alternative', () => {
  const svg = drawn([0.9, 0.91], 0.95, [])
  expect(svg).toMatch(/<circle class="now good"[^>]*><title>this run: 0\.95<\/title>/)
  expect(svg).toMatch(
    /aria-label="accuracy in the last builds: from 0\.9 to 0\.91, and as the last point this run: 0\.95"/,
  )
  expect(svg).toMatch(/text-anchor="end">this run</)
  expect(drawn([0.9, 0.91], undefined, [])).not.toContain('this run')
})

test('a rule without a level has no line', () => {
  expect(limits(drawn([1], 2, [policy('missing: ignore'), policy('max_drop: 1%'), policy('min: x')]))).toEqual([])
})

test('no coordinate is NaN or outside of the drawing, for all numbers', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 10 }),
      fc.option(number, { nil: undefined }),
      fc.array(
        fc.tuple(fc.constantFrom('min', 'max', 'max_drop', 'max_rise'), number, fc.constantFrom('', '%'), number),
        { maxLength: 6 },
      ),
      (values, value, rules) => {
        const svg = drawn(
          values,
          value,
          rules.map(([kind, amount, unit, baseline]) => policy(`${kind}: ${amount}${unit}`, baseline)),
        )
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
        for (const [, y] of svg.matchAll(/ (?:cy|y)="([^"]*)"/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(0)
          expect(Number(y)).toBeLessThanOrEqual(160)
        }
      },
    ),
  )
})
