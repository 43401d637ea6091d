import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** Milliseconds after which the server answers. */
const DELAY = 300

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Serves the files of a folder remote, slowly. @returns its address */
async function serveSlowly(storage: string): Promise<string> {
  const opened = createServer((request, response) => {
    void (async () => {
      const file = join(storage, new URL(request.url ?? '/', 'http://host').pathname)
      const [found] = await Promise.all([stat(file).catch(() => undefined), pause(DELAY)])
      if (!found?.isFile()) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Length': found.size })
      return request.method === 'HEAD' ? response.end() : createReadStream(file).pipe(response)
    })()
  })
  server = opened
  await new Promise<void>((resolve) => {
    opened.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`
}

test('the seconds of a pull are those of its download, which runs beside the verification of a slow remote', async () => {
  const alice = await tinyProject()
  await alice.edit('.dvc/config', /url = .*/, `url = ${await serveSlowly(alice.storage)}`)
  await alice.commit('A slow remote')
  const clone = await alice.clone()
  const { code, report, stdout } = await clone.run(['validate'])
  expect([code, report.conclusion]).toEqual([0, 'success'])
  const timed = (name: string) => {
    const { started = NaN, seconds = NaN } = report.steps.find((step) => step.name === name) ?? {}
    return { started, seconds, ended: started + seconds }
  }
  const [verify, pull, lint] = [timed('verify'), timed('pull'), timed('lint')]
  // DVC waits for one answer at the least to verify, and for about fifteen, one after the other, to download.
  expect(verify.seconds).toBeGreaterThanOrEqual(DELAY / 1_000)
  expect(pull.seconds).toBeGreaterThanOrEqual(1)
  // They share this time, though the log shows the pull after them.
  expect(pull.started).toBeLessThan(verify.ended)
  expect(report.steps.map(({ name }) => name).indexOf('pull')).toBeGreaterThan(
    report.steps.map(({ name }) => name).indexOf('verify'),
  )
  expect(lint.started).toBeLessThan(pull.ended)
  expect(Number(/^✓ pull (\d+\.\d+) s$/m.exec(stdout)?.[1])).toBeGreaterThanOrEqual(1)
  // The run began before all of its steps and ended after them, whatever their sum is.
  const wall = report.seconds ?? NaN
  for (const { name, started = NaN, seconds } of report.steps) {
    expect([name, started >= 0, started + seconds <= wall + 0.1]).toEqual([name, true, true])
  }
})
