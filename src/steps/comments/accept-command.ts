import type { GitHub } from '../../github/client.js'
import type { CommitRun } from '../../github/runs.js'
import { ACCEPT_USAGE, parseAcceptRequest } from '../../metrics/acceptance.js'
import type { Answered, AskedFor, Command } from './command.js'

/**
 * `/dvc-ci accept METRIC: REASON`: starts the failed jobs again. The restarted run reads the comment and decides about
 * it, so no output of this run can change a gate.
 */
export const acceptCommand: Command = { usage: ACCEPT_USAGE.replaceAll('`', ''), answer }

async function answer({ run, github, number, pull, lines }: AskedFor): Promise<Answered> {
  for (const line of lines) {
    const request = parseAcceptRequest(line)
    if ('refusal' in request) return { outcome: 'refused', message: request.refusal }
    if (request.sha !== undefined && !pull.headSha.startsWith(request.sha))
      return {
        outcome: 'refused',
        message: `the acceptance names commit ${request.sha.slice(0, 12)}, and the head of this pull request is ${pull.headSha}`,
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
          ? `${head} has no run of a pull request yet; its first run reads the comment`
          : `no comment on this pull request names a build of ${head}: run its failed job again`,
    }
  }
  const failed = runs.filter(({ isOver, failed: hasFailed }) => isOver && hasFailed)
  const [again, running]: [CommitRun[], CommitRun[]] = [[], runs.filter(({ isOver }) => !isOver)]
  for (const each of failed) ((await rerunFailedJobs(github, each.id)) ? again : running).push(each)
  for (const { id, workflow } of again) run.host.info(`Run ${id} of ${workflow} starts its failed jobs again.`)
  if (again.length > 0)
    return {
      outcome: 'done',
      message: `the failed jobs of ${again.map(({ workflow }) => workflow).join(', ')} run again for ${head} and read the comment`,
    }
  if (running.length > 0)
    return {
      outcome: 'waiting',
      message: `${running.map(({ workflow }) => workflow).join(', ')} still runs for ${head}: its gate reads the comment if it has not judged yet; comment again after a failure`,
    }
  return { outcome: 'waiting', message: `no run has failed for ${head}: there is nothing to accept` }
}

/**
 * The newest runs that validate the head: those of workflows that comments of dvc-ci on the pull request name. Without
 * such comments (`comment: none`), all runs of the pull request count, because restarting failed jobs does no harm.
 */
async function validatingRuns(github: GitHub, number: number, headSha: string): Promise<CommitRun[]> {
  const { runsOf } = await import('../../github/runs.js')
  const runs = await runsOf(github, headSha, 'pull_request')
  if (runs.length < 2) return runs
  const known = await runsInComments(github, number, runs, 'validate')
  return known.length > 0 ? known : runs
}

/**
 * The newest runs that build the merge commit. Other workflows may deploy or publish, so dvc-ci never restarts them.
 */
async function buildingRuns(github: GitHub, number: number, mergeSha: string): Promise<CommitRun[]> {
  const { runsOf } = await import('../../github/runs.js')
  return runsInComments(github, number, await runsOf(github, mergeSha, 'push'), 'rebuild')
}

/** The runs of workflows that comments of dvc-ci name. */
async function runsInComments(
  github: GitHub,
  number: number,
  runs: readonly CommitRun[],
  mode: string,
): Promise<CommitRun[]> {
  const { subjectsOf } = await import('../../github/comment.js')
  const { pullRequestThread } = await import('../../github/thread.js')
  const workflows = new Set(
    (await subjectsOf(github, pullRequestThread(github, number)))
      .filter((subject) => subject.mode === mode)
      .map(({ workflow }) => workflow),
  )
  return runs.filter(({ workflow }) => workflows.has(workflow))
}
