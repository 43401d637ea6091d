import type { MlflowClient } from '../../mlflow/client.js'
import { type LoggedModel, loggedModels } from '../../mlflow/registry.js'
import type { TrackedRun } from '../../mlflow/runs.js'
import { STAGE_TAG } from '../../mlflow/stage-runs.js'

interface Wanted {
  /** Name of the registered model. */
  name: string
  /** The stage that makes the output of the model. */
  stage: string | undefined
  notice: (text: string) => void
}

/**
 * The model that the user's code logged with MLflow, as the source of a version.
 * Of several, it is the one with the name of the registered model, else of the stage that makes the model, else the last.
 * @param runs the build's run and those of its stages, in the order of the pipeline
 */
export async function loggedModel(
  client: MlflowClient,
  runs: readonly TrackedRun[],
  { name, stage, notice }: Wanted,
): Promise<{ source: string; modelId?: string } | undefined> {
  const found: { model: LoggedModel; run: TrackedRun }[] = []
  for (const run of runs) for (const model of await loggedModels(client, run.modelIds)) found.push({ model, run })
  const isOfStage = (run: TrackedRun) => stage !== undefined && run.tags.get(STAGE_TAG) === stage
  const own =
    found.filter(({ model }) => model.name === name).at(-1) ??
    found.filter(({ run }) => isOfStage(run)).at(-1) ??
    found.at(-1)
  if (own !== undefined) {
    if (found.length > 1)
      notice(
        `The training logged ${found.length} models with MLflow (${found.map(({ model }) => model.name).join(', ')}): ` +
          `'${own.model.name}' is registered. To choose a model, log it as ${name}.`,
      )
    return { source: own.model.artifactUri, modelId: own.model.id }
  }
  const older = runs.flatMap((run) => {
    const path = loggedPath(run)
    return path === undefined ? [] : [{ run, source: `${run.artifactUri}/${path}` }]
  })
  const source = (older.filter(({ run }) => isOfStage(run)).at(-1) ?? older.at(-1))?.source
  return source === undefined ? undefined : { source }
}

/** The path of the model that a client of MLflow 2 logged into the run. */
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
