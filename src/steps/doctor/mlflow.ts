import type { Run } from '../../run/run.js'
import { connectMlflow } from '../tracking/connect-mlflow.js'
import type { Finding } from './examine.js'

/** Whether the MLflow server answers these credentials. Changes nothing there. */
export async function examineMlflow(run: Run, signal: AbortSignal): Promise<Finding> {
  const client = await connectMlflow({ ...run, signal })
  if ('reason' in client) return { state: client.warns ? 'warning' : 'skipped', message: client.reason }
  try {
    await client.call('POST', 'experiments/search', { max_results: 1 }, 'list an experiment')
    const { model } = run.settings.mlflow
    if (model !== undefined)
      await client.call('GET', 'registered-models/search', { max_results: '1' }, 'list a registered model')
    return { message: `${client.base} answers these credentials` }
  } finally {
    await client.close()
  }
}
