import { expect, test } from '@jest/globals'
import type { VerifyResult } from '../../../src/dvc/dvc.js'
import { arrival, neverPushed } from '../../../src/steps/data/wait-for-push.js'
import { out, project, stage } from '../../pipeline/build.js'

type Bad = VerifyResult['bad'][number]

const object = (hash: string, reason: Bad['reason'] = 'missing'): Bad => ({
  remote: 'storage',
  hash,
  paths: [`data/${hash}`],
  reason,
  detail: null,
})
const answer = (...bad: Bad[]): VerifyResult => ({
  remote: 'storage',
  objects: 9,
  asked: 9,
  verified: 9 - bad.length,
  unread: 0,
  bytes: 9,
  bad,
  unlocked: [],
  unpushed: [],
  imports: [],
  empty: [],
})

/** A remote that gets each object at a time in seconds. `asked` has the number of objects of each question. */
function push(arrives: Readonly<Record<string, number>>, limit: number) {
  let now = 0
  const asked: [number, number][] = []
  const lines: string[] = []
  const lacked = (hashes: string[]) => hashes.filter((hash) => (arrives[hash] ?? 0) > now).map((hash) => object(hash))
  return {
    asked,
    lines,
    waiting: {
      limit,
      hopeless: (): string | undefined => undefined,
      poll: (missing: Bad[]) => {
        asked.push([now, missing.length])
        return Promise.resolve(lacked(missing.map(({ hash }) => hash)))
      },
      ask: () => Promise.resolve(answer(...lacked(Object.keys(arrives)))),
      say: (text: string) => void lines.push(text),
      pause: (seconds: number) => {
        now += seconds
        return Promise.resolve()
      },
      clock: () => now,
    },
  }
}

test('a wait ends once the remote has all objects, asks only for the missing ones, and asks less and less often', async () => {
  const { waiting, asked, lines } = push({ a: 100, b: 200 }, 600)
  const { answer: last, waited } = await arrival(answer(object('a'), object('b')), waiting)
  expect(last.bad).toEqual([])
  expect(waited).toBeGreaterThan(200)
  expect(waited).toBeLessThan(231)
  const later = asked.filter(([at]) => at > 100)
  expect([asked[0]?.[1], later.at(-1)?.[1]]).toEqual([2, 1])
  const gaps = asked.slice(1).map(([at], index) => at - (asked[index]?.[0] ?? 0))
  expect(Math.max(...gaps)).toBe(30)
  expect(asked.length).toBeLessThan(25)
  expect(lines[0]).toBe(
    "The remote 'storage' lacks 2 objects: data/a, data/b. Waiting up to 10 min 00 s for `dvc push` (validate.wait).",
  )
  expect(lines.filter((line) => line.startsWith('1 object arrived.'))).toHaveLength(1)
  expect(lines.at(-1)).toMatch(/^All objects have arrived after 3 min \d\d s\.$/)
})

test('a wait ends at its limit with the objects that are still missing', async () => {
  const { waiting, lines } = push({ a: 5, b: 100 }, 60)
  const { answer: last, waited } = await arrival(answer(object('a'), object('b')), waiting)
  expect([last.bad.map(({ hash }) => hash), waited]).toEqual([['b'], 60])
  expect(lines.at(-1)).toBe("The remote 'storage' lacks 1 object: data/b after 1 min 00 s.")
})

test('a manifest that arrives may name files that arrive later', async () => {
  const { waiting } = push({ 'd.dir': 3, member: 50 }, 600)
  const { answer: last, waited } = await arrival(answer(object('d.dir')), waiting)
  expect([last.bad, waited > 50]).toEqual([[], true])
})

test('nothing is waited for without missing objects, and without the setting', async () => {
  for (const [limit, bad] of [
    [600, object('a', 'truncated')],
    [0, object('a')],
  ] as const) {
    const { waiting, asked, lines } = push({ a: 5 }, limit)
    expect(await arrival(answer(bad), waiting)).toEqual({ answer: answer(bad), waited: 0 })
    expect([asked, lines]).toEqual([[], []])
  }
})

test('a cancellation ends the wait', async () => {
  const { waiting } = push({ a: 50 }, 600)
  const pause = () => Promise.reject(new Error('cancelled'))
  await expect(arrival(answer(object('a')), { ...waiting, pause })).rejects.toThrow('cancelled')
})

test('a wait for objects that no push brings ends at once, and says why', async () => {
  const { waiting, asked, lines } = push({ a: 500 }, 600)
  const hopeless = () => 'no push brings it.'
  expect(await arrival(answer(object('a')), { ...waiting, hopeless })).toMatchObject({ waited: 0 })
  expect([asked, lines]).toEqual([
    [[0, 1]],
    ["The remote 'storage' lacks 1 object: data/a. There is no wait (validate.wait): no push brings it."],
  ])
  // A push that ended during the first question.
  const other = push({ a: 0 }, 600)
  expect(
    (await arrival(answer(object('a')), { ...other.waiting, hopeless: (bad) => bad[0] && 'none' })).answer.bad,
  ).toEqual([])
})

test('no push brings files of a folder that the remote has, and versions of files', () => {
  const outs = [
    { path: 'parts', hash: 'p.dir' },
    { path: 'more', hash: 'm.dir' },
    { path: 'raw.csv', hash: 'r' },
  ].map(({ path, hash }) => out(path, { hash }))
  const remotes = { storage: { url: 's3://b/p' } }
  const index = project(
    [
      stage(
        'make',
        [],
        outs.map(({ path }) => path),
        { outs },
      ),
    ],
    { remotes },
  )
  const lacks = (hash: string, ...paths: string[]): Bad => ({ ...object(hash), paths })
  expect(neverPushed(index, [lacks('r', 'raw.csv')])).toBeUndefined()
  expect(neverPushed(index, [lacks('p.dir', 'parts'), lacks('x', 'parts/1')])).toBeUndefined()
  // Another place of the same content is pushed, and brings it.
  expect(neverPushed(index, [lacks('x', 'parts/1', 'raw.csv')])).toBeUndefined()
  expect(neverPushed(index, [lacks('m.dir', 'more'), lacks('x', 'parts/1', 'more/1')])).toBeUndefined()
  expect(neverPushed(index, [lacks('x', 'parts/1')])).toContain('has the object of the folder parts')
  const versioned = { ...index, remotes: { storage: { url: 's3://b/p', versions: 'version_aware' } } }
  expect(neverPushed(versioned, [lacks('r', 'raw.csv')])).toContain('(version_aware)')
})
