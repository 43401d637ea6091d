import type { Annotation } from '../report/annotations.js'
import { shorten } from '../report/escape.js'
import type { Conclusion } from '../report/report.js'
import type { GitHub } from './client.js'
import { failureOf, mayHaveHappened } from './failure.js'

export interface CheckRun {
  /** Name in the list of checks. */
  name: string
  /** Commit of the check run; for a pull request its head, not the merge commit. */
  sha: string
  conclusion: Conclusion
  title: string
  /** Markdown, at most 65,535 characters. */
  summary: string
  annotations: readonly Annotation[]
  /** Unique for each attempt of each run. It finds a check run whose creation got no answer. */
  id: string
  detailsUrl?: string
}

/**
 * GitHub accepts 50 annotations per request and adds them to the existing ones ("REST API endpoints for check runs").
 */
const PER_REQUEST = 50
/** Most annotations of a check run; the summary has the total. */
export const MOST_ANNOTATIONS = 500
const LONGEST_TITLE = 255
const LISTED_AFTER_MS = 1_000

const CONCLUSIONS = {
  success: 'success',
  unverified: 'neutral',
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
 * Creates a completed check run with its annotations. Annotations without a path are only in the summary.
 * @returns its address
 * @throws the failure after all retries; only the token of a workflow or an App may create check runs
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
  const created = await create(github, run, groups[0] ?? [], listedAfter)
  for (const [index, annotations] of groups.entries()) {
    if (index * PER_REQUEST >= created.annotations)
      await append(github, run, created.id, annotations, index * PER_REQUEST, listedAfter)
  }
  return created.url
}

const outputOf = (run: CheckRun, annotations: readonly Sent[]) => ({
  title: shorten(run.title, LONGEST_TITLE),
  summary: run.summary,
  annotations: [...annotations],
})

interface CreatedRun {
  id: number
  url: string
  /** Number of its annotations. */
  annotations: number
}

async function create(
  github: GitHub,
  run: CheckRun,
  annotations: readonly Sent[],
  listedAfter: number,
): Promise<CreatedRun> {
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
      github.debug(
        `check run '${run.name}': GitHub rejected the annotations, so it has none: ${failureOf(error).message}`,
      )
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

/** Adds annotations once. An update without an answer may have added them, so it checks first. */
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
