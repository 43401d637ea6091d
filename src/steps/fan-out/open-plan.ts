import { ProjectError, SetupError } from '../../errors/errors.js'
import type { Placement } from '../../pipeline/fan-out-parts.js'
import { type FanOutPlan, type Flow, type HandedRequest, planFault, readPlan } from '../../pipeline/fan-out-plan.js'
import { META_KEY, placementOf } from '../../pipeline/placement.js'
import { needsOf } from '../../pipeline/resources.js'
import { settingSchema } from '../../settings/schema.js'
import type { Settings } from '../../settings/settings.js'
import type { BuildPlan } from '../build/plan-build.js'
import { type Project, withSettings } from '../project/project.js'

/** What the plan of a run is of; a rebuild where it cannot be read, which `openPlan` refuses. */
export function flowOfPlan({ fanOut }: Pick<Settings, 'fanOut'>): Flow {
  const plan = readPlan(fanOut.plan)
  return 'reason' in plan ? 'rebuild' : (plan.flow ?? 'rebuild')
}

/**
 * Reads the plan that this run was given, and checks it against the checkout and the workflow run.
 * @returns the plan, and the project with its force and its retraining
 * @throws {SetupError} none, or one that is of another commit, of another run or of another folder
 */
export function openPlan(project: Project): { handed: FanOutPlan; project: Project } {
  const { run } = project
  const { plan: text } = run.settings.fanOut
  const refuse = (what: string, remedy: string) =>
    new SetupError('plan-invalid', `plan: ${what}.`, { key: 'plan', value: text.slice(0, 80), remedy })
  if (text === '') throw refuse('there is none', 'Give the output `plan` of the job that planned.')
  const plan = readPlan(text)
  if ('reason' in plan)
    throw refuse(`it cannot be read: ${plan.reason}`, 'Give the output `plan` of the job that planned, unchanged.')
  const { sha } = run.report.source
  if (plan.sha !== sha)
    throw refuse(
      `it is of the commit ${plan.sha.slice(0, 7)}, and ${sha.slice(0, 7)} is checked out`,
      'Check out the commit of the plan (actions/checkout does so unasked).',
    )
  const id = runId(project)
  if (plan.run !== id)
    throw refuse(
      `it is of the workflow run ${plan.run ?? 'of nobody'}, and this is ${id ?? 'none'}`,
      'Take the plan of this run.',
    )
  if (plan.directory !== project.inGit('.'))
    throw refuse(
      `it is of the folder ${plan.directory}, and this is ${project.inGit('.')}`,
      'Give all jobs the same working-directory.',
    )
  if ((plan.flow === 'retrain') !== (plan.request !== undefined))
    throw refuse('it does not say what is trained again', 'Give the output `plan` of the job that planned, unchanged.')
  const { rebuild } = run.settings
  const force = typeof plan.force === 'string' ? { kind: plan.force } : { kind: 'stages' as const, stages: plan.force }
  const retrain =
    plan.request === undefined ? run.settings.retrain : requested(plan.request, run.settings.retrain, refuse)
  return {
    handed: plan,
    project: withSettings(project, { ...run.settings, rebuild: { ...rebuild, force }, retrain }),
  }
}

/** The plan of an opened project. */
export function handedPlan({ run }: Project): FanOutPlan {
  const plan = readPlan(run.settings.fanOut.plan)
  if ('reason' in plan) throw new Error(`the plan was not opened: ${plan.reason}`)
  return plan
}

/** What a plan says of a retraining, judged as if it had been asked for here: a template can put a parameter into a shell command. */
function requested(
  { digest, stages, params, reason, data }: HandedRequest,
  { better }: Settings['retrain'],
  refuse: (what: string, remedy: string) => SetupError,
): Settings['retrain'] {
  const read = {
    stages: settingSchema('stages').safeParse(stages),
    params: settingSchema('params').safeParse(params),
    reason: settingSchema('reason').safeParse(reason),
  }
  if (!read.stages.success || !read.params.success || !read.reason.success)
    throw refuse(
      'what it says of a retraining cannot be asked for',
      'Give the output `plan` of the job that planned, unchanged.',
    )
  return {
    ...(read.stages.data === undefined ? {} : { stages: read.stages.data }),
    ...(read.reason.data === undefined ? {} : { reason: read.reason.data }),
    params: read.params.data,
    data: [],
    update: false,
    better,
    decided: { digest, data },
  }
}

/** The workflow run, as a plan and its fragments name it. */
export function runId({ run }: Project): string | undefined {
  const { run: workflowRun } = run.settings.event
  return workflowRun === undefined ? undefined : String(workflowRun.id)
}

/** @throws {ProjectError} the plan is not one of what this checkout would build */
export function requirePlanOf({ graph }: Project, handed: FanOutPlan, plan: BuildPlan): void {
  const fault = planFault(handed.jobs, graph, plan.mayRun)
  if (fault !== undefined)
    throw new ProjectError('plan-mismatch', `the plan is not one of this checkout: ${fault}.`, {
      key: 'plan',
      value: handed.sha,
      remedy: 'Plan again, with the same settings and the same version of dvc-ci for all jobs.',
    })
}

/** The machines that stages ask for in dvc.yaml. @throws {SetupError} one of them cannot be read */
export function placementsOf(project: Project, fallback: Placement): Map<string, Placement> {
  return new Map(
    project.stages
      .filter(({ kind }) => kind === 'stage')
      .flatMap((stage) => {
        // Refused here, before a machine is rented, not by the job that runs the stage.
        needsOf(stage)
        const placement = placementOf(stage, fallback)
        if (placement === undefined) return []
        if (!('reason' in placement)) return [[stage.name, placement] as const]
        const place = project.lines.ofStage(stage.name, stage.file)
        throw new SetupError('stage-meta-invalid', `${stage.name}: ${placement.reason}.`, {
          key: `meta.${META_KEY}`,
          value: JSON.stringify(stage.meta?.[META_KEY]),
          ...place,
          path: project.inGit(place.path),
          remedy: placement.remedy,
        })
      }),
  )
}
