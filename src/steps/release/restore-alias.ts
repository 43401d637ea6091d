import { OutsideError, SetupError } from '../../errors/errors.js'
import type { MlflowClient } from '../../mlflow/client.js'
import { findVersion, type ModelVersion, readModel, readVersion, setAlias, setStage } from '../../mlflow/registry.js'
import type { Project } from '../project/project.js'
import { connectMlflow, pageOf } from '../tracking/connect-mlflow.js'
import { findModel, modelName } from './find-model.js'
import { notePromotion } from './promotion-notes.js'
import { COMMIT_TAG, HASH_TAG } from './register-model.js'

/** How `to` names a version of the registered model. */
const VERSION = /^version:(\d+)$/

/** The number of the model's version that `to` names; undefined where it names a revision of Git. */
export function versionNumber(to: string): string | undefined {
  return VERSION.exec(to)?.[1]
}

/**
 * The commit in which a version of the registered model was built.
 * @throws {SetupError} no server, no such version, or one that dvc-ci did not make
 * @throws {OutsideError} MLflow does not answer
 */
export async function commitOfVersion(project: Project, number: string): Promise<string> {
  const refuse = (what: string, remedy: string) =>
    new SetupError('model-version-unknown', `to: ${what}.`, { key: 'to', value: `version:${number}`, remedy })
  const client = await connectMlflow(project.run)
  if ('reason' in client)
    throw refuse(
      `versions of the model are in MLflow, and ${client.reason}`,
      'Give the address of the server, or name a tag or a commit.',
    )
  try {
    const name = modelName(project)
    if (name === undefined)
      throw refuse(
        'nothing says which registered model is meant',
        'Name it with `model`, or declare it under `artifacts:` in dvc.yaml.',
      )
    const version = await readVersion(client, name, number)
    if (version === undefined)
      throw refuse(
        `the registered model ${name} has no version ${number}`,
        `The page of the model lists its versions: ${client.base}/#/models/${encodeURIComponent(name)}`,
      )
    const commit = version.tags.get(COMMIT_TAG)
    if (commit === undefined)
      throw refuse(
        `version ${number} of ${name} has no tag ${COMMIT_TAG}, so nothing says which commit has its data`,
        'Name a tag or a commit of Git.',
      )
    return await project.git.ensureCommit(commit)
  } finally {
    await client.close()
  }
}

/** What came back, as the registry may know it. */
export interface CameBack {
  /** The commit whose version came back. */
  sha: string
  /** As the user names it. */
  label: string
  /** The commit that has it now. */
  commit: string
}

/**
 * Moves the alias (and the stage) back to the version of the registered model that holds what came back: the one that was asked for, else the one that was built in
 * that commit, else the newest one with the very same content. Only where the model came back and an alias is configured.
 * @returns the version
 * @throws {OutsideError} MLflow does not take it; what came back is committed by then
 */
export async function moveBack(project: Project, back: CameBack): Promise<ModelVersion | undefined> {
  const { run } = project
  const { alias, stage } = run.settings.mlflow
  const model = findModel(project)
  if (model === undefined || (alias === undefined && stage === undefined)) return undefined
  const client = await connectMlflow(run)
  if ('reason' in client) {
    run.skip('alias', client.reason)
    return undefined
  }
  try {
    return await run.step('alias', async (outcome) => {
      const version = await sameVersion(client, model.name, back, model.out.hash)
      if (version === undefined) {
        outcome.conclusion = 'warning'
        outcome.message = `no version of ${model.name} has what came back, so no alias was moved`
        return undefined
      }
      const moved = await move(project, client, version, back)
      run.report.mlflow = {
        experiment: '',
        run_id: version.runId,
        model: model.name,
        version: version.version,
        ...(alias === undefined ? {} : { alias }),
        version_url: pageOf.version(client.base, model.name, version.version),
      }
      outcome.message = `version ${version.version} of ${model.name}${moved.length === 0 ? ' has it already' : ` is now ${moved.join(' and ')}`}`
      return version
    })
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    throw new OutsideError(error.id, error.message, {
      ...error.details,
      remedy: `What came back is committed; running this again moves the alias. ${error.details.remedy ?? ''}`.trim(),
    })
  } finally {
    await client.close()
  }
}

async function sameVersion(
  client: MlflowClient,
  name: string,
  { sha, label }: CameBack,
  hash: string | undefined,
): Promise<ModelVersion | undefined> {
  const number = versionNumber(label)
  if (number !== undefined) return readVersion(client, name, number)
  return (
    (await findVersion(client, name, COMMIT_TAG, sha)) ??
    (hash === undefined ? undefined : findVersion(client, name, HASH_TAG, hash))
  )
}

/** @returns what was moved, in words; nothing where all is there already */
async function move(
  { run }: Project,
  client: MlflowClient,
  version: ModelVersion,
  { label, commit }: CameBack,
): Promise<string[]> {
  const { alias, stage } = run.settings.mlflow
  const moved: string[] = []
  const why = `rollback to ${label}`
  // The history first: a run that is cut off in between is completed by the next, which sees by the alias that it is not done.
  if (alias !== undefined) {
    const from = (await readModel(client, version.name))?.get(alias)
    if (from !== version.version) {
      await notePromotion(run, client, version, alias, { from, why, commit })
      await setAlias(client, version.name, alias, version.version)
      moved.push(`the ${alias}`)
    }
  }
  if (stage !== undefined && version.stage !== stage) {
    await notePromotion(run, client, version, stage, { why, commit })
    await setStage(client, version.name, version.version, stage)
    moved.push(`in the stage ${stage}`)
  }
  return moved
}
