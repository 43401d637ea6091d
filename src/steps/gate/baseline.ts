import type { LockedOut } from '../../dvc/locked-outs.js'
import type { ResolvedBaseline } from '../../git/baseline.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { settled } from '../../run/background.js'
import type { Run } from '../../run/run.js'
import { type DataBaseline, dividedPolicies } from '../datasets/judge-data.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { lastTagged } from '../publish/via-tag.js'
import { aliasBaseline, type RunMetrics } from './baseline-alias.js'
import { loadNoise } from './noise-band.js'

/** The revision that a change is compared with. */
export interface Baseline {
  /** Absent where no commit is the baseline; then `label` has the reason. */
  sha?: string
  /** True for a project that cannot have a baseline yet. */
  isFirst?: true
  label: string
  /** Instead of a revision: the metrics of a run in MLflow. */
  metrics?: RunMetrics
}

/** The contents of a baseline revision. */
export interface BaselineContent {
  sha: string
  locked: ReadonlyMap<string, LockedOut>
  metrics: Map<string, ParsedFile>
  noise: Awaited<ReturnType<typeof loadNoise>>
}

/**
 * Reads the metrics and the noise band of the baseline.
 * @returns undefined where the baseline is no revision
 */
export async function readBaseline(
  project: Project,
  { sha, locked }: DataBaseline,
): Promise<BaselineContent | undefined> {
  if (sha === undefined || locked === undefined) return undefined
  return {
    sha,
    locked,
    metrics: await metricsAt(project, sha, locked),
    noise: await loadNoise(project, sha, dividedPolicies(project, locked).metrics),
  }
}

/** Reads the DVC files of the baseline. */
export async function readDataBaseline(project: Project, { sha, isFirst, label }: Baseline): Promise<DataBaseline> {
  return {
    label,
    ...(sha === undefined ? { locked: undefined } : { sha, locked: await lockedAt(project, sha) }),
    ...(isFirst === undefined ? {} : { isFirst }),
  }
}

/**
 * The baseline of a validation that Git alone can find, while DVC starts: the revision, or the error.
 * @returns undefined where MLflow names the baseline
 */
export async function resolveEarly(
  { settings }: Run,
  { git }: ProjectPaths,
): Promise<(() => ResolvedBaseline) | undefined> {
  const { baseline } = settings.metrics
  return baseline.kind === 'alias' ? undefined : settled(git.resolveBaseline(baseline, settings.event))
}

/**
 * Finds the revision of the baseline, and fetches it in a shallow checkout.
 * @param resolved the answer of `resolveEarly`
 */
export async function findBaseline(project: Project, resolved?: () => ResolvedBaseline): Promise<Baseline> {
  const { run } = project
  return run.step('baseline', async (outcome) => {
    const found = resolved?.() ?? (await seekBaseline(project))
    if (found.sha === undefined) {
      const without: Baseline =
        'metrics' in found
          ? { label: found.label, metrics: found.metrics }
          : { label: found.reason, ...(found.isFirst === undefined ? {} : { isFirst: true }) }
      outcome.message = without.label
      return without
    }
    run.report.source.base_sha ??= found.sha
    outcome.message = `${found.label}, ${found.sha.slice(0, 7)}`
    return { sha: found.sha, label: found.label }
  })
}

/**
 * The baseline of the settings. Where a rebuild's baseline would be its own source commit, the parent is the baseline:
 * compared with itself, every build would pass.
 */
async function seekBaseline(project: Project): ReturnType<typeof aliasBaseline> {
  const { run, git } = project
  const { baseline } = run.settings.metrics
  if (baseline.kind === 'alias') return aliasBaseline(project, baseline.name)
  // With `commit: tag`, the branch does not have the official build.
  const official =
    run.settings.mode !== 'validate' && baseline.kind === 'merge-base' ? await lastTagged(project) : undefined
  if (official !== undefined) return { sha: official.commit, label: `the official build ${official.name}` }
  const found = await git.resolveBaseline(baseline, run.settings.event)
  const head = run.report.source.sha
  // A retraining would replace the published version.
  if (run.settings.mode === 'retrain' && run.settings.metrics.baseline.kind === 'merge-base')
    return { sha: head, label: 'the published version' }
  if (run.settings.mode !== 'rebuild' || found.sha !== head) return found
  const [parent] = await git.parents(head)
  if (parent === undefined) return { reason: 'the first commit has no parent', isFirst: true }
  await git.ensureCommit(parent)
  return { sha: parent, label: 'the parent commit' }
}
