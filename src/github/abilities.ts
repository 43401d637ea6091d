import type { GitHub } from './client.js'
import { failureOf } from './failure.js'

/** Permissions of a job that dvc-ci uses, as a workflow writes them. */
export const PERMISSIONS = ['contents', 'pull-requests', 'checks', 'deployments'] as const
export type Permission = (typeof PERMISSIONS)[number]

/** A request of each permission. Without a body GitHub rejects it as invalid, and makes nothing. */
const REQUESTS: Readonly<Record<Permission, string>> = {
  contents: 'POST /repos/{owner}/{repo}/git/refs',
  'pull-requests': 'POST /repos/{owner}/{repo}/pulls',
  checks: 'POST /repos/{owner}/{repo}/check-runs',
  deployments: 'POST /repos/{owner}/{repo}/deployments',
}

/** `unknown`: GitHub answered neither that the token may, nor that it may not. */
export type Ability = 'yes' | 'no' | 'unknown'

/**
 * Which permissions the token has with `write`. GitHub has no question for the token of a workflow, so each permission
 * is tried by a request without content: 403 or 404 without the permission, 422 (validation failed) with it.
 */
export async function askAbilities({ octokit, repo }: GitHub): Promise<Record<Permission, Ability>> {
  const asked = await Promise.all(
    PERMISSIONS.map(async (permission): Promise<[Permission, Ability]> => {
      try {
        await octokit.request(REQUESTS[permission], { ...repo })
        return [permission, 'unknown']
      } catch (error) {
        const { status } = failureOf(error)
        if (status === undefined) throw error
        return [
          permission,
          status === 422 || status === 400 ? 'yes' : status === 403 || status === 404 ? 'no' : 'unknown',
        ]
      }
    }),
  )
  return Object.fromEntries(asked) as Record<Permission, Ability>
}

/**
 * Whether the setting "Allow GitHub Actions to create and approve pull requests" of the repository is on.
 * @returns undefined where the token may not read it: that needs the rights of an administrator
 */
export async function mayOpenPulls({ octokit, repo }: GitHub): Promise<boolean | undefined> {
  try {
    const { data } = await octokit.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...repo })
    return data.can_approve_pull_request_reviews
  } catch (error) {
    return unreadable(error)
  }
}

/** A runner that the repository has itself. */
export interface Runner {
  name: string
  online: boolean
  labels: string[]
}

/**
 * The repository's own runners, at most 100. Those of its organisation are not among them.
 * @returns undefined where the token may not read them: that needs the rights of an administrator
 */
export async function listRunners({ octokit, repo }: GitHub): Promise<Runner[] | undefined> {
  try {
    const { data } = await octokit.rest.actions.listSelfHostedRunnersForRepo({ ...repo, per_page: 100 })
    return data.runners.map(({ name, status, labels }) => ({
      name,
      online: status === 'online',
      labels: labels.map((label) => label.name),
    }))
  } catch (error) {
    return unreadable(error)
  }
}

/** Undefined for an answer that the token may not read this. @throws every other failure */
function unreadable(error: unknown): undefined {
  const { status } = failureOf(error)
  if (status === 403 || status === 404) return undefined
  throw error
}
