import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Host } from '../../src/run/host.js'

const PUSH = { name: 'push', ref: 'refs/heads/main', defaultBranch: 'main', trusted: true }
// The worker is a bundle: the committed one, or that of a build that is being worked on.
process.env['DVC_CI_CACHE_WORKER'] = join(process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist'), 'cache-worker.js')
const { openGitHubCache, saveAll } = await import('../../src/cache/service.js')

let workspace: string
beforeAll(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'dvc-ci-cache-')))
})
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true })
})

function listening(): { host: Host; told: string[] } {
  const told: string[] = []
  const tell = (kind: string) => (message: string) => {
    told.push(`${kind}: ${message}`)
  }
  const nothing = () => undefined
  return {
    told,
    host: {
      info: tell('info'),
      debug: nothing,
      notice: tell('notice'),
      warning: tell('warning'),
      error: tell('error'),
      output: nothing,
      begin: () => () => undefined,
      group: (_, body) => body(),
      status: nothing,
      transfer: nothing,
      mask: nothing,
      redact: (text) => text,
    },
  }
}

test('a cache that refuses gives one warning and never an error', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.writeHead(403).end('{"message":"no"}')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const env = {
    ...process.env,
    ACTIONS_CACHE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ACTIONS_CACHE_SERVICE_V2: '',
    ACTIONS_RUNTIME_TOKEN: 't',
    GITHUB_WORKSPACE: workspace,
  }
  const { host, told } = listening()
  try {
    const cache = openGitHubCache({ env, event: PUSH, limit: 1000, host, signal: new AbortController().signal })
    const request = { what: 'a thing', kind: 'thing', name: 'one', paths: [join(workspace, 'thing')] }
    // doctor gets the reason, and the log no warning.
    expect(await cache.tryOut(new AbortController().signal)).toBe('Failed to restore: Cache service responded with 403')
    expect(told).toEqual([])
    expect(await cache.restore(request)).toBeUndefined()
    const before = asked
    expect(before).toBeGreaterThan(0)
    expect(await cache.restore(request)).toBeUndefined()
    expect(asked).toBe(before)
    expect(told).toEqual([
      expect.stringMatching(
        /^warning: a thing: the cache (reports|could not be used): .* The run continues without it\.$/,
      ),
    ])
  } finally {
    server.close()
  }
})

test('an entry above the limit is not stored, and the log says so', async () => {
  const { host, told } = listening()
  const env = { ...process.env, GITHUB_WORKSPACE: workspace }
  const signal = new AbortController().signal
  await mkdir(join(workspace, 'large', 'sub'), { recursive: true })
  await writeFile(join(workspace, 'large', 'sub', 'file'), Buffer.alloc(2_000_000))
  const cache = openGitHubCache({ env, event: PUSH, limit: 1_500_000, host, signal })
  cache.keep({ what: 'a thing', kind: 'thing', name: 'one', paths: [join(workspace, 'large')] })
  // Asked for twice, kept once; inside of the workspace by its relative path, which is the same on every machine.
  cache.keep({ what: 'a thing', kind: 'thing', name: 'one', paths: [join(workspace, 'large')] })
  expect(cache.pending).toEqual([expect.objectContaining({ paths: ['large'], limit: 1_500_000 })])
  await saveAll(cache.pending, { env, host, signal })
  expect(told).toEqual(['info: a thing: not stored in the cache: its 2.0 MB exceed cache-limit (1.5 MB).'])
})
