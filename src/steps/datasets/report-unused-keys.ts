import { nearestData } from '../../datasets/named-data.js'
import { isTableName } from '../../datasets/table-names.js'
import { type KeyedData, unusedKeys } from '../../datasets/unused-keys.js'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import { unusedKeyFinding } from '../../report/unused-key-finding.js'
import type { Project } from '../project/project.js'
import { toldElsewhere } from './describe-data.js'
import { isFolder } from './find-leaks.js'

/**
 * Adds a finding for each entry of `data.keys` that is about no table. A later part of the run adds none again.
 * @param before the data of the baseline
 */
export function reportUnusedKeys(project: Project, before: ReadonlyMap<string, LockedOut> = new Map()): void {
  const { run, stages } = project
  const data = new Map<string, KeyedData>(
    [...before.values()].map((out) => [out.path, { path: out.path, isFolder: isFolder(out) }]),
  )
  for (const out of stages.flatMap(({ outs }) => outs).filter(({ cache }) => cache)) {
    const path = joinPath(out.path)
    data.set(path, { path, ...(out.hash === undefined ? {} : { isFolder: out.hash.endsWith('.dir') }) })
  }
  const told = toldElsewhere(project)
  const tables = [...data.keys()].filter((path) => isTableName(path) && !told.has(path))
  for (const entry of unusedKeys(run.settings.data.keys.keys(), [...data.values()])) {
    const finding = unusedKeyFinding(entry, nearestData(entry, tables), tables)
    if (!run.report.lint.some(({ message }) => message === finding.message)) run.report.lint.push(finding)
  }
}
