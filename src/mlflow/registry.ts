import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { OutsideError } from '../errors/errors.js'
import type { MlflowClient } from './client.js'
import { readAnswer } from './failure.js'
import { filterText, tagList } from './names.js'
import { KEY_TAG } from './runs.js'

/** A version of a registered model. */
export interface ModelVersion {
  name: string
  version: string
  status: string
  statusMessage: string
  source: string
  runId: string
  stage: string
  tags: ReadonlyMap<string, string>
}

/** A logged model of MLflow 3, which the user's code logged in a run. */
export interface LoggedModel {
  id: string
  name: string
  artifactUri: string
}

const tags = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([])
const versionSchema = z.object({
  name: z.string(),
  version: z.coerce.string(),
  status: z.string().default('READY'),
  status_message: z.string().default(''),
  source: z.string().default(''),
  run_id: z.string().default(''),
  current_stage: z.string().default('None'),
  tags,
})
const oneVersion = z.object({ model_version: versionSchema })
const manyVersions = z.object({
  model_versions: z.array(versionSchema).default([]),
  next_page_token: z.string().optional(),
})
const modelSchema = z.object({
  registered_model: z.object({
    name: z.string(),
    aliases: z.array(z.object({ alias: z.string(), version: z.coerce.string() })).default([]),
  }),
})
const loggedSchema = z.object({
  model: z.object({
    info: z.object({
      model_id: z.string(),
      name: z.string().default(''),
      artifact_uri: z.string().default(''),
      status: z.string().default(''),
    }),
  }),
})

/**
 * A version is PENDING_REGISTRATION while a server copies its files. Milliseconds: longest wait, and time between
 * checks.
 */
export const PENDING = { longest: 60_000, every: 1_000 }

function toVersion(version: z.output<typeof versionSchema>): ModelVersion {
  return {
    name: version.name,
    version: version.version,
    status: version.status,
    statusMessage: version.status_message,
    source: version.source,
    runId: version.run_id,
    stage: version.current_stage,
    tags: new Map(version.tags.map(({ key, value }) => [key, value])),
  }
}

/** The aliases of a registered model with their versions; undefined without the model. */
export async function readModel(client: MlflowClient, name: string): Promise<ReadonlyMap<string, string> | undefined> {
  const answer = await client.find(
    'GET',
    `registered-models/get?name=${encodeURIComponent(name)}`,
    undefined,
    `find the registered model ${name}`,
  )
  if (answer === undefined) return undefined
  return new Map(
    readAnswer(client, modelSchema, answer).registered_model.aliases.map(({ alias, version }) => [alias, version]),
  )
}

/** Creates a registered model if it does not exist. @returns its aliases */
export async function openModel(client: MlflowClient, name: string): Promise<ReadonlyMap<string, string>> {
  return client.create(
    () => readModel(client, name),
    'registered-models/create',
    { name },
    () => new Map<string, string>(),
    `register the model ${name}`,
  )
}

/** One version; undefined without that number. */
export async function readVersion(
  client: MlflowClient,
  name: string,
  version: string,
): Promise<ModelVersion | undefined> {
  const answer = await client.find(
    'GET',
    `model-versions/get?name=${encodeURIComponent(name)}&version=${encodeURIComponent(version)}`,
    undefined,
    `read version ${version} of ${name}`,
  )
  return answer === undefined ? undefined : toVersion(readAnswer(client, oneVersion, answer).model_version)
}

/** The newest version with this value of a tag. Older servers cannot filter by tags, so this reads all versions. */
export function findVersion(
  client: MlflowClient,
  name: string,
  tag: string,
  value: string,
): Promise<ModelVersion | undefined> {
  return newestVersion(client, name, ({ tags }) => tags.get(tag) === value)
}

/** The newest version that `accept` takes; without it, the newest of all. */
export async function newestVersion(
  client: MlflowClient,
  name: string,
  accept: (version: ModelVersion) => boolean = () => true,
): Promise<ModelVersion | undefined> {
  let newest: ModelVersion | undefined
  const versions = allVersions(
    client,
    `name = ${filterText(name)}`,
    `find the version of this commit among those of ${name}`,
  )
  for await (const found of versions) {
    if (accept(found) && (newest === undefined || Number(found.version) > Number(newest.version))) newest = found
  }
  return newest
}

/**
 * All versions of registered models.
 * @param filter as MLflow reads it; absent: of all models
 * @param what the request, for messages
 */
export async function* allVersions(
  client: MlflowClient,
  filter: string | undefined,
  what: string,
): AsyncGenerator<ModelVersion> {
  for (let token: string | undefined; ; ) {
    const query = new URLSearchParams({
      ...(filter === undefined ? {} : { filter }),
      max_results: '1000',
      ...(token === undefined ? {} : { page_token: token }),
    })
    const path = `model-versions/search?${query.toString()}`
    const answer = readAnswer(client, manyVersions, await client.call('GET', path, undefined, what))
    yield* answer.model_versions.map(toVersion)
    token = answer.next_page_token
    if (token === undefined || token === '') return
  }
}

/**
 * Creates a version, or uses the one with the same key, and waits until the server has registered it.
 * @throws {OutsideError} the server could not register it, or needs too long
 */
export async function openVersion(
  client: MlflowClient,
  version: {
    name: string
    key: string
    source: string
    runId: string
    modelId?: string
    description: string
    tags: Readonly<Record<string, string | undefined>>
  },
): Promise<{ version: ModelVersion; made: boolean }> {
  const { name, key, source, runId, modelId, description } = version
  let made = true
  const findExisting = async () => {
    const found = await findVersion(client, name, KEY_TAG, key)
    // A failed version stays failed.
    if (found === undefined || found.status === 'FAILED_REGISTRATION') return undefined
    made = false
    return found
  }
  const opened = await client.create(
    findExisting,
    'model-versions/create',
    {
      name,
      source,
      run_id: runId,
      description,
      tags: tagList({ ...version.tags, [KEY_TAG]: key }),
      ...(modelId === undefined ? {} : { model_id: modelId }),
    },
    (answer) => toVersion(readAnswer(client, oneVersion, answer).model_version),
    `create a version of ${name}`,
  )
  return { version: await whenReady(client, opened), made }
}

async function whenReady(client: MlflowClient, made: ModelVersion): Promise<ModelVersion> {
  const started = performance.now()
  for (let version = made; ; ) {
    const name = `version ${version.version} of ${version.name}`
    if (version.status === 'FAILED_REGISTRATION') {
      throw new OutsideError(
        'model-registration-failed',
        `MLflow at ${client.base} could not register ${name}` +
          `${version.statusMessage === '' ? '' : `: ${version.statusMessage}`}.`,
        {
          key: 'model',
          value: version.name,
          remedy: 'The log of the server has the cause. Run this again to create another version.',
        },
      )
    }
    if (version.status !== 'PENDING_REGISTRATION') return version
    if (performance.now() - started > PENDING.longest) {
      throw new OutsideError(
        'model-registration-pending',
        `${name} is still PENDING_REGISTRATION in MLflow at ${client.base} after ${PENDING.longest / 1000} s.`,
        {
          key: 'model',
          value: version.name,
          remedy: 'Run this again when the server has registered it; dvc-ci then uses this version.',
        },
      )
    }
    await wait(PENDING.every)
    version = (await readVersion(client, version.name, version.version)) ?? version
  }
}

/** Points an alias at a version. */
export async function setAlias(client: MlflowClient, name: string, alias: string, version: string): Promise<void> {
  await client.call(
    'POST',
    'registered-models/alias',
    { name, alias, version },
    `point the alias ${alias} of ${name} at version ${version}`,
  )
}

/** Promotes by stage, MLflow's old method; the earlier version of the stage is archived. */
export async function setStage(client: MlflowClient, name: string, version: string, stage: string): Promise<void> {
  await client.call(
    'POST',
    'model-versions/transition-stage',
    { name, version, stage, archive_existing_versions: true },
    `move version ${version} of ${name} to the stage ${stage}`,
  )
}

/** Writes one tag of a version. */
export async function tagVersion(
  client: MlflowClient,
  name: string,
  version: string,
  key: string,
  value: string,
): Promise<void> {
  await client.call(
    'POST',
    'model-versions/set-tag',
    { name, version, ...tagList({ [key]: value })[0] },
    `tag version ${version} of ${name}`,
  )
}

/** The models that the user's code logged in a run, in its order; empty before MLflow 3. */
export async function loggedModels(client: MlflowClient, ids: readonly string[]): Promise<LoggedModel[]> {
  const models: LoggedModel[] = []
  for (const id of ids) {
    const answer = await client.find(
      'GET',
      `logged-models/${encodeURIComponent(id)}`,
      undefined,
      `read the logged model ${id}`,
    )
    if (answer === undefined) continue
    const { info } = readAnswer(client, loggedSchema, answer).model
    if (info.status !== 'LOGGED_MODEL_UPLOAD_FAILED')
      models.push({ id, name: info.name, artifactUri: info.artifact_uri })
  }
  return models
}
