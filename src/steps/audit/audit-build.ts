import { ProjectError } from '../../errors/errors.js'
import type { AuditedStage } from '../../report/audit-report.js'
import { buildAuditFailed, ELSEWHERE } from '../../report/audit-words.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import type { Run } from '../../run/run.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { Project } from '../project/project.js'
import { withSecondFolder } from './audit-folders.js'
import { checkOutInputs, downloadInputs, inputsOf, requireSpaceForRuns } from './audit-inputs.js'
import { repeatOutputs } from './audit-stages.js'
import { describeOutputs } from './describe-outputs.js'
import { outcomeOf, withInherited } from './report-audited.js'
import { runStage } from './run-stage.js'

/**
 * Why a build is not audited; empty where the settings ask for no audit, undefined where it is audited.
 * @param isHere false where its stages ran on other machines
 */
export function notAudited({ settings, host }: Pick<Run, 'settings' | 'host'>, isHere: boolean): string | undefined {
  const { audit } = settings.rebuild
  if (audit === 'off') return ''
  if (isHere) return undefined
  host.warning(`rebuild.audit: ${audit} has no effect on this build: ${ELSEWHERE}.`)
  return ELSEWHERE
}

/** A second run of a stage may take so many times the seconds of the first one. */
const PATIENCE = 3

/**
 * Runs the stages of a build a second time, in a clean checkout of its commit, and compares their outputs with those of the
 * build. Each stage gets the outputs of the build as inputs. The workspace, the remote and MLflow stay as they are.
 * @param sha the commit of the build
 * @param backup of the build: its folder has the checkout
 * @throws {ProjectError} a stage is not reproducible, with `audit: fail`
 */
export async function auditBuild(project: Project, sha: string, backup: WorkspaceBackup): Promise<void> {
  const { run, graph } = project
  const { audit } = run.settings.rebuild
  if (audit === 'off') return
  const seconds = new Map(
    run.report.stages.flatMap((stage) => (stage.verdict === 'ran' ? [[stage.name, stage.seconds ?? 0] as const] : [])),
  )
  const stages = graph.topological().flatMap((name) => (seconds.has(name) ? (graph.stage(name) ?? []) : []))
  if (stages.length === 0) return
  await withSecondFolder(project, backup, sha, async (folders) => {
    const inputs = inputsOf(project, stages)
    await requireSpaceForRuns(project, stages, inputs, 1)
    await downloadInputs(project, inputs)
    await checkOutInputs(project, folders.second, inputs)
    await run.step('audit', async (outcome) => {
      const found: AuditedStage[] = []
      run.report.audit = { varied: ['folder'], stages: found }
      for (const stage of stages) {
        const again = await runStage(project, stage, folders.second, {
          env: project.env,
          seconds: Math.max(run.settings.validate.evaluateTimeout, PATIENCE * (seconds.get(stage.name) ?? 0)),
          label: 'second run',
        })
        const base = { name: stage.name, seconds: again.seconds }
        const directories = { first: folders.first.directory, second: folders.second.directory }
        const outputs =
          again.failure === undefined ? await describeOutputs(project, stage, directories, ['folder']) : []
        const audited: AuditedStage =
          again.failure !== undefined
            ? { ...base, state: 'failed', why: again.failure, outputs }
            : { ...base, state: outputs.every(({ same }) => same) ? 'same' : 'different', outputs }
        if (audited.state !== 'same') await repeatOutputs(stage, folders)
        found.push(withInherited(project, stage, audited, audit))
      }
      Object.assign(outcome, outcomeOf(found, audit))
    })
  })
  const failed = buildAuditFailed(run.report.audit)
  if (audit === 'fail' && failed !== undefined)
    throw new ProjectError('audit-failed', failed, {
      key: 'rebuild.audit',
      remedy: rejectionNote(run.report.remote.pushed),
    })
}
