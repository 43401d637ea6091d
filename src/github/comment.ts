import type { GitHub } from './client.js'
import { mayHaveHappened } from './failure.js'
import type { Comment, Thread } from './thread.js'

/** What a comment is about. There is one for each of these in a thread. */
export interface Subject {
  mode: string
  /** The project's folder; empty where it is the repository's. */
  project: string
  /** Path of the workflow. */
  workflow: string
}

/** The run that writes, so that an older one never overwrites what a newer one said. */
export interface Author {
  /** Number of the workflow run, 0 where there is none. */
  run: number
  attempt: number
  /** The commit that was looked at. */
  sha: string
}

export type Written =
  | { kind: 'created' | 'updated' | 'unchanged'; url: string }
  /** A run for a newer commit has the word: nothing was written. */
  | { kind: 'overtaken'; url: string }
  /** There is no comment, and none was wanted. */
  | { kind: 'absent' }

/** Times that a create is sent, where nobody knows what became of it. */
const CREATES = 3
/** A comment that was stored just before the connection broke takes a moment to be listed. */
const LISTED_AFTER_MS = 1_000

/** A text that can't end an HTML comment, whatever it was; a lone surrogate, which encodeURIComponent refuses, included. */
export const inert = (text: string) =>
  encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'))
    .replaceAll('%2F', '/')
    .replaceAll('-', '%2D')
    .replaceAll('!', '%21')

/** The line by which a comment is found again. Nobody sees it; who may write it is checked with the author. */
export function subjectLine({ mode, project, workflow }: Subject): string {
  return `<!-- dvc-ci comment: mode=${inert(mode)} project=${inert(project)} workflow=${inert(workflow)} -->`
}

/** What our comments in a thread are about. @throws what GitHub answers */
export async function subjectsOf(github: GitHub, thread: Thread): Promise<Subject[]> {
  const told = (await thread.list()).flatMap(({ author, body }) =>
    subjectsIn(body).map((subject) => ({ author, subject })),
  )
  if (told.length === 0) return []
  const login = (await github.login()).toLowerCase()
  return told.filter(({ author }) => author?.toLowerCase() === login).map(({ subject }) => subject)
}

/** What a text says that it is about: one subject, or none. Whose text it is must be asked apart. */
export function subjectsIn(body: string): Subject[] {
  const [, mode, project, workflow] =
    /^<!-- dvc-ci comment: mode=(\S*) project=(\S*) workflow=(\S*) -->$/m.exec(body.replaceAll('\r', '')) ?? []
  return mode === undefined || project === undefined || workflow === undefined
    ? []
    : readable({ mode, project, workflow })
}

/** A line of ours that somebody spoilt names nothing. */
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
  return `<!-- dvc-ci run: ${run}.${attempt} ${inert(sha)} -->`
}

function authorOf(body: string): Author | undefined {
  const [, run, attempt, sha = ''] = /^<!-- dvc-ci run: (\d+)\.(\d+) (\w*) -->$/m.exec(body.replaceAll('\r', '')) ?? []
  return run === undefined ? undefined : { run: Number(run), attempt: Number(attempt), sha }
}

/** True for a comment that a run for another, newer commit has written. */
function isOvertaken(author: Author, body: string): boolean {
  const theirs = authorOf(body)
  return theirs !== undefined && theirs.run > author.run && theirs.sha !== author.sha
}

/**
 * The one comment of a subject in a thread: found by its hidden line and by its author, made where there is none, updated in place.
 * Somebody else's comment is never touched, whatever it says.
 */
export class ReportComment {
  /** The comment that we know of, for the next write. */
  private id: number | undefined

  constructor(
    private readonly github: GitHub,
    private readonly thread: Thread,
    private readonly subject: Subject,
    private readonly author: Author,
    private readonly listedAfter = LISTED_AFTER_MS,
  ) {}

  /**
   * Writes the comment. Writing the same twice changes nothing.
   * @param body Markdown, below GitHub's limit of 65,536 characters together with two lines of ours
   * @param onlyUpdate true to leave a thread without our comment as it is
   * @throws what GitHub answered after all retries
   */
  async write(body: string, onlyUpdate = false): Promise<Written> {
    const text = `${subjectLine(this.subject)}\n${authorLine(this.author)}\n${body}`
    const known = (await this.known()) ?? (await this.find())
    if (known) return this.replace(known, text)
    if (onlyUpdate) return { kind: 'absent' }
    const made = await this.create(text)
    // Two runs that find nothing at the same time both make one: the older stays, so that both agree which.
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

  /** The comment of the last write, unless somebody deleted it or took our line out of it since. */
  private async known(): Promise<Comment | undefined> {
    if (this.id === undefined) return undefined
    const comment = await this.thread.get(this.id)
    return comment && (await this.isOurs(comment)) ? comment : undefined
  }

  /** The oldest of our comments; newer ones, which only a race can leave behind, are removed. */
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

  /** Makes the comment, once: a create without an answer is looked for before it is sent again. */
  private async create(text: string): Promise<Comment> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.thread.create(text)
      } catch (error) {
        if (!mayHaveHappened(error) || attempt >= CREATES) throw error
        this.github.debug(`comment on ${this.thread.name}: no answer to its creation; looking whether it is there`)
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
