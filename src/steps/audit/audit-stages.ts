import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProjectError } from '../../errors/errors.js'
import type { Stage } from '../../pipeline/project.js'
import type { AuditedOutput, AuditedStage, Variation } from '../../report/audit-report.js'
import { variationEvidence } from '../../report/first-difference.js'
import { lstatOf, replicate } from '../../run/file-tree.js'
import type { Project } from '../project/project.js'
import type { AuditFolder, AuditFolders } from './audit-folders.js'
import { comparePaths } from './compare-files.js'
import { describeOutputs } from './describe-outputs.js'
import { runStage, type StageRun } from './run-stage.js'
import type { TwoEnvironments } from './variations.js'

/** How both runs of every stage happen. */
export interface AuditPlan {
  vary: readonly Variation[]
  environments: TwoEnvironments
  /** True where two runs of this stage fit on the machine. */
  isBeside: (stage: Stage) => boolean
  /** Time limit of one run of a stage, in seconds. */
  seconds: number
}

/**
 * Runs a stage in both folders and compares its outputs. Then the second folder gets the outputs of the first one, so that
 * each later stage is judged by itself.
 * @throws {ProjectError} the first run failed
 */
export async function auditStage(
  project: Project,
  stage: Stage,
  folders: AuditFolders,
  plan: AuditPlan,
): Promise<AuditedStage> {
  const { first: env, second: other } = plan.environments
  const limit = { seconds: plan.seconds }
  const inFirst = (at: AuditFolder) => runStage(project, stage, at, { ...limit, env, label: 'first run' })
  const inSecond = (at: AuditFolder) => runStage(project, stage, at, { ...limit, env: other, label: 'second run' })
  const beside = plan.vary.includes('folder') && plan.isBeside(stage)
  const [one, two] = await (plan.vary.includes('folder')
    ? beside
      ? bothOf(inFirst(folders.first), inSecond(folders.second))
      : inTurn(
          () => inFirst(folders.first),
          () => inSecond(folders.second),
        )
    : inTurn(
        () => folders.atOnePlace(folders.first, inFirst),
        () => folders.atOnePlace(folders.second, inSecond),
      ))
  if (one.failure !== undefined) throw failed(project, stage, one)
  const base = { name: stage.name, seconds: two.seconds, ...(beside ? { beside: true as const } : {}) }
  if (two.failure !== undefined) {
    await repeatOutputs(stage, folders)
    return { ...base, state: 'failed', why: two.failure, outputs: [] }
  }
  const outputs = await describeOutputs(project, stage, directoriesOf(folders), plan.vary)
  if (outputs.every(({ same }) => same)) return { ...base, state: 'same', outputs }
  const isCaused = await isSameWithoutVariation(project, stage, folders, plan)
  await repeatOutputs(stage, folders)
  return { ...base, state: 'different', outputs: isCaused ? withVariation(outputs, plan) : outputs }
}

/** Waits for both, also where one fails: its folder is removed afterwards. */
async function bothOf<Result>(first: Promise<Result>, second: Promise<Result>): Promise<[Result, Result]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}

async function inTurn<Result>(first: () => Promise<Result>, second: () => Promise<Result>): Promise<[Result, Result]> {
  return [await first(), await second()]
}

const directoriesOf = ({ first, second }: AuditFolders) => ({ first: first.directory, second: second.directory })

/** What the second run had different, beside its folder. */
function variedOf({ vary, environments: { notVaried } }: AuditPlan): Variation[] {
  return vary.filter((name) => name !== 'folder' && !notVaried.some((each) => each.name === name))
}

/** Runs the stage once more in the second folder, in the environment of the first run, where that was different. */
async function isSameWithoutVariation(
  project: Project,
  stage: Stage,
  folders: AuditFolders,
  plan: AuditPlan,
): Promise<boolean> {
  if (variedOf(plan).length === 0) return false
  const again = (at: AuditFolder) =>
    runStage(project, stage, at, { env: plan.environments.first, seconds: plan.seconds, label: 'third run' })
  const { failure } = await (plan.vary.includes('folder')
    ? again(folders.second)
    : folders.atOnePlace(folders.second, again))
  if (failure !== undefined) return false
  for (const { path } of stage.outs) {
    const { first, second } = directoriesOf(folders)
    if ((await comparePaths(join(first, path), join(second, path), project.run.signal)).length > 0) return false
  }
  return true
}

/** Numbers that differ in another environment are no sign of a random seed. */
function withVariation(outputs: readonly AuditedOutput[], plan: AuditPlan): AuditedOutput[] {
  const cause = { kind: 'variation' as const, evidence: variationEvidence(variedOf(plan)) }
  return outputs.map((output) =>
    output.same
      ? output
      : { ...output, causes: [cause, ...(output.causes ?? []).filter(({ kind }) => kind !== 'random')] },
  )
}

/** Replaces the outputs of the second folder by those of the first one. */
export async function repeatOutputs(
  { outs }: Stage,
  { first, second }: Pick<AuditFolders, 'first' | 'second'>,
): Promise<void> {
  for (const { path } of outs) {
    const [from, to] = [join(first.directory, path), join(second.directory, path)]
    if ((await lstatOf(from)) === undefined) continue
    await mkdir(dirname(to), { recursive: true })
    await replicate(from, to, { links: false })
  }
}

function failed({ inGit, lines }: Project, { name, file }: Stage, { failure = '' }: StageRun): ProjectError {
  const place = lines.ofStage(name, file)
  return new ProjectError('stage-command-failed', `stage ${name} failed in the first run of the audit: ${failure}.`, {
    ...place,
    path: inGit(place.path),
    remedy:
      'Its output is in the log of the step audit. It ran in a clean checkout of the commit: each file that it reads must be in Git or in DVC, and each file that another stage makes must be one of its outputs.',
  })
}
