import { describe, expect, test } from '@jest/globals'
import { VARIATIONS } from '../../../src/report/audit-report.js'
import { variedEnvironments } from '../../../src/steps/audit/variations.js'

const MACHINE = { locales: ['C', 'C.utf8', 'de_DE.utf8', 'en_US.utf8'], cpus: 4 }

describe('the environments of both runs', () => {
  test('without variations they are the same', () => {
    const { first, second, notVaried } = variedEnvironments({ A: 'x' }, ['folder'], MACHINE)
    expect([first, second, notVaried]).toEqual([{ A: 'x' }, { A: 'x' }, []])
  })

  test('each variation changes the second run alone, but for the hash seed, which needs a number in both', () => {
    const { first, second } = variedEnvironments({}, VARIATIONS, MACHINE)
    expect(first).toEqual({ PYTHONHASHSEED: '1' })
    expect(second).toMatchObject({ TZ: 'AUDIT-5:45', LC_ALL: 'de_DE.utf8', PYTHONHASHSEED: '2', OMP_NUM_THREADS: '1' })
  })

  test('a value of the user is never the one of the second run', () => {
    const env = { TZ: 'AUDIT-5:45', LC_ALL: 'de_DE.UTF-8', PYTHONHASHSEED: '2', OMP_NUM_THREADS: '1' }
    const { first, second } = variedEnvironments(env, VARIATIONS, MACHINE)
    expect(first).toEqual(env)
    expect(second).toMatchObject({ TZ: 'UTC0', LC_ALL: 'en_US.utf8', PYTHONHASHSEED: '3', OMP_NUM_THREADS: '2' })
  })

  test('a machine with one locale says so', () => {
    expect(variedEnvironments({}, ['locale'], { locales: ['C'], cpus: 1 }).notVaried).toEqual([
      { name: 'locale', reason: 'the machine has no locale but C' },
    ])
  })
})
