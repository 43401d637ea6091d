import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, test } from '@jest/globals'
import { cleanUp } from '../support/project.js'
import { turn } from '../support/turn.js'
import { Broken, hold, type Opened } from './attack.js'
import { type FaultKind, FaultyProxy } from './faulty-proxy.js'
import { gate } from './gate.js'
import { HOSTILE_METRICS, HOSTILE_POLICIES } from './gate-corpus.js'
import { HOSTILE_REPOSITORIES } from './hostile-repositories.js'
import { KILL_PLANS } from './kill-plans.js'
import { openKills } from './kills.js'
import { Random } from './random.js'
import { repositories } from './repositories.js'
import { openServices, serviceCase, services } from './services.js'

// A small sample of what `npm run faults` tries. The seed is fixed, so that a failure here is a failure there. The two
// faults of services take turns. Runs without a fault are in this process.

const opened: Opened[] = []
afterAll(async () => {
  for (const each of opened) await each.close()
  await cleanUp()
})

async function open(attack: { open: () => Promise<Opened> }): Promise<Opened> {
  const made = await attack.open()
  opened.push(made)
  return made
}

describe('the laboratory', () => {
  test('the numbers of a seed are the same each time, and those of its neighbour are others', () => {
    const numbers = (seed: number) => {
      const random = new Random(seed)
      return Array.from({ length: 5 }, () => random.below(1_000))
    }
    expect(numbers(7)).toEqual(numbers(7))
    expect(numbers(8)).not.toEqual(numbers(7))
    expect(new Random(7).shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4])
  })

  test('a claim that does not hold is a broken promise', () => {
    expect(() => hold(false, 'it does not')).toThrow(Broken)
    expect(() => hold(true, 'it does')).not.toThrow()
  })

  test('the collections have as many cases as the documentation says', () => {
    expect(HOSTILE_METRICS.length + HOSTILE_POLICIES.length).toBeGreaterThanOrEqual(200)
    expect(HOSTILE_REPOSITORIES.length).toBeGreaterThanOrEqual(40)
    expect(new Set(HOSTILE_REPOSITORIES.map(({ name }) => name)).size).toBe(HOSTILE_REPOSITORIES.length)
    const cases = Array.from({ length: services.count }, (_, index) => JSON.stringify(serviceCase(index)))
    expect(new Set(cases).size).toBe(services.count)
  })
})

test('the proxy does to a request what its fault says, as often as it says', async () => {
  const got: string[] = []
  const service = createServer((request, response) => {
    text(request).then(
      (body) => {
        got.push(body)
        response.end('abcdefgh')
      },
      // The request was cut.
      () => undefined,
    )
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const proxy = await FaultyProxy.start((status) => ({ type: 'text/plain', body: `no ${status}` }))
  proxy.target = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const met = async (kind: FaultKind, sent = false) => {
    got.length = 0
    proxy.begin({ kind, sent, from: 1, times: 1, place: 0.5 })
    const answers: string[] = []
    for (let request = 0; request < 3; request++)
      answers.push(
        await fetch(proxy.url, { method: 'PUT', body: '12345678' }).then(
          async (answer) => `${answer.status} ${await answer.text().catch(() => 'half')}`,
          () => 'none',
        ),
      )
    expect([answers[0], answers[2], proxy.met]).toEqual(['200 abcdefgh', '200 abcdefgh', 1])
    return [answers[1], got.join(' ')]
  }
  const whole = '12345678 12345678 12345678'
  try {
    expect(await met('delay')).toEqual(['200 abcdefgh', whole])
    expect(await met(503)).toEqual(['503 no 503', '12345678 12345678'])
    expect(await met('drop')).toEqual(['none', '12345678 12345678'])
    expect(await met('lose')).toEqual(['none', whole])
    expect(await met('cut')).toEqual(['200 half', whole])
    expect(await met('halve')).toEqual(['200 abcd', whole])
    expect(await met('flip')).toEqual(['200 abcddfgh', whole])
    expect(await met('cut', true)).toEqual(['none', '12345678 12345678'])
    expect(await met('halve', true)).toEqual(['200 abcdefgh', '12345678 1234 12345678'])
    expect(await met('flip', true)).toEqual(['200 abcdefgh', '12345678 12344678 12345678'])
  } finally {
    await proxy.stop()
    service.close()
  }
})

test('no hostile metrics file passes its policy, and the honest one does', async () => {
  expect(await (await open(gate)).attempt(0, new Random(1))).toHaveLength(HOSTILE_METRICS.length)
})

test('a link to a file of the machine is not shown, and the environment of a commit does not run', async () => {
  const attack = await open(repositories)
  for (const name of ['a metrics file is a link to a secret of the runner', 'an environment with its own dvc']) {
    const index = HOSTILE_REPOSITORIES.findIndex((each) => each.name === name)
    expect(await attack.attempt(index, new Random(1))).toBe(name)
  }
})

test('a rollback whose pull request was killed after its push completes once, and a merge changes nothing', async () => {
  const plans = KILL_PLANS.filter(({ name }) => name.startsWith('rollback, commit: pull-request'))
  const attack = await open({ open: () => openKills(plans, 'here') })
  expect(await attack.attempt(4, new Random(1))).toMatch(/^rollback.*after the first change of a ref.*at the tip$/)
})

const SERVICES = [
  [
    'no bit that S3 flips passes a validation',
    { service: 's3', kind: 'flip', often: 'four times' },
    /[1-9] met, ended with [013] /,
  ],
  [
    'GitHub that takes no comment changes no verdict',
    { service: 'github', kind: 'drop', often: 'once' },
    /1 met, ended with 0 /,
  ],
] as const
test.each(turn(SERVICES))('%s', async (_, fault, told) => {
  const attack = await open({ open: () => openServices('here') })
  const cases = Array.from({ length: services.count }, (_, index) => index)
  const index = cases.find((each) => isDeepStrictEqual(serviceCase(each), { plan: 1, ...fault }))
  expect(await attack.attempt(index ?? -1, new Random(1))).toMatch(told)
})
