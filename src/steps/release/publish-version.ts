import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf, OutsideError, ProjectError } from '../../errors/errors.js'
import { compareMetrics } from '../../metrics/compare.js'
import { findVersion } from '../../mlflow/registry.js'
import { KEY_TAG, readRun } from '../../mlflow/runs.js'
import { downloadAt } from '../data/download-at.js'
import { verifyRemote } from '../data/verify-remote.js'
import type { PublishedBuild } from '../ending.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import { committedDataHash, presentDataHash } from '../tracking/run-facts.js'
import { startTracking, type Tracking } from '../tracking/tracked-run.js'
import { requireVerified } from '../verification/require-verified.js'
import { isDeploying } from './deploy.js'
import { findModel, type Model } from './find-model.js'
import { modelAt } from './model-at.js'
import { type BuildToRegister, registerModel, versionKey } from './register-model.js'

const COMPLETE = 'To complete it, run the same job again, or `dvc-ci rebuild --resume`.'

/** The model that the run will register and deploy, found before the build. @throws {SetupError} as `findModel` */
export function modelToRegister(project: Project): Model | undefined {
  const { mlflow, rebuild, deploy } = project.run.settings
  return (mlflow.access === undefined && !isDeploying(deploy)) || rebuild.dryRun ? undefined : findModel(project)
}

/**
 * Writes a published build into MLflow and registers its model. The build stays published where MLflow fails; the error
 * names the missing parts.
 * @param tracking the tracked run; undefined without one
 * @returns the version of the model, as a phrase; empty without a model
 * @throws {OutsideError} MLflow does not answer, or rejects a request
 */
export async function publishVersion(
  project: Project,
  tracking: Tracking | undefined,
  build: PublishedBuild,
): Promise<string> {
  if (tracking === undefined) return ''
  const found = findModel(project)
  // Read from the commit: a later run that completes this one then gets the same key.
  const lock = await committedDataHash(project, build.commit).catch(() => presentDataHash(project))
  const files = () => Promise.resolve(resolve(project.run.settings.workingDirectory, found?.path ?? '.'))
  return track(project, tracking, found, { ...build, lock, files }, 'The data and the commit are published')
}

async function track(
  project: Project,
  tracking: Tracking,
  model: Model | undefined,
  build: BuildToRegister,
  published: string,
): Promise<string> {
  const { run } = project
  const incomplete = (problem: string, error: unknown) => {
    if (run.signal.aborted || !(error instanceof OutsideError)) throw error
    throw new OutsideError(error.id, `${published}, but ${problem}: ${error.message}`, {
      ...error.details,
      remedy: `${error.details.remedy ?? ''} ${COMPLETE}`.trim(),
      cause: error,
    })
  }
  const tracked = await run
    .step('track', async (outcome) => {
      const tracked = await tracking.log()
      outcome.message = `run ${tracked.id} in ${run.report.mlflow?.experiment ?? ''}`
      return tracked
    })
    .catch((error: unknown) =>
      incomplete(
        `the run${model === undefined ? ' is' : ` and the version of the model ${model.name} are`} not in MLflow`,
        error,
      ),
    )
  if (model === undefined) {
    run.skip('register', 'neither dvc.yaml (`artifacts:`, type: model) nor the setting `model` names a model')
    return ''
  }
  return run
    .step(
      'register',
      async (outcome) => (outcome.message = await registerModel(project, tracking.client, tracked, model, build)),
    )
    .catch((error: unknown) => incomplete(`the model ${model.name} has no complete version in MLflow`, error))
}

/**
 * Completes a build of an earlier run in MLflow: writes only the missing parts.
 * @returns the completed version, as a sentence; empty where MLflow has all parts
 * @throws {OutsideError} MLflow does not answer, or rejects a request
 */
export async function completeBuild(project: Project, published: PublishedBuild & { key?: string }): Promise<string> {
  const { run } = project
  if (run.settings.rebuild.dryRun) return ''
  // A shallow checkout may lack both commits.
  for (const sha of new Set([published.source, published.commit])) await project.git.ensureCommit(sha)
  const model = await modelAt(project, published.commit)
  const { mlflow, card } = run.settings
  // The deployment verifies for itself.
  if (model !== undefined && (mlflow.access !== undefined || card.hub?.token !== undefined))
    await requireVerified(project, published.commit, [project.inGit(model.out.path)])
  const lock = await committedDataHash(project, published.commit)
  const build = { ...published, lock, files: () => downloadAt(project, published.commit, model?.path ?? '.') }
  if (model !== undefined && (await isRegistered(project, model, build))) return ''
  const tracking = await startTracking(project, published.source, { completes: true, at: published.commit })
  if (tracking === undefined) return ''
  try {
    const committed = await metricsAt(project, published.commit, await lockedAt(project, published.commit))
    run.report.metrics = compareMetrics({ committed })
    const phrase = await track(
      project,
      tracking,
      model,
      build,
      `The build of ${published.source.slice(0, 7)} is published (${published.commit.slice(0, 7)})`,
    )
    return phrase === '' ? '' : `In MLflow ${phrase}.`
  } finally {
    await rm(join(project.scratch, 'model'), { recursive: true, force: true })
  }
}

/**
 * Registers a model that a user trained elsewhere and added with `dvc add`, in a project without a pipeline.
 * The same content is the same version, also after other pushes.
 * @throws {ProjectError} the remote lacks data that the commit needs
 * @throws {OutsideError} MLflow does not answer, or rejects a request
 */
export async function publishAddedModel(project: Project): Promise<{ conclusion: 'success'; message: string }> {
  const { run, inGit } = project
  const noPipeline = 'There is no pipeline to rebuild: the project has only .dvc files.'
  const model = modelToRegister(project)
  if (model === undefined) return { conclusion: 'success', message: noPipeline }
  await verifyRemote(project, { mode: 'sizes', download: true })
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `the remote lacks data that the commit needs: ${missing.map(({ message }) => message).join(' ')}`,
      { key: 'remote', remedy: 'Nothing was registered.' },
    )
  const { sha } = run.report.source
  const completed = await completeBuild(project, {
    source: sha,
    commit: sha,
    key: [inGit(model.path), model.out.hash ?? sha].join(' '),
  })
  const { version, model: name } = run.report.mlflow ?? {}
  return {
    conclusion: 'success',
    message:
      completed !== ''
        ? `${noPipeline} ${completed}`
        : version === undefined
          ? noPipeline
          : `${noPipeline} Its model is already version ${version} of ${name ?? ''} in MLflow.`,
  }
}

/** True where MLflow has the version and a finished run. Completes the promotion of the version. */
async function isRegistered(project: Project, model: Model, build: BuildToRegister): Promise<boolean> {
  const { run } = project
  const client = await connectMlflow(run)
  if ('reason' in client) return false
  try {
    const version = await findVersion(client, model.name, KEY_TAG, versionKey(project, build))
    const tracked = version?.status === 'READY' ? await readRun(client, version.runId) : undefined
    if (version === undefined || tracked?.status !== 'FINISHED') return false
    await run.step('register', async (outcome) => {
      outcome.message = await registerModel(project, client, tracked, model, build)
    })
    return true
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    run.host.debug(messageOf(error))
    return false
  } finally {
    await client.close()
  }
}
