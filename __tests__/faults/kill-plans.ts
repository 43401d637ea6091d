import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import type { MlflowServer } from '../support/mlflow.js'
import { type Clone, TINY, tinyProject } from '../support/project.js'
import { bare } from './whole.js'
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
}

const ARTIFACTS = '\nartifacts:\n  tiny: { path: models/a.txt, type: model }\n'
const WITH_MODEL = { 'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}${ARTIFACTS}` }

/** A project whose main has a change that no run has built. */
async function changed(files: Record<string, string> = {}): Promise<World> {
  const alice = await tinyProject(files)
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  await alice.commit('Another b')
  return World.of(alice)
}

/** The environment of a workflow run for a push to main. */
async function pushEvent(clone: Clone, world: World, github: StandIn | undefined): Promise<NodeJS.ProcessEnv> {
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
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: await clone.git('rev-parse', 'HEAD'),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'ci',
    GITHUB_API_URL: github?.url ?? '',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_TOKEN: 'ghs_workflow',
  }
}

function onGitHub(name: string, args: string[]): KillPlan {
  return {
    name,
    needs: ['github'],
    world: () => changed(WITH_MODEL),
    call: async (clone, { github }, world) => ({
      args: ['rebuild', '--setup', 'none', ...args],
      env: await pushEvent(clone, world, github),
    }),
  }
}

export const KILL_PLANS: readonly KillPlan[] = [
  {
    name: 'rebuild, commit: push, tag, MLflow',
    needs: ['mlflow'],
    world: () => changed(WITH_MODEL),
    call: (_clone, { mlflow, model }) =>
      Promise.resolve({
        args: [
          'rebuild',
          '--setup',
          'none',
          '--tag',
          'v{n}',
          '--model',
          model,
          '--model-path',
          'models/b.txt',
          '--alias',
          'champion',
        ],
        env: { MLFLOW_TRACKING_URI: mlflow?.url ?? '', MLFLOW_DISABLE_TELEMETRY: 'true' },
      }),
  },
  onGitHub('rebuild, commit: api, deployment, comment', [
    '--commit',
    'api',
    '--environment',
    'production',
    '--deploy-command',
    'true',
  ]),
  onGitHub('rebuild, commit: pull-request', ['--commit', 'pull-request']),
  onGitHub('rebuild, commit: tag, deployment', [
    '--commit',
    'tag',
    '--tag',
    'v{n}',
    '--environment',
    'production',
    '--deploy-command',
    'true',
  ]),
  {
    name: 'retrain, commit: push, tag',
    needs: [],
    world: () => changed(),
    call: () =>
      Promise.resolve({
        args: ['retrain', '--setup', 'none', '--params', 'train.a=2', '--reason', 'try', '--tag', 'v{n}', '--yes'],
        env: {},
      }),
  },
  {
    name: 'rollback, commit: push',
    needs: [],
    world: async () => {
      const alice = await tinyProject()
      await alice.git('tag', '-a', 'v1.0', '-m', 'first')
      await alice.git('push', '-q', 'origin', 'v1.0')
      await alice.edit('params.yaml', 'a: 3', 'a: 9')
      await alice.edit('data/raw.csv', '\n', '\nmore,rows\n')
      await alice.dvc('add', 'data/raw.csv')
      await alice.dvc('repro')
      await alice.dvc('push')
      await alice.commit('New data, another parameter')
      return World.of(alice)
    },
    call: () =>
      Promise.resolve({
        args: ['rollback', '--to', 'v1.0', '--restore', 'all', '--reason', 'worse', '--yes'],
        env: {},
      }),
  },
  {
    name: 'stage of a build over many machines',
    needs: [],
    world: () => spread([]),
    call: (_clone, _servers, world) => Promise.resolve({ args: stageArgs(world, '1-prepare'), env: {} }),
    rest: (world) => [
      ...['2-train-a', '2-train-b', '3-evaluate'].map((job) => ({ args: stageArgs(world, job), env: {} })),
      { args: collectArgs(world), env: {} },
    ],
  },
  {
    name: 'collect, commit: push, tag',
    needs: [],
    world: () => spread(['1-prepare', '2-train-a', '2-train-b', '3-evaluate']),
    call: (_clone, _servers, world) => Promise.resolve({ args: collectArgs(world), env: {} }),
  },
]

/** Plans by the folder of their world. */
const plans = new Map<string, string>()

/** A build over many machines, some of whose jobs have run. */
async function spread(jobs: readonly string[]): Promise<World> {
  const world = await changed()
  const { report, code, stderr } = await world.carol.run(['plan', '--yes'])
  if (code !== 0) throw new Error(`plan failed: ${stderr}`)
  plans.set(world.base, report.fanout?.plan ?? '')
  for (const job of jobs) {
    const ran = await (await world.newMachine()).run(stageArgs(world, job))
    if (ran.code !== 0) throw new Error(`${job} failed: ${ran.stdout}${ran.stderr}`)
  }
  await world.newMachine()
  await world.save()
  return world
}

function stageArgs(world: World, job: string): string[] {
  return [
    'stage',
    '--setup',
    'none',
    '--plan',
    plans.get(world.base) ?? '',
    '--job',
    job,
    '--fragments',
    join(world.base, 'fragments'),
  ]
}

function collectArgs(world: World): string[] {
  return [
    'collect',
    '--setup',
    'none',
    '--yes',
    '--tag',
    'v{n}',
    '--plan',
    plans.get(world.base) ?? '',
    '--fragments',
    join(world.base, 'fragments'),
  ]
}

/** Everything of which there must be one, as counts and names. */
export async function resultOf(world: World, servers: Servers): Promise<Record<string, unknown>> {
  const { origin } = world.alice
  const refs = (await bare(origin, 'for-each-ref', '--format=%(refname)')).split('\n')
  const onMain = (await bare(origin, 'log', '--format=%s', 'main')).split('\n')
  const locks = await Promise.all(
    refs.map(async (ref) => (await bare(origin, 'rev-parse', `${ref}^{commit}:dvc.lock`)).slice(0, 12)),
  )
  const versions =
    servers.mlflow === undefined
      ? undefined
      : await servers.mlflow
          .api('GET', `model-versions/search?filter=${encodeURIComponent(`name='${servers.model}'`)}`)
          .then(({ model_versions: found }) => (Array.isArray(found) ? found.length : 0))
  const { github } = servers
  return {
    commits: onMain,
    refs,
    locks,
    ...(versions === undefined ? {} : { versions }),
    ...(github === undefined
      ? {}
      : {
          deployments: github.extras.deployments.made.map(({ environment, statuses }) => [
            environment,
            statuses[0]?.state,
          ]),
          comments: await commentsOf(github, (await bare(origin, 'rev-list', '--all')).split('\n')),
          pulls: (await github.ask<unknown[]>('GET', `/repos/${REPOSITORY}/pulls?state=all`)).length,
        }),
  }
}

async function commentsOf(github: StandIn, commits: readonly string[]): Promise<number> {
  const lists = await Promise.all(
    commits.map((sha) =>
      github.ask<unknown[]>('GET', `/repos/${REPOSITORY}/commits/${sha}/comments`).catch((): unknown[] => []),
    ),
  )
  return lists.flat().length
}

/** A stand-in for GitHub in front of the server of a world. */
export async function githubFor(world: World): Promise<StandIn> {
  const github = await startGitHub()
  github.git.origin = world.alice.origin
  return github
}
