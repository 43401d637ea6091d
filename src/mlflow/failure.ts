import type * as z from 'zod'
import type { OutsideErrorId } from '../errors/catalogue.js'
import { OutsideError } from '../errors/errors.js'
import { withoutPeriod } from '../text/words.js'

/** A failed request to MLflow, with its answer or without one. */
export class MlflowFailure extends Error {
  /** HTTP status; absent without an answer. */
  readonly status?: number
  /** MLflow's error code: RESOURCE_ALREADY_EXISTS, INVALID_PARAMETER_VALUE … */
  readonly code?: string
  /** Milliseconds that the server asks to wait before the next attempt. */
  readonly retryAfter?: number

  constructor(message: string, details: { status?: number; code?: string; retryAfter?: number; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MlflowFailure'
    if (details.status !== undefined) this.status = details.status
    if (details.code !== undefined) this.code = details.code
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter
  }

  /** True if the server may have executed the request: without an answer, or after a server error. */
  get mayHaveHappened(): boolean {
    return this.status === undefined || this.status >= 500
  }

  /** True if the same request may succeed later. */
  get isTransient(): boolean {
    return (this.mayHaveHappened && !saysCertificate(this)) || this.status === 429 || this.status === 408
  }
}

const NOT_MLFLOW =
  'This is not the answer of an MLflow server. Check the address, and its path if the server is behind a prefix.'

/** True if the certificate caused the failure: a retry cannot help. */
function saysCertificate({ status, message }: MlflowFailure): boolean {
  return status === undefined && /certificate|self.signed/i.test(message)
}

/** Most characters of an answer in a message. */
const LONGEST_QUOTE = 300

/** The failure of an answer. @param body of the answer; JSON if MLflow answers */
export function failureOfAnswer(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): MlflowFailure {
  const retryAfter = retryAfterOf(headers['retry-after'], Date.now())
  const details = { status, ...(retryAfter === undefined ? {} : { retryAfter }) }
  try {
    const { error_code: code, message } = JSON.parse(body) as { error_code?: unknown; message?: unknown }
    if (typeof code === 'string')
      return new MlflowFailure(quote(typeof message === 'string' && message !== '' ? message : code), {
        ...details,
        code,
      })
  } catch {
    // An HTML page or plain text, of a proxy or another server.
  }
  return new MlflowFailure(quote(body.replace(/<style[^]*?<\/style>|<[^>]*>/g, ' ')), details)
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`
}

/** Milliseconds of a Retry-After, which has seconds or a date (RFC 9110, 10.2.3). */
function retryAfterOf(value: string | string[] | undefined, now: number): number | undefined {
  const text = Array.isArray(value) ? value[0] : value
  if (text === undefined) return undefined
  const milliseconds = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined
}

/** The failure as an error with address, answer and remedy. @param what the request: "find the experiment digits" */
export function explainFailure(error: unknown, base: string, what: string): OutsideError {
  if (!(error instanceof MlflowFailure)) throw error
  const { status, message } = error
  const said = message === '' ? '' : `: ${withoutPeriod(message)}`
  const answer = status === undefined ? `does not answer${said}` : `answers ${status}${said}`
  return new OutsideError(idOf(status), `MLflow at ${base} ${answer} (request: ${what}).`, {
    key: 'tracking-uri',
    value: base,
    remedy: remedyOf(error, base),
    cause: error,
  })
}

/**
 * An answer in its form.
 * @param server with its address for the message
 * @throws {OutsideError} the answer has another form, as that of another server, or a damaged one
 */
export function readAnswer<T>({ base }: { base: string }, form: z.ZodType<T>, answer: unknown): T {
  const read = form.safeParse(answer)
  if (read.success) return read.data
  const lacking = read.error.issues.map(({ path }) => path.join('.')).join(', ')
  const failure = new MlflowFailure(`an answer of another form, at ${lacking}`, { status: 200, cause: read.error })
  throw explainFailure(failure, base, 'read the answer')
}

function idOf(status: number | undefined): OutsideErrorId {
  if (status === undefined) return 'mlflow-unreachable'
  return status === 401 || status === 403 ? 'mlflow-access-denied' : 'mlflow-request-failed'
}

function remedyOf(failure: MlflowFailure, base: string): string {
  const { status, code, message } = failure
  if (/invalid host header/i.test(message)) return `Start the server with \`--allowed-hosts ${new URL(base).host}\`.`
  if (status === undefined) {
    if (saysCertificate(failure))
      return 'Set NODE_EXTRA_CA_CERTS or MLFLOW_TRACKING_SERVER_CERT_PATH to the certificate of its authority.'
    return 'Check the address and that this machine can reach it, then run this again.'
  }
  switch (status) {
    case 401:
      return 'Set valid credentials: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.'
    case 403:
      return 'The credentials lack the permission: give their user the right to edit.'
    case 404:
      return code === undefined ? NOT_MLFLOW : 'It does not exist, or was deleted.'
    case 429:
      return 'The server limits requests; run this again later.'
    // A redirect leads to a sign-in page; a page in place of JSON comes from one.
    default:
      return status < 400
        ? NOT_MLFLOW
        : status >= 500
          ? 'The log of the server has the cause. Run this again when the server works.'
          : 'Run this again; if it fails again, the log of the server has the cause.'
  }
}
