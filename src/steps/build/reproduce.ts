import { dirname, join, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { AlteredOutput } from '../../dvc/engine-protocol.js'
import { ProjectError } from '../../errors/errors.js'
import type { UncommittedFile } from '../../git/read.js'
import { withNeeds } from '../../pipeline/needs.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import { lstatOf } from '../../run/file-tree.js'
import { endedBy } from '../../run/signals.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { refresh } from '../project/open-project.js'
import { isIgnoreFile, isMadeByPipeline, lockFiles, looseResults, runnable } from '../project/path-roles.js'
import { type Project } from '../project/project.js'
import { Reproduction } from './dvc-repro.js'
import type { BuildPlan } from './plan-build.js'
import { StageWatch } from './stage-progress.js'
import { undeclaredReads } from './undeclared-reads.js'

/**
 * Gives what the pipeline wrote here since the last commit the content of that commit: an official build is made from a commit, so a
 * dvc.lock or a metric that nobody committed has no part in it.
 */
export async function startFromCommit(
  project: Project,
  aside: WorkspaceBackup,
  uncommitted: readonly UncommittedFile[],
): Promise<{ project: Project; isAsBefore: boolean }> {
  const { git, run } = project
  const written = uncommitted.filter(({ path }) => isMadeByPipeline(project, path) && !isIgnoreFile(project, path))
  if (written.length === 0) return { project, isAsBefore: true }
  const locks = new Set(lockFiles(project).map(project.inGit))
  const tracked = written.filter(({ untracked }) => !untracked).map(({ path }) => path)
  for (const path of tracked) await aside.copy(join(git.root, path))
  await git.restoreFiles(tracked)
  for (const { path, untracked } of written) if (untracked && locks.has(path)) await aside.move(join(git.root, path))
  run.host.info(
    `The build starts from the commit: ${written.map(({ path }) => path).join(', ')} differ${written.length === 1 ? 's' : ''} here.`,
  )
  const isStale = written.some(({ path }) => locks.has(path))
  return { project: isStale ? await refresh(project) : project, isAsBefore: false }
}

/**
 * Puts everything that the build makes anew out of the way, so that nothing of the developer's can get into it, declared or not, and keeps
 * what else it may change, so that a build which is refused leaves things as they were.
 */
export async function clearOutputs(project: Project, plan: BuildPlan, aside: WorkspaceBackup): Promise<void> {
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  const { metrics, plots } = looseResults(project)
  for (const file of [...lockFiles(project), ...metrics, ...plots]) await aside.copy(here(file))
  for (const stage of runnable(project).filter(({ name }) => plan.mayRun.has(name))) {
    for (const out of stage.outs) {
      // A build of everything starts from nothing, even where a stage goes on from its last output otherwise.
      if (out.persist && !plan.whole) await aside.copy(here(out.path))
      else if (plan.forced.includes(stage.name)) await aside.move(here(out.path))
      // DVC removes an output before its stage runs, and needs it where it stands to see that nothing has changed.
      else await aside.link(here(out.path))
      await aside.copy(here(join(dirname(out.path), '.gitignore')))
    }
  }
}

/** Hears of the moments of a build that others wait for. */
export interface BuildObserver {
  /** Called when stages run, and at the end where none does. */
  onStart: () => void
  /** Called when the last stages run, where that is known. */
  onLast: () => void
}

/** An observer that waits for nothing. */
export const NO_OBSERVER: BuildObserver = { onStart: () => undefined, onLast: () => undefined }

export interface ReproduceOptions {
  /** `dvc repro` as it was prepared; undefined where no stage may run. */
  reproduction: Reproduction | undefined
  observer?: BuildObserver
  /** Checks, in a step of its own, the data that stages start from (see Reproduction), while the first of them run. */
  check?: (altered?: Promise<AlteredOutput[] | undefined>) => Promise<void>
}

/**
 * Runs the pipeline as planned.
 * @throws {ProjectError} naming the stage that failed, with its place
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
          message: `${path} is named under metrics: in dvc.yaml, but no stage of this build wrote it: its numbers are the committed ones. Make it an output (metrics:) of the stage that measures.`,
        })
      }
    }
  })
}

/** Metrics and plots that are no outputs, as the system tells them from later versions of themselves. */
export async function looseSignatures(project: Project): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const { metrics, plots } = looseResults(project)
  for (const path of new Set([...metrics, ...plots])) {
    const info = await lstatOf(resolve(project.run.settings.workingDirectory, path))
    if (info?.isFile()) found.set(path, [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(':'))
  }
  return found
}

/** Of so many stages that failed the reasons are told; of the others, which mostly failed for the same one, the names. */
const MOST_TOLD = 5

async function failure(
  project: Project,
  watch: StageWatch,
  code: number,
  words: string,
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
    return new ProjectError('repro-failed', `dvc repro failed with code ${code}: ${words}`, {
      remedy: `Its output is in the log of the step reproduce. ${rejectionNote(project.run.report.remote.pushed)}`,
    })
  const { path, line } = project.lines.ofStage(first.name, project.graph.stage(first.name)?.file ?? 'dvc.yaml')
  const skipped = watch
    .reports()
    .filter(({ verdict }) => verdict === 'skipped')
    .map(({ name }) => name)
  const below = project.graph.withDownstream(failed.map(({ name }) => name))
  // What ran beside it is ended with it, or never begun.
  const [without, ended] = [skipped.filter((name) => below.has(name)), skipped.filter((name) => !below.has(name))]
  const others = `${without.length > 0 ? ` Without it ${without.join(', ')} did not run.` : ''}${ended.length > 0 ? ` ${ended.join(', ')} did not run to the end either: \`keep-going\` lets run what does not need it.` : ''}`
  const coming =
    pending.length > 0
      ? ` ${pending.join(', ')} ${pending.length === 1 ? 'was' : 'were'} still on the way, since no stage that ran declares to read ${pending.length === 1 ? 'it' : 'them'}.`
      : ''
  const hint = await undeclaredReads(project, failed)
  const told = failed
    .slice(0, MOST_TOLD)
    .map(({ name, message }) => `stage ${name} failed: ${message.replace(/\.$/, '')}`)
  const more = failed.slice(MOST_TOLD).map(({ name }) => name)
  return new ProjectError(
    'stage-command-failed',
    `${told.join('; ')}${more.length === 0 ? '' : `; failed too: ${more.join(', ')}`}.${hint === undefined ? '' : ` ${hint.message}`}`,
    {
      path: project.inGit(path),
      ...(line === undefined ? {} : { line }),
      remedy: `${hint === undefined ? '' : `${hint.remedy} `}Its output is in the log of the step reproduce.${others}${coming} ${rejectionNote(project.run.report.remote.pushed)}`,
    },
  )
}
