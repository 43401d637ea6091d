import { writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { exhausted } from '../../src/errors/errors.js'
import { failedRun } from '../../src/run/failed-run.js'

function thrownBy(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('what the system has run out of', () => {
  // The device that is always full: full(4).
  ;(process.platform === 'linux' ? test : test.skip)('is no mistake of ours', () => {
    const { report, exitCode, stack } = failedRun(
      thrownBy(() => {
        writeFileSync('/dev/full', 'x')
      }),
      'rebuild',
      {},
    )
    expect([exitCode, report.message, stack]).toEqual([
      3,
      'the disk is full: ENOSPC: no space left on device, write. Make room, or use a larger runner, and run this again.',
      undefined,
    ])
  })

  test('a file without rights is an error of the set-up that names it', () => {
    const denied = { code: 'EACCES', path: '/data/x', syscall: 'mkdir', message: 'EACCES: permission denied' }
    expect(failedRun(denied, 'rebuild', {})).toMatchObject({
      exitCode: 2,
      report: { error: { id: 'file-access-denied', value: '/data/x' } },
    })
  })

  test('exhausted() returns undefined for every other error', () => {
    expect(
      exhausted(
        thrownBy(() => {
          writeFileSync('/nowhere/at/all', 'x')
        }),
      ),
    ).toBeUndefined()
    expect(exhausted(new TypeError('x'))).toBeUndefined()
    expect(exhausted('ENOSPC')).toBeUndefined()
    // A program without the right to run is an error of its own.
    expect(exhausted({ code: 'EACCES', path: 'git', syscall: 'spawn git' })).toBeUndefined()
  })
})
