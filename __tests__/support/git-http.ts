import { execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { join } from 'node:path'

/** A Git server over HTTP with basic authentication. */
export interface GitHttpServer {
  /** `127.0.0.1:PORT`. */
  host: string
  /** The values of the header Authorization that requests brought, each once. */
  given: Set<string>
  stop: () => Promise<void>
}

/** Starts `git http-backend` for the repositories of a folder. @param password of any user */
export async function startGitHttp(folder: string, password: string): Promise<GitHttpServer> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const given = new Set<string>()
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers
    if (authorization !== '') given.add(authorization)
    if (
      Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
        .toString()
        .split(':')[1] !== password
    ) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('no')
      return
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const child = spawn(backend, {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(pathname),
        QUERY_STRING: searchParams.toString(),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'reader',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    request.pipe(child.stdin)
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.once('close', () => {
      const whole = Buffer.concat(parts)
      const end = whole.indexOf('\r\n\r\n')
      const headers = whole.subarray(0, end).toString().split('\r\n')
      const fields = headers.map((line) => line.split(': ') as [string, string])
      const status = fields.find(([name]) => name === 'Status')?.[1]
      response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(fields))
      response.end(whole.subarray(end + 4))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    given,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
