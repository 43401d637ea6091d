import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import type { FanOutJob } from './fan-out.js'
import type { Graph } from './graph.js'

/** A job of a plan as later jobs read it; only the matrix has its machine. */
export type PlannedJob = Pick<FanOutJob, 'id' | 'level' | 'stages'>

/** New data that the planning job pushed to the remote. */
export interface HandedData {
  /** The `.dvc` file, relative to the working directory, and its new content. */
  file: string
  text: string
  /** The data. */
  path: string
  mode: 'replace' | 'append' | 'update'
  /** The source of the data, without credentials. */
  from?: string
  /** False for data that equals the data before. */
  changed: boolean
}

/** The request of a retraining, resolved once for all jobs. */
export interface HandedRequest {
  /** The digest of the request (`requestDigest`). */
  digest: string
  stages?: 'all' | string[]
  /** As the setting `params` has them; `text` of a number that JavaScript would write differently. */
  params: Record<string, number | boolean | string | null | { text: string }>
  reason?: string
  data: HandedData[]
}

/** The modes that can be planned. */
export type Flow = 'rebuild' | 'retrain' | 'validate'

/** A plan: the value that `plan` gives to `stage` and `collect`. */
export interface FanOutPlan {
  schema: 1
  /** The mode; absent for a rebuild. */
  flow?: Exclude<Flow, 'rebuild'>
  /** Present for a retraining. */
  request?: HandedRequest
  /** The commit to build. */
  sha: string
  /** The workflow run; absent outside of workflows. */
  run?: string
  /** The project's folder in the repository, `.` at the top. */
  directory: string
  /** Stages that are forced to run. */
  force: 'all' | 'none' | string[]
  /** Stale stages that no job runs, because a rollback on the base made them stale; absent where there are none. */
  held?: string[]
  jobs: PlannedJob[]
  /** The id of the build's run in MLflow; absent where MLflow does not track the build. No part of the identity. */
  mlflow?: string
}

/** An environment variable holds 128 KiB (MAX_ARG_STRLEN of Linux), and inputs are variables. */
const LONGEST_TEXT = 100_000
const LONGEST_JSON = 4_000_000
const PACKED = 'gz:'
/** The name of a job, which is part of a file name and of an artifact name. */
export const JOB_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/

/** A number, as a parameter of a retraining may have it. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const name = z.string().min(1).max(1_000)
const path = z.string().min(1).max(4_096)
const requestSchema = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{12}$/),
  stages: z.union([z.literal('all'), z.array(name).min(1)]).optional(),
  params: z.record(
    z.string(),
    z.union([z.number(), z.boolean(), z.string(), z.null(), z.strictObject({ text: z.string().regex(NUMBER) })]),
  ),
  reason: z.string().optional(),
  data: z.array(
    z.strictObject({
      file: path,
      text: z.string().max(50_000),
      path,
      mode: z.enum(['replace', 'append', 'update']),
      from: z.string().optional(),
      changed: z.boolean(),
    }),
  ),
})
const planSchema = z.strictObject({
  schema: z.literal(1),
  flow: z.enum(['retrain', 'validate']).optional(),
  request: requestSchema.optional(),
  sha: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/),
  run: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  directory: z.string().min(1).max(4_096),
  force: z.union([z.enum(['all', 'none']), z.array(name).min(1)]),
  held: z.array(name).min(1).optional(),
  jobs: z.array(
    z.strictObject({ id: z.string().regex(JOB_ID), level: z.int().min(1).max(1_000), stages: z.array(name).min(1) }),
  ),
  mlflow: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
})

/** The plan as one line of text: JSON, compressed if that is too long for a variable. Undefined where even that is too long. */
export function writePlan(plan: FanOutPlan): string | undefined {
  const json = JSON.stringify(plan)
  const text = json.length <= LONGEST_TEXT / 2 ? json : `${PACKED}${gzipSync(json).toString('base64')}`
  return text.length <= LONGEST_TEXT ? text : undefined
}

/** Parses a plan. @returns the plan, or the reason why the text is none */
export function readPlan(text: string): FanOutPlan | { reason: string } {
  let data: unknown
  try {
    data = JSON.parse(
      text.startsWith(PACKED)
        ? gunzipSync(Buffer.from(text.slice(PACKED.length), 'base64'), { maxOutputLength: LONGEST_JSON }).toString(
            'utf8',
          )
        : text,
    )
  } catch {
    return { reason: 'it is no JSON, or it was cut off' }
  }
  const parsed = planSchema.safeParse(data)
  if (!parsed.success)
    return {
      reason: `${parsed.error.issues[0]?.path.join('.') || 'it'}: ${parsed.error.issues[0]?.message ?? 'it is not as a plan is'}`,
    }
  return asPlan(parsed.data)
}

/** Keys without a value are absent. */
function asPlan({ run, flow, request, held, mlflow, ...plan }: z.output<typeof planSchema>): FanOutPlan {
  return {
    ...plan,
    ...(run === undefined ? {} : { run }),
    ...(flow === undefined ? {} : { flow }),
    ...(request === undefined ? {} : { request: asRequest(request) }),
    ...(held === undefined ? {} : { held }),
    ...(mlflow === undefined ? {} : { mlflow }),
  }
}

function asRequest({ stages, reason, data, ...request }: z.output<typeof requestSchema>): HandedRequest {
  return {
    ...request,
    ...(stages === undefined ? {} : { stages }),
    ...(reason === undefined ? {} : { reason }),
    data: data.map(({ from, ...each }) => ({ ...each, ...(from === undefined ? {} : { from }) })),
  }
}

/** The identity of a plan: SHA-256 of its content. */
export function planDigest({ schema, flow, request, sha, run, directory, force, held, jobs }: FanOutPlan): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        schema,
        flow ?? '',
        digested(request),
        sha,
        run ?? '',
        directory,
        force,
        jobs.map(({ id, level, stages }) => [id, level, stages]),
        ...(held === undefined ? [] : [held]),
      ]),
    )
    .digest('hex')
}

/** The request with its parts in a fixed order. */
function digested(request: HandedRequest | undefined): unknown {
  if (request === undefined) return ''
  const { digest, stages, params, reason, data } = request
  return [
    digest,
    stages ?? '',
    Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1)),
    reason ?? '',
    data.map((each) => [each.file, each.text, each.path, each.mode, each.from ?? '', each.changed]),
  ]
}

/** Why the jobs of a plan do not fit a build: each stage must be in one job, after all its inputs. Undefined where they fit. */
export function planFault(jobs: readonly PlannedJob[], graph: Graph, mayRun: ReadonlySet<string>): string | undefined {
  const jobOf = new Map<string, PlannedJob>()
  const ids = new Set<string>()
  for (const job of jobs) {
    if (ids.has(job.id.toLowerCase())) return `there are two jobs ${job.id}`
    ids.add(job.id.toLowerCase())
    for (const stage of job.stages) {
      if (!mayRun.has(stage)) return `the job ${job.id} has ${stage}, which this build does not run`
      const other = jobOf.get(stage)
      if (other) return `${stage} is in two jobs, ${other.id} and ${job.id}`
      jobOf.set(stage, job)
    }
  }
  for (const stage of mayRun) {
    const job = jobOf.get(stage)
    if (!job) return `${stage} is in no job`
    for (const need of graph.upstream(stage).filter((each) => mayRun.has(each))) {
      const other = jobOf.get(need)
      const before =
        other === job
          ? job.stages.indexOf(need) < job.stages.indexOf(stage)
          : other !== undefined && other.level < job.level
      if (!before) return `${stage} needs ${need}, which does not come before it`
    }
  }
  return undefined
}

/** All jobs that a job needs, directly or not. */
export function jobsBefore(plan: FanOutPlan, job: PlannedJob, graph: Graph): PlannedJob[] {
  const needed = graph.withUpstream(job.stages)
  return plan.jobs.filter((other) => other !== job && other.stages.some((stage) => needed.has(stage)))
}
