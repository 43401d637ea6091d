import * as z from 'zod'
import type * as c from './check-report.js'
import { dataSchema } from './data-schema.js'
import { environmentSchema } from './environment-schema.js'
import type { IntervalReport } from './interval-report.js'
import type * as r from './report.js'
import { basicParts, type Reading } from './report-schema-parts.js'
import type { SliceReport, WorstSliceReport } from './slice-report.js'

// The parts of report.json as a schema, for readers of a file that another run wrote. The compiler holds it to the type
// `Report`: a key of an interface that has no schema here does not compile.

/** Schemas of the parts of a report. */
export function reportParts(reading: Reading) {
  const parts = basicParts(reading)
  const { object, list, name, message, count } = parts
  const seconds = z.number().nonnegative().max(1e9)
  const line = z.int().min(1).max(1e9)
  const hash = z.string().regex(/^(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?$/)
  const severity = z.enum(['error', 'warning', 'notice'])
  const conclusion = z.enum(['success', 'failure', 'skipped', 'warning'])
  const value = z.unknown().optional()
  /** A path that stays in the repository. */
  const inside = name.regex(/^(?!\/)(?!(?:[^]*\/)?\.\.?(?:\/|$))[^\\]+$/)

  const cause = object<r.Cause>({
    kind: z.enum(['code', 'data', 'params', 'command', 'missing', 'forced', 'always', 'upstream']),
    path: name.optional(),
    message,
  })
  const missing = object<r.MissingObject>({
    hash: name,
    paths: list(name),
    remote: name,
    reason: z.enum(['missing', 'truncated', 'altered']),
    message,
    fix: message.optional(),
    file: name.optional(),
    line: line.optional(),
  })
  return {
    object,
    list,
    name,
    message,
    seconds,
    hash,
    conclusion: z.enum(['success', 'unverified', 'failure', 'superseded', 'cancelled', 'error']),
    source: object<r.Source>({
      sha: hash,
      ref: name,
      event: name,
      repository: name.optional(),
      directory: name.optional(),
      pull_request: z.int().positive().optional(),
      title: message.optional(),
      head_sha: hash.optional(),
      head_ref: name.optional(),
      base_sha: hash.optional(),
      base_ref: name.optional(),
      trusted: z.boolean(),
    }),
    left_out: list(
      object<r.LeftOutReport>({
        part: z.enum(['verify', 'pull', 'read metrics', 'read baseline', 'run stale stages', 'evaluate', 'gate']),
        path: name.optional(),
        reason: message,
      }),
    ).optional(),
    steps: list(
      object<r.StepReport>({
        name,
        conclusion,
        started: seconds.optional(),
        seconds,
        message: message.optional(),
      }),
    ),
    stages: list(
      object<r.StageReport>({
        name,
        verdict: z.enum(['unchanged', 'ran', 'restored', 'stale', 'frozen', 'failed', 'skipped']),
        causes: list(cause),
        seconds: seconds.optional(),
        needs: list(name).optional(),
        place: object<NonNullable<r.StageReport['place']>>({ path: name, line: line.optional() }).optional(),
        held: z.literal(true).optional(),
        reproduced: list(cause).optional(),
        log: message.optional(),
      }),
    ),
    metrics: list(
      object<r.MetricReport>({
        name,
        path: name,
        value: z.number().optional(),
        committed: z.number().optional(),
        baseline: z.number().optional(),
        baseline_measured: z.boolean().optional(),
        change: z.number().optional(),
        direction: z.enum(['up', 'down']).optional(),
        interval: object<IntervalReport>({
          confidence: z.number().gt(0).lt(1),
          low: z.number(),
          high: z.number(),
          change_low: z.number().optional(),
          change_high: z.number().optional(),
          significant: z.boolean().optional(),
          rows: count.optional(),
        }).optional(),
        slice: object<SliceReport>({
          dimension: name,
          value: name,
          metric: name,
          support: count.optional(),
          baseline_support: count.optional(),
        }).optional(),
      }),
    ),
    policies: list(
      object<r.PolicyReport>({
        metric: name,
        rule: name,
        passed: z.boolean(),
        severity: z.enum(['error', 'warning']),
        value: z.number().optional(),
        baseline: z.number().optional(),
        hidden: z.literal(true).optional(),
        message,
        slice: object<WorstSliceReport>({
          path: name,
          name,
          label: message,
          of: count,
          failed: count.optional(),
          small: count.optional(),
        }).optional(),
        stale: z.literal(true).optional(),
        accepted: object<r.AcceptedReport>({
          by: name,
          reason: message,
          via: z.enum(['comment', 'label']),
          sha: hash,
          comment: count.optional(),
          label: name.optional(),
        }).optional(),
      }),
    ),
    params: list(object<r.ParamReport>({ path: name, name, baseline: value, value })),
    data: dataSchema(parts),
    environment: environmentSchema(parts).optional(),
    reproduced: list(object<r.ReproducedReport>({ path: name, same: z.boolean() })).optional(),
    checks: list(
      object<c.CheckReport>({
        name,
        command: message,
        conclusion,
        seconds,
        log: message,
        annotations: list(
          object<c.CheckAnnotation>({
            severity,
            title: name.optional(),
            message,
            path: inside.optional(),
            line: line.optional(),
            column: line.optional(),
          }),
        ).optional(),
        annotations_omitted: count.optional(),
        results: object<c.CheckResults>({
          files: list(
            object<c.CheckFile>({
              path: inside,
              format: z.enum(['junit', 'sarif', 'great-expectations', 'frictionless', 'pandera']),
            }),
          ),
          totals: object<c.CheckTotals>({
            passed: count,
            failed: count,
            errors: count,
            skipped: count,
            warnings: count,
          }),
          failures: list(
            object<c.CheckFailure>({
              name,
              outcome: z.enum(['failed', 'error', 'warning', 'notice']),
              message,
              path: inside.optional(),
              line: line.optional(),
              column: line.optional(),
            }),
          ),
          failures_omitted: count.optional(),
        }).optional(),
      }),
    ),
    lint: list(
      object<r.Finding>({
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
    remote: object<r.RemoteReport>({
      name,
      objects: count,
      pushed: count,
      verified: count,
      unread: count.optional(),
      missing: list(missing),
      empty: list(name).optional(),
    }),
  }
}
