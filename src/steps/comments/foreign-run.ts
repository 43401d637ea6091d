import { OutsideError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { EventContext } from '../../settings/settings.js'

/** The run whose report is shown, as GitHub tells it. Nothing here comes from the artifact. */
export interface ForeignRun {
  /** `fork`: a run without credentials. `named`: a job that validated a commit named by a user with write access. */
  kind: 'fork' | 'named'
  /** Number of the pull request. */
  number: number
  /** The commit that gets the check run. */
  headSha: string
  run: { id: number; attempt: number }
  /** How the run, or the jobs of a named commit, ended, in GitHub's words; empty if unknown. */
  conclusion: string
}

/** A run without a result of its own. */
const WITHOUT_RESULT = ['cancelled', 'skipped', 'action_required', 'stale', 'neutral']

/**
 * Finds the pull request of the run: for a workflow_run by asking GitHub which open pull request has this head.
 * @returns the reason where there is nothing to show, as a clause
 * @throws {OutsideError} GitHub does not answer
 */
export async function findForeignRun(github: GitHub, event: EventContext): Promise<ForeignRun | { idle: string }> {
  const { pullRequest, workflowRun, foreignRun } = event
  if (event.namedCommit === true && pullRequest !== undefined)
    return {
      kind: 'named',
      number: pullRequest.number,
      headSha: pullRequest.headSha,
      run: event.run ?? { id: 0, attempt: 1 },
      conclusion: await namedConclusion(github, event.run?.id ?? 0),
    }
  if (workflowRun === undefined) return { idle: 'the event does not describe the run before it' }
  if (foreignRun !== true && event.trusted)
    return { idle: 'the run was for a branch of this repository and could comment itself' }
  if (workflowRun.event !== 'pull_request') return { idle: 'the run was not for a pull request' }
  if (WITHOUT_RESULT.includes(workflowRun.conclusion))
    return { idle: `the run has no result (${workflowRun.conclusion})` }
  const { pullsWithHead } = await import('../../github/open-pulls.js')
  const { id, attempt, headSha, headBranch, headRepository, conclusion } = workflowRun
  const [number, ...others] = await pullsWithHead(github, {
    sha: headSha,
    branch: headBranch,
    repository: headRepository,
  }).catch(async (error: unknown) => {
    const { failureText } = await import('../../github/failure.js')
    throw new OutsideError(
      'report-not-shown',
      `the pull request of the run ${id} could not be found: ${failureText(error, 'pull-requests: write')}.`,
      { cause: error },
    )
  })
  if (number === undefined) return { idle: `no open pull request has the head ${headSha} of this run` }
  if (others.length > 0)
    return {
      idle: `the pull requests ${[number, ...others].join(', ')} have the same head, so the report fits none alone`,
    }
  return { kind: 'fork', number, headSha, run: { id, attempt }, conclusion }
}

/** How the job of a named commit ended. Its report cannot tell: code of the commit ran in that job. */
async function namedConclusion(github: GitHub, run: number): Promise<string> {
  const { endOfJobs } = await import('../../github/runs.js')
  return endOfJobs(github, run).catch(async (error: unknown) => {
    const { failureText } = await import('../../github/failure.js')
    throw new OutsideError(
      'report-not-shown',
      `the result of the jobs of the run ${run} could not be read: ${failureText(error, 'actions: read')}.`,
      { cause: error },
    )
  })
}
