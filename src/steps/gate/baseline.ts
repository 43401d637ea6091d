import type { LockedOut } from '../../dvc/locked-outs.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import { readParams } from '../project/read-params.js'
import { lastTagged } from '../publish/via-tag.js'
import { aliasBaseline, type RunMetrics } from './baseline-alias.js'
import { loadNoise } from './noise-band.js'

/** The revision that a change is compared with. */
export interface Baseline {
  /** Absent where there is none, with the reason in `label`. */
  sha?: string
  /** True where there can be none yet. */
  isFirst?: true
  label: string
  /** In the place of a revision: the metrics of a run in MLflow. */
  metrics?: RunMetrics
}

/** The contents of a baseline revision. */
export interface BaselineContent {
  locked: ReadonlyMap<string, LockedOut>
  metrics: Map<string, ParsedFile>
  noise: Awaited<ReturnType<typeof loadNoise>>
  params: Map<string, unknown>
}

/** Reads dvc.lock, metrics, parameters and the noise band of the baseline from Git. @returns undefined where the baseline is no revision */
export async function readBaseline(project: Project, { sha }: Baseline): Promise<BaselineContent | undefined> {
  if (sha === undefined) return undefined
  const locked = await lockedAt(project, sha)
  return {
    locked,
    metrics: await metricsAt(project, sha, locked),
    noise: await loadNoise(project, sha),
    params: await readParams(project, sha),
  }
}

/**
 * Finds the revision of the baseline; fetches it where the checkout is shallow.
 */
export async function findBaseline(project: Project): Promise<Baseline> {
  const { run } = project
  return run.step('baseline', async (outcome) => {
    const found = await seekBaseline(project)
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
 * The baseline of the settings. A build on a laptop that has nothing of its own beside the default branch is held against the commit before it:
 * held against itself, everything would pass.
 */
async function seekBaseline(project: Project): ReturnType<typeof aliasBaseline> {
  const { run, git } = project
  const { baseline } = run.settings.metrics
  if (baseline.kind === 'alias') return aliasBaseline(project, baseline.name)
  // With `commit: tag` the branch does not have what is official.
  const official =
    run.settings.mode !== 'validate' && baseline.kind === 'merge-base' ? await lastTagged(project) : undefined
  if (official !== undefined) return { sha: official.commit, label: `the official build ${official.name}` }
  const found = await git.resolveBaseline(baseline, run.settings.event)
  const head = run.report.source.sha
  // What is published now is what a retraining would replace.
  if (run.settings.mode === 'retrain' && run.settings.metrics.baseline.kind === 'merge-base')
    return { sha: head, label: 'what is published' }
  if (run.settings.mode !== 'rebuild' || found.sha !== head) return found
  const [parent] = await git.parents(head)
  if (parent === undefined) return { reason: 'the first commit has nothing before it', isFirst: true }
  await git.ensureCommit(parent)
  return { sha: parent, label: 'the commit before' }
}
