import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** A port that no process uses now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/**
 * Starts a program, and resolves when its output has a line that `ready` matches.
 * @returns the match, and a function that ends the program
 */
export async function startProgram([program, ...args], ready, env = {}) {
  const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  const said = []
  const ended = new Promise((resolve) => {
    child.once('error', resolve)
    child.once('close', resolve)
  })
  const kill = () => child.kill()
  process.once('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    kill()
    await ended
  }
  const match = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const found = ready.exec(line)
        if (found !== null) resolve(found)
      })
    ended.then(() => reject(new Error(`${program} ended: ${said.join('\n')}`)))
  })
  return { match, stop }
}

/** Starts a server of HTTP on a free port of loopback. */
export async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: server.address().port, stop: () => closed(server) }
}

async function closed(server) {
  server.closeAllConnections?.()
  await new Promise((resolve) => {
    server.close(resolve)
  })
}
