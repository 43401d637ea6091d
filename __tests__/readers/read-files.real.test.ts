import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileToRead } from '../../src/readers/files.js'
import type { Run } from '../../src/run/run.js'
import { readFiles } from '../../src/steps/datasets/read-files.js'
import { neverAborted, recordingHost, Workshop } from '../toolchain/workshop.js'

const shop = new Workshop()
const kept = process.env.RUNNER_TOOL_CACHE
afterAll(() => {
  process.env.RUNNER_TOOL_CACHE = kept
  shop.close()
})

const LIMITS = { memory: 1e9, seconds: 120 }
/** A grey image of 2×1 pixels, whose format is a text. */
const IMAGE = 'P2\n2 1\n255\n0 200\n'
/** A model of six parameters. */
const SAFETENSORS = (() => {
  const header = JSON.stringify({ w: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } })
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(24)])
})()

const withoutResident = { python: () => Promise.resolve(undefined) }

function project() {
  const host = recordingHost()
  const scratch = shop.directory('scratch', {})
  return {
    host,
    opened: {
      scratch,
      directory: scratch,
      run: { host, signal: neverAborted } as unknown as Run,
      dvc: withoutResident,
    },
  }
}

function file(path: string, kind: FileToRead['kind'], content: Buffer | string): FileToRead {
  const now = join(shop.directory(path.replaceAll('/', '-'), {}), 'object')
  writeFileSync(now, content)
  return { path, kind, now }
}

const others = () => [
  file('notes.txt', 'texts', 'one two\nthree\n'),
  file('m.safetensors', 'models', SAFETENSORS),
  file('short.safetensors', 'models', SAFETENSORS.subarray(0, 40)),
]

test('Pillow is installed when the first image is read, and makes pictures where the caller asks for them', async () => {
  process.env.RUNNER_TOOL_CACHE = shop.path('tools')
  const { opened, host } = project()
  const image = file('a.pgm', 'images', IMAGE)
  const files = [
    { ...image, ...(image.now === undefined ? {} : { before: image.now }), thumbnail: true as const },
    file('b.png', 'images', 'no image'),
    ...others(),
  ]
  const readings = await readFiles(opened, files, LIMITS)
  const facts = { width: 2, height: 1, mode: 'L', format: 'PPM' }
  expect(readings.get('a.pgm')).toMatchObject({ now: facts, before: facts })
  const { thumbnail } = readings.get('a.pgm') ?? {}
  for (const bytes of [thumbnail?.before, thumbnail?.after])
    expect([...(bytes ?? [])].slice(0, 2)).toEqual([0xff, 0xd8])
  expect(readings.get('b.png')).toEqual({ now: { unreadable: 'it is no image of a known format' } })
  expect(readings.get('m.safetensors')).toEqual({
    now: { parameters: 6 },
    model: { path: 'm.safetensors', format: 'safetensors', parameters: 6, tensors: 1 },
  })
  expect(host.said('info').filter((line) => line.startsWith('Installing the reader of files'))).toHaveLength(1)
})

test('texts and models are read without a package, also where images cannot be', async () => {
  process.env.RUNNER_TOOL_CACHE = shop.path('empty-tools')
  const variables = { UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_HTTP_RETRIES: '0', UV_NO_CACHE: '1' }
  Object.assign(process.env, variables)
  try {
    const readings = await readFiles(project().opened, [file('a.pgm', 'images', IMAGE), ...others()], LIMITS)
    expect(readings.get('a.pgm')?.unread).toMatch(/^The reader of files cannot be installed: uv ended with \d/)
    expect(readings.get('notes.txt')).toEqual({ now: { lines: 2, words: 3 } })
    expect(readings.get('short.safetensors')).toEqual({ now: { unreadable: 'it is cut short' } })
  } finally {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name)
  }
})
