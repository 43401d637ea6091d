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
  test('comes back byte for byte where it has all stages, whatever the present one looks like', () => {
    const then = `# made by hand\n${lock({ b: 1, a: 1, c: 1 })}`
    expect(restored({ now: lock({ a: 2, b: 2, c: 2 }), then })).toEqual({
      text: then,
      restored: ['a', 'b', 'c'],
      unknown: [],
      dropped: [],
    })
  })

  test('leaves stages alone that it does not know, and leaves out those that are gone from dvc.yaml', () => {
    expect(restored({ now: lock({ a: 2, c: 2 }), then: lock({ a: 1, old: 1 }) })).toEqual({
      text: lock({ a: 1, c: 2 }),
      restored: ['a'],
      unknown: ['c'],
      dropped: ['old'],
    })
  })

  test('gives single stages back: present ones in their place, lost ones at the end, all others untouched', () => {
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

  test('keeps datasets and makes a file where there is none', () => {
    const datasets = { datasets: [{ name: 'images', type: 'dc', url: 'images', lock: { version: 3 } }] }
    expect(restored({ now: lock({ a: 2 }, datasets), then: lock({ a: 1, b: 1 }), stages: new Set(['a']) }).text).toBe(
      lock({ a: 1 }, datasets),
    )
    expect(restored({ now: '', then: lock({ a: 1, b: 1 }), stages: new Set(['b']) }).text).toBe(lock({ b: 1 }))
  })

  test('is refused where it cannot be taken apart', () => {
    expect(restoreLock({ now: lock({ a: 1 }), then: 'stages: [', isDeclared: () => true })).toMatchObject({
      reason: expect.any(String),
    })
    expect(restoreLock({ now: 'schema: "1.0"\n', then: lock({ a: 1 }), isDeclared: () => true })).toMatchObject({
      reason: expect.stringContaining('schema'),
    })
  })
})
