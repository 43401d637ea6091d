import type { Stage } from '../../pipeline/project.js'
import type { Project } from '../project/project.js'
import { findModel, type Model } from '../release/find-model.js'
import { requireProvenance, requireSignedOutputs } from '../verification/require-verified.js'
import { findVersion, type Version } from './version.js'

/**
 * The version to restore. Where the settings require it, its provenance is verified before anything changes.
 * @throws as `findVersion` and `requireProvenance`
 */
export async function findProvenVersion(project: Project): Promise<Version> {
  const { run } = project
  const version = await findVersion(project)
  return run.settings.provenance.use === 'required'
    ? { ...version, proven: await requireProvenance(run, project, version.sha) }
    : version
}

/**
 * Verifies that the restored outputs have the signed bytes, before the rollback is committed. What was not pulled is
 * downloaded for it.
 * @throws as `requireSignedOutputs`
 */
export async function requireRestored(project: Project, version: Version, owners: readonly Stage[]): Promise<void> {
  if (version.proven === undefined) return
  const model = findModel(project)
  const outs = (wanted: (stage: Stage) => boolean) => owners.filter(wanted).flatMap((stage) => stage.outs)
  const restored = outs(({ kind }) => kind === 'stage')
    .filter(({ path }) => path !== model?.out.path)
    .map(({ path }) => project.inGit(path))
  await requireSignedOutputs(project.run, version.sha, version.proven, {
    outputs: restored,
    open: () => Promise.resolve(project),
  })
  if (model !== undefined && outs(() => true).some(({ path }) => path === model.out.path))
    await requireSignedVersion(project, version, model)
}

/**
 * Verifies the bytes of a version before an alias moves to it or it is deployed: an earlier run may have restored it, under
 * other settings.
 * @param model which alone counts; undefined: every output of the version
 * @throws as `requireSignedOutputs`
 */
export async function requireSignedVersion(
  project: Project,
  { sha, proven }: Version,
  model: Model | undefined,
): Promise<void> {
  if (proven === undefined) return
  await requireSignedOutputs(project.run, sha, proven, {
    ...(model === undefined ? {} : { outputs: [project.inGit(model.out.path)], mayLack: false }),
    open: () => Promise.resolve(project),
  })
}
