import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { messageOf, OutsideError, ProjectError } from '../../errors/errors.js'
import { compareMetrics } from '../../metrics/compare.js'
import { findVersion } from '../../mlflow/registry.js'
import { KEY_TAG, readRun } from '../../mlflow/runs.js'
import { lastLine } from '../../text/words.js'
import { verifyRemote } from '../data/verify-remote.js'
import { lockedAt, metricsAt } from '../evaluation/read-metrics.js'
import { type Project } from '../project/project.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import { committedDataHash, presentDataHash } from '../tracking/run-facts.js'
import { startTracking, type Tracking } from '../tracking/tracked-run.js'
import { isDeploying } from './deploy.js'
import { findModel, type Model } from './find-model.js'
import { type Landed, registerModel, versionKey } from './register-model.js'

/** A build that is in Git and in the remote. */
export interface PublishedBuild {
  /** The commit that was built. */
  source: string
  /** The commit that has the result; the source itself where nothing changed. */
  commit: string
}

const COMPLETE = 'Run the same job again, or `dvc-ci rebuild --resume`, to complete it.'

/** The model that is registered and deployed, told before anything is built. @throws {SetupError} the settings name one that nothing makes */
export function modelToRegister(project: Project): Model | undefined {
  const { mlflow, rebuild, deploy } = project.run.settings
  return (mlflow.access === undefined && !isDeploying(deploy)) || rebuild.dryRun ? undefined : findModel(project)
}

/**
 * Writes a build that landed into MLflow and registers its model. Nothing of the build is lost where MLflow fails: what is missing is told.
 * @param tracking of the build; undefined where nothing is tracked
 * @returns what became of the model, as a phrase; empty without one
 * @throws {OutsideError} MLflow does not take it
 */
export async function publishVersion(
  project: Project,
  tracking: Tracking | undefined,
  landed: PublishedBuild,
): Promise<string> {
  if (tracking === undefined) return ''
  const found = findModel(project)
  // Read from the commit, so that a run which completes this one later finds the same key.
  const lock = await committedDataHash(project, landed.commit).catch(() => presentDataHash(project))
  const files = () => Promise.resolve(resolve(project.run.settings.workingDirectory, found?.path ?? '.'))
  return track(project, tracking, found, { ...landed, lock, files }, 'The data and the commit are in place')
}

async function track(
  project: Project,
  tracking: Tracking,
  model: Model | undefined,
  build: Landed,
  stands: string,
): Promise<string> {
  const { run } = project
  const missing = (what: string, error: unknown) => {
    if (run.signal.aborted || !(error instanceof OutsideError)) throw error
    throw new OutsideError(error.id, `${stands}, but ${what}: ${error.message}`, {
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
      missing(
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
    .catch((error: unknown) => missing(`the model ${model.name} has no complete version in MLflow`, error))
}

/**
 * Completes what MLflow lacks of a build that an earlier run made; where everything is there, nothing is written.
 * @returns what was completed, as a sentence; empty where nothing was
 * @throws {OutsideError} MLflow does not take it
 */
export async function completeBuild(project: Project, landed: PublishedBuild & { key?: string }): Promise<string> {
  const { run } = project
  if (run.settings.rebuild.dryRun) return ''
  // A shallow checkout may lack either.
  for (const sha of new Set([landed.source, landed.commit])) await project.git.ensureCommit(sha)
  const present = findModel(project)
  const out = present && (await lockedAt(project, landed.commit)).get(present.out.path)
  const model = present && { ...present, out: { ...present.out, ...out } }
  const lock = await committedDataHash(project, landed.commit)
  const build = { ...landed, lock, files: () => filesAt(project, landed.commit, model?.path ?? '.') }
  if (model !== undefined && (await isRegistered(project, model, build))) return ''
  const tracking = await startTracking(project, landed.source)
  if (tracking === undefined) return ''
  try {
    const committed = await metricsAt(project, landed.commit, await lockedAt(project, landed.commit))
    run.report.metrics = compareMetrics({ committed })
    const phrase = await track(
      project,
      tracking,
      model,
      build,
      `The build of ${landed.source.slice(0, 7)} is in place (${landed.commit.slice(0, 7)})`,
    )
    return phrase === '' ? '' : `In MLflow ${phrase}.`
  } finally {
    await rm(join(project.scratch, 'model'), { recursive: true, force: true })
  }
}

/**
 * Registers a model that somebody trained elsewhere and added with `dvc add`, where there is no pipeline to build it. The same content is one version,
 * whatever else is pushed.
 * @throws {ProjectError} the remote does not have what the commit needs
 * @throws {OutsideError} MLflow does not take it
 */
export async function publishHandMade(project: Project): Promise<{ conclusion: 'success'; message: string }> {
  const { run, inGit } = project
  const nothing = 'There is no pipeline to rebuild: the project has .dvc files only.'
  const model = modelToRegister(project)
  if (model === undefined) return { conclusion: 'success', message: nothing }
  await verifyRemote(project, { mode: 'sizes', download: true })
  const { missing } = run.report.remote
  if (missing.length > 0)
    throw new ProjectError(
      'remote-data-missing',
      `the remote does not have what the commit needs: ${missing.map(({ message }) => message).join(' ')}`,
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
        ? `${nothing} ${completed}`
        : version === undefined
          ? nothing
          : `${nothing} In MLflow its model is version ${version} of ${name ?? ''} already.`,
  }
}

/** True where the version is there, and its promotion too: then nothing is written at all. */
async function isRegistered(project: Project, model: Model, build: Landed): Promise<boolean> {
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

/** Downloads a path as a commit has it, beside the working tree. @throws {OutsideError} the remote does not give it */
async function filesAt(project: Project, commit: string, path: string): Promise<string> {
  const { dvc, git, run } = project
  const parent = join(project.scratch, 'model')
  await mkdir(parent, { recursive: true })
  const target = join(await mkdtemp(join(parent, 'at-')), basename(path))
  const result = await dvc.run(['get', '--rev', commit, '--out', target, '--', git.root, project.inGit(path)], {
    onOutput: (text) => run.host.output(text),
  })
  if (result.code !== 0) {
    throw new OutsideError(
      'dvc-pull-failed',
      `${path} of ${commit.slice(0, 7)} cannot be fetched for MLflow: ${lastLine(result.stderr)}`,
      { key: 'remote', remedy: 'Check the remote, then run this again.' },
    )
  }
  return target
}
