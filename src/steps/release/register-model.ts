import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { withoutUser } from '../../mlflow/address.js'
import { proxiedPath, putArtifact } from '../../mlflow/artifacts.js'
import type { MlflowClient } from '../../mlflow/client.js'
import {
  findVersion,
  type ModelVersion,
  newestVersion,
  openModel,
  openVersion,
  readVersion,
  setAlias,
  setStage,
} from '../../mlflow/registry.js'
import { KEY_TAG, type TrackedRun } from '../../mlflow/runs.js'
import { formatBytes } from '../../report/numbers.js'
import { searchFile } from '../../run/masked-file.js'
import type { PublishedBuild } from '../ending.js'
import type { Project } from '../project/project.js'
import { pageOf } from '../tracking/connect-mlflow.js'
import { REPOSITORY_TAG, repositoryOf } from '../tracking/model-owner.js'
import { typeOf } from '../tracking/run-artifacts.js'
import { named } from '../tracking/run-facts.js'
import { stageRunsOf } from '../tracking/stage-runs.js'
import type { Model } from './find-model.js'
import { loggedModel } from './logged-model.js'
import { notePromotion, promoterOf, wasPromoted } from './promotion-notes.js'

/** The tag of a version with the commit of its dvc.lock. A baseline or a rollback finds all data by this commit. */
export const COMMIT_TAG = 'dvc-ci.commit'
export const SOURCE_TAG = 'dvc-ci.source'
export const HASH_TAG = 'dvc-ci.dvc-hash'
export const PATH_TAG = 'dvc-ci.dvc-path'

/** Schemes of a DVC remote whose objects MLflow takes for the source of a version. */
const SOURCE_SCHEMES = /^(?:s3|gs|abfss?|wasbs?|hdfs|https?):\/\//
/** Bytes between two progress messages of an upload. */
const PROGRESS = 64 * 1024 * 1024

/** A published build, with the facts that its registered version needs. */
export interface BuildToRegister extends PublishedBuild {
  /** Identifies the version, in place of the source and the lock. */
  key?: string
  /** Hash of all dvc.lock and `.dvc` files of the build. */
  lock: string
  /** Downloads the files of the model. @returns their path */
  files: () => Promise<string>
}

/**
 * Creates, or finds, the version of the registered model for a published build, and moves the alias and stage to it.
 * @returns the version and its promotion, as a phrase
 * @throws {OutsideError} MLflow does not answer, or rejects a request
 */
export async function registerModel(
  project: Project,
  client: MlflowClient,
  tracked: TrackedRun,
  model: Model,
  build: BuildToRegister,
): Promise<string> {
  const { run } = project
  const key = versionKey(project, build)
  const aliases = await openModel(client, model.name)
  const before =
    (await findVersion(client, model.name, KEY_TAG, key)) ?? (await unchangedVersion(project, client, model, build))
  const { version, made } =
    before?.status === 'READY'
      ? { version: before, made: false }
      : await openVersion(client, {
          name: model.name,
          key,
          runId: tracked.id,
          ...(await sourceOf(project, client, tracked, model, build)),
          description: model.description ?? `Built by dvc-ci from ${build.source.slice(0, 7)}.`,
          tags: await tagsOf(project, model, build),
        })
  run.report.mlflow = {
    ...(run.report.mlflow ?? { experiment: '', run_id: version.runId }),
    model: model.name,
    version: version.version,
    version_url: pageOf.version(client.base, model.name, version.version),
  }
  const moved = await promote(project, client, version, aliases, build)
  return `${made ? '' : 'the existing '}version ${version.version} of ${model.name}${moved}`
}

/** The newest version, where a build that changed nothing has the same dvc.lock: the build is this version. */
async function unchangedVersion(
  { inGit }: Project,
  client: MlflowClient,
  { name }: Model,
  { key, lock }: BuildToRegister,
): Promise<ModelVersion | undefined> {
  if (key !== undefined) return undefined
  const newest = await newestVersion(client, name)
  const [directory, made] = [`${inGit('.')} `, newest?.tags.get(KEY_TAG) ?? '']
  return newest?.status === 'READY' && made.startsWith(directory) && made.endsWith(` ${lock}`) ? newest : undefined
}

/** The key of a version: each build has exactly one version with its key. */
export function versionKey(
  { inGit }: Project,
  { key, source, lock }: Pick<BuildToRegister, 'key' | 'source' | 'lock'>,
): string {
  return key ?? [inGit('.'), source, lock].join(' ')
}

async function tagsOf(
  project: Project,
  { path, out }: Model,
  build: BuildToRegister,
): Promise<Record<string, string | undefined>> {
  const { run, git, index } = project
  const url = index.remotes[out.remote ?? run.settings.remote ?? index.defaultRemote ?? '']?.url
  const [subject = ''] = (await git.commitMessage(build.source)).split('\n')
  const pull =
    run.report.source.pull_request ??
    /\(#(\d+)\)$|^Merge pull request #(\d+) /
      .exec(subject)
      ?.slice(1)
      .find((number) => number !== undefined)
  return {
    [REPOSITORY_TAG]: await repositoryOf(project),
    [SOURCE_TAG]: build.source,
    [COMMIT_TAG]: build.commit,
    [PATH_TAG]: project.inGit(path),
    [HASH_TAG]: out.hash,
    'dvc-ci.remote': url === undefined ? undefined : withoutUser(url),
    'dvc-ci.pull-request': pull === undefined ? undefined : String(pull),
    'dvc-ci.provenance': run.report.provenance?.ref,
    'dvc-ci.run-url': run.settings.event.runUrl,
    'dvc-ci.metrics': JSON.stringify(
      Object.fromEntries(
        named(
          run.report.metrics.flatMap(({ name, path, value }) => (value === undefined ? [] : [{ name, path, value }])),
        ),
      ),
    ),
  }
}

/** The source of a version: the model that the user's code logged with MLflow, else the output of DVC. */
async function sourceOf(
  project: Project,
  client: MlflowClient,
  tracked: TrackedRun,
  model: Model,
  build: BuildToRegister,
): Promise<{ source: string; modelId?: string }> {
  const { host, settings } = project.run
  const below = await stageRunsOf(project, client, tracked)
  const own = await loggedModel(client, [tracked, ...below], {
    name: model.name,
    stage: project.stages.find(({ outs }) => outs.some((out) => out.path === model.out.path))?.name,
    notice: (text) => host.notice(text),
  })
  if (own !== undefined) return own
  const { out, path } = model
  const address = addressOf(project, model)
  const proxied = proxiedPath(tracked.artifactUri) !== undefined
  if (settings.mlflow.artifact === 'upload' && proxied) {
    const place = await build.files()
    const files = await modelFiles(place)
    const secret = await fileWithSecret(project, files)
    if (secret === undefined) return { source: await upload(project, client, tracked, files) }
    host.warning(
      `The files of the model are not in MLflow, only in the DVC remote: ${secret} has a value that the log masks. ` +
        'Change the stage so that it writes no credential.',
    )
  } else if (settings.mlflow.artifact === 'upload') {
    host.warning(
      'The files of the model are not in MLflow, only in the DVC remote: the server does not store artifacts ' +
        `(${tracked.artifactUri}). Start it with --artifacts-destination, or set \`model-artifact: reference\`.`,
    )
  }
  if (address !== undefined && SOURCE_SCHEMES.test(address)) return { source: address }
  const reference = Buffer.from(
    `${JSON.stringify({ path: project.inGit(path), hash: out.hash, commit: build.commit, remote: address }, null, 2)}\n`,
  )
  if (proxied)
    await putArtifact(client, tracked.artifactUri, 'model/dvc.json', {
      size: reference.length,
      open: () => reference,
      type: 'application/json',
    })
  return { source: `${tracked.artifactUri}/model` }
}

/** The address of an output's object in the DVC remote; undefined for a Git-kept output. */
function addressOf({ run, index }: Project, { out }: Model): string | undefined {
  const url = index.remotes[out.remote ?? run.settings.remote ?? index.defaultRemote ?? '']?.url
  if (url === undefined || out.hash === undefined || !out.cache) return undefined
  const object = `${out.hash.slice(0, 2)}/${out.hash.slice(2)}`
  return `${withoutUser(url).replace(/\/+$/, '')}/${out.hashName === 'md5-dos2unix' ? '' : 'files/md5/'}${object}`
}

/** One file of a model: its name in the artifacts, and its place. */
interface ModelFile {
  name: string
  file: string
}

/** The files of a model, which is a file or a folder. */
async function modelFiles(path: string): Promise<ModelFile[]> {
  const isFolder = (await stat(path)).isDirectory()
  const names = isFolder
    ? (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    : [basename(path)]
  return names.sort().map((name) => ({ name: name.replaceAll('\\', '/'), file: isFolder ? join(path, name) : path }))
}

/** The name of a file with a masked value: a model cannot be masked, so it stays out of MLflow. */
async function fileWithSecret({ run }: Project, files: readonly ModelFile[]): Promise<string | undefined> {
  for (const { name, file } of files)
    if ((await searchFile(file, (text) => run.host.redact(text)))?.isMasked === true) return name
  return undefined
}

/** Uploads a model, file by file. @returns the source of the version */
async function upload(
  { run }: Project,
  client: MlflowClient,
  tracked: TrackedRun,
  files: readonly ModelFile[],
): Promise<string> {
  const sizes = await Promise.all(files.map(async ({ file }) => (await stat(file)).size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let [sent, reported] = [0, 0]
  run.host.info(`Uploading the model, ${formatBytes(total)}, to ${client.base}.`)
  for (const [index, { name, file }] of files.entries()) {
    const open = () =>
      createReadStream(file).on('data', (chunk: string | Buffer) => {
        sent += chunk.length
        if (sent - reported < PROGRESS || sent > total) return
        reported = sent
        run.host.info(`Uploaded ${formatBytes(sent)} of ${formatBytes(total)} to MLflow.`)
      })
    await putArtifact(client, tracked.artifactUri, `model/${name}`, {
      size: sizes[index] ?? 0,
      open,
      type: typeOf(file),
    })
  }
  return `${tracked.artifactUri}/model`
}

/** Moves the alias and the stage to a version, once: a user who moved them later had a reason. @returns a phrase */
async function promote(
  project: Project,
  client: MlflowClient,
  version: ModelVersion,
  aliases: ReadonlyMap<string, string>,
  build: BuildToRegister,
): Promise<string> {
  const { settings, report } = project.run
  const { alias, stage } = settings.mlflow
  const by = await promoterOf(project)
  const why = `${report.mode} of ${build.source.slice(0, 7)}`
  const phrases: string[] = []
  if (alias !== undefined) {
    const from = aliases.get(alias)
    const promoted = wasPromoted(version, alias)
    if (from !== version.version && promoted)
      phrases.push(
        from === undefined
          ? `the alias ${alias} was removed since, and is not set again`
          : `the alias ${alias} was moved to version ${from} since, and stays there`,
      )
    else if (from !== version.version && from !== undefined && (await isNewer(project, client, version, from, build)))
      phrases.push(`the alias ${alias} stays at version ${from}, which is newer`)
    else {
      if (from !== version.version) await setAlias(client, version.name, alias, version.version)
      if (!promoted)
        await notePromotion(project.run, client, version, alias, {
          from: from === version.version ? undefined : from,
          why,
          by,
          commit: build.commit,
        })
      if (report.mlflow) report.mlflow.alias = alias
      phrases.push(`now the ${alias}`)
    }
  }
  if (stage !== undefined && !wasPromoted(version, stage)) {
    if (version.stage !== stage) await setStage(client, version.name, version.version, stage)
    await notePromotion(project.run, client, version, stage, { why, by, commit: build.commit })
    phrases.push(`in the stage ${stage}`)
  }
  return phrases.length === 0 ? '' : `, ${phrases.join(', ')}`
}

/** True where the version with the alias is from a later commit: a repeated old job must not move the alias back. */
async function isNewer(
  { git }: Project,
  client: MlflowClient,
  version: ModelVersion,
  other: string,
  build: BuildToRegister,
): Promise<boolean> {
  const source = (await readVersion(client, version.name, other))?.tags.get(SOURCE_TAG)
  if (source === undefined || source === build.source || (await git.resolve(source)) === undefined) return false
  return git.isAncestor(build.source, source)
}
