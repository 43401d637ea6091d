import { entryChanges } from '../../pipeline/lock-changes.js'
import { type LockEntries, lockEntriesOf } from '../official/lock-entries.js'
import type { Project } from '../project/project.js'
import { trackedPaths } from './staleness.js'

/**
 * Adds to each unchanged stage the inputs that differ from the baseline's dvc.lock. Its author has reproduced it: it is
 * unchanged against its own dvc.lock only.
 * @param baselineSha undefined without a baseline
 */
export async function reportReproduced(project: Project, baselineSha: string | undefined): Promise<void> {
  if (baselineSha === undefined) return
  const unchanged = project.run.report.stages.filter(({ verdict }) => verdict === 'unchanged')
  if (unchanged.length === 0) return
  const entries: LockEntries = await lockEntriesOf(
    project,
    baselineSha,
    unchanged.map(({ name }) => name),
  )
  const isTracked = await trackedPaths(project)
  for (const stage of unchanged) {
    const { before, now } = entries.get(stage.name) ?? {}
    const changes = entryChanges(before, now, isTracked)
    if (changes.length > 0) stage.reproduced = changes
  }
}
