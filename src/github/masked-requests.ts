import { maskedBody, type Redact } from '../run/outgoing.js'
import type { Octokit } from './octokit.js'

/** Options of a request that are no part of its body (@octokit/endpoint). */
const OF_REQUEST = new Set(['method', 'baseUrl', 'url', 'headers', 'mediaType', 'request'])
/** Names of refs, repositories and queries, and the contents of a commit: a commit never has a masked value. */
const NAMES = new Set([
  'base',
  'branchName',
  'content',
  'contents',
  'event_type',
  'head',
  'head_sha',
  'pullRequestId',
  'query',
  'ref',
  'repositoryNameWithOwner',
  'sha',
])

/** Masks the body of each request that writes. Parameters of the address name existing objects, so they stay. */
export function maskRequests(octokit: Octokit, redact: Redact): void {
  octokit.hook.before('request', (options) => {
    if (options.method === 'GET' || options.method === 'HEAD') return
    const inAddress = new Set([...options.url.matchAll(/\{\W?(\w+)\*?\}/g)].map(([, name]) => name))
    for (const [name, value] of Object.entries(options)) {
      if (OF_REQUEST.has(name) || NAMES.has(name) || inAddress.has(name)) continue
      Object.assign(options, { [name]: maskedBody(value, redact, NAMES) })
    }
  })
}
