import { ProjectError } from '../../errors/errors.js'
import type { MlflowClient } from '../../mlflow/client.js'
import { readModel, readVersion } from '../../mlflow/registry.js'
import type { Project } from '../project/project.js'

/** The tag of a version with the repository that made it. */
export const REPOSITORY_TAG = 'dvc-ci.repository'

/** The repository of this run, as `owner/name`; outside of a workflow the name on the Git server alone. */
export async function repositoryOf({ run, git }: Pick<Project, 'run' | 'git'>): Promise<string | undefined> {
  return run.settings.event.repository ?? (await git.repositoryName())
}

/** True where two names are of one repository. A name without owner fits every owner. */
export function isSameRepository(one: string, other: string): boolean {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()]
  const isShort = !left.includes('/') || !right.includes('/')
  return isShort ? left.split('/').at(-1) === right.split('/').at(-1) : left === right
}

/**
 * Warns where the alias of the registered model is at a version of another repository.
 * @throws {ProjectError} the same with `model-owner: strict`
 * @throws {OutsideError} MLflow does not answer
 */
export async function checkOwner(project: Project, client: MlflowClient, model: string): Promise<void> {
  const { mlflow } = project.run.settings
  const version = mlflow.alias === undefined ? undefined : (await readModel(client, model))?.get(mlflow.alias)
  const owner =
    version === undefined ? undefined : (await readVersion(client, model, version))?.tags.get(REPOSITORY_TAG)
  const own = await repositoryOf(project)
  if (owner === undefined || own === undefined || isSameRepository(owner, own)) return
  const problem = `the ${mlflow.alias ?? ''} of ${model} is version ${version ?? ''}, which ${owner} made, and this is ${own}.`
  const remedy = 'Give the model a name of its own with the setting `model`.'
  if (mlflow.modelOwner === 'strict')
    throw new ProjectError('model-of-another-repository', problem, { key: 'model', value: model, remedy })
  project.run.host.warning(`In MLflow ${problem} ${remedy}`)
}
