import type { LockedOut } from '../../dvc/locked-outs.js'
import { claims, unreadable } from '../../metrics/claims.js'
import { compareMetrics, type MetricSides } from '../../metrics/compare.js'
import { withDirections } from '../../metrics/direction.js'
import { measuredAgain } from '../../metrics/measured-again.js'
import { diffParams } from '../../metrics/params.js'
import type { MetricFiles, ParsedFile } from '../../metrics/parsed-file.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin } from '../../pipeline/project.js'
import type { Finding } from '../../report/report.js'
import { fromTop, shellWord } from '../../text/shell-word.js'
import { count } from '../../text/words.js'
import { dividedPolicies } from '../datasets/judge-data.js'
import type { Measured } from '../evaluation/measurements.js'
import { predictionPaths } from '../evaluation/predictions.js'
import type { Project } from '../project/project.js'
import { readChangedParams } from '../project/read-params.js'
import { SourceLines } from '../project/source-lines.js'
import type { Baseline, BaselineContent } from './baseline.js'
import { filesFromRun } from './baseline-alias.js'
import { withCertainty } from './certainty.js'

/** Compares with the baseline, and fills `metrics` and `params` of the report. */
export async function compare(
  project: Project,
  baseline: Baseline,
  content: BaselineContent | undefined,
  committed: Map<string, ParsedFile>,
  measured: Measured | undefined,
): Promise<MetricSides> {
  const { run } = project
  return run.step('compare', async (outcome) => {
    const read: MetricSides = { committed, measured: measured?.files }
    if (content !== undefined) await compareWith(project, content, read, measured?.baseline)
    else if (baseline.metrics !== undefined)
      read.baseline = filesFromRun(baseline.metrics, new Map([...committed, ...(measured?.files ?? [])]).values())
    // The first model of a project has no earlier values: all of its metrics are new, so max_drop and max_rise hold.
    else if (baseline.isFirst === true) read.baseline = new Map()
    else read.noBaseline = baseline.label
    const sides = await withCertainty(project, read, { of: baseline, content }, measured)
    run.report.metrics = withDirections(compareMetrics(sides), dividedPolicies(project, content?.locked).metrics)
    outcome.message =
      baseline.sha === undefined && baseline.metrics === undefined
        ? `${count(run.report.metrics.length, 'metric')}, ${baseline.label}`
        : `${count(run.report.metrics.length, 'metric')} against ${baseline.label}`
    return sides
  })
}

async function compareWith(
  project: Project,
  { sha, metrics, noise }: BaselineContent,
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
  report.params = diffParams(...(await readChangedParams(project, sha)))
}

/**
 * Compares the committed metrics with the measured ones, and adds a finding for each difference.
 * @param locked the data of the baseline
 */
export function checkClaims(
  project: Project,
  { committed, measured, baseline }: MetricSides,
  locked: ReadonlyMap<string, LockedOut> | undefined,
  alreadyReported: ReadonlySet<string> = new Set(),
): void {
  const { tolerance } = project.run.settings.metrics
  const policies = dividedPolicies(project, locked).metrics
  // No commit claims the metrics of slices of predictions.
  const computed = predictionPaths(project).filter(
    (path) => measured?.has(path) !== true && !metricFiles(project.index).some((file) => file.path === path),
  )
  const sides = {
    committed: new Map([...committed].filter(([path]) => !computed.includes(path))),
    baseline,
    measured: measured && new Map([...measured].filter(([path]) => !alreadyReported.has(path))),
  }
  const makers = new Map(
    metricFiles(project.index).flatMap(({ path, stage }) => (stage === undefined ? [] : [[path, stage] as const])),
  )
  const repairs = new Map(
    [...makers].map(([path, stage]) => [
      path,
      fromTop(
        project.git.prefix,
        `dvc repro --force --single-item ${shellWord(stage)} && dvc push && git add ${filesOf(project, path, stage)} && git commit -a`,
      ),
    ]),
  )
  const held = heldFiles(project)
  for (const finding of claims(sides, { tolerance, policies, repairs })) {
    const stage = makers.get(finding.path ?? '')
    project.run.report.lint.push({
      // The restored numbers come from an older evaluation; this change can do nothing about it.
      ...(finding.path !== undefined && held.has(finding.path) ? withoutRepair(finding) : finding),
      ...(finding.path === undefined ? {} : { path: project.inGit(finding.path) }),
      ...(stage === undefined ? {} : { stage }),
    })
  }
}

/** The files that Git gets from a new measurement, as words of a shell: dvc.lock, and the metrics unless DVC stores them. */
function filesOf({ graph, inGit }: Project, path: string, stage: string): string {
  const made = graph.stage(stage)
  const isStored = made?.outs.some((out) => out.cache && isWithin(path, out.path)) === true
  return [SourceLines.lockOf(made?.file ?? 'dvc.yaml'), ...(isStored ? [] : [path])].map(inGit).map(shellWord).join(' ')
}

/** The metrics files of stages that a rollback on the base made stale. */
function heldFiles({ index, run }: Project): ReadonlySet<string> {
  const held = new Set(run.report.stages.flatMap(({ name, held }) => (held ? [name] : [])))
  return new Set(
    metricFiles(index).flatMap(({ path, stage }) => (stage !== undefined && held.has(stage) ? [path] : [])),
  )
}

/** The finding as a notice: a repair would undo the rollback. */
function withoutRepair({ rule, path, line, message }: Finding): Finding {
  return {
    rule,
    severity: 'notice',
    message,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
  }
}

/**
 * Adds findings about unreadable metrics, for a flow without claims.
 * @param baseline what it has too is no news
 * @param locked the data of the baseline
 */
export function checkReadable(
  project: Project,
  files: MetricFiles,
  baseline: MetricFiles | undefined,
  locked: ReadonlyMap<string, LockedOut> | undefined,
): void {
  for (const finding of unreadable(files, dividedPolicies(project, locked).metrics, baseline))
    project.run.report.lint.push({
      ...finding,
      ...(finding.path === undefined ? {} : { path: project.inGit(finding.path) }),
    })
}
