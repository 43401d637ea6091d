import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { joinPath } from '../../dvc/project-files.js'
import { evaluationReads, type Measurand } from '../../pipeline/comparable.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { type Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { type ChangedEvaluation, changedEvaluation, named, tellNotComparable } from './evaluation-diff.js'
import type { Measured } from './measurements.js'
import { lockedAt } from './read-metrics.js'

/** Runs stages by force in the checkout as it is, reads what they measured, and says why where one failed. */
export type Measure = (stages: readonly string[]) => Promise<Measured & { failures: ReadonlyMap<string, string> }>

/** What this change's evaluation found. */
export interface MeasuredNow {
  measured: Measured
  /** What dvc.lock would say of each stage that ran. */
  read: ReadonlyMap<string, unknown>
}

/**
 * Where the evaluation has changed against the baseline, measures the baseline's model with the new one: its versions of the model and of all that
 * was made with it take their places, everything else stays as this change has it. Called while the stages' own files are aside; what is put
 * in place here goes the same way. What cannot be done is a finding, and then the numbers of the baseline's commit stand.
 */
export async function measureBaselineAgain(
  project: Project,
  aside: WorkspaceBackup,
  stages: readonly string[],
  { measured, read }: MeasuredNow,
  baselineSha: string,
  measure: Measure,
): Promise<void> {
  const { run } = project
  const change = await changedEvaluation(project, stages, baselineSha, read)
  if (change === undefined) return
  const affected = project.graph.withDownstream(change.stages)
  const needed = project.graph.withUpstream(stages.filter((name) => affected.has(name)))
  const again = stages.filter((name) => needed.has(name))
  run.host.info(`The evaluation has changed against the baseline (${named(change.what)}): its model is measured too.`)
  try {
    const swapped = await swap(project, aside, again, baselineSha)
    const result = swapped ? await measure(again) : undefined
    const [failed] = [...(result?.failures ?? [])]
    if (failed !== undefined) return tellNotComparable(project, change, `${failed[0]} fails on it: ${failed[1]}`)
    const files = result?.files ?? measured.files
    const own = metricFiles(project.index)
      .filter(({ stage }) => stage !== undefined && affected.has(stage))
      .map(({ path }) => path)
    const numbers = new Map(
      [...files].filter(
        ([path, { leaves }]) => own.includes(path) && [...leaves.values()].some((leaf) => 'value' in leaf),
      ),
    )
    // An evaluation that gives no number at all has findings of its own.
    if (numbers.size === 0) return
    measured.baseline = numbers
    tellMeasured(project, change, result !== undefined)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    run.host.info(`The baseline is not measured again: ${error.message}.`)
    tellNotComparable(project, change, error.message)
  }
}

/** Why the baseline's model cannot be measured; the message is a clause. */
class Unavailable extends Error {}

/**
 * Puts the baseline's versions of what is measured into their places.
 * @returns false where they are what is there already
 * @throws {Unavailable} something of it cannot be had
 */
async function swap(
  project: Project,
  aside: WorkspaceBackup,
  stages: readonly string[],
  sha: string,
): Promise<boolean> {
  const { git, graph } = project
  const records = stages.flatMap((name) => graph.stage(name) ?? [])
  const persisting = records.find((stage) => stage.outs.some(({ persist }) => persist))
  if (persisting) throw new Unavailable(`${persisting.name} goes on from its last output (persist)`)
  const { measured } = evaluationReads(project.index, stages)
  const differing = await differingFrom(project, measured, sha)
  if (differing.length === 0) return false
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  for (const file of new Set(
    differing.flatMap(({ stage, cache }) => (stage !== undefined && cache ? [fileOf(stage)] : [])),
  )) {
    const blob = await git.readFile(sha, project.inGit(file))
    if (!blob) throw new Unavailable(`the baseline has no ${file}`)
    await aside.copy(here(file))
    await writeFile(here(file), blob)
  }
  for (const { path, cache } of differing) {
    await aside.move(here(path))
    if (!cache) await takeFromGit(project, path, sha)
  }
  const paths = differing.filter(({ cache }) => cache).map(({ path }) => path)
  if (paths.length === 0) return true
  const result = await project.dvc.run(['pull', '--', ...paths])
  if (result.code !== 0)
    throw new Unavailable(
      `${named(paths)} of the baseline cannot be had from the remote: ${reasonOf(result.stderr).replace(/\.$/, '')}`,
    )
  return true
}

/** @throws {Unavailable} the baseline does not have one of them */
async function differingFrom(project: Project, measured: readonly Measurand[], sha: string): Promise<Measurand[]> {
  const locked = await lockedAt(project, sha)
  const changed = (await project.git.changedFiles(sha, project.run.report.source.sha)).map(({ path }) => path)
  const differing = measured.filter(({ path, cache, hash }) =>
    cache ? locked.get(joinPath(path))?.hash !== hash : changed.some((file) => isWithin(file, project.inGit(path))),
  )
  const absent = differing.filter(({ path, cache }) => cache && !locked.has(joinPath(path))).map(({ path }) => path)
  if (absent.length > 0) throw new Unavailable(`the baseline has no ${named(absent)}`)
  return differing
}

/** The DVC file that has the hash of a stage's output. */
function fileOf(stage: Stage): string {
  return stage.kind === 'stage' ? SourceLines.lockOf(stage.file) : stage.file
}

async function takeFromGit(project: Project, path: string, sha: string): Promise<void> {
  const files = await project.git.readFiles(sha, await project.git.listFiles(sha, [`:(literal)${project.inGit(path)}`]))
  if (files.size === 0) throw new Unavailable(`the baseline has no ${path}`)
  for (const [file, blob] of files) {
    const target = resolve(project.run.settings.workingDirectory, project.fromGit(file))
    await mkdir(dirname(target), { recursive: true })
    await rm(target, { recursive: true, force: true })
    await writeFile(target, blob)
  }
}

function tellMeasured(project: Project, { what, stages }: ChangedEvaluation, ran: boolean): void {
  const [first = ''] = stages
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? 'dvc.yaml')
  const how = ran
    ? 'so the model of the baseline was measured again, with the evaluation of this change'
    : 'and the model is that of the baseline, so what was measured here is its number too'
  project.run.report.lint.push({
    rule: 'baseline-measured-again',
    ...place,
    path: project.inGit(place.path),
    severity: 'notice',
    message: `The evaluation differs from that of the baseline (${named(what)}), ${how}.`,
  })
}
