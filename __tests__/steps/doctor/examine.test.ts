import { describe, expect, test } from '@jest/globals'
import { OutsideError, ProjectError, SetupError } from '../../../src/errors/errors.js'
import type { Stage } from '../../../src/pipeline/project.js'
import { emptyReport } from '../../../src/report/report.js'
import { createRun } from '../../../src/run/run.js'
import type { Settings } from '../../../src/settings/settings.js'
import { clockFinding } from '../../../src/steps/doctor/clock.js'
import { Examinations } from '../../../src/steps/doctor/examine.js'
import { labelsOf } from '../../../src/steps/doctor/github.js'
import { examineCache } from '../../../src/steps/doctor/machine.js'
import { quietHost } from '../../support/host.js'

describe('the rows of doctor', () => {
  const examinations = (signal = new AbortController().signal) => {
    const report = emptyReport('doctor', { sha: '', ref: '', event: 'local', trusted: true })
    return {
      report,
      parts: new Examinations(
        createRun({ shellFolder: '/project', workingDirectory: '/project' } as Settings, quietHost(), signal, report),
      ),
    }
  }
  const failing = (error: Error) => () => Promise.reject(error)

  test('the worst row decides the exit code: a wrong set-up, then a service, then the project', async () => {
    const { report, parts } = examinations()
    await parts.ask('fine', () => Promise.resolve({ message: 'in order' }))
    await parts.ask('odd', () => Promise.resolve({ state: 'warning', message: 'odd' }))
    expect(parts.failure).toBeUndefined()
    const lacking = new ProjectError('remote-data-missing', 'lacks 1 object')
    expect(await parts.ask('data', () => Promise.resolve({ message: '', error: lacking, facts: 7 }))).toBe(7)
    expect(parts.failure?.exitCode).toBe(1)
    await parts.ask('first', failing(new OutsideError('mlflow-unreachable', 'down', { remedy: 'Wait.' })))
    await parts.ask('second', failing(new OutsideError('remote-unreachable', 'down too')))
    expect(parts.failure?.id).toBe('mlflow-unreachable')
    await parts.ask('clock', failing(new SetupError('clock-wrong', 'wrong')))
    expect(parts.failure?.exitCode).toBe(2)
    expect(report.doctor?.map(({ name, state, id }) => [name, state, id])).toEqual([
      ['fine', 'ok', undefined],
      ['odd', 'warning', undefined],
      ['data', 'error', 'remote-data-missing'],
      ['first', 'error', 'mlflow-unreachable'],
      ['second', 'error', 'remote-unreachable'],
      ['clock', 'error', 'clock-wrong'],
    ])
  })

  test('a part that gives no answer becomes a row, its requests end, and the next part is asked', async () => {
    const { report, parts } = examinations()
    let ended = false
    const hang = (signal: AbortSignal) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          ended = true
        })
      })
    await parts.ask('hanging', hang, 0.01)
    await parts.ask('next', () => Promise.resolve({ message: 'in order' }))
    expect([ended, report.doctor?.map(({ state }) => state)]).toEqual([true, ['error', 'ok']])
    expect(parts.failure).toMatchObject({ id: 'examination-unanswered', exitCode: 3 })
  })

  test('a defect is no row', async () => {
    await expect(examinations().parts.ask('broken', failing(new TypeError('x')))).rejects.toThrow(TypeError)
  })
})

describe('the findings of doctor', () => {
  test.each([
    [[0, 12], undefined, 'as a, b'],
    [[-75, 0], 'warning', '75 s behind that of a; from 900 s S3 rejects'],
    [[3, 900], 'clock-wrong', '900 s ahead of that of b'],
    [[undefined, 1], undefined, 'as b; no time from a'],
    [[undefined, undefined], 'skipped', 'no answer from a, b'],
  ])('a clock that is %p s ahead of two servers: %p', ([a, b], expected, text) => {
    const { state, error, message } = clockFinding([
      { name: 'a', ahead: a },
      { name: 'b', ahead: b },
    ])
    expect(error?.id ?? state).toBe(expected)
    expect(message).toContain(text)
  })

  test('labels of machines that GitHub hosts need no runner, and each set is asked for once', () => {
    const asking = (name: string, runsOn: unknown) =>
      ({ name, meta: { 'dvc-ci': { 'runs-on': runsOn } } }) as unknown as Stage
    const stages = [
      asking('a', 'ubuntu-24.04'),
      asking('b', ['self-hosted', 'gpu']),
      asking('c', ['gpu', 'self-hosted']),
      asking('d', 'big'),
      { name: 'e' } as Stage,
    ]
    expect(labelsOf(stages)).toEqual([
      { stage: 'b', labels: ['self-hosted', 'gpu'] },
      { stage: 'd', labels: ['big'] },
    ])
  })

  test.each([
    [{ works: ['hardlink', 'copy'] }, undefined, 'cache can be written; links: hardlink, copy; DVC uses copy'],
    [{ types: ['hardlink'], works: ['hardlink', 'copy'] }, undefined, 'DVC uses hardlink'],
    [{ types: ['hardlink'], works: ['copy'], sameFileSystem: false }, 'warning', 'none of them works'],
    [{ reason: 'Permission denied' }, 'cache-folder-unusable', 'cannot write to its cache cache: Permission denied'],
  ])('a cache %j: %p', (given, expected, text) => {
    const cache = { path: '/p/cache', types: ['reflink', 'copy'], works: ['copy'], sameFileSystem: true, reason: null }
    const found = { python: { version: '3.12', executable: 'python' }, remotes: [], cache: { ...cache, ...given } }
    const { state, error, message } = examineCache(found, '/p')
    expect(error?.id ?? state).toBe(expected)
    expect(message).toContain(text)
  })
})
