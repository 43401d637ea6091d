import { join } from 'node:path'
import type { Stage } from '../../pipeline/project.js'
import type { AuditedFile, AuditedOutput } from '../../report/audit-report.js'
import type { Project } from '../project/project.js'
import type { AuditFolders } from './audit-folders.js'
import type { AuditPlan } from './audit-stages.js'
import { comparePaths, type PathDifference } from './compare-files.js'

/** The most files of an output whose first difference is told. */
const MOST_FILES = 10

/** Compares the outputs of both runs of a stage, and tells where they differ first. */
export async function describeOutputs(
  { run }: Project,
  { outs }: Stage,
  { first, second }: AuditFolders,
  _plan: AuditPlan,
): Promise<AuditedOutput[]> {
  const described: AuditedOutput[] = []
  for (const { path } of outs) {
    const found = await comparePaths(join(first.directory, path), join(second.directory, path), run.signal)
    described.push(found.length === 0 ? { path, same: true } : { path, same: false, ...differencesOf(found) })
  }
  return described
}

function differencesOf(found: readonly PathDifference[]): Pick<AuditedOutput, 'differences' | 'files'> {
  const of = (...kinds: PathDifference['kind'][]) => found.filter(({ kind }) => kinds.includes(kind)).length
  const isFolder = found.some(({ file }) => file !== '')
  return {
    differences: found.slice(0, MOST_FILES).map(placeOf),
    ...(isFolder ? { files: { added: of('added'), removed: of('removed'), different: of('bytes', 'other') } } : {}),
  }
}

function placeOf(difference: PathDifference): AuditedFile {
  const { file } = difference
  const own = file === '' ? {} : { file }
  switch (difference.kind) {
    case 'bytes':
      return { ...own, place: `byte ${difference.offset + 1}` }
    case 'added':
      return { ...own, place: 'only the second run wrote it' }
    case 'removed':
      return { ...own, place: 'only the first run wrote it' }
    case 'other':
      return { ...own, place: difference.reason }
  }
}
