import { formatNumber } from '../text/numbers.js'
import type { MetricFiles } from './parsed-file.js'

/** The variation of metrics between official builds. */
export interface NoiseRules {
  /** Metrics of official builds, the newest first. */
  builds: readonly MetricFiles[]
  /** The width of the noise band in standard deviations. */
  sigma: number
}

/** The change of a metric that is within the noise. */
export interface Band {
  /** In the metric's own unit. */
  width: number
  /** A phrase: `the noise of 0.012 (2 standard deviations of the last 5 official builds)`. */
  label: string
}

/** With fewer builds, noise and change cannot be told apart. */
export const FEWEST_BUILDS = 3

/**
 * The noise band of one metric. Its deviation is that of successive builds (half the mean square of their differences: von Neumann 1941). A slow
 * trend does not inflate it, unlike the plain deviation.
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

/** The values of a metric whose file was moved since. */
function onlyFileWith(files: MetricFiles, name: string) {
  const [file, second] = [...files.values()].filter(({ leaves }) => leaves.has(name))
  return second === undefined ? file : undefined
}
