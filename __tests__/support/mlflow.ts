import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, createServer as createSocket } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { memoryFolder, scratch, templatesFolder } from './project.js'

/** A real MLflow server on loopback. */
export interface Mlflow {
  url: string
  /** One call of its REST API. @throws unless it answers 200 */
  api: (method: 'GET' | 'POST', path: string, body?: unknown, version?: string) => Promise<Record<string, unknown>>
}

/** One with a database of its own. */
export interface MlflowServer extends Mlflow {
  stop: () => Promise<void>
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  return port
}

/**
 * The MLflow that suites of a run share: scripts/jest/mlflow-server.mjs. Each names its experiments and models like no
 * other suite. The first one waits for its start.
 */
export async function sharedMlflow(): Promise<Mlflow> {
  requireParts('mlflow')
  const { url, message } = (await json(connect(join(templatesFolder(), 'mlflow.sock')))) as Record<string, string>
  if (url === undefined) throw new Error(message)
  return { url, api: (method, path, body, version) => callMlflow(url, method, path, body, version) }
}

/** Starts MLflow on SQLite and waits until it answers: 6 to 20 s. */
export async function startMlflow(): Promise<MlflowServer> {
  requireParts('mlflow')
  const directory = await scratch(memoryFolder())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = spawn(
    lab.mlflowBin,
    [
      'server',
      '--backend-store-uri',
      `sqlite:///${join(directory, 'mlflow.db')}`,
      '--artifacts-destination',
      join(directory, 'artifacts'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--workers',
      '1',
    ],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: join(lab.directory, 'home'),
        MLFLOW_DISABLE_TELEMETRY: 'true',
        // Runs and models do not use the queues of jobs, which start several processes.
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    },
  )
  let log = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4_000)
  })
  // Where the tests are killed, the server must not stay.
  const onExit = () => endGroup(server)
  process.once('exit', onExit)
  const stop = async () => {
    process.off('exit', onExit)
    if (server.exitCode !== null) return
    endGroup(server)
    await once(server, 'exit')
  }
  for (const deadline = Date.now() + 90_000; ; ) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`MLflow did not start: ${log}`)
    }
    if (
      await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break
    await wait(250)
  }
  return { url, stop, api: (method, path, body, version) => callMlflow(url, method, path, body, version) }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

async function callMlflow(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  version = '2.0',
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/${version}/mlflow/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

/** One request as a proxy sees it. */
export interface Seen {
  method: string
  path: string
  headers: IncomingMessage['headers']
}

/**
 * What a proxy does with a request: nothing (it goes through), an answer in the server's place, `lose` the server's answer after it did what was
 * asked, or `drop` the connection before.
 */
export type Fault = { status: number; body?: string; headers?: Record<string, string> } | 'lose' | 'drop' | undefined

/** A proxy in front of the server, in which faults can be put. */
export interface FaultyProxy {
  url: string
  requests: Seen[]
  /** Asked for each request. */
  fault: (seen: Seen) => Fault
  /** Changes what the server answers. */
  rewrite: (seen: Seen, body: string) => string
  stop: () => Promise<void>
}

/** Starts a proxy on loopback. */
export async function startProxy(target: string): Promise<FaultyProxy> {
  const proxy: FaultyProxy = {
    url: '',
    requests: [],
    fault: () => undefined,
    rewrite: (_seen, body) => body,
    stop: () => Promise.resolve(),
  }
  const server = createServer((incoming, outgoing) => {
    const seen = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers }
    proxy.requests.push(seen)
    const fault = proxy.fault(seen)
    if (fault === 'drop') incoming.socket.destroy()
    else if (typeof fault === 'object')
      incoming.resume().on('end', () => outgoing.writeHead(fault.status, fault.headers).end(fault.body ?? ''))
    else pass(target, seen, incoming, outgoing, proxy, fault === 'lose')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy.stop = async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return proxy
}

function pass(
  target: string,
  seen: Seen,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  proxy: FaultyProxy,
  lose: boolean,
): void {
  const forwarded = send(
    `${target}${seen.path}`,
    { method: seen.method, headers: { ...incoming.headers, host: new URL(target).host } },
    (answer) => {
      const chunks: Buffer[] = []
      answer
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          if (lose) {
            incoming.socket.destroy()
            return
          }
          const body = Buffer.from(proxy.rewrite(seen, Buffer.concat(chunks).toString('utf8')))
          outgoing
            .writeHead(answer.statusCode ?? 500, {
              'content-type': answer.headers['content-type'] ?? 'application/json',
              'content-length': body.length,
            })
            .end(body)
        })
    },
  )
  forwarded.on('error', () => incoming.socket.destroy())
  incoming.pipe(forwarded)
}

/** Runs Python with MLflow's own client. @returns its output */
export async function askPython(uri: string, code: string): Promise<string> {
  const { stdout } = await promisify(execFile)(lab.pythonBin('mlflow'), ['-c', code], {
    env: {
      PATH: process.env['PATH'],
      HOME: join(lab.directory, 'home'),
      MLFLOW_TRACKING_URI: uri,
      MLFLOW_DISABLE_TELEMETRY: 'true',
    },
  })
  return stdout.trim()
}
