import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createSilentServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, rules, scratch, TINY, tinyProject } from '../support/project.js'

afterAll(cleanUp)

/** The file of an object in a folder remote or a cache. */
function objectFile(storage: string, hash: string): string {
  return join(storage, 'files', 'md5', hash.slice(0, 2), hash.slice(2))
}

async function hashOf(clone: Clone, path: string): Promise<string> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const text = path.endsWith('.csv') ? await clone.read(`${path}.dvc`) : await clone.read('dvc.lock')
  const found = path.endsWith('.csv')
    ? /md5: (\S+)/.exec(text)
    : new RegExp(`path: \\S*${name}\\n\\s*hash: md5\\n\\s*md5: (\\S+)`).exec(text)
  if (!found?.[1]) throw new Error(`no hash of ${path}`)
  return found[1]
}

/** The remote's word for each object that it lacks, with the paths that need it. */
function missing(report: Report): [string[], string][] {
  return report.remote.missing.map(({ paths, reason }) => [paths, reason])
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const step = (report: Report, name: string) => report.steps.find((each) => each.name === name)

describe('missing and damaged objects', () => {
  let alice: Clone
  beforeEach(async () => {
    alice = await tinyProject()
  })

  /** Validates a fresh clone, which must fail because of the remote alone. */
  async function validate(...args: string[]): Promise<{ report: Report; clone: Clone }> {
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate', ...args])
    expect([code, report.conclusion]).toEqual([1, 'failure'])
    expect(report.lint.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(await clone.status()).toBe('')
    return { report, clone }
  }

  test('each missing or truncated object is reported once, with all paths that have its content', async () => {
    await alice.write('data/copy.csv', await alice.read('data/raw.csv'))
    await alice.dvc('add', '-q', 'data/copy.csv')
    await alice.commit('The same twice')
    await rm(objectFile(alice.storage, await hashOf(alice, 'data/raw.csv')))
    const manifest = JSON.parse(
      await readFile(objectFile(alice.storage, await hashOf(alice, 'data/parts')), 'utf8'),
    ) as { md5: string; relpath: string }[]
    for (const hash of [await hashOf(alice, 'a.txt'), manifest[0]?.md5 ?? '']) {
      await chmod(objectFile(alice.storage, hash), 0o644)
      await truncate(objectFile(alice.storage, hash), 5)
    }
    const { report } = await validate()
    const found = new Map(report.remote.missing.map((each) => [[...each.paths].sort().join(' '), each]))
    expect([...found].map(([paths, { reason }]) => [paths, reason]).sort()).toEqual([
      ['data/copy.csv data/raw.csv', 'missing'],
      [`data/parts/${manifest[0]?.relpath ?? ''}`, 'truncated'],
      ['models/a.txt', 'truncated'],
    ])
    const twice = found.get('data/copy.csv data/raw.csv')
    expect(twice).toMatchObject({ file: `${twice?.paths[0] ?? ''}.dvc`, line: 5 })
    expect(report.remote).toMatchObject({ objects: 6, verified: 3 })
    expect(report.message).toMatch(/ and 3 more are truncated or missing in the remote 'storage'\.$/)
    expect(found.get('models/a.txt')?.message).toMatch(
      /is truncated \(5 bytes in place of 10\)\. Delete it there\. Run `dvc push` where it was made\.$/,
    )
  })

  test('a validation that starts before the push has ended waits for the missing objects, and passes', async () => {
    const clone = await alice.clone()
    const files = await Promise.all(
      ['data/parts', 'a.txt'].map(async (path) => objectFile(alice.storage, await hashOf(alice, path))),
    )
    for (const file of files) await rename(file, `${file}.late`)
    const { child, outcome } = clone.start(['validate', '--wait', '10m'])
    child.stdout?.on('data', (text: string) => {
      if (text.includes('Waiting up to')) for (const file of files) void rename(`${file}.late`, file)
    })
    const { code, report, stdout } = await outcome
    expect([code, report.conclusion, report.remote.missing]).toEqual([0, 'success', []])
    expect(stdout).toMatch(
      /lacks 2 objects: (data\/parts, models\/a.txt|models\/a.txt, data\/parts)\. Waiting up to 10 min 00 s for `dvc push`/,
    )
    expect(step(report, 'verify')?.message).toMatch(/all 6 objects are in 'storage'; waited \d+ s for a push/)
    expect(existsSync(clone.path('models/a.txt'))).toBe(true)
  })

  test('a validation does not wait for objects that no push brings, nor for a folder that is not there', async () => {
    const manifest = JSON.parse(
      await readFile(objectFile(alice.storage, await hashOf(alice, 'data/parts')), 'utf8'),
    ) as { md5: string; relpath: string }[]
    await rm(objectFile(alice.storage, manifest[0]?.md5 ?? ''))
    const began = performance.now()
    const clone = await alice.clone()
    const { code, report, stdout } = await clone.here(['validate', '--wait', '10m'])
    expect([code, missing(report)]).toEqual([1, [[[`data/parts/${manifest[0]?.relpath ?? ''}`], 'missing']]])
    expect(stdout).toMatch(/There is no wait \(validate\.wait\): the remote has the object of the folder data\/parts/)
    // `dvc push` really does not bring it: the sentence is about DVC.
    await alice.dvc('push', '-q')
    expect(existsSync(objectFile(alice.storage, manifest[0]?.md5 ?? ''))).toBe(false)
    await rename(alice.storage, `${alice.storage}.away`)
    const away = await clone.here(['validate', '--wait', '10m'])
    await rename(`${alice.storage}.away`, alice.storage)
    expect([away.code, away.report.error?.id]).toEqual([3, 'remote-folder-missing'])
    expect(performance.now() - began).toBeLessThan(120_000)
  })

  test('a pull that the disk has no space for is rejected before its first byte', async () => {
    await alice.edit('data/raw.csv.dvc', /size: \d+/, 'size: 9000000000000000')
    await alice.commit('More data than any disk has')
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate'])
    expect([code, report.error?.id, report.error?.key]).toEqual([2, 'disk-too-small', 'pull'])
    expect(report.message).toMatch(
      /^the data needs 9 PB in DVC's cache \(.*cache.*\), and 9 PB as copies in the workspace; the disk has \S+ \wB free\./,
    )
    expect(existsSync(clone.path('data/raw.csv'))).toBe(false)
    expect((await clone.here(['validate', '--pull', 'none', '--evaluate', 'none'])).report.error?.id).not.toBe(
      'disk-too-small',
    )
  })

  test('a missing manifest is reported once', async () => {
    await rm(objectFile(alice.storage, await hashOf(alice, 'data/parts')))
    const { report } = await validate()
    expect(missing(report)).toEqual([[['data/parts'], 'missing']])
    expect(step(report, 'evaluate')).toMatchObject({
      conclusion: 'skipped',
      message: 'evaluate needs data/parts, which is not here',
    })
  })

  test('a missing file of a directory is reported once, and all other files are downloaded', async () => {
    const manifest = JSON.parse(
      await readFile(objectFile(alice.storage, await hashOf(alice, 'data/parts')), 'utf8'),
    ) as { md5: string; relpath: string }[]
    await rm(objectFile(alice.storage, manifest[0]?.md5 ?? ''))
    const { report, clone } = await validate()
    expect(missing(report)).toEqual([[[`data/parts/${manifest[0]?.relpath ?? ''}`], 'missing']])
    const lock = (await clone.read('dvc.lock')).split('\n')
    expect(report.remote.missing).toMatchObject([
      {
        file: 'dvc.lock',
        line:
          lock.indexOf(
            '    - path: data/parts',
            lock.findIndex((line) => line === '    outs:'),
          ) + 1,
      },
    ])
    expect(['data/raw.csv', 'models/a.txt', 'models/b.txt'].map((path) => existsSync(clone.path(path)))).toEqual([
      true,
      true,
      true,
    ])
  })

  test.each([
    [[], 'pull'],
    [['--verify', 'full'], 'verify'],
  ] as [string[], string][])(
    'altered objects of the same size, writable or not, are found (%j: by %s), not cached and not deleted',
    async (args, foundAt) => {
      const damaged = await Promise.all(
        (
          [
            ['a', 0o644],
            ['b', 0o444],
          ] as const
        ).map(async ([name, mode]) => {
          const hash = await hashOf(alice, `${name}.txt`)
          const file = objectFile(alice.storage, hash)
          await chmod(file, 0o644)
          const altered = (await readFile(file, 'utf8')).replace(/: \d$/m, ': 1')
          await writeFile(file, altered)
          await chmod(file, mode)
          return { hash, file, altered, path: `models/${name}.txt` }
        }),
      )
      const { report, clone } = await validate(...args)
      expect(missing(report).sort()).toEqual(damaged.map(({ path }) => [[path], 'altered']))
      expect(step(report, 'verify')?.conclusion).toBe(foundAt === 'verify' ? 'failure' : 'success')
      for (const { hash, file, altered, path } of damaged) {
        expect([existsSync(objectFile(clone.path('.dvc/cache'), hash)), existsSync(clone.path(path))]).toEqual([
          false,
          false,
        ])
        expect(await readFile(file, 'utf8')).toBe(altered)
      }
    },
  )

  test('an altered manifest is never checked out', async () => {
    const file = objectFile(alice.storage, await hashOf(alice, 'data/parts'))
    await chmod(file, 0o644)
    await writeFile(file, (await readFile(file, 'utf8')).replace('test.csv', 'evil.csv'))
    const { report, clone } = await validate()
    expect(missing(report)).toEqual([[['data/parts'], 'altered']])
    expect(existsSync(clone.path('data/parts'))).toBe(false)
    expect(existsSync(clone.path('models/a.txt'))).toBe(true)
  })

  test('a committed manifest with names that leave its directory is never followed', async () => {
    const hash = await hashOf(alice, 'data/parts')
    const known = await readFile(objectFile(alice.storage, hash), 'utf8')
    const leading = known.replace('"relpath": "test.csv"', '"relpath": "../../../escaped.csv"')
    expect(leading).not.toBe(known)
    const forged = `${createHash('md5').update(leading).digest('hex')}.dir`
    await mkdir(join(objectFile(alice.storage, forged), '..'), { recursive: true })
    await writeFile(objectFile(alice.storage, forged), leading, { mode: 0o444 })
    await alice.write('dvc.lock', (await alice.read('dvc.lock')).replaceAll(hash, forged))
    await alice.commit('A forged manifest')
    const { report, clone } = await validate()
    expect(missing(report)).toEqual([[['data/parts'], 'altered']])
    expect([
      existsSync(clone.path('data/parts')),
      existsSync(clone.path('../escaped.csv')),
      existsSync(clone.path('models/a.txt')),
    ]).toEqual([false, false, true])
    // A build that starts from what it names.
    const builder = await alice.clone()
    const rebuilt = await builder.here(['rebuild', '--yes', '--force', 'evaluate'])
    expect([rebuilt.code, rebuilt.report.steps.some(({ name }) => name === 'push')]).toEqual([1, false])
    expect([existsSync(builder.path('data/parts')), existsSync(builder.path('../escaped.csv'))]).toEqual([false, false])
  })

  test('an old file in place of one that the remote lacks is not measured', async () => {
    const runner = await alice.clone()
    await runner.dvc('pull', '-q')
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.dvc('repro', '-q')
    await alice.dvc('push', '-q')
    await alice.commit('Better')
    await rm(objectFile(alice.storage, await hashOf(alice, 'a.txt')))
    await runner.git('pull', '-q')
    const { code, report } = await runner.here(['validate', '--thresholds', 'accuracy: { min: 0.1 }'])
    expect([code, missing(report)]).toEqual([1, [[['models/a.txt'], 'missing']]])
    expect(report.stages.find(({ name }) => name === 'evaluate')).toMatchObject({
      verdict: 'stale',
      causes: [{ kind: 'missing', path: 'models/a.txt' }],
    })
    expect(report.policies).toMatchObject([{ passed: false }])
  })
})

describe('data outside of the default remote', () => {
  test('push: false outputs are reported at their stage without a failure, and dependent metrics not measured', async () => {
    const alice = await tinyProject({
      'dvc.yaml': (TINY['dvc.yaml'] ?? '').replace(
        '"models/${item.model}.txt"',
        '{"models/${item.model}.txt": {push: false}}',
      ),
    })
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate'])
    expect([code, report.remote.objects, report.stages.every(({ verdict }) => verdict === 'unchanged')]).toEqual([
      0,
      4,
      true,
    ])
    expect(rules(report)).toEqual(['metric-not-measured', 'not-pushed'])
    expect(report.lint.filter(({ rule }) => rule === 'not-pushed')).toMatchObject([
      { path: 'dvc.yaml', line: 6, severity: 'notice' },
      { path: 'dvc.yaml', line: 6 },
    ])
    // A broken link to one is still found.
    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.dvc('repro', '-q', '--single-item', 'train@a')
    await alice.commit('Half')
    const half = await (await alice.clone()).here(['validate'])
    expect([half.code, half.report.stages.find(({ name }) => name === 'evaluate')?.verdict]).toEqual([1, 'stale'])
  })

  test('an output with its own remote is verified in, downloaded from and missed in that remote', async () => {
    const other = join(await scratch(), 'other')
    await mkdir(other)
    const alice = await tinyProject()
    await alice.dvc('remote', 'add', '-q', 'other', other)
    await alice.edit('dvc.yaml', 'outs: [data/parts]', 'outs: [{data/parts: {remote: other}}]')
    await alice.dvc('push', '-q')
    const manifest = await hashOf(alice, 'data/parts')
    await rm(objectFile(alice.storage, manifest))
    await alice.commit('Two remotes')
    const good = await (await alice.clone()).here(['validate'])
    expect([good.code, good.report.remote.objects]).toEqual([0, 6])
    await rm(objectFile(other, manifest))
    const { code, report } = await (await alice.clone()).here(['validate'])
    expect([code, report.remote.missing]).toMatchObject([
      1,
      [{ hash: manifest, remote: 'other', paths: ['data/parts'], reason: 'missing' }],
    ])
  })

  test('an import is not expected in the default remote, and a missing source is an outside error', async () => {
    const library = await tinyProject()
    await library.write('lib.txt', 'from the library\n')
    await library.dvc('add', '-q', 'lib.txt')
    await library.dvc('push', '-q')
    await library.commit('A library')
    const alice = await tinyProject()
    await alice.dvc('import', '-q', library.origin, 'lib.txt', '-o', 'imported.txt')
    await alice.commit('An import')
    const clone = await alice.clone()
    const good = await clone.here(['validate'])
    expect([good.code, good.report.remote.objects, await clone.read('imported.txt')]).toEqual([
      0,
      6,
      'from the library\n',
    ])
    await rename(library.origin, `${library.origin}.gone`)
    await rename(library.storage, `${library.storage}.gone`)
    const gone = await (await alice.clone()).here(['validate'])
    expect([gone.code, gone.report.conclusion]).toEqual([3, 'error'])
    expect(gone.report.message).toMatch(
      /the import imported\.txt could not be downloaded from \/\S+\.git: .* Check that this machine can read its source/,
    )
  })

  test('objects of DVC 2 (entries without hash: md5) are verified where DVC 2 stored them', async () => {
    const alice = await tinyProject({ 'dvc.yaml': null })
    const hash = await hashOf(alice, 'data/raw.csv')
    await alice.edit('data/raw.csv.dvc', /  hash: md5\n/, '')
    const legacy = join(alice.storage, hash.slice(0, 2))
    await mkdir(legacy, { recursive: true })
    await rename(objectFile(alice.storage, hash), join(legacy, hash.slice(2)))
    await alice.commit('As DVC 2 wrote it')
    const good = await (await alice.clone()).here(['validate'])
    expect([good.code, good.report.remote]).toMatchObject([0, { objects: 1, verified: 1 }])
    expect(good.report.remote.unread).toBe(undefined)

    // Another content of the same size: a download finds it, and a listing without hashes says that it read none.
    const object = join(legacy, hash.slice(2))
    const size = (await readFile(object)).length
    await chmod(object, 0o644)
    await writeFile(object, 'X'.repeat(size))
    const altered = await (await alice.clone()).here(['validate'])
    expect([altered.code, missing(altered.report)]).toEqual([1, [[['data/raw.csv'], 'altered']]])
    const listed = await (await alice.clone()).here(['validate', '--pull', 'none'])
    expect([listed.code, listed.report.remote]).toMatchObject([0, { verified: 1, unread: 1 }])
    expect(step(listed.report, 'verify')?.message).toBe(
      "the one object is in 'storage'; of 1 only the size was verified, not the content (`verify: full` reads it)",
    )
    await rm(object)
    const bad = await (await alice.clone()).here(['validate'])
    expect([bad.code, missing(bad.report)]).toEqual([1, [[['data/raw.csv'], 'missing']]])
  })

  test('a named remote is the one that is verified, with or without a default remote', async () => {
    const alice = await tinyProject()
    const second = join(await scratch(), 'second')
    await cp(alice.storage, second, { recursive: true })
    await alice.dvc('remote', 'add', '-q', 'second', second)
    await alice.dvc('remote', 'default', '--unset')
    await alice.commit('No default')
    await rm(objectFile(alice.storage, await hashOf(alice, 'a.txt')))
    const good = await (await alice.clone()).here(['validate', '-r', 'second'])
    expect([good.code, good.report.remote.name]).toEqual([0, 'second'])
    const bad = await (await alice.clone()).here(['validate', '--remote', 'storage'])
    expect([bad.code, bad.report.remote.missing[0]?.remote]).toEqual([1, 'storage'])
  })

  test('a remote that denies access or sends no byte fails the run from outside, and names its address and settings', async () => {
    const alice = await tinyProject()
    const server = createServer((_, response) => response.writeHead(401).end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const port = portOf(server)
    const clone = await alice.clone()
    await clone.write('.dvc/config.local', `['remote "storage"']\n    url = http://u:secret@127.0.0.1:${port}/d\n`)
    const { code, report, stdout, stderr } = await clone.here(['validate'])
    server.close()
    expect([code, report.error?.id, report.remote.missing]).toEqual([3, 'remote-access-denied', []])
    expect(report.message).toContain(
      `the DVC remote 'storage' (http://127.0.0.1:${port}/d) denies access: HTTP 401 Unauthorized.`,
    )
    expect(`${stdout}${stderr}`).not.toContain('secret')

    // A port whose connections the system accepts, and from which no byte comes.
    const silent = createSilentServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const host = `127.0.0.1:${portOf(silent)}`
    await clone.write('.dvc/config.local', `['remote "storage"']\n    url = http://${host}/d\n`)
    const waited = await clone.run(['validate', '--remote-timeout', '2s'])
    silent.close()
    expect([waited.code, waited.report.error?.id]).toEqual([3, 'remote-unreachable'])
    expect(`${waited.stdout}${waited.stderr}`).toMatch(
      new RegExp(`Waiting for ${host} for [123] s: no byte for [123] s\\.`),
    )
  })

  test('a push that meets an altered manifest names it as altered', async () => {
    const alice = await tinyProject()
    const file = objectFile(alice.storage, await hashOf(alice, 'data/parts'))
    await chmod(file, 0o644)
    await writeFile(file, (await readFile(file, 'utf8')).replace('test.csv', 'evil.csv'))
    const { code, report } = await (await alice.clone()).here(['rebuild'])
    expect([code, report.error?.id]).toEqual([1, 'remote-data-missing'])
    expect(missing(report)).toEqual([[['data/parts'], 'altered']])
  })

  test('a remote folder that this machine does not have is unreachable, not empty', async () => {
    const alice = await tinyProject()
    await rm(alice.storage, { recursive: true })
    const clone = await alice.clone()
    const { code, report } = await clone.here(['validate'])
    expect([code, report.conclusion]).toEqual([3, 'error'])
    expect(report.message).toBe(
      `the DVC remote 'storage' is the folder ${alice.storage}, which this machine does not have. Set \`remote\` to a remote that this machine can reach. For a new remote, run \`dvc push\` first.`,
    )
    expect(existsSync(alice.storage)).toBe(false)
  })
})
