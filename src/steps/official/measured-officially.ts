import { readYaml } from '../../text/read-yaml.js'
import { isRecord } from '../../text/records.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { IDENTITY } from './official-builds.js'
import { SOURCE_TRAILER } from './trailers.js'

/**
 * True when the last commit to dvc.lock before the baseline is an official build with the same entries for the
 * evaluation stages as this commit: CI has already measured those metrics.
 */
export async function isMeasuredOfficially(
  project: Project,
  stages: readonly string[],
  baselineSha: string,
): Promise<boolean> {
  const { git } = project
  for (const name of stages) {
    const file = SourceLines.lockOf(project.graph.stage(name)?.file ?? 'dvc.yaml')
    const lock = project.inGit(file)
    const commit = await git.lastChange(baselineSha, lock)
    if (commit === undefined || !(await git.trailers(commit)).has(SOURCE_TRAILER)) return false
    // In a squashed commit of a user, the trailer does not prove that CI measured the metrics.
    if ((await git.committer(commit)).email !== IDENTITY.email) return false
    const official = await git.readFile(baselineSha, lock)
    const present = project.files.find(({ path }) => path === file)
    if (!official || !present || !isSameEntry(official.toString('utf8'), present.data, name)) return false
  }
  return true
}

function isSameEntry(officialText: string, present: Record<string, unknown>, name: string): boolean {
  const official = lockEntry(readYaml(officialText), name)
  return official !== undefined && JSON.stringify(official) === JSON.stringify(lockEntry(present, name))
}

/** The entry of a stage in a parsed dvc.lock (`sub/dvc.yaml:train@a` is `train@a` in sub/dvc.lock). */
export function lockEntry(lock: unknown, name: string): unknown {
  return isRecord(lock) && isRecord(lock['stages']) ? lock['stages'][name.slice(name.lastIndexOf(':') + 1)] : undefined
}
