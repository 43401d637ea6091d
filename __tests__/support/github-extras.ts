import { Deployments } from './github-deployments.js'

/** Permissions of a user in the repository, as GitHub names them. */
type Permission = 'admin' | 'write' | 'read' | 'none'

/** Something that happened to a pull request, as GitHub lists it. */
export interface PullEvent {
  event: 'labeled' | 'unlabeled' | 'head_ref_force_pushed'
  actor: { login: string; type?: string } | null
  created_at: string
  label?: { name: string }
}

/** A workflow run, as far as we look at it. */
export interface WorkflowRun {
  id: number
  name: string
  path: string
  event: string
  head_sha: string
  status: string
  conclusion: string | null
  workflow_id: number
  head_branch?: string
  head_repository?: { full_name: string }
}

/** A comment on a commit. */
export interface CommitComment {
  id: number
  body: string
  user: { login: string }
  html_url: string
}

/** A merge: what was merged, and the commit that came of it. */
export interface Merge {
  head: string
  sha: string
  at: string
}

/** A pull request as it is after a merge. */
export function mergedAs<T extends { merge_commit_sha?: string | null; head: { sha: string } }>(
  pull: T,
  merge: Merge | undefined,
): T {
  return merge === undefined
    ? pull
    : {
        ...pull,
        merged: true,
        merged_at: merge.at,
        merge_commit_sha: merge.sha,
        head: { ...pull.head, sha: merge.head },
      }
}

/** The parts of GitHub that `emulate` lacks. */
export interface Extras {
  /** By login; the emulator's own answer counts for everybody else. */
  permissions: Map<string, Permission>
  /** Members by `org/team`; a team that is not here must not be asked after (403), as with the token of a workflow. */
  teams: Map<string, string[]>
  /** Events of pull requests by number. */
  events: Map<number, PullEvent[]>
  /** Other words for what a comment is: an id, with what its listing has instead. */
  comments: Map<
    number,
    Partial<{
      user: { login: string; type: string } | null
      created_at: string
      updated_at: string
      lastEditedAt: string | null
    }>
  >
  /** Heads of pull requests by number: the emulator's stay as they were opened. */
  heads: Map<number, string>
  /** Pull requests that were merged in the Git repository of a test, by number. */
  merges: Map<number, Merge>
  /** Pull requests whose branch is in another repository. */
  forks: Set<number>
  /** Comments on commits that only the Git repository of a test has. A test sets it; else the emulator answers. */
  commitComments?: Map<string, CommitComment[]>
  /** Commits of pull requests, by number. */
  commits: Map<number, string[]>
  /** Comments that were listed, by their node. */
  listed: Map<string, Listed>
  runs: WorkflowRun[]
  /** Jobs by their run, as GitHub lists them. */
  jobs: Map<number, { name: string; status: string; conclusion: string | null }[]>
  /** Runs whose failed jobs were started again. */
  rerun: number[]
  deployments: Deployments
  /** Reactions by comment. */
  reactions: { comment: number; content: string }[]
  /** The Sigstore bundles of attestations. */
  attestations: unknown[]
}

export function newExtras(): Extras {
  return {
    permissions: new Map(),
    teams: new Map(),
    events: new Map(),
    comments: new Map(),
    heads: new Map(),
    merges: new Map(),
    forks: new Set(),
    commits: new Map(),
    listed: new Map(),
    runs: [],
    jobs: new Map(),
    rerun: [],
    deployments: new Deployments(),
    reactions: [],
    attestations: [],
  }
}

interface Asked {
  method: string
  path: string
  route: string
  sent: Record<string, unknown> | undefined
  backend: string
  front: string
  token: string
}
interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/** The answer of a route that the emulator lacks or has only in part; undefined for every other. */
export async function extraRoute(asked: Asked, extras: Extras): Promise<Answer | undefined> {
  const { method, path, route, sent } = asked
  const deployed = extras.deployments.answer(method, route, new URL(path, 'http://localhost').searchParams, sent ?? {})
  if (deployed !== undefined) return deployed
  const commented = commentOnCommit(asked, extras)
  if (commented !== undefined) return commented
  const login = /^\/collaborators\/([^/]+)\/permission$/.exec(route)?.[1]
  const permission = login === undefined ? undefined : extras.permissions.get(decodeURIComponent(login))
  // As GitHub answers: the role of everybody who can read, collaborator or not.
  if (permission !== undefined) return { status: 200, body: { permission, role_name: permission, user: { login } } }
  const [, org, team, member] = /^\/orgs\/([^/]+)\/teams\/([^/]+)\/memberships\/([^/]+)$/.exec(path) ?? []
  if (org !== undefined && team !== undefined && member !== undefined) {
    const members = extras.teams.get(`${org}/${team}`)
    if (members === undefined) return { status: 403, body: { message: 'Resource not accessible by integration' } }
    return members.includes(member)
      ? { status: 200, body: { state: 'active', role: 'member' } }
      : { status: 404, body: { message: 'Not Found' } }
  }
  const head = extras.heads.get(Number(/^\/pulls\/(\d+)$/.exec(route)?.[1]))
  if (head !== undefined && method === 'GET')
    return pullAt(
      head,
      asked,
      extras.forks.has(Number(route.split('/')[2])),
      extras.merges.get(Number(route.split('/')[2])),
    )
  if (route === '/pulls' && method === 'GET' && extras.forks.size > 0) return pullsOfForks(asked, extras)
  const commits = extras.commits.get(Number(/^\/pulls\/(\d+)\/commits$/.exec(route)?.[1]))
  if (commits !== undefined) return { status: 200, body: commits.map((sha) => ({ sha })) }
  const pull = /^\/issues\/(\d+)\/events$/.exec(route)?.[1]
  if (pull !== undefined) return { status: 200, body: extras.events.get(Number(pull)) ?? [] }
  if (path === '/graphql') return editedAt(asked, extras)
  if (method === 'GET' && /^\/issues\/\d+\/comments$/.test(route)) return comments(asked, extras)
  const reacted = /^\/issues\/comments\/(\d+)\/reactions$/.exec(route)?.[1]
  if (reacted !== undefined) {
    extras.reactions.push({ comment: Number(reacted), content: String(sent?.['content']) })
    return { status: 201, body: { id: 1, content: sent?.['content'] } }
  }
  if (route === '/attestations' && method === 'POST') {
    extras.attestations.push(sent?.['bundle'])
    return { status: 201, body: { id: extras.attestations.length } }
  }
  if (route === '/actions/runs') {
    const query = new URL(path, 'http://localhost').searchParams
    const found = extras.runs.filter(
      (run) => run.head_sha === query.get('head_sha') && run.event === query.get('event'),
    )
    return { status: 200, body: { total_count: found.length, workflow_runs: found } }
  }
  const jobs = extras.jobs.get(Number(/^\/actions\/runs\/(\d+)\/jobs$/.exec(route)?.[1]))
  if (jobs !== undefined) return { status: 200, body: { total_count: jobs.length, jobs } }
  const again = /^\/actions\/runs\/(\d+)\/rerun-failed-jobs$/.exec(route)?.[1]
  if (again === undefined) return undefined
  if (extras.runs.find(({ id }) => id === Number(again))?.status !== 'completed')
    return { status: 403, body: { message: 'This workflow is already running' } }
  extras.rerun.push(Number(again))
  return { status: 201, body: {} }
}

/** Comments on commits, as a test keeps them. */
function commentOnCommit({ method, route, sent, front }: Asked, { commitComments: all }: Extras): Answer | undefined {
  const sha = /^\/commits\/(\w+)\/comments$/.exec(route)?.[1]
  const id = Number(/^\/comments\/(\d+)$/.exec(route)?.[1])
  if (all === undefined || (sha === undefined && Number.isNaN(id))) return undefined
  const body = String(sent?.['body'])
  if (sha !== undefined) {
    const thread = all.get(sha) ?? []
    if (method === 'GET') return { status: 200, body: thread }
    const number = 1 + [...all.values()].reduce((sum, comments) => sum + comments.length, 0)
    const made = { id: number, body, user: { login: 'github-actions[bot]' }, html_url: `${front}/comments/${number}` }
    all.set(sha, [...thread, made])
    return { status: 201, body: made }
  }
  const found = [...all.values()].flat().find((each) => each.id === id)
  if (found === undefined) return { status: 404, body: { message: 'Not Found' } }
  if (method === 'PATCH') found.body = body
  return { status: 200, body: found }
}

async function pullAt(
  sha: string,
  { path, backend, token }: Asked,
  fork: boolean,
  merge: Merge | undefined,
): Promise<Answer> {
  const answer = await fetch(`${backend}${path}`, { headers: { authorization: `token ${token}` } })
  const pull = (await answer.json()) as { head: { sha: string } }
  return {
    status: answer.status,
    body: mergedAs(
      { ...pull, head: { ...pull.head, sha, ...(fork ? { repo: { full_name: 'stranger/tiny' } } : {}) } },
      merge,
    ),
  }
}

/** Open pull requests by their head, those of forks included: the emulator has branches of its own repository alone. */
async function pullsOfForks({ path, backend, token }: Asked, { heads, forks }: Extras): Promise<Answer> {
  const wanted = new URL(path, 'http://localhost').searchParams.get('head')
  const answer = await fetch(`${backend}${path.replace(/([?&])head=[^&]*&?/, '$1')}`, {
    headers: { authorization: `token ${token}` },
  })
  const pulls = (await answer.json()) as {
    number: number
    head: { sha: string; ref: string; repo: { full_name: string } }
  }[]
  const body = pulls
    .map((pull) => ({
      ...pull,
      head: {
        ...pull.head,
        sha: heads.get(pull.number) ?? pull.head.sha,
        ...(forks.has(pull.number) ? { repo: { full_name: 'stranger/tiny' } } : {}),
      },
    }))
    .filter(({ head }) => wanted === null || `${head.repo.full_name.split('/')[0] ?? ''}:${head.ref}` === wanted)
  return { status: answer.status, body }
}

interface Listed {
  id: number
  node_id: string
  created_at: string
  updated_at: string
}

/** The comments as the emulator has them, with what a test says of some. */
async function comments(
  { path, backend, front, token }: Asked,
  { comments: changes, listed }: Extras,
): Promise<Answer> {
  const answer = await fetch(`${backend}${path}`, { headers: { authorization: `token ${token}` } })
  // The emulator reads the clock once for each of the two times of a new comment.
  const listing: unknown = await answer.json()
  if (!answer.ok) return { status: answer.status, body: listing }
  const body = (listing as Listed[]).map((comment) =>
    Date.parse(comment.updated_at) - Date.parse(comment.created_at) > 1_000
      ? comment
      : { ...comment, updated_at: comment.created_at },
  )
  const link = answer.headers.get('link')
  for (const comment of body) listed.set(comment.node_id, comment)
  return {
    status: answer.status,
    ...(link === null ? {} : { headers: { link: link.replaceAll(/http:\/\/[^/>]+/g, front) } }),
    body: body.map((comment) => ({ ...comment, ...changes.get(comment.id) })),
  }
}

/** GraphQL tells when the text of a comment was changed; the emulator has no GraphQL. */
function editedAt({ sent }: Asked, { comments: changes, listed }: Extras): Answer {
  const comment = listed.get((sent?.['variables'] as { id?: string } | undefined)?.id ?? '')
  if (comment === undefined) return { status: 200, body: { data: { node: null } } }
  const edited = changes.get(comment.id)?.lastEditedAt
  return {
    status: 200,
    body: {
      data: {
        node: {
          lastEditedAt:
            edited === undefined && comment.updated_at !== comment.created_at ? comment.updated_at : (edited ?? null),
        },
      },
    },
  }
}
