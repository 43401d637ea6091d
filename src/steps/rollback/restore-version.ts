import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { rejectEscapingLinks } from '../project/committed-paths.js'
import { reload } from '../project/open-project.js'
import type { Project } from '../project/project.js'
import { pathsOf, type RestorePlan, restoreFiles } from './restore-files.js'
import type { Version } from './version.js'

/** Restores the files of the plan, and reports those that stay unchanged. @returns the project with these files */
export async function restoreVersion(
  before: Project,
  plan: RestorePlan,
  { sha }: Version,
  backup: WorkspaceBackup,
): Promise<Project> {
  const { run } = before
  const project = await run.step('restore', async (outcome) => {
    await restoreFiles(before, plan, sha, backup)
    outcome.message = pathsOf(plan).join(', ')
    const restored = await reload(before)
    // The version may have links that the present commit lacks.
    const files = restored.files.map(({ path }) => path)
    await rejectEscapingLinks(restored, restored.index, files, await before.git.entriesOf(sha))
    return restored
  })
  for (const { path, message } of plan.notes)
    run.report.lint.push({ rule: 'not-rolled-back', path, severity: 'notice', message })
  return project
}
