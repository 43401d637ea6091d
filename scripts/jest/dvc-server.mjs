/**
 * One resident DVC for the projects that the suites of a run build. A suite sends one line of JSON with `argv`, `cwd`
 * and `env` to the socket, and gets `code`, `stdout` and `stderr`. DVC starts with the first request.
 */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { lab } from '../lab/paths.mjs'

const ENGINE = join(lab.root, 'engine/dvc_ci_engine/__main__.py')

/** @returns a function that ends DVC and the server */
export async function startDvcServer(socket) {
  let dvc
  const server = createServer((connection) => {
    connection.on('error', () => undefined)
    createInterface({ input: connection }).once('line', async (line) => {
      const request = JSON.parse(line)
      dvc ??= startDvc(request.env)
      connection.end(JSON.stringify(await dvc.run(request)))
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve)
  })
  server.unref()
  return async () => {
    server.close()
    await dvc?.close()
  }
}

/** The engine of `engine/`, as its protocol describes it. */
function startDvc(env) {
  const child = spawn(lab.pythonBin('dvc'), [ENGINE], { env, detached: true })
  // A pipe, as in a run: the engine cannot take over a standard error that is a file.
  child.stderr.pipe(process.stderr)
  const pending = new Map()
  let nextId = 1
  const end = (error) => {
    for (const { resolve, result } of pending.values()) resolve({ ...result, code: -1, stderr: `DVC ended: ${error}` })
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
    const { id, out = '', err = '', error, exit } = JSON.parse(line)
    const request = pending.get(id)
    if (request === undefined) return
    request.result.stdout += out
    request.result.stderr += err + (error ? `${error.type}: ${error.message}\n` : '')
    if (exit === undefined) return
    pending.delete(id)
    request.resolve({ ...request.result, code: exit })
  })
  return {
    run: (request) =>
      new Promise((resolve) => {
        const id = nextId++
        pending.set(id, { resolve, result: { stdout: '', stderr: '' } })
        child.stdin.write(`${JSON.stringify({ id, op: 'cli', config: {}, events: false, ...request })}\n`)
      }),
    close: () => {
      child.stdin.end()
      return closed
    },
  }
}
