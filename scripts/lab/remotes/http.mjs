import { createReadStream } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { listen } from './servers.mjs'

const PASSWORD = 'sesame'

/**
 * A server of files that wants basic authentication and takes uploads by POST alone, as DagsHub's does. The user
 * `writer` writes, `reader` reads, and `expired` has a token that is over.
 */
export async function startHttp(directory) {
  const files = join(directory, 'data')
  await mkdir(files, { recursive: true })
  const { port, stop } = await listen(
    createServer(async (request, response) => {
      const say = (status) => {
        request.resume()
        response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="data"' } : {}).end()
      }
      const [user, password] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64')
        .toString()
        .split(':')
      if (password !== PASSWORD || !['writer', 'reader'].includes(user)) return say(401)
      const file = join(directory, decodeURIComponent(request.url.split('?')[0]))
      if (request.method === 'POST') {
        if (user === 'reader') return say(403)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, await buffer(request))
        return say(200)
      }
      if (!['GET', 'HEAD'].includes(request.method)) return say(405)
      const found = await stat(file).catch(() => undefined)
      if (!found?.isFile()) return say(404)
      response.writeHead(200, { 'content-length': found.size })
      if (request.method === 'HEAD') response.end()
      else await pipeline(createReadStream(file), response)
    }),
  )
  const options = (user, password = PASSWORD, more = {}) => ({ auth: 'basic', user, password, ...more })
  return {
    url: (prefix, folder = 'data', at = port) => `http://127.0.0.1:${at}/${folder}/${prefix}`,
    credentials: {
      right: options('writer'),
      wrong: options('writer', 'another'),
      expired: options('expired'),
      reader: options('reader'),
      none: {},
      put: options('writer', PASSWORD, { method: 'PUT' }),
    },
    at: () => options('writer'),
    put: async (path, bytes) => {
      await mkdir(dirname(join(files, path)), { recursive: true })
      await writeFile(join(files, path), bytes)
    },
    stop,
  }
}
