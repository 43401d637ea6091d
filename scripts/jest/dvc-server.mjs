/**
 * One resident DVC for the suites of a run: it builds their projects, and answers the runs in their processes. Each line
 * that a suite sends to the socket is a request of the engine's protocol (`engine/`), and each line that it gets is an
 * answer. The numbers of requests are those of the connection. A connection that ends takes its requests with it.
 *
 * `relay.py` is the same as a program, in the place of an interpreter that starts an engine.
 */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { lab } from '../lab/paths.mjs'

const ENGINE = join(lab.root, 'engine/dvc_ci_engine/__main__.py')

/** @returns a function that ends DVC and the server */
export async function startDvcServer(socket) {
  let dvc
  const server = createServer((connection) => {
    const requests = new Map()
    const send = (answer) => connection.writable && connection.write(`${JSON.stringify(answer)}\n`)
    connection.on('error', () => undefined)
    connection.once('close', () => {
      for (const number of requests.values()) dvc?.send({ id: 0, op: 'signal', target: number, signal: 'SIGKILL' })
    })
    createInterface({ input: connection }).on('line', (line) => {
      const message = JSON.parse(line)
      dvc ??= startDvc(message.env)
      if (message.op === 'start') void dvc.ready.then(send)
      else if (message.target !== undefined) {
        const target = requests.get(message.target)
        if (target !== undefined) dvc.send({ ...message, target })
      } else
        requests.set(
          message.id,
          dvc.ask(message, (answer) => {
            if (answer.exit !== undefined) requests.delete(message.id)
            send({ ...answer, id: message.id })
          }),
        )
    })
  })
  await writeFile(join(dirname(socket), 'relay.py'), relay(socket), { mode: 0o755 })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve)
  })
  server.unref()
  return async () => {
    server.close()
    await dvc?.close()
  }
}

/** The engine, with the requests of all connections. */
function startDvc(env) {
  const child = spawn(lab.pythonBin('dvc'), [ENGINE, 's3', 'ssh'], { env, detached: true })
  // A pipe, as in a run: the engine cannot take over a standard error that is a file.
  child.stderr.pipe(process.stderr)
  const pending = new Map()
  let nextId = 1
  let isReady
  const ready = new Promise((resolve) => {
    isReady = resolve
  })
  const end = (how) => {
    for (const answer of pending.values()) {
      answer({ error: { type: 'Error', message: `DVC ended: ${how}` } })
      answer({ exit: -1 })
    }
    pending.clear()
  }
  child.once('error', ({ message }) => end(message))
  const closed = new Promise((resolve) => {
    child.once('close', (code) => {
      end(`code ${code}`)
      resolve()
    })
  })
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line)
    if (answer.ready) isReady(answer)
    pending.get(answer.id)?.(answer)
    if (answer.exit !== undefined) pending.delete(answer.id)
  })
  const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    ready,
    send,
    ask: (message, onAnswer) => {
      const id = nextId++
      pending.set(id, onAnswer)
      send({ ...message, id })
      return id
    },
    close: () => {
      child.stdin.end()
      return closed
    },
  }
}

/** The text of a program that speaks the protocol on its standard streams, as an engine of its own would. */
function relay(socket) {
  return `#!${lab.pythonBin('dvc')} -IS
import json, os, select, socket

server = socket.socket(socket.AF_UNIX)
server.connect(${JSON.stringify(socket)})
server.sendall(json.dumps({"op": "start", "env": dict(os.environ)}).encode() + b"\\n")
watched = [0, server]
while True:
    ready, _, _ = select.select(watched, [], [])
    if server in ready:
        data = server.recv(1 << 16)
        while data:
            data = data[os.write(1, data):]
            if not data:
                break
        else:
            break
    if 0 in ready:
        data = os.read(0, 1 << 16)
        if data:
            server.sendall(data)
        else:
            server.close()
            break
`
}
