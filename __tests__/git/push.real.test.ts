import { renameSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { freePort, git, Lab, open, pushFrom, tip } from './lab.js'

const lab = new Lab()
const servers: Server[] = []
afterAll(() => {
  servers.forEach((server) => server.close())
  lab.close()
})

/** A Git server over HTTP that answers every request with this status. */
async function httpServer(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, {
      'content-type': 'text/plain',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}),
    })
    response.end(body)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/owner/name.git`
}

describe('canPush', () => {
  test('a server that takes pushes: yes, and nothing changes there', async () => {
    const server = lab.server()
    const repository = await open(lab.clone(server))
    const before = git(server, 'for-each-ref')
    expect(await repository.canPush('main')).toEqual({ ok: true })
    expect(await repository.canPush('new branch'.replace(' ', '-'))).toEqual({ ok: true })
    expect(git(server, 'for-each-ref')).toBe(before)
  })

  test('a branch that has moved on meanwhile is no lack of permission', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    pushFrom(lab, server, { b: '1' })
    expect(await (await open(clone)).canPush('main')).toEqual({ ok: true })
  })

  test('a shallow and detached checkout asks as well', async () => {
    expect(await (await open(lab.checkout(lab.server(), 'refs/heads/main'))).canPush('main')).toEqual({ ok: true })
  })

  test.each(['-f', '$(id)', 'a;b', 'ünï', '--delete'])('branch %s', async (name) => {
    const server = lab.server()
    git(server, 'update-ref', `refs/heads/${name}`, 'main')
    expect(await (await open(lab.clone(server))).canPush(name)).toEqual({ ok: true })
    expect(tip(server, name)).toBe(tip(server))
  })

  test('a daemon that only lets read: no, and it is not the connection', async () => {
    const server = lab.server()
    const daemon = await lab.daemon()
    const clone = lab.clone(daemon.url(server))
    const repository = await open(clone)
    expect(await repository.canPush('main')).toMatchObject({
      ok: false,
      outside: false,
      reason: expect.stringMatching(/'main'.*service not enabled/) as string,
    })
    await daemon.stop()
    expect(await repository.canPush('main')).toMatchObject({
      ok: false,
      outside: true,
      reason: expect.stringMatching(/does not answer/) as string,
    })
  })

  test('a daemon that lets write: yes', async () => {
    const daemon = await lab.daemon('--enable=receive-pack')
    expect(await (await open(lab.clone(daemon.url(lab.server())))).canPush('main')).toEqual({ ok: true })
    await daemon.stop()
  })

  test.each([
    [403, 'Write access to repository not granted.'],
    [401, 'Authentication required'],
    [404, 'Repository not found.'],
  ])("HTTP %d is a refusal, in the server's words and without the token", async (status, body) => {
    const clone = lab.clone(lab.server())
    git(clone, 'remote', 'set-url', 'origin', (await httpServer(status, body)).replace('//', '//bot:ghp_secrettoken@'))
    const permission = await (await open(clone)).canPush('main')
    expect(permission).toMatchObject({ ok: false, outside: false })
    expect(JSON.stringify(permission)).not.toMatch(/ghp_/)
  })

  test('HTTP 500 and a port that nobody listens on are the outside', async () => {
    const clone = lab.clone(lab.server())
    for (const url of [await httpServer(500, 'oops'), `http://127.0.0.1:${await freePort()}/x.git`]) {
      git(clone, 'remote', 'set-url', 'origin', url)
      expect(await (await open(clone)).canPush('main')).toMatchObject({ ok: false, outside: true })
    }
  })

  test('no server, no remote and no possible branch are told apart', async () => {
    const server = lab.server()
    const clone = lab.clone(server)
    const repository = await open(clone)
    expect(await repository.canPush('a..b')).toMatchObject({
      ok: false,
      outside: false,
      reason: expect.stringMatching(/a\.\.b/) as string,
    })
    renameSync(server, `${server}.away`)
    expect(await repository.canPush('main')).toMatchObject({ ok: false })
    git(clone, 'remote', 'remove', 'origin')
    expect(await (await open(clone)).canPush('main')).toEqual({
      ok: false,
      outside: false,
      reason: 'this checkout has no remote to push to.',
    })
  })
})
