import { basename } from 'node:path'
import { messageOf, SetupError } from '../../errors/errors.js'
import { parseAddress } from '../../mlflow/address.js'
import type { MlflowClient } from '../../mlflow/client.js'
import type { Run } from '../../run/run.js'
import type { Project } from '../project/project.js'

/** Milliseconds that a cancelled run gives MLflow: the runner ends everything 7.5 s after its signal. */
const AFTER_CANCEL = 4_000

/** What keeps a run from being tracked, in the words of a report. */
export interface NotTracked {
  reason: string
  /** True where somebody asked for it and does not get it. */
  warns: boolean
}

/**
 * The server of a run; nothing is sent yet. The room is loaded only where there is one.
 * @throws {SetupError} an address that a setting gives is none of a server
 */
export async function connectMlflow(run: Run): Promise<MlflowClient | NotTracked> {
  const { settings, host, signal } = run
  const { access, explicit } = settings.mlflow
  if (access === undefined)
    return { reason: 'there is no address of an MLflow server (`tracking-uri`, MLFLOW_TRACKING_URI)', warns: false }
  if (!settings.event.trusted)
    return { reason: 'the change comes from a fork or from Dependabot, which get no credentials', warns: false }
  try {
    const address = parseAddress(access)
    const { MlflowClient } = await import('../../mlflow/client.js')
    const client = new MlflowClient({ address, debug: (message) => host.debug(message) })
    const hurry = () => client.hurry(AFTER_CANCEL)
    if (signal.aborted) hurry()
    else signal.addEventListener('abort', hurry, { once: true })
    return client
  } catch (error) {
    // What a developer's shell says of a folder of their own is nothing that a run asked for.
    if (explicit || !(error instanceof SetupError)) throw error
    return { reason: messageOf(error), warns: true }
  }
}

/** The experiment of the official builds; that of pull requests is below it. A laptop and the CI name the same one, whatever the clone's folder is called. */
export async function experimentName({ run, git, inGit }: Pick<Project, 'run' | 'git' | 'inGit'>): Promise<string> {
  const { experiment } = run.settings.mlflow
  if (experiment !== undefined) return experiment
  const folder = inGit('.')
  const repository =
    run.settings.event.repository?.split('/').at(-1) ?? (await git.repositoryName()) ?? basename(git.root)
  return folder === '.' ? repository : `${repository}/${folder}`
}

/** Pages of MLflow's own interface. */
export const pageOf = {
  run: (base: string, experimentId: string, id: string) => `${base}/#/experiments/${experimentId}/runs/${id}`,
  version: (base: string, name: string, version: string) =>
    `${base}/#/models/${encodeURIComponent(name)}/versions/${version}`,
}
