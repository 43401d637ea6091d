import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A file of a repository on the Hub. */
export interface StoredFile {
  content: Buffer
  lfs: boolean
}

/** What goes wrong with the next request that matches. */
export interface HubFault {
  path: RegExp
  /** 0 cuts the connection. */
  status: number
  times?: number
  headers?: Record<string, string>
  message?: string
  /** True: the request is carried out first. */
  stored?: boolean
}

/** A Hugging Face Hub that runs here, with the protocol of huggingface_hub 2.4: preupload, Git LFS, commit. */
export interface HubStandIn {
  url: string
  /** Method, path and whether a token came, of each request. */
  requests: { method: string; path: string; status: number; authorized: boolean }[]
  commits: { oid: string; summary: string; paths: string[] }[]
  files: Map<string, StoredFile>
  /** Larger files are stored in parts of so many bytes. */
  chunk: number
  fail: (fault: HubFault) => void
  stop: () => Promise<void>
}

const TOKENS: Readonly<Record<string, 'write' | 'read'>> = { hf_writer: 'write', hf_reader: 'read' }

interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

const refused = (status: number, message: string, code?: string): Answer => ({
  status,
  body: { error: message },
  headers: { 'x-error-message': message, ...(code === undefined ? {} : { 'x-error-code': code }) },
})
const gitHash = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

/** Starts one on a free port, with one model repository. */
export async function startHub(repository = 'team/digits'): Promise<HubStandIn> {
  const faults: (HubFault & { times: number })[] = []
  const objects = new Map<string, Buffer>()
  const parts = new Map<string, Buffer[]>()
  const hub: Omit<HubStandIn, 'stop' | 'fail'> = {
    url: '',
    requests: [],
    commits: [],
    files: new Map(),
    chunk: 1_000_000,
  }

  const preupload = (body: { files: { path: string; size: number; sample: string }[] }): Answer => ({
    status: 200,
    body: {
      files: body.files.map(({ path, size, sample }) => {
        const stored = hub.files.get(path)
        const binary = Buffer.from(sample, 'base64').includes(0)
        return {
          path,
          // The Hub's .gitattributes names the formats of models; other binary files are large by their size.
          uploadMode: /\.(?:pkl|bin|safetensors|onnx)$/.test(path) || binary || size > 10_000_000 ? 'lfs' : 'regular',
          shouldIgnore: false,
          ...(stored === undefined ? {} : { oid: stored.lfs ? sha256(stored.content) : gitHash(stored.content) }),
        }
      }),
      commitOid: hub.commits.at(-1)?.oid ?? '0'.repeat(40),
    },
  })

  const lfsBatch = (body: { objects: { oid: string; size: number }[] }): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/vnd.git-lfs+json' },
    body: {
      transfer: 'basic',
      objects: body.objects.map(({ oid, size }) => {
        if (objects.has(oid)) return { oid, size }
        const verify = { href: `${hub.url}/${repository}.git/info/lfs/objects/verify`, header: {} }
        if (size <= hub.chunk) return { oid, size, actions: { upload: { href: `${storage()}/whole/${oid}` }, verify } }
        const count = Math.ceil(size / hub.chunk)
        const addresses = Array.from({ length: count }, (_, at): [string, string] => [
          `${at + 1}`,
          `${storage()}/part/${oid}/${at}`,
        ])
        return {
          oid,
          size,
          actions: {
            upload: {
              href: `${hub.url}/api/complete_multipart?uploadId=1`,
              header: { chunk_size: String(hub.chunk), ...Object.fromEntries(addresses) },
            },
            verify,
          },
        }
      }),
    },
  })

  /** The storage is another server: here another name of the same one. */
  const storage = () => hub.url.replace('127.0.0.1', 'localhost')

  const commit = (text: string): Answer => {
    const lines = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { key: string; value: Record<string, string> })
    const [header, ...entries] = lines
    if (header?.key !== 'header' || !header.value['summary']) return refused(400, 'Invalid commit header')
    const made = new Map<string, StoredFile>()
    for (const { key, value } of entries) {
      const path = value['path'] ?? ''
      if (key === 'file' && value['encoding'] === 'base64')
        made.set(path, { content: Buffer.from(value['content'] ?? '', 'base64'), lfs: false })
      else if (key === 'lfsFile') {
        const content = objects.get(value['oid'] ?? '')
        if (content === undefined || value['algo'] !== 'sha256') return refused(422, `No such LFS object for ${path}`)
        made.set(path, { content, lfs: true })
      } else return refused(400, `Unknown operation ${key}`)
    }
    if (made.size === 0) return refused(400, 'Empty commit')
    for (const [path, file] of made) hub.files.set(path, file)
    const oid = createHash('sha1').update(`${hub.commits.length}${text}`).digest('hex')
    hub.commits.push({ oid, summary: header.value['summary'], paths: [...made.keys()] })
    return {
      status: 200,
      body: { success: true, commitOid: oid, commitUrl: `${hub.url}/${repository}/commit/${oid}`, hookOutput: '' },
    }
  }

  const storageAnswer = (path: string, body: Buffer): Answer | undefined => {
    const whole = /^\/whole\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (whole !== undefined) {
      if (sha256(body) !== whole) return refused(400, 'BadDigest')
      objects.set(whole, body)
      return { status: 200 }
    }
    const [, oid = '', at] = /^\/part\/([0-9a-f]{64})\/(\d+)$/.exec(path) ?? []
    if (at === undefined) return undefined
    const list = parts.get(oid) ?? []
    list[Number(at)] = body
    parts.set(oid, list)
    return { status: 200, headers: { etag: `"${sha256(body).slice(0, 8)}"` } }
  }

  const answer = (method: string, path: string, body: Buffer, token: string | undefined): Answer => {
    const stored = method === 'PUT' ? storageAnswer(path, body) : undefined
    // Signed addresses of a storage refuse a second credential.
    if (stored !== undefined) return token === undefined ? stored : refused(400, 'Only one auth mechanism allowed')
    const isSigned = path.startsWith('/api/complete_multipart')
    const may = isSigned ? 'write' : TOKENS[token ?? '']
    if (may === undefined) return refused(401, 'Invalid credentials in Authorization header')
    const own = [`/api/models/${repository}/`, `/${repository}.git/`, '/api/complete_multipart', '/api/validate-yaml']
    if (!own.some((prefix) => path.startsWith(prefix))) return refused(404, 'Repository not found', 'RepoNotFound')
    if (may === 'read') return refused(403, `Forbidden: you don't have write access to ${repository}`)
    const text = body.toString('utf8')
    const json = () => JSON.parse(text) as never
    if (path === `/api/models/${repository}/preupload/main`) return preupload(json())
    if (path === `/${repository}.git/info/lfs/objects/batch`) return lfsBatch(json())
    if (path === `/${repository}.git/info/lfs/objects/verify`) {
      const { oid, size } = json() as { oid: string; size: number }
      return objects.get(oid)?.length === size ? { status: 200 } : refused(404, 'Object not found')
    }
    if (isSigned) {
      const { oid, parts: told } = json() as { oid: string; parts: { partNumber: number; etag: string }[] }
      const list = parts.get(oid) ?? []
      const isRight = told.every(
        ({ partNumber, etag }) => etag === `"${sha256(list[partNumber - 1] ?? Buffer.of()).slice(0, 8)}"`,
      )
      const content = Buffer.concat(list)
      if (!isRight || told.length !== list.length || sha256(content) !== oid) return refused(400, 'InvalidPart')
      objects.set(oid, content)
      return { status: 200, body: {} }
    }
    // The client of the Hub asks this first.
    if (path === '/api/validate-yaml') return { status: 200, body: { errors: [], warnings: [] } }
    if (path === `/api/models/${repository}/commit/main`) return commit(text)
    return refused(404, 'Not found')
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request)
      const { method = '', headers } = request
      const path = request.url ?? ''
      const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
      const fault = faults.find((each) => each.path.test(path) && each.times > 0)
      let result: Answer | undefined
      if (fault === undefined || fault.stored === true) result = answer(method, path.replace(/\?.*/, ''), body, token)
      if (fault !== undefined) {
        fault.times--
        result = {
          ...refused(fault.status, fault.message ?? ''),
          ...(fault.headers === undefined ? {} : { headers: fault.headers }),
        }
      }
      const { status, body: sent, headers: more } = result ?? { status: 500, body: undefined, headers: undefined }
      hub.requests.push({ method, path, status, authorized: token !== undefined })
      if (status === 0) {
        request.socket.destroy()
        return
      }
      response.writeHead(status, { 'content-type': 'application/json', ...more })
      response.end(sent === undefined ? '' : JSON.stringify(sent))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, () => resolve()))
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(hub, {
    fail: (fault: HubFault) => {
      faults.push({ times: 1, ...fault })
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
