import { ProjectError, SetupError } from '../../errors/errors.js'
import type { Stage } from '../../pipeline/project.js'
import { shellWord } from '../../text/shell-word.js'
import { count } from '../../text/words.js'
import { strictPull } from '../data/pull.js'
import type { Project } from '../project/project.js'
import type { RestorePlan } from './restore-files.js'
import type { Version } from './version.js'

/** @throws {SetupError} a pull would replace data with uncommitted changes */
export async function rejectUnsavedData(project: Project, plan: RestorePlan): Promise<void> {
  const status = await project.dvc.status({ allowMissing: true })
  for (const owner of ownersOf(project, plan)) {
    const cached = new Set(owner.outs.filter(({ cache }) => cache).map(({ path }) => path))
    const changed = Object.entries(status[owner.name]?.outs ?? {}).find(
      ([path, state]) => state === 'modified' && cached.has(path),
    )
    if (changed === undefined) continue
    throw new SetupError(
      'output-changed',
      `${changed[0]} differs from ${owner.kind === 'stage' ? 'dvc.lock' : owner.file}, and a rollback would replace it.`,
      {
        key: 'working tree',
        value: changed[0],
        remedy: `Keep it with \`dvc commit --force ${shellWord(owner.kind === 'stage' ? owner.name : owner.file)}\`, or discard it with \`dvc checkout --force ${shellWord(changed[0])}\`.`,
      },
    )
  }
}

/** The stages and `.dvc` files whose data the plan restores. */
export function ownersOf(project: Project, { owners }: RestorePlan): Stage[] {
  return project.stages.filter(({ name }) => owners?.includes(name) ?? true)
}

/** @throws {ProjectError} the report has missing or altered objects of that version */
export function requireNothingMissing({ run }: Project, { label }: Version): void {
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `${label} cannot be restored: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'to', value: label, remedy: 'Nothing was changed.' },
    )
}

/**
 * Pulls the data of that version and hashes it again.
 * @throws {ProjectError} the remote lacks an object, or the pulled data differs from that version
 */
export async function pullVersion(
  project: Project,
  version: Version,
  plan: RestorePlan,
  owners: readonly Stage[],
): Promise<void> {
  const { run, dvc } = project
  if (run.settings.rebuild.dryRun) return run.skip('pull', 'dry run')
  if (run.settings.validate.pull === 'none') return run.skip('pull', 'pull: none')
  await strictPull(project, { targets: plan.owners })
  requireNothingMissing(project, version)
  await run.step('compare data', async (outcome) => {
    const altered = await dvc.altered(owners.map(({ name }) => name))
    if (altered.length > 0)
      throw new ProjectError(
        'data-altered',
        `the pulled data differs from ${version.label}: ${altered.map(({ path, hash, actual }) => `${path} has the hash ${actual}, not ${hash}`).join(', ')}.`,
        { key: 'to', value: version.label, remedy: 'Nothing was changed.' },
      )
    outcome.message = `the data of ${count(owners.length, 'stage or .dvc file', 'stages and .dvc files')} is identical to ${version.label}`
  })
}
