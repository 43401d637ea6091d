import type { Report } from './report.js'

/** The last message of a successful job of a fan-out build. */
export function jobSummary(job: string, stages: readonly Pick<Report['stages'][number], 'name' | 'verdict'>[]): string {
  return `${job}: ${stages.map(({ name, verdict }) => `${name} ${verdict}`).join(', ')}; its outputs are in the remote.`
}
