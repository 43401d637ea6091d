import { messageOf, OutsideError } from '../../errors/errors.js'
import { deleteRun, findExperiment, findRunsByTag } from '../../mlflow/runs.js'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import { locate } from '../project/open-project.js'
import { connectMlflow, experimentName } from './connect-mlflow.js'

/** True where a pull request was closed and its runs in MLflow are not wanted any more. */
export function isClosedChange({ settings }: Run): boolean {
  return settings.mlflow.cleanup && settings.event.pullRequest?.action === 'closed'
}

/** Deletes the runs of the pull request, nothing else; whoever needs one can restore it in MLflow. A server that fails warns. */
export async function deleteRunsOfChange(run: Run): Promise<string> {
  const { event } = run.settings
  const what = `Pull request ${event.pullRequest?.number ?? ''} is closed`
  const client = await connectMlflow(run)
  if ('reason' in client) {
    run.skip('delete runs', client.reason)
    return `${what}; none of its runs were deleted: ${client.reason}.`
  }
  try {
    return await run
      .step('delete runs', async (outcome) => {
        const experiment = await findExperiment(client, `${await experimentName({ run, ...(await locate(run)) })}/pr`)
        const runs =
          experiment === undefined || experiment.deleted
            ? []
            : await findRunsByTag(client, experiment.id, 'dvc-ci.pull-request', String(event.pullRequest?.number))
        for (const { id } of runs) await deleteRun(client, id)
        outcome.message = `${count(runs.length, 'run')} deleted`
        return `${what}; ${count(runs.length, 'run')} of it deleted in MLflow.`
      })
      .catch((error: unknown) => {
        if (run.signal.aborted || !(error instanceof OutsideError)) throw error
        run.host.warning(messageOf(error))
        return `${what}; its runs in MLflow are still there: ${messageOf(error)}`
      })
  } finally {
    await client.close()
  }
}
