import { OutsideError } from '../errors/errors.js'
import { withoutPeriod } from '../text/words.js'

/** Characters of an answer that a message shows. */
const LONGEST = 300
/** Too many requests, and a server that is busy or fails. */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504])
/** Another commit was made meanwhile. */
const CONTENDED = new Set([409, 412])

/** A failed request to the Hub. */
export class HubFailure extends Error {
  constructor(
    message: string,
    /** Absent without an answer. */
    readonly status?: number,
    /** Milliseconds that the Hub asks to wait. */
    readonly retryAfter?: number,
    cause?: unknown,
  ) {
    super(message, { cause })
  }

  /** True for a failure after which the same request may succeed. */
  get isTransient(): boolean {
    return this.status === undefined || TRANSIENT.has(this.status)
  }

  /** True where another commit of the repository came first. */
  get isContended(): boolean {
    return this.status !== undefined && CONTENDED.has(this.status)
  }
}

/**
 * Reads an answer that is no success.
 * @param headers with names in lower case
 */
export function failureOfAnswer(status: number, headers: Readonly<Record<string, unknown>>, text: string): HubFailure {
  const after = Number(headers['retry-after'])
  return new HubFailure(
    wordsOf(headers, text),
    status,
    headers['retry-after'] !== undefined && Number.isFinite(after) && after >= 0 ? after * 1000 : undefined,
  )
}

/** The reason as the Hub gives it: in a header (huggingface_hub, hf_raise_for_status), or in JSON. */
function wordsOf(headers: Readonly<Record<string, unknown>>, text: string): string {
  const header = headers['x-error-message']
  if (typeof header === 'string' && header !== '') return header.slice(0, LONGEST)
  try {
    const body: unknown = JSON.parse(text)
    const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
    if (typeof error === 'string' && error !== '') return error.slice(0, LONGEST)
  } catch {
    // A page of HTML says nothing to a user.
  }
  return ''
}

/** The token follows no redirect. */
const MOVED = 'The repository may have another name now: set `hub` to it.'
/** What the user does about a status. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Set HF_TOKEN to a valid token with write access to this repository.',
  403: 'Give the token of HF_TOKEN write access to this repository, and accept its conditions if it is gated.',
  404: 'Create the model repository on the Hub, or correct `hub`. The Hub also answers so for a private repository that the token may not read.',
  301: MOVED,
  307: MOVED,
  308: MOVED,
  413: 'The files are too large for the Hub.',
  429: 'The Hub limits the requests of this token. Wait some minutes.',
}
const AGAIN = 'Run the same job again: it uploads the files and builds nothing.'

/** A failure as an error for users. @param what the failed part: `upload the model` */
export function explainFailure(error: unknown, repository: string, what: string): unknown {
  if (!(error instanceof HubFailure)) return error
  const { status, message } = error
  const said = message === '' ? '' : `, ${withoutPeriod(message)}`
  const details = { key: 'hub', value: repository, cause: error }
  if (status === undefined)
    return new OutsideError(
      'hub-unreachable',
      `the Hugging Face Hub does not answer (${what}): ${withoutPeriod(message)}.`,
      {
        ...details,
        remedy: `Check the connection and HF_ENDPOINT. ${AGAIN}`,
      },
    )
  return new OutsideError(
    status === 401 || status === 403 ? 'hub-access-denied' : 'hub-request-failed',
    `the Hugging Face Hub answers ${status} for ${repository} (${what})${said}.`,
    { ...details, remedy: [REMEDIES[status], AGAIN].filter(Boolean).join(' ') },
  )
}
