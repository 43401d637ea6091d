import * as z from 'zod'
import { isTooDeep } from './json-depth.js'
import { emptyReport, type Report } from './report.js'
import { reportParts } from './report-schema.js'

// The report of a run for a fork is data of an unknown person: the fork's code could write every byte of it. It is
// parsed strictly and in bounds, and only the parts that a comment shows are taken over.

/** The most bytes of report.json. */
export const LARGEST_FOREIGN = 8 * 1024 * 1024
/** The most values inside each other. */
const DEEPEST = 24
/** The most entries of a list. */
const LONGEST_LIST = 20_000
const LONGEST_NAME = 4_096
const LONGEST_MESSAGE = 40_000

const { message, seconds, ...parts } = reportParts({
  strict: true,
  list: LONGEST_LIST,
  name: LONGEST_NAME,
  message: LONGEST_MESSAGE,
})
/** A part that the comment does not show. */
const unseen = z.unknown().optional()

const reportSchema = z.strictObject({
  schema: z.literal(1),
  mode: z.enum(['validate', 'lint']),
  conclusion: parts.conclusion,
  message,
  // Addresses, titles, times and versions would be those that the fork chose: the comment has GitHub's own.
  run_url: unseen,
  started: unseen,
  versions: unseen,
  seconds: seconds.optional(),
  error: unseen,
  source: parts.source,
  left_out: parts.left_out,
  steps: parts.steps,
  stages: parts.stages,
  metrics: parts.metrics,
  policies: parts.policies,
  params: parts.params,
  data: parts.data,
  environment: parts.environment,
  // Only an official build has it.
  reproduced: unseen,
  checks: parts.checks,
  lint: parts.lint,
  remote: parts.remote,
  // The official builds are those of this repository: a fork's report says nothing of them.
  history: unseen,
  builds: unseen,
  plots: unseen,
  commit: unseen,
  tag: unseen,
  mlflow: unseen,
  rollback: unseen,
  hold: unseen,
  retrain: unseen,
  fanout: unseen,
  doctor: unseen,
  audit: unseen,
  verification: unseen,
  gc: unseen,
  card: unseen,
  hub: unseen,
  release: unseen,
  provenance: unseen,
  deployment: unseen,
})

/** The run and the pull request of a report, as GitHub tells them. */
export interface ForeignSource {
  /** The head of the pull request. */
  sha: string
  pull_request: number
}

/**
 * Reads the text of a report that another run left.
 * @param source what GitHub says of the run; nothing of the text stands in for it
 * @returns the parts that a comment shows; or why the text cannot be used, in words of ours: a clause without a part of
 * the text
 */
export function parseForeignReport(text: string, source: ForeignSource): Report | { fault: string } {
  const bytes = Buffer.byteLength(text)
  if (bytes > LARGEST_FOREIGN) return { fault: `it has ${bytes} bytes, more than ${LARGEST_FOREIGN}` }
  if (isTooDeep(text, DEEPEST)) return { fault: `it has more than ${DEEPEST} values inside each other` }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { fault: 'it is not JSON' }
  }
  const parsed = reportSchema.safeParse(content)
  if (!parsed.success) return { fault: faultOf(parsed.error) }
  const { mode, conclusion, left_out: leftOut, seconds: taken, policies, ...found } = parsed.data
  const { message: told, steps, stages, metrics, params, data, environment, checks, lint, remote } = found
  return {
    ...emptyReport(mode, { ...source, ref: '', event: 'pull_request', trusted: false }),
    conclusion,
    message: told,
    ...(taken === undefined ? {} : { seconds: taken }),
    ...(leftOut === undefined ? {} : { left_out: leftOut }),
    steps,
    stages: stages.map((stage) => without(stage, 'place')),
    metrics,
    // An acceptance names a person: only GitHub can tell of one.
    policies: policies.map((policy) => without(policy, 'accepted')),
    params,
    data,
    ...(environment === undefined ? {} : { environment }),
    checks,
    lint,
    remote,
  }
}

function without<T extends object>(value: T, key: keyof T): T {
  const rest = { ...value }
  Reflect.deleteProperty(rest, key)
  return rest
}

/** The place of the first problem by keys that dvc-ci knows. Positions in lists are ours; unknown keys are not named. */
function faultOf({ issues: [first] }: z.ZodError): string {
  const place = first?.path.map(String).join('.') ?? ''
  if (first?.code === 'unrecognized_keys')
    return `${place === '' ? 'it' : `its ${place}`} has a key that this version does not know; both workflows need the same version of dvc-ci`
  return `its ${place === '' ? 'content' : place} is not as in a report`
}
