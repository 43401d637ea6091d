import type { GitHub } from './client.js'
import { mayHaveHappened } from './failure.js'
import type { Comment, Thread } from './thread.js'

/** Subject of a report comment. A thread has one comment for each subject. */
export interface Subject {
  mode: string
  /** Folder of the project; empty for the root of the repository. */
  project: string
  /** Path of the workflow. */
  workflow: string
}

/** The run that writes a comment. An older run never overwrites the comment of a newer one. */
export interface Author {
  /** Number of the workflow run; 0 outside a workflow. */
  run: number
  attempt: number
  /** The commit that the run checked. */
  sha: string
}

export type Written =
  | { kind: 'created' | 'updated' | 'unchanged'; url: string }
  /** The comment is of a run for a newer commit: it stays. */
  | { kind: 'overtaken'; url: string }
  /** There is no comment, and `onlyUpdate` forbids a new one. */
  | { kind: 'absent' }

/** How often to send a create that gets no answer. */
const CREATES = 3
/** GitHub lists a new comment after a short delay. */
const LISTED_AFTER_MS = 1_000

/**
 * Encodes a text for an HTML comment, which it then cannot end. Accepts lone surrogates, which encodeURIComponent
 * rejects.
 */
export const encodeMarker = (text: string) =>
  encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
    .replaceAll('%2F', '/')
    .replaceAll('-', '%2D')
    .replaceAll('!', '%21')

/** The hidden line that identifies a comment. Any user can write it, so the author is checked too. */
export function subjectLine({ mode, project, workflow }: Subject): string {
  return `<!-- dvc-ci comment: mode=${encodeMarker(mode)} project=${encodeMarker(project)} workflow=${encodeMarker(workflow)} -->`
}

/** The subjects of our comments in a thread. @throws the failure of a request to GitHub */
export async function subjectsOf(github: GitHub, thread: Thread): Promise<Subject[]> {
  const marked = (await thread.list()).flatMap(({ author, body }) =>
    subjectsIn(body).map((subject) => ({ author, subject })),
  )
  if (marked.length === 0) return []
  const login = (await github.login()).toLowerCase()
  return marked.filter(({ author }) => author?.toLowerCase() === login).map(({ subject }) => subject)
}

/** The subject in a text: one, or none. The caller must check the author. */
export function subjectsIn(body: string): Subject[] {
  const [, mode, project, workflow] =
    /^<!-- dvc-ci comment: mode=(\S*) project=(\S*) workflow=(\S*) -->$/m.exec(body.replaceAll('\r', '')) ?? []
  return mode === undefined || project === undefined || workflow === undefined
    ? []
    : readable({ mode, project, workflow })
}

/** Decodes a subject; none for an edited line that cannot be decoded. */
function readable({ mode, project, workflow }: Subject): Subject[] {
  try {
    return [
      { mode: decodeURIComponent(mode), project: decodeURIComponent(project), workflow: decodeURIComponent(workflow) },
    ]
  } catch {
    return []
  }
}

function authorLine({ run, attempt, sha }: Author): string {
  return `<!-- dvc-ci run: ${run}.${attempt} ${encodeMarker(sha)} -->`
}

function authorOf(body: string): Author | undefined {
  const [, run, attempt, sha = ''] = /^<!-- dvc-ci run: (\d+)\.(\d+) (\w*) -->$/m.exec(body.replaceAll('\r', '')) ?? []
  return run === undefined ? undefined : { run: Number(run), attempt: Number(attempt), sha }
}

/** True for a comment by a newer run for another commit. */
function isOvertaken(author: Author, body: string): boolean {
  const theirs = authorOf(body)
  return theirs !== undefined && theirs.run > author.run && theirs.sha !== author.sha
}

/**
 * The one comment of a subject in a thread, found by its hidden line and its author. It is created once and then
 * updated. Comments of other authors are never changed.
 */
export class ReportComment {
  /** Id of the comment, for the next write. */
  private id: number | undefined

  constructor(
    private readonly github: GitHub,
    private readonly thread: Thread,
    private readonly subject: Subject,
    private readonly author: Author,
    private readonly listedAfter = LISTED_AFTER_MS,
  ) {}

  /**
   * Writes the comment. The same text twice changes nothing.
   * @param body Markdown; with our two lines below GitHub's limit of 65,536 characters
   * @param onlyUpdate true to create no comment
   * @throws the failure after all retries
   */
  async write(body: string, onlyUpdate = false): Promise<Written> {
    const text = `${subjectLine(this.subject)}\n${authorLine(this.author)}\n${body}`
    const known = (await this.known()) ?? (await this.find())
    if (known) return this.replace(known, text)
    if (onlyUpdate) return { kind: 'absent' }
    const made = await this.create(text)
    // Two parallel runs may both create a comment. The older one stays, so both runs choose the same.
    const kept = (await this.find()) ?? made
    if (kept.id === made.id) {
      this.id = made.id
      return { kind: 'created', url: made.url }
    }
    return this.replace(kept, text)
  }

  private async replace(comment: Comment, text: string): Promise<Written> {
    this.id = comment.id
    if (isOvertaken(this.author, comment.body)) return { kind: 'overtaken', url: comment.url }
    if (comment.body.replaceAll('\r\n', '\n').trimEnd() === text.trimEnd())
      return { kind: 'unchanged', url: comment.url }
    return { kind: 'updated', url: (await this.thread.update(comment.id, text)).url }
  }

  /** The comment of the last write, unless a user deleted it or removed our line. */
  private async known(): Promise<Comment | undefined> {
    if (this.id === undefined) return undefined
    const comment = await this.thread.get(this.id)
    return comment && (await this.isOurs(comment)) ? comment : undefined
  }

  /** The oldest of our comments. Removes newer ones, which only a race creates. */
  private async find(): Promise<Comment | undefined> {
    const candidates = (await this.thread.list()).filter(({ body }) => this.hasLine(body))
    if (candidates.length === 0) return undefined
    const login = (await this.github.login()).toLowerCase()
    const [oldest, ...others] = candidates
      .filter(({ author }) => author?.toLowerCase() === login)
      .sort((a, b) => a.id - b.id)
    for (const { id } of others) await this.thread.remove(id)
    return oldest
  }

  /** Creates the comment once. After a create without an answer, it searches the comment before it tries again. */
  private async create(text: string): Promise<Comment> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.thread.create(text)
      } catch (error) {
        if (!mayHaveHappened(error) || attempt >= CREATES) throw error
        this.github.debug(`comment on ${this.thread.name}: no answer to its creation; checking whether it exists`)
        await this.github.pause(this.listedAfter * attempt)
        const stored = await this.find()
        if (stored) return stored
      }
    }
  }

  private async isOurs({ author, body }: Comment): Promise<boolean> {
    return this.hasLine(body) && author?.toLowerCase() === (await this.github.login()).toLowerCase()
  }

  private hasLine(body: string): boolean {
    const line = subjectLine(this.subject)
    return body.split(/\r?\n/).some((each) => each === line)
  }
}
