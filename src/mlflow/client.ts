// By hand: the npm registry has no REST client of MLflow that we know and that creates a run once after a lost answer.
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { isBehindProxy } from '../run/behind-proxy.js'
import { moment } from '../run/failpoints.js'
import { maskedBody, type Redact } from '../run/outgoing.js'
import { backoff, type RetryPolicy, retry } from '../run/retry.js'
import type { Address } from './address.js'
import { explainFailure, failureOfAnswer, MlflowFailure } from './failure.js'

export interface MlflowRetries extends RetryPolicy {
  /** Milliseconds until the first byte of an answer. */
  timeout: number
}

export const DEFAULT_RETRIES: MlflowRetries = { attempts: 4, firstDelay: 400, longestWait: 30_000, timeout: 10_000 }

export interface ClientOptions {
  address: Address
  retries?: MlflowRetries
  debug: (message: string) => void
  /** Masks the texts of every request. */
  redact: Redact
  /** Ends all requests. */
  signal?: AbortSignal
}

/** Bytes to upload, opened again for each attempt. */
export interface Upload {
  /** Bytes. */
  size: number
  open: () => Readable | Buffer
  type: string
}

/** Keys of identifiers that MLflow gave. */
const NAMES: ReadonlySet<string> = new Set(['experiment_id', 'experiment_ids', 'run_id', 'version'])

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Body = Record<string, unknown>

/** One MLflow server over REST (mlflow.org, "REST API"). */
export class MlflowClient {
  private readonly dispatcher: Dispatcher
  private readonly retries: MlflowRetries
  private readonly end = new AbortController()
  private hurried = false

  constructor(private readonly options: ClientOptions) {
    this.retries = options.retries ?? DEFAULT_RETRIES
    const { ca, insecureTls } = options.address
    const tls = { ...(ca === undefined ? {} : { ca }), ...(insecureTls ? { rejectUnauthorized: false } : {}) }
    const limits = {
      headersTimeout: this.retries.timeout,
      bodyTimeout: this.retries.timeout,
      connect: { ...tls, timeout: this.retries.timeout },
    }
    // Node's fetch supports neither proxies nor extra certificates.
    const proxied = { ...limits, requestTls: tls }
    this.dispatcher = isBehindProxy(process.env) ? new EnvHttpProxyAgent(proxied) : new Agent(limits)
    options.signal?.addEventListener('abort', () => this.end.abort(new Error('cancelled')), { once: true })
  }

  /** Address without credentials, for messages and links. */
  get base(): string {
    return this.options.address.base
  }

  /** Limits all current and later requests to this time in milliseconds, without retries: for a cancelled run. */
  hurry(milliseconds: number): void {
    this.hurried = true
    setTimeout(() => this.end.abort(new Error('MLflow did not answer in time')), milliseconds).unref()
  }

  /**
   * Sends a request that may be repeated: it reads, or sets a value.
   * @param what for messages: "find the experiment digits"
   * @throws {OutsideError} with the address, the answer and a remedy
   */
  async call(method: Method, path: string, body: Body | undefined, what: string, version = '2.0'): Promise<unknown> {
    try {
      return await this.repeated(() => this.once(method, path, body, version), what)
    } catch (error) {
      throw explainFailure(error, this.base, what)
    }
  }

  /** As `call`; undefined for a missing object. */
  async find(method: Method, path: string, body: Body | undefined, what: string, version = '2.0'): Promise<unknown> {
    try {
      return await this.repeated(() => this.once(method, path, body, version), what)
    } catch (error) {
      if (error instanceof MlflowFailure && isAbsent(error)) return undefined
      throw explainFailure(error, this.base, what)
    }
  }

  /**
   * Creates an object once. Uses an existing one, and searches for it again before it repeats a create without an
   * answer.
   * @param findExisting finds an existing object by its key
   */
  async create<T>(
    findExisting: () => Promise<T | undefined>,
    path: string,
    body: Body,
    read: (answer: unknown) => T,
    what: string,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const found = await findExisting()
      if (found !== undefined) return found
      try {
        return read(await this.once('POST', path, body))
      } catch (error) {
        const again = error instanceof MlflowFailure && (error.isTransient || error.code === 'RESOURCE_ALREADY_EXISTS')
        if (!again || this.hurried || attempt >= this.retries.attempts) throw explainFailure(error, this.base, what)
        await this.pause(Math.min(this.delay(error, attempt), this.retries.longestWait), error, what)
      }
    }
  }

  /** The version of the server; undefined where it does not tell one. */
  async version(): Promise<string | undefined> {
    try {
      const text = (await this.send('GET', '/version', {}, undefined)).trim()
      return /^\d[\w.+-]{0,40}$/.test(text) ? text : undefined
    } catch (error) {
      if (error instanceof MlflowFailure) return undefined
      throw error
    }
  }

  /**
   * Whether the credentials allow a change, asked by a request that lacks a required value: MLflow checks the rights
   * first, and changes nothing.
   * @returns undefined where the answer tells neither
   */
  async mayChange(path: string, incomplete: Body): Promise<boolean | undefined> {
    try {
      await this.once('POST', path, incomplete)
    } catch (error) {
      if (!(error instanceof MlflowFailure)) throw error
      if (error.status === 403) return false
      if (error.code === 'INVALID_PARAMETER_VALUE') return true
    }
    return undefined
  }

  /** Uploads a file through the server. @param path below /api/2.0/mlflow-artifacts/artifacts/, escaped */
  async put(path: string, upload: Upload, what: string): Promise<void> {
    try {
      await this.repeated(
        async () =>
          this.send(
            'PUT',
            `/api/2.0/mlflow-artifacts/artifacts/${path}`,
            { 'content-type': upload.type, 'content-length': String(upload.size) },
            upload.open(),
          ),
        what,
      )
    } catch (error) {
      throw explainFailure(error, this.base, what)
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.dispatcher.destroy().catch(() => undefined)
  }

  private async repeated<T>(send: () => Promise<T>, what: string): Promise<T> {
    return retry(send, {
      policy: this.retries,
      counts: 'waits and tries',
      delayAfter: (error, attempt) =>
        error instanceof MlflowFailure && error.isTransient && !this.hurried ? this.delay(error, attempt) : undefined,
      pause: (delay, error) => this.pause(delay, error, what),
    })
  }

  private delay(error: MlflowFailure, attempt: number): number {
    return error.retryAfter ?? backoff(this.retries, attempt)
  }

  private async pause(delay: number, error: unknown, what: string): Promise<void> {
    const { status, message } = error instanceof MlflowFailure ? error : { status: undefined, message: String(error) }
    this.options.debug(`MLflow, ${what}: ${status ?? 'no answer'}, ${message}; next attempt in ${delay / 1000} s`)
    await wait(delay, undefined, { signal: this.end.signal }).catch(() => {
      throw error
    })
  }

  private async once(method: Method, path: string, body: Body | undefined, version = '2.0'): Promise<unknown> {
    const text = await this.send(
      method,
      `/api/${version}/mlflow/${path}`,
      { 'content-type': 'application/json' },
      body === undefined ? undefined : JSON.stringify(maskedBody(body, this.options.redact, NAMES)),
    )
    try {
      return text === '' ? {} : (JSON.parse(text) as unknown)
    } catch (cause) {
      throw new MlflowFailure('a page that is not JSON', { status: 200, cause })
    }
  }

  private async send(
    method: Method | 'PUT',
    path: string,
    headers: Record<string, string>,
    body: string | Buffer | Readable | undefined,
  ): Promise<string> {
    const { base, authorization } = this.options.address
    try {
      if (this.end.signal.aborted) throw this.end.signal.reason
      const name = `mlflow ${method} ${path.replace(/[?].*/, '').replaceAll(/[0-9a-f]{32}/g, 'ID')}`
      moment(`${name} begins`)
      const answer = await request(`${base}${path}`, {
        method,
        dispatcher: this.dispatcher,
        signal: this.end.signal,
        body: body ?? null,
        headers: { ...headers, 'user-agent': 'dvc-ci', ...(authorization === undefined ? {} : { authorization }) },
      })
      const text = await answer.body.text()
      moment(`${name} ends`)
      // A redirect leads to a sign-in page, not to the API.
      if (answer.statusCode < 200 || answer.statusCode >= 300)
        throw failureOfAnswer(answer.statusCode, answer.headers, text)
      return text
    } catch (error) {
      if (error instanceof MlflowFailure) throw error
      const cause = error instanceof Error ? error : new Error(String(error))
      throw new MlflowFailure(reasonOf(cause), { cause })
    }
  }
}

function isAbsent({ status, code }: MlflowFailure): boolean {
  return code === 'RESOURCE_DOES_NOT_EXIST' || (status === 404 && code !== undefined)
}

/** Node wraps the cause; a name with several addresses has several causes. */
function reasonOf(error: Error): string {
  const inner =
    error instanceof AggregateError ? error.errors.find((each): each is Error => each instanceof Error) : error.cause
  return inner instanceof Error && inner.message !== '' ? inner.message : error.message || error.name
}
