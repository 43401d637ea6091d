import { rollbackQuestion } from '../report/rollback-summary.js'
import type { Run } from '../run/run.js'
import type { WorkspaceBackup } from '../run/workspace-backup.js'
import { verifyRemote } from '../steps/data/verify-remote.js'
import { dataPairs, dataReport } from '../steps/datasets/data-pairs.js'
import type { Ending } from '../steps/ending.js'
import { collectPlots } from '../steps/evaluation/collect-plots.js'
import { workspaceMetrics } from '../steps/evaluation/read-metrics.js'
import { readBaseline, readDataBaseline } from '../steps/gate/baseline.js'
import { compare } from '../steps/gate/compare.js'
import { openBackup } from '../steps/project/backup.js'
import { withProject } from '../steps/project/open-project.js'
import type { Project } from '../steps/project/project.js'
import { confirmed } from '../steps/publish/confirm.js'
import { requireCommit } from '../steps/publish/publish-commit.js'
import { completeEarlier } from '../steps/rollback/earlier-rollback.js'
import { describe, endOfDryRun, endUnchanged } from '../steps/rollback/end-of-rollback.js'
import { findProvenVersion, requireRestored } from '../steps/rollback/proven-version.js'
import { commitRollback, destinationOf, publishRollback } from '../steps/rollback/publish-rollback.js'
import { reportStale } from '../steps/rollback/report-stale.js'
import { pathsOf, planRestore, prepareOutputs, type RestorePlan } from '../steps/rollback/restore-files.js'
import { restoreVersion } from '../steps/rollback/restore-version.js'
import type { Version } from '../steps/rollback/version.js'
import { ownersOf, pullVersion, rejectUnsavedData, requireNothingMissing } from '../steps/rollback/version-data.js'

/**
 * Restores an earlier version: its dvc.lock and `.dvc` files (on request the code and the parameters too), all or
 * single targets. First it verifies every object of that version in the remote. The result is a new commit: history
 * stays.
 * @throws {SetupError} an unknown version or target, uncommitted changes
 * @throws {ProjectError} the remote lacks objects of that version
 */
export async function rollback(run: Run): Promise<Ending> {
  return withProject(run, async ({ project }) => {
    const version = await findProvenVersion(project)
    const branch = await destinationOf(project)
    const earlier = await completeEarlier(project, version, branch)
    if (earlier !== undefined) return earlier
    const plan = await planRestore(project, version)
    if (pathsOf(plan).length === 0) return endUnchanged(project, version)
    await rejectUnsavedData(project, plan)
    await confirmed(project, rollbackQuestion(describe(project, version), pathsOf(plan)))
    const backup = await openBackup(project)
    try {
      return await restoreAndPublish(project, version, { plan, branch, backup })
    } finally {
      await backup.restore()
    }
  })
}

async function restoreAndPublish(
  before: Project,
  version: Version,
  { plan, branch, backup }: { plan: RestorePlan; branch: string; backup: WorkspaceBackup },
): Promise<Ending> {
  const { settings, report } = before.run
  const project = await restoreVersion(before, plan, version, backup)
  const owners = ownersOf(project, plan)
  await verifyRemote(project, {
    mode: settings.validate.verify,
    download: true,
    ...(plan.owners === undefined ? {} : { stages: plan.owners }),
  })
  requireNothingMissing(project, version)
  const ignores = await prepareOutputs(project, plan, owners, backup)
  await pullVersion(project, version, plan, owners)
  await requireRestored(project, version, owners)
  await reportStale(project, version, plan.owners)
  const baseline = { sha: report.source.sha, label: 'before the rollback' }
  const replaced = await readDataBaseline(project, baseline)
  report.data = dataPairs(project, replaced.locked ?? new Map()).map(dataReport)
  const [content, metrics] = [await readBaseline(project, replaced), await workspaceMetrics(project)]
  await Promise.all([collectPlots(project, baseline.sha), compare(project, baseline, content, metrics, undefined)])
  const commit = await commitRollback(project, version, [...pathsOf(plan), ...ignores])
  if (commit === undefined) return endUnchanged(project, version)
  await requireCommit(project, commit)
  if (settings.rebuild.dryRun) return endOfDryRun(project, version, commit.changed, branch)
  return publishRollback(project, version, { commit, branch, backup })
}
