import type { GitHub } from './client.js'
import { failureOf } from './failure.js'
import { rateLimitWait } from './retry.js'

/** A workflow run of a commit. */
export interface CommitRun {
  id: number
  /** Path of the workflow's file. */
  workflow: string
  isOver: boolean
  failed: boolean
}

const FAILED = ['failure', 'timed_out', 'startup_failure']

/**
 * The newest run of each workflow for a commit and an event.
 * @throws the failure of a request to GitHub; needs `actions: read`
 */
export async function runsOf(
  { octokit, repo }: GitHub,
  sha: string,
  event: 'pull_request' | 'push',
): Promise<CommitRun[]> {
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({ ...repo, head_sha: sha, event, per_page: 100 })
  const newest = new Map<number, CommitRun>()
  for (const run of [...data.workflow_runs].sort((a, b) => b.id - a.id)) {
    if (newest.has(run.workflow_id)) continue
    newest.set(run.workflow_id, {
      id: run.id,
      workflow: run.path.replace(/@.*$/, ''),
      isOver: run.status === 'completed',
      failed: FAILED.includes(run.conclusion ?? ''),
    })
  }
  return [...newest.values()]
}

/** Whether a commit was the head of this branch of this repository when a workflow started for a pull request. */
export async function wasHead(
  { octokit, repo }: GitHub,
  sha: string,
  { branch, repository }: { branch: string; repository: string },
): Promise<boolean> {
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
    ...repo,
    head_sha: sha,
    event: 'pull_request',
    per_page: 100,
  })
  // The types lack null, which GitHub sends for a deleted fork.
  return data.workflow_runs.some(
    ({ head_sha: head, head_branch: of, head_repository: from }) =>
      head === sha &&
      of === branch &&
      (from as { full_name: string } | null)?.full_name.toLowerCase() === repository.toLowerCase(),
  )
}

/** Conclusions of jobs that say nothing about the others. */
const WITHOUT_RESULT = ['skipped', 'neutral']

/**
 * How the jobs of a run that have ended did, in GitHub's words: the worst conclusion, so `success` only where all
 * succeeded. Empty where none has ended.
 * @throws the failure of a request to GitHub; needs `actions: read`
 */
export async function endOfJobs({ octokit, repo }: GitHub, run: number): Promise<string> {
  const jobs = await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRun, {
    ...repo,
    run_id: run,
    per_page: 100,
  })
  const ended = jobs
    .filter(({ status }) => status === 'completed')
    .map(({ conclusion }): string => conclusion ?? '')
    .filter((conclusion) => !WITHOUT_RESULT.includes(conclusion))
  return FAILED.find((bad) => ended.includes(bad)) ?? ended.find((each) => each !== 'success') ?? ended[0] ?? ''
}

/**
 * Reruns the failed jobs of a run, with its event, code and permissions.
 * @returns false if the run is still running
 * @throws the failure of a request to GitHub; needs `actions: write`
 */
export async function rerunFailedJobs({ octokit, repo }: GitHub, run: number): Promise<boolean> {
  try {
    await octokit.rest.actions.reRunWorkflowFailedJobs({ ...repo, run_id: run })
    return true
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status === 403 && /already running/i.test(message) && rateLimitWait(error, Date.now()) === undefined)
      return false
    throw error
  }
}

/** Adds a reaction to a comment, once. @throws the failure of a request to GitHub; needs `pull-requests: write` */
export async function react({ octokit, repo }: GitHub, comment: number, content: 'eyes' | '+1' | '-1'): Promise<void> {
  await octokit.rest.reactions.createForIssueComment({ ...repo, comment_id: comment, content })
}
