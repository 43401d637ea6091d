import { afterEach, expect, jest, test } from '@jest/globals'
import { emptyReport } from '../../src/report/report.js'
import type { StepConclusion } from '../../src/report/severity.js'
import { createRun } from '../../src/run/run.js'
import { withSteps } from '../../src/run/steps.js'
import { createTerminalHost } from '../../src/run/terminal-host.js'
import type { Settings } from '../../src/settings/settings.js'

afterEach(() => {
  jest.restoreAllMocks()
})

/** A run that writes to a log, which is read line by line. */
function loggedRun() {
  let text = ''
  jest.spyOn(process.stderr, 'write').mockImplementation((piece) => {
    text += String(piece)
    return true
  })
  const report = emptyReport('validate', { sha: '', ref: '', event: 'local', trusted: true })
  const host = createTerminalHost({ env: { CI: 'true' }, json: true })
  // A step reads no setting.
  const run = createRun(
    { shellFolder: '/project', workingDirectory: '/project' } as Settings,
    host,
    new AbortController().signal,
    report,
  )
  return { run, lines: () => text.split('\n').filter((line) => line !== '' && !line.startsWith('==')) }
}

test.each<[string, StepConclusion, string]>([
  ['check unit', 'failure', '✗'],
  ['gate', 'failure', '✗'],
  ['track', 'warning', '!'],
  ['evaluate', 'skipped', '-'],
  ['verify', 'success', '✓'],
])('the log marks the step %s, which ends with %s, with %s', async (name, conclusion, mark) => {
  const { run, lines } = loggedRun()
  await run.step(name, (outcome) => {
    outcome.conclusion = conclusion
    return Promise.resolve()
  })
  expect(lines()).toEqual([expect.stringMatching(new RegExp(`^${mark} ${name} \\d+\\.\\d\\d s$`))])
  expect(run.report.steps).toMatchObject([{ name, conclusion }])
})

test('the log marks a step that throws as failed, and an optional one as a warning', async () => {
  const { run, lines } = loggedRun()
  const fail = () => Promise.reject(new Error('no server'))
  await expect(run.step('push', fail)).rejects.toThrow('no server')
  await withSteps(run, async (steps) => {
    steps.step('plots', [], () => run.step('plots', fail), { optional: true })
    await steps.finish()
  })
  expect(lines().map((line) => line.replace(/\d+\.\d\d s$/, 'N s'))).toEqual([
    '✗ push N s',
    '! plots N s',
    'warning: plots: no server',
  ])
})

test('the work that was done before its step counts, in the report and in the log', async () => {
  const { run, lines } = loggedRun()
  const now = performance.now()
  await run.step('pull', () => Promise.resolve(), { began: now - 30_000, ended: now - 6_000 })
  const [step] = run.report.steps
  expect(step?.seconds).toBeGreaterThanOrEqual(24)
  expect(step?.seconds).toBeLessThan(30)
  expect(lines()).toEqual([expect.stringMatching(/^✓ pull 2[4-9]\.\d s$/)])
})
