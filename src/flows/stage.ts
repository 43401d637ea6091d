import type { Run } from '../run/run.js'
import { planBuild, withoutStages } from '../steps/build/plan-build.js'
import { startFromCommit } from '../steps/build/reproduce.js'
import { leaveReason } from '../steps/fan-out/leave-reason.js'
import { openPlan, requirePlanOf } from '../steps/fan-out/open-plan.js'
import { jobOf } from '../steps/fan-out/planned-job.js'
import { runJob } from '../steps/fan-out/run-job.js'
import { JobRecord } from '../steps/fan-out/write-fragment.js'
import { openBackup } from '../steps/project/backup.js'
import { openSourceCache } from '../steps/project/object-cache.js'
import { type Opened, withProject } from '../steps/project/open-project.js'
import { retrained } from '../steps/retrain/retraining.js'

/**
 * Runs one job of a fan-out build: pulls only the declared inputs of its stages, runs them, pushes their outputs,
 * verifies them in the remote, and writes a fragment for the later jobs, also after a failure.
 * @returns the result as a sentence
 * @throws {SetupError} the plan or the job is not of this checkout
 * @throws {ProjectError} a stage failed, the fragment of an earlier job cannot be used, the remote lacks data
 */
export async function stage(run: Run): Promise<string> {
  const record = new JobRecord()
  try {
    return await withProject(record.recorded(run), (opened) => runPlannedJob(opened, record), true)
  } catch (error) {
    await leaveReason(run, record, error)
    throw error
  }
}

async function runPlannedJob({ project: opened, status }: Opened, record: JobRecord): Promise<string> {
  const { handed, project: asked } = openPlan(opened)
  const job = jobOf(asked, handed)
  const backup = await openBackup(asked)
  try {
    const start = await startFromCommit(asked, backup, await asked.git.uncommitted())
    const changed = await retrained(start.project, handed.flow, backup)
    const project = { ...changed, objects: openSourceCache(changed, job.stages) ?? changed.objects }
    const isFresh = start.isAsBefore && changed === start.project
    const whole = await planBuild(project, { here: new Set(job.stages), status: isFresh ? status : undefined })
    const plan = withoutStages(project, whole, new Set(handed.held))
    requirePlanOf(project, handed, plan)
    const message = await runJob(project, { running: { plan: handed, job, record }, plan, backup })
    await backup.discard()
    return message
  } finally {
    await backup.restore()
  }
}
