import type { GitHub } from './client.js'
import { encodeMarker, subjectsIn } from './comment.js'
import type { Thread } from './thread.js'

/**
 * The acceptances that `validate` counted for one head of a pull request: their comments and labels, never their
 * text.
 */
export interface AcceptedRecord {
  headSha: string
  /** Numbers of comments. */
  comments: Set<number>
  /** Names of labels. */
  labels: Set<string>
}

/** Most comments and most labels in the record, because the report comment has a limit. */
const MOST = 20

/** The hidden line of the report comment that records acceptances; empty without any. */
export function acceptedLine(accepted: readonly { sha: string; comment?: number; label?: string }[]): string {
  const [first] = accepted
  if (first === undefined) return ''
  const comments = [...new Set(accepted.flatMap(({ comment }) => (comment === undefined ? [] : [comment])))].slice(
    0,
    MOST,
  )
  const labels = [
    ...new Set(accepted.flatMap(({ label }) => (label === undefined ? [] : [encodeMarker(label)]))),
  ].slice(0, MOST)
  return `<!-- dvc-ci accepted: ${first.sha} comments=${comments.join(',')} labels=${labels.join(',')} -->\n`
}

/**
 * Reads the acceptances of a head from the report comments of our validations of a project. Only the third line of a
 * comment by our login counts. The caller must check each acceptance at GitHub again.
 * @throws the failure of a request to GitHub
 */
export async function readAccepted(
  github: GitHub,
  thread: Thread,
  project: string,
  headSha: string,
): Promise<AcceptedRecord> {
  const record: AcceptedRecord = { headSha, comments: new Set(), labels: new Set() }
  const marked = (await thread.list()).flatMap(({ author, body }) => {
    const lines = body.split(/\r?\n/)
    const [, sha, comments = '', labels = ''] =
      /^<!-- dvc-ci accepted: ([0-9a-f]{40,64}) comments=([\d,]*) labels=(\S*) -->$/.exec(lines[2] ?? '') ?? []
    const about = subjectsIn(lines[0] ?? '').some(
      (subject) => subject.mode === 'validate' && subject.project === project,
    )
    return about && sha === headSha ? [{ author, comments, labels }] : []
  })
  if (marked.length === 0) return record
  const login = (await github.login()).toLowerCase()
  for (const { author, comments, labels } of marked) {
    if (author?.toLowerCase() !== login) continue
    for (const each of comments.split(',')) if (each !== '') record.comments.add(Number(each))
    for (const each of labels.split(',')) if (each !== '') record.labels.add(decoded(each))
  }
  return record
}

/** Decodes a label; empty for an edited line that cannot be decoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
