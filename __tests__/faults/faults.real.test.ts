import { afterAll, describe, expect, test } from '@jest/globals'
import { cleanUp } from '../support/project.js'
import { Broken, hold, type Opened } from './attack.js'
import { gate } from './gate.js'
import { HOSTILE_METRICS, HOSTILE_POLICIES } from './gate-corpus.js'
import { HOSTILE_REPOSITORIES } from './hostile-repositories.js'
import { KILL_PLANS } from './kill-plans.js'
import { openKills } from './kills.js'
import { Random } from './random.js'
import { repositories } from './repositories.js'

// A small sample of what `npm run faults` tries. The seed is fixed, so that a failure here is a failure there.

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
  })
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
  const attack = await open({ open: () => openKills(plans) })
  expect(await attack.attempt(4, new Random(1))).toMatch(/^rollback.*after the first change of a ref.*at the tip$/)
})
