import * as z from 'zod'
import type { MlflowClient } from './client.js'
import { readAnswer } from './failure.js'
import { findRunsByTag, readRun, type TrackedRun } from './runs.js'

/** MLflow's own tag with the id of the run above a run: its interface shows the runs as a tree. */
export const PARENT_TAG = 'mlflow.parentRunId'
/** The tag of a stage's run with the id of the build's run. It is also in runs of other experiments. */
export const BUILD_RUN_TAG = 'dvc-ci.build-run'
/** The tag of a stage's run with the name of the stage. */
export const STAGE_TAG = 'dvc-ci.stage'

const experimentsSchema = z.object({
  experiments: z.array(z.object({ experiment_id: z.string() })).default([]),
  next_page_token: z.string().optional(),
})

/** The ids of all experiments that are not deleted. */
async function experimentIds(client: MlflowClient): Promise<string[]> {
  const ids: string[] = []
  for (let token: string | undefined; ; ) {
    const answer = readAnswer(
      client,
      experimentsSchema,
      await client.call(
        'POST',
        'experiments/search',
        { max_results: 1_000, ...(token === undefined ? {} : { page_token: token }) },
        'list the experiments',
      ),
    )
    ids.push(...answer.experiments.map(({ experiment_id: id }) => id))
    token = answer.next_page_token
    if (token === undefined || token === '') return ids
  }
}

/**
 * The runs of stages below a build's run, each with its logged models, in the order of the stages, then of their start.
 * @param order names of all stages, first to last
 * @param everywhere whether the stages may have logged into other experiments
 */
export async function findStageRuns(
  client: MlflowClient,
  build: Pick<TrackedRun, 'id' | 'experimentId'>,
  { order, everywhere }: { order: readonly string[]; everywhere: boolean },
): Promise<TrackedRun[]> {
  const experiments = everywhere ? await experimentIds(client) : [build.experimentId]
  const found = experiments.length === 0 ? [] : await findRunsByTag(client, experiments, BUILD_RUN_TAG, build.id)
  // The search leaves out logged models.
  const runs = await Promise.all(found.map(async (run) => (await readRun(client, run.id)) ?? run))
  const place = (run: TrackedRun) => order.indexOf(run.tags.get(STAGE_TAG) ?? '')
  return runs.sort((a, b) => place(a) - place(b) || a.startTime - b.startTime)
}

/** True if a run has models of the user's code: logged models of MLflow 3, or the history of MLflow 2. */
export function hasModels({ modelIds, tags }: TrackedRun): boolean {
  return modelIds.length > 0 || tags.has('mlflow.log-model.history')
}

/** True if the root of a run's artifacts has an entry. */
export async function hasArtifacts(client: MlflowClient, id: string): Promise<boolean> {
  const answer = await client.find(
    'GET',
    `artifacts/list?run_id=${encodeURIComponent(id)}`,
    undefined,
    `list the artifacts of the run ${id}`,
  )
  return z.object({ files: z.array(z.unknown()).default([]) }).safeParse(answer).data?.files.length !== 0
}
