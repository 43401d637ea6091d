import { messageOf, OutsideError, SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import { isClosing } from '../../metrics/acceptance.js'
import type { Judged } from '../../metrics/judge.js'
import type { Project } from '../project/project.js'
import { acceptBy, type Head, howToAccept, LONGEST_MS } from './acceptances.js'

/** GitHub names the branch of a merge queue's group by its last pull request. */
const QUEUE = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40,64}$/

/** The pull request that an event judges again, once its head is known to be all that came. */
type Found = { head: Head } | { reason: string }

/**
 * Lets failing policies pass that somebody accepted for the head of the pull request which this push merged, or which this group of a merge queue would merge.
 * Only where the commit has exactly the files of that merge. Fails closed: where that is not sure, or GitHub does not answer, nothing is accepted. Never throws
 * for what GitHub or Git answer.
 * @returns how to accept what still closes the gate, a sentence; undefined where nothing does, or where it cannot be accepted
 */
export async function acceptMerged(project: Project, judged: readonly Judged[]): Promise<string | undefined> {
  const { run, inGit } = project
  const {
    event,
    github: { token, apiUrl, project: folder },
  } = run.settings
  if (
    (event.name !== 'push' && event.name !== 'merge_group') ||
    event.repository === undefined ||
    token === undefined ||
    !judged.some(isClosing)
  )
    return undefined
  const { connect } = await import('../../github/client.js')
  const { failureText } = await import('../../github/failure.js')
  const unknown = (why: string) => {
    run.report.lint.push({
      rule: 'acceptance',
      severity: 'notice',
      message: `Whether somebody accepted what fails is unknown: ${why.replace(/\.$/, '')}.`,
    })
  }
  try {
    const github = connect({ token, apiUrl, repository: event.repository, debug: (message) => run.host.debug(message) })
    github.endWithin(LONGEST_MS)
    const found = await (event.name === 'push' ? ofPush(project, github) : ofQueue(project, github))
    if (found === undefined) return undefined
    if ('reason' in found) {
      unknown(found.reason)
      return undefined
    }
    const { number, headSha } = found.head
    const { readAccepted } = await import('../../github/accepted-record.js')
    const { pullRequestThread } = await import('../../github/thread.js')
    const recorded = await readAccepted(github, pullRequestThread(github, number), folder, headSha)
    await acceptBy(run, github, { ...found.head, recorded }, inGit('dvc-ci.yaml'), judged)
    const command = howToAccept(judged, headSha)
    return command === undefined
      ? undefined
      : `Somebody with write access accepts it with this comment on pull request ${number}: \`${command}\`. Then ${event.name === 'push' ? 'run the failed job again' : 'add it to the queue again'}.`
  } catch (error) {
    if (error instanceof SetupError || error instanceof OutsideError) unknown(messageOf(error))
    else unknown(failureText(error, 'pull-requests: read, contents: read'))
    return undefined
  }
}

/** The merge that a push is; undefined for a direct push. */
async function ofPush({ git, run }: Project, github: GitHub): Promise<Found | undefined> {
  const { event } = run.settings
  const { sha } = run.report.source
  const { mergedPullOf } = await import('../../github/commit-comment.js')
  const pull = await mergedPullOf(github, sha, event.ref.replace(/^refs\/heads\//, ''))
  if (pull === undefined) return undefined
  const { number, headSha, mergedAt } = pull
  const whole = pull.exactly && event.before !== undefined && (await git.isMergeOf(sha, event.before, headSha))
  return whole
    ? { head: { number, headSha, updatedAt: mergedAt } }
    : { reason: `this push is not pull request ${number} (${headSha.slice(0, 7)}) and nothing else` }
}

/** The pull request of a merge queue's group. A group of several is more than its last one, and is told so by its files. */
async function ofQueue({ git, run }: Project, github: GitHub): Promise<Found | undefined> {
  const { event } = run.settings
  const number = Number(QUEUE.exec(event.ref)?.[1])
  if (Number.isNaN(number) || event.mergeGroupBaseSha === undefined) return undefined
  const { pullState } = await import('../../github/conversation.js')
  const { headSha } = await pullState(github, number)
  const whole = await git.isMergeOf(run.report.source.sha, event.mergeGroupBaseSha, headSha)
  return whole
    ? { head: { number, headSha } }
    : { reason: `this group is not pull request ${number} (${headSha.slice(0, 7)}) and nothing else` }
}
