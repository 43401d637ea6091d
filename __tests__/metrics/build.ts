import { parseMetricsFile } from '../../src/metrics/metrics-file.js'
import type { MetricFiles } from '../../src/metrics/parsed-file.js'
import type { Policy } from '../../src/settings/settings.js'

/** Metrics files from their texts, or from the values that are written as JSON. */
export function files(contents: Record<string, string | Record<string, unknown>>): MetricFiles {
  return new Map(
    Object.entries(contents).map(([path, content]) => [
      path,
      parseMetricsFile(path, typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  )
}

/** A policy with the defaults of the configuration. */
export function policy(metric: string, rest: Partial<Policy> = {}): Policy {
  return { metric, severity: 'error', missing: 'fail', ...rest }
}
