import * as z from 'zod'
import { OutsideError } from '../errors/errors.js'
import type { MlflowClient } from './client.js'
import { batches, filterText, paramText, tagList } from './names.js'

/** Limits of one log-batch (mlflow/utils/validation.py). */
const MOST_PARAMS = 100
const MOST_TAGS = 100
const MOST_METRICS = 1_000

/** The tag by which a run or a version is found again. */
export const KEY_TAG = 'dvc-ci.key'

export interface Experiment {
  id: string
  name: string
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

/** A run as the server has it. */
export interface TrackedRun {
  id: string
  experimentId: string
  status: string
  /** Where its artifacts are: `mlflow-artifacts:/…` where the server itself takes them, else a place that clients write to themselves. */
  artifactUri: string
  /** Milliseconds since 1970. */
  startTime: number
  params: ReadonlyMap<string, string>
  /** The latest value of each. */
  metrics: ReadonlyMap<string, number>
  tags: ReadonlyMap<string, string>
  /** Ids of the models that were logged into it (MLflow 3). */
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
  /** At most 36 characters: an MD5 with `.dir` has exactly so many. */
  digest: string
  /** JSON. */
  source: string
  /** JSON. */
  profile?: string
}

const pairs = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([])
// A server may write a number as text, and NaN as a word.
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

/** The experiment of a name, also one that was deleted; undefined where there is none. */
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
  const { experiment } = experimentSchema.parse(found)
  return { id: experiment.experiment_id, name, deleted: experiment.lifecycle_stage === 'deleted' }
}

/**
 * The experiment of a name, made where there is none.
 * @throws {OutsideError} it was deleted: its name stays taken until somebody restores or removes it
 */
export async function openExperiment(client: MlflowClient, name: string): Promise<Experiment> {
  const what = `open the experiment ${name}`
  const look = async (): Promise<Experiment | undefined> => {
    const found = await findExperiment(client, name)
    if (found?.deleted === true) {
      throw new OutsideError(
        'experiment-deleted',
        `the experiment '${name}' of MLflow at ${client.base} was deleted.`,
        {
          key: 'experiment',
          value: name,
          remedy: `Restore it (\`mlflow experiments restore --experiment-id ${found.id}\`), remove it for good (\`mlflow gc --experiment-ids ${found.id}\`), or name another one with \`experiment\`.`,
        },
      )
    }
    return found
  }
  const made = await client.create(look, 'experiments/create', { name }, () => undefined, what)
  return made ?? (await look()) ?? { id: '', name }
}

/** The newest run with a key; undefined where there is none. */
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
    'look for the run of this commit',
  )
  const [found] = manyRuns.parse(answer).runs
  return found && toRun(found)
}

/** Every run with a tag of a value. */
export async function findRunsByTag(
  client: MlflowClient,
  experimentId: string,
  tag: string,
  value: string,
): Promise<TrackedRun[]> {
  const runs: TrackedRun[] = []
  for (let token: string | undefined; ; ) {
    const answer = manyRuns.parse(
      await client.call(
        'POST',
        'runs/search',
        {
          experiment_ids: [experimentId],
          filter: `tags."${tag}" = ${filterText(value)}`,
          max_results: 500,
          ...(token === undefined ? {} : { page_token: token }),
        },
        `look for the runs with ${tag} ${value}`,
      ),
    )
    runs.push(...answer.runs.map(toRun))
    token = answer.next_page_token
    if (token === undefined || token === '') return runs
  }
}

/** Makes a run, or takes the one that has the key already. */
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
    (answer) => toRun(oneRun.parse(answer).run),
    'open a run',
  )
}

/** What the server has of a run now. */
export async function readRun(client: MlflowClient, id: string): Promise<TrackedRun | undefined> {
  const answer = await client.find('GET', `runs/get?run_id=${encodeURIComponent(id)}`, undefined, `read the run ${id}`)
  return answer === undefined ? undefined : toRun(oneRun.parse(answer).run)
}

/** Opens a run again, or ends it. A run that a client of the user's has ended is opened again by it. */
export async function setStatus(client: MlflowClient, id: string, status: RunStatus): Promise<void> {
  await client.call(
    'POST',
    'runs/update',
    { run_id: id, status, ...(status === 'RUNNING' ? {} : { end_time: Date.now() }) },
    `set the status of the run ${id} to ${status}`,
  )
}

/** Moves a run to the bin, from which `mlflow` can restore it. */
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

/** Writes params. One that the run has already keeps its value: MLflow refuses to change it. @param known of the run */
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

/** Writes metrics. The same point twice is one point. */
export async function logMetrics(client: MlflowClient, id: string, points: readonly MetricPoint[]): Promise<void> {
  for (const part of batches(points, MOST_METRICS))
    await client.call('POST', 'runs/log-batch', { run_id: id, metrics: part }, 'write the metrics of the run')
}

/** Names the inputs of a run. Servers before 2.4 know no inputs. */
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
