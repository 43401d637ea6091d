// By hand: @huggingface/hub uploads through Xet alone, whose WebAssembly weighs more than all other bundles.
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { isBehindProxy } from '../run/behind-proxy.js'
import { maskedBody, type Redact } from '../run/outgoing.js'
import { backoff, type RetryPolicy, retry } from '../run/retry.js'
import { failureOfAnswer, HubFailure } from './failure.js'

export interface HubRetries extends RetryPolicy {
  /** Milliseconds without a byte in either direction. */
  timeout: number
}

export const DEFAULT_RETRIES: HubRetries = { attempts: 4, firstDelay: 500, longestWait: 60_000, timeout: 30_000 }

export interface HubOptions {
  /** Address of the Hub, without a slash at its end. */
  endpoint: string
  token: string
  debug: (message: string) => void
  /** Masks the texts of every request. */
  redact: Redact
  retries?: HubRetries
  /** Ends all requests. */
  signal?: AbortSignal
}

/** The body of a request, opened again for each attempt. */
export interface Content {
  open: () => string | Buffer | Readable
  /** Bytes. */
  size?: number
  headers?: Readonly<Record<string, string>>
  /** True: without the token. */
  anonymous?: boolean
}

/** The most bytes of an answer: the Hub answers in short JSON. */
const MOST_ANSWER = 4 * 1024 * 1024

/** The Hugging Face Hub over HTTP, with one token. */
export class HubClient {
  private readonly dispatcher: Dispatcher
  private readonly retries: HubRetries

  constructor(private readonly options: HubOptions) {
    this.retries = options.retries ?? DEFAULT_RETRIES
    const { timeout } = this.retries
    const limits = { headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout } }
    this.dispatcher = isBehindProxy(process.env) ? new EnvHttpProxyAgent(limits) : new Agent(limits)
  }

  get endpoint(): string {
    return this.options.endpoint
  }

  /** Masks a text of a request. */
  redact(text: string): string {
    return this.options.redact(text)
  }

  /** Sends JSON that may be sent twice. @param anonymous true: without the token @throws {HubFailure} after all retries */
  async ask(path: string, body: unknown, type = 'application/json', anonymous = false): Promise<unknown> {
    const text = JSON.stringify(maskedBody(body, this.options.redact, new Set(['oid', 'sample', 'path', 'etag'])))
    const headers = { 'content-type': type, accept: type }
    return parsed((await this.repeated('POST', this.addressOf(path), { open: () => text, headers, anonymous })).text)
  }

  /** Sends a body once. @throws {HubFailure} */
  async post(path: string, content: Content): Promise<unknown> {
    return parsed((await this.send('POST', this.addressOf(path), content)).text)
  }

  /** Uploads to an address that the Hub gave. @returns the headers of the answer @throws {HubFailure} */
  async put(address: string, content: Content): Promise<Readonly<Record<string, unknown>>> {
    return (await this.repeated('PUT', this.addressOf(address), content)).headers
  }

  /** Waits before another attempt of a request that failed. @throws where the run was cancelled */
  async pause(attempt: number, failure: HubFailure): Promise<void> {
    await this.sleep(Math.min(this.delayAfter(failure, attempt), this.retries.longestWait), failure)
  }

  private delayAfter(failure: HubFailure, attempt: number): number {
    return failure.retryAfter ?? backoff(this.retries, attempt)
  }

  private async sleep(delay: number, failure: HubFailure): Promise<void> {
    this.options.debug(`Hub: ${failure.status ?? 'no answer'}, ${failure.message}; next attempt in ${delay / 1000} s`)
    await wait(delay, undefined, this.options.signal === undefined ? {} : { signal: this.options.signal })
  }

  /** Tries in all. */
  get attempts(): number {
    return this.retries.attempts
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.dispatcher.destroy().catch(() => undefined)
  }

  /** @throws {HubFailure} the Hub gave no address that may get a request */
  private addressOf(path: string): string {
    // A mirror may have the Hub below a folder, which a relative address would leave.
    const text = path.startsWith('/') ? `${this.endpoint}${path}` : path
    const address = URL.canParse(text) ? new URL(text) : undefined
    const secure = this.endpoint.startsWith('https:')
    if (address === undefined || !(address.protocol === 'https:' || (!secure && address.protocol === 'http:')))
      throw new HubFailure('it gives an address that is no HTTPS address', 200)
    return address.href
  }

  private repeated(method: 'POST' | 'PUT', address: string, content: Content): ReturnType<HubClient['send']> {
    return retry(() => this.send(method, address, content), {
      policy: this.retries,
      counts: 'waits',
      delayAfter: (error, attempt) =>
        error instanceof HubFailure && error.isTransient && this.options.signal?.aborted !== true
          ? this.delayAfter(error, attempt)
          : undefined,
      pause: (delay, error) => this.sleep(delay, error as HubFailure),
    })
  }

  private async send(
    method: 'POST' | 'PUT',
    address: string,
    { open, size, headers, anonymous }: Content,
  ): Promise<{ text: string; headers: Readonly<Record<string, unknown>> }> {
    const { token, endpoint, signal } = this.options
    try {
      const answer = await request(address, {
        method,
        dispatcher: this.dispatcher,
        ...(signal === undefined ? {} : { signal }),
        body: open(),
        headers: {
          ...headers,
          'user-agent': 'dvc-ci',
          ...(size === undefined ? {} : { 'content-length': String(size) }),
          // The storage behind the Hub is another server, which must not get the token.
          ...(anonymous !== true && new URL(address).origin === new URL(endpoint).origin
            ? { authorization: `Bearer ${token}` }
            : {}),
        },
      })
      let text = ''
      for await (const chunk of answer.body) {
        text += String(chunk)
        if (text.length > MOST_ANSWER) throw new HubFailure('its answer is too long', answer.statusCode)
      }
      if (answer.statusCode < 200 || answer.statusCode >= 300)
        throw failureOfAnswer(answer.statusCode, answer.headers, text)
      return { text, headers: answer.headers }
    } catch (error) {
      if (error instanceof HubFailure) throw error
      signal?.throwIfAborted()
      const reason = error instanceof Error ? error.message || error.name : String(error)
      throw new HubFailure(reason, undefined, undefined, error)
    }
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown)
  } catch (cause) {
    throw new HubFailure('its answer is no JSON', 200, undefined, cause)
  }
}
