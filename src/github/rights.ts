import type { GitHub } from './client.js'
import { codeOwners } from './code-owners.js'
import { failureOf, failureText, orAbsent } from './failure.js'
import { rateLimitWait } from './retry.js'

/** Most users to check: any user may comment, and each check is a request. */
const MOST_PEOPLE = 20

export interface Right {
  may: boolean
  /** Why not, as a clause. */
  reason: string
}

/** Checks who may accept failed rules in a pull request: users with write access and the code owners of one file. */
export class Rights {
  private readonly known = new Map<string, Promise<Right>>()
  private owners: Promise<string[]> | undefined

  /**
   * @param file path in the repository; its code owners may decide
   * @param baseSha the commit with the valid CODEOWNERS
   * @param author login of the pull request's author, who cannot decide as a code owner
   */
  constructor(
    private readonly github: GitHub,
    private readonly file: string,
    private readonly baseSha: string,
    private readonly author: string | undefined,
  ) {}

  /** The right of one user. @throws the failure of a request to GitHub, except a refused list of team members */
  of(login: string): Promise<Right> {
    const key = login.toLowerCase()
    const known = this.known.get(key)
    if (known !== undefined) return known
    if (this.known.size >= MOST_PEOPLE)
      return Promise.resolve({ may: false, reason: `dvc-ci checks only the first ${MOST_PEOPLE} users` })
    const asked = this.ask(login)
    this.known.set(key, asked)
    return asked
  }

  private async ask(login: string): Promise<Right> {
    if (await hasWriteAccess(this.github, login)) return { may: true, reason: '' }
    if (login.toLowerCase() === this.author?.toLowerCase())
      return { may: false, reason: 'the author has no write access' }
    const reasons: string[] = []
    for (const owner of await (this.owners ??= codeOwners(this.github, this.baseSha, this.file))) {
      if (owner.toLowerCase() === `@${login.toLowerCase()}`) return { may: true, reason: '' }
      const [, org, team] = /^@([^/]+)\/(.+)$/.exec(owner) ?? []
      if (org === undefined || team === undefined) continue
      const member = await isMember(this.github, org, team, login)
      if (member === true) return { may: true, reason: '' }
      if (member !== false) reasons.push(`the token cannot read the members of ${owner}: ${member.refusal}`)
    }
    return { may: false, reason: [`neither write access nor code owner of ${this.file}`, ...reasons].join('; ') }
  }
}

/**
 * Source: docs.github.com, "Get repository permissions for a user": `permission` is `write` for the role maintain as
 * well, `read` for triage.
 */
export async function hasWriteAccess({ octokit, repo }: GitHub, login: string): Promise<boolean> {
  const found = await orAbsent(octokit.rest.repos.getCollaboratorPermissionLevel({ ...repo, username: login }))
  return found !== undefined && ['admin', 'maintain', 'write', 'push'].includes(found.data.permission)
}

/** Whether a user is in a team. The token of a workflow may not read that. */
async function isMember(
  { octokit }: GitHub,
  org: string,
  team: string,
  login: string,
): Promise<boolean | { refusal: string }> {
  try {
    const { data } = await octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login })
    return data.state === 'active'
  } catch (error) {
    const { status } = failureOf(error)
    if (status === 404) return false
    if (status === 403 && rateLimitWait(error, Date.now()) === undefined) return { refusal: failureText(error) }
    throw error
  }
}
