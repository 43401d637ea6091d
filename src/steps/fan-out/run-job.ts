import { CancelledError, messageOf } from '../../errors/errors.js'
import type { PlannedJob } from '../../pipeline/fan-out-plan.js'
import { jobSummary } from '../../report/stage-summary.js'
import { startEarly } from '../../run/background.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { Reproduction } from '../build/dvc-repro.js'
import type { BuildPlan } from '../build/plan-build.js'
import { clearOutputs, looseSignatures, reproduce } from '../build/reproduce.js'
import { BackgroundUpload } from '../data/background-upload.js'
import { pushData, requireTrueInputs } from '../data/push.js'
import { requireObjectRemote } from '../data/versioned-remote.js'
import { measuredHere } from '../environment/record-environment.js'
import { refresh } from '../project/open-project.js'
import { type Project, withVariables } from '../project/project.js'
import { setUpProject } from '../project/set-up.js'
import { trackJob } from '../tracking/track-job.js'
import { applyEarlier } from './earlier-jobs.js'
import { pullNeeded } from './job-inputs.js'
import { reportJob } from './planned-job.js'
import { type RunningJob, writeSuccess } from './write-fragment.js'

/** A job of the plan that runs here, and its part of the build. */
export interface JobWork {
  running: RunningJob
  plan: BuildPlan
  backup: WorkspaceBackup
}

/**
 * Pulls the inputs of a job, runs its stages, pushes their outputs and writes the fragment.
 * @returns the result as a sentence
 * @throws {ProjectError} a stage failed, the fragment of an earlier job cannot be used, the remote lacks data
 */
export async function runJob(opened: Project, { running, plan, backup }: JobWork): Promise<string> {
  const { run } = opened
  const { job } = running
  requireObjectRemote(opened)
  await clearOutputs(opened, plan, backup)
  const applied = await applyEarlier(opened, running.plan, job)
  const own = {
    ...plan,
    whole: false,
    mayRun: new Set(job.stages),
    forced: plan.forced.filter((name) => job.stages.includes(name)),
    pull: await pullNeeded(applied, job),
  }
  await requireTrueInputs(applied, own)
  const variables = await trackJob(applied, running.plan.mlflow, job.stages)
  const project = await setUpProject(withVariables(applied, variables))
  const before = await looseSignatures(project)
  const measuring = startEarly(() => measureEnvironment(project))
  await reproduceJob(project, own, job)
  await pushData(await refresh(project), { stages: job.stages })
  return run.step('write fragment', async (outcome) => {
    const after = await looseSignatures(project)
    const loose = [...after].filter(([path, signature]) => before.get(path) !== signature).map(([path]) => path)
    const file = await writeSuccess(project, running, { loose, environment: await measuring })
    reportJob(run, job, 'success', running.record.seconds, file)
    outcome.message = file
    return jobSummary(job.id, run.report.stages)
  })
}

/** The environment of the stages, as JSON; a fault is told in the log alone, as the result does not depend on it. */
async function measureEnvironment(project: Project): Promise<string | undefined> {
  try {
    return JSON.stringify(await measuredHere(project))
  } catch (error) {
    if (error instanceof CancelledError) throw error
    project.run.host.info(`The environment of this job is not recorded: ${messageOf(error)}`)
    return undefined
  }
}

/** Runs the stages of a job, and reports these alone. @throws {ProjectError} a stage failed */
async function reproduceJob(project: Project, plan: BuildPlan, job: PlannedJob): Promise<void> {
  const { report } = project.run
  try {
    const upload = new BackgroundUpload(project)
    await reproduce(project, plan, { reproduction: await Reproduction.prepare(project, plan, { upload }) })
  } finally {
    report.stages = job.stages.flatMap((name) => report.stages.find((each) => each.name === name) ?? [])
  }
}
