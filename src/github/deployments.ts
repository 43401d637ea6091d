import type { GitHub } from './client.js'
import { mayHaveHappened } from './failure.js'

/** A deployment to request from GitHub. */
export interface DeploymentRequest {
  /** Name in the list of environments. */
  environment: string
  /** The commit to deploy. */
  sha: string
  /** Data for the deployer. Every reader of the repository can read it. */
  payload: Readonly<Record<string, string>>
  /** Unique for each build; it finds the deployment again. */
  key: string
}

export type DeploymentState = 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive' | 'pending'

export interface Deployment {
  id: number
  /** Its newest status; absent without one. */
  state?: DeploymentState
  /** False if an earlier run made it. */
  isNew: boolean
}

export interface DeploymentStatus {
  state: DeploymentState
  description: string
  /** Address of its log. */
  logUrl?: string
}

const LONGEST_DESCRIPTION = 140
const LISTED_AFTER_MS = 1_000

/**
 * The deployment of a build to an environment: that of an earlier run, else a new one. GitHub does not check commit
 * statuses, because dvc-ci has checked the build ("REST API endpoints for deployments", `required_contexts`).
 * @throws the failure after all retries; needs `deployments: write`
 */
export async function ensureDeployment(
  github: GitHub,
  request: DeploymentRequest,
  listedAfter = LISTED_AFTER_MS,
): Promise<Deployment> {
  const existing = await find(github, request)
  if (existing !== undefined) return existing
  const { octokit, repo } = github
  try {
    const { data } = await octokit.rest.repos.createDeployment({
      ...repo,
      ref: request.sha,
      environment: request.environment,
      task: 'deploy',
      auto_merge: false,
      required_contexts: [],
      payload: { ...request.payload, key: request.key },
      description: 'Official build of dvc-ci',
      production_environment: request.environment === 'production',
    })
    if (!('id' in data))
      throw new Error(`GitHub created no deployment: ${data.message ?? 'it merged the base branch instead'}`)
    return { id: data.id, isNew: true }
  } catch (error) {
    if (!mayHaveHappened(error)) throw error
    await github.pause(listedAfter)
    const stored = await find(github, request)
    if (stored === undefined) throw error
    return { ...stored, isNew: true }
  }
}

async function find(
  { octokit, repo }: GitHub,
  { environment, sha, key }: DeploymentRequest,
): Promise<Deployment | undefined> {
  const { data } = await octokit.rest.repos.listDeployments({ ...repo, sha, environment, per_page: 100 })
  const found = data.find(({ payload }) => keyOf(payload) === key)
  if (found === undefined) return undefined
  const {
    data: [newest],
  } = await octokit.rest.repos.listDeploymentStatuses({ ...repo, deployment_id: found.id, per_page: 1 })
  return { id: found.id, isNew: false, ...(newest === undefined ? {} : { state: newest.state }) }
}

/** GitHub returns the payload as an object, or as JSON text. */
function keyOf(payload: unknown): unknown {
  if (typeof payload === 'string') {
    try {
      return keyOf(JSON.parse(payload))
    } catch {
      return undefined
    }
  }
  return typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined
}

/** Adds a status. @throws the failure after all retries */
export async function setDeploymentStatus(
  { octokit, repo }: GitHub,
  id: number,
  { state, description, logUrl }: DeploymentStatus,
): Promise<void> {
  await octokit.rest.repos.createDeploymentStatus({
    ...repo,
    deployment_id: id,
    state,
    description: description.slice(0, LONGEST_DESCRIPTION),
    ...(logUrl === undefined ? {} : { log_url: logUrl }),
  })
}

/**
 * Starts the workflows with this type of `repository_dispatch`, also with a workflow's token. Needs `contents:
 * write`.
 */
export async function sendRepositoryDispatch(
  { octokit, repo }: GitHub,
  type: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  await octokit.rest.repos.createDispatchEvent({ ...repo, event_type: type, client_payload: { ...payload } })
}

/** Starts one workflow on a branch or tag; it must declare the inputs. Needs `actions: write`. */
export async function startWorkflow(
  { octokit, repo }: GitHub,
  workflow: string,
  ref: string,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  await octokit.rest.actions.createWorkflowDispatch({ ...repo, workflow_id: workflow, ref, inputs: { ...inputs } })
}
