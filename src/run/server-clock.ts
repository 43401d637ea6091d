import { Agent, EnvHttpProxyAgent, request } from 'undici'
import { isBehindProxy } from './behind-proxy.js'
import { timeLimit } from './time-limit.js'

/** Milliseconds for one answer. */
const ANSWER_TIME = 5_000

/**
 * How many seconds the clock of this machine is ahead of a server's, by the header Date of an answer, which is exact to
 * a second (RFC 9110, section 6.6.1). Sends no credential. Uses the proxies of the environment.
 * @param address HTTP or HTTPS
 * @returns undefined where the server does not answer, or tells no time
 */
export async function secondsAhead(address: string, signal: AbortSignal): Promise<number | undefined> {
  const limits = { connect: { timeout: ANSWER_TIME } }
  const dispatcher = isBehindProxy(process.env) ? new EnvHttpProxyAgent(limits) : new Agent(limits)
  try {
    const sent = Date.now()
    const { headers, body } = await request(address, {
      method: 'HEAD',
      dispatcher,
      headersTimeout: ANSWER_TIME,
      signal: AbortSignal.any([signal, timeLimit(ANSWER_TIME)]),
    })
    const received = Date.now()
    await body.dump()
    const told = Date.parse(String(headers['date'] ?? ''))
    if (Number.isNaN(told)) return undefined
    // The server wrote the header between the two times, and its seconds are cut.
    const ahead = (sent + received) / 2 - (told + 500)
    const exact = (received - sent) / 2 + 500
    return Math.abs(ahead) <= exact ? 0 : Math.round(ahead / 1000)
  } catch {
    return undefined
  } finally {
    await dispatcher.destroy().catch(() => undefined)
  }
}
