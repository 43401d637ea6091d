import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { lab, requireParts } from './paths.mjs'

/** Starts an S3 server that refuses wrong credentials, whose one bucket is a folder. */
export async function startS3(directory, bucket) {
  requireParts('versitygw')
  await mkdir(join(directory, bucket), { recursive: true })
  const port = await freePort()
  const [accessKey, secretKey] = ['test-access-key', 'test-secret-key-of-this-run']
  const child = spawn(lab.versitygwBin, ['--port', `127.0.0.1:${port}`, 'posix', '--nometa', directory], {
    env: { PATH: process.env.PATH, HOME: directory, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  for (const until = Date.now() + 20_000; !(await answers(port)); ) {
    if (Date.now() > until || child.exitCode !== null) {
      child.kill()
      throw new Error(`the S3 server does not answer: ${said}`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50)
    })
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKey,
    secretKey,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address()
        server.close(() => resolve(port))
      })
  })
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).once('error', () => resolve(false))
  })
}
