import { REPOSITORY } from '../support/github.js'
import { type MlflowServer, startMlflow } from '../support/mlflow.js'
import { type Clone, inProcess } from '../support/project.js'
import { hold } from './attack.js'
import { githubFor, resultOf } from './kill-plans.js'
import { type Ended, KillableRun, type RunOptions } from './killable.js'
import { ANOTHER_RUN, type KillPlan, type Servers } from './plan-parts.js'
import type { World } from './world.js'

/** How the runs without a fault go: by the built command line, or by the sources in the process of a suite. */
export type Way = 'run' | 'here'

/** A plan with its clean run: its moments, its length, and its result. */
export interface Rehearsed {
  plan: KillPlan
  way: Way
  world: World
  moments: string[]
  milliseconds: number
  /** How many moments come after the first change of a ref. */
  afterLanding: number
  result: Record<string, unknown>
}

/** The plans of an attack, each run once without a fault, and the servers that they share. */
export class Rehearsals {
  private mlflow: MlflowServer | undefined
  private models = 0
  private readonly known = new Map<string, Rehearsed>()

  constructor(private readonly way: Way = 'run') {}

  /** The clean case of a plan: it tells what there must be in the end. @throws {Broken} it fails */
  async of(plan: KillPlan): Promise<Rehearsed> {
    const known = this.known.get(plan.name)
    if (known !== undefined) return known
    const made: Rehearsed = {
      plan,
      way: this.way,
      world: await plan.world(),
      moments: [],
      milliseconds: 0,
      afterLanding: 0,
      result: {},
    }
    const began = performance.now()
    await this.withServers(made, async (servers) => {
      const first = await start(made, made.world.bob, servers, async () => {
        if (await hasLanded(made.world)) made.afterLanding++
      })
      hold(first.code === 0, `${plan.name}: the clean run ended with ${first.code ?? ''}`, first.output)
      Object.assign(made, { milliseconds: performance.now() - began, moments: first.moments })
      await this.afterFirst?.(made, servers)
      await again(made, servers, await made.world.newMachine(), 'the second clean run', {
        isLast: made.plan.pull === undefined,
      })
      if (made.plan.pull !== undefined) {
        await mergePull(made.world, servers, made.plan.pull)
        await again(made, servers, await made.world.machineAtTip(), 'the clean run at the tip', {
          isLast: true,
          more: ANOTHER_RUN,
        })
      }
      made.result = await this.state(made.world, servers)
    })
    await requireWhole(made)
    this.known.set(plan.name, made)
    return made
  }

  /** Everything of which there must be one. */
  state(world: World, servers: Servers): Promise<Record<string, unknown>> {
    return resultOf(world, servers)
  }

  /** Called after the first run of a clean case. */
  protected afterFirst?: (made: Rehearsed, servers: Servers) => Promise<void>

  /** Runs a body with the servers that a plan needs. GitHub is a new one each time. */
  async withServers<T>({ plan, world }: Rehearsed, body: (servers: Servers) => Promise<T>): Promise<T> {
    if (plan.needs.includes('mlflow')) this.mlflow ??= await startMlflow()
    const { mlflow } = this
    const github = plan.needs.includes('github') ? await githubFor(world) : undefined
    try {
      return await body({
        model: `model-${++this.models}`,
        ...(plan.needs.includes('mlflow') && mlflow !== undefined ? { mlflow } : {}),
        ...(github === undefined ? {} : { github }),
      })
    } finally {
      await github?.stop()
    }
  }

  async close(): Promise<void> {
    await this.mlflow?.stop()
    for (const { world } of this.known.values()) await world.drop()
  }
}

/** True once the server has a change of a ref. */
export async function hasLanded(world: World): Promise<boolean> {
  return (await world.changes()).length > 0
}

/** Merges the pull request of a plan on both sides of GitHub: the repository, and its list of pull requests. */
export async function mergePull(world: World, { github }: Servers, branch: string): Promise<void> {
  const merge = await world.merge(branch)
  const pulls = await github?.ask<{ number: number; head: { ref: string } }[]>(
    'GET',
    `/repos/${REPOSITORY}/pulls?state=open`,
  )
  const pull = pulls?.find(({ head }) => head.ref === branch)
  hold(pull !== undefined, `no pull request of ${branch} is open`, JSON.stringify(pulls))
  await github?.ask('PATCH', `/repos/${REPOSITORY}/pulls/${pull.number}`, { state: 'closed' })
  github?.extras.merges.set(pull.number, { ...merge, at: new Date().toISOString() })
}

/** Starts the call of a plan in a clone. */
export async function launch(
  { plan, world }: Rehearsed,
  clone: Clone,
  servers: Servers,
  at?: RunOptions['at'],
  more: NodeJS.ProcessEnv = {},
): Promise<KillableRun> {
  const { args, env } = await plan.call(clone, servers, world)
  return new KillableRun({
    cwd: clone.directory,
    env: { ...clone.env, ...env, ...more },
    args,
    ...(at === undefined ? {} : { at }),
  })
}

async function start(...of: Parameters<typeof launch>): Promise<Ended> {
  return (await launch(...of)).ended
}

/** Runs a call without a fault. */
async function complete(
  way: Way,
  clone: Clone,
  args: readonly string[],
  more: NodeJS.ProcessEnv,
): Promise<Pick<Ended, 'code' | 'signal' | 'output'>> {
  const env = { ...clone.env, ...more }
  if (way === 'run') return new KillableRun({ cwd: clone.directory, env, args }).ended
  const { code, stdout, stderr } = await (await inProcess()).runHere(args, clone.directory, env)
  return { code, signal: null, output: stdout + stderr }
}

/** Runs the call again, and at last the calls after it. @throws {Broken} one fails */
export async function again(
  rehearsed: Rehearsed,
  servers: Servers,
  clone: Clone,
  name: string,
  { isLast, more }: { isLast: boolean; more?: NodeJS.ProcessEnv },
): Promise<void> {
  const { plan, world, way } = rehearsed
  const call = await plan.call(clone, servers, world)
  const ended = await complete(way, clone, call.args, { ...call.env, ...more })
  hold(ended.code === 0, `${name} ended with ${ended.code ?? ended.signal ?? ''}`, ended.output)
  if (!isLast) return
  for (const { args, env } of plan.rest?.(world) ?? []) {
    const after = await complete(way, await world.newMachine(), args, env)
    hold(after.code === 0, `${name}: ${args[0] ?? ''} ended with ${after.code ?? ''}`, after.output)
  }
}

/** @throws {Broken} a ref named data that the remote did not have at that moment */
export async function requireWhole({ world }: Rehearsed): Promise<void> {
  const lacking = await world.lacking()
  hold(lacking.length === 0, 'a ref was moved to a commit whose data is not whole', lacking.join('\n'))
}
