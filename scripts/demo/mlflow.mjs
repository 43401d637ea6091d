import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { lab } from '../lab/paths.mjs'
import { DemoError } from './narrator.mjs'

const LONGEST_START_MS = 90_000

/** A free port. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts MLflow's own server on SQLite, reachable from this machine only.
 * @param directory where its database, its artifacts and its log go
 * @returns its address, and how to end it
 */
export async function startMlflow(directory) {
  await mkdir(directory, { recursive: true })
  const port = await freePort()
  const log = await open(join(directory, 'server.log'), 'w')
  const server = spawn(
    lab.mlflowBin,
    [
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--workers',
      '1',
      '--backend-store-uri',
      `sqlite:///${join(directory, 'mlflow.db')}`,
      '--artifacts-destination',
      join(directory, 'artifacts'),
    ],
    {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: {
        ...process.env,
        HOME: join(lab.directory, 'home'),
        PATH: `${dirname(lab.mlflowBin)}:${process.env.PATH}`,
        MLFLOW_DISABLE_TELEMETRY: 'true',
        DO_NOT_TRACK: 'true',
        // Runs and models do not use the queues of jobs, which start several processes.
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
    },
  )
  await log.close()
  const url = `http://127.0.0.1:${port}`
  // It starts workers of its own, so the whole group ends; also when the demo is ended by a signal.
  const end = () => {
    try {
      process.kill(-server.pid, 'SIGTERM')
    } catch {
      /* it has ended already */
    }
  }
  process.once('exit', end)
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])
    process.once(signal, () => process.exit(code))
  const until = performance.now() + LONGEST_START_MS
  while (performance.now() < until && server.exitCode === null) {
    const up = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) {
      return {
        url,
        stop: async () => {
          const closed = server.exitCode === null ? once(server, 'close') : undefined
          end()
          await closed
        },
      }
    }
    await wait(250)
  }
  end()
  throw new DemoError(`MLflow's server did not start; ${join(directory, 'server.log')} says why`)
}
