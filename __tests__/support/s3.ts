import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'

/** An S3 server on this machine that refuses wrong credentials. */
export interface S3Server {
  endpoint: string
  accessKey: string
  secretKey: string
  stop: () => Promise<void>
}

/** Starts a server whose one bucket is a folder. @param directory a folder of the test's own */
export async function startS3(directory: string, bucket: string): Promise<S3Server> {
  requireParts('versitygw')
  await mkdir(join(directory, bucket), { recursive: true })
  const port = await freePort()
  const [accessKey, secretKey] = ['test-access-key', 'test-secret-key-of-this-run']
  const child = spawn(lab.versitygwBin, ['--port', `127.0.0.1:${port}`, 'posix', '--nometa', directory], {
    env: { PATH: process.env['PATH'], HOME: directory, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text })
  const ended = new Promise<void>((resolve) => { child.once('close', () => resolve()) })
  for (const until = Date.now() + 20_000; !(await answers(port));) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(`the S3 server does not answer: ${said}`)
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
  return { endpoint: `http://127.0.0.1:${port}`, accessKey, secretKey, stop: () => { child.kill(); return ended } }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true) }).once('error', () => resolve(false))
  })
}
