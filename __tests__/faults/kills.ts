import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Attack, Broken, hold, type Opened } from './attack.js'
import { KILL_PLANS, type KillPlan, resultOf, type Servers } from './kill-plans.js'
import type { Victim } from './killable.js'
import type { Random } from './random.js'
import { again, launch, Rehearsals, type Rehearsed, requireWhole } from './rehearsal.js'

/** When a run is killed: at a moment (its number), or after a time. */
type When = { moment: number } | { milliseconds: number }

/**
 * Kills each flow at every begin and end of a step, of a request and of a process of its own, and at random times.
 * Then the same call runs twice, here or on a new machine. Every ref update must name whole data, and the end must be
 * that of a run that was not killed.
 */
export const kills: Attack = {
  name: 'kills',
  promises: [1, 2, 4],
  parts: ['dvc', 'mlflow'],
  count: 320,
  open: () => openKills(KILL_PLANS),
}

/** @param plans the flows that are killed in turn */
export function openKills(plans: readonly KillPlan[]): Promise<Opened> {
  const rehearsals = new Rehearsals()
  return Promise.resolve({
    async attempt(index, random) {
      const plan = plans[index % plans.length]
      if (plan === undefined) throw new Error('no plan')
      const rehearsed = await rehearsals.of(plan)
      const { world, moments } = rehearsed
      const when = momentOf(rehearsed, Math.floor(index / plans.length), random)
      const victim = random.pick<Victim>(['process', 'machine'])
      const [second, third] = [random.pick(['here', 'elsewhere']), random.pick(['here', 'elsewhere'])]
      const at = 'moment' in when ? moments[when.moment] : `${Math.round(when.milliseconds)} ms`
      const told = `${plan.name}: kill of the ${victim} at "${at ?? ''}", again ${second}, then ${third}`
      await world.restore()
      try {
        await rehearsals.withServers(rehearsed, async (servers) => {
          await killed(rehearsed, servers, when, victim)
          await requireWhole(rehearsed)
          for (const [which, place] of [
            ['first', second],
            ['second', third],
          ] as const) {
            const clone = place === 'here' ? world.bob : await world.newMachine()
            await again(rehearsed, servers, clone, `the ${which} run after the kill`, which === 'second')
          }
          await requireWhole(rehearsed)
          const result = await resultOf(world, servers)
          hold(
            isDeepStrictEqual(result, rehearsed.result),
            'the result differs from that of a run without a kill',
            `expected ${JSON.stringify(rehearsed.result)}\n     got ${JSON.stringify(result)}`,
          )
        })
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        throw new Broken(`${told}: ${error.message}`, error.details)
      }
      return told
    },
    close: () => rehearsals.close(),
  })
}

/** Every boundary of a step comes first, in turn with random times; then the other moments. */
function momentOf({ moments, milliseconds }: Rehearsed, round: number, random: Random): When {
  const steps = moments.flatMap((name, index) => (name.startsWith('step ') ? [index] : []))
  const others = moments.flatMap((name, index) => (name.startsWith('step ') ? [] : [index]))
  const which = round % 4
  // Of four kills two meet a boundary of a step, one another moment, and one a random time.
  if (which === 3) return { milliseconds: random.below(milliseconds) }
  if (which === 1) return { moment: others[Math.imul(round, 7) % others.length] ?? 0 }
  const turn = Math.floor(round / 4) * 2 + (which === 0 ? 0 : 1)
  return { moment: steps[turn % steps.length] ?? 0 }
}

async function killed(rehearsed: Rehearsed, servers: Servers, when: When, victim: Victim): Promise<void> {
  let passed = 0
  const run = await launch(rehearsed, rehearsed.world.bob, servers, (_name, self) => {
    if ('moment' in when && passed++ === when.moment) self.kill(victim)
  })
  if ('milliseconds' in when) void wait(when.milliseconds).then(() => run.kill(victim))
  const { output } = await run.ended
  const left = await run.gone(10_000)
  hold(left.length === 0, `processes outlive the kill of dvc-ci by 10 s: ${left.join('; ')}`, output)
}
