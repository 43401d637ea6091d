import * as z from 'zod'
import type * as r from './environment-report.js'
import type { Parts } from './report-schema-parts.js'

/** The schema of `environment` in report.json. */
export function environmentSchema({ object, list, name, most }: Parts) {
  const version = z.union([name, z.null()])
  const changed = list(object<r.EnvironmentChange>({ name, value: version, baseline: version }))
  return object<r.EnvironmentReport>({
    python: name.optional(),
    packages: z.record(name, name).refine((packages) => Object.keys(packages).length <= most),
    system: name,
    cpu: name.optional(),
    gpu: list(name).optional(),
    container: name.optional(),
    lock_files: list(object<r.LockFileReport>({ path: name, hash: name })),
    hash: name,
    baseline: object<r.EnvironmentBaseline>({ sha: name, hash: name.optional() }).optional(),
    changed: changed.optional(),
    jobs: list(object<r.JobEnvironment>({ jobs: list(name), changed })).optional(),
  })
}
