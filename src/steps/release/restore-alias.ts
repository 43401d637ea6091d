import { OutsideError, SetupError } from '../../errors/errors.js'
import type { MlflowClient } from '../../mlflow/client.js'
import { findVersion, type ModelVersion, readModel, readVersion, setAlias, setStage } from '../../mlflow/registry.js'
import type { Project } from '../project/project.js'
import { connectMlflow, pageOf } from '../tracking/connect-mlflow.js'
import { type Model, modelName } from './find-model.js'
import { notePromotion, promoterOf } from './promotion-notes.js'
import { COMMIT_TAG, HASH_TAG } from './register-model.js'

/** The form of `to` for a version of the registered model. */
const VERSION = /^version:(\d+)$/

/** The number of the model's version in `to`; undefined where `to` is a revision of Git. */
export function versionNumber(to: string): string | undefined {
  return VERSION.exec(to)?.[1]
}

/**
 * Finds the commit of a version of the registered model.
 * @throws {SetupError} there is no server, no such version, or dvc-ci did not register it
 * @throws {OutsideError} MLflow does not answer
 */
export async function commitOfVersion(project: Project, number: string): Promise<string> {
  const key = project.run.settings.mode === 'verify' ? 'verify' : 'to'
  const errorFor = (problem: string, remedy: string) =>
    new SetupError('model-version-unknown', `${key}: ${problem}.`, { key, value: `version:${number}`, remedy })
  const client = await connectMlflow(project.run)
  if ('reason' in client)
    throw errorFor(
      `versions of the model are in MLflow, and ${client.reason}`,
      'Set the address of the server, or name a tag or a commit.',
    )
  try {
    const name = modelName(project)
    if (name === undefined)
      throw errorFor(
        'the registered model has no name',
        'Set `model`, or declare the model under `artifacts:` in dvc.yaml.',
      )
    const version = await readVersion(client, name, number)
    if (version === undefined)
      throw errorFor(
        `the registered model ${name} has no version ${number}`,
        `Choose a version from the page of the model: ${client.base}/#/models/${encodeURIComponent(name)}`,
      )
    const commit = version.tags.get(COMMIT_TAG)
    if (commit === undefined)
      throw errorFor(
        `version ${number} of ${name} has no tag ${COMMIT_TAG}, so the commit with its data is unknown`,
        'Name a tag or a commit of Git.',
      )
    return await project.git.ensureCommit(commit)
  } finally {
    await client.close()
  }
}

/** The restored version, under the names that MLflow may have for it. */
export interface RestoredVersion {
  /** The commit whose version was restored. */
  sha: string
  /** The name that the user gave (`to`). */
  label: string
  /** The commit of the rollback. */
  commit: string
}

/**
 * Moves the alias and the stage back to the version with the restored model.
 * That is the version in `to`, else the version of the commit, else the newest version with the same content.
 * Does nothing without an alias and a stage.
 * @param model with its restored content
 * @returns the version
 * @throws {OutsideError} MLflow does not answer or rejects a request; the rollback is committed by then
 */
export async function moveBack(
  project: Project,
  model: Model,
  restored: RestoredVersion,
): Promise<ModelVersion | undefined> {
  const { run } = project
  const { alias, stage } = run.settings.mlflow
  if (alias === undefined && stage === undefined) return undefined
  const client = await connectMlflow(run)
  if ('reason' in client) {
    run.skip('alias', client.reason)
    return undefined
  }
  try {
    return await run.step('alias', async (outcome) => {
      const version = await sameVersion(client, model.name, restored, model.out.hash)
      if (version === undefined) {
        outcome.conclusion = 'warning'
        outcome.message = `no version of ${model.name} has the restored model, so no alias was moved`
        return undefined
      }
      const moved = await move(project, client, version, restored)
      run.report.mlflow = {
        experiment: '',
        run_id: version.runId,
        model: model.name,
        version: version.version,
        ...(alias === undefined ? {} : { alias }),
        version_url: pageOf.version(client.base, model.name, version.version),
      }
      const phrase = moved.length === 0 ? 'is already promoted' : `is now ${moved.join(' and ')}`
      outcome.message = `version ${version.version} of ${model.name} ${phrase}`
      return version
    })
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    throw new OutsideError(error.id, error.message, {
      ...error.details,
      remedy: `The rollback is committed. Run this again to move the alias. ${error.details.remedy ?? ''}`.trim(),
    })
  } finally {
    await client.close()
  }
}

async function sameVersion(
  client: MlflowClient,
  name: string,
  { sha, label }: RestoredVersion,
  hash: string | undefined,
): Promise<ModelVersion | undefined> {
  const number = versionNumber(label)
  if (number !== undefined) return readVersion(client, name, number)
  return (
    (await findVersion(client, name, COMMIT_TAG, sha)) ??
    (hash === undefined ? undefined : findVersion(client, name, HASH_TAG, hash))
  )
}

/** Moves the alias and the stage. @returns a phrase for each one that moved */
async function move(
  project: Project,
  client: MlflowClient,
  version: ModelVersion,
  { label, commit }: RestoredVersion,
): Promise<string[]> {
  const { run } = project
  const { alias, stage } = run.settings.mlflow
  const by = await promoterOf(project)
  const moved: string[] = []
  const why = `rollback to ${label}`
  // The note comes first: after an interruption, the next run sees the old alias and completes the move.
  if (alias !== undefined) {
    const from = (await readModel(client, version.name))?.get(alias)
    if (from !== version.version) {
      await notePromotion(run, client, version, alias, { from, why, by, commit })
      await setAlias(client, version.name, alias, version.version)
      moved.push(`the ${alias}`)
    }
  }
  if (stage !== undefined && version.stage !== stage) {
    await notePromotion(run, client, version, stage, { why, by, commit })
    await setStage(client, version.name, version.version, stage)
    moved.push(`in the stage ${stage}`)
  }
  return moved
}
