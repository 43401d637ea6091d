import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort } from './servers.mjs'

/** A port on which no server listens. */
export const refusingPort = freePort

/** A port that the system connects, and on which no byte comes: an address behind which packets are dropped. */
export async function silentPort() {
  const sockets = new Set()
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: server.address().port,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
