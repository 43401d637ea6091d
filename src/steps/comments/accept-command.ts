import type { GitHub } from '../../github/client.js'
import type { CommitRun } from '../../github/runs.js'
import { ACCEPT_USAGE, parseWish } from '../../metrics/acceptance.js'
import type { Answered, AskedFor, Command } from './command.js'

/**
 * `/dvc-ci accept METRIC: REASON`: has the gate judged once more. The acceptance itself is not made here: the run that is started again reads the comment
 * and decides about it, so that nothing that this run says could open a gate.
 */
export const acceptCommand: Command = { usage: ACCEPT_USAGE.replaceAll('`', ''), answer }

async function answer({ run, github, number, pull, lines }: AskedFor): Promise<Answered> {
  for (const line of lines) {
    const wish = parseWish(line)
    if ('refusal' in wish) return { outcome: 'refused', message: wish.refusal }
    if (wish.sha !== undefined && !pull.headSha.startsWith(wish.sha))
      return {
        outcome: 'refused',
        message: `the acceptance names commit ${wish.sha.slice(0, 12)}, and the head of this pull request is ${pull.headSha}`,
      }
  }
  const { rerunFailedJobs } = await import('../../github/runs.js')
  const { mergeSha } = pull
  const runs = await (mergeSha === undefined
    ? validatingRuns(github, number, pull.headSha)
    : buildingRuns(github, number, mergeSha))
  const head = (mergeSha ?? pull.headSha).slice(0, 7)
  if (runs.length === 0) {
    return {
      outcome: 'waiting',
      message:
        mergeSha === undefined
          ? `${head} has no run of a pull request yet; the first one reads the comment`
          : `no run of ${head} that builds has told of itself on this pull request: run its failed job again`,
    }
  }
  const failed = runs.filter(({ isOver, failed: hasFailed }) => isOver && hasFailed)
  const [again, running]: [CommitRun[], CommitRun[]] = [[], runs.filter(({ isOver }) => !isOver)]
  for (const each of failed) ((await rerunFailedJobs(github, each.id)) ? again : running).push(each)
  for (const { id, workflow } of again) run.host.info(`Run ${id} of ${workflow} starts its failed jobs again.`)
  if (again.length > 0)
    return {
      outcome: 'done',
      message: `the failed jobs of ${again.map(({ workflow }) => workflow).join(', ')} run again for ${head}, and read the comment`,
    }
  if (running.length > 0)
    return {
      outcome: 'waiting',
      message: `${running.map(({ workflow }) => workflow).join(', ')} is under way for ${head}: its gate reads the comment, unless it was judged before; comment again when it has failed`,
    }
  return { outcome: 'waiting', message: `no run has failed for ${head}: there is nothing to accept` }
}

/**
 * The newest runs of the head that validate: those of the workflows that our own comments on the pull request name. Where there is none (`comment: none`),
 * all runs of the pull request count: to start failed jobs again does no harm.
 */
async function validatingRuns(github: GitHub, number: number, headSha: string): Promise<CommitRun[]> {
  const { runsOf } = await import('../../github/runs.js')
  const runs = await runsOf(github, headSha, 'pull_request')
  if (runs.length < 2) return runs
  const known = await toldRuns(github, number, runs, 'validate')
  return known.length > 0 ? known : runs
}

/** The newest runs that build what was merged. Other workflows of the branch deploy, or publish: they are never started again. */
async function buildingRuns(github: GitHub, number: number, mergeSha: string): Promise<CommitRun[]> {
  const { runsOf } = await import('../../github/runs.js')
  return toldRuns(github, number, await runsOf(github, mergeSha, 'push'), 'rebuild')
}

/** The runs of workflows that our own comments name. */
async function toldRuns(
  github: GitHub,
  number: number,
  runs: readonly CommitRun[],
  mode: string,
): Promise<CommitRun[]> {
  const { subjectsOf } = await import('../../github/comment.js')
  const { pullRequestThread } = await import('../../github/thread.js')
  const told = new Set(
    (await subjectsOf(github, pullRequestThread(github, number)))
      .filter((subject) => subject.mode === mode)
      .map(({ workflow }) => workflow),
  )
  return runs.filter(({ workflow }) => told.has(workflow))
}
