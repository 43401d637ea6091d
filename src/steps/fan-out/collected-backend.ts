import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StageEvent } from '../../dvc/engine-protocol.js'
import { joinPath } from '../../dvc/project-files.js'
import { environmentsOfJobs, parseRecord } from '../../environment/record.js'
import { ProjectError } from '../../errors/errors.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import type { CheckedFragment, Fragment } from '../../pipeline/fragment.js'
import { withNeeds } from '../../pipeline/needs.js'
import { isWithin } from '../../pipeline/project.js'
import type { FanOutJobReport } from '../../report/fan-out-report.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { allowCommit } from '../../settings/mode.js'
import { count } from '../../text/words.js'
import type { BuildBackend, PlannedBuild } from '../build/build-backend.js'
import { type BuildPlan, isPullable } from '../build/plan-build.js'
import { type BuildObserver, clearOutputs } from '../build/reproduce.js'
import { StageWatch } from '../build/stage-progress.js'
import { strictPull } from '../data/pull.js'
import { proveData } from '../data/push.js'
import { requireObjectRemote } from '../data/versioned-remote.js'
import type { FoundEnvironment } from '../environment/record-environment.js'
import { sourceOfHead } from '../official/official-builds.js'
import { looseResults, runnable } from '../project/path-roles.js'
import { type Project, withSettings } from '../project/project.js'
import { setUpProject } from '../project/set-up.js'
import { addDurations } from '../project/stage-durations.js'
import { modelToRegister } from '../release/publish-version.js'
import { applyFragments } from './apply-fragments.js'
import { rejectFailedJobs } from './failed-jobs.js'
import { type FoundFragment, readFragments } from './fragments.js'
import { handedPlan, inWorkflow, openPlan, requirePlanOf } from './open-plan.js'

/** A build whose stages ran on other machines: it reads their fragments. */
export class CollectedBackend implements BuildBackend<readonly CheckedFragment[]> {
  readonly rejectionNote = 'Nothing was committed.'
  readonly here: ReadonlySet<string> = new Set<string>()

  async open(opened: Project): Promise<Project> {
    const { project } = openPlan(opened, await sourceOfHead(opened))
    const { settings } = project.run
    const {
      mode,
      event,
      rebuild: { dryRun },
    } = settings
    if (mode !== 'validate') allowCommit(mode === 'retrain' ? mode : 'collect', event, dryRun)
    // In MLflow and in tags the build is a rebuild, on whichever machine its stages ran.
    return mode === 'collect' ? withSettings(project, { ...settings, mode: 'rebuild' }) : project
  }

  async inputs(project: Project, { plan }: PlannedBuild): Promise<readonly CheckedFragment[]> {
    const { run } = project
    requireObjectRemote(project)
    const handed = handedPlan(project)
    requirePlanOf(project, handed, plan)
    return run.step('read fragments', async (outcome) => {
      const planned = handed.jobs.map(({ id, level, stages }): FanOutJobReport => ({ id, level, stages }))
      run.report.fanout = { jobs: planned }
      const found = await readFragments(project, handed, handed.jobs, run.settings.fanOut.fragments)
      const reports = new Map(found.map((each) => [each.job.id, jobReport(each)]))
      run.report.fanout.jobs = planned.map((job) => reports.get(job.id) ?? job)
      if (found.some((each) => 'failed' in each))
        reportStages(
          project,
          plan,
          found.map((each) => ('failed' in each ? each.failed : each.fragment)),
        )
      rejectFailedJobs(found, inWorkflow(run))
      outcome.message = `${count(found.length, 'job')}, ${count(plan.mayRun.size, 'stage')}`
      return found.flatMap((each) => ('fragment' in each ? [each.fragment] : []))
    })
  }

  async setUp(project: Project): Promise<Project> {
    const {
      validate: { evaluate },
      deploy,
    } = project.run.settings
    if (evaluate.kind === 'command' || deploy.command !== undefined) return setUpProject(project)
    project.run.skip('setup', 'nothing runs on this machine')
    return project
  }

  /** The environments that the jobs told. */
  environment(_: Project, fragments: readonly CheckedFragment[]): Promise<FoundEnvironment | undefined> {
    const told = environmentsOfJobs(
      fragments.flatMap(({ job, environment: written = '' }) => {
        const environment = parseRecord(written)
        return environment === undefined ? [] : [{ job, environment }]
      }),
    )
    return Promise.resolve(told && { environment: told.first, others: told.others })
  }

  async make(
    project: Project,
    { plan, backup }: PlannedBuild,
    fragments: readonly CheckedFragment[],
    { onStart }: BuildObserver,
  ): Promise<Project> {
    onStart()
    const collected = await project.run.step('apply fragments', async (outcome) => {
      await clearOutputs(project, plan, backup)
      const applied = await applyFragments(project, fragments)
      await ignoreOutputs(applied, plan, backup)
      reportStages(applied, plan, fragments)
      reportUnbuiltMetrics(applied, plan, fragments)
      // Only after all jobs succeeded: a failed workflow that is started again gets the same plan.
      await addDurations(applied, fragments)
      outcome.message = fragments.map(({ job }) => job).join(', ')
      return applied
    })
    await pullResults(collected)
    return collected
  }

  ask(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  deliver(project: Project): Promise<void> {
    return proveData(project)
  }
}

function jobReport(found: FoundFragment): FanOutJobReport {
  const { id, level, stages } = found.job
  const { conclusion, seconds, log } = 'failed' in found ? found.failed : found.fragment
  return { id, level, stages, conclusion, seconds, ...(conclusion === 'failure' ? { log } : {}) }
}

/** Reports the stages of the fragments as if they had run on this machine. */
function reportStages(project: Project, plan: BuildPlan, fragments: readonly Fragment[]): void {
  const watch = new StageWatch(project, plan)
  for (const { stages } of fragments) {
    for (const { name, verdict, seconds } of stages) {
      if (verdict === 'skipped') continue
      const event: StageEvent = { stage: name, state: verdict, ...(seconds === undefined ? {} : { seconds }) }
      watch.see(event)
    }
  }
  project.run.report.stages = withNeeds(watch.reports(), project.graph)
}

/** Adds a finding for each metrics file that no job wrote. */
function reportUnbuiltMetrics(project: Project, plan: BuildPlan, fragments: readonly Fragment[]): void {
  const written = new Set(fragments.flatMap(({ files }) => files.map(({ path }) => path)))
  for (const path of plan.whole ? looseResults(project).metrics : []) {
    if (written.has(path)) continue
    project.run.report.lint.push({
      rule: 'metric-not-built',
      path: project.inGit(path),
      severity: 'warning',
      message: `${path} is listed under metrics: in dvc.yaml, but no stage of this build wrote it: its numbers are the committed ones. Declare it as an output (metrics:) of the stage that measures.`,
    })
  }
}

/** Writes the outputs of new stages to .gitignore, as DVC did on the machines that ran them. */
async function ignoreOutputs(project: Project, plan: BuildPlan, backup: WorkspaceBackup): Promise<void> {
  const { git } = project
  const outs = runnable(project)
    .filter(({ name }) => plan.mayRun.has(name))
    .flatMap((stage) => stage.outs.filter(({ cache }) => cache).map(({ path }) => path))
  const ignored = outs.length === 0 ? new Set<string>() : await git.isIgnored(outs.map(project.inGit))
  for (const path of outs.filter((each) => !ignored.has(project.inGit(each)))) {
    const file = join(git.root, project.inGit(joinPath(dirname(path), '.gitignore')))
    await backup.copy(file)
    const before = await readFile(file, 'utf8').catch(() => '')
    await writeFile(
      file,
      `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}/${path.split('/').at(-1) ?? ''}\n`,
    )
  }
}

/**
 * Downloads the outputs that this machine reads: metrics, plots, and the model to register or deploy. An evaluation by
 * command needs all outputs.
 * @throws {ProjectError} the remote lacks one of them
 */
async function pullResults(project: Project): Promise<void> {
  const { run, index, stages } = project
  const model = modelToRegister(project)?.out.path
  const wanted = new Set([
    ...metricFiles(index).flatMap(({ out }) => (out === undefined ? [] : [out.path])),
    ...index.plots,
    ...(model === undefined ? [] : [model]),
  ])
  const everything = run.settings.validate.evaluate.kind === 'command'
  const owners = stages
    .filter(isPullable)
    .map((stage) => ({
      stage,
      paths: stage.outs
        .filter(
          (out) =>
            out.cache &&
            out.hash !== undefined &&
            (everything || out.plot || [...wanted].some((path) => isWithin(path, out.path))),
        )
        .map(({ path }) => path),
    }))
    .filter(({ paths }) => paths.length > 0)
  await strictPull(project, {
    targets: owners.map(({ stage }) => stage.name),
    only: owners.flatMap(({ stage, paths }) => (stage.kind === 'stage' ? paths : [stage.name])),
  })
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `the remote lacks outputs of the jobs: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'remote', remedy: 'Nothing was committed.' },
    )
}
