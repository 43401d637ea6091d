import type { Clone } from '../support/project.js'
import { type Attack, hold } from './attack.js'
import { KILL_PLANS } from './kill-plans.js'
import { KillableRun } from './killable.js'
import { workflowRun } from './plan-parts.js'
import { launch, Rehearsals, type Rehearsed } from './rehearsal.js'
import { bare } from './whole.js'

/** Flows whose commit lands on the branch or beside it. */
const PUBLISHING = KILL_PLANS.filter(({ name }) => !name.startsWith('stage') && !name.includes('MLflow'))
/** How often the push of our own commit starts a build again. */
const TURNS = 3

/**
 * Publishes, and then starts a rebuild for the push of that commit, again and again, with and without the marker
 * `[skip ci]`. No ref may move.
 */
export const loops: Attack = {
  name: 'loops',
  promises: [9],
  parts: ['dvc'],
  count: 2 * PUBLISHING.length,
  open() {
    const rehearsals = new Rehearsals()
    return Promise.resolve({
      async attempt(index) {
        const plan = PUBLISHING[Math.floor(index / 2) % PUBLISHING.length]
        if (plan === undefined) throw new Error('no plan')
        const isMarked = index % 2 === 0
        const told = `${plan.name}, ${isMarked ? 'with' : 'without'} [skip ci]`
        const rehearsed = await rehearsals.of(plan)
        await rehearsed.world.restore()
        await rehearsals.withServers(rehearsed, async (servers) => {
          const made = await (await launch(rehearsed, rehearsed.world.bob, servers)).ended
          hold(made.code === 0, `${told}: it ended with ${made.code ?? ''}`, made.output)
          const way = methodOf(plan.name)
          if (way === 'pull-request') await merge(rehearsed)
          if (!isMarked && way !== 'tag') await unmark(rehearsed)
          const refs = await refsOf(rehearsed)
          for (let turn = 0; turn < TURNS; turn++) {
            const clone = await rehearsed.world.newMachine()
            await clone.git('pull', '-q')
            const again = await new KillableRun({
              cwd: clone.directory,
              env: {
                ...clone.env,
                ...(await pushed(rehearsed, clone, servers)),
                // A tag has no marker: its push is the event.
                ...(way === 'tag' && !isMarked ? { GITHUB_REF: 'refs/tags/v1' } : {}),
              },
              args: argsOf(plan.name),
            }).ended
            // The push of a tag has no branch: the run is rejected (2).
            hold(
              again.code === 0 || (way === 'tag' && again.code === 2),
              `${told}: turn ${turn + 1} ended with ${again.code ?? ''}`,
              again.output,
            )
            hold((await refsOf(rehearsed)) === refs, `${told}: turn ${turn + 1} moved a ref`, again.output)
          }
        })
        return told
      },
      close: () => rehearsals.close(),
    })
  },
}

function methodOf(name: string): string {
  return /commit: ([a-z-]+)/.exec(name)?.[1] ?? 'push'
}

/** Merges the pull request of a build. */
async function merge({ world }: Rehearsed): Promise<void> {
  const refs = (await bare(world.alice.origin, 'for-each-ref', '--format=%(refname)', 'refs/heads')).split('\n')
  const [branch] = refs.filter((ref) => ref !== 'refs/heads/main')
  hold(branch !== undefined, 'the build has no branch')
  const clone = await world.newMachine()
  await clone.git('fetch', '-q', 'origin', branch)
  await clone.git('push', '-q', 'origin', 'FETCH_HEAD:refs/heads/main')
}

/** The build that a push starts, with the same way to publish. */
function argsOf(name: string): string[] {
  const method = methodOf(name)
  return ['rebuild', '--setup', 'none', '--commit', method, ...(method === 'tag' ? ['--tag', 'v{n}'] : [])]
}

/** The variables of a workflow for the push of the tip; on this machine none are needed without GitHub. */
async function pushed(
  rehearsed: Rehearsed,
  clone: Clone,
  servers: Parameters<typeof launch>[2],
): Promise<NodeJS.ProcessEnv> {
  return rehearsed.plan.needs.includes('github') ? workflowRun(clone, rehearsed.world, servers.github) : {}
}

/** Takes the marker out of the newest commit of main, as a squash or a user's own subject does. */
async function unmark({ world }: Rehearsed): Promise<void> {
  const clone = await world.newMachine()
  await clone.git('pull', '-q')
  const text = await clone.git('log', '-1', '--format=%B')
  const who = (await clone.git('log', '-1', '--format=%an%n%ae%n%cn%n%ce')).split('\n')
  await clone.git(
    '-c',
    `user.name=${who[2] ?? ''}`,
    '-c',
    `user.email=${who[3] ?? ''}`,
    'commit',
    '-q',
    '--amend',
    '--allow-empty',
    `--author=${who[0] ?? ''} <${who[1] ?? ''}>`,
    '-m',
    text.replaceAll(' [skip ci]', ''),
  )
  await clone.git('push', '-q', '--force', 'origin', 'main')
}

function refsOf({ world }: Rehearsed): Promise<string> {
  return bare(world.alice.origin, 'for-each-ref', '--format=%(refname) %(objectname)')
}
