import { ProjectError } from '../../errors/errors.js'
import type { FanOutPlan, PlannedJob } from '../../pipeline/fan-out-plan.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import { jobSummary } from '../../report/stage-summary.js'
import { LogTail } from '../../run/log-tail.js'
import { roundSeconds } from '../../run/run.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { Reproduction } from '../build/dvc-repro.js'
import type { BuildPlan } from '../build/plan-build.js'
import { clearOutputs, looseSignatures, reproduce } from '../build/reproduce.js'
import { BackgroundUpload } from '../data/background-upload.js'
import { pushData, requireTrueInputs } from '../data/push.js'
import { refresh } from '../project/open-project.js'
import { type Project, withVariables } from '../project/project.js'
import { setUpProject } from '../project/set-up.js'
import { trackJob } from '../tracking/track-job.js'
import { applyEarlier } from './earlier-jobs.js'
import { type JobResult, writeFragment } from './fragments.js'
import { pullNeeded } from './job-inputs.js'
import { reportJob } from './planned-job.js'

/** A job of the plan, and its part of the build. */
export interface JobWork {
  handed: FanOutPlan
  job: PlannedJob
  plan: BuildPlan
  backup: WorkspaceBackup
}

/**
 * Pulls the inputs of a job, runs its stages, pushes their outputs and writes the fragment, also after a failure.
 * @returns the result as a sentence
 * @throws {ProjectError} a stage failed, the fragment of an earlier job cannot be used, the remote lacks data
 */
export async function runJob(opened: Project, { handed, job, plan, backup }: JobWork): Promise<string> {
  const { run } = opened
  const { fragments } = run.settings.fanOut
  await clearOutputs(opened, plan, backup)
  const applied = await applyEarlier(opened, handed, job)
  const own = {
    ...plan,
    whole: false,
    mayRun: new Set(job.stages),
    forced: plan.forced.filter((name) => job.stages.includes(name)),
    pull: await pullNeeded(applied, job),
  }
  await requireTrueInputs(applied, own)
  const variables = await trackJob(applied, handed.mlflow, job.stages)
  const project = await setUpProject(withVariables(applied, variables))
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
    return jobSummary(job.id, run.report.stages)
  })
}
