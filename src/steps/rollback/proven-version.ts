import type { Stage } from '../../pipeline/project.js'
import type { Project } from '../project/project.js'
import { type ProvenBuild, requireProvenance, requireSignedOutputs } from '../verification/require-verified.js'
import type { Version } from './version.js'

/**
 * The provenance of the version to restore, verified before anything changes; undefined where the settings do not
 * require it.
 * @throws as `requireProvenance`
 */
export async function provenanceOf(project: Project, { sha }: Version): Promise<ProvenBuild | undefined> {
  const { run } = project
  return run.settings.provenance.use === 'required' ? requireProvenance(run, project, sha) : undefined
}

/**
 * Verifies that the restored outputs have the signed bytes, before the rollback is committed. What was not pulled is
 * downloaded for it.
 * @throws as `requireSignedOutputs`
 */
export async function requireRestored(
  project: Project,
  { sha }: Version,
  proven: ProvenBuild,
  owners: readonly Stage[],
): Promise<void> {
  const restored = owners
    .filter(({ kind }) => kind === 'stage')
    .flatMap(({ outs }) => outs.map(({ path }) => project.inGit(path)))
  await requireSignedOutputs(project.run, sha, proven, { outputs: restored, open: () => Promise.resolve(project) })
}
