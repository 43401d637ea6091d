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

/** A gate that waits longer for a word of its friends would not be one. */
export const LONGEST_MS = 60_000
/** Acceptances that a report says something against; strangers may write as many as they like. */
const MOST_NOTES = 10

/** What of a run this needs. */
type Asking = Pick<Run, 'host' | 'report'> & {
  settings: Pick<Settings, 'event'> & { github: Pick<Settings['github'], 'token' | 'apiUrl'> }
}

/**
 * Lets failing policies pass that somebody accepted on GitHub for this very head of the pull request. Fails closed: where GitHub does not answer, nothing is
 * accepted. What does not count is a finding. Never throws.
 * @param configuration path of dvc-ci.yaml in the repository, whose code owners may accept
 */
export async function acceptFailing(run: Asking, judged: readonly Judged[], configuration: string): Promise<void> {
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
    const github = connect({ token, apiUrl, repository: event.repository, debug: (message) => host.debug(message) })
    github.endWithin(LONGEST_MS)
    await acceptBy(run, github, event.pullRequest, configuration, judged)
    const command = howToAccept(judged, event.pullRequest.headSha)
    if (command !== undefined)
      host.info(`Somebody with write access accepts it for this commit with a comment: ${command}`)
  } catch (error) {
    report.lint.push({
      rule: 'acceptance',
      severity: 'notice',
      message: `Whether somebody accepted what fails is unknown: ${failureText(error, 'pull-requests: read, contents: read')}.`,
    })
  }
}

/** The line that accepts everything that still closes the gate, for one head; undefined where nothing does. */
export function howToAccept(judged: readonly Judged[], headSha: string): string | undefined {
  const open = [...new Set(judged.filter(isClosing).map(({ result }) => result.metric))]
  return open.length === 0 ? undefined : `/dvc-ci accept ${open.join(', ')} @${headSha}: REASON`
}

/**
 * Marks what is accepted for a head of a pull request; what does not count is a finding.
 * @throws what GitHub answers
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

/** A head of a pull request, as an event or GitHub itself told it. */
export interface Head {
  number: number
  headSha: string
  /** When it was there, at the latest (ISO 8601). */
  updatedAt?: string
  /** The label whose giving is this event. */
  label?: string
  /** What a validation of this very head counted, where another event judges it again. */
  recorded?: AcceptedRecord
}

/** What is looked at for one head of a pull request. */
interface Moment {
  headSha: string
  /** From when on something that names no commit is about this head, milliseconds; absent where nobody can tell. */
  since?: number
  /** When its head was last replaced by force. */
  forcedAt: number
  /** The label whose giving is this event. */
  label?: string
  recorded?: AcceptedRecord
}

/** The acceptances that count, the oldest first, and what speaks against the others. */
async function readAcceptances(
  github: GitHub,
  pull: Head,
  configuration: string,
  closing: readonly Judged[],
): Promise<{ acceptances: Acceptance[]; notes: string[] }> {
  const { pullState, statements, pullHistory } = await import('../../github/conversation.js')
  const { Rights } = await import('../../github/rights.js')
  const said = await statements(github, pull.number, (body) => commandLines(body).some(({ name }) => name === 'accept'))
  const history = await pullHistory(github, pull.number)
  const labels = history.labels.filter(({ name }) => acceptedByLabel(name) !== undefined)
  if (said.length === 0 && labels.length === 0) return { acceptances: [], notes: [] }
  const now = await pullState(github, pull.number)
  if (now.headSha !== pull.headSha)
    return {
      acceptances: [],
      notes: [
        `No acceptance counts for ${pull.headSha.slice(0, 7)}: the head of pull request ${pull.number} is ${now.headSha.slice(0, 7)} by now.`,
      ],
    }
  const rights = new Rights(github, configuration, now.baseSha, now.author)
  const moment = momentOf(pull, history)
  const wishes = [
    ...said.flatMap((statement) => wishesOf(statement, moment, closing)),
    ...labels.flatMap((label) => wishOfLabel(label, moment, closing)),
  ]
  const acceptances: Acceptance[] = []
  const notes: string[] = []
  for (const { wish, by, via, lack, ...source } of wishes) {
    if (lack !== undefined) notes.push(lack)
    else if (by === undefined || wish === undefined)
      notes.push(
        `A ${via} accepts ${namesOf(wish?.metrics ?? [])}, and it is of a bot or of an account that is gone: it does not count.`,
      )
    else {
      const right = await rights.of(by)
      if (right.may)
        acceptances.push({ metrics: wish.metrics, by, reason: wish.reason, via, sha: pull.headSha, ...source })
      else notes.push(`The acceptance of @${by} does not count: ${right.reason}.`)
    }
  }
  return { acceptances, notes: [...new Set(notes)] }
}

function momentOf({ headSha, updatedAt, label, recorded }: Head, { forcedAt }: PullHistory): Moment {
  const arrived = Date.parse(updatedAt ?? '')
  return {
    headSha,
    forcedAt,
    ...(Number.isNaN(arrived) ? {} : { since: Math.max(arrived, forcedAt) }),
    ...(label === undefined ? {} : { label }),
    ...(recorded === undefined ? {} : { recorded }),
  }
}

/** What one line or label asks for; with `lack` where it does not count, whoever it is of. */
interface Asked {
  wish?: AcceptRequest
  by?: string
  via: Acceptance['via']
  comment?: number
  label?: string
  lack?: string
}

function wishesOf({ id, body, by, at, edited }: Statement, moment: Moment, closing: readonly Judged[]): Asked[] {
  const whose = by === undefined ? 'An acceptance' : `The acceptance of @${by}`
  const isLater =
    (moment.since !== undefined && at > moment.since) ||
    (moment.recorded?.comments.has(id) === true && at > moment.forcedAt)
  return commandLines(body)
    .filter(({ name }) => name === 'accept')
    .flatMap(({ rest }): Asked[] => {
      const wish = parseAcceptRequest(rest)
      // What was written about an earlier head is no mistake of anybody's.
      if ('refusal' in wish)
        return isLater && !edited ? [{ via: 'comment', lack: `${whose} does not count: ${wish.refusal}.` }] : []
      const names = `${namesOf(wish.metrics)} @${moment.headSha}`
      const refuse = (why: string): Asked[] => [
        {
          via: 'comment',
          lack: `${whose} does not count: ${why}. Write it once more: \`/dvc-ci accept ${names}: REASON\`.`,
        },
      ]
      if (wish.sha !== undefined && !moment.headSha.startsWith(wish.sha)) return []
      if (!closing.some((each) => wish.metrics.some((name) => isMeant(name, each)))) {
        return isLater
          ? [
              {
                via: 'comment',
                lack: `${whose} names ${namesOf(wish.metrics)}: no failing policy has that name. Failing: ${[...new Set(closing.map(({ result }) => result.metric))].join(', ')}.`,
              },
            ]
          : []
      }
      if (edited) return refuse('its comment was edited, and GitHub does not say by whom')
      // Some digits of a hash are soon found again by somebody who looks for them; all of them are not.
      if (!isLater && wish.sha !== moment.headSha)
        return refuse(
          moment.recorded !== undefined
            ? 'no validation of this commit has counted it'
            : moment.since === undefined
              ? 'the event does not tell when this commit came'
              : 'it is not newer than this commit',
        )
      return [{ wish, via: 'comment', comment: id, ...(by === undefined ? {} : { by }) }]
    })
}

/** A label says neither why nor for which commit, so it counts only for the head that had come when it was given. */
function wishOfLabel({ name, by, at }: LabelGiven, moment: Moment, closing: readonly Judged[]): Asked[] {
  const metrics = acceptedByLabel(name) ?? []
  if (!closing.some((each) => metrics.some((metric) => isMeant(metric, each)))) return []
  const isLater =
    (moment.since !== undefined && at > moment.since) ||
    (moment.recorded?.labels.has(name) === true && at > moment.forcedAt)
  // Its own event comes with the head that it was given to.
  if (!isLater && !(moment.label === name && at > moment.forcedAt))
    return [
      {
        via: 'label',
        lack: `The label '${name}' does not count: ${moment.recorded === undefined ? 'it was not given after this commit came. Give it again' : `no validation of this commit has counted it. Write a comment: \`/dvc-ci accept ${namesOf(metrics)} @${moment.headSha}: REASON\``}.`,
      },
    ]
  return [
    {
      wish: { metrics, reason: `the label '${singleLine(name)}'` },
      via: 'label',
      label: name,
      ...(by === undefined ? {} : { by }),
    },
  ]
}

const namesOf = (metrics: readonly string[]) => shorten(singleLine(metrics.join(', ')), 200)
