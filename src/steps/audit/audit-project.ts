import { ProjectError } from '../../errors/errors.js'
import type { Stage } from '../../pipeline/project.js'
import { needsOf } from '../../pipeline/resources.js'
import type { AuditReport } from '../../report/audit-report.js'
import { auditFailed } from '../../report/audit-words.js'
import { machineCapacity } from '../../run/machine.js'
import { runProcess } from '../../run/process.js'
import { count } from '../../text/words.js'
import { openBackup } from '../project/backup.js'
import { runnable } from '../project/path-roles.js'
import { type Project, withIndex } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { type AuditFolders, withFolders } from './audit-folders.js'
import { checkOutInputs, downloadInputs, inputsOf, requireSpaceForRuns } from './audit-inputs.js'
import { type AuditPlan, auditStage } from './audit-stages.js'
import { outcomeOf, withInherited } from './report-audited.js'
import { variedEnvironments } from './variations.js'

/**
 * Runs stages twice in clean checkouts of the source commit and compares their outputs. The working tree, the remote, the
 * branch and MLflow stay as they are.
 * @throws {SetupError} an unknown stage, no space for two runs
 * @throws {ProjectError} the first run of a stage failed, the remote lacks an input
 */
export async function auditProject(project: Project): Promise<void> {
  const backup = await openBackup(project)
  try {
    await withFolders(project, backup, (folders) => auditIn(project, folders))
  } finally {
    await backup.restore()
  }
}

async function auditIn(project: Project, folders: AuditFolders): Promise<void> {
  const { audit } = project.run.settings
  const own = await committed(project, folders)
  const stages = chosenStages(own, audit.stages)
  const active = stages.filter(({ frozen }) => !frozen)
  const report: AuditReport = {
    varied: audit.vary,
    stages: stages
      .filter(({ frozen }) => frozen)
      .map(({ name }) => ({ name, state: 'skipped', why: 'it is frozen', outputs: [] })),
  }
  own.run.report.audit = report
  if (active.length === 0) return
  const inputs = inputsOf(own, active)
  await requireSpaceForRuns(own, active, inputs, 2)
  await downloadInputs(own, inputs)
  for (const folder of [folders.first, folders.second]) await checkOutInputs(own, folder, inputs)
  await own.run.step('audit', async (outcome) => {
    const plan = await planOf(own)
    if (plan.environments.notVaried.length > 0) report.not_varied = plan.environments.notVaried
    for (const stage of active)
      report.stages.push(withInherited(own, stage, await auditStage(own, stage, folders, plan), audit.differences))
    Object.assign(outcome, outcomeOf(report.stages, audit.differences))
  })
}

/** The project as the commit has it. */
async function committed(project: Project, { first }: AuditFolders): Promise<Project> {
  const changed = (await project.git.uncommitted()).filter(({ untracked }) => !untracked)
  if (changed.length === 0) return project
  project.run.host.info(
    `The audit runs the commit ${project.run.report.source.sha.slice(0, 12)}: uncommitted changes of ${count(changed.length, 'file')} take no part.`,
  )
  const { stages, edges } = await project.dvc.survey(first.directory).project
  return withIndex(project, { ...project.index, stages, edges })
}

function chosenStages(project: Project, names: readonly string[] | undefined): Stage[] {
  const wanted = names ?? runnable(project).map(({ name }) => name)
  return resolveStages(project, wanted, 'audit-stages').flatMap((name) => project.graph.stage(name) ?? [])
}

async function planOf(project: Project): Promise<AuditPlan> {
  const { run } = project
  const { vary } = run.settings.audit
  const capacity = machineCapacity()
  const locales = vary.includes('locale') ? await localesOf(project) : []
  return {
    vary,
    environments: variedEnvironments(project.env, vary, { locales, cpus: capacity.cpus }),
    seconds: run.settings.validate.evaluateTimeout,
    isBeside(stage) {
      const { cpus = 1, memory = 0, gpu = 0, exclusive = false } = needsOf(stage) ?? {}
      return (
        !exclusive &&
        (run.settings.jobs ?? capacity.cpus) >= 2 &&
        2 * cpus <= capacity.cpus &&
        2 * memory <= capacity.memory &&
        2 * gpu <= capacity.gpu
      )
    },
  }
}

/** The locales of this machine; empty where it has no such command. */
async function localesOf({ run, env, directory }: Project): Promise<string[]> {
  const { stdout } = await runProcess(['locale', '-a'], { cwd: directory, env, signal: run.signal }).catch(
    (error: unknown) => {
      run.signal.throwIfAborted()
      run.host.debug(String(error))
      return { stdout: '' }
    },
  )
  return stdout.split('\n').filter((name) => name !== '')
}

/** @throws {ProjectError} a stage is not reproducible, and that fails the run */
export function requireReproducible({ run }: Pick<Project, 'run'>): void {
  const failed = auditFailed(run.report.audit)
  if (run.settings.audit.differences === 'fail' && failed !== undefined) throw new ProjectError('audit-failed', failed)
}
