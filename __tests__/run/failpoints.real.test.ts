import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { bundle } from './program.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dvc-ci-failpoints-'))
  await bundle(
    `import { moment } from './src/run/failpoints.ts'
     moment('one'); moment('two'); console.log(process.env.DVC_CI_FAILPOINTS ?? 'gone')`,
    folder,
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a program with two moments. @param first the bytes that its channel has, absent: it has none */
async function run(variable: string | undefined, first?: Buffer): Promise<{ moments: string; stdout: string }> {
  const child = spawn(process.execPath, [join(folder, 'program.js')], {
    env: { PATH: process.env['PATH'], ...(variable === undefined ? {} : { DVC_CI_FAILPOINTS: variable }) },
    stdio: ['ignore', 'pipe', 'inherit', first === undefined ? 'ignore' : 'pipe'],
  })
  let [moments, stdout] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const channel = child.stdio[3] as Duplex | null
  // A run that reads no key resets the channel.
  channel?.on('error', () => undefined)
  if (first !== undefined) channel?.write(first)
  channel?.setEncoding('utf8').on('data', (text: string) => {
    moments += text
    channel.write('\n')
  })
  await new Promise((resolve) => child.once('close', resolve))
  return { moments, stdout: stdout.trim() }
}

const key = randomBytes(32)
const hash = createHash('sha256').update(key).digest('hex')

test('a run stops at its moments for the laboratory that has the key, and for no other', async () => {
  expect(await run(`3:${hash}`, key)).toEqual({ moments: 'one\ntwo\n', stdout: 'gone' })
  for (const [variable, first] of [
    [undefined, key],
    [`3:${hash}`, randomBytes(32)],
    [`3:${hash}`, undefined],
    [`3:${'0'.repeat(64)}`, key],
    [`1:${hash}`, key],
    ['3', key],
  ] as const)
    expect((await run(variable, first)).moments).toBe('')
})
