import { basename } from 'node:path'
import { definesEnvironment } from '../../environment/lock-files.js'
import type { ProjectStatus } from '../../pipeline/project.js'
import { verdicts } from '../../pipeline/verdicts.js'
import { type Drift, driftClause } from '../../report/drift.js'
import { type Cause, isChange, type StageReport } from '../../report/report.js'
import { named } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** The verdicts, in which changed files of the environment count as dependencies with `drift: stale`. */
export function driftVerdicts(
  { index, run }: Project,
  status: ProjectStatus,
  isTracked: (path: string) => boolean,
  found: readonly Drift[],
): StageReport[] {
  const drift = run.settings.validate.drift === 'stale' ? found.filter(({ isDeleted }) => !isDeleted) : []
  const changed: ProjectStatus = { ...status }
  for (const { path, stages } of drift)
    for (const name of stages)
      changed[name] = { ...changed[name], deps: { ...changed[name]?.deps, [path]: 'modified' } }
  const clauses = new Map(drift.map((each) => [each.path, driftClause(each)]))
  return verdicts(index, changed, isTracked).map((stage) => ({
    ...stage,
    causes: stage.causes.map((cause) => ({ ...cause, message: clauses.get(cause.path ?? '') ?? cause.message })),
  }))
}

/** True for a stage that only changed files of the environment make stale, on which it does not depend. */
export function isStaleByDrift({ graph }: Project, stage: StageReport): boolean {
  const deps = new Set(graph.stage(stage.name)?.deps.map(({ path }) => path))
  const changes = ownChanges(stage)
  return changes.length > 0 && changes.every(({ path = '' }) => definesEnvironment(basename(path)) && !deps.has(path))
}

/** The changes that make a stage stale, without those of the stages that it needs. */
export function ownChanges({ causes }: StageReport): Cause[] {
  return causes.filter((cause) => isChange(cause) && cause.kind !== 'upstream')
}

/** The stages that only a changed file of the environment makes stale: DVC runs them by force alone. */
export function driftedStages(project: Project): string[] {
  return project.run.report.stages
    .filter((stage) => stage.verdict === 'stale' && isStaleByDrift(project, stage))
    .map(({ name }) => name)
}

/**
 * Why no commit is made for stages that a file of the environment makes stale: dvc.lock does not have the file, so the
 * run of the commit would make them again, and commit again.
 */
export function driftReason(project: Project): string | undefined {
  const drifted = driftedStages(project)
  return drifted.length === 0
    ? undefined
    : `drift: stale made ${named(drifted)} stale, and dvc.lock cannot record that; add the changed file to the deps in dvc.yaml`
}
