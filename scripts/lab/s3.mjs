import { spawn, spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { lab, requireParts } from './paths.mjs'

/**
 * Starts an S3 server that refuses wrong credentials, whose one bucket is a folder.
 * @param withReader true for a second user, whom the bucket policy lets only read; it needs DVC's Python
 */
export async function startS3(directory, bucket, withReader = false) {
  requireParts('versitygw')
  const [folder, side, users] = withReader
    ? [join(directory, 'data'), join(directory, 'side'), join(directory, 'users')]
    : [directory]
  await mkdir(join(folder, bucket), { recursive: true })
  if (withReader) await Promise.all([side, users].map((path) => mkdir(path)))
  const port = await freePort()
  const [accessKey, secretKey] = ['test-access-key', 'test-secret-key-of-this-run']
  const child = spawn(
    lab.versitygwBin,
    [
      '--port',
      `127.0.0.1:${port}`,
      ...(withReader ? ['--iam-dir', users, 'posix', '--sidecar', side] : ['posix', '--nometa']),
      folder,
    ],
    {
      env: { PATH: process.env.PATH, HOME: directory, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
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
  const endpoint = `http://127.0.0.1:${port}`
  const reader = { accessKey: 'test-reader', secretKey: 'test-secret-key-of-the-reader' }
  if (withReader) admitReader({ endpoint, bucket, owner: { accessKey, secretKey }, reader })
  return {
    endpoint,
    accessKey,
    secretKey,
    ...(withReader ? { reader } : {}),
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

/** Lets a second user read the bucket, and nothing else. */
function admitReader({ endpoint, bucket, owner, reader }) {
  requireParts('dvc')
  const argv = ['--access', owner.accessKey, '--secret', owner.secretKey, '--endpoint-url', endpoint]
  const user = ['create-user', '--access', reader.accessKey, '--secret', reader.secretKey, '--role', 'user']
  run(lab.versitygwBin, ['admin', ...argv, ...user])
  const allow = (action, resource) => ({
    Effect: 'Allow',
    Principal: { AWS: [reader.accessKey] },
    Action: [action],
    Resource: [`arn:aws:s3:::${resource}`],
  })
  const policy = {
    Version: '2012-10-17',
    Statement: [allow('s3:GetObject', `${bucket}/*`), allow('s3:ListBucket', bucket)],
  }
  run(lab.pythonBin('dvc'), ['-c', PUT_POLICY, endpoint, bucket, JSON.stringify(policy)], {
    AWS_ACCESS_KEY_ID: owner.accessKey,
    AWS_SECRET_ACCESS_KEY: owner.secretKey,
  })
}

const PUT_POLICY = `import sys, botocore.session
client = botocore.session.get_session().create_client("s3", endpoint_url=sys.argv[1], region_name="us-east-1")
client.put_bucket_policy(Bucket=sys.argv[2], Policy=sys.argv[3])`

function run(program, argv, env = {}) {
  const { status, stdout, stderr } = spawnSync(program, argv, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  if (status !== 0) throw new Error(`${program} failed: ${stdout}${stderr}`)
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
