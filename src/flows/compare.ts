import { resolve } from 'node:path'
import { lockedOuts, type LockedOut } from '../dvc/locked-outs.js'
import { kindOf } from '../dvc/project-file.js'
import { joinPath } from '../dvc/project-files.js'
import { claims, unreadable } from '../metrics/claims.js'
import { compareMetrics, type MetricSides } from '../metrics/compare.js'
import { parseMetricsFile, unreadableFile } from '../metrics/metrics-file.js'
import { diffParams } from '../metrics/params.js'
import type { ParsedFile } from '../metrics/parsed-file.js'
import { gatePassed, judge } from '../metrics/judge.js'
import { metricFiles } from '../pipeline/evaluation.js'
import type { DataReport } from '../report/report.js'
import { messageOf } from '../run/errors.js'
import { inBackground, type Context } from './context.js'
import { MAX_METRICS_BYTES, readMetricsText, type Measured } from './evaluate.js'
import { readParams } from './params.js'
import { collectPlots } from './plots.js'

/** The revision that a change is held against, with what it has. */
export interface BaselineState {
  /** Absent where there is none, with the reason in `label`. */
  sha?: string
  label: string
}

/** Finds the baseline's revision, fetching it where the checkout is shallow. */
export async function findBaseline(context: Context): Promise<BaselineState> {
  const { run } = context
  return run.step('baseline', async (outcome) => {
    const found = await resolveFor(context)
    if (found.sha === undefined) {
      outcome.message = found.reason
      return { label: found.reason }
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
async function resolveFor({ run, git }: Context): ReturnType<Context['git']['resolveBaseline']> {
  const found = await git.resolveBaseline(run.settings.metrics.baseline, run.settings.event)
  const head = run.report.source.sha
  if (run.settings.mode !== 'rebuild' || found.sha !== head) return found
  const [parent] = await git.parents(head)
  if (parent === undefined) return { reason: 'the first commit has nothing before it' }
  await git.ensureCommit(parent)
  return { sha: parent, label: 'the commit before' }
}

/** Fills metrics, plots, params and data of the report with what differs from the baseline. */
export async function compare(context: Context, baseline: BaselineState, committed: Map<string, ParsedFile>, measured: Measured): Promise<MetricSides> {
  const { run } = context
  return run.step('compare', async (outcome) => {
    const sides: MetricSides = { committed, measured }
    // Unless the evaluation has shown its own already. Nothing is decided by plots, so nobody waits for them before the end.
    inBackground(context, collectPlots(context, baseline.sha))
    if (baseline.sha !== undefined) await compareWith(context, baseline.sha, sides)
    run.report.metrics = compareMetrics(sides)
    outcome.message = baseline.sha === undefined ? `${run.report.metrics.length} metrics, ${baseline.label}` : `${run.report.metrics.length} metrics against ${baseline.label}`
    return sides
  })
}

async function compareWith(context: Context, sha: string, sides: MetricSides): Promise<void> {
  const { report } = context.run
  const locked = await lockedAt(context, sha)
  sides.baseline = await metricsAt(context, sha, locked)
  report.data = dataChanges(context, locked)
  report.params = diffParams(await readParams(context), await readParams(context, sha))
}

/** Holds the claims against the measurements. */
export function checkClaims(context: Context, sides: MetricSides): void {
  const { tolerance, policies } = context.run.settings.metrics
  const repairs = new Map(metricFiles(context.project).flatMap(({ path, stage }) => (stage === undefined ? [] : [[path, `dvc repro --force --single-item ${stage}`] as const])))
  for (const finding of claims(sides, { tolerance, policies, repairs })) {
    context.run.report.lint.push({ ...finding, ...(finding.path === undefined ? {} : { path: context.inGit(finding.path) }) })
  }
}

/** Findings about numbers that are none, for a flow without claims. */
export function checkReadable(context: Context, files: ReadonlyMap<string, ParsedFile>): void {
  for (const finding of unreadable(files)) context.run.report.lint.push({ ...finding, ...(finding.path === undefined ? {} : { path: context.inGit(finding.path) }) })
}

/** Judges every policy. @returns whether the gate is open */
export async function gate(context: Context, sides: MetricSides): Promise<boolean> {
  const { run } = context
  const { policies } = run.settings.metrics
  if (policies.length === 0) {
    run.skip('gate', 'no policies are configured')
    return true
  }
  return run.step('gate', (outcome) => {
    run.report.policies = judge(policies, sides)
    const failed = run.report.policies.filter(({ passed }) => !passed)
    const passed = gatePassed(run.report.policies)
    if (!passed) outcome.conclusion = 'failure'
    else if (failed.length > 0) outcome.conclusion = 'warning'
    outcome.message = failed.length === 0 ? `${run.report.policies.length} rules hold` : failed.map(({ message }) => message).join(' ')
    return Promise.resolve(passed)
  })
}

/** The metrics files of the workspace; those kept in DVC that are not here are read from the remote. */
export async function workspaceMetrics(context: Context): Promise<Map<string, ParsedFile>> {
  const files = new Map<string, ParsedFile>()
  for (const { path, out } of comparedFiles(context)) {
    const text = (await readMetricsText(resolve(context.run.settings.workingDirectory, path))) ?? (out?.cache && out.path === path ? await readObject(context, out) : undefined)
    if (text !== undefined) files.set(path, parseMetricsFile(path, text))
  }
  return files
}

/** The metrics files that dvc.yaml names, and the one that the user's own evaluation writes: what Git has of it is a claim like any other. */
function comparedFiles(context: Context): ReturnType<typeof metricFiles> {
  const declared = metricFiles(context.project).filter(({ path }) => isInScope(context, path))
  const { mode, validate: { evaluate } } = context.run.settings
  if (mode !== 'validate' || evaluate.kind !== 'command' || declared.some(({ path }) => path === joinPath(evaluate.metrics))) return declared
  return [...declared, { path: evaluate.metrics }]
}

function isInScope(context: Context, path: string): boolean {
  return !path.startsWith('../') || context.stages.some((stage) => stage.outs.some((out) => out.path === path))
}

async function readObject(context: Context, object: { hash?: string; hashName?: string }): Promise<string | undefined> {
  if (object.hash === undefined || object.hashName === undefined) return undefined
  return context.dvc.read({ hash: object.hash, hashName: object.hashName }, MAX_METRICS_BYTES)
}

async function lockedAt(context: Context, sha: string): Promise<Map<string, LockedOut>> {
  const { git } = context
  const paths = (await git.listFiles(sha, [])).filter((path) => ['data', 'lock'].includes(kindOf(path) ?? ''))
  const blobs = await git.readFiles(sha, paths)
  const texts = new Map([...blobs].map(([path, blob]) => [context.fromGit(path), blob.toString('utf8')]))
  return lockedOuts(texts, (lock, stage) => context.project.stages.find((each) => each.name === stage || each.name === `${lock.replace(/dvc\.lock$/, 'dvc.yaml')}:${stage}`)?.wdir)
}

/** The baseline's metrics, from Git where they are kept there, else from the cache or the remote. */
async function metricsAt(context: Context, sha: string, locked: ReadonlyMap<string, LockedOut>): Promise<Map<string, ParsedFile>> {
  const paths = comparedFiles(context).map(({ path }) => path)
  const blobs = await context.git.readFiles(sha, paths.map(context.inGit))
  const files = new Map<string, ParsedFile>()
  for (const path of paths) {
    const blob = blobs.get(context.inGit(path))
    if (blob) {
      files.set(path, parseMetricsFile(path, blob.toString('utf8')))
      continue
    }
    const out = locked.get(joinPath(path))
    if (!out) continue
    const text = await readObject(context, out).catch((error: unknown) => {
      context.run.host.warning(`${path} of the baseline: ${messageOf(error)}`)
      return undefined
    })
    files.set(path, text === undefined ? unreadableFile(path, `the baseline's dvc.lock names it, and neither the cache nor the remote has it`) : parseMetricsFile(path, text))
  }
  return files
}

/** Outputs and source data whose content differs from the baseline's. Files in Git are in the pull request's own diff. */
function dataChanges(context: Context, before: ReadonlyMap<string, LockedOut>): DataReport[] {
  const outs = context.stages.flatMap((stage) => stage.outs).filter(({ cache }) => cache)
  const now = new Map(outs.map((out) => [joinPath(out.path), out]))
  const git = new Set(context.stages.flatMap((stage) => stage.outs).filter(({ cache }) => !cache).map(({ path }) => joinPath(path)))
  const changes: DataReport[] = []
  for (const path of [...new Set([...now.keys(), ...before.keys()])].sort()) {
    const [out, old] = [now.get(path), before.get(path)]
    if (git.has(path) || out?.hash === old?.hash || (!out && path.startsWith('../'))) continue
    changes.push({
      path, change: !old ? 'added' : !out ? 'deleted' : 'modified',
      ...(out?.size === undefined ? {} : { size: out.size }), ...(old?.size === undefined ? {} : { baseline_size: old.size }),
    })
  }
  return changes
}
