import type { AcceptedRecord } from '../../github/accepted-record.js'
import type { GitHub } from '../../github/client.js'
import type { LabelGiven, PullHistory, Statement } from '../../github/conversation.js'
import {
  type Acceptance,
  type AcceptRequest,
  accept,
  isClosing,
  isMeant,
  parseAcceptRequest,
} from '../../metrics/acceptance.js'
import type { Judged } from '../../metrics/judge.js'
import { shorten, singleLine } from '../../report/escape.js'
import type { Run } from '../../run/run.js'
import type { Settings } from '../../settings/settings.js'
import { acceptedByLabel, commandLines } from '../comments/parse-commands.js'

/** How long the gate waits for GitHub, in milliseconds. */
export const LONGEST_MS = 60_000
/** Most notes about acceptances that do not count: any user may write any number of comments. */
const MOST_NOTES = 10

/** The parts of a run that an acceptance needs. */
type RunParts = Pick<Run, 'host' | 'report'> & {
  settings: Pick<Settings, 'event'> & { github: Pick<Settings['github'], 'token' | 'apiUrl'> }
}

/**
 * Lets failing policies pass that a user accepted on GitHub for this head of the pull request. Fails closed: without an
 * answer from GitHub, nothing is accepted. An acceptance that does not count is a finding. Never throws.
 * @param configuration path of dvc-ci.yaml in the repository, whose code owners may accept
 */
export async function acceptFailing(run: RunParts, judged: readonly Judged[], configuration: string): Promise<void> {
  const {
    event,
    github: { token, apiUrl },
  } = run.settings
  if (
    event.pullRequest === undefined ||
    event.repository === undefined ||
    token === undefined ||
    !judged.some(isClosing)
  )
    return
  const { host, report } = run
  const { connect } = await import('../../github/client.js')
  const { failureText } = await import('../../github/failure.js')
  try {
    const github = connect({
      token,
      apiUrl,
      repository: event.repository,
      debug: (message) => host.debug(message),
      redact: (text) => host.redact(text),
    })
    github.endWithin(LONGEST_MS)
    await acceptBy(run, github, event.pullRequest, configuration, judged)
    const command = howToAccept(judged, event.pullRequest.headSha)
    if (command !== undefined)
      host.info(`A user with write access can accept it for this commit with the comment: ${command}`)
  } catch (error) {
    report.lint.push({
      rule: 'acceptance',
      severity: 'notice',
      message: `Acceptances could not be checked: ${failureText(error, 'pull-requests: read, contents: read')}.`,
    })
  }
}

/** The comment that accepts all policies that still close the gate, for one head; undefined where none does. */
export function howToAccept(judged: readonly Judged[], headSha: string): string | undefined {
  const names = [...new Set(judged.filter(isClosing).map(({ result }) => result.metric))]
  return names.length === 0 ? undefined : `/dvc-ci accept ${names.join(', ')} @${headSha}: REASON`
}

/**
 * Marks the policies that are accepted for a head of a pull request. An acceptance that does not count is a finding.
 * @throws the failure of a request to GitHub
 */
export async function acceptBy(
  { host, report }: Pick<Run, 'host' | 'report'>,
  github: GitHub,
  head: Head,
  configuration: string,
  judged: readonly Judged[],
): Promise<void> {
  const { acceptances, notes } = await readAcceptances(github, head, configuration, judged.filter(isClosing))
  accept(judged, acceptances)
  for (const { by, reason, metrics, via } of acceptances)
    host.info(`@${by} accepts ${metrics.join(', ')} by a ${via}: ${reason}`)
  for (const message of notes.slice(0, MOST_NOTES))
    report.lint.push({ rule: 'acceptance', severity: 'warning', message })
  if (notes.length > MOST_NOTES) host.info(`${notes.length - MOST_NOTES} more acceptances do not count.`)
}

/** A head of a pull request, from an event or from GitHub's API. */
export interface Head {
  number: number
  headSha: string
  /** The latest time at which it can have been pushed (ISO 8601). */
  updatedAt?: string
  /** The label that this event added. */
  label?: string
  /** The acceptances that a validation of this head counted, where another event judges it again. */
  recorded?: AcceptedRecord
}

/** The facts of one head by which acceptances count. */
interface HeadContext {
  headSha: string
  /**
   * Time in milliseconds after which an acceptance without a commit refers to this head; absent where it is not known.
   */
  since?: number
  /** Time of the last force push in milliseconds. */
  forcedAt: number
  /** The label that this event added. */
  label?: string
  recorded?: AcceptedRecord
}

/** The acceptances that count, oldest first, and a note for each other one. */
async function readAcceptances(
  github: GitHub,
  pull: Head,
  configuration: string,
  closing: readonly Judged[],
): Promise<{ acceptances: Acceptance[]; notes: string[] }> {
  const { pullState, statements, pullHistory } = await import('../../github/conversation.js')
  const { Rights } = await import('../../github/rights.js')
  const comments = await statements(github, pull.number, (body) =>
    commandLines(body).some(({ name }) => name === 'accept'),
  )
  const history = await pullHistory(github, pull.number)
  const labels = history.labels.filter(({ name }) => acceptedByLabel(name) !== undefined)
  if (comments.length === 0 && labels.length === 0) return { acceptances: [], notes: [] }
  const now = await pullState(github, pull.number)
  if (now.headSha !== pull.headSha)
    return {
      acceptances: [],
      notes: [
        `No acceptance counts for ${pull.headSha.slice(0, 7)}: the head of pull request ${pull.number} is ${now.headSha.slice(0, 7)} now.`,
      ],
    }
  const rights = new Rights(github, configuration, now.baseSha, now.author)
  const context = contextOf(pull, history)
  const requests = [
    ...comments.flatMap((statement) => requestsOf(statement, context, closing)),
    ...labels.flatMap((label) => requestOfLabel(label, context, closing)),
  ]
  const acceptances: Acceptance[] = []
  const notes: string[] = []
  for (const { request, by, via, objection, ...source } of requests) {
    if (objection !== undefined) notes.push(objection)
    else if (by === undefined || request === undefined)
      notes.push(
        `A ${via} that accepts ${namesOf(request?.metrics ?? [])} does not count: its author is a bot or a deleted account.`,
      )
    else {
      const right = await rights.of(by)
      if (right.may)
        acceptances.push({ metrics: request.metrics, by, reason: request.reason, via, sha: pull.headSha, ...source })
      else notes.push(`The acceptance of @${by} does not count: ${right.reason}.`)
    }
  }
  return { acceptances, notes: [...new Set(notes)] }
}

function contextOf({ headSha, updatedAt, label, recorded }: Head, { forcedAt }: PullHistory): HeadContext {
  const arrived = Date.parse(updatedAt ?? '')
  return {
    headSha,
    forcedAt,
    ...(Number.isNaN(arrived) ? {} : { since: Math.max(arrived, forcedAt) }),
    ...(label === undefined ? {} : { label }),
    ...(recorded === undefined ? {} : { recorded }),
  }
}

/** The request of one line or label; with `objection` where it counts for no author. */
interface Candidate {
  request?: AcceptRequest
  by?: string
  via: Acceptance['via']
  comment?: number
  label?: string
  objection?: string
}

function requestsOf(
  { id, body, by, at, edited }: Statement,
  context: HeadContext,
  closing: readonly Judged[],
): Candidate[] {
  const whose = by === undefined ? 'An acceptance' : `The acceptance of @${by}`
  const isLater =
    (context.since !== undefined && at > context.since) ||
    (context.recorded?.comments.has(id) === true && at > context.forcedAt)
  return commandLines(body)
    .filter(({ name }) => name === 'accept')
    .flatMap(({ rest }): Candidate[] => {
      const request = parseAcceptRequest(rest)
      // A comment about an earlier head is no mistake.
      if ('refusal' in request)
        return isLater && !edited ? [{ via: 'comment', objection: `${whose} does not count: ${request.refusal}.` }] : []
      const names = `${namesOf(request.metrics)} @${context.headSha}`
      const refuse = (why: string): Candidate[] => [
        {
          via: 'comment',
          objection: `${whose} does not count: ${why}. Write it again: \`/dvc-ci accept ${names}: REASON\`.`,
        },
      ]
      if (request.sha !== undefined && !context.headSha.startsWith(request.sha)) return []
      if (!closing.some((each) => request.metrics.some((name) => isMeant(name, each)))) {
        return isLater
          ? [
              {
                via: 'comment',
                objection: `${whose} names ${namesOf(request.metrics)}: no failing policy has that name. Failing: ${[...new Set(closing.map(({ result }) => result.metric))].join(', ')}.`,
              },
            ]
          : []
      }
      if (edited) return refuse('its comment was edited, and GitHub does not say by whom')
      // An attacker can find another commit with the same first digits, but not with the same hash.
      if (!isLater && request.sha !== context.headSha)
        return refuse(
          context.recorded !== undefined
            ? 'no validation of this commit has counted it'
            : context.since === undefined
              ? 'the event has no time for this commit'
              : 'it is not newer than this commit',
        )
      return [{ request, via: 'comment', comment: id, ...(by === undefined ? {} : { by }) }]
    })
}

/** A label names no commit, so it counts only for the head at the time when a user added it. */
function requestOfLabel({ name, by, at }: LabelGiven, context: HeadContext, closing: readonly Judged[]): Candidate[] {
  const metrics = acceptedByLabel(name) ?? []
  if (!closing.some((each) => metrics.some((metric) => isMeant(metric, each)))) return []
  const isLater =
    (context.since !== undefined && at > context.since) ||
    (context.recorded?.labels.has(name) === true && at > context.forcedAt)
  // The event of the label itself has the right head.
  if (!isLater && !(context.label === name && at > context.forcedAt))
    return [
      {
        via: 'label',
        objection: `The label '${name}' does not count: ${context.recorded === undefined ? 'it is not newer than this commit. Add it again' : `no validation of this commit has counted it. Write a comment: \`/dvc-ci accept ${namesOf(metrics)} @${context.headSha}: REASON\``}.`,
      },
    ]
  return [
    {
      request: { metrics, reason: `the label '${singleLine(name)}'` },
      via: 'label',
      label: name,
      ...(by === undefined ? {} : { by }),
    },
  ]
}

const namesOf = (metrics: readonly string[]) => shorten(singleLine(metrics.join(', ')), 200)
