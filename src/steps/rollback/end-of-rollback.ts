import {
  movedText,
  type RollbackOutcome,
  type RolledBack,
  rollbackSummary,
  staleAfterRollback,
  targetsText,
} from '../../report/rollback-summary.js'
import type { Ending } from '../ending.js'
import type { Project } from '../project/project.js'
import { wouldCommit } from '../publish/publish-commit.js'
import { deploy, isDeploying, modelFacts } from '../release/deploy.js'
import { modelAt } from '../release/model-at.js'
import { moveBack } from '../release/restore-alias.js'
import { requireSignedVersion } from './proven-version.js'
import { ownersNamed } from './restore-files.js'
import { standingRollback } from './standing-rollback.js'
import type { Version } from './version.js'

/** The version with a short description of the restored targets. */
export function describe(project: Project, { sha, label }: Version): RolledBack {
  const { targets, restore } = project.run.settings.rollback
  return { sha, label, targets: targetsText({ targets, restore, directory: project.inGit('.') }) }
}

/** The end of a rollback, in words. */
export function endWith(project: Project, version: Version, outcome: RollbackOutcome): Ending {
  return { conclusion: 'success', message: rollbackSummary(describe(project, version), outcome) }
}

/** All files are restored already, but an earlier run may have ended before it moved the alias. */
export async function endUnchanged(project: Project, version: Version): Promise<Ending> {
  const { sha } = project.run.report.source
  const moved = await finish(project, version, (await standingRollback(project, version)) ?? sha)
  return endWith(project, version, { kind: 'unchanged', moved })
}

/** The end of a dry run. @param paths the files that the rollback would commit */
export async function endOfDryRun(
  project: Project,
  version: Version,
  paths: readonly string[],
  branch: string,
): Promise<Ending> {
  const would = await wouldCommit(project, paths, branch, 'rollback')
  project.run.skip('commit', `dry run; it would ${would}`)
  return endWith(project, version, { kind: 'dry-run', would, stale: staleNote(project) })
}

/** The stages that are stale after the rollback, as one sentence; empty without any. */
export function staleNote({ run }: Project): string {
  return staleAfterRollback(run.report.stages, run.settings.rollback.targets.length === 0)
}

/** Moves the alias back after the commit, and deploys on request. @returns a sentence, or an empty string */
export async function finish(project: Project, restored: Version, commit: string): Promise<string> {
  const { sha, label } = restored
  const { run } = project
  const { targets } = run.settings.rollback
  if (run.settings.rebuild.dryRun) return ''
  const model = await modelAt(project, commit)
  const isModelRestored =
    model !== undefined &&
    (targets.length === 0 ||
      ownersNamed(project, targets).some(({ outs }) => outs.some(({ path }) => path === model.out.path)))
  const deploys = run.settings.deploy.rollback && isDeploying(run.settings.deploy)
  const isWhole = isModelRestored || targets.length === 0
  if (isModelRestored || (deploys && isWhole))
    await requireSignedVersion(project, restored, isModelRestored ? model : undefined)
  const version = isModelRestored ? await moveBack(project, model, { sha, label, commit }) : undefined
  if (deploys && !isWhole && restored.proven !== undefined)
    run.skip('deploy', 'the targets leave the model as it is, and no signed statement is about such a mixture')
  else if (deploys) {
    const { alias } = run.settings.mlflow
    await deploy(project, {
      commit,
      key: `${commit} rollback ${sha}`,
      ...modelFacts(project, isModelRestored ? model : undefined),
      ...(version === undefined ? {} : { model: version.name, version: version.version }),
      ...(version === undefined || alias === undefined ? {} : { alias }),
    })
  }
  return version === undefined ? '' : movedText(version, run.settings.mlflow)
}
