import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { Clone, tinyProject } from '../support/project.js'
import { SUBJECT } from '../support/rebuild.js'
import { type Attack, hold } from './attack.js'
import { KillableRun } from './killable.js'
import type { Random } from './random.js'
import { bare } from './whole.js'
import { World } from './world.js'

const execute = promisify(execFile)
const BOTS = 8
const HUMANS = 20

/**
 * Rounds in which eight builds of a new change run at once while twenty people push to the same branch. No commit may be
 * lost, no branch moved backwards, and no build may land whose parameters are not those of its commit. In every second
 * round no push makes the builds stale: then exactly one of them must land.
 */
export const races: Attack = {
  name: 'races',
  promises: [1, 3],
  parts: ['dvc'],
  count: 25,
  async open() {
    const world = await World.of(await tinyProject())
    const pushed: string[] = []
    let rounds = 0
    return {
      attempt: (_index, random) => round(world, pushed, ++rounds, random),
      close: () => world.drop(),
    }
  },
}

async function round(world: World, pushed: string[], number: number, random: Random): Promise<string> {
  const { origin, storage, env } = world.alice
  const isCalm = number % 2 === 1
  // What the builds of this round are about.
  pushed.push(await push(world, `${number}-change`, number * 100))
  const before = await world.changes()
  const clones = await Promise.all(
    Array.from({ length: BOTS }, async (_, bot) => {
      const directory = join(world.base, `bot-${number}-${bot}`)
      await execute('git', ['clone', '-q', origin, directory], { env })
      return new Clone(directory, origin, storage, env)
    }),
  )
  const bots = clones.map(async (clone) => {
    const run = new KillableRun({
      cwd: clone.directory,
      env: clone.env,
      args: ['rebuild', '--setup', 'none', '--jobs', '1'],
    })
    return run.ended
  })
  const humans = (async () => {
    for (let human = 0; human < HUMANS; human++) {
      // The pushes are spread over the time of the builds.
      await wait(random.below(400))
      const isStaling = !isCalm && random.below(4) === 0
      pushed.push(await push(world, `${number}-${human}`, isStaling ? number * 100 + human + 1 : undefined))
    }
  })()
  const [ends] = await Promise.all([Promise.all(bots), humans])
  const codes = ends.map(({ code }) => code)
  const output = ends.map((each) => each.output).join('\n----\n')
  // 1: a race that was lost, said as such. 3: the branch moved again and again, and the build gave up. Everything else
  // is a fault.
  const gaveUp = ends.filter((each) => each.code === 3 && each.output.includes('times during the push of this build'))
  hold(
    ends.every((each) => each.code === 0 || each.code === 1 || gaveUp.includes(each)),
    `round ${number}: builds ended with ${codes.join(', ')}`,
    output,
  )
  const reachable = new Set((await bare(origin, 'rev-list', 'main')).split('\n'))
  const lost = pushed.filter((sha) => !reachable.has(sha))
  hold(lost.length === 0, `round ${number}: commits are lost: ${lost.join(', ')}`, output)
  const changes = (await world.changes()).slice(before.length).filter(({ ref }) => ref === 'refs/heads/main')
  for (const { old, now } of changes) {
    if (/^0+$/.test(old)) continue
    const isForward = await bare(origin, 'merge-base', '--is-ancestor', old, now).then(
      () => true,
      () => false,
    )
    hold(isForward, `round ${number}: main was moved from ${old} to ${now}, which does not contain it`, output)
  }
  const lacking = await world.lacking()
  hold(lacking.length === 0, `round ${number}: data is not whole`, lacking.join('\n'))
  const landed = (await bare(origin, 'log', '--format=%H %s', ...(changes[0] ? [`^${changes[0].old}`] : []), 'main'))
    .split('\n')
    .filter((line) => line.endsWith(SUBJECT))
  for (const line of landed) await requireFresh(origin, line.slice(0, 40))
  hold(landed.length <= 1, `round ${number}: ${landed.length} builds of one change landed`, output)
  hold(
    landed.length === 1 || !isCalm || gaveUp.length === BOTS,
    `round ${number}: no build landed, and no push made one stale`,
    output,
  )
  return `round ${number}: ${BOTS} builds (${codes.join(' ')}), ${HUMANS} people, ${landed.length} landed`
}

/**
 * One person pulls, commits a change and pushes, again and again until it lands.
 * @param parameter new value of a parameter, which makes running builds stale; otherwise the change is a note
 * @returns the commit
 */
async function push(world: World, name: string, parameter?: number): Promise<string> {
  const clone = world.carol
  for (;;) {
    await clone.git('fetch', '-q', 'origin', 'main')
    await clone.git('reset', '-q', '--hard', 'origin/main')
    if (parameter === undefined) await clone.write(`notes/${name}.md`, 'A note\n')
    else await clone.edit('params.yaml', /b: \d+/, `b: ${parameter}`)
    await clone.git('add', '--all')
    await clone.git('commit', '-q', '-m', `Change ${name}`)
    const sha = await clone.head()
    const isPushed = await clone.git('push', '-q', 'origin', 'HEAD:main').then(
      () => true,
      () => false,
    )
    if (isPushed) return sha
  }
}

/** @throws {Broken} the parameters in dvc.lock are not those of the commit */
async function requireFresh(origin: string, commit: string): Promise<void> {
  const [lock, params] = await Promise.all(
    ['dvc.lock', 'params.yaml'].map(async (path) => parse(await bare(origin, 'show', `${commit}:${path}`)) as unknown),
  )
  const locked = (lock as { stages: Record<string, { params: Record<string, Record<string, number>> }> }).stages
  const here = (params as { train: { b: number } }).train.b
  const built = locked['train@b']?.params['params.yaml']?.['train.b']
  hold(built === here, `the build ${commit} has train.b ${built ?? ''}, and its commit ${here}`)
}
