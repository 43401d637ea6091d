import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CancelledError, OutsideError, ProjectError, SetupError } from '../../src/errors/errors.js'
import { failedRun } from '../../src/run/failed-run.js'
import { reportInput, reportOption, writeReportFile } from '../../src/run/report-file.js'
import { fullReport } from '../report/sample.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-report-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('a report is written whole, in a folder that it makes', async () => {
  const path = join(folder, 'a', 'b', 'report.json')
  writeReportFile(path, fullReport())
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(fullReport())
  writeReportFile(path, { ...fullReport(), message: 'second' })
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ message: 'second' })
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['report.json'])
})

test.each(['/proc/none/a/report.json', '/proc/self/a/report.json', '/dev/null/a/report.json'])(
  'a folder that cannot be made, for %s, ends with an error',
  (path) => {
    expect(() => {
      writeReportFile(path, fullReport())
    }).toThrow()
  },
)

test('a report that cannot be written leaves no file behind', async () => {
  await mkdir(join(folder, 'report.json', 'in-the-way'), { recursive: true })
  expect(() => {
    writeReportFile(join(folder, 'report.json'), fullReport())
  }).toThrow()
  expect(await readdir(folder)).toEqual(['report.json'])
})

test.each([
  [['validate', '--report', 'r.json'], '/w/r.json'],
  [['valdate', '--report=out/r.json', '--nonsense'], '/w/out/r.json'],
  [['--report', 'a', '--report', '/abs/b'], '/abs/b'],
  [['validate'], undefined],
  [['validate', '--report'], undefined],
  [['validate', '--report='], undefined],
  [['validate', '--', '--report', 'x'], undefined],
])('the command line %j gives the path of the report and of the page', (argv, expected) => {
  expect(reportOption(argv, '/w')).toBe(expected)
  expect(
    reportOption(
      argv.map((argument) => argument.replace('--report', '--page')),
      '/w',
      'page',
    ),
  ).toBe(expected)
})

test('the report path of the input is inside the workspace', () => {
  expect(reportInput({ INPUT_REPORT: ' r.json ', GITHUB_WORKSPACE: '/w' }, '/cwd')).toBe('/w/r.json')
  expect(reportInput({ INPUT_REPORT: 'r.json' }, '/cwd')).toBe('/cwd/r.json')
  expect(reportInput({ INPUT_REPORT: ' ' }, '/cwd')).toBeUndefined()
})

test.each([
  [new ProjectError('gate-closed', 'p'), 'failure', 1, { id: 'gate-closed', message: 'p' }],
  [
    new SetupError('setting-unknown', 's', { key: 'k', value: 'v', remedy: 'Do.', path: 'f', line: 1 }),
    'error',
    2,
    { id: 'setting-unknown', message: 's', key: 'k', value: 'v', remedy: 'Do.' },
  ],
  [new OutsideError('remote-unreachable', 'o'), 'error', 3, { id: 'remote-unreachable', message: 'o' }],
  [new CancelledError('cancelled', 'c'), 'cancelled', 130, { id: 'cancelled', message: 'c' }],
  [Object.assign(new Error('e'), { code: 'ENOSPC' }), 'error', 3, expect.objectContaining({ id: 'disk-full' })],
  [new TypeError('t'), 'error', 3, { id: 'internal', message: 't' }],
  ['text', 'error', 3, { id: 'internal', message: 'text' }],
])('a run that ends in %p gives a report', (thrown, conclusion, exitCode, error) => {
  const run = failedRun(thrown, 'rebuild', { GITHUB_SHA: 'abc', GITHUB_EVENT_NAME: 'push' })
  expect(run).toMatchObject({
    exitCode,
    report: { schema: 1, mode: 'rebuild', conclusion, source: { sha: 'abc', ref: '', event: 'push', trusted: false } },
  })
  expect(run.report.error).toEqual(error)
  expect(run.report.message).not.toBe('')
})

test('an error with a path becomes a finding at that path, with the remedy', () => {
  const { report } = failedRun(
    new SetupError('setting-unknown', "unknown key 'chekcs'.", {
      path: 'dvc-ci.yaml',
      line: 3,
      remedy: 'Did you mean checks?',
    }),
    undefined,
    {},
  )
  expect(report.message).toBe("unknown key 'chekcs'. Did you mean checks?")
  expect(report.lint).toEqual([
    {
      rule: 'setting-unknown',
      path: 'dvc-ci.yaml',
      line: 3,
      severity: 'error',
      message: "unknown key 'chekcs'.",
      fix: 'Did you mean checks?',
    },
  ])
})

test('only an unexpected error shows its position in the code', () => {
  expect(failedRun(new TypeError('t'), undefined, {}).stack).toContain('report-file.test')
  expect(failedRun(new SetupError('setting-unknown', 's'), undefined, {}).stack).toBeUndefined()
})
