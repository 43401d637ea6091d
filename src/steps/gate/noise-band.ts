import { FEWEST_BUILDS, type NoiseRules } from '../../metrics/noise.js'
import type { Policy } from '../../settings/settings.js'
import { ownMetricsAt } from '../evaluation/read-metrics.js'
import { isBuildNote } from '../official/official-builds.js'
import type { Project } from '../project/project.js'

/** Most commits that are searched for official builds. */
const MAX_HISTORY = 1_000

/**
 * The metrics of the last official builds before a commit, from which `metrics.noise` computes the noise band. It
 * deepens a shallow checkout.
 * @param policies on metrics
 * @returns undefined where no policy needs it, or with fewer than three builds
 */
export async function loadNoise(
  project: Project,
  from: string,
  policies: readonly Policy[],
): Promise<NoiseRules | undefined> {
  const { run } = project
  const { noise } = run.settings.metrics
  if (noise === undefined || !policies.some(({ maxDrop, maxRise }) => maxDrop !== undefined || maxRise !== undefined))
    return undefined
  const commits = await officialBuilds(project, from, noise.builds)
  if (commits.length < FEWEST_BUILDS) {
    run.report.lint.push({
      rule: 'noise-unknown',
      severity: 'notice',
      message: `metrics.noise is off: it needs ${FEWEST_BUILDS} official builds before ${from.slice(0, 7)}, and found ${commits.length}. max_drop and max_rise apply as written.`,
    })
    return undefined
  }
  const builds: NoiseRules['builds'][number][] = []
  for (const commit of commits) builds.push(await ownMetricsAt(project, commit))
  return { builds, sigma: noise.sigma }
}

/** The last official builds of this working directory, at most `count`, newest first. */
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
