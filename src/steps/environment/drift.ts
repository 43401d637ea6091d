import { basename } from 'node:path'
import { packageChanges } from '../../environment/compare.js'
import { concernedStages } from '../../environment/concerned.js'
import { isCompleteLock, LARGEST_LOCK, type Packages, readLock } from '../../environment/lock-files.js'
import { isWithin } from '../../pipeline/project.js'
import { type Drift, driftText } from '../../report/drift.js'
import { runnable } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { isEnvironmentFile } from './environment-files.js'

/**
 * The files of the environment that changed since the baseline while no stage depends on them: DVC sees nothing to run.
 * A lock file whose packages are the same is left out.
 * @param baseline undefined without a baseline commit: nothing can be told then
 */
export async function findDrift(project: Project, baseline: string | undefined): Promise<Drift[]> {
  const { run, git } = project
  const stages = runnable(project)
  if (run.settings.validate.drift === 'off' || baseline === undefined || stages.length === 0) return []
  const { sha } = run.report.source
  const paths = (await git.changedFiles(baseline, sha))
    .filter(({ status, path }) => status !== 'added' && isEnvironmentFile(project, path) && !isDeclared(project, path))
    .map(({ path }) => path)
    .sort()
  if (paths.length === 0) return []
  const [before, now] = await Promise.all([git.readFiles(baseline, paths), git.readFiles(sha, paths)])
  return paths.flatMap((path): Drift[] => {
    const name = basename(path)
    const [old, present] = [packagesOf(name, before.get(path)), packagesOf(name, now.get(path))]
    const fault = [present, old].find((side) => typeof side === 'string')
    const changes = typeof old === 'string' || typeof present === 'string' ? [] : packageChanges(old, present)
    if (changes.length === 0 && fault === undefined && isCompleteLock(name)) return []
    return [
      {
        path: project.fromGit(path),
        changes,
        ...(fault === undefined ? {} : { fault }),
        ...(now.has(path) ? {} : { isDeleted: true as const }),
        stages: concernedStages(name, stages),
      },
    ]
  })
}

function packagesOf(name: string, content: Buffer | undefined): Packages | string {
  if (content === undefined) return new Map<string, string>()
  if (content.length > LARGEST_LOCK) return `it has more than ${LARGEST_LOCK / 1024 / 1024} MiB`
  return readLock(name, content.toString('utf8'))
}

/** Whether a stage depends on a file, or on a folder around it. */
function isDeclared({ index, fromGit }: Project, path: string): boolean {
  return index.stages.some(({ deps }) => deps.some((dep) => dep.kind === 'path' && isWithin(fromGit(path), dep.path)))
}

/** Adds a finding for each of these files, unless they make stages stale. A removed file can be no dependency. */
export function reportDrift({ run, inGit }: Project, found: readonly Drift[]): void {
  const { drift } = run.settings.validate
  for (const each of found.filter(({ isDeleted }) => drift !== 'stale' || isDeleted))
    run.report.lint.push({
      rule: 'environment-drift',
      path: inGit(each.path),
      severity: drift === 'fail' ? 'error' : 'warning',
      message: driftText(each),
    })
}
