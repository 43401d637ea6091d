import { ProjectError, SetupError } from '../errors/errors.js'
import { type FanOutPlan, jobsBefore, type PlannedJob } from '../pipeline/fan-out-plan.js'
import { LONGEST_LOG } from '../pipeline/fragment.js'
import { isWithin } from '../pipeline/project.js'
import { lstatOf } from '../run/file-tree.js'
import { LogTail } from '../run/log-tail.js'
import { type Run, roundSeconds } from '../run/run.js'
import { WorkspaceBackup } from '../run/workspace-backup.js'
import { Reproduction } from '../steps/build/dvc-repro.js'
import { type BuildPlan, isPullable, planBuild } from '../steps/build/plan-build.js'
import { clearOutputs, looseSignatures, reproduce, startFromCommit } from '../steps/build/reproduce.js'
import { BackgroundUpload } from '../steps/data/background-upload.js'
import { strictPull } from '../steps/data/pull.js'
import { pushData, requireTrueInputs } from '../steps/data/push.js'
import {
  applyFragments,
  fragmentFile,
  type JobResult,
  readFragments,
  writeFragment,
} from '../steps/fan-out/fragments.js'
import { openPlan, requirePlanOf } from '../steps/fan-out/open-plan.js'
import { openSourceCache } from '../steps/project/object-cache.js'
import { refresh, withProject } from '../steps/project/open-project.js'
import type { Project } from '../steps/project/project.js'
import { setUpProject } from '../steps/project/set-up.js'
import { Retraining } from '../steps/retrain/retraining.js'
import { nearest } from '../text/nearest.js'

/**
 * Runs one job of a fan-out build: pulls only the declared inputs of its stages, runs them, pushes their outputs,
 * verifies them in the remote, and writes a fragment for the later jobs.
 * @returns the result as a sentence
 * @throws {SetupError} the plan or the job is not of this checkout
 * @throws {ProjectError} a stage failed, the fragment of an earlier job cannot be used, the remote lacks data
 */
export async function stage(run: Run): Promise<string> {
  return withProject(
    run,
    async ({ project: opened, status }) => {
      const { handed, project: asked } = openPlan(opened)
      const job = jobOf(asked, handed)
      const backup = await WorkspaceBackup.open(asked.scratch, asked.dvc.pid === undefined ? [] : [asked.dvc.pid])
      try {
        const start = await startFromCommit(asked, backup, await asked.git.uncommitted())
        const changed = await retrained(start.project, handed, backup)
        const project = { ...changed, objects: openSourceCache(changed, job.stages) ?? changed.objects }
        const isFresh = start.isAsBefore && changed === start.project
        const plan = await planBuild(project, { here: new Set(job.stages), status: isFresh ? status : undefined })
        requirePlanOf(project, handed, plan)
        const message = await runJob(project, { handed, job, plan, backup })
        await backup.discard()
        return message
      } finally {
        await backup.restore()
      }
    },
    true,
  )
}

/** Applies the parameters and the data of a retraining, as every job does. */
async function retrained(project: Project, { flow }: FanOutPlan, backup: WorkspaceBackup): Promise<Project> {
  if (flow !== 'retrain') return project
  const retraining = new Retraining()
  return retraining.apply(await retraining.check(project), backup)
}

function jobOf({ run }: Project, { jobs }: FanOutPlan): PlannedJob {
  const { job: id } = run.settings.fanOut
  const job = jobs.find((each) => each.id === id)
  if (job !== undefined) return job
  const meant = nearest(
    id,
    jobs.map((each) => each.id),
  )
  throw new SetupError(
    'job-unknown',
    id === '' ? 'job: mode: stage needs the job of the plan that it runs.' : `job: the plan has no job '${id}'.`,
    {
      key: 'job',
      value: id,
      remedy:
        meant === undefined ? `The jobs are ${jobs.map((each) => each.id).join(', ')}.` : `Did you mean '${meant}'?`,
    },
  )
}

interface Work {
  handed: FanOutPlan
  job: PlannedJob
  plan: BuildPlan
  backup: WorkspaceBackup
}

async function runJob(opened: Project, { handed, job, plan, backup }: Work): Promise<string> {
  const { run } = opened
  const { fragments } = run.settings.fanOut
  await clearOutputs(opened, plan, backup)
  const applied = await applyEarlier(opened, handed, job)
  const own = {
    ...plan,
    whole: false,
    mayRun: new Set(job.stages),
    forced: plan.forced.filter((name) => job.stages.includes(name)),
    pull: await pullNeeded(applied, job, plan),
  }
  await requireTrueInputs(applied, own)
  const project = await setUpProject(applied)
  const started = performance.now()
  const log = new LogTail(LONGEST_LOG)
  const before = await looseSignatures(project)
  const result = (conclusion: JobResult['conclusion'], message?: string): JobResult => ({
    conclusion,
    ...(message === undefined ? {} : { message }),
    seconds: roundSeconds(performance.now() - started),
    log: log.text,
    loose: [],
    stages: run.report.stages.map(({ name, verdict, seconds }) => ({
      name,
      verdict: verdict === 'stale' || verdict === 'frozen' ? 'skipped' : verdict,
      ...(seconds === undefined ? {} : { seconds }),
    })),
  })
  const write = (outcome: JobResult) => writeFragment(project, handed, job, fragments, outcome)
  try {
    try {
      const logged = {
        ...project,
        run: {
          ...run,
          host: {
            ...run.host,
            output: (text: string) => {
              log.add(text)
              run.host.output(text)
            },
          },
        },
      }
      const upload = new BackgroundUpload(project)
      await reproduce(logged, own, { reproduction: await Reproduction.prepare(logged, own, { upload }) })
    } finally {
      run.report.stages = job.stages.flatMap((name) => run.report.stages.find((each) => each.name === name) ?? [])
    }
    await pushData(await refresh(project), { stages: job.stages })
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    // The fragment is for the report of the whole build; this job reports its failure itself.
    const failure = result('failure', error.message)
    const file = await write(failure).catch((cause: unknown) => run.host.debug(String(cause)))
    reportJob(project, job, 'failure', failure.seconds, file ?? undefined)
    throw error
  }
  return run.step('write fragment', async (outcome) => {
    const after = await looseSignatures(project)
    const written = [...after].filter(([path, signature]) => before.get(path) !== signature).map(([path]) => path)
    const done = result('success')
    const file = await write({ ...done, loose: written })
    reportJob(project, job, 'success', done.seconds, file)
    outcome.message = file
    return `${job.id}: ${run.report.stages.map(({ name, verdict }) => `${name} ${verdict}`).join(', ')}; its outputs are in the remote.`
  })
}

function reportJob(
  { run }: Project,
  job: PlannedJob,
  conclusion: 'success' | 'failure',
  seconds: number,
  fragment?: string,
): void {
  run.report.fanout = {
    ...(fragment === undefined ? {} : { fragment }),
    jobs: [{ id: job.id, level: job.level, stages: job.stages, conclusion, seconds }],
  }
}

/** Applies the fragments of earlier jobs to the checkout. */
async function applyEarlier(project: Project, handed: FanOutPlan, job: PlannedJob): Promise<Project> {
  const { run } = project
  const before = jobsBefore(handed, job, project.graph)
  return run.step('apply fragments', async (outcome) => {
    const { fragments } = run.settings.fanOut
    const found = await readFragments(project, handed, before, fragments)
    const failed = found.flatMap((each) => ('failed' in each ? [each.job.id] : []))
    if (failed.length > 0)
      throw new ProjectError('job-failed', `this job needs ${failed.join(', ')}, which failed.`, {
        key: 'fragments',
        value: fragmentFile(fragments, failed[0] ?? ''),
        remedy: 'Run that job again first.',
      })
    outcome.message = before.length === 0 ? 'no earlier job' : before.map(({ id }) => id).join(', ')
    return applyFragments(
      project,
      found.flatMap((each) => ('fragment' in each ? [each.fragment] : [])),
    )
  })
}

/**
 * Pulls only the outputs and source data that the job's stages declare as inputs.
 * @returns the stages and `.dvc` files that own them
 */
async function pullNeeded(project: Project, job: PlannedJob, plan: BuildPlan): Promise<string[]> {
  const { graph, run } = project
  const own = new Set(job.stages)
  const names = [...new Set(job.stages.flatMap((name) => graph.upstream(name)))].filter((name) => {
    const owner = graph.stage(name)
    // A stage of this job that may be unchanged is pulled too, because its dependents need its outputs.
    return owner !== undefined && isPullable(owner) && (!own.has(name) || plan.pull.includes(name))
  })
  const read = job.stages.flatMap((name) => graph.stage(name)?.deps.map(({ path }) => path) ?? [])
  const targets = names.flatMap((name) => {
    const owner = graph.stage(name)
    if (owner?.kind !== 'stage') return [name]
    return owner.outs
      .filter(
        (out) =>
          out.cache &&
          out.hash !== undefined &&
          read.some((path) => isWithin(path, out.path) || isWithin(out.path, path)),
      )
      .map(({ path }) => path)
  })
  await strictPull(project, { targets: names, only: targets })
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `the remote lacks data of this job: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'remote', remedy: 'Nothing was run.' },
    )
  for (const name of names) await requirePulled(project, name, targets)
  return names
}

/** @throws {ProjectError} DVC reported a successful pull, but an output is missing */
async function requirePulled({ graph, run }: Project, name: string, targets: readonly string[]): Promise<void> {
  for (const { path, cache } of graph.stage(name)?.outs ?? []) {
    if (!cache || !targets.includes(path) || (await lstatOf(`${run.settings.workingDirectory}/${path}`)) !== undefined)
      continue
    throw new ProjectError('data-not-pulled', `dvc pull succeeded, but ${path} is missing.`, {
      key: 'remote',
      value: path,
      remedy: 'Nothing was run.',
    })
  }
}
