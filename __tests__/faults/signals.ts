import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { tinyProject } from '../support/project.js'
import { type Attack, Broken, hold, type Opened } from './attack.js'
import { KILL_PLANS } from './kill-plans.js'
import type { Ended, KillableRun } from './killable.js'
import type { KillPlan } from './plan-parts.js'
import type { Random } from './random.js'
import { launch, Rehearsals, type Rehearsed } from './rehearsal.js'
import { bare } from './whole.js'
import { World } from './world.js'

/** Milliseconds after its first signal in which a run is gone: a runner sends its second one then. */
const LONGEST = 7_500

/** The orders in which signals come. */
const ORDERS = {
  SIGINT: ['SIGINT'],
  SIGTERM: ['SIGTERM'],
  'SIGTERM, then SIGINT': ['SIGTERM', 'SIGINT'],
  "the runner's order": ['SIGINT', 7_500, 'SIGTERM', 2_500, 'SIGKILL'],
} as const
type Order = keyof typeof ORDERS

/** Commands of a user that do not go by themselves. `held` is a file that says that the command runs. */
const STUBBORN: Readonly<Record<string, (held: string) => string>> = {
  'a command that ignores signals': (held) => `trap '' INT TERM; touch ${held}; while :; do sleep 0.2; done`,
  'a command with a session of its own': (held) => `touch ${held}; setsid sleep 77 & wait`,
  'a command whose child ignores signals in a session of its own': (held) =>
    `setsid sh -c "trap '' INT TERM; touch ${held}; sleep 77; sleep 77" & wait`,
}

/** Where a user's command runs. */
const PLACES: Readonly<Record<string, (command: string) => { args: string[]; yaml?: string; stage?: string }>> = {
  check: (command) => ({
    args: ['validate', '--setup', 'none', '--evaluate', 'none'],
    yaml: `checks:\n  held: ${JSON.stringify(command)}\n`,
  }),
  setup: (command) => ({ args: ['validate', '--evaluate', 'none', '--setup', command] }),
  evaluation: (command) => ({
    args: ['validate', '--setup', 'none'],
    yaml: `validate:\n  evaluate: { command: ${JSON.stringify(command)}, metrics: metrics.json }\n`,
  }),
  stage: (command) => ({ args: ['rebuild', '--setup', 'none'], stage: command }),
  deployment: (command) => ({
    args: ['rebuild', '--setup', 'none', '--environment', 'production', '--deploy-command', command],
  }),
}

const simple = (name: string, ...args: string[]): KillPlan => ({
  name,
  needs: [],
  world: async () => World.of(await tinyProject({ 'dvc-ci.yaml': 'checks:\n  one: sleep 0.1\n  two: sleep 0.1\n' })),
  call: () => Promise.resolve({ args: [name, ...args], env: {} }),
})

/** Every mode that does more than to start others. */
const MODES: readonly KillPlan[] = [
  simple('validate', '--setup', 'none'),
  simple('lint'),
  {
    ...simple('plan', '--yes', '--setup', 'none'),
    world: KILL_PLANS[4]?.world ?? (() => Promise.reject(new Error('no plan'))),
  },
  ...KILL_PLANS.filter(({ needs }) => !needs.includes('mlflow')),
]

/**
 * Interrupts every mode at every boundary of a step, and commands of users that do not end by themselves. The run must
 * be gone in 7.5 s, with every process that it started, and no ref may move after the signal.
 */
export const signals: Attack = {
  name: 'signals',
  promises: [8],
  parts: ['dvc'],
  count: 240,
  open: () => Promise.resolve(openSignals()),
}

export function openSignals(): Opened {
  const rehearsals = new Rehearsals()
  const commands = Object.keys(PLACES).flatMap((place) => Object.keys(STUBBORN).map((kind) => [place, kind] as const))
  return {
    attempt(index, random) {
      const order = (Object.keys(ORDERS) as Order[])[index % 4] ?? 'SIGINT'
      const turn = Math.floor(index / 4)
      const chosen = commands[turn]
      return chosen === undefined
        ? atStep(rehearsals, turn - commands.length, order, random)
        : inCommand(...chosen, order)
    },
    close: () => rehearsals.close(),
  }
}

async function atStep(rehearsals: Rehearsals, turn: number, order: Order, random: Random): Promise<string> {
  const plan = MODES[turn % MODES.length]
  if (plan === undefined) throw new Error('no mode')
  const rehearsed = await rehearsals.of(plan)
  const steps = rehearsed.moments.flatMap((name, index) => (name.startsWith('step ') ? [index] : []))
  // Boundaries in their order, from a place that the seed decides.
  const at = steps[(Math.floor(turn / MODES.length) * 5 + random.below(5)) % steps.length] ?? 0
  const told = `${plan.name}: ${order} at "${rehearsed.moments[at] ?? ''}"`
  await rehearsed.world.restore()
  await rehearsals.withServers(rehearsed, async (servers) => {
    let passed = 0
    let refs = ''
    let signalled: Promise<void> | undefined
    let since = 0
    const run = await launch(rehearsed, rehearsed.world.bob, servers, async (_name, self) => {
      if (passed++ !== at) return
      refs = await refsOf(rehearsed)
      since = performance.now()
      signalled = send(self, order)
    })
    const ended = await run.ended
    await judge(told, run, ended, since)
    await signalled
    hold((await refsOf(rehearsed)) === refs || since === 0, `${told}: a ref moved after the signal`, ended.output)
  })
  return told
}

async function inCommand(place: string, kind: string, order: Order): Promise<string> {
  const told = `${kind}, as ${place}: ${order}`
  const alice = await tinyProject()
  const held = join(alice.directory, '..', `held-${Math.random().toString(36).slice(2)}`)
  const { args, yaml, stage } = PLACES[place]?.(STUBBORN[kind]?.(held) ?? '') ?? { args: [] }
  if (yaml !== undefined) await alice.write('dvc-ci.yaml', yaml)
  if (stage !== undefined) await alice.write('src/prepare.sh', `${stage}\n`)
  if (place === 'deployment') await alice.edit('params.yaml', 'b: 5', 'b: 6')
  await alice.commit('Stubborn')
  const plan: KillPlan = {
    name: told,
    needs: [],
    world: () => World.of(alice),
    call: () => Promise.resolve({ args, env: {} }),
  }
  const rehearsed: Rehearsed = {
    plan,
    way: 'run',
    world: await plan.world(),
    moments: [],
    milliseconds: 0,
    afterLanding: 0,
    result: {},
  }
  try {
    const run = await launch(rehearsed, rehearsed.world.bob, { model: '' })
    let isOver = false
    void run.ended.then(() => {
      isOver = true
    })
    for (const until = Date.now() + 60_000; !existsSync(held) && !isOver; await wait(20))
      if (Date.now() > until) run.kill('machine')
    if (isOver) throw new Broken(`${told}: the command never ran`, (await run.ended).output)
    await writeFile(held, '')
    const refs = await refsOf(rehearsed)
    const since = performance.now()
    const signalled = send(run, order)
    const ended = await run.ended
    await judge(told, run, ended, since)
    await signalled
    hold((await refsOf(rehearsed)) === refs, `${told}: a ref moved after the signal`, ended.output)
  } finally {
    await rehearsed.world.drop()
  }
  return told
}

/** Sends the signals of an order, as long as the run lives. */
async function send(run: KillableRun, order: Order): Promise<void> {
  let isOver = false
  void run.ended.then(() => {
    isOver = true
  })
  for (const each of ORDERS[order]) {
    if (isOver) return
    if (typeof each === 'number') await Promise.race([wait(each, undefined, { ref: false }), run.ended])
    else run.signal(each)
  }
}

async function judge(told: string, run: KillableRun, { code, signal, output }: Ended, since: number): Promise<void> {
  const took = performance.now() - since
  // DVC may still be starting: it ends as soon as it reads that dvc-ci is gone.
  const left = await run.gone(Math.max(LONGEST - took, 0))
  if (left.length > 0) run.kill('machine')
  hold(since > 0, `${told}: the moment never came`, output)
  hold(took <= LONGEST, `${told}: it took ${Math.round(took)} ms`, output)
  hold(left.length === 0, `${told}: processes are left: ${left.join('; ')}`, output)
  // A signal after the verdict changes nothing.
  hold(code === 130 || code === 0, `${told}: it ended with ${code ?? signal ?? ''}`, output)
}

function refsOf({ world }: Rehearsed): Promise<string> {
  return bare(world.alice.origin, 'for-each-ref', '--format=%(refname) %(objectname)')
}
