import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, type StandIn } from '../support/github.js'
import type { MlflowServer } from '../support/mlflow.js'
import { type Clone, TINY, tinyProject } from '../support/project.js'
import { World } from './world.js'

/** What one command line needs to run. */
export interface Call {
  args: string[]
  env: NodeJS.ProcessEnv
}

/** Servers of one case. */
export interface Servers {
  mlflow?: MlflowServer
  github?: StandIn
  /** Name of the registered model, another one for each case. */
  model: string
}

/** A flow that is killed and started again. */
export interface KillPlan {
  name: string
  needs: readonly ('mlflow' | 'github')[]
  /** Builds the state before the run. */
  world: () => Promise<World>
  /** The call that is killed, from a clone; the same one starts again. */
  call: (clone: Clone, servers: Servers, world: World) => Promise<Call>
  /** Calls after the one that is killed, each on a new machine: of a build over many machines. */
  rest?: (world: World) => Call[]
  /** The branch of its pull request. A user merges it after the first run that completes. */
  pull?: string
}

const ARTIFACTS = '\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n'
export const WITH_MODEL = { 'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}${ARTIFACTS}` }

/** A project whose main has a change that no run has built. */
export async function changed(files: Record<string, string> = {}): Promise<World> {
  const alice = await tinyProject(files)
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  await alice.commit('Another b')
  return World.of(alice)
}

/** The environment of a workflow run on main. @param event `push`, or `workflow_dispatch` */
export async function workflowRun(
  clone: Clone,
  world: World,
  github: StandIn | undefined,
  event = 'push',
): Promise<NodeJS.ProcessEnv> {
  const payload = join(world.base, 'event.json')
  await writeFile(
    payload,
    JSON.stringify({
      repository: { full_name: REPOSITORY, default_branch: 'main' },
      before: await clone.git('rev-parse', 'HEAD~1'),
    }),
  )
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: await clone.head(),
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'ci',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: github?.url ?? '',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_TOKEN: 'ghs_workflow',
  }
}

/** Makes the workflow run of a call another one, as a user starts it. */
export const ANOTHER_RUN: NodeJS.ProcessEnv = { GITHUB_RUN_ID: '78' }

/** The variables of a tracking server. */
export function withMlflow(mlflow: Pick<MlflowServer, 'url'> | undefined): NodeJS.ProcessEnv {
  return { MLFLOW_TRACKING_URI: mlflow?.url ?? '', MLFLOW_DISABLE_TELEMETRY: 'true' }
}
