import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, Server } from 'node:net'
import { createEmulator } from 'emulate'
import { type Extras, extraRoute, mergedAs, newExtras } from './github-extras.js'
import { answerMutation, type GitSide, tipOf } from './github-git.js'

/** The repository that everything is about. */
export const REPOSITORY = 'team/digits'
/** GitHub refuses longer texts. */
const LONGEST_BODY = 65_536
const MOST_ANNOTATIONS = 50

/** Tokens with what they may do, as those of workflows and people do. */
const TOKENS: Readonly<Record<string, { login: string; may: 'write' | 'read' | 'contents' | 'nothing' }>> = {
  ghs_workflow: { login: 'github-actions[bot]', may: 'write' },
  ghs_fork: { login: 'github-actions[bot]', may: 'read' },
  ghs_contents: { login: 'github-actions[bot]', may: 'contents' },
  ghs_app: { login: 'team-app[bot]', may: 'write' },
  ghp_team: { login: 'team', may: 'write' },
  ghp_alice: { login: 'alice', may: 'write' },
  ghp_mallory: { login: 'mallory', may: 'write' },
  ghs_blind: { login: 'github-actions[bot]', may: 'nothing' },
}

export interface Request {
  method: string
  /** With the query, without the address. */
  path: string
  /** Answer's status; 0 where the connection was cut. */
  status: number
}

/** What goes wrong with the next request that matches. */
export interface Fault {
  method: string
  path: RegExp
  /** How often. Default 1. */
  times?: number
  /** True: the request is carried out first, and only its answer is replaced. */
  stored?: boolean
  /** 0 cuts the connection. */
  status: number
  headers?: Record<string, string>
  message?: string
}

export interface Comment {
  id: number
  body: string
  user: { login: string }
}

/** A GitHub that runs here: `emulate`, with the limits and permissions in front that it lacks. */
export interface StandIn {
  url: string
  /** Everything that was asked, in its order. */
  requests: Request[]
  fail: (fault: Fault) => void
  /**
   * Sends a request as a user with full rights.
   * @throws Error for a status that is no success
   */
  ask: <T>(method: string, path: string, body?: unknown, token?: string) => Promise<T>
  comments: (pull: number) => Promise<Comment[]>
  /** Opens a pull request. @returns its number */
  openPull: (branch: string, base?: string) => Promise<number>
  /** Commits files on top of a branch, which is made from another one where it does not exist. @returns the commit */
  commit: (branch: string, files: Readonly<Record<string, string>>, from?: string) => Promise<string>
  /** The Git repository that GitHub itself commits to; a test sets it. */
  git: GitSide
  /** What the emulator has no idea of; a test sets it, and reads what was asked for. */
  extras: Extras
  stop: () => Promise<void>
}

/** Starts one on a free port. */
export async function startGitHub(): Promise<StandIn> {
  const free = await listen(createServer())
  const port = (free.address() as AddressInfo).port
  await new Promise((resolve) => {
    free.close(resolve)
  })
  const logins = [...new Set(Object.values(TOKENS).map(({ login }) => login))]
  const emulator = await onLoopback(() =>
    createEmulator({
      service: 'github',
      port,
      seed: {
        tokens: Object.fromEntries(
          Object.entries(TOKENS).map(([token, { login }]) => [token, { login, scopes: ['repo'] }]),
        ),
        github: { users: logins.map((login) => ({ login })), repos: [{ owner: 'team', name: 'digits' }] },
      },
    }),
  )
  const faults: (Fault & { times: number })[] = []
  const requests: Request[] = []
  const extras = newExtras()
  const git: GitSide = {}
  const backend = `http://127.0.0.1:${port}`
  const mirror = (branch: string) => commit(branch, { 'mirrored.txt': branch })
  const server = await listen(
    createServer((request, response) => {
      void handle(request, response, {
        backend,
        front: `http://${request.headers.host ?? ''}`,
        faults,
        requests,
        extras,
        git,
        mirror,
      }).catch((error: unknown) => {
        response
          .writeHead(599, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message: `the stand-in failed: ${String(error)}` }))
      })
    }),
  )
  const ask = async <T>(method: string, path: string, body?: unknown, token = 'ghp_team'): Promise<T> => {
    const answer = await fetch(`${backend}${path}`, {
      method,
      headers: { authorization: `token ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const repo = `/repos/${REPOSITORY}`
  for (const login of logins)
    if (login !== 'team') await ask('PUT', `${repo}/collaborators/${encodeURIComponent(login)}`, { permission: 'push' })
  const commit: StandIn['commit'] = async (branch, files, from = 'main') => {
    const ref = async (name: string) =>
      (await ask<{ object: { sha: string } }>('GET', `${repo}/git/ref/heads/${name}`)).object.sha
    const existing = await ref(branch).catch(() => undefined)
    const parent = existing ?? (await ref(from))
    const { tree } = await ask<{ tree: { sha: string } }>('GET', `${repo}/git/commits/${parent}`)
    const entries = Object.entries(files).map(([path, content]) => ({ path, mode: '100644', type: 'blob', content }))
    const made = await ask<{ sha: string }>('POST', `${repo}/git/trees`, { base_tree: tree.sha, tree: entries })
    const { sha } = await ask<{ sha: string }>('POST', `${repo}/git/commits`, {
      message: `Change ${branch}`,
      tree: made.sha,
      parents: [parent],
    })
    if (existing === undefined) await ask('POST', `${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha })
    else await ask('PATCH', `${repo}/git/refs/heads/${branch}`, { sha })
    return sha
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    ask,
    extras,
    git,
    fail(fault) {
      faults.push({ times: 1, ...fault })
    },
    async comments(pull) {
      const pages: Comment[][] = []
      do
        pages.push(await ask<Comment[]>('GET', `${repo}/issues/${pull}/comments?per_page=100&page=${pages.length + 1}`))
      while (pages.at(-1)?.length === 100)
      return pages.flat()
    },
    openPull: async (branch, base = 'main') =>
      (await ask<{ number: number }>('POST', `${repo}/pulls`, { title: `Change ${branch}`, head: branch, base }))
        .number,
    commit,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
      await emulator.close()
    },
  }
}

/** The emulator listens on every interface of the machine; while it starts, a server that names none gets the loopback. */
async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const anywhere = Object.getOwnPropertyDescriptor(Server.prototype, 'listen') ?? {}
  const listenAnywhere = anywhere.value as (this: Server, port: unknown, host: string) => Server
  Object.defineProperty(Server.prototype, 'listen', {
    ...anywhere,
    value(this: Server, port: unknown) {
      return listenAnywhere.call(Object.assign(this, PATIENT), port, '127.0.0.1')
    },
  })
  try {
    return await start()
  } finally {
    Object.defineProperty(Server.prototype, 'listen', anywhere)
  }
}

/** After five idle seconds, which a busy machine takes between two requests, Node would end a connection that a client is about to use. */
const PATIENT = { keepAliveTimeout: 0 }

async function listen<T extends ReturnType<typeof createServer>>(server: T): Promise<T> {
  await new Promise<void>((resolve) => {
    Object.assign(server, PATIENT).listen(0, '127.0.0.1', resolve)
  })
  return server
}

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}
interface State {
  backend: string
  front: string
  faults: (Fault & { times: number })[]
  requests: Request[]
  extras: Extras
  git: GitSide
  mirror: (branch: string) => Promise<unknown>
}

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const [method, path] = [request.method ?? '', request.url ?? '']
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('utf8')
  const seen: Request = { method, path, status: 0 }
  state.requests.push(seen)
  const fault = state.faults.find((each) => each.method === method && each.path.test(path) && each.times-- > 0)
  const answer =
    fault === undefined || fault.stored
      ? await answerOf(method, path, body, /^token (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', state)
      : undefined
  if (fault?.status === 0) {
    request.socket.destroy()
    return
  }
  const sent: Answer =
    fault === undefined
      ? (answer ?? { status: 500 })
      : { status: fault.status, headers: fault.headers ?? {}, body: { message: fault.message ?? 'Server Error' } }
  seen.status = sent.status
  response
    .writeHead(sent.status, { 'content-type': 'application/json; charset=utf-8', ...sent.headers })
    .end(sent.body === undefined ? '' : JSON.stringify(sent.body))
}

/** What GitHub would answer. */
async function answerOf(
  method: string,
  path: string,
  body: string,
  token: string,
  { backend, front, extras, git, mirror }: State,
): Promise<Answer> {
  const who = TOKENS[token]
  if (who === undefined) return { status: 401, body: { message: 'Bad credentials' } }
  if (who.may === 'nothing') return { status: 403, body: { message: 'Resource not accessible by integration' } }
  const mutation =
    path === '/graphql'
      ? await answerMutation(body, git, who.login, who.may === 'write' || who.may === 'contents')
      : undefined
  if (mutation !== undefined) return mutation
  if (path === '/graphql' && !body.includes('lastEditedAt'))
    return /viewer\s*\{\s*login\s*\}/.test(body)
      ? { status: 200, body: { data: { viewer: { login: who.login } } } }
      : { status: 400, body: { message: 'unknown query' } }
  const bot = who.login.endsWith('[bot]')
  const refused = { status: 403, body: { message: 'Resource not accessible by integration' } }
  if (path === '/user' && bot) return refused
  const route = path.replace(`/repos/${REPOSITORY}`, '').replace(/\?.*$/, '')
  if (
    method !== 'GET' &&
    path !== '/graphql' &&
    who.may !== 'write' &&
    !(who.may === 'contents' && /^\/commits\/\w+\/comments$|^\/comments\//.test(route))
  )
    return refused
  if (/\/check-runs/.test(route) && method !== 'GET' && !bot)
    return { status: 403, body: { message: 'You must authenticate via a GitHub App.' } }
  const sent = body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>)
  if (typeof sent?.['body'] === 'string' && sent['body'].length > LONGEST_BODY) {
    return {
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [
          {
            resource: 'IssueComment',
            code: 'unprocessable',
            field: 'data',
            message: 'Body is too long (maximum is 65536 characters)',
          },
        ],
      },
    }
  }
  const extra = await extraRoute({ method, path, route, sent, backend, front, token }, extras)
  if (extra !== undefined) return extra
  const forward = async (at: string, what = sent): Promise<Answer> => {
    // The emulator knows no bots beyond its users, and lets any of them write.
    const answer = await fetch(`${backend}${at}`, {
      method,
      headers: { authorization: `token ${token}` },
      ...(what === undefined ? {} : { body: JSON.stringify(what) }),
    })
    const text = await answer.text()
    const link = answer.headers.get('link')
    return {
      status: answer.status,
      ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
      // Its pages are fetched through us as well.
      ...(link === null ? {} : { headers: { link: link.replaceAll(/http:\/\/[^/>]+/g, front) } }),
    }
  }
  if (route === '/pulls' && method === 'POST' && git.origin !== undefined) await mirror(String(sent?.['head']))
  if (route === '/pulls' && method === 'GET' && git.origin !== undefined) return pullsOf(await forward(path), git)
  if (route === '' && git.autoMerge !== undefined) {
    const answer = await forward(path)
    return { ...answer, body: { ...(answer.body as object), allow_auto_merge: true } }
  }
  const commit = /^\/commits\/(\w+)\/pulls$/.exec(route)?.[1]
  if (commit !== undefined) return who.may === 'contents' ? refused : pullsOfCommit(commit, backend, token, extras)
  if (/^\/check-runs/.test(route) && method !== 'GET')
    return checkRun(method, path, route, sent ?? {}, forward, backend, token)
  return forward(path)
}

/** Pull requests with the heads that their branches have in the Git repository behind. */
async function pullsOf(answer: Answer, git: GitSide): Promise<Answer> {
  if (!Array.isArray(answer.body)) return answer
  const pulls = answer.body as { head: { ref: string; sha: string } }[]
  return {
    ...answer,
    body: await Promise.all(
      pulls.map(async (pull) => ({
        ...pull,
        head: { ...pull.head, sha: (await tipOf(git, pull.head.ref)) ?? pull.head.sha },
      })),
    ),
  }
}

/** `commits/:sha/pulls`, which the emulator lacks: merged by that commit, or with it as the head. */
async function pullsOfCommit(sha: string, backend: string, token: string, { merges }: Extras): Promise<Answer> {
  const answer = await fetch(`${backend}/repos/${REPOSITORY}/pulls?state=all&per_page=100`, {
    headers: { authorization: `token ${token}` },
  })
  const listed = (await answer.json()) as { number: number; merge_commit_sha: string | null; head: { sha: string } }[]
  const pulls = listed.map((pull) => mergedAs(pull, merges.get(pull.number)))
  return { status: 200, body: pulls.filter((pull) => pull.merge_commit_sha === sha || pull.head.sha === sha) }
}

/** GitHub takes 50 annotations a request, and adds those of an update to the ones before; the emulator replaces them. */
async function checkRun(
  method: string,
  path: string,
  route: string,
  sent: Record<string, unknown>,
  forward: (path: string, body: Record<string, unknown>) => Promise<Answer>,
  backend: string,
  token: string,
): Promise<Answer> {
  const output = (sent['output'] ?? {}) as { annotations?: unknown[]; summary?: string }
  const annotations = output.annotations ?? []
  if (annotations.length > MOST_ANNOTATIONS)
    return {
      status: 422,
      body: { message: `Invalid request.\n\nNo more than ${MOST_ANNOTATIONS} annotations are allowed` },
    }
  if ((output.summary ?? '').length > LONGEST_BODY - 1)
    return { status: 422, body: { message: 'Invalid request.\n\nsummary is too long' } }
  if (method !== 'PATCH') return forward(path, sent)
  const before: unknown[] = []
  for (let page = 1; ; page++) {
    const answer = await fetch(`${backend}/repos/${REPOSITORY}${route}/annotations?per_page=100&page=${page}`, {
      headers: { authorization: `token ${token}` },
    })
    const { check_annotations: some = [] } = (await answer.json()) as { check_annotations?: unknown[] }
    before.push(...some)
    if (some.length < 100) break
  }
  return forward(path, { ...sent, output: { ...output, annotations: [...before, ...annotations] } })
}
