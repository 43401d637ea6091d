import { ProjectError, SetupError } from '../../errors/errors.js'
import type { Placement } from '../../pipeline/fan-out-parts.js'
import { type FanOutPlan, type Flow, type HandedRequest, planFault, readPlan } from '../../pipeline/fan-out-plan.js'
import { META_KEY, placementOf } from '../../pipeline/placement.js'
import { needsOf } from '../../pipeline/resources.js'
import { shorten } from '../../report/escape.js'
import type { Run } from '../../run/run.js'
import { NumberText } from '../../settings/number-text.js'
import { settingSchema } from '../../settings/schema.js'
import type { Settings } from '../../settings/settings.js'
import type { BuildPlan } from '../build/plan-build.js'
import { type Project, withSettings } from '../project/project.js'

/** The mode that the run's plan continues; a rebuild for an unreadable plan, which `openPlan` rejects later. */
export function flowOfPlan({ fanOut }: Pick<Settings, 'fanOut'>): Flow {
  const plan = readPlan(fanOut.plan)
  return 'reason' in plan ? 'rebuild' : (plan.flow ?? 'rebuild')
}

/**
 * Reads the plan in the settings, and checks it against the checkout and the workflow run.
 * @param built the commit whose official build is checked out, if any: its collection may run again
 * @returns the plan, and the project with the plan's forced stages and retraining
 * @throws {SetupError} the plan is missing, unreadable, or of another commit, workflow run or folder
 */
export function openPlan(project: Project, built?: string): { handed: FanOutPlan; project: Project } {
  const { run } = project
  const { plan: text } = run.settings.fanOut
  const rejection = (reason: string, remedy: string) =>
    new SetupError('plan-invalid', `plan: ${reason}.`, { key: 'plan', value: shorten(text, 80), remedy })
  if (text === '') throw rejection('it is empty', 'Give the output `plan` of the planning job.')
  const plan = readPlan(text)
  if ('reason' in plan)
    throw rejection(`it cannot be read: ${plan.reason}`, 'Give the output `plan` of the planning job, unchanged.')
  const { sha } = run.report.source
  if (plan.sha !== sha && plan.sha !== built)
    throw rejection(
      `it is for commit ${plan.sha.slice(0, 7)}, and ${sha.slice(0, 7)} is checked out`,
      'Check out the commit of the plan (the default of actions/checkout).',
    )
  const id = runId(project)
  if (plan.run !== id)
    throw rejection(
      `it is from ${plan.run === undefined ? 'no workflow run' : `workflow run ${plan.run}`}, and this is ${id === undefined ? 'none' : `run ${id}`}`,
      'Give the plan of this workflow run.',
    )
  if (plan.directory !== project.inGit('.'))
    throw rejection(
      `it is for the folder ${plan.directory}, and the working directory is ${project.inGit('.')}`,
      'Give all jobs the same working-directory.',
    )
  if ((plan.flow === 'retrain') !== (plan.request !== undefined))
    throw rejection(
      'its mode and its retraining do not belong together',
      'Give the output `plan` of the planning job, unchanged.',
    )
  const { rebuild } = run.settings
  const force = typeof plan.force === 'string' ? { kind: plan.force } : { kind: 'stages' as const, stages: plan.force }
  const retrain =
    plan.request === undefined ? run.settings.retrain : requested(plan.request, run.settings.retrain, rejection)
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

/**
 * The retraining of a plan, validated like the settings of this run, because a template can put a parameter into a
 * shell command.
 * @throws {SetupError} a value that the settings would not accept
 */
function requested(
  { digest, stages, params, reason, data }: HandedRequest,
  { better }: Settings['retrain'],
  rejection: (reason: string, remedy: string) => SetupError,
): Settings['retrain'] {
  const read = {
    stages: settingSchema('stages').safeParse(stages),
    params: settingSchema('params').safeParse(
      Object.fromEntries(
        Object.entries(params).map(([key, value]) => [
          key,
          typeof value === 'object' && value !== null ? new NumberText(value.text) : value,
        ]),
      ),
    ),
    reason: settingSchema('reason').safeParse(reason),
  }
  if (!read.stages.success || !read.params.success || !read.reason.success)
    throw rejection(
      'its retraining has values that the settings do not accept',
      'Give the output `plan` of the planning job, unchanged.',
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

/** True in a run of GitHub Actions, whose user can run one job again. */
export function inWorkflow({ settings }: Pick<Run, 'settings'>): boolean {
  return settings.event.run !== undefined
}

/** Identifier of the workflow run in a plan and its fragments; undefined outside of a workflow. */
export function runId({ run }: Project): string | undefined {
  const { run: workflowRun } = run.settings.event
  return workflowRun === undefined ? undefined : String(workflowRun.id)
}

/** @throws {ProjectError} the plan has other stages than this checkout would build */
export function requirePlanOf({ graph }: Project, handed: FanOutPlan, plan: BuildPlan): void {
  const fault = planFault(handed.jobs, graph, plan.mayRun)
  if (fault !== undefined)
    throw new ProjectError('plan-mismatch', `the plan does not fit this checkout: ${fault}.`, {
      key: 'plan',
      value: handed.sha,
      remedy: 'Plan again, with the same settings and version of dvc-ci in all jobs.',
    })
}

/**
 * The machines that stages ask for in dvc.yaml, by stage name.
 * @throws {SetupError} a stage has an invalid `meta.dvc-ci`
 */
export function placementsOf(project: Project, fallback: Placement): Map<string, Placement> {
  return new Map(
    project.stages
      .filter(({ kind }) => kind === 'stage')
      .flatMap((stage) => {
        // Checked before the workflow starts a machine for the stage.
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
