import { join } from 'node:path'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { DEMAND_PLANS } from './demand-plans.js'
import { changed, type KillPlan, type Servers, WITH_MODEL, withMlflow, workflowRun } from './plan-parts.js'
import { bare } from './whole.js'
import type { World } from './world.js'

function onGitHub(name: string, args: string[]): KillPlan {
  return {
    name,
    needs: ['github'],
    world: () => changed(WITH_MODEL),
    call: async (clone, { github }, world) => ({
      args: ['rebuild', '--setup', 'none', ...args],
      env: await workflowRun(clone, world, github),
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
        env: withMlflow(mlflow),
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
  {
    ...onGitHub('rebuild, commit: pull-request, tag', ['--commit', 'pull-request', '--tag', 'v{n}']),
    pull: 'dvc-ci/build-main',
  },
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
  ...DEMAND_PLANS,
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
  // The ref of an environment names no commit, and a build that was killed before it does without.
  const all = (await bare(origin, 'for-each-ref', '--format=%(refname)')).split('\n')
  const refs = all.filter((ref) => !ref.startsWith('refs/dvc-ci/environments/'))
  const onMain = (await bare(origin, 'log', '--topo-order', '--format=%s', 'main')).split('\n')
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
