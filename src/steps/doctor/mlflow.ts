import type { MlflowClient } from '../../mlflow/client.js'
import type { Run } from '../../run/run.js'
import type { Project } from '../project/project.js'
import { modelName } from '../release/find-model.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import type { Finding } from './examine.js'

/**
 * Whether the MLflow server answers these credentials, and lets them register the model. Changes nothing there.
 * @param project undefined where DVC could not open it: then only the settings name a model
 */
export async function examineMlflow(run: Run, project: Project | undefined, signal: AbortSignal): Promise<Finding> {
  const client = await connectMlflow({ ...run, signal })
  if ('reason' in client) return { state: client.warns ? 'warning' : 'skipped', message: client.reason }
  try {
    await client.call('POST', 'experiments/search', { max_results: 1 }, 'list an experiment')
    const version = await client.version()
    const server = `${client.base}${version === undefined ? '' : ` (MLflow ${version})`} answers these credentials`
    const model = project === undefined ? run.settings.mlflow.model : modelName(project)
    if (model === undefined) return { message: server }
    const may = await mayRegister(client, model)
    if (may === undefined) return { message: `${server}; it does not tell whether they may register ${model}` }
    return may
      ? { message: `${server}, which may register ${model}` }
      : {
          state: 'warning',
          message: `${server}, which may not register ${model}`,
          remedy: `Give their user the right to edit the model ${model} before an official build.`,
        }
  } finally {
    await client.close()
  }
}

/** A version needs the right to its model; a model that does not exist yet needs the right to create one. */
async function mayRegister(client: MlflowClient, name: string): Promise<boolean | undefined> {
  const path = `registered-models/get?name=${encodeURIComponent(name)}`
  const model = await client.find('GET', path, undefined, `find the registered model ${name}`)
  return model === undefined
    ? client.mayChange('registered-models/create', {})
    : client.mayChange('model-versions/create', { name })
}
