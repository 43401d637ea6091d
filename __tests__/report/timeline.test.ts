import { describe, expect, test } from '@jest/globals'
import { renderComment } from '../../src/report/comment.js'
import { renderPage } from '../../src/report/html/page.js'
import { timelineOf } from '../../src/report/html/timeline.js'
import { emptyReport, type Report, type StepReport, secondsOf } from '../../src/report/report.js'
import { sectionsOf } from '../../src/report/sections.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { fullReport, overlappingReport } from './sample.js'

/** A report of steps alone. */
function reportOf(steps: StepReport[], seconds?: number): Report {
  const report = emptyReport('validate', { sha: '', ref: '', event: 'local', trusted: true })
  return { ...report, steps, ...(seconds === undefined ? {} : { seconds }) }
}

const step = (name: string, started: number | undefined, seconds: number): StepReport => ({
  name,
  conclusion: 'success',
  seconds,
  ...(started === undefined ? {} : { started }),
})

function timeline(report: Report) {
  const section = sectionsOf(report).find(({ title }) => title === 'Steps')
  if (section === undefined) throw new Error('the report has no steps')
  return timelineOf(section, report)
}

/** Start and width of each bar, in percent. */
function bars(report: Report): number[][] {
  return timeline(report).rows.map(({ cells }) => {
    const drawing = cells.find((cell) => cell.kind === 'drawing')
    const [, x, width] = (drawing?.kind === 'drawing' && / x="(.*?)%" width="(.*?)%"/.exec(drawing.html)) || []
    return [Number(x), Number(width)]
  })
}

describe('the timeline of the page', () => {
  test('a bar lies where its step ran on the axis of the run, so bars of steps that run beside each other overlap', () => {
    const report = reportOf([step('verify', 1, 4), step('pull', 2, 6), step('gate', 8, 2)], 10)
    expect(bars(report)).toEqual([
      [10, 40],
      [20, 60],
      [80, 20],
    ])
  })

  test('the numbers are in cells of their own, with the reasons and in the order of the report', () => {
    const { columns, rows, quietly } = timeline(overlappingReport())
    expect(columns).toEqual(['', 'Step', 'Timeline', 'Start', 'Time', 'Why'])
    expect(rows.map(({ cells }) => cells.map(({ text }) => text)).slice(3, 6)).toEqual([
      ['passed', 'verify', '', '2.10 s', '5.00 s', ''],
      ['passed', 'pull', '', '2.20 s', '24.0 s', 'everything'],
      [
        'failed',
        'reproduce',
        '',
        '26.3 s',
        '1.20 s',
        'dvc repro would run train@forest, because src/train.py and train.C in params.yaml changed',
      ],
    ])
    // No row is folded: the timeline is whole.
    expect(quietly).toBeUndefined()
  })

  test('a bar is visible however short its step, and ends within the axis', () => {
    for (const [x = NaN, width = NaN] of bars(reportOf([step('a', 0, 0), step('b', 10, 0), step('c', 3, 12)], 10))) {
      expect(width).toBeGreaterThan(0)
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(100.01)
    }
    expect(bars(reportOf([step('a', 0, 0)], 0))).toEqual([[0, 0.6]])
  })

  test('a bar has the conclusion of its step', () => {
    const html = renderPage(overlappingReport(), { assets: { style: '', script: '', charts: '' }, version: '0.0.0' })
    expect([...html.matchAll(/<rect class="(\w+)"/g)].map(([, name]) => name)).toEqual(
      overlappingReport().steps.map(({ conclusion }) => conclusion),
    )
  })

  test('a report without the starts of its steps keeps its list', () => {
    const section = timeline(reportOf([step('verify', 1, 4), step('pull', undefined, 6)]))
    expect(section.columns).toEqual(['', 'Step', 'Time'])
    const html = renderPage(fullReport(), { assets: { style: '', script: '', charts: '' }, version: '0.0.0' })
    expect(html).not.toContain('class="drawn"')
    expect(html).toContain('data-more="Show 2 others passed in 12.9 s"')
  })
})

describe('the seconds of a run', () => {
  test('the wall clock of the run counts, and the sum of the steps only in a report without it', () => {
    const steps = [step('verify', 1, 4), step('pull', 1, 6)]
    expect([secondsOf(reportOf(steps, 8)), secondsOf(reportOf(steps))]).toEqual([8, 10])
  })

  test('no rendering adds up steps that ran beside each other', () => {
    const report = overlappingReport()
    const page = renderPage(report, { assets: { style: '', script: '', charts: '' }, version: '0.0.0' })
    expect(page).toContain('<span>Steps</span><b>31.5\u00a0s</b>')
    expect(renderTerminal(report)).toContain('\n  2 others passed in a run of 31.5 s\n')
    const comment = renderComment(report, { project: '' })
    expect(comment).toContain('9 in 31.5\u00a0s')
    expect(comment).toContain(' · 31.5\u00a0s</sub>')
  })
})
