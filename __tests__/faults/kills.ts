import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Clone } from '../support/project.js'
import { type Attack, Broken, hold, type Opened } from './attack.js'
import { KILL_PLANS, resultOf } from './kill-plans.js'
import type { Victim } from './killable.js'
import { ANOTHER_RUN, type KillPlan, type Servers } from './plan-parts.js'
import type { Random } from './random.js'
import { again, hasLanded, launch, mergePull, Rehearsals, type Rehearsed, requireWhole, type Way } from './rehearsal.js'
import { requireFetchable } from './stranger.js'
import type { World } from './world.js'

/** When a run is killed: at a moment (its number), at one after the first change of a ref, or after a time. */
type When = { moment: number } | { landed: number } | { milliseconds: number }

/**
 * Kills each flow at every begin and end of a step, of a request and of a process of its own, after its commit landed,
 * and at random times. Then the same call runs twice: here, on a new machine, or on one that has the tip of main. A pull
 * request is merged in between. Every ref update must name whole data, and the end must be that of a run that was not
 * killed.
 */
export const kills: Attack = {
  name: 'kills',
  promises: [1, 2, 4],
  parts: ['dvc', 'mlflow'],
  count: 320,
  open: () => openKills(KILL_PLANS),
}

const PLACES: Place[] = ['here', 'elsewhere', 'at the tip']
type Place = 'here' | 'elsewhere' | 'at the tip'

function machine(world: World, place: Place): Promise<Clone> {
  if (place === 'here') return Promise.resolve(world.bob)
  return place === 'elsewhere' ? world.newMachine() : world.machineAtTip()
}

function momentText(when: When, moments: readonly string[]): string {
  if ('milliseconds' in when) return `after ${Math.round(when.milliseconds)} ms`
  return 'landed' in when
    ? `${when.landed} moments after the first change of a ref`
    : `at "${moments[when.moment] ?? ''}"`
}

/** @param plans the flows that are killed in turn @param way how the runs go that are not killed */
export function openKills(plans: readonly KillPlan[], way?: Way): Promise<Opened> {
  const rehearsals = new Rehearsals(way)
  return Promise.resolve({
    async attempt(index, random) {
      const plan = plans[index % plans.length]
      if (plan === undefined) throw new Error('no plan')
      const rehearsed = await rehearsals.of(plan)
      const { world, moments } = rehearsed
      const when = momentOf(rehearsed, Math.floor(index / plans.length), random)
      const victim = random.pick<Victim>(['process', 'machine'])
      // The jobs of a plan build its source, wherever the branch is.
      const places: Place[] = plan.rest === undefined && !plan.name.startsWith('collect') ? PLACES : PLACES.slice(0, 2)
      const second = random.pick(places)
      const third = plan.pull === undefined ? random.pick(places) : 'at the tip'
      const told = `${plan.name}: kill of the ${victim} ${momentText(when, moments)}, again ${second}, then ${third}`
      const isFetched = random.below(10) === 0
      let fetched = ''
      await world.restore()
      try {
        await rehearsals.withServers(rehearsed, async (servers) => {
          await killed(rehearsed, servers, when, victim)
          await requireWhole(rehearsed)
          for (const [which, place] of [
            ['first', second],
            ['second', third],
          ] as const) {
            if (which === 'second' && plan.pull !== undefined) await mergePull(world, servers, plan.pull)
            const clone = await machine(world, place)
            await again(rehearsed, servers, clone, `the ${which} run after the kill`, {
              isLast: which === 'second',
              // A user starts a workflow once more; GitHub starts the same one again.
              ...(which === 'second' && place === 'at the tip' ? { more: ANOTHER_RUN } : {}),
            })
          }
          await requireWhole(rehearsed)
          const result = await resultOf(world, servers)
          hold(
            isDeepStrictEqual(result, rehearsed.result),
            'the result differs from that of a run without a kill',
            `expected ${JSON.stringify(rehearsed.result)}\n     got ${JSON.stringify(result)}`,
          )
          if (isFetched) fetched = `, ${await requireFetchable(world)} commits fetched`
        })
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        throw new Broken(`${told}: ${error.message}`, error.details)
      }
      return told + fetched
    },
    close: () => rehearsals.close(),
  })
}

/** Every boundary of a step comes first, in turn with random times; then the other moments. */
function momentOf({ moments, milliseconds, afterLanding }: Rehearsed, round: number, random: Random): When {
  const steps = moments.flatMap((name, index) => (name.startsWith('step ') ? [index] : []))
  const others = moments.flatMap((name, index) => (name.startsWith('step ') ? [] : [index]))
  const which = round % 5
  // Of five kills two meet a boundary of a step, one another moment, one a random time, one a moment after the landing.
  if (which === 4) return { landed: random.below(Math.max(1, afterLanding)) }
  if (which === 3) return { milliseconds: random.below(milliseconds) }
  if (which === 1) return { moment: others[Math.imul(round, 7) % others.length] ?? 0 }
  const turn = Math.floor(round / 5) * 2 + (which === 0 ? 0 : 1)
  return { moment: steps[turn % steps.length] ?? 0 }
}

async function killed(rehearsed: Rehearsed, servers: Servers, when: When, victim: Victim): Promise<void> {
  let passed = 0
  const run = await launch(rehearsed, rehearsed.world.bob, servers, async (_name, self) => {
    if ('moment' in when && passed++ === when.moment) self.kill(victim)
    if ('landed' in when && (await hasLanded(rehearsed.world)) && passed++ === when.landed) self.kill(victim)
  })
  if ('milliseconds' in when) void wait(when.milliseconds).then(() => run.kill(victim))
  const { output } = await run.ended
  const left = await run.gone(10_000)
  hold(left.length === 0, `processes outlive the kill of dvc-ci by 10 s: ${left.join('; ')}`, output)
}
