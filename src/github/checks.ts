import type { Annotation } from '../report/annotations.js'
import { shorten } from '../report/escape.js'
import type { Conclusion } from '../report/report.js'
import type { GitHub } from './client.js'
import { failureOf, mayHaveHappened } from './failure.js'

export interface CheckRun {
  /** As the list of checks shows it. */
  name: string
  /** The commit that it belongs to; a pull request's head, not its merge with the base. */
  sha: string
  conclusion: Conclusion
  title: string
  /** Markdown, at most 65,535 characters. */
  summary: string
  annotations: readonly Annotation[]
  /** The same for the same attempt of the same run alone: how a check run is found again whose creation got no answer. */
  id: string
  detailsUrl?: string
}

/** GitHub takes 50 annotations a request and adds them to those that are there ("REST API endpoints for check runs"). */
const PER_REQUEST = 50
/** More than anybody reads; the summary has the count. */
export const MOST_ANNOTATIONS = 500
const LONGEST_TITLE = 255
const LISTED_AFTER_MS = 1_000

const CONCLUSIONS = {
  success: 'success',
  failure: 'failure',
  error: 'failure',
  cancelled: 'cancelled',
  superseded: 'neutral',
} as const
const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const

function annotationOf({ severity, message, path, line, title }: Annotation & { path: string }) {
  return {
    path,
    start_line: line ?? 1,
    end_line: line ?? 1,
    annotation_level: LEVELS[severity],
    message,
    ...(title === undefined ? {} : { title: shorten(title, LONGEST_TITLE) }),
  }
}
type Sent = ReturnType<typeof annotationOf>

/**
 * Makes a finished check run with its annotations. Those without a path have no place there; the summary tells them.
 * @returns its address
 * @throws what GitHub answered after all retries; creating a check run takes a token of a workflow or an App
 */
export async function publishCheckRun(github: GitHub, run: CheckRun, listedAfter = LISTED_AFTER_MS): Promise<string> {
  const placed = run.annotations
    .flatMap((annotation) =>
      annotation.path === undefined ? [] : [annotationOf({ ...annotation, path: annotation.path })],
    )
    .slice(0, MOST_ANNOTATIONS)
  const groups = Array.from({ length: Math.ceil(placed.length / PER_REQUEST) }, (_, index) =>
    placed.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST),
  )
  const made = await create(github, run, groups[0] ?? [], listedAfter)
  for (const [index, annotations] of groups.entries()) {
    if (index * PER_REQUEST >= made.annotations)
      await append(github, run, made.id, annotations, index * PER_REQUEST, listedAfter)
  }
  return made.url
}

const outputOf = (run: CheckRun, annotations: readonly Sent[]) => ({
  title: shorten(run.title, LONGEST_TITLE),
  summary: run.summary,
  annotations: [...annotations],
})

interface Made {
  id: number
  url: string
  /** How many it has. */
  annotations: number
}

async function create(github: GitHub, run: CheckRun, annotations: readonly Sent[], listedAfter: number): Promise<Made> {
  const { octokit, repo } = github
  const send = (some: readonly Sent[]) =>
    octokit.rest.checks.create({
      ...repo,
      name: run.name,
      head_sha: run.sha,
      external_id: run.id,
      status: 'completed',
      conclusion: CONCLUSIONS[run.conclusion],
      output: outputOf(run, some),
      ...(run.detailsUrl === undefined ? {} : { details_url: run.detailsUrl }),
    })
  try {
    const { data } = await send(annotations)
    return { id: data.id, url: data.html_url ?? '', annotations: annotations.length }
  } catch (error) {
    if (failureOf(error).status === 422 && annotations.length > 0) {
      github.debug(`check run '${run.name}': without annotations, which were refused: ${failureOf(error).message}`)
      const { data } = await send([])
      return { id: data.id, url: data.html_url ?? '', annotations: Infinity }
    }
    if (!mayHaveHappened(error)) throw error
    await github.pause(listedAfter)
    const { data } = await octokit.rest.checks.listForRef({
      ...repo,
      ref: run.sha,
      check_name: run.name,
      filter: 'all',
      per_page: 100,
    })
    const stored = data.check_runs.find(({ external_id: id }) => id === run.id) ?? (await send(annotations)).data
    return { id: stored.id, url: stored.html_url ?? '', annotations: stored.output.annotations_count }
  }
}

/** Adds annotations once: an update without an answer may have added them already. */
async function append(
  { octokit, repo, pause }: GitHub,
  run: CheckRun,
  id: number,
  annotations: readonly Sent[],
  before: number,
  listedAfter: number,
): Promise<void> {
  const send = () =>
    octokit.rest.checks.update({
      ...repo,
      check_run_id: id,
      output: outputOf(run, annotations),
      request: { once: true },
    })
  try {
    await send()
  } catch (error) {
    if (!mayHaveHappened(error)) throw error
    await pause(listedAfter)
    const { data } = await octokit.rest.checks.get({ ...repo, check_run_id: id })
    if (data.output.annotations_count <= before) await send()
  }
}
