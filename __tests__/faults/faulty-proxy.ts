import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request as send } from 'node:http'
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
    switch (fault.kind) {
      case 'delay':
        this.met++
        await wait(DELAY)
        return this.forward(incoming, body)
      case 'silence':
        this.met++
        return 'nothing'
      case 'drop':
        this.met++
        return undefined
      case 'lose':
        this.met++
        await this.forward(incoming, body)
        return undefined
      case 'cut':
      case 'halve':
      case 'flip': {
        if (fault.sent && body.length > 1) {
          this.met++
          const damaged = damage(body, fault)
          return this.forward(incoming, damaged, fault.kind === 'cut' ? body.length : damaged.length)
        }
        const answer = await this.forward(incoming, body)
        if (answer === undefined || answer.body.length < 2 || !meets()) return answer
        this.met++
        const damaged = damage(answer.body, fault)
        const isCut = fault.kind === 'cut'
        const length = isCut ? answer.body.length : damaged.length
        return { ...answer, headers: { ...answer.headers, 'content-length': length }, body: damaged, isCut }
      }
      default: {
        this.met++
        const { type, body: text } = this.refusal(fault.kind)
        const refused = Buffer.from(text)
        const headers = { 'content-type': type, 'content-length': refused.length }
        // With a time to wait, a 403 of GitHub is a rate limit.
        return {
          status: fault.kind,
          headers: fault.kind === 403 ? headers : { ...headers, 'retry-after': '1' },
          body: refused,
        }
      }
    }
  }

  /** @param length what the request says; a shorter body is cut there. @returns undefined where no answer came */
  private forward(incoming: IncomingMessage, body: Buffer, length = body.length): Promise<Answer | undefined> {
    const { connection: _c, 'transfer-encoding': _t, expect: _e, ...headers } = incoming.headers
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
              const { connection: _own, 'transfer-encoding': _chunked, 'keep-alive': _keep, ...own } = answer.headers
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

function damage(body: Buffer, { kind, place }: ProxyFault): Buffer {
  if (kind !== 'flip') return body.subarray(0, Math.floor(body.length / 2))
  const flipped = Buffer.from(body)
  const at = Math.floor(place * flipped.length)
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (Math.floor(place * 8 * flipped.length) % 8))
  return flipped
}
