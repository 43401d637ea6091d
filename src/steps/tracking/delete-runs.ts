import { messageOf, OutsideError } from '../../errors/errors.js'
import { deleteRun, findExperiment, findRunsByTag } from '../../mlflow/runs.js'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import { locate } from '../project/open-project.js'
import { connectMlflow, experimentName } from './connect-mlflow.js'

/** True where a pull request was closed and the settings delete its runs in MLflow. */
export function isClosedChange({ settings }: Run): boolean {
  return settings.mlflow.cleanup && settings.event.pullRequest?.action === 'closed'
}

/**
 * Deletes the runs of the pull request; a user can restore them in MLflow. A failure of the server is a warning.
 * @returns the outcome, as a sentence
 */
export async function deleteRunsOfChange(run: Run): Promise<string> {
  const { event } = run.settings
  const closed = `Pull request ${event.pullRequest?.number ?? ''} is closed`
  const client = await connectMlflow(run)
  if ('reason' in client) {
    run.skip('delete runs', client.reason)
    return `${closed}; its runs in MLflow are not deleted: ${client.reason}.`
  }
  try {
    return await run
      .step('delete runs', async (outcome) => {
        const experiment = await findExperiment(client, `${await experimentName({ run, ...(await locate(run)) })}/pr`)
        const runs =
          experiment === undefined || experiment.deleted
            ? []
            : await findRunsByTag(client, [experiment.id], 'dvc-ci.pull-request', String(event.pullRequest?.number))
        for (const { id } of runs) await deleteRun(client, id)
        outcome.message = `${count(runs.length, 'run')} deleted`
        return `${closed}; ${count(runs.length, 'run')} deleted in MLflow.`
      })
      .catch((error: unknown) => {
        if (run.signal.aborted || !(error instanceof OutsideError)) throw error
        run.host.warning(messageOf(error))
        return `${closed}; deleting its runs in MLflow failed: ${messageOf(error)}`
      })
  } finally {
    await client.close()
  }
}
