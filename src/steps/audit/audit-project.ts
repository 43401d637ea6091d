import { ProjectError } from '../../errors/errors.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import { needsOf } from '../../pipeline/resources.js'
import type { AuditedStage, AuditReport } from '../../report/audit-report.js'
import { auditFinding } from '../../report/audit-words.js'
import { machineCapacity } from '../../run/machine.js'
import { runProcess } from '../../run/process.js'
import { count } from '../../text/words.js'
import { runnable } from '../project/path-roles.js'
import { type Project, withIndex } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { withoutTracking } from '../project/without-tracking.js'
import { type AuditFolders, checkOutData, withFolders } from './audit-folders.js'
import { downloadInputs, requireTwice } from './audit-inputs.js'
import { type AuditPlan, auditStage } from './audit-stages.js'
import { variedEnvironments } from './variations.js'

/**
 * Runs stages twice in clean checkouts of the source commit and compares their outputs. The working tree, the remote, the
 * branch and MLflow stay as they are.
 * @throws {SetupError} an unknown stage, no space for two runs
 * @throws {ProjectError} the first run of a stage failed, the remote lacks an input
 */
export async function auditProject(project: Project): Promise<void> {
  const { audit } = project.run.settings
  await withFolders(project, async (folders) => {
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
    await requireTwice(own, active, inputs)
    await downloadInputs(own, inputs)
    for (const folder of [folders.first, folders.second])
      await checkOutData(
        own,
        folder,
        inputs.flatMap(({ outs }) =>
          outs.filter(({ cache, hash }) => cache && hash !== undefined).map(({ path }) => path),
        ),
      )
    await own.run.step('audit', async (outcome) => {
      const plan = await planOf(own, folders)
      if (plan.environments.notVaried.length > 0) report.not_varied = plan.environments.notVaried
      for (const stage of active) report.stages.push(await judged(own, stage, folders, plan))
      const differing = report.stages.filter(({ state }) => state === 'different' || state === 'failed')
      outcome.message = `${count(active.length, 'stage')} ran twice; ${differing.length === 0 ? 'all outputs are the same' : `${count(differing.length, 'stage')} not reproducible`}`
      if (differing.length > 0) outcome.conclusion = audit.differences === 'fail' ? 'failure' : 'warning'
    })
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

/** The other stages and `.dvc` files whose outputs these stages read. */
function inputsOf({ index }: Project, stages: readonly Stage[]): Stage[] {
  const own = new Set(stages.map(({ name }) => name))
  const read = stages.flatMap(({ deps }) => deps.flatMap((dep) => (dep.kind === 'repo' ? [] : [dep.path])))
  return index.stages.filter(
    ({ name, outs, partial }) =>
      !own.has(name) &&
      !partial &&
      outs.some(({ path }) => read.some((each) => isWithin(each, path) || isWithin(path, each))),
  )
}

async function planOf(project: Project, { tracking }: AuditFolders): Promise<AuditPlan> {
  const { run } = project
  const { vary } = run.settings.audit
  const capacity = machineCapacity()
  const locales = vary.includes('locale') ? await localesOf(project) : []
  const { env } = withoutTracking(project, tracking)
  return {
    vary,
    environments: variedEnvironments(env, vary, { locales, cpus: capacity.cpus }),
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

/** Audits one stage and adds its finding. */
async function judged(project: Project, stage: Stage, folders: AuditFolders, plan: AuditPlan): Promise<AuditedStage> {
  const found = await auditStage(project, stage, folders, plan)
  if (found.state === 'same') return found
  const inherit = [...project.graph.withDownstream([stage.name])].filter((name) => name !== stage.name)
  const audited = inherit.length === 0 ? found : { ...found, inherit }
  reportAudited(project, stage, audited, project.run.settings.audit.differences)
  return audited
}

/** Adds the finding about a stage that is not reproducible. */
export function reportAudited(
  { run, lines, inGit }: Project,
  { name, file }: Stage,
  audited: AuditedStage,
  severity: 'warn' | 'fail',
): void {
  const place = lines.ofStage(name, file)
  run.report.lint.push({
    rule: 'not-reproducible',
    ...place,
    path: inGit(place.path),
    severity: severity === 'fail' ? 'error' : 'warning',
    message: auditFinding(audited),
    stage: name,
  })
}

/** @throws {ProjectError} a stage is not reproducible, and that fails the run */
export function requireReproducible({ run }: Pick<Project, 'run'>): void {
  const names = run.report.lint.flatMap(({ rule, severity, stage }) =>
    rule === 'not-reproducible' && severity === 'error' && stage !== undefined ? [stage] : [],
  )
  if (names.length === 0) return
  throw new ProjectError('audit-failed', `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not reproducible.`)
}
