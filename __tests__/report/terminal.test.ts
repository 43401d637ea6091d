import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { emptyReport } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { displayWidth, fitWidth, padWidth, wrapWidth } from '../../src/report/width.js'
import { fullReport, HOSTILE, hostileReport } from './sample.js'

test('the terminal report has aligned columns and the verdict last', () => {
  const lines = renderTerminal(fullReport()).split('\n')
  const from = (title: string, many: number) => lines.slice(lines.indexOf(title), lines.indexOf(title) + many)
  expect(from('Missing from the remote', 4)).toEqual([
    'Missing from the remote',
    '  Paths                   Object                            Remote   State',
    '  data/a.csv, data/b.csv  d41d8cd98f00b204e9800998ecf8427e  storage  truncated',
    '    it has 3 bytes instead of 12',
  ])
  expect(from('Data', 3)).toEqual([
    'Data',
    '  Path          Change       Size  Before',
    '  data/raw.csv  modified  12.3 MB   999 B',
  ])
  // The steps repeat the failures, and the failures are next to the verdict.
  const titles = lines.filter((line) => /^[A-Z][a-z ]+$/.test(line))
  expect(titles).toEqual([
    'Steps',
    'Metrics',
    'Data',
    'Parameters',
    'Gate',
    'Stages',
    'Checks',
    'Findings',
    'Missing from the remote',
  ])
  expect(lines.slice(-8, -1)).toEqual([
    "Failed: data/a.csv and 1 more are truncated in the remote 'storage'. (and 3 more causes) [pipeline-stale]",
    '  accuracy 0.91 (-0.0412346 ↓) · train.C 1 → [1,2] · data/raw.csv +12.3 MB · src/train.py changed',
    '  validate of a1b2c3d4e5f6 for pull request 12 against ffffffffffff',
    "  remote 'storage': 12 objects needed, 11 verified, 1 missing",
    '  committed 0123456789ab to main after 2 pushes',
    '  tagged model-v3',
    '  more about it: dvc-ci explain pipeline-stale',
  ])
})

test('the terminal report only counts unchanged rows', () => {
  const text = renderTerminal(fullReport())
  expect(text).toContain('\n  1 unchanged\n')
  expect(text).not.toContain('prepare')
  expect(text).toContain('\n  2 others passed in 12.9 s\n')
})

test('no line of the terminal report ends with spaces', () => {
  for (const line of renderTerminal(fullReport()).split('\n')) expect(line).toBe(line.trimEnd())
})

test('the terminal report has colours only on request, and they change no text', () => {
  const plain = renderTerminal(fullReport())
  const coloured = renderTerminal(fullReport(), { colour: true })
  expect(plain).not.toContain('\x1b')
  expect(coloured).toContain('\x1b[31mFailed:\x1b[39m')
  expect(stripVTControlCharacters(coloured)).toBe(plain)
})

test('the terminal report has the full text and fix of a long finding', () => {
  const report = emptyReport('lint', { sha: '', ref: '', event: 'local', trusted: true })
  report.lint = [
    {
      rule: 'lock-conflict',
      severity: 'error',
      path: 'dvc.lock',
      line: 3,
      message: 'Both sides. '.repeat(50).trim(),
      fix: 'dvc repro train',
    },
  ]
  expect(renderTerminal(report)).toMatch(
    /^Findings\n +Rule +Where\n {2}error {2}lock-conflict {2}dvc\.lock:3\n {4}(?:Both sides\. ?){50}\n {4}Repair: dvc repro train\n/,
  )
})

test('the terminal report counts the rows of a long table that it leaves out', () => {
  const report = fullReport()
  report.lint = Array.from({ length: 60 }, (_, index) => ({
    rule: `rule-${index}`,
    severity: 'notice' as const,
    message: 'm',
  }))
  const text = renderTerminal(report)
  expect(text).toContain('rule-49')
  expect(text).not.toContain('rule-50')
  expect(text).toContain('\n  10 more are in the report\n')
})

test('the terminal report has the end of the output of a failed check', () => {
  const report = emptyReport('validate', { sha: '', ref: '', event: 'local', trusted: true })
  report.checks = [
    {
      name: 'unit',
      command: 'pytest',
      conclusion: 'failure',
      seconds: 1,
      log: `${Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')}\n`,
    },
  ]
  const text = renderTerminal(report)
  expect(text).toContain('    line 99\n')
  expect(text).toContain('    line 85\n')
  expect(text).not.toContain('line 84\n')
})

test.each(HOSTILE)('%j as every text of a report breaks no line and moves no cursor', (text) => {
  const shown = renderTerminal(hostileReport(text))
  expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
  if (!text.trim()) return
  const tables = renderTerminal(hostileReport('x'.repeat(3))).split('\n').length
  const more = (text.trim().match(/\r\n|\r|\n/g) ?? []).length
  // Only a message and a log may have several lines: the headline and two checks.
  expect(shown.split('\n').length).toBeGreaterThanOrEqual(tables)
  expect(shown.split('\n').length).toBeLessThanOrEqual(tables + 3 * (more + 3))
})

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['👍', 2],
  ['…', 1],
  ['', 0],
])('the text %s takes %i cells of a terminal', (text, cells) => {
  expect(displayWidth(text)).toBe(cells)
})

test('texts are cut and padded by cells', () => {
  expect([
    fitWidth('日本語', 5),
    fitWidth('日本語', 6),
    fitWidth('abc', 0),
    padWidth('日', 4, 'left'),
    padWidth('日', 4, 'right'),
  ]).toEqual(['日本…', '日本語', '', '日  ', '  日'])
})

describe.each([60, 80, 100, 160])('in a terminal of %d columns', (width) => {
  test.each([
    ['a full report', fullReport()],
    ['long sentences', hostileReport('several words of a sentence in each text of the report. '.repeat(6))],
    ['wide characters', hostileReport('精度 が 低い 🙂 '.repeat(20))],
  ])('%s has no line that is wider, and no word is cut', (_, report) => {
    const shown = renderTerminal(report, { width })
    for (const line of shown.split('\n')) {
      const words = line.trim().split(' ')
      if (words.length > 1) expect([line, displayWidth(line) <= width]).toEqual([line, true])
    }
  })
})

test('a change of a metric has its colour, its sign and a word', () => {
  const report = emptyReport('validate', fullReport().source)
  report.metrics = [
    { name: 'accuracy', path: 'm.json', value: 0.95, baseline: 0.9, change: 0.05, direction: 'up' },
    { name: 'loss', path: 'm.json', value: 0.3, baseline: 0.2, change: 0.1, direction: 'down' },
    { name: 'rows', path: 'm.json', value: 3, baseline: 2, change: 1 },
  ]
  expect(
    renderTerminal(report)
      .split('\n')
      .slice(2, 5)
      .map((line) => line.split(/ {2,}/).at(-1)),
  ).toEqual(['+0.05 better', '+0.1 worse', '+1'])
  const coloured = renderTerminal(report, { colour: true })
  expect(coloured).toMatch(/\x1b\[32m *\+0\.05 better\x1b\[39m/)
  expect(coloured).toMatch(/\x1b\[31m *\+0\.1 worse\x1b\[39m/)
})

test.each<[string, number, string[]]>([
  ['one two three', 8, ['one two', 'three']],
  ['a /very/long/path/of/a/file b', 8, ['a', '/very/long/path/of/a/file', 'b']],
  ['  indented text', 10, ['  indented', 'text']],
  ['two\nlines', 80, ['two', 'lines']],
  ['精度 が 低い', 6, ['精度', 'が', '低い']],
  ['', 5, ['']],
])('%j is cut at %d cells between words alone', (text, cells, lines) => {
  expect(wrapWidth(text, cells)).toEqual(lines)
  expect(wrapWidth(text, undefined)).toEqual(text.split('\n'))
})
