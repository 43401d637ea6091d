import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { withoutUser } from '../../mlflow/address.js'
import { proxiedPath, putArtifact } from '../../mlflow/artifacts.js'
import type { MlflowClient } from '../../mlflow/client.js'
import {
  findVersion,
  loggedModels,
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
import type { Project } from '../project/project.js'
import { pageOf } from '../tracking/connect-mlflow.js'
import { typeOf } from '../tracking/run-artifacts.js'
import type { Model } from './find-model.js'
import { notePromotion, wasPromoted } from './promotion-notes.js'

/** Tags of a version. The commit that has its dvc.lock: where a baseline or a rollback finds everything else. */
export const COMMIT_TAG = 'dvc-ci.commit'
export const SOURCE_TAG = 'dvc-ci.source'
export const HASH_TAG = 'dvc-ci.dvc-hash'
export const PATH_TAG = 'dvc-ci.dvc-path'

/** Schemes of a DVC remote whose objects MLflow takes for the source of a version. */
const SOURCE_SCHEMES = /^(?:s3|gs|abfss?|wasbs?|hdfs|https?):\/\//
/** Bytes between two words on how far an upload is. */
const PROGRESS = 64 * 1024 * 1024

/** A build that landed. */
export interface Landed {
  /** The commit that was built. */
  source: string
  /** The commit that has the result; the source itself where nothing changed. */
  commit: string
  /** In the place of source and lock, where something else makes the version the only one. */
  key?: string
  /** Hash of all of its dvc.lock and `.dvc` files. */
  lock: string
  /** Brings the model's files to this machine and tells where they are. */
  files: () => Promise<string>
}

/**
 * Makes the version of the registered model for a build that landed, or finds it, then moves the alias (and stage) to it.
 * @returns what became of it, as a phrase
 * @throws {OutsideError} MLflow does not take it
 */
export async function registerModel(
  project: Project,
  client: MlflowClient,
  tracked: TrackedRun,
  model: Model,
  build: Landed,
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
  return `${made ? '' : 'it is there already: '}version ${version.version} of ${model.name}${moved}`
}

/** The newest version, where it has the very dvc.lock of a build that changed nothing: that build is this version, as its tag in Git is. */
async function unchangedVersion(
  { inGit }: Project,
  client: MlflowClient,
  { name }: Model,
  { key, source, commit, lock }: Landed,
): Promise<ModelVersion | undefined> {
  if (key !== undefined || commit !== source) return undefined
  const newest = await newestVersion(client, name)
  const [directory, made] = [`${inGit('.')} `, newest?.tags.get(KEY_TAG) ?? '']
  return newest?.status === 'READY' && made.startsWith(directory) && made.endsWith(` ${lock}`) ? newest : undefined
}

/** What makes a version the only one of its build. */
export function versionKey({ inGit }: Project, { key, source, lock }: Pick<Landed, 'key' | 'source' | 'lock'>): string {
  return key ?? [inGit('.'), source, lock].join(' ')
}

async function tagsOf(
  project: Project,
  { path, out }: Model,
  build: Landed,
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
    [SOURCE_TAG]: build.source,
    [COMMIT_TAG]: build.commit,
    [PATH_TAG]: project.inGit(path),
    [HASH_TAG]: out.hash,
    'dvc-ci.remote': url === undefined ? undefined : withoutUser(url),
    'dvc-ci.pull-request': pull === undefined ? undefined : String(pull),
    'dvc-ci.run-url': run.settings.event.runUrl,
    'dvc-ci.metrics': JSON.stringify(
      Object.fromEntries(run.report.metrics.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    ),
  }
}

/** Where the version's files are: what the user's own code logged with MLflow, else the file that DVC has. */
async function sourceOf(
  project: Project,
  client: MlflowClient,
  tracked: TrackedRun,
  model: Model,
  build: Landed,
): Promise<{ source: string; modelId?: string }> {
  const { host, settings } = project.run
  const logged = await loggedModels(client, tracked.modelIds)
  const own = logged.filter(({ name }) => name === model.name).at(-1) ?? logged.at(-1)
  if (own !== undefined) {
    if (logged.length > 1)
      host.notice(
        `The training logged ${logged.length} models with MLflow (${logged.map(({ name }) => name).join(', ')}): '${own.name}' is registered. Name one ${model.name} to choose it.`,
      )
    return { source: own.artifactUri, modelId: own.id }
  }
  const older = loggedPath(tracked)
  if (older !== undefined) return { source: `${tracked.artifactUri}/${older}` }
  const { out, path } = model
  const address = addressOf(project, model)
  const proxied = proxiedPath(tracked.artifactUri) !== undefined
  if (settings.mlflow.artifact === 'upload' && proxied)
    return { source: await upload(project, client, tracked, await build.files()) }
  if (settings.mlflow.artifact === 'upload') {
    host.warning(
      `The model itself is not in MLflow, only where DVC has it: its artifacts are in ${tracked.artifactUri}, which the server leaves to its clients. Start it with --artifacts-destination, or set \`model-artifact: reference\`.`,
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

/** The path of a model that a client of MLflow 2 logged into the run. */
function loggedPath(tracked: TrackedRun): string | undefined {
  try {
    const history = JSON.parse(tracked.tags.get('mlflow.log-model.history') ?? '[]') as unknown
    const last: unknown = Array.isArray(history) ? history.at(-1) : undefined
    const path = typeof last === 'object' && last !== null && 'artifact_path' in last ? last.artifact_path : undefined
    return typeof path === 'string' ? path : undefined
  } catch {
    return undefined
  }
}

/** Where the remote has the object of an output; undefined for what is in Git. */
function addressOf({ run, index }: Project, { out }: Model): string | undefined {
  const url = index.remotes[out.remote ?? run.settings.remote ?? index.defaultRemote ?? '']?.url
  if (url === undefined || out.hash === undefined || !out.cache) return undefined
  const object = `${out.hash.slice(0, 2)}/${out.hash.slice(2)}`
  return `${withoutUser(url).replace(/\/+$/, '')}/${out.hashName === 'md5-dos2unix' ? '' : 'files/md5/'}${object}`
}

/** Uploads a model, file by file. @returns where the version's files are */
async function upload({ run }: Project, client: MlflowClient, tracked: TrackedRun, place: string): Promise<string> {
  const isFolder = (await stat(place)).isDirectory()
  const names = isFolder
    ? (await readdir(place, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(place.length + 1))
    : [basename(place)]
  const files = names
    .sort()
    .map((name) => ({ name: name.replaceAll('\\', '/'), file: isFolder ? join(place, name) : place }))
  const sizes = await Promise.all(files.map(async ({ file }) => (await stat(file)).size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let [sent, told] = [0, 0]
  run.host.info(`Uploading the model, ${formatBytes(total)}, to ${client.base}.`)
  for (const [index, { name, file }] of files.entries()) {
    const open = () =>
      createReadStream(file).on('data', (chunk: string | Buffer) => {
        sent += chunk.length
        if (sent - told < PROGRESS || sent > total) return
        told = sent
        run.host.info(`${formatBytes(sent)} of ${formatBytes(total)} are in MLflow.`)
      })
    await putArtifact(client, tracked.artifactUri, `model/${name}`, {
      size: sizes[index] ?? 0,
      open,
      type: typeOf(file),
    })
  }
  return `${tracked.artifactUri}/model`
}

/** Moves the alias and the stage to a version, once for each version: whoever moved them since had a reason. @returns a phrase */
async function promote(
  project: Project,
  client: MlflowClient,
  version: ModelVersion,
  aliases: ReadonlyMap<string, string>,
  build: Landed,
): Promise<string> {
  const { settings, report } = project.run
  const { alias, stage } = settings.mlflow
  const why = `${report.mode} of ${build.source.slice(0, 7)}`
  const phrases: string[] = []
  if (alias !== undefined) {
    const from = aliases.get(alias)
    const promoted = wasPromoted(version, alias)
    if (from !== version.version && promoted)
      phrases.push(`the alias ${alias} was moved to version ${from ?? 'none'} since, and stays there`)
    else if (from !== version.version && from !== undefined && (await isNewer(project, client, version, from, build)))
      phrases.push(`the alias ${alias} stays at version ${from}, which is newer`)
    else {
      if (from !== version.version) await setAlias(client, version.name, alias, version.version)
      if (!promoted)
        await notePromotion(project.run, client, version, alias, {
          from: from === version.version ? undefined : from,
          why,
          commit: build.commit,
        })
      if (report.mlflow) report.mlflow.alias = alias
      phrases.push(`now the ${alias}`)
    }
  }
  if (stage !== undefined && !wasPromoted(version, stage)) {
    if (version.stage !== stage) await setStage(client, version.name, version.version, stage)
    await notePromotion(project.run, client, version, stage, { why, commit: build.commit })
    phrases.push(`in the stage ${stage}`)
  }
  return phrases.length === 0 ? '' : `, ${phrases.join(', ')}`
}

/** True where the version that has the alias was built from a commit that came after this one: an old job that is run again does not go back in time. */
async function isNewer(
  { git }: Project,
  client: MlflowClient,
  version: ModelVersion,
  other: string,
  build: Landed,
): Promise<boolean> {
  const source = (await readVersion(client, version.name, other))?.tags.get(SOURCE_TAG)
  if (source === undefined || source === build.source || (await git.resolve(source)) === undefined) return false
  return git.isAncestor(build.source, source)
}
