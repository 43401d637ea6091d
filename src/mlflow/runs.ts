import * as z from 'zod'
import { OutsideError } from '../errors/errors.js'
import { shellWord } from '../text/shell-word.js'
import type { MlflowClient } from './client.js'
import { readAnswer } from './failure.js'
import { batches, filterText, paramText, tagList } from './names.js'

/** Limits of one log-batch (mlflow/utils/validation.py). */
const MOST_PARAMS = 100
const MOST_TAGS = 100
const MOST_METRICS = 1_000

/** The tag with the key of a run or version. */
export const KEY_TAG = 'dvc-ci.key'

export interface Experiment {
  id: string
  name: string
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

/** A run on the server. */
export interface TrackedRun {
  id: string
  experimentId: string
  status: string
  /**
   * Address of its artifacts: `mlflow-artifacts:/…` if the server stores them, else a storage that clients write to.
   */
  artifactUri: string
  /** Milliseconds since 1970. */
  startTime: number
  params: ReadonlyMap<string, string>
  /** The latest value of each metric. */
  metrics: ReadonlyMap<string, number>
  tags: ReadonlyMap<string, string>
  /** Ids of the models logged in the run (MLflow 3). */
  modelIds: readonly string[]
}

export interface MetricPoint {
  key: string
  value: number
  /** Milliseconds since 1970. */
  timestamp: number
  step: number
}

/** One input of a run. */
export interface DatasetInput {
  name: string
  /** At most 36 characters, the length of an MD5 with `.dir`. */
  digest: string
  /** JSON. */
  source: string
  /** JSON. */
  profile?: string
}

const pairs = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([])
// A server may send a number as text, also NaN.
const number = z.union([z.number(), z.string()]).transform(Number)
const runSchema = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    status: z.string().default('RUNNING'),
    artifact_uri: z.string().default(''),
    start_time: number.default(0),
  }),
  data: z
    .object({ params: pairs, tags: pairs, metrics: z.array(z.object({ key: z.string(), value: number })).default([]) })
    .prefault({}),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })).default([]) }).optional(),
})
const oneRun = z.object({ run: runSchema })
const manyRuns = z.object({ runs: z.array(runSchema).default([]), next_page_token: z.string().optional() })
const experimentSchema = z.object({
  experiment: z.object({ experiment_id: z.string(), name: z.string(), lifecycle_stage: z.string().default('active') }),
})

function toRun({ info, data, outputs }: z.output<typeof runSchema>): TrackedRun {
  return {
    id: info.run_id,
    experimentId: info.experiment_id,
    status: info.status,
    artifactUri: info.artifact_uri,
    startTime: info.start_time,
    params: new Map(data.params.map(({ key, value }) => [key, value])),
    metrics: new Map(data.metrics.map(({ key, value }) => [key, value])),
    tags: new Map(data.tags.map(({ key, value }) => [key, value])),
    modelIds: outputs?.model_outputs.map(({ model_id: id }) => id) ?? [],
  }
}

/** The experiment of a name, also a deleted one; undefined without one. */
export async function findExperiment(
  client: MlflowClient,
  name: string,
): Promise<(Experiment & { deleted: boolean }) | undefined> {
  const found = await client.find(
    'GET',
    `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`,
    undefined,
    `open the experiment ${name}`,
  )
  if (found === undefined) return undefined
  const { experiment } = readAnswer(client, experimentSchema, found)
  return { id: experiment.experiment_id, name, deleted: experiment.lifecycle_stage === 'deleted' }
}

/**
 * The experiment of a name; creates a missing one.
 * @throws {OutsideError} it was deleted: its name stays in use until a user restores or removes it
 */
export async function openExperiment(client: MlflowClient, name: string): Promise<Experiment> {
  const what = `open the experiment ${name}`
  const findExisting = async (): Promise<Experiment | undefined> => {
    const found = await findExperiment(client, name)
    if (found?.deleted === true) {
      throw new OutsideError(
        'experiment-deleted',
        `the experiment '${name}' of MLflow at ${client.base} was deleted.`,
        {
          key: 'experiment',
          value: name,
          remedy:
            `Restore it (\`mlflow experiments restore --experiment-id ${shellWord(found.id)}\`), ` +
            `delete it permanently (\`mlflow gc --experiment-ids ${shellWord(found.id)}\`), ` +
            'or set `experiment` to another name.',
        },
      )
    }
    return found
  }
  const made = await client.create(findExisting, 'experiments/create', { name }, () => undefined, what)
  return made ?? (await findExisting()) ?? { id: '', name }
}

/** The name of the experiment with this id. @throws {OutsideError} MLflow does not answer, or has none */
export async function readExperiment(client: MlflowClient, id: string): Promise<string> {
  const answer = await client.call(
    'GET',
    `experiments/get?experiment_id=${encodeURIComponent(id)}`,
    undefined,
    `read the experiment ${id}`,
  )
  return readAnswer(client, experimentSchema, answer).experiment.name
}

/** The newest run with a key; undefined without one. */
export async function findRun(
  client: MlflowClient,
  experimentId: string,
  key: string,
): Promise<TrackedRun | undefined> {
  const answer = await client.call(
    'POST',
    'runs/search',
    {
      experiment_ids: [experimentId],
      filter: `tags."${KEY_TAG}" = ${filterText(key)}`,
      max_results: 1,
      order_by: ['attributes.start_time DESC'],
    },
    'find the run of this commit',
  )
  const [found] = readAnswer(client, manyRuns, answer).runs
  return found && toRun(found)
}

/** Every run of the experiments with this value of a tag. */
export function findRunsByTag(
  client: MlflowClient,
  experiments: readonly string[],
  tag: string,
  value: string,
): Promise<TrackedRun[]> {
  return newestRunsByTag(client, experiments, tag, value, Infinity)
}

/** The runs of the experiments with this value of a tag, newest first. @param most the older ones are left out */
export async function newestRunsByTag(
  client: MlflowClient,
  experiments: readonly string[],
  tag: string,
  value: string,
  most: number,
): Promise<TrackedRun[]> {
  const runs: TrackedRun[] = []
  for (let token: string | undefined; ; ) {
    const answer = readAnswer(
      client,
      manyRuns,
      await client.call(
        'POST',
        'runs/search',
        {
          experiment_ids: experiments,
          filter: `tags."${tag}" = ${filterText(value)}`,
          max_results: 500,
          order_by: ['attributes.start_time DESC'],
          ...(token === undefined ? {} : { page_token: token }),
        },
        `find the runs with ${tag} ${value}`,
      ),
    )
    runs.push(...answer.runs.map(toRun))
    token = answer.next_page_token
    if (token === undefined || token === '' || runs.length >= most) return runs.slice(0, most)
  }
}

/** Creates a run, or uses the one with the same key. */
export async function openRun(
  client: MlflowClient,
  experimentId: string,
  run: { key: string; name: string; tags: Readonly<Record<string, string | undefined>> },
): Promise<TrackedRun> {
  return client.create(
    () => findRun(client, experimentId, run.key),
    'runs/create',
    {
      experiment_id: experimentId,
      run_name: run.name,
      start_time: Date.now(),
      tags: tagList({ ...run.tags, [KEY_TAG]: run.key }),
    },
    (answer) => toRun(readAnswer(client, oneRun, answer).run),
    'open a run',
  )
}

/** The current state of a run; undefined without the run. */
export async function readRun(client: MlflowClient, id: string): Promise<TrackedRun | undefined> {
  const answer = await client.find('GET', `runs/get?run_id=${encodeURIComponent(id)}`, undefined, `read the run ${id}`)
  return answer === undefined ? undefined : toRun(readAnswer(client, oneRun, answer).run)
}

/** Ends a run, or opens it again, also one that the user's code ended. */
export async function setStatus(client: MlflowClient, id: string, status: RunStatus): Promise<void> {
  await client.call(
    'POST',
    'runs/update',
    { run_id: id, status, ...(status === 'RUNNING' ? {} : { end_time: Date.now() }) },
    `set the status of the run ${id} to ${status}`,
  )
}

/** Deletes a run; `mlflow` can restore it. */
export async function deleteRun(client: MlflowClient, id: string): Promise<void> {
  await client.call('POST', 'runs/delete', { run_id: id }, `delete the run ${id}`)
}

export async function setTags(
  client: MlflowClient,
  id: string,
  tags: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const part of batches(tagList(tags), MOST_TAGS))
    await client.call('POST', 'runs/log-batch', { run_id: id, tags: part }, 'write the tags of the run')
}

/** Writes params. An existing one keeps its value: MLflow rejects a change. @param known params of the run */
export async function logParams(
  client: MlflowClient,
  id: string,
  params: ReadonlyMap<string, unknown>,
  known: ReadonlyMap<string, string>,
): Promise<void> {
  const fresh = [...params].filter(([key]) => !known.has(key)).map(([key, value]) => ({ key, value: paramText(value) }))
  for (const part of batches(fresh, MOST_PARAMS))
    await client.call('POST', 'runs/log-batch', { run_id: id, params: part }, 'write the params of the run')
}

/** Writes metrics. A repeated point has no effect. */
export async function logMetrics(client: MlflowClient, id: string, points: readonly MetricPoint[]): Promise<void> {
  for (const part of batches(points, MOST_METRICS))
    await client.call('POST', 'runs/log-batch', { run_id: id, metrics: part }, 'write the metrics of the run')
}

/** Writes the inputs of a run. Servers before 2.4 have no inputs. */
export async function logInputs(client: MlflowClient, id: string, inputs: readonly DatasetInput[]): Promise<void> {
  const datasets = inputs.map(({ name, digest, source, profile }) => ({
    tags: [{ key: 'mlflow.data.context', value: 'training' }],
    dataset: {
      name: name.slice(0, 500),
      digest,
      source_type: 'dvc',
      source,
      ...(profile === undefined ? {} : { profile }),
    },
  }))
  for (const part of batches(datasets, 100))
    await client.find('POST', 'runs/log-inputs', { run_id: id, datasets: part }, 'name the inputs of the run')
}
