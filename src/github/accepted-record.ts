import type { GitHub } from './client.js'
import { inert, subjectsIn } from './comment.js'
import type { Thread } from './thread.js'

/** What `validate` counted as an acceptance for one head of a pull request: where it stands, never what it says. */
export interface AcceptedRecord {
  headSha: string
  /** Numbers of comments. */
  comments: Set<number>
  /** Names of labels. */
  labels: Set<string>
}

/** More of them are not remembered: the comment has a limit. */
const MOST = 20

/** The hidden line of a comment of ours that remembers what was accepted; empty where nothing was. */
export function acceptedLine(accepted: readonly { sha: string; comment?: number; label?: string }[]): string {
  const [first] = accepted
  if (first === undefined) return ''
  const comments = [...new Set(accepted.flatMap(({ comment }) => (comment === undefined ? [] : [comment])))].slice(
    0,
    MOST,
  )
  const labels = [...new Set(accepted.flatMap(({ label }) => (label === undefined ? [] : [inert(label)])))].slice(
    0,
    MOST,
  )
  return `<!-- dvc-ci accepted: ${first.sha} comments=${comments.join(',')} labels=${labels.join(',')} -->\n`
}

/**
 * What the comments of our own validations of a project remember of a head: those by our own login, in the place where we write it, behind the two lines by which
 * a comment is found again. Whoever reads it asks GitHub about each of them once more.
 * @throws what GitHub answers
 */
export async function readAccepted(
  github: GitHub,
  thread: Thread,
  project: string,
  headSha: string,
): Promise<AcceptedRecord> {
  const record: AcceptedRecord = { headSha, comments: new Set(), labels: new Set() }
  const told = (await thread.list()).flatMap(({ author, body }) => {
    const lines = body.split(/\r?\n/)
    const [, sha, comments = '', labels = ''] =
      /^<!-- dvc-ci accepted: ([0-9a-f]{40,64}) comments=([\d,]*) labels=(\S*) -->$/.exec(lines[2] ?? '') ?? []
    const about = subjectsIn(lines[0] ?? '').some(
      (subject) => subject.mode === 'validate' && subject.project === project,
    )
    return about && sha === headSha ? [{ author, comments, labels }] : []
  })
  if (told.length === 0) return record
  const login = (await github.login()).toLowerCase()
  for (const { author, comments, labels } of told) {
    if (author?.toLowerCase() !== login) continue
    for (const each of comments.split(',')) if (each !== '') record.comments.add(Number(each))
    for (const each of labels.split(',')) if (each !== '') record.labels.add(decoded(each))
  }
  return record
}

/** What somebody spoilt names nothing that exists. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
