import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { type RestoredLock, type RestoreRequest, restoreLock } from '../../src/pipeline/lock-restore.js'

/** A lock as DVC writes it: lists not indented. */
function lock(stages: Record<string, number>, more: Record<string, unknown> = {}): string {
  const entries = Object.entries(stages).map(([name, version]) => [
    name,
    { cmd: name, outs: [{ path: `${name}.txt`, hash: 'md5', md5: String(version).repeat(32), size: version }] },
  ])
  return stringify(
    { schema: '2.0', stages: Object.fromEntries(entries) as unknown, ...more },
    { indentSeq: false, lineWidth: 0 },
  )
}

function restored(request: Omit<RestoreRequest, 'isDeclared'>, declared = ['a', 'b', 'c']): RestoredLock {
  const result = restoreLock({ ...request, isDeclared: (name) => declared.includes(name) })
  if ('reason' in result) throw new Error(result.reason)
  return result
}

describe('an older dvc.lock', () => {
  test('an older lock with all stages is restored byte for byte', () => {
    const then = `# made by hand\n${lock({ b: 1, a: 1, c: 1 })}`
    expect(restored({ now: lock({ a: 2, b: 2, c: 2 }), then })).toEqual({
      text: then,
      restored: ['a', 'b', 'c'],
      unknown: [],
      dropped: [],
    })
  })

  test('a restore keeps stages that the older lock lacks, and leaves out stages that dvc.yaml no longer has', () => {
    expect(restored({ now: lock({ a: 2, c: 2 }), then: lock({ a: 1, old: 1 }) })).toEqual({
      text: lock({ a: 1, c: 2 }),
      restored: ['a'],
      unknown: ['c'],
      dropped: ['old'],
    })
  })

  test('a restore of single stages keeps the positions of present entries, adds lost ones at the end and changes no others', () => {
    const request = { now: lock({ a: 2, b: 2 }), then: lock({ a: 1, b: 1, c: 1 }), stages: new Set(['c', 'b']) }
    expect(restored(request)).toEqual({
      text: lock({ a: 2, b: 1, c: 1 }),
      restored: ['c', 'b'],
      unknown: [],
      dropped: [],
    })
    expect(restored({ ...request, stages: new Set(['a', 'x']) }, ['a', 'x'])).toMatchObject({
      text: lock({ a: 1, b: 2 }),
      unknown: ['x'],
    })
  })

  test('a restore keeps datasets, and creates the file where there is none', () => {
    const datasets = { datasets: [{ name: 'images', type: 'dc', url: 'images', lock: { version: 3 } }] }
    expect(restored({ now: lock({ a: 2 }, datasets), then: lock({ a: 1, b: 1 }), stages: new Set(['a']) }).text).toBe(
      lock({ a: 1 }, datasets),
    )
    expect(restored({ now: '', then: lock({ a: 1, b: 1 }), stages: new Set(['b']) }).text).toBe(lock({ b: 1 }))
  })

  test('a restore is rejected where a lock cannot be split into entries', () => {
    expect(restoreLock({ now: lock({ a: 1 }), then: 'stages: [', isDeclared: () => true })).toMatchObject({
      reason: expect.any(String),
    })
    expect(restoreLock({ now: 'schema: "1.0"\n', then: lock({ a: 1 }), isDeclared: () => true })).toMatchObject({
      reason: expect.stringContaining('schema'),
    })
  })
})
