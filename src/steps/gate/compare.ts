import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { claims, unreadable } from '../../metrics/claims.js'
import { compareMetrics, type MetricSides } from '../../metrics/compare.js'
import { gatePassed, type Judged, judgeEach } from '../../metrics/judge.js'
import { measuredAgain } from '../../metrics/measured-again.js'
import { diffParams } from '../../metrics/params.js'
import type { MetricFiles, ParsedFile } from '../../metrics/parsed-file.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { policyReason } from '../../report/policy-state.js'
import type { DataReport } from '../../report/report.js'
import { count } from '../data/verify-remote.js'
import { collectPlots } from '../evaluation/collect-plots.js'
import type { Measured } from '../evaluation/measurements.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import { inBackground, type Project, startEarly } from '../project/project.js'
import { readParams } from '../project/read-params.js'
import { lastTagged } from '../publish/via-tag.js'
import { aliasBaseline, filesFromRun, type RunMetrics } from './baseline-alias.js'
import { loadNoise } from './noise-band.js'

/** The revision that a change is held against, with what it has. */
export interface BaselineState {
  /** Absent where there is none, with the reason in `label`. */
  sha?: string
  /** True where there cannot be one yet. */
  isFirst?: true
  label: string
  /** In the place of a revision: the metrics of a run in MLflow. */
  metrics?: RunMetrics
  /** What the revision says, where it is read ahead. */
  side?: Promise<BaselineSide>
}

/** What a revision that is held against says of itself. */
interface BaselineSide {
  locked: ReadonlyMap<string, LockedOut>
  metrics: Map<string, ParsedFile>
  noise: Awaited<ReturnType<typeof loadNoise>>
  params: Map<string, unknown>
}

/** Reads what the baseline's revision says while other things go on. */
export function readAhead(project: Project, baseline: BaselineState): void {
  const { sha } = baseline
  if (sha !== undefined) baseline.side = startEarly(() => readSide(project, sha))
}

async function readSide(project: Project, sha: string): Promise<BaselineSide> {
  const locked = await lockedAt(project, sha)
  return {
    locked,
    metrics: await metricsAt(project, sha, locked),
    noise: await loadNoise(project, sha),
    params: await readParams(project, sha),
  }
}

/**
 * Finds the baseline's revision, fetching it where the checkout is shallow.
 * @param begun its search, where that goes on already (see `seekBaseline`)
 */
export async function findBaseline(project: Project, begun = seekBaseline(project)): Promise<BaselineState> {
  const { run } = project
  return run.step('baseline', async (outcome) => {
    const found = await begun
    if (found.sha === undefined) {
      const without: BaselineState =
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
export async function seekBaseline(project: Project): ReturnType<typeof aliasBaseline> {
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

/** Fills metrics, plots, params and data of the report with what differs from the baseline. */
export async function compare(
  project: Project,
  baseline: BaselineState,
  committed: Map<string, ParsedFile>,
  measured: Measured | undefined,
): Promise<MetricSides> {
  const { run } = project
  return run.step('compare', async (outcome) => {
    const sides: MetricSides = { committed, measured: measured?.files }
    if (baseline.sha !== undefined)
      await compareWith(project, await (baseline.side ?? readSide(project, baseline.sha)), sides, measured?.baseline)
    else if (baseline.metrics !== undefined)
      sides.baseline = filesFromRun(baseline.metrics, new Map([...committed, ...(measured?.files ?? [])]).values())
    // The first model of a project is not held back by limits on what it may lose: all of its metrics are new.
    else if (baseline.isFirst === true) sides.baseline = new Map()
    run.report.metrics = compareMetrics(sides)
    outcome.message =
      baseline.sha === undefined && baseline.metrics === undefined
        ? `${count(run.report.metrics.length, 'metric')}, ${baseline.label}`
        : `${count(run.report.metrics.length, 'metric')} against ${baseline.label}`
    return sides
  })
}

/** Begins to collect the plots, once, unless an evaluation has shown its own. Nothing is decided by them, so nobody waits for them before the end. */
export function showPlots(project: Project, baseline: BaselineState): void {
  preparePlots(project, baseline)
  project.plotting?.(true)
}

/** Makes ready what collects the plots. `settle` waits for it, so they are wanted (`showPlots`) or not (`dropPlots`) after all. */
export function preparePlots(project: Project, { sha }: BaselineState): void {
  if (project.plotting !== undefined) return
  const wanted = new Promise<boolean>((resolve) => {
    project.plotting = resolve
  })
  inBackground(project, collectPlots(project, sha, wanted))
}

/** Nobody wants the plots any more, unless they are shown already. */
export function dropPlots(project: Project): void {
  project.plotting?.(false)
}

async function compareWith(
  project: Project,
  { locked, metrics, noise, params }: BaselineSide,
  sides: MetricSides,
  again: MetricFiles | undefined,
): Promise<void> {
  const { report } = project.run
  const baseline = measuredAgain(
    metrics,
    again ?? new Map(),
    (path) => sides.committed.has(path) || sides.measured?.has(path) === true,
  )
  sides.baseline = baseline.files
  sides.baselineMeasured = baseline.names
  if (noise !== undefined) sides.noise = noise
  report.data = dataChanges(project, locked)
  report.params = diffParams(await readParams(project), params)
}

/** Holds the claims against the measurements. */
export function checkClaims(
  project: Project,
  { committed, measured }: MetricSides,
  told: ReadonlySet<string> = new Set(),
): void {
  const { tolerance, policies } = project.run.settings.metrics
  const sides = { committed, measured: measured && new Map([...measured].filter(([path]) => !told.has(path))) }
  const repairs = new Map(
    metricFiles(project.index).flatMap(({ path, stage }) =>
      stage === undefined ? [] : [[path, `dvc repro --force --single-item ${stage}`] as const],
    ),
  )
  for (const finding of claims(sides, { tolerance, policies, repairs })) {
    project.run.report.lint.push({
      ...finding,
      ...(finding.path === undefined ? {} : { path: project.inGit(finding.path) }),
    })
  }
}

/** Findings about numbers that are none, for a flow without claims. */
export function checkReadable(project: Project, files: ReadonlyMap<string, ParsedFile>): void {
  for (const finding of unreadable(files))
    project.run.report.lint.push({
      ...finding,
      ...(finding.path === undefined ? {} : { path: project.inGit(finding.path) }),
    })
}

/**
 * Judges every policy.
 * @param acceptFailing lets pass what somebody accepted
 * @returns whether the gate is open
 */
export async function gate(
  project: Project,
  sides: MetricSides,
  acceptFailing?: (judged: readonly Judged[]) => Promise<void>,
): Promise<boolean> {
  const { run } = project
  const { policies } = run.settings.metrics
  if (policies.length === 0) {
    run.skip('gate', 'no policies are configured')
    return true
  }
  return run.step('gate', async (outcome) => {
    const judged = judgeEach(policies, sides)
    run.report.policies = judged.map(({ result }) => result)
    await acceptFailing?.(judged)
    const failed = run.report.policies.filter(({ passed }) => !passed)
    const passed = gatePassed(run.report.policies)
    if (!passed) outcome.conclusion = 'failure'
    else if (failed.length > 0) outcome.conclusion = 'warning'
    outcome.message =
      failed.length === 0
        ? `${run.report.policies.length} rules hold`
        : failed.map((policy) => policyReason(policy)).join(' ')
    return passed
  })
}

/** Outputs and source data whose content differs from the baseline's. Files in Git are in the pull request's own diff. */
function dataChanges(project: Project, before: ReadonlyMap<string, LockedOut>): DataReport[] {
  const outs = project.stages.flatMap((stage) => stage.outs).filter(({ cache }) => cache)
  const now = new Map(outs.map((out) => [joinPath(out.path), out]))
  const git = new Set(
    project.stages
      .flatMap((stage) => stage.outs)
      .filter(({ cache }) => !cache)
      .map(({ path }) => joinPath(path)),
  )
  const changes: DataReport[] = []
  for (const path of [...new Set([...now.keys(), ...before.keys()])].sort()) {
    const [out, old] = [now.get(path), before.get(path)]
    if (git.has(path) || out?.hash === old?.hash || (!out && path.startsWith('../'))) continue
    changes.push({
      path,
      change: !old ? 'added' : !out ? 'deleted' : 'modified',
      ...(out?.size === undefined ? {} : { size: out.size }),
      ...(old?.size === undefined ? {} : { baseline_size: old.size }),
    })
  }
  return changes
}
