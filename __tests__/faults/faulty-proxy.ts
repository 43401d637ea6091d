import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as send,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * What goes wrong. `drop`: the connection ends before the server gets the request. `lose`: it ends after the server did
 * what was asked. `cut`: it ends in the middle of a body. `halve`: the body has half of its bytes, and says so. `flip`:
 * one bit of the body differs. `silence`: no byte comes. `delay`: the request waits. A number: an answer with that status.
 */
export type FaultKind = 'delay' | 'silence' | 'drop' | 'lose' | 'cut' | 'halve' | 'flip' | 403 | 429 | 503

export interface ProxyFault {
  kind: FaultKind
  /** The first request that may meet it, from 0. */
  from: number
  /** How many requests meet it. */
  times: number
  /** Whether bodies of requests are damaged, where there are any, and not those of answers. */
  sent: boolean
  /** Where a body is damaged: from 0 to below 1. */
  place: number
}

/** Milliseconds that a delayed request waits: much less than any limit of time. */
const DELAY = 400

/** How a service words what it refuses. */
export type Refusal = (status: number) => { type: string; body: string }

interface Answer {
  status: number
  headers: OutgoingHttpHeaders
  body: Buffer
  /** The connection ends with the body. */
  isCut?: boolean
}

/** A proxy in front of one service. The service gets the header Host as it was sent, since signatures cover it. */
export class FaultyProxy {
  /** Address of the service behind. */
  target = ''
  url = ''
  fault: ProxyFault | undefined
  /** How many requests met the fault. */
  met = 0
  /** The requests since `begin`: method, path without the query. */
  requests: string[] = []
  private readonly server = createServer((incoming, outgoing) => {
    this.answer(incoming).then(
      (answer) => {
        if (answer === undefined) incoming.socket.destroy()
        else if (answer !== 'nothing') {
          const { status, headers, body, isCut } = answer
          outgoing.writeHead(status, headers)
          // Flushed, so that the client has the first half.
          if (isCut) outgoing.write(body, () => setImmediate(() => incoming.socket.destroy()))
          else outgoing.end(body)
        }
      },
      () => incoming.socket.destroy(),
    )
  })

  private constructor(private readonly refusal: Refusal) {}

  static async start(refusal: Refusal): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(refusal)
    // A client may use an idle connection at any time.
    proxy.server.keepAliveTimeout = 600_000
    proxy.server.listen(0, '127.0.0.1')
    await once(proxy.server, 'listening')
    proxy.url = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`
    return proxy
  }

  /** Counts requests from here on. */
  begin(fault?: ProxyFault): void {
    this.requests = []
    this.met = 0
    this.fault = fault
  }

  async stop(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, 'close')
  }

  private async answer(incoming: IncomingMessage): Promise<Answer | 'nothing' | undefined> {
    const number = this.requests.push(`${incoming.method ?? ''} ${(incoming.url ?? '').replace(/[?].*/, '')}`) - 1
    const { fault } = this
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const meets = () => fault === this.fault && fault !== undefined && number >= fault.from && this.met < fault.times
    if (fault === undefined || !meets()) return this.forward(incoming, body)
    const { kind, sent } = fault
    if (kind === 'cut' || kind === 'halve' || kind === 'flip') {
      const damaged = (whole: Buffer) => ({
        body: damage(whole, fault),
        length: kind === 'cut' ? whole.length : undefined,
      })
      if (sent && body.length > 1) {
        this.met++
        const { body: part, length } = damaged(body)
        return this.forward(incoming, part, length)
      }
      const answer = await this.forward(incoming, body)
      if (answer === undefined || answer.body.length < 2 || !meets()) return answer
      this.met++
      const { body: part, length } = damaged(answer.body)
      const headers = { ...answer.headers, 'content-length': length ?? part.length }
      return { ...answer, headers, body: part, isCut: kind === 'cut' }
    }
    this.met++
    if (kind === 'silence') return 'nothing'
    if (kind === 'drop') return undefined
    if (kind === 'delay') await wait(DELAY)
    if (typeof kind === 'number') return this.refuse(kind)
    const answer = await this.forward(incoming, body)
    return kind === 'lose' ? undefined : answer
  }

  private refuse(status: number): Answer {
    const { type, body } = this.refusal(status)
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) }
    // With a time to wait, a 403 of GitHub is a rate limit.
    return { status, headers: status === 403 ? headers : { ...headers, 'retry-after': '1' }, body: Buffer.from(body) }
  }

  /** @param length what the request says; a shorter body is cut there. @returns undefined where no answer came */
  private forward(incoming: IncomingMessage, body: Buffer, length = body.length): Promise<Answer | undefined> {
    const headers = without(incoming.headers, 'connection', 'transfer-encoding', 'expect')
    const hasBody = body.length > 0 || headers['content-length'] !== undefined || incoming.method === 'PUT'
    return new Promise((resolve) => {
      const forwarded = send(
        `${this.target}${incoming.url ?? ''}`,
        {
          method: incoming.method,
          agent: false,
          headers: { ...headers, ...(hasBody ? { 'content-length': length } : {}) },
        },
        (answer) => {
          const parts: Buffer[] = []
          answer
            .on('data', (part: Buffer) => parts.push(part))
            .on('error', () => resolve(undefined))
            .on('end', () => {
              const own = without(answer.headers, 'connection', 'transfer-encoding', 'keep-alive')
              const whole = Buffer.concat(parts)
              // The length of an answer to HEAD is that of the object; an answer without content has none.
              const hasOwn = incoming.method === 'HEAD' || [204, 304].includes(answer.statusCode ?? 0)
              resolve({
                status: answer.statusCode ?? 500,
                headers: { ...own, ...(hasOwn ? {} : { 'content-length': whole.length }) },
                body: whole,
              })
            })
        },
      )
      forwarded.on('error', () => resolve(undefined)).on('close', () => resolve(undefined))
      if (body.length < length) forwarded.write(body, () => setImmediate(() => forwarded.destroy()))
      else forwarded.end(body)
    })
  }
}

function without(headers: IncomingHttpHeaders, ...names: string[]): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

function damage(body: Buffer, { kind, place }: ProxyFault): Buffer {
  if (kind !== 'flip') return body.subarray(0, Math.floor(body.length / 2))
  const flipped = Buffer.from(body)
  const at = Math.floor(place * flipped.length)
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (Math.floor(place * 8 * flipped.length) % 8))
  return flipped
}
