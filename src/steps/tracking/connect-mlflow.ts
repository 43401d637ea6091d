import { basename } from 'node:path'
import { messageOf, SetupError } from '../../errors/errors.js'
import { parseAddress } from '../../mlflow/address.js'
import type { MlflowClient } from '../../mlflow/client.js'
import type { Run } from '../../run/run.js'
import type { Project } from '../project/project.js'

/** Milliseconds that a cancelled run waits for MLflow: the runner ends all processes 7.5 s after its signal. */
const AFTER_CANCEL = 4_000

/** Why MLflow does not track a run, as a clause for the report. */
export interface NotTracked {
  reason: string
  /** True where the user asked for tracking. */
  warns: boolean
}

/**
 * Opens the client for the MLflow server, and sends nothing yet. Loads the client's code only where there is a server.
 * @throws {SetupError} the address in the settings is not the address of a server
 */
export async function connectMlflow(run: Run): Promise<MlflowClient | NotTracked> {
  const { settings, host, signal } = run
  const { access, explicit } = settings.mlflow
  if (access === undefined)
    return { reason: 'the address of an MLflow server is not set (`tracking-uri`, MLFLOW_TRACKING_URI)', warns: false }
  if (!settings.event.trusted)
    return { reason: 'the change comes from a fork or from Dependabot, which have no credentials', warns: false }
  try {
    const address = parseAddress(access)
    const { MlflowClient } = await import('../../mlflow/client.js')
    const client = new MlflowClient({
      address,
      debug: (message) => host.debug(message),
      redact: (text) => host.redact(text),
    })
    const hurry = () => client.hurry(AFTER_CANCEL)
    if (signal.aborted) hurry()
    else signal.addEventListener('abort', hurry, { once: true })
    return client
  } catch (error) {
    // A shell of a developer may name a local folder in MLFLOW_TRACKING_URI: that is not a request of this run.
    if (explicit || !(error instanceof SetupError)) throw error
    return { reason: messageOf(error), warns: true }
  }
}

/**
 * The experiment of official builds; the experiment of pull requests is `NAME/pr`.
 * The name does not depend on the folder of the clone, so a laptop and the CI use the same experiment.
 */
export async function experimentName({ run, git, inGit }: Pick<Project, 'run' | 'git' | 'inGit'>): Promise<string> {
  const { experiment } = run.settings.mlflow
  if (experiment !== undefined) return experiment
  const folder = inGit('.')
  const repository =
    run.settings.event.repository?.split('/').at(-1) ?? (await git.repositoryName()) ?? basename(git.root)
  return folder === '.' ? repository : `${repository}/${folder}`
}

/** Addresses of pages in the interface of MLflow. */
export const pageOf = {
  run: (base: string, experimentId: string, id: string) => `${base}/#/experiments/${experimentId}/runs/${id}`,
  version: (base: string, name: string, version: string) =>
    `${base}/#/models/${encodeURIComponent(name)}/versions/${version}`,
}
