import * as z from 'zod'
import type { ErrorId } from '../errors/catalogue.js'
import { auditSchema } from './audit-schema.js'
import type * as b from './builds-report.js'
import type * as card from './card-report.js'
import type * as f from './fan-out-report.js'
import type * as gc from './gc-report.js'
import { isTooDeep } from './json-depth.js'
import type * as p from './plots.js'
import type { ProvenanceReport } from './provenance-report.js'
import * as r from './report.js'
import { reportParts } from './report-schema.js'
import { basicParts, type Reading } from './report-schema-parts.js'

/** The most bytes of a report that is read again. The largest one of the benchmarks has a tenth of it. */
export const LARGEST_REPORT = 64 * 1024 * 1024
/** The most values inside each other: more than any project writes, and fewer than a program can follow. */
const DEEPEST = 200
/** The size of the file limits the lists and texts. */
const UNLIMITED: Reading = { strict: false, list: LARGEST_REPORT, name: LARGEST_REPORT, message: LARGEST_REPORT }

const { object, list, name, message, seconds, hash, ...parts } = reportParts(UNLIMITED)
const count = z.int().nonnegative()
const address = name
const size = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER)
const total = object<gc.ObjectTotal>({ count, bytes: size })
/** Identifiers of an older or a newer version are shown as they are. */
const errorId = z.string().regex(/^[a-z0-9-]{1,80}$/) as unknown as z.ZodType<ErrorId>

const identity = { name, title: name, changed: z.boolean().optional() }
const points = object<p.Points>({ x: list(z.union([z.number(), z.string()])), y: list(z.number()), total: count })
const axis = object<p.Axis>({ label: name, kind: z.enum(['number', 'category']) })
const matrix = list(list(z.number())).optional()
const image = object<p.ImageFile>({ size: count, type: name }).optional()

const plot = z.union([
  object<p.CurvePlot>({
    ...identity,
    kind: z.enum(['line', 'scatter', 'bar']),
    x: axis,
    y: axis,
    series: list(object<p.CurveSeries>({ name, value: points.optional(), baseline: points.optional() })),
    omitted: count.optional(),
  }),
  object<p.ConfusionPlot>({
    ...identity,
    kind: z.literal('confusion'),
    x_label: name,
    y_label: name,
    classes: list(name),
    value: matrix,
    baseline: matrix,
    normalized: z.boolean().optional(),
    omitted: count.optional(),
  }),
  object<p.ImagePlot>({ ...identity, kind: z.literal('image'), value: image, baseline: image }),
  object<p.TemplatePlot>({
    ...identity,
    kind: z.literal('template'),
    spec: z.record(z.string(), z.unknown()).optional(),
  }),
])

type FanOutJob = f.FanOutJobReport
type Retrain = r.RetrainReport

const examination = object<r.ExaminationReport>({
  name,
  state: z.enum(['ok', 'warning', 'error', 'skipped']),
  message,
  remedy: message.optional(),
  id: errorId.optional(),
})

const reportSchema = object<r.Report>({
  schema: z.literal(r.REPORT_SCHEMA),
  mode: z.enum([
    'validate',
    'rebuild',
    'retrain',
    'rollback',
    'plan',
    'stage',
    'collect',
    'command',
    'comment',
    'lint',
    'diff',
    'history',
    'resolve',
    'audit',
    'gc',
    'verify',
    'setup',
    'doctor',
  ]),
  message,
  run_url: address.optional(),
  started: name.optional(),
  versions: object<NonNullable<r.Report['versions']>>({ dvc_ci: name, dvc: name.optional() }).optional(),
  seconds: seconds.optional(),
  error: object<r.ErrorReport>({
    id: errorId,
    message,
    key: name.optional(),
    value: message.optional(),
    remedy: message.optional(),
  }).optional(),
  ...parts,
  history: list(
    object<r.HistoryReport>({
      metric: name,
      path: name,
      points: list(object<r.HistoryPoint>({ sha: hash, at: name, value: z.number(), tag: name.optional() })),
      shallow: z.literal(true).optional(),
    }),
  ).optional(),
  builds: object<b.BuildsReport>({
    list: list(
      object<b.BuildReport>({
        sha: hash,
        at: name,
        kind: z.enum(['rebuild', 'retraining', 'rollback']),
        source: name,
        tags: list(name).optional(),
        reverted: hash.optional(),
        reason: message.optional(),
        seconds: seconds.optional(),
        environment: name.optional(),
      }),
    ),
    metrics: list(
      object<b.BuildMetricReport>({
        name,
        path: name,
        values: list(z.union([z.number(), z.null()])),
        limits: list(object<b.LimitReport>({ rule: name, level: z.number() })).optional(),
      }),
    ),
    params: list(
      object<b.BuildParamReport>({
        name,
        path: name,
        changes: list(object<b.BuildParamReport['changes'][number]>({ build: count, value: z.unknown().optional() })),
      }),
    ),
    data: list(
      object<b.BuildDataReport>({
        path: name,
        output: z.literal(true).optional(),
        changes: list(
          object<b.BuildDataReport['changes'][number]>({
            build: count,
            hash: name.optional(),
            size: count.optional(),
            files: count.optional(),
          }),
        ),
      }),
    ),
    pulls: list(
      object<b.BuildPullReport>({ number: count, head: name, at: name, values: list(z.union([z.number(), z.null()])) }),
    ).optional(),
    baseline: object<NonNullable<b.BuildsReport['baseline']>>({ label: name, build: count }).optional(),
    shallow: z.literal(true).optional(),
    omitted: object<NonNullable<b.BuildsReport['omitted']>>({
      builds: count.optional(),
      metrics: count.optional(),
      params: count.optional(),
      data: count.optional(),
      pulls: count.optional(),
    }).optional(),
  }).optional(),
  plots: list(plot).optional(),
  commit: object<r.CommitReport>({
    sha: hash,
    branch: name,
    method: z.enum(['push', 'api', 'pull-request', 'tag']),
    attempts: count,
    pull_request: object<NonNullable<r.CommitReport['pull_request']>>({ number: count, url: address }).optional(),
  }).optional(),
  tag: name.optional(),
  mlflow: object<r.MlflowReport>({
    experiment: name,
    run_id: name,
    model: name.optional(),
    version: name.optional(),
    alias: name.optional(),
    url: address.optional(),
    version_url: address.optional(),
  }).optional(),
  rollback: object<r.RollbackReport>({
    to: name,
    sha: name,
    targets: list(name),
    replaced: hash.optional(),
  }).optional(),
  hold: object<r.HoldReport>({
    commit: name,
    to: name,
    since: name,
    by: name.optional(),
    reason: message.optional(),
    released: z.literal(true).optional(),
  }).optional(),
  retrain: object<Retrain>({
    reason: message.optional(),
    stages: list(name),
    params: list(
      object<Retrain['params'][number]>({
        path: name,
        name,
        value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
      }),
    ),
    data: list(
      object<Retrain['data'][number]>({
        path: name,
        mode: z.enum(['replace', 'append', 'update']),
        from: name.optional(),
        changed: z.boolean(),
      }),
    ),
  }).optional(),
  fanout: object<f.FanOutReport>({
    plan: message.optional(),
    fragment: name.optional(),
    jobs: list(
      object<FanOutJob>({
        id: name,
        level: count,
        stages: list(name),
        runs_on: z.union([name, list(name)]).optional(),
        container: name.optional(),
        conclusion: z.enum(['success', 'failure']).optional(),
        seconds: seconds.optional(),
        log: message.optional(),
      }),
    ),
  }).optional(),
  doctor: list(examination).optional(),
  verification: list(examination).optional(),
  audit: auditSchema(basicParts(UNLIMITED)).optional(),
  gc: object<gc.GcReport>({
    remote: name,
    objects: total,
    needed: total,
    kept_because: list(object<gc.KeptObjects>({ because: name, count, bytes: size })),
    unneeded: total,
    by_age: list(object<gc.AgeClass>({ below_days: count.optional(), count, bytes: size })),
    largest: list(
      object<gc.UnneededObject>({
        hash: name,
        bytes: size,
        age_days: count.optional(),
        last_named_by: hash.optional(),
      }),
    ),
    unnamed: total,
    listed: total,
    aside: total,
    due: name.optional(),
    restored: total.optional(),
    set_aside: total.optional(),
    deleted: total.optional(),
    unread: list(name).optional(),
  }).optional(),
  card: object<card.CardReport>({ path: name }).optional(),
  hub: object<card.HubReport>({ repository: name, url: address, commit: name.optional() }).optional(),
  release: object<card.ReleaseReport>({ tag: name, url: address, previous: name.optional() }).optional(),
  provenance: object<ProvenanceReport>({
    signed: z.enum(['sigstore', 'key']),
    subjects: count,
    model: name.optional(),
    key: name.optional(),
    log_index: name.optional(),
    ref: name.optional(),
    attestation: address.optional(),
  }).optional(),
  deployment: object<NonNullable<r.Report['deployment']>>({ environment: name, id: z.number() }).optional(),
})

/** Why a text is no report that this version can show; `reason` is a clause. */
export interface Unreadable {
  fault: 'invalid' | 'newer'
  reason: string
}

/**
 * Reads the text of report.json. Keys that this version does not know are left out.
 * @returns the report, or why it cannot be used
 */
export function parseReport(text: string): r.Report | Unreadable {
  if (isTooDeep(text, DEEPEST))
    return { fault: 'invalid', reason: `it has more than ${DEEPEST} values inside each other` }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { fault: 'invalid', reason: text.trim() === '' ? 'it is empty' : 'it is not JSON' }
  }
  const version = typeof content === 'object' && content !== null && 'schema' in content ? content.schema : undefined
  if (version === undefined) return { fault: 'invalid', reason: "it has no key 'schema'" }
  if (typeof version === 'number' && version > r.REPORT_SCHEMA)
    return { fault: 'newer', reason: `its schema is ${version}, and this version reads ${r.REPORT_SCHEMA}` }
  const parsed = reportSchema.safeParse(content)
  if (parsed.success) return parsed.data
  const place = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  return { fault: 'invalid', reason: `its ${place === '' ? 'content' : place} is not as in a report` }
}
