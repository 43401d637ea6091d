import * as z from 'zod'
import * as a from './audit-report.js'
import type { Parts } from './report-schema-parts.js'

/** The schema of `audit` in report.json. */
export function auditSchema({ object, list, name, message, count }: Parts) {
  const variation = z.enum(a.VARIATIONS)
  const value = z.union([z.number(), z.null()])
  const output = object<a.AuditedOutput>({
    path: name,
    same: z.boolean(),
    differences: list(
      object<a.AuditedFile>({
        file: name.optional(),
        place: name,
        first: name.optional(),
        second: name.optional(),
      }),
    ).optional(),
    files: object<NonNullable<a.AuditedOutput['files']>>({ added: count, removed: count, different: count }).optional(),
    metrics: list(
      object<NonNullable<a.AuditedOutput['metrics']>[number]>({ name, first: value, second: value }),
    ).optional(),
    causes: list(object<a.AuditCause>({ kind: z.enum(a.AUDIT_CAUSES), evidence: message })).optional(),
  })
  return object<a.AuditReport>({
    varied: list(variation),
    not_varied: list(
      object<NonNullable<a.AuditReport['not_varied']>[number]>({ name: variation, reason: message }),
    ).optional(),
    stages: list(
      object<a.AuditedStage>({
        name,
        state: z.enum(['same', 'different', 'failed', 'skipped']),
        why: message.optional(),
        seconds: z.number().nonnegative().optional(),
        beside: z.literal(true).optional(),
        outputs: list(output),
        inherit: list(name).optional(),
      }),
    ),
  })
}
