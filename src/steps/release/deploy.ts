import { OutsideError, ProjectError } from '../../errors/errors.js'
import type { GitHub } from '../../github/client.js'
import type { DeploymentState } from '../../github/deployments.js'
import { withoutUser } from '../../mlflow/address.js'
import { runProcess, shellLine, TAIL_OF_COMMAND } from '../../run/process.js'
import type { StepOutcome } from '../../run/run.js'
import type { Settings } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import { requireVerified } from '../verification/require-verified.js'
import type { Model } from './find-model.js'
import { modelAt } from './model-at.js'

/** The facts of a deployment. A field is absent where the project or the run has no such value. */
export interface Deployable {
  /** The commit of the build; the source commit where the build changed nothing. */
  commit: string
  /** Identifies the build. */
  key: string
  tag?: string
  model?: string
  version?: string
  alias?: string
  /** The model's file or folder, its hash in DVC, and the address of its DVC remote. */
  path?: string
  hash?: string
  remote?: string
}

/** Whether the settings deploy a published version. */
export function isDeploying({ environment, command, event, workflow }: Project['run']['settings']['deploy']): boolean {
  return [environment, command, event, workflow].some((value) => value !== undefined)
}

/**
 * Deploys an official build that Git, the remote and MLflow have.
 * @param again true where an earlier run built it. Without an environment, a token and a repository, GitHub has no
 * record of the deployment, so only `--resume` deploys such a build.
 * @throws as `deploy`, and as `requireVerified`
 */
export async function deployBuild(
  project: Project,
  { source, commit }: { source: string; commit: string },
  again: boolean,
): Promise<void> {
  const { run } = project
  const { deploy: settings, rebuild } = run.settings
  if (!isDeploying(settings) || rebuild.dryRun) return
  if (again && !rebuild.resume && !isRecorded(run.settings)) {
    run.skip('deploy', 'GitHub has no record of the deployment; `dvc-ci rebuild --resume` deploys the build again')
    return
  }
  const { mlflow, tag } = run.report
  const model = await modelAt(project, commit)
  // A deployed model alone counts: the other outputs of a partial build may not be on this machine.
  await requireVerified(project, commit, model === undefined ? undefined : [project.inGit(model.out.path)])
  await deploy(project, {
    commit,
    key: [project.inGit('.'), source, commit].join(' '),
    ...modelFacts(project, model),
    ...(tag === undefined ? {} : { tag }),
    ...(mlflow?.model === undefined ? {} : { model: mlflow.model }),
    ...(mlflow?.version === undefined ? {} : { version: mlflow.version }),
    ...(mlflow?.alias === undefined ? {} : { alias: mlflow.alias }),
  })
}

/** Whether GitHub records a deployment, which a later run finds. */
function isRecorded({ deploy: { environment }, github: { token }, event: { repository } }: Settings): boolean {
  return environment !== undefined && token !== undefined && repository !== undefined
}

const DEPLOYED = 'Deployed by dvc-ci'

/**
 * Deploys an official version: creates the deployment on GitHub, runs the user's command, starts the workflows. The
 * status of the deployment follows the command. A deployed version is not deployed twice; an interrupted deployment is
 * repeated.
 * @throws {ProjectError} the command failed
 * @throws {OutsideError} GitHub did not create the deployment, or did not start a workflow
 */
export async function deploy(project: Project, deployable: Deployable): Promise<void> {
  const { deploy: wanted } = project.run.settings
  if (!isDeploying(wanted)) return
  await project.run.step('deploy', async (outcome) => {
    const github = await openGitHub(project)
    const payload = payloadOf(deployable, wanted.environment)
    const deployment =
      github === undefined
        ? undefined
        : await outside('deployments: write', () => begin(project, github, deployable, payload))
    // GitHub sets a deployment to `inactive` once a newer one succeeded: a repetition would replace the newer version.
    if (deployment?.state === 'success' || deployment?.state === 'inactive') {
      outcome.message = `deployment ${deployment.id} to ${wanted.environment ?? ''} succeeded before${deployment.state === 'inactive' ? ', and a newer one has replaced it' : ''}`
      return
    }
    if (deployment === undefined && wanted.environment !== undefined)
      project.run.host.info('No token for GitHub is set, so no deployment is recorded there.')
    const all = { ...payload, ...(deployment === undefined ? {} : { deployment_id: String(deployment.id) }) }
    const done = [
      ...(deployment === undefined ? [] : [`deployment ${deployment.id} to ${wanted.environment ?? ''}`]),
      ...(wanted.command === undefined ? [] : [await runCommand(project, wanted.command, all, github, deployment?.id)]),
      // An earlier run may have started the workflows, so only a new deployment starts them.
      ...(github === undefined || (deployment !== undefined && !deployment.isNew)
        ? []
        : await startWorkflows(project, github, all)),
    ]
    setOutcome(wanted, github, outcome, done)
  })
}

/** The facts with which a command downloads the model: its path, its hash and its remote. */
export function modelFacts(
  { run, index, inGit }: Project,
  model: Model | undefined,
): Pick<Deployable, 'model' | 'path' | 'hash' | 'remote'> {
  if (model === undefined) return {}
  const { out, path } = model
  const url = index.remotes[out.remote ?? run.settings.remote ?? index.defaultRemote ?? '']?.url
  return {
    path: inGit(path),
    model: model.name,
    ...(out.hash === undefined ? {} : { hash: out.hash }),
    ...(url === undefined || !out.cache ? {} : { remote: withoutUser(url) }),
  }
}

function setOutcome(
  wanted: Project['run']['settings']['deploy'],
  github: GitHub | undefined,
  outcome: StepOutcome,
  done: readonly string[],
): void {
  outcome.message = done.join('; ')
  if (github !== undefined || (wanted.event === undefined && wanted.workflow === undefined)) return
  outcome.conclusion = 'warning'
  outcome.message = [outcome.message, 'no workflow was started: no token is set']
    .filter((text) => text !== '')
    .join('; ')
}

/** The payload, under the names for commands, workflows and GitHub. */
function payloadOf(
  { commit, tag, model, version, alias, path, hash, remote }: Deployable,
  environment: string | undefined,
): Record<string, string> {
  const all = { environment, model, version, alias, path, hash, remote, commit, tag }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  )
}

async function openGitHub({ run }: Project): Promise<GitHub | undefined> {
  const {
    event,
    github: { token, apiUrl },
  } = run.settings
  if (token === undefined || event.repository === undefined) return undefined
  const { connect } = await import('../../github/client.js')
  return connect({
    token,
    apiUrl,
    repository: event.repository,
    debug: (message) => run.host.debug(message),
    redact: (text) => run.host.redact(text),
  })
}

/** Creates, or finds, the deployment on GitHub. @returns undefined where the settings name no environment */
async function begin(
  { run }: Project,
  github: GitHub,
  deployable: Deployable,
  payload: Readonly<Record<string, string>>,
): Promise<{ id: number; state?: DeploymentState; isNew: boolean } | undefined> {
  const { environment } = run.settings.deploy
  if (environment === undefined) return undefined
  const { ensureDeployment } = await import('../../github/deployments.js')
  const deployment = await ensureDeployment(github, {
    environment,
    sha: deployable.commit,
    payload,
    key: deployable.key,
  })
  run.report.deployment = { environment, id: deployment.id }
  return deployment
}

/** Runs the user's command, and sets the status of the deployment by its result. */
async function runCommand(
  { run, env }: Project,
  command: string,
  payload: Readonly<Record<string, string>>,
  github: GitHub | undefined,
  id: number | undefined,
): Promise<string> {
  const setStatus = async (state: DeploymentState, description: string): Promise<void> => {
    if (github === undefined || id === undefined) return
    const { setDeploymentStatus } = await import('../../github/deployments.js')
    const { runUrl } = run.settings.event
    await setDeploymentStatus(github, id, { state, description, ...(runUrl === undefined ? {} : { logUrl: runUrl }) })
  }
  await outside('deployments: write', () => setStatus('in_progress', 'The command runs'))
  const variables = Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [`DVC_CI_${name.toUpperCase()}`, value]),
  )
  try {
    const { code } = await runProcess(shellLine(command), {
      cwd: run.settings.workingDirectory,
      env: { ...env, ...variables },
      signal: run.signal,
      tail: TAIL_OF_COMMAND,
      onOutput: (text) => run.host.output(text),
    })
    if (code !== 0)
      throw new ProjectError('deployment-failed', `the deployment failed: '${command}' ended with code ${code}.`, {
        key: 'deploy-command',
        value: command,
        remedy: 'The official version is published. Run this again to deploy it.',
      })
  } catch (error) {
    // Report the error of the command, not a failure to set the status.
    await setStatus(
      run.signal.aborted ? 'error' : 'failure',
      run.signal.aborted ? 'The run was cancelled' : 'The command failed',
    ).catch(() => undefined)
    throw error
  }
  await outside('deployments: write', () => setStatus('success', DEPLOYED))
  return `'${command}' succeeded`
}

async function startWorkflows(
  { run }: Project,
  github: GitHub,
  payload: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { event, workflow } = run.settings.deploy
  const { sendRepositoryDispatch, startWorkflow } = await import('../../github/deployments.js')
  const done: string[] = []
  if (event !== undefined) {
    await outside('contents: write', () => sendRepositoryDispatch(github, event, payload))
    done.push(`repository_dispatch ${event}`)
  }
  if (workflow !== undefined) {
    const ref = run.settings.event.defaultBranch ?? run.report.commit?.branch ?? 'main'
    await outside('actions: write', () => startWorkflow(github, workflow, ref, { deployment: JSON.stringify(payload) }))
    done.push(`workflow ${workflow}`)
  }
  return done
}

/** Calls GitHub. @throws {OutsideError} GitHub rejects the call: a version without its deployment fails the run */
async function outside<T>(permission: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { failureText } = await import('../../github/failure.js')
    throw new OutsideError(
      'deployment-not-started',
      `starting the deployment failed: ${failureText(error, permission)}.`,
      {
        key: 'deploy',
        remedy: 'The official version is published. Run this again to deploy it.',
      },
    )
  }
}
