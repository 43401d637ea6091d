import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type MlflowServer, startMlflow } from '../support/mlflow.js'
import type { Clone } from '../support/project.js'
import { type Attack, Broken, hold } from './attack.js'
import { type Call, githubFor, KILL_PLANS, type KillPlan, resultOf, type Servers } from './kill-plans.js'
import { type Ended, KillableRun, type Victim } from './killable.js'
import type { Random } from './random.js'
import type { World } from './world.js'

/** A plan with its clean run: its moments, its length, and its result. */
interface Ready {
  plan: KillPlan
  world: World
  moments: string[]
  milliseconds: number
  result: Record<string, unknown>
}

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
export async function openKills(plans: readonly KillPlan[]): ReturnType<Attack['open']> {
  let mlflow: MlflowServer | undefined
  let models = 0
  const ready = new Map<string, Ready>()
  const prepare = async (plan: KillPlan): Promise<Ready> => {
    const known = ready.get(plan.name)
    if (known !== undefined) return known
    const world = await plan.world()
    const made: Ready = { plan, world, moments: [], milliseconds: 0, result: {} }
    const began = performance.now()
    // The clean case: it tells what there must be in the end.
    const clean = await withServers(made, async (servers) => {
      const first = await start(made, world.bob, servers, () => undefined)
      made.milliseconds = performance.now() - began
      await again(made, servers, await world.newMachine(), 'again without a kill', true)
      return { first, result: await resultOf(world, servers) }
    })
    hold(clean.first.code === 0, `${plan.name}: the clean run ended with ${clean.first.code}`, clean.first.output)
    await requireWhole(made)
    Object.assign(made, { moments: clean.first.moments, result: clean.result })
    ready.set(plan.name, made)
    return made
  }
  const withServers = async <T>({ plan, world }: Ready, body: (servers: Servers) => Promise<T>): Promise<T> => {
    if (plan.needs.includes('mlflow')) mlflow ??= await startMlflow()
    const github = plan.needs.includes('github') ? await githubFor(world) : undefined
    try {
      return await body({
        model: `model-${++models}`,
        ...(plan.needs.includes('mlflow') && mlflow !== undefined ? { mlflow } : {}),
        ...(github === undefined ? {} : { github }),
      })
    } finally {
      await github?.stop()
    }
  }
  return {
    async attempt(index, random) {
      const plan = plans[index % plans.length]
      if (plan === undefined) throw new Error('no plan')
      const prepared = await prepare(plan)
      const when = momentOf(prepared, Math.floor(index / plans.length), random)
      const victim = random.pick<Victim>(['process', 'machine'])
      const [second, third] = [random.pick(['here', 'elsewhere']), random.pick(['here', 'elsewhere'])]
      const at = 'moment' in when ? prepared.moments[when.moment] : `${Math.round(when.milliseconds)} ms`
      const told = `${plan.name}: kill of the ${victim} at "${at ?? ''}", again ${second}, then ${third}`
      await prepared.world.restore()
      try {
        await withServers(prepared, async (servers) => {
          await killed(prepared, servers, when, victim)
          await requireWhole(prepared)
          for (const [which, place] of [
            ['first', second],
            ['second', third],
          ] as const) {
            const clone = place === 'here' ? prepared.world.bob : await prepared.world.newMachine()
            await again(prepared, servers, clone, `the ${which} run after the kill`, which === 'second')
          }
          await requireWhole(prepared)
          const result = await resultOf(prepared.world, servers)
          hold(
            isDeepStrictEqual(result, prepared.result),
            'the result differs from that of a run without a kill',
            `expected ${JSON.stringify(prepared.result)}\n     got ${JSON.stringify(result)}`,
          )
        })
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        throw new Broken(`${told}: ${error.message}`, error.details)
      }
      return told
    },
    async close() {
      await mlflow?.stop()
      for (const { world } of ready.values()) await world.drop()
    },
  }
}

/** Every boundary of a step comes first, in turn with random times; then the other moments. */
function momentOf({ moments, milliseconds }: Ready, round: number, random: Random): When {
  const steps = moments.flatMap((name, index) => (name.startsWith('step ') ? [index] : []))
  const others = moments.flatMap((name, index) => (name.startsWith('step ') ? [] : [index]))
  const which = round % 4
  // Of four kills two meet a boundary of a step, one another moment, and one a random time.
  if (which === 3) return { milliseconds: random.below(milliseconds) }
  if (which === 1) return { moment: others[Math.imul(round, 7) % others.length] ?? 0 }
  const turn = Math.floor(round / 4) * 2 + (which === 0 ? 0 : 1)
  return { moment: steps[turn % steps.length] ?? 0 }
}

async function callOf({ plan, world }: Ready, clone: Clone, servers: Servers): Promise<Call> {
  return plan.call(clone, servers, world)
}

async function start(
  ready: Ready,
  clone: Clone,
  servers: Servers,
  at?: (moment: string, run: KillableRun) => void,
): Promise<Ended> {
  const { args, env } = await callOf(ready, clone, servers)
  return new KillableRun({
    cwd: clone.directory,
    env: { ...clone.env, ...env },
    args,
    ...(at === undefined ? {} : { at }),
  }).ended
}

async function killed(ready: Ready, servers: Servers, when: When, victim: Victim): Promise<void> {
  const { args, env } = await callOf(ready, ready.world.bob, servers)
  let passed = 0
  const run = new KillableRun({
    cwd: ready.world.bob.directory,
    env: { ...ready.world.bob.env, ...env },
    args,
    at: (_name, self) => {
      if ('moment' in when && passed++ === when.moment) self.kill(victim)
    },
  })
  if ('milliseconds' in when) void wait(when.milliseconds).then(() => run.kill(victim))
  const { output } = await run.ended
  const left = await run.gone(10_000)
  hold(left.length === 0, `processes outlive the kill of dvc-ci by 10 s: ${left.join('; ')}`, output)
}

/** Runs the call again, and at last the calls after it. */
async function again(ready: Ready, servers: Servers, clone: Clone, name: string, isLast: boolean): Promise<void> {
  const ended = await start(ready, clone, servers)
  hold(ended.code === 0, `${name} ended with ${ended.code ?? ended.signal ?? ''}`, ended.output)
  if (!isLast) return
  for (const { args, env } of ready.plan.rest?.(ready.world) ?? []) {
    const machine = await ready.world.newMachine()
    const after = await new KillableRun({ cwd: machine.directory, env: { ...machine.env, ...env }, args }).ended
    hold(after.code === 0, `${name}: ${args[0] ?? ''} ended with ${after.code ?? ''}`, after.output)
  }
}

async function requireWhole({ world }: Ready): Promise<void> {
  const lacking = await world.lacking()
  hold(lacking.length === 0, 'a ref was moved to a commit whose data is not whole', lacking.join('\n'))
}
