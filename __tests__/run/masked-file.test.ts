import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { MOST_SEARCHED, searchFile } from '../../src/run/masked-file.js'
import { createRedactor } from '../../src/run/redact.js'

const SECRET = 'hunter2-of-the-tracking-server'
const redactor = createRedactor()
redactor.add(SECRET)
const redact = (text: string) => redactor.redact(text)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-masked-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function searched(content: Buffer) {
  const file = join(folder, 'plot')
  await writeFile(file, content)
  return searchFile(file, redact)
}

test('a text that leaves the run has its masked values replaced, and every other file is as it was', async () => {
  const clean = Buffer.from([0, 255, 1, 128])
  expect([
    await searched(Buffer.from(`step,who\n1,${SECRET}\n2,${Buffer.from(SECRET).toString('base64')}\n`)),
    await searched(clean),
  ]).toEqual([
    { content: Buffer.from('step,who\n1,***\n2,***\n'), isMasked: true },
    { content: clean, isMasked: false },
  ])
})

test('a binary file with a masked value has no content that may leave the run', async () => {
  for (const odd of [Buffer.from([0]), Buffer.from([255])])
    expect(await searched(Buffer.concat([odd, Buffer.from(SECRET)]))).toEqual({ content: undefined, isMasked: true })
})

test('a folder, an absent file and one of more bytes are not searched', async () => {
  expect([
    await searchFile(folder, redact),
    await searchFile(join(folder, 'absent'), redact),
    await searched(Buffer.alloc(MOST_SEARCHED + 1)),
  ]).toEqual([undefined, undefined, undefined])
})
