import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

/** The bodies that a server gets, in their order, while `send` runs. It answers each request with an empty object. */
export async function withServer(send: (url: string) => Promise<void>): Promise<unknown[]> {
  const bodies: unknown[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      bodies.push(body)
      response.setHeader('content-type', 'application/json').end('{"data":{}}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address')
  try {
    await send(`http://127.0.0.1:${address.port}`)
  } finally {
    server.close()
  }
  return bodies
}
