/** What the emulator lacks: deployments with their statuses, and the two ways to start workflows. */
export interface KeptDeployment {
  id: number
  sha: string
  environment: string
  payload: Record<string, unknown>
  /** Newest first. */
  statuses: { state: string; description: string }[]
}

interface Answer {
  status: number
  body?: unknown
}

/** GitHub's words for what it refuses. */
const invalid = (message: string): Answer => ({ status: 422, body: { message } })

/** A deployment as its listing shows it: its statuses are asked for by themselves. */
function withoutStatuses({ id, sha, environment, payload }: KeptDeployment): Omit<KeptDeployment, 'statuses'> {
  return { id, sha, environment, payload }
}

export class Deployments {
  readonly made: KeptDeployment[] = []
  readonly dispatches: { type: string; payload: Record<string, unknown> }[] = []
  readonly started: { workflow: string; ref: string; inputs: Record<string, unknown> }[] = []

  /** Answers a request about these; undefined for any other. */
  answer(method: string, route: string, query: URLSearchParams, sent: Record<string, unknown>): Answer | undefined {
    const statuses = /^\/deployments\/(\d+)\/statuses$/.exec(route)
    if (statuses) return this.status(method, Number(statuses[1]), sent)
    if (route === '/deployments') return method === 'GET' ? this.list(query) : this.create(sent)
    if (route === '/dispatches' && method === 'POST') return this.dispatch(sent)
    const workflow = /^\/actions\/workflows\/([^/]+)\/dispatches$/.exec(route)?.[1]
    if (workflow === undefined || method !== 'POST') return undefined
    if (typeof sent['ref'] !== 'string') return invalid('Invalid request.\n\n"ref" wasn\'t supplied.')
    this.started.push({ workflow, ref: sent['ref'], inputs: (sent['inputs'] ?? {}) as Record<string, unknown> })
    return { status: 204 }
  }

  private list(query: URLSearchParams): Answer {
    const found = this.made.filter(
      ({ sha, environment }) =>
        (query.get('sha') ?? sha) === sha && (query.get('environment') ?? environment) === environment,
    )
    return { status: 200, body: found.map((deployment) => withoutStatuses(deployment)).reverse() }
  }

  private create(sent: Record<string, unknown>): Answer {
    if (typeof sent['ref'] !== 'string') return invalid('Invalid request.\n\n"ref" wasn\'t supplied.')
    // Without this GitHub asks every status of the commit first, and answers 409 where one is missing.
    if (!Array.isArray(sent['required_contexts']) || sent['required_contexts'].length > 0)
      return { status: 409, body: { message: `Conflict: Commit status checks failed for ${sent['ref']}.` } }
    const made: KeptDeployment = {
      id: 1000 + this.made.length,
      sha: sent['ref'],
      environment: typeof sent['environment'] === 'string' ? sent['environment'] : 'production',
      payload: (sent['payload'] ?? {}) as Record<string, unknown>,
      statuses: [],
    }
    this.made.push(made)
    return { status: 201, body: withoutStatuses(made) }
  }

  private status(method: string, id: number, sent: Record<string, unknown>): Answer {
    const deployment = this.made.find((made) => made.id === id)
    if (deployment === undefined) return { status: 404, body: { message: 'Not Found' } }
    if (method === 'GET') return { status: 200, body: deployment.statuses }
    const description = typeof sent['description'] === 'string' ? sent['description'] : ''
    if (description.length > 140) return invalid('Validation Failed')
    deployment.statuses.unshift({ state: String(sent['state']), description })
    return { status: 201, body: { id: deployment.statuses.length, state: sent['state'], description } }
  }

  private dispatch(sent: Record<string, unknown>): Answer {
    const payload = (sent['client_payload'] ?? {}) as Record<string, unknown>
    if (typeof sent['event_type'] !== 'string' || sent['event_type'].length > 100) return invalid('Invalid request.')
    if (Object.keys(payload).length > 10)
      return invalid('Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.')
    this.dispatches.push({ type: sent['event_type'], payload })
    return { status: 204 }
  }
}
