import { keyOfPair, type LeakPair } from '../../datasets/leak-pairs.js'
import type { LeakReport } from '../../report/data-report.js'
import { leakFinding } from '../../report/leak-finding.js'
import type { Project } from '../project/project.js'

/**
 * Adds a finding for each pair that shares files or rows.
 * @param readings of folders or of tables, by the path of the data
 * @param judged pairs that policies name: the gate tells of them
 */
export function reportLeaks(
  { run, inGit }: Project,
  readings: ReadonlyMap<string, { leaked?: readonly LeakReport[] }>,
  judged: readonly LeakPair[],
): void {
  const known = new Set(judged.map(keyOfPair))
  for (const [path, { leaked = [] }] of readings) {
    for (const leak of leaked) {
      const finding = known.has(keyOfPair({ path, of: leak.path })) ? undefined : leakFinding(path, leak)
      if (finding !== undefined) run.report.lint.push({ ...finding, path: inGit(path) })
    }
  }
}
