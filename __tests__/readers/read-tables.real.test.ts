import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askTables } from '../../src/readers/tables.js'
import type { Run } from '../../src/run/run.js'
import { readTables } from '../../src/steps/datasets/read-tables.js'
import { neverAborted, recordingHost, Workshop } from '../toolchain/workshop.js'

const shop = new Workshop()
const kept = process.env.RUNNER_TOOL_CACHE
const path = process.env.PATH
afterAll(() => {
  process.env.RUNNER_TOOL_CACHE = kept
  process.env.PATH = path
  shop.close()
})

const LIMITS = { memory: 1e9, seconds: 120, bytes: 1e8 }

const withoutResident = { python: () => Promise.resolve(undefined) }

/** What a step reads of a project, with an empty cache of tools. */
function project(signal: AbortSignal = neverAborted) {
  const host = recordingHost()
  const scratch = shop.directory('scratch', {})
  return {
    host,
    opened: { scratch, directory: scratch, run: { host, signal } as unknown as Run, dvc: withoutResident },
  }
}

function file(name: string, text: string): string {
  const place = join(shop.directory(name, {}), name)
  writeFileSync(place, text)
  return place
}

const table = (rows: number) =>
  `id,age\n${Array.from({ length: rows }, (_, row) => `${row + 1},${row % 7}`).join('\n')}\n`

describe('readTables', () => {
  it('installs DuckDB when the first table is read, keeps it, and counts the rows that changed', async () => {
    process.env.RUNNER_TOOL_CACHE = shop.path('tools')
    const { opened, host } = project()
    const files = [
      { path: 'data/train.csv', now: file('train.csv', table(120)), before: file('old.csv', table(100)) },
      { path: 'data/test.csv', now: file('test.csv', table(5)) },
      { path: 'data/broken.parquet', now: file('broken.parquet', 'no table') },
    ]
    const leaks = [{ path: 'data/test.csv', of: 'data/train.csv' }]
    const readings = await readTables(opened, files, leaks, LIMITS)
    expect(readings.get('data/train.csv')?.table).toMatchObject({
      ...{ rows: 120, baseline_rows: 100, added: 20, removed: 0, changed: 0 },
      matched: { by: 'found-key', columns: ['id'] },
    })
    expect(readings.get('data/test.csv')?.leaked).toEqual([{ path: 'data/train.csv', rows: 5 }])
    expect(readings.get('data/broken.parquet')).toEqual({
      unread: [{ path: 'data/broken.parquet', part: 'content', reason: 'it is damaged or not complete' }],
    })
    expect(host.said('info').some((line) => line.startsWith('Installing DuckDB'))).toBe(true)
    const again = project()
    await readTables(again.opened, files.slice(1, 2), [], LIMITS)
    expect(again.host.said('info')).toEqual([])
  })

  it('an index that does not answer leaves the tables unread', async () => {
    process.env.RUNNER_TOOL_CACHE = shop.path('empty-tools')
    const variables = { UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_HTTP_RETRIES: '0', UV_NO_CACHE: '1' }
    Object.assign(process.env, variables)
    try {
      const readings = await readTables(project().opened, [{ path: 'a.csv', now: file('a.csv', table(3)) }], [], LIMITS)
      expect(readings.get('a.csv')?.unread?.[0]?.reason).toMatch(/^DuckDB cannot be installed: uv ended with \d/)
    } finally {
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name)
    }
  })

  it('no table starts nothing', async () => {
    const { opened, host } = project()
    expect(await readTables(opened, [], [], LIMITS)).toEqual(new Map())
    expect(host.lines).toEqual([])
  })
})

describe('askTables', () => {
  it('a table that ends the process does not keep the others from being read', async () => {
    // A program in the place of Python that is killed at the second table of the first round.
    const scratch = shop.directory('killed', {})
    const program = join(scratch, 'python')
    const script = `#!/usr/bin/env node
let text = ''
process.stdin.on('data', (part) => (text += part)).on('end', () => {
  for (const path of JSON.parse(text).only) {
    console.log(JSON.stringify({ begin: path }))
    if (path === 'b') process.kill(process.pid, 'SIGKILL')
    console.log(JSON.stringify({ path, unread: 'read' }))
  }
})
`
    writeFileSync(program, script, { mode: 0o755 })
    const answers = await askTables({
      ...{ python: program, leaks: [], memory: 1, threads: 1, seconds: 60, expanded: 1 },
      ...{ scratch, signal: neverAborted, only: ['a', 'b', 'c'] },
      tables: ['a', 'b', 'c'].map((each) => ({ path: each })),
    })
    expect([...answers]).toEqual([
      ['a', { unread: 'read' }],
      ['b', { unread: expect.stringContaining('exit code 137') as string }],
      ['c', { unread: 'read' }],
    ])
  })
})
