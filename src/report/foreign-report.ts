import * as z from 'zod'
import { emptyReport, type Report } from './report.js'

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

const name = z.string().max(LONGEST_NAME)
const message = z.string().max(LONGEST_MESSAGE)
const seconds = z.number().nonnegative().max(1e9)
const line = z.int().min(1).max(1e9)
const size = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER)
const hash = z.string().regex(/^(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?$/)
const list = <T extends z.ZodType>(of: T) => z.array(of).max(LONGEST_LIST)
/** A part that the comment does not show. */
const unseen = z.unknown().optional()

const step = z.enum(['success', 'failure', 'skipped', 'warning'])
const severity = z.enum(['error', 'warning', 'notice'])
const cause = z.strictObject({
  kind: z.enum(['code', 'data', 'params', 'command', 'missing', 'forced', 'always', 'upstream']),
  path: name.optional(),
  message,
})

const reportSchema = z.strictObject({
  schema: z.literal(1),
  mode: z.enum(['validate', 'lint']),
  conclusion: z.enum(['success', 'unverified', 'failure', 'superseded', 'cancelled', 'error']),
  message,
  // Addresses, titles, times and versions would be those that the fork chose: the comment has GitHub's own.
  run_url: unseen,
  started: unseen,
  versions: unseen,
  seconds: seconds.optional(),
  error: unseen,
  source: z.strictObject({
    sha: hash,
    ref: name,
    event: name,
    repository: unseen,
    directory: unseen,
    pull_request: z.int().positive().optional(),
    title: unseen,
    head_sha: unseen,
    head_ref: unseen,
    base_sha: hash.optional(),
    base_ref: unseen,
    trusted: z.boolean(),
  }),
  left_out: list(
    z.strictObject({
      part: z.enum(['verify', 'pull', 'read metrics', 'read baseline', 'run stale stages', 'evaluate', 'gate']),
      path: name.optional(),
      reason: message,
    }),
  ).optional(),
  steps: list(
    z.strictObject({ name, conclusion: step, started: seconds.optional(), seconds, message: message.optional() }),
  ),
  stages: list(
    z.strictObject({
      name,
      verdict: z.enum(['unchanged', 'ran', 'restored', 'stale', 'frozen', 'failed', 'skipped']),
      causes: list(cause),
      seconds: seconds.optional(),
      needs: list(name).optional(),
      place: z
        .unknown()
        .transform((): undefined => undefined)
        .optional(),
      held: z.literal(true).optional(),
      reproduced: list(cause).optional(),
      log: message.optional(),
    }),
  ),
  metrics: list(
    z.strictObject({
      name,
      path: name,
      value: z.number().optional(),
      committed: z.number().optional(),
      baseline: z.number().optional(),
      baseline_measured: z.boolean().optional(),
      change: z.number().optional(),
      direction: z.enum(['up', 'down']).optional(),
    }),
  ),
  policies: list(
    z.strictObject({
      metric: name,
      rule: name,
      passed: z.boolean(),
      severity: z.enum(['error', 'warning']),
      value: z.number().optional(),
      baseline: z.number().optional(),
      message,
      stale: z.literal(true).optional(),
      // An acceptance names a person: only GitHub can tell of one.
      accepted: z
        .unknown()
        .transform((): undefined => undefined)
        .optional(),
    }),
  ),
  params: list(z.strictObject({ path: name, name, baseline: z.unknown().optional(), value: z.unknown().optional() })),
  data: list(
    z.strictObject({
      path: name,
      change: z.enum(['added', 'modified', 'deleted']),
      stage: name.optional(),
      size: size.optional(),
      baseline_size: size.optional(),
    }),
  ),
  checks: list(z.strictObject({ name, command: message, conclusion: step, seconds, log: message })),
  lint: list(
    z.strictObject({
      rule: name,
      path: name.optional(),
      line: line.optional(),
      severity,
      message,
      fix: message.optional(),
      stage: name.optional(),
      log: message.optional(),
    }),
  ),
  remote: z.strictObject({
    name,
    objects: z.int().nonnegative(),
    pushed: z.int().nonnegative(),
    verified: z.int().nonnegative(),
    unread: z.int().nonnegative().optional(),
    missing: list(
      z.strictObject({
        hash: name,
        paths: list(name),
        remote: name,
        reason: z.enum(['missing', 'truncated', 'altered']),
        message,
        fix: message.optional(),
        file: name.optional(),
        line: line.optional(),
      }),
    ),
    empty: list(name).optional(),
  }),
  // The official builds are those of this repository: a fork's report says nothing of them.
  history: unseen,
  plots: unseen,
  commit: unseen,
  tag: unseen,
  mlflow: unseen,
  rollback: unseen,
  hold: unseen,
  retrain: unseen,
  fanout: unseen,
  doctor: unseen,
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
  if (isTooDeep(text)) return { fault: `it has more than ${DEEPEST} values inside each other` }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { fault: 'it is not JSON' }
  }
  const parsed = reportSchema.safeParse(content)
  if (!parsed.success) return { fault: faultOf(parsed.error) }
  const { mode, conclusion, left_out: leftOut, seconds: taken, policies, ...found } = parsed.data
  const { message: told, steps, stages, metrics, params, data, checks, lint, remote } = found
  return {
    ...emptyReport(mode, { ...source, ref: '', event: 'pull_request', trusted: false }),
    conclusion,
    message: told,
    ...(taken === undefined ? {} : { seconds: taken }),
    ...(leftOut === undefined ? {} : { left_out: leftOut.map(defined) }),
    steps: steps.map(defined),
    stages: stages.map(({ causes, reproduced, ...stage }) => ({
      ...defined(stage),
      causes: causes.map(defined),
      ...(reproduced === undefined ? {} : { reproduced: reproduced.map(defined) }),
    })),
    metrics: metrics.map(defined),
    policies: policies.map(defined),
    params: params.map(defined),
    data: data.map(defined),
    checks,
    lint: lint.map(defined),
    remote: { ...defined(remote), missing: remote.missing.map(defined) },
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The object; a key without a value does not exist in parsed JSON. */
function defined<T extends object>(value: T): Defined<T> {
  return value as Defined<T>
}

/** The place of the first problem by keys that dvc-ci knows. Positions in lists are ours; unknown keys are not named. */
function faultOf({ issues: [first] }: z.ZodError): string {
  const place = first?.path.map(String).join('.') ?? ''
  if (first?.code === 'unrecognized_keys')
    return `${place === '' ? 'it' : `its ${place}`} has a key that this version does not know; both workflows need the same version of dvc-ci`
  return `its ${place === '' ? 'content' : place} is not as in a report`
}

/** Whether brackets outside of texts go deeper than a report. It reads each character once. */
function isTooDeep(text: string): boolean {
  let [depth, inText] = [0, false]
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (inText) {
      if (character === '\\') index++
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '[' || character === '{') {
      if (++depth > DEEPEST) return true
    } else if (character === ']' || character === '}') depth--
  }
  return false
}
