import * as z from 'zod'
import type { EnvironmentChange, EnvironmentReport, JobEnvironment } from '../report/environment-report.js'
import { packageChanges } from './compare.js'
import type { Packages } from './lock-files.js'

/** The part of an environment that decides about results wherever it is: two builds with the same hash have the same. */
export type RecordedEnvironment = Pick<EnvironmentReport, 'python' | 'packages' | 'system' | 'container'>

/** What a run, or a job of a build over several machines, ran with. */
export type MeasuredEnvironment = RecordedEnvironment & Pick<EnvironmentReport, 'cpu' | 'gpu'>

/** Most packages of an environment. */
export const MOST_PACKAGES = 20_000

const text = z.string().max(200)
const recorded = z.object({
  python: text.optional(),
  packages: z.record(text, text).refine((packages) => Object.keys(packages).length <= MOST_PACKAGES),
  system: text,
  container: text.optional(),
})
const measured = recorded.extend({ cpu: text.optional(), gpu: z.array(text).max(64).optional() })

/** The text of an environment, the same for the same environment. One package a line, for a reader of Git. */
export function recordText({ python, packages, system, container }: RecordedEnvironment): string {
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ python, system, container, packages: sorted }, null, 1)}\n`
}

/** Reads such a text, or the JSON of a measured environment. @returns undefined for any other text */
export function parseRecord(written: string): MeasuredEnvironment | undefined {
  try {
    const { python, packages, system, container, cpu, gpu } = measured.parse(JSON.parse(written))
    return {
      packages,
      system,
      ...(python === undefined ? {} : { python }),
      ...(container === undefined ? {} : { container }),
      ...(cpu === undefined ? {} : { cpu }),
      ...(gpu === undefined ? {} : { gpu }),
    }
  } catch {
    return undefined
  }
}

/** The differences between two environments: Python, system and container first, then the packages by name. */
export function environmentChanges(before: RecordedEnvironment, now: RecordedEnvironment): EnvironmentChange[] {
  const rest = (of: RecordedEnvironment): Packages =>
    new Map(
      [
        ['Python', of.python] as const,
        ['container', of.container] as const,
        ['operating system', of.system] as const,
      ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    )
  return [...packageChanges(rest(before), rest(now)), ...packageChanges(mapOf(before), mapOf(now))]
}

/** The environments of jobs: that of the first one, and the others as their differences from it. */
export function environmentsOfJobs<T extends RecordedEnvironment>(
  jobs: readonly { job: string; environment: T }[],
): { first: T; others: JobEnvironment[] } | undefined {
  const [first] = jobs
  if (first === undefined) return undefined
  const own = recordText(first.environment)
  const others = new Map<string, JobEnvironment>()
  for (const { job, environment } of jobs) {
    const record = recordText(environment)
    if (record === own) continue
    const known = others.get(record) ?? { jobs: [], changed: environmentChanges(first.environment, environment) }
    known.jobs.push(job)
    others.set(record, known)
  }
  return { first: first.environment, others: [...others.values()] }
}

function mapOf({ packages }: RecordedEnvironment): Packages {
  return new Map(Object.entries(packages))
}
