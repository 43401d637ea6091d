import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { messageOf, OutsideError, SetupError } from '../../src/errors/errors.js'
import { parseAddress } from '../../src/mlflow/address.js'
import { MlflowClient, type MlflowRetries } from '../../src/mlflow/client.js'
import { MlflowFailure } from '../../src/mlflow/failure.js'
import { batches, paramText, safeKey } from '../../src/mlflow/names.js'
import { openVersion, PENDING } from '../../src/mlflow/registry.js'
import { logMetrics, logParams, openExperiment, openRun } from '../../src/mlflow/runs.js'

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | 'drop' | 'silence'
interface Asked {
  method: string
  path: string
  body: unknown
  headers: NodeJS.Dict<string | string[]>
}

let server: Server
let base: string
let asked: Asked[] = []
let answer: (request: Asked) => Answer
const QUICK: MlflowRetries = { attempts: 4, firstDelay: 5, longestWait: 8_000, timeout: 400 }

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request
      .setEncoding('utf8')
      .on('data', (chunk: string) => {
        text += chunk
      })
      .on('end', () => {
        const seen = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: text === '' ? undefined : (JSON.parse(text) as unknown),
        }
        asked.push(seen)
        const given = answer(seen)
        if (given === 'drop') request.socket.destroy()
        else if (given !== 'silence')
          response
            .writeHead(given.status ?? 200, given.headers)
            .end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body ?? {}))
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})
beforeEach(() => {
  asked = []
})

function open(uri = `${base}/behind/prefix/`, retries = QUICK): MlflowClient {
  return new MlflowClient({ address: parseAddress({ uri }), retries, debug: () => undefined, redact: (text) => text })
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(OutsideError)
  return messageOf(error)
}

const HTML = '<html><style>p {}</style><body><h1>Sign in</h1></body></html>'

test.each<[string, Answer, RegExp, number]>([
  [
    'no credentials',
    { status: 401, body: 'You are not authenticated.' },
    /at http:\/\/127\.0\.0\.1:\d+\/behind\/prefix answers 401: You are not authenticated .*MLFLOW_TRACKING_TOKEN/,
    1,
  ],
  [
    'a missing permission',
    { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'Permission denied' } },
    /answers 403: Permission denied .*right to edit/,
    1,
  ],
  ['an HTML page', { status: 404, body: HTML }, /answers 404: Sign in .*not the answer of an MLflow server.*prefix/, 1],
  [
    'an HTML page with status 200',
    { body: HTML },
    /answers 200: a page that is not JSON.*not the answer of an MLflow server/,
    1,
  ],
  [
    'a redirect to a sign-in page',
    { status: 302, headers: { location: '/login' }, body: '' },
    /answers 302.*not the answer of an MLflow server/,
    1,
  ],
  [
    'an invalid host header',
    { status: 403, body: 'Invalid Host header - possible DNS rebinding attack detected' },
    /--allowed-hosts 127\.0\.0\.1:\d+/,
    1,
  ],
  [
    'a server error',
    { status: 500, body: { error_code: 'INTERNAL_ERROR', message: 'database is locked' } },
    /answers 500: database is locked.*Run this again/,
    4,
  ],
  [
    'a rate limit above the longest wait',
    { status: 429, headers: { 'retry-after': '60' } },
    /answers 429.*limits requests/,
    1,
  ],
  ['a broken connection', 'drop', /does not answer.*Check the address/, 4],
  ['no answer', 'silence', /does not answer.*Check the address/, 4],
])('a server that answers with %s gives an error with a remedy', async (_name, given, says, requests) => {
  answer = () => given
  expect(await failure(open().call('GET', 'experiments/get', undefined, 'look'))).toMatch(says)
  expect([asked.length, asked[0]?.path]).toEqual([requests, '/behind/prefix/api/2.0/mlflow/experiments/get'])
})

test('an untrusted certificate is not retried, a broken connection is', () => {
  expect(
    ['unable to verify the first certificate', 'self-signed certificate in certificate chain', 'other side closed'].map(
      (message) => new MlflowFailure(message).isTransient,
    ),
  ).toEqual([false, false, true])
})

test('a client waits for Retry-After, up to its limit', async () => {
  let first = true
  answer = () => {
    const now = first
    first = false
    return now ? { status: 429, headers: { 'retry-after': '1' } } : { body: { fine: true } }
  }
  const started = performance.now()
  expect(await open().call('POST', 'runs/log-batch', {}, 'write')).toEqual({ fine: true })
  expect(performance.now() - started).toBeGreaterThan(950)
})

describe('requests that create something', () => {
  const created = {
    run: { info: { run_id: 'r1', experiment_id: '1', artifact_uri: 'mlflow-artifacts:/1/r1/artifacts' } },
  }

  test('a create whose answer was lost is found and not repeated', async () => {
    let made = 0
    answer = ({ path }) => {
      if (path.endsWith('runs/search')) return { body: made === 0 ? {} : { runs: [created.run] } }
      made++
      return 'drop'
    }
    expect((await openRun(open(), '1', { key: 'k', name: 'n', tags: {} })).id).toBe('r1')
    expect(made).toBe(1)
  })

  test('a create uses the object that another run made at the same time', async () => {
    let asks = 0
    answer = ({ path }) =>
      path.includes('get-by-name')
        ? asks++ === 0
          ? { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no' } }
          : { body: { experiment: { experiment_id: '5', name: 'x' } } }
        : { status: 400, body: { error_code: 'RESOURCE_ALREADY_EXISTS', message: 'there' } }
    expect((await openExperiment(open(), 'x')).id).toBe('5')
  })

  test('a pending model version is awaited up to a limit', async () => {
    Object.assign(PENDING, { longest: 300, every: 20 })
    const version = (status: string) => ({ name: 'm', version: '1', status, tags: [] })
    let left = 3
    answer = ({ path }) =>
      path.includes('search')
        ? { body: {} }
        : { body: { model_version: version(left-- > 0 ? 'PENDING_REGISTRATION' : 'READY') } }
    const ask = () => openVersion(open(), { name: 'm', key: 'k', source: 's', runId: 'r', description: '', tags: {} })
    expect(await ask()).toMatchObject({ made: true, version: { version: '1', status: 'READY' } })
    left = Infinity
    expect(await failure(ask())).toMatch(
      /version 1 of m is still PENDING_REGISTRATION .* after 0\.3 s\. Run this again/,
    )
    answer = ({ path }) =>
      path.includes('search')
        ? { body: {} }
        : { body: { model_version: { ...version('FAILED_REGISTRATION'), status_message: 'disk full' } } }
    expect(await failure(ask())).toMatch(/could not register version 1 of m: disk full/)
  })
})

test('batches stay within the limits of one call, and existing params are not written again', async () => {
  answer = () => ({})
  await logParams(
    open(),
    'r',
    new Map(Array.from({ length: 250 }, (_, index) => [`p${index}`, index])),
    new Map([['p0', '0']]),
  )
  await logMetrics(
    open(),
    'r',
    Array.from({ length: 2_001 }, (_, index) => ({ key: 'loss', value: index, timestamp: 1, step: index })),
  )
  expect(
    asked.map(({ body }) => [
      (body as { params?: unknown[] }).params?.length,
      (body as { metrics?: unknown[] }).metrics?.length,
    ]),
  ).toEqual([
    [100, undefined],
    [100, undefined],
    [49, undefined],
    [undefined, 1_000],
    [undefined, 1_000],
    [undefined, 1],
  ])
  expect(batches([], 3)).toEqual([])
})

test('a cancelled run ends the wait for MLflow', async () => {
  answer = () => 'silence'
  const client = open(base, { ...QUICK, timeout: 60_000 })
  client.hurry(100)
  // Without the cancellation it would wait for a minute.
  await Promise.race([
    failure(client.call('GET', 'x', undefined, 'look')),
    new Promise((_, reject) => setTimeout(reject, 30_000, new Error('it waits')).unref()),
  ])
})

test.each([
  ['accuracy', 'accuracy'],
  ['eval/test.json/f1', 'eval/test.json/f1'],
  ['top@5 (%)', 'top_5 ___'],
  ['../up', '__/up'],
  ['/root', 'root'],
  ['précision', 'précision'],
  ['a:b', 'a_b'],
  ['', '_'],
  ['x'.repeat(300), 'x'.repeat(250)],
])('the name %s becomes %s in MLflow', (name, key) => {
  expect(safeKey(name)).toBe(key)
})

test('a param is cut at the limit of MLflow', () => {
  expect([paramText('x'.repeat(7_000)).length, paramText([1, { a: null }]), paramText(true)]).toEqual([
    6_000,
    '[1,{"a":null}]',
    'true',
  ])
})

test.each([
  [
    'sqlite:///mlflow.db',
    /sqlite:\/\/\/mlflow\.db, a database without a REST API.*mlflow server --backend-store-uri sqlite:\/\/\/mlflow\.db/,
  ],
  ['postgresql://user:secret@db/mlflow', /postgresql:\/\/db\/mlflow, a database/],
  [
    'file:///home/x/mlruns',
    /the folder file:\/\/\/home\/x\/mlruns.*mlflow server --backend-store-uri file:\/\/\/home\/x\/mlruns/,
  ],
  ['mlruns', /the folder mlruns/],
  ['databricks', /does not support the protocol of Databricks/],
  ['databricks://profile', /does not support the protocol of Databricks/],
  ['https://', /is not valid/],
])('the address %s is rejected', (uri, says) => {
  let refused: unknown
  try {
    parseAddress({ uri })
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(SetupError)
  expect(messageOf(refused)).toMatch(says)
  expect(messageOf(refused)).not.toContain('secret')
})

test('credentials come from the variables (a user before a token), then from the address', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  const uri = 'https://al%40ice:pass@mlflow.example.org:8443/team/'
  expect(parseAddress({ uri })).toEqual({
    base: 'https://mlflow.example.org:8443/team',
    authorization: basic('al@ice:pass'),
    insecureTls: false,
  })
  expect(parseAddress({ uri, token: 't' }).authorization).toBe('Bearer t')
  expect(parseAddress({ uri, token: 't', username: 'u', password: 'p' }).authorization).toBe(basic('u:p'))
  expect(() => parseAddress({ uri, serverCertPath: '/nonexistent.pem' })).toThrow(
    /MLFLOW_TRACKING_SERVER_CERT_PATH: \/nonexistent\.pem cannot be read/,
  )
})
