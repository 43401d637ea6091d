import fc from 'fast-check'
import type { HistoryReport } from '../../src/report/report.js'
import { historyLine, historyText, sparkline } from '../../src/report/sparkline.js'

const history = (values: readonly number[], more: Partial<HistoryReport> = {}): HistoryReport => ({
  metric: 'accuracy',
  path: 'metrics.json',
  points: values.map((value) => ({ sha: 'a'.repeat(40), at: '2026-11-29T09:14:31Z', value })),
  ...more,
})

const ABSENT = { metrics: [], policies: [] }

test('the smallest number is the lowest block and the largest the highest', () => {
  expect(sparkline([1, 2, 3, 4, 5, 6])).toBe('▁▂▃▅▆▇')
  expect(sparkline([3, 3, 3])).toBe('▃▃▃')
  expect(sparkline([-Number.MAX_VALUE, 0, Number.MAX_VALUE])).toBe('▁▅▇')
})

test('every number has one block, and a larger one never a lower', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 10 }),
      (all) => {
        const blocks = [...sparkline(all)]
        expect(blocks).toHaveLength(all.length)
        for (const [index, value] of all.entries())
          for (const [other, against] of all.entries())
            if (value > against) expect((blocks[index] ?? '') >= (blocks[other] ?? '')).toBe(true)
      },
    ),
  )
})

test('the last point is the value of this run, which the words say', () => {
  const metric = { name: 'accuracy', path: 'metrics.json', value: 0.98 }
  const policy = { metric: 'accuracy', rule: 'min: 0', passed: true, severity: 'error', message: '' } as const
  const report = { history: [history([0.951, 0.96])], metrics: [metric], policies: [policy] }
  expect(historyLine(report, 100)).toBe(
    '<sub>Last 2 official builds and this run: <code>accuracy</code> 0.951 ▁▃▇ 0.98 (this run)</sub>',
  )
  expect(historyLine({ ...report, history: [history([0.951], { shallow: true })] }, 100)).toBe(
    '<sub>Last official build, as far as this clone has them, and this run: <code>accuracy</code> 0.951 ▁▇ 0.98 (this run)</sub>',
  )
  expect(historyLine({ ...report, policies: [{ ...policy, stale: true }] }, 100)).toContain('0.98 (older model)')
  expect(historyLine({ ...report, metrics: [{ ...metric, path: 'other.json' }] }, 100)).not.toContain('this run')
})

test('the text has the first and the last value', () => {
  expect(historyText(history([0.951, 0.96, 0.9777]))).toBe('0.951 ▁▃▇ 0.9777')
  expect(historyText(history([0.951]))).toBe('0.951')
})

test('the line of Markdown names each metric, and says that the clone has a part', () => {
  expect(historyLine(ABSENT, 100)).toBe('')
  expect(historyLine({ ...ABSENT, history: [history([1])] }, 100)).toBe('')
  const both = [history([1, 2], { shallow: true }), history([2, 1, 3], { metric: '<b>|@team' })]
  expect(historyLine({ ...ABSENT, history: both }, 100)).toBe(
    '<sub>Last 3 official builds, as far as this clone has them: <code>accuracy</code> 1 ▁▇ 2 · <code>&#60;b&#62;&#124;&#64;team</code> 2 ▅▁▇ 3</sub>',
  )
})
