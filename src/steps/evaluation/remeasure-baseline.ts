import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { joinPath } from '../../dvc/project-files.js'
import { evaluationReads, type Measurand } from '../../pipeline/comparable.js'
import { evaluatedBy, metricFiles } from '../../pipeline/evaluation.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { named, withoutPeriod } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { addNotComparable, type ChangedEvaluation, changedEvaluation } from './evaluation-diff.js'
import type { Measured } from './measurements.js'
import { keepPredictions } from './predictions.js'
import { lockedAt } from './read-metrics.js'

/**
 * Runs stages by force in the current workspace, and reads their metrics; `failures` has the reason of each failed
 * stage.
 */
export type Measure = (stages: readonly string[]) => Promise<Measured & { failures: ReadonlyMap<string, string> }>

/** The results of this change's evaluation. */
export interface MeasuredNow {
  measured: Measured
  /** The new dvc.lock entry of each stage that ran. */
  read: ReadonlyMap<string, unknown>
}

/**
 * Where the evaluation differs from the baseline's, measures the baseline's model with the new one. The baseline's
 * versions of the model, and of outputs made with it, replace those of this change; all other files stay. The backup
 * must have the stages' own files; it also removes the files of the baseline later. If this is not possible, it adds a
 * finding, and the numbers of the baseline's commit count.
 */
export async function measureBaselineAgain(
  project: Project,
  backup: WorkspaceBackup,
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
  run.host.info(
    `The evaluation differs from the baseline's (${named(change.differences)}): the run measures the baseline's model too.`,
  )
  try {
    const swapped = await swap(project, backup, again, baselineSha)
    const result = swapped ? await measure(again) : undefined
    const [failed] = [...(result?.failures ?? [])]
    if (failed !== undefined) return addNotComparable(project, change, `${failed[0]} fails on its model: ${failed[1]}`)
    const files = result?.files ?? measured.files
    const own = metricFiles(project.index)
      .filter(({ stage }) => stage !== undefined && affected.has(stage))
      .map(({ path }) => path)
    const numbers = new Map(
      [...files].filter(
        ([path, { leaves }]) => own.includes(path) && [...leaves.values()].some((leaf) => 'value' in leaf),
      ),
    )
    // Other findings report an evaluation without any number.
    if (numbers.size === 0) return
    measured.baseline = numbers
    const predictions =
      result === undefined
        ? measured.predictions
        : await keepPredictions(
            project,
            'baseline',
            evaluatedBy(again.flatMap((name) => project.graph.stage(name) ?? [])),
          )
    if (predictions !== undefined) measured.baselinePredictions = predictions
    addMeasuredAgain(project, change, result !== undefined)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    run.host.info(`The baseline is not measured again: ${error.message}.`)
    addNotComparable(project, change, error.message)
  }
}

/** Why the baseline's model cannot be measured; the message is a clause. */
class Unavailable extends Error {}

/**
 * Replaces the measured data of the workspace by the baseline's versions.
 * @returns false where they do not differ
 * @throws {Unavailable} a file is not available, or a stage continues from its last output
 */
async function swap(
  project: Project,
  backup: WorkspaceBackup,
  stages: readonly string[],
  sha: string,
): Promise<boolean> {
  const { git, graph } = project
  const records = stages.flatMap((name) => graph.stage(name) ?? [])
  const persisting = records.find((stage) => stage.outs.some(({ persist }) => persist))
  if (persisting) throw new Unavailable(`${persisting.name} continues from its last output (persist)`)
  const { measured } = evaluationReads(project.index, stages)
  const differing = await differingFrom(project, measured, sha)
  if (differing.length === 0) return false
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  for (const file of new Set(
    differing.flatMap(({ stage, cache }) => (stage !== undefined && cache ? [fileOf(stage)] : [])),
  )) {
    const blob = await git.readFile(sha, project.inGit(file))
    if (!blob) throw new Unavailable(`the baseline has no ${file}`)
    await backup.copy(here(file))
    await writeFile(here(file), blob)
  }
  for (const { path, cache } of differing) {
    await backup.move(here(path))
    if (!cache) await takeFromGit(project, path, sha)
  }
  const paths = differing.filter(({ cache }) => cache).map(({ path }) => path)
  if (paths.length === 0) return true
  const result = await project.dvc.run(['pull', '--', ...paths])
  if (result.code !== 0)
    throw new Unavailable(
      `DVC cannot download ${named(paths)} of the baseline: ${withoutPeriod(reasonOf(result.stderr))}`,
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

function addMeasuredAgain(project: Project, { differences, stages }: ChangedEvaluation, ran: boolean): void {
  const [first = ''] = stages
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? 'dvc.yaml')
  const how = ran
    ? ', so the run measured the model of the baseline again, with the evaluation of this change'
    : '. The model is the one of the baseline, so its numbers are the measured ones'
  project.run.report.lint.push({
    rule: 'baseline-measured-again',
    ...place,
    path: project.inGit(place.path),
    severity: 'notice',
    message: `The evaluation differs from the baseline's (${named(differences)})${how}.`,
  })
}
