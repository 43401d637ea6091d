import type { OutsideErrorId } from '../errors/catalogue.js'
import { OutsideError } from '../errors/errors.js'

/** What MLflow answered that was no success, or that it did not answer. */
export class MlflowFailure extends Error {
  /** HTTP status; absent where no answer came. */
  readonly status?: number
  /** MLflow's own word: RESOURCE_ALREADY_EXISTS, INVALID_PARAMETER_VALUE … */
  readonly code?: string
  /** Milliseconds that the server asks to wait before the next try. */
  readonly retryAfter?: number

  constructor(message: string, details: { status?: number; code?: string; retryAfter?: number; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MlflowFailure'
    if (details.status !== undefined) this.status = details.status
    if (details.code !== undefined) this.code = details.code
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter
  }

  /** True where it is open whether the server did what was asked: no answer came, or one of a server in trouble. */
  get mayHaveHappened(): boolean {
    return this.status === undefined || this.status >= 500
  }

  /** True where the same request may succeed a little later. */
  get passes(): boolean {
    return (this.mayHaveHappened && !saysCertificate(this)) || this.status === 429 || this.status === 408
  }
}

const NOT_MLFLOW =
  'That is not the answer of an MLflow server: check the address, and the path in it where the server stands behind a prefix.'

/** True where the certificate is the reason that there was no answer: it is the same the next time. */
function saysCertificate({ status, message }: MlflowFailure): boolean {
  return status === undefined && /certificate|self.signed/i.test(message)
}

/** Characters of an answer that a message quotes. */
const LONGEST_QUOTE = 300

/** The failure that an answer is. @param body of the answer; JSON where MLflow itself answers */
export function answered(
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
    // An HTML page or plain text: of a proxy, or of a server that is no MLflow.
  }
  return new MlflowFailure(quote(body.replace(/<style[^]*?<\/style>|<[^>]*>/g, ' ')), details)
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}…`
}

/** Milliseconds of a Retry-After: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterOf(value: string | string[] | undefined, now: number): number | undefined {
  const text = Array.isArray(value) ? value[0] : value
  if (text === undefined) return undefined
  const milliseconds = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined
}

/** The failure in the words of a report: the address, what came back, what to do. @param what was asked for: "look for the experiment digits" */
export function explainFailure(error: unknown, base: string, what: string): OutsideError {
  if (!(error instanceof MlflowFailure)) throw error
  const { status, message } = error
  const said = message === '' ? '' : `: ${message.replace(/\.$/, '')}`
  const answer = status === undefined ? `does not answer${said}` : `answers ${status}${said}`
  return new OutsideError(idOf(status), `MLflow at ${base} ${answer} (asked to ${what}).`, {
    key: 'tracking-uri',
    value: base,
    remedy: remedyOf(error, base),
    cause: error,
  })
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
      return 'Give the authority of its certificate with NODE_EXTRA_CA_CERTS or MLFLOW_TRACKING_SERVER_CERT_PATH.'
    return 'Check the address and that this machine can reach it, then run this again.'
  }
  switch (status) {
    case 401:
      return 'It wants credentials, or refuses these: set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.'
    case 403:
      return 'These credentials may not do it: give their user the right to edit there.'
    case 404:
      return code === undefined ? NOT_MLFLOW : 'It was deleted meanwhile, or never there.'
    case 429:
      return 'It limits how often it is asked; run this again later.'
    // A redirect leads to a sign-in page, and so does a page in place of JSON.
    default:
      return status < 400
        ? NOT_MLFLOW
        : status >= 500
          ? 'The server is in trouble; its log says why. Run this again when it is well.'
          : 'Run this again; if it stays, the log of the server says more.'
  }
}
