import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MlflowClient } from '../../mlflow/client.js'
import { batches } from '../../mlflow/names.js'
import { deleteRun, openRun, type RunStatus, readRun, setStatus, type TrackedRun } from '../../mlflow/runs.js'
import {
  BUILD_RUN_TAG,
  findStageRuns,
  hasArtifacts,
  hasModels,
  PARENT_TAG,
  STAGE_TAG,
} from '../../mlflow/stage-runs.js'
import { appendTo } from '../../text/append-to.js'
import type { Project } from '../project/project.js'

/** Names the file with the variables of each stage; the engine's patch `stage_variables` reads it. */
const VARIABLE = 'DVC_CI_STAGE_VARIABLES'
/** MLflow's own variable with tags, in JSON, for each run that its client creates. */
const CONTEXT = 'MLFLOW_RUN_CONTEXT'
/** Requests to the server at once. */
const AT_ONCE = 8

/** The runs of the stages, in the order of the pipeline. */
export function stageRunsOf(
  { run, graph }: Pick<Project, 'run' | 'graph'>,
  client: MlflowClient,
  build: Pick<TrackedRun, 'id' | 'experimentId'>,
): Promise<TrackedRun[]> {
  const everywhere = run.settings.mlflow.stageRun === 'own'
  return findStageRuns(client, build, { order: graph.topological(), everywhere })
}

/**
 * Opens a run for each stage, below the build's run: MLflow never changes a parameter, so two trainings need two runs.
 * Deletes the stage's runs of an earlier attempt, except those with a model.
 * @returns the ids, by stage
 * @throws {OutsideError} MLflow does not answer, or rejects a run
 */
export async function openStageRuns(
  project: Project,
  client: MlflowClient,
  build: TrackedRun,
  stages: readonly string[],
): Promise<Map<string, string>> {
  const earlier = await stageRunsOf(project, client, build)
  const opened = new Map<string, string>()
  const open = async (stage: string): Promise<void> => {
    for (const run of earlier.filter(({ tags }) => tags.get(STAGE_TAG) === stage))
      if (!hasModels(run)) await deleteRun(client, run.id)
    const { id } = await openRun(client, build.experimentId, {
      // Each attempt has a run of its own; the key finds it where the answer was lost.
      key: `${build.id} ${stage} ${randomUUID()}`,
      name: stage,
      tags: {
        ...inherited(build),
        [PARENT_TAG]: build.id,
        [BUILD_RUN_TAG]: build.id,
        [STAGE_TAG]: stage,
      },
    })
    opened.set(stage, id)
  }
  for (const part of batches(stages, AT_ONCE)) await Promise.all(part.map(open))
  return opened
}

/** The tags that a stage's run has from the build's run: its user, and the pull request whose end deletes both. */
function inherited({ tags }: TrackedRun): Record<string, string | undefined> {
  return Object.fromEntries(
    ['mlflow.user', 'mlflow.source.name', 'mlflow.source.type', 'mlflow.source.git.commit', 'dvc-ci.pull-request'].map(
      (name) => [name, tags.get(name)],
    ),
  )
}

/**
 * Writes the variables of each stage for the engine.
 * @param opened ids of the runs by stage; a stage without one opens its own (`stage-run: own`), with the build's tags
 * @returns the variable that names the file
 */
export async function stageVariables(
  { scratch, env }: Pick<Project, 'scratch' | 'env'>,
  build: Pick<TrackedRun, 'id'>,
  stages: readonly string[],
  opened: ReadonlyMap<string, string>,
): Promise<NodeJS.ProcessEnv> {
  const variables = stages.map((stage): [string, Record<string, string>] => {
    const id = opened.get(stage)
    return [
      stage,
      id === undefined
        ? { [CONTEXT]: withContext(env[CONTEXT], { [BUILD_RUN_TAG]: build.id, [STAGE_TAG]: stage }) }
        : { MLFLOW_RUN_ID: id },
    ]
  })
  await mkdir(scratch, { recursive: true })
  const file = join(scratch, 'stage-variables.json')
  await writeFile(file, JSON.stringify(Object.fromEntries(variables)))
  return { [VARIABLE]: file }
}

/** The tags of the user's own context, with ours. */
function withContext(text: string | undefined, tags: Readonly<Record<string, string>>): string {
  try {
    const own = JSON.parse(text ?? '{}') as unknown
    return JSON.stringify(typeof own === 'object' && own !== null && !Array.isArray(own) ? { ...own, ...tags } : tags)
  } catch {
    return JSON.stringify(tags)
  }
}

/** Ends the runs that stages left open, and deletes those in which the stage logged nothing. */
export async function closeStageRuns(
  client: MlflowClient,
  opened: ReadonlyMap<string, string>,
  status: RunStatus,
): Promise<void> {
  const close = async (id: string): Promise<void> => {
    const run = await readRun(client, id)
    // MLflow's client ends the run that it has used.
    if (run?.status !== 'RUNNING') return
    const isUsed = run.params.size + run.metrics.size > 0 || hasModels(run) || (await hasArtifacts(client, id))
    await (isUsed ? setStatus(client, id, status) : deleteRun(client, id))
  }
  for (const part of batches([...opened.values()], AT_ONCE)) await Promise.all(part.map(close))
}

/** The params on which all stages agree, and the metrics that one stage alone has: they also go into the build's run. */
export function summaryOf(runs: readonly TrackedRun[]): { params: Map<string, string>; metrics: Map<string, number> } {
  const params = new Map<string, Set<string>>()
  const metrics = new Map<string, number[]>()
  for (const run of runs) {
    for (const [key, value] of run.params) params.set(key, (params.get(key) ?? new Set()).add(value))
    for (const [key, value] of run.metrics) appendTo(metrics, key, value)
  }
  return {
    params: new Map(
      [...params].flatMap(([key, [value, ...more]]) => (value === undefined || more.length > 0 ? [] : [[key, value]])),
    ),
    metrics: new Map(
      [...metrics].flatMap(([key, [value, ...more]]) => (value === undefined || more.length > 0 ? [] : [[key, value]])),
    ),
  }
}
