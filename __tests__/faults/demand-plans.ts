import { tinyProject } from '../support/project.js'
import { changed, type KillPlan, WITH_MODEL, withMlflow, workflowRun } from './plan-parts.js'
import { World } from './world.js'

/** Retrainings and rollbacks, by each method: by a workflow run, and without one for `push`. */
const RETRAIN = ['retrain', '--setup', 'none', '--params', 'train.a=2', '--reason', 'try', '--tag', 'v{n}', '--yes']
const ROLLBACK = ['rollback', '--to', 'v1.0', '--restore', 'all', '--reason', 'worse', '--yes']
const MODEL = ['--model-path', 'models/b.txt', '--alias', 'champion']
const DEPLOY = ['--environment', 'production', '--deploy-command', 'true']

export const DEMAND_PLANS: readonly KillPlan[] = [
  {
    name: 'retrain, commit: push, tag',
    needs: [],
    world: () => changed(),
    call: () => Promise.resolve({ args: RETRAIN, env: {} }),
  },
  {
    name: 'retrain, commit: api, tag, MLflow, deployment',
    needs: ['github', 'mlflow'],
    world: () => changed(WITH_MODEL),
    call: async (clone, { github, mlflow, model }, world) => ({
      args: [...RETRAIN, '--commit', 'api', '--model', model, ...MODEL, ...DEPLOY],
      env: { ...(await workflowRun(clone, world, github, 'workflow_dispatch')), ...withMlflow(mlflow) },
    }),
  },
  {
    name: 'retrain, commit: pull-request, tag, MLflow',
    needs: ['github', 'mlflow'],
    world: () => changed(WITH_MODEL),
    call: async (clone, { github, mlflow, model }, world) => ({
      args: [...RETRAIN, '--commit', 'pull-request', '--model', model, ...MODEL],
      env: { ...(await workflowRun(clone, world, github, 'workflow_dispatch')), ...withMlflow(mlflow) },
    }),
    pull: 'dvc-ci/retrain-main',
  },
  {
    name: 'rollback, commit: push',
    needs: [],
    world: twoVersions,
    call: () => Promise.resolve({ args: ROLLBACK, env: {} }),
  },
  {
    name: 'rollback, commit: api, deployment',
    needs: ['github'],
    world: twoVersions,
    call: async (clone, { github }, world) => ({
      args: [...ROLLBACK, '--commit', 'api', '--deploy-rollback', ...DEPLOY],
      env: await workflowRun(clone, world, github, 'workflow_dispatch'),
    }),
  },
  {
    name: 'rollback, commit: pull-request, deployment',
    needs: ['github'],
    world: twoVersions,
    call: async (clone, { github }, world) => ({
      args: [...ROLLBACK, '--commit', 'pull-request', '--deploy-rollback', ...DEPLOY],
      env: await workflowRun(clone, world, github, 'workflow_dispatch'),
    }),
    pull: 'dvc-ci/rollback-main',
  },
]

/** A project with a tagged version, and other data and another parameter after it. */
async function twoVersions(): Promise<World> {
  const alice = await tinyProject(WITH_MODEL)
  await alice.git('tag', '-a', 'v1.0', '-m', 'first')
  await alice.git('push', '-q', 'origin', 'v1.0')
  await alice.edit('params.yaml', 'a: 3', 'a: 9')
  await alice.edit('data/raw.csv', '\n', '\nmore,rows\n')
  await alice.dvc('add', 'data/raw.csv')
  await alice.dvc('repro')
  await alice.dvc('push')
  await alice.commit('New data, another parameter')
  return World.of(alice)
}
