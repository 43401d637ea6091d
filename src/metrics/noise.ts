import { formatNumber } from './numbers.js'
import type { MetricFiles } from './parsed-file.js'

/** How much metrics scatter from one official build to the next. */
export interface NoiseRules {
  /** Metrics of official builds, the newest first. */
  builds: readonly MetricFiles[]
  /** Standard deviations that are still noise. */
  sigma: number
}

/** How far a metric may move without anything having changed. */
export interface Band {
  /** In the metric's own unit. */
  width: number
  /** A phrase: `the noise of 0.012 (2 standard deviations of the last 5 official builds)`. */
  label: string
}

/** Of fewer builds nobody can tell noise from change. */
export const FEWEST_BUILDS = 3

/**
 * The band of one metric. The deviation is that of successive builds (the mean square of their differences, halved: von Neumann 1941), which a slow
 * trend does not inflate as it does the plain one.
 * @returns undefined where fewer than three builds have a number for it
 */
export function bandOf(path: string, name: string, { builds, sigma }: NoiseRules): Band | undefined {
  const values = builds.flatMap((files) => {
    const leaf = (files.get(path) ?? onlyFileWith(files, name))?.leaves.get(name)
    return leaf !== undefined && 'value' in leaf ? [leaf.value] : []
  })
  if (values.length < FEWEST_BUILDS) return undefined
  const squares = values.slice(1).map((value, index) => (value - (values[index] ?? value)) ** 2)
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (2 * squares.length))
  const width = sigma * deviation
  if (!Number.isFinite(width)) return undefined
  return {
    width,
    label: `the noise of ${formatNumber(width)} (${formatNumber(sigma)} standard deviations of the last ${values.length} official builds)`,
  }
}

/** A metrics file that was moved since. */
function onlyFileWith(files: MetricFiles, name: string) {
  const [file, second] = [...files.values()].filter(({ leaves }) => leaves.has(name))
  return second === undefined ? file : undefined
}
