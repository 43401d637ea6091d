import { dirname, join, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { AlteredOutput } from '../../dvc/engine-protocol.js'
import { ProjectError } from '../../errors/errors.js'
import type { UncommittedFile } from '../../git/status.js'
import { withNeeds } from '../../pipeline/needs.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import { lstatOf } from '../../run/file-tree.js'
import { endedBy } from '../../run/signals.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { withoutPeriod } from '../../text/words.js'
import { refresh } from '../project/open-project.js'
import { isIgnoreFile, isMadeByPipeline, lockFiles, looseResults, runnable } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import type { Reproduction } from './dvc-repro.js'
import type { BuildPlan } from './plan-build.js'
import { StageWatch } from './stage-progress.js'
import { undeclaredReads } from './undeclared-reads.js'

/**
 * Restores the committed content of files that the pipeline wrote. An official build starts from a commit, so an
 * uncommitted dvc.lock or metric must not get into it.
 */
export async function startFromCommit(
  project: Project,
  backup: WorkspaceBackup,
  uncommitted: readonly UncommittedFile[],
): Promise<{ project: Project; isAsBefore: boolean }> {
  const { git, run } = project
  const written = uncommitted.filter(({ path }) => isMadeByPipeline(project, path) && !isIgnoreFile(project, path))
  if (written.length === 0) return { project, isAsBefore: true }
  const locks = new Set(lockFiles(project).map(project.inGit))
  const tracked = written.filter(({ untracked }) => !untracked).map(({ path }) => path)
  for (const path of tracked) await backup.copy(join(git.root, path))
  await git.restoreFiles(tracked)
  for (const { path, untracked } of written) if (untracked && locks.has(path)) await backup.move(join(git.root, path))
  run.host.info(
    `The build starts from the commit. ${written.map(({ path }) => path).join(', ')} in the workspace differ${written.length === 1 ? 's' : ''} from it.`,
  )
  const isStale = written.some(({ path }) => locks.has(path))
  return { project: isStale ? await refresh(project) : project, isAsBefore: false }
}

/**
 * Moves all outputs that the build makes again into the backup, so that no local file can get into the build. It also
 * backs up the other files that the build may change, so that a rejected build leaves the workspace unchanged.
 */
export async function clearOutputs(project: Project, plan: BuildPlan, backup: WorkspaceBackup): Promise<void> {
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  for (const file of [...lockFiles(project), ...looseResults(project).all]) await backup.copy(here(file))
  for (const stage of runnable(project).filter(({ name }) => plan.mayRun.has(name))) {
    for (const out of stage.outs) {
      // A whole build starts from nothing, even where a stage has `persist: true`.
      if (out.persist && !plan.whole) await backup.copy(here(out.path))
      else if (plan.forced.includes(stage.name)) await backup.move(here(out.path))
      // DVC removes an output before its stage runs, and needs it in its place to see that it has not changed.
      else await backup.link(here(out.path))
      await backup.copy(here(join(dirname(out.path), '.gitignore')))
    }
  }
}

/** Callbacks for the moments of a build that other steps wait for. */
export interface BuildObserver {
  /** Called when stages start to run, or where none runs. */
  onStart: () => void
  /** Called when the last stages run, where the build knows it. */
  onLast: () => void
}

/** An observer that does nothing. */
export const NO_OBSERVER: BuildObserver = { onStart: () => undefined, onLast: () => undefined }

export interface ReproduceOptions {
  /** The prepared `dvc repro`; undefined where no stage may run. */
  reproduction: Reproduction | undefined
  observer?: BuildObserver
  /** Checks the data that stages start from (see Reproduction) in another step, while the first stages run. */
  check?: (altered?: Promise<AlteredOutput[] | undefined>) => Promise<void>
}

/**
 * Runs the pipeline as planned.
 * @throws {ProjectError} names the failed stage and its place in dvc.yaml
 */
export async function reproduce(
  project: Project,
  plan: BuildPlan,
  { reproduction, check, observer: { onStart, onLast } = NO_OBSERVER }: ReproduceOptions,
): Promise<void> {
  const { run } = project
  const before = await looseSignatures(project)
  reproduction?.go(project.env)
  try {
    await check?.(reproduction?.altered)
  } catch (error) {
    await reproduction?.abandon()
    throw error
  }
  onStart()
  const watch = reproduction?.watch ?? new StageWatch(project, plan)
  watch.onLast = onLast
  await run.step('reproduce', async (outcome) => {
    try {
      if (reproduction === undefined) {
        outcome.message = 'nothing has changed'
        return
      }
      const result = await reproduction.end()
      if (result.code !== 0)
        throw await failure(project, watch, result.code, reasonOf(result.stderr), reproduction.pending)
      const restored = watch.count('restored')
      outcome.message = `${watch.count('ran')} of ${project.stages.filter(({ kind }) => kind === 'stage').length} stages ran${restored > 0 ? `, ${restored} restored from the run cache` : ''}`
    } finally {
      run.report.stages = withNeeds(watch.reports(), project.graph)
    }
    const { metrics } = looseResults(project)
    for (const [path, signature] of await looseSignatures(project)) {
      if (plan.whole && before.get(path) === signature && metrics.includes(path)) {
        run.report.lint.push({
          rule: 'metric-not-built',
          path: project.inGit(path),
          severity: 'warning',
          message: `${path} is listed under metrics: in dvc.yaml, but no stage of this build wrote it: its numbers are the committed ones. Declare it as an output (metrics:) of the stage that measures.`,
        })
      }
    }
  })
}

/** Results that are no outputs, each with a signature (inode, size, times) that differs after a write. */
export async function looseSignatures(project: Project): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of looseResults(project).all) {
    const info = await lstatOf(resolve(project.run.settings.workingDirectory, path))
    if (info?.isFile()) found.set(path, [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(':'))
  }
  return found
}

/**
 * Failed stages that the message gives the reason of. The others, which mostly failed for the same reason, are only
 * named.
 */
const MOST_REASONS = 5

async function failure(
  project: Project,
  watch: StageWatch,
  code: number,
  reason: string,
  pending: readonly string[] = [],
): Promise<ProjectError> {
  const { failed } = watch
  const [first] = failed
  const ending = endedBy(code)
  if (!first && ending !== undefined) {
    const { running } = watch
    return new ProjectError(
      'dvc-killed',
      `DVC was ended${running.length === 0 ? '' : ` while ${running.join(', ')} ran`} (code ${code}, ${ending}).`,
      { remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}` },
    )
  }
  if (!first)
    return new ProjectError('repro-failed', `dvc repro failed with code ${code}: ${reason}`, {
      remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}`,
    })
  const { path, line } = project.lines.ofStage(first.name, project.graph.stage(first.name)?.file ?? 'dvc.yaml')
  const skipped = watch
    .reports()
    .filter(({ verdict }) => verdict === 'skipped')
    .map(({ name }) => name)
  const below = project.graph.withDownstream(failed.map(({ name }) => name))
  // DVC ends stages that ran at the same time, and does not start others.
  const [without, ended] = [skipped.filter((name) => below.has(name)), skipped.filter((name) => !below.has(name))]
  const others = `${without.length > 0 ? ` Stages that need it did not run: ${without.join(', ')}.` : ''}${ended.length > 0 ? ` ${ended.join(', ')} did not finish either: \`keep-going\` lets stages finish that do not need it.` : ''}`
  const coming =
    pending.length > 0
      ? ` ${pending.join(', ')} ${pending.length === 1 ? 'was' : 'were'} still being downloaded, because no stage that ran declares ${pending.length === 1 ? 'it' : 'them'} as a dependency.`
      : ''
  const hint = await undeclaredReads(project, failed)
  const reasons = failed
    .slice(0, MOST_REASONS)
    .map(({ name, message }) => `stage ${name} failed: ${withoutPeriod(message)}`)
  const more = failed.slice(MOST_REASONS).map(({ name }) => name)
  return new ProjectError(
    'stage-command-failed',
    `${reasons.join('; ')}${more.length === 0 ? '' : `; failed too: ${more.join(', ')}`}.${hint === undefined ? '' : ` ${hint.message}`}`,
    {
      path: project.inGit(path),
      ...(line === undefined ? {} : { line }),
      remedy: `${hint === undefined ? '' : `${hint.remedy} `}Its output is in the log of the step reproduce.${others}${coming} ${rejectionNote(project.run.report.remote.pushed)}`,
    },
  )
}
