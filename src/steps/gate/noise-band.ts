import { FEWEST_BUILDS, type NoiseRules } from '../../metrics/noise.js'
import { ownMetricsAt } from '../evaluation/read-metrics.js'
import { isBuildNote } from '../official/official-builds.js'
import type { Project } from '../project/project.js'

/** Commits of a history that are looked through for official builds. */
const MAX_HISTORY = 1_000

/**
 * The metrics of the last official builds before a commit, by which `metrics.noise` tells noise from change. A shallow checkout is deepened for them.
 * @returns undefined where nothing asks for it, or where there are fewer than three builds
 */
export async function loadNoise(project: Project, from: string): Promise<NoiseRules | undefined> {
  const { run } = project
  const { noise, policies } = run.settings.metrics
  if (noise === undefined || !policies.some(({ maxDrop, maxRise }) => maxDrop !== undefined || maxRise !== undefined))
    return undefined
  const commits = await officialBuilds(project, from, noise.builds)
  if (commits.length < FEWEST_BUILDS) {
    run.report.lint.push({
      rule: 'noise-unknown',
      severity: 'notice',
      message: `metrics.noise has no band yet: ${commits.length} official ${commits.length === 1 ? 'build' : 'builds'} before ${from.slice(0, 7)}, and it takes ${FEWEST_BUILDS}. max_drop and max_rise hold as they are written.`,
    })
    return undefined
  }
  const builds: NoiseRules['builds'][number][] = []
  for (const commit of commits) builds.push(await ownMetricsAt(project, commit))
  return { builds, sigma: noise.sigma }
}

/** The newest official builds of this working directory, at most `count`, the newest first. */
async function officialBuilds(project: Project, from: string, count: number): Promise<string[]> {
  const { git } = project
  let found: string[] = []
  await git.searchHistory(from, async () => {
    found = []
    while (found.length < count) {
      let met = 0
      const next = await git.findCommit({
        from,
        merged: true,
        maxCount: MAX_HISTORY,
        accept: (notes) => isBuildNote(project, notes) && ++met > found.length,
      })
      if (next === undefined) return undefined
      found.push(next)
    }
    return found
  })
  return found
}
