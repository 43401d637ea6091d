import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import * as z from 'zod'
import { fileHash } from '../run/file-hash.js'
import type { HubClient } from './client.js'
import { explainFailure, HubFailure } from './failure.js'

/** A file to upload. */
export interface HubFile {
  /** In the repository of the Hub, with `/`. */
  path: string
  /** Bytes. */
  size: number
  content: Buffer | { file: string }
}

export interface HubCommit {
  /** `owner/name`. */
  repository: string
  /** The card; the Hub has all of this commit if it has the card. */
  card: HubFile
  /** The other files, read only where the Hub lacks the card. */
  others: () => Promise<readonly HubFile[]>
  /** One line. */
  summary: string
}

/** Bytes of a file by which the Hub decides how it is stored (huggingface_hub, UploadInfo). */
const SAMPLE = 512
/** The Hub stores larger files in Git LFS. */
const LARGEST_REGULAR = 10_000_000
/** Files of one question (huggingface_hub, _fetch_upload_modes). */
const MOST_ASKED = 256
const LFS = 'application/vnd.git-lfs+json'

const modes = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      uploadMode: z.enum(['lfs', 'regular']),
      shouldIgnore: z.boolean().optional(),
      oid: z.string().nullish(),
    }),
  ),
})
const action = z.object({
  href: z.string(),
  header: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
const batch = z.object({
  objects: z.array(
    z.object({
      oid: z.string(),
      actions: z.object({ upload: action.optional(), verify: action.optional() }).nullish(),
      error: z.object({ message: z.string() }).optional(),
    }),
  ),
})
const committed = z.object({ commitOid: z.string().max(100) })

type Mode = z.infer<typeof modes>['files'][number]
type LargeFile = HubFile & { sha256: string }

/**
 * Uploads the files of a build as one commit on the branch `main`: large ones first, through Git LFS. Files that the Hub
 * has already are left out, so that the same build makes one commit.
 * @returns the commit on the Hub; undefined where the Hub has all of it
 * @throws {OutsideError} the Hub does not answer, or rejects a request
 */
export async function commitToHub(client: HubClient, commit: HubCommit): Promise<string | undefined> {
  const { repository, card } = commit
  let what = 'ask for the repository'
  try {
    const [mode] = await askModes(client, repository, [card])
    if (mode === undefined || mode.oid === gitHash(await bytesOf(card))) return undefined
    const others = await commit.others()
    const asked = await askModes(client, repository, others)
    const entries = [await regularEntry(card)]
    const large: LargeFile[] = []
    for (const file of others) {
      const { uploadMode, shouldIgnore, oid } = asked.find(({ path }) => path === file.path) ?? {}
      if (shouldIgnore === true) continue
      if ((uploadMode === 'regular' || file.size === 0) && file.size <= LARGEST_REGULAR) {
        if (oid !== gitHash(await bytesOf(file))) entries.push(await regularEntry(file))
        continue
      }
      const sha256 = await hashOf(file)
      if (oid !== sha256) large.push({ ...file, sha256 })
    }
    what = 'upload the model'
    await uploadLarge(client, repository, large)
    for (const { path, sha256, size } of large)
      entries.push({ key: 'lfsFile', value: { path, algo: 'sha256', oid: sha256, size } })
    what = 'commit'
    return await sendCommit(client, commit, entries)
  } catch (error) {
    throw explainFailure(error, repository, what)
  }
}

async function askModes(client: HubClient, repository: string, files: readonly HubFile[]): Promise<Mode[]> {
  const found: Mode[] = []
  for (let at = 0; at < files.length; at += MOST_ASKED) {
    const some = files.slice(at, at + MOST_ASKED)
    const answer = await client.ask(`/api/models/${repository}/preupload/main`, {
      files: await Promise.all(
        some.map(async (file) => ({
          path: file.path,
          size: file.size,
          sample: (await sampleOf(file)).toString('base64'),
        })),
      ),
    })
    found.push(...read(modes, answer).files)
  }
  return found
}

/** Uploads what Git LFS of the Hub lacks (git-lfs, docs/api/batch.md; huggingface_hub, lfs.py). */
async function uploadLarge(client: HubClient, repository: string, files: readonly LargeFile[]): Promise<void> {
  if (files.length === 0) return
  const answer = await client.ask(
    `/${repository}.git/info/lfs/objects/batch`,
    {
      operation: 'upload',
      transfers: ['basic', 'multipart'],
      objects: files.map(({ sha256, size }) => ({ oid: sha256, size })),
      hash_algo: 'sha256',
      ref: { name: 'main' },
    },
    LFS,
  )
  const { objects } = read(batch, answer)
  for (const file of files) {
    const object = objects.find(({ oid }) => oid === file.sha256)
    if (object === undefined || object.error !== undefined)
      throw new HubFailure(`${file.path} is not accepted: ${object?.error?.message ?? 'no answer for it'}`, 422)
    const { upload, verify } = object.actions ?? {}
    if (upload === undefined) continue
    await (upload.header?.['chunk_size'] === undefined
      ? uploadWhole(client, file, upload)
      : uploadParts(client, file, upload))
    if (verify !== undefined) await client.ask(verify.href, { oid: file.sha256, size: file.size })
  }
}

async function uploadWhole(
  client: HubClient,
  file: LargeFile,
  { href, header }: z.infer<typeof action>,
): Promise<void> {
  const headers = Object.fromEntries(Object.entries(header ?? {}).map(([name, value]) => [name, String(value)]))
  await client.put(href, { open: () => streamOf(file, 0, file.size), size: file.size, headers })
}

/** The parts have addresses of their own, numbered in the headers. */
async function uploadParts(
  client: HubClient,
  file: LargeFile,
  { href, header = {} }: z.infer<typeof action>,
): Promise<void> {
  const chunk = Number(header['chunk_size'])
  const addresses = Object.entries(header)
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, address]) => String(address))
  if (!Number.isSafeInteger(chunk) || chunk <= 0 || addresses.length !== Math.ceil(file.size / chunk))
    throw new HubFailure('it gives no address for each part of a large file', 200)
  const parts: { partNumber: number; etag: string }[] = []
  for (const [index, address] of addresses.entries()) {
    const [start, end] = [index * chunk, Math.min(file.size, (index + 1) * chunk)]
    const { etag } = await client.put(address, { open: () => streamOf(file, start, end), size: end - start })
    if (typeof etag !== 'string' || etag === '') throw new HubFailure('it does not confirm a part of a large file', 200)
    parts.push({ partNumber: index + 1, etag })
  }
  // The address is signed, and the client of the Hub sends no token there.
  await client.ask(href, { oid: file.sha256, parts }, LFS, true)
}

/** Sends the commit. After a lost answer, or another commit, the Hub is asked first whether it has the card. */
async function sendCommit(
  client: HubClient,
  { repository, card, summary }: HubCommit,
  entries: readonly object[],
): Promise<string | undefined> {
  const lines = [{ key: 'header', value: { summary: client.redact(summary), description: '' } }, ...entries]
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.post(`/api/models/${repository}/commit/main`, {
        open: () => body,
        headers: { 'content-type': 'application/x-ndjson' },
      })
      return read(committed, answer).commitOid
    } catch (error) {
      if (!(error instanceof HubFailure) || !(error.isTransient || error.isContended) || attempt >= client.attempts)
        throw error
      await client.pause(attempt, error)
      const [mode] = await askModes(client, repository, [card])
      if (mode?.oid === gitHash(await bytesOf(card))) return undefined
    }
  }
}

async function regularEntry(file: HubFile): Promise<object> {
  return {
    key: 'file',
    value: { content: (await bytesOf(file)).toString('base64'), path: file.path, encoding: 'base64' },
  }
}

/** @throws {HubFailure} the answer has another form */
function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer)
  if (!result.success) throw new HubFailure('its answer has an unknown form', 200)
  return result.data
}

/** The hash by which Git names a content. */
function gitHash(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

async function bytesOf({ content }: HubFile): Promise<Buffer> {
  return Buffer.isBuffer(content) ? content : readFile(content.file)
}

async function hashOf({ content }: HubFile): Promise<string> {
  return Buffer.isBuffer(content)
    ? createHash('sha256').update(content).digest('hex')
    : fileHash('sha256', content.file)
}

async function sampleOf({ content }: HubFile): Promise<Buffer> {
  if (Buffer.isBuffer(content)) return content.subarray(0, SAMPLE)
  const file = await open(content.file)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function streamOf({ content }: HubFile, start: number, end: number) {
  return Buffer.isBuffer(content)
    ? content.subarray(start, end)
    : createReadStream(content.file, { start, end: end - 1 })
}
