import { messageOf, OutsideError, SetupError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import { isClosing } from '../../metrics/acceptance.js'
import type { Judged } from '../../metrics/judge.js'
import { withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { acceptBy, type Head, howToAccept, LONGEST_MS } from './acceptances.js'

/** GitHub names the branch of a merge queue's group after its last pull request. */
const QUEUE = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40,64}$/

/** The pull request that an event judges again, where the commit is exactly its merge; else the reason. */
type Found = { head: Head } | { reason: string }

/**
 * Lets failing policies pass that a user accepted for the head of a pull request: the one that this push merged, or
 * that this group of a merge queue would merge. The commit must have exactly the files of that merge. Fails closed:
 * without an answer from GitHub, nothing is accepted. It never throws for an error of GitHub or Git.
 * @returns how to accept the policies that still close the gate, as sentences; undefined where none does, or where none
 * can be accepted
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
  const addNotice = (why: string) => {
    run.report.lint.push({
      rule: 'acceptance',
      severity: 'notice',
      message: `Acceptances could not be checked: ${withoutPeriod(why)}.`,
    })
  }
  try {
    const github = connect({
      token,
      apiUrl,
      repository: event.repository,
      debug: (message) => run.host.debug(message),
      redact: (text) => run.host.redact(text),
    })
    github.endWithin(LONGEST_MS)
    const found = await (event.name === 'push' ? ofPush(project, github) : ofQueue(project, github))
    if (found === undefined) return undefined
    if ('reason' in found) {
      addNotice(found.reason)
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
      : `A user with write access can accept it with this comment on pull request ${number}: \`${command}\`. Then ${event.name === 'push' ? 'run the failed job again' : 'add it to the queue again'}.`
  } catch (error) {
    if (error instanceof SetupError || error instanceof OutsideError) addNotice(messageOf(error))
    else addNotice(failureText(error, 'pull-requests: read, contents: read'))
    return undefined
  }
}

/** The pull request that a push merged; undefined for a direct push. */
async function ofPush({ git, run }: Project, github: GitHub): Promise<Found | undefined> {
  const { event } = run.settings
  const { sha } = run.report.source
  const { mergedPullOf } = await import('../../github/commit-comment.js')
  const pull = await mergedPullOf(github, sha, event.ref.replace(/^refs\/heads\//, ''))
  if (pull === undefined) return undefined
  const { number, headSha, mergedAt } = pull
  const isExact = pull.exactly && event.before !== undefined && (await git.isMergeOf(sha, event.before, headSha))
  return isExact
    ? { head: { number, headSha, updatedAt: mergedAt } }
    : { reason: `this push is not exactly the merge of pull request ${number} (${headSha.slice(0, 7)})` }
}

/**
 * The pull request of a merge queue's group. A group of several has more files than the merge of its last one, and
 * gives a reason.
 */
async function ofQueue({ git, run }: Project, github: GitHub): Promise<Found | undefined> {
  const { event } = run.settings
  const number = Number(QUEUE.exec(event.ref)?.[1])
  if (Number.isNaN(number) || event.mergeGroupBaseSha === undefined) return undefined
  const { pullState } = await import('../../github/conversation.js')
  const { headSha } = await pullState(github, number)
  const isExact = await git.isMergeOf(run.report.source.sha, event.mergeGroupBaseSha, headSha)
  return isExact
    ? { head: { number, headSha } }
    : { reason: `this group is not exactly the merge of pull request ${number} (${headSha.slice(0, 7)})` }
}
