import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { SetupError } from '../../src/errors/errors.js'
import type { CacheRequest, SharedCache } from '../../src/run/shared-cache.js'
import { cacheRoot } from '../../src/toolchain/cache-root.js'
import { type KeptDirectoryRequest, keptDirectory } from '../../src/toolchain/kept-directory.js'
import { runProgram } from '../run/program.js'
import { failure, Workshop } from './workshop.js'

const shop = new Workshop()
afterAll(() => shop.close())

/** A request whose content is one file that is written in two pieces. */
function request(root: string, more: Partial<KeptDirectoryRequest> = {}): KeptDirectoryRequest & { builds: string[] } {
  const builds: string[] = []
  return {
    builds,
    root,
    kind: 'thing',
    name: 'a-1',
    usable: (kept) =>
      Promise.resolve(existsSync(join(kept, 'file')) && readFileSync(join(kept, 'file'), 'utf8') === 'whole'),
    build: async (made) => {
      builds.push(made)
      expect(readdirSync(made)).toEqual([])
      writeFileSync(join(made, 'file'), 'who')
      await new Promise((resolve) => setTimeout(resolve, 20))
      writeFileSync(join(made, 'file'), 'whole')
    },
    ...more,
  }
}

const age = (path: string, days: number) => {
  const then = new Date(Date.now() - days * 86_400_000)
  utimesSync(path, then, then)
}

describe('a kept folder', () => {
  it('a kept folder is created once, then reused, and records its last use', async () => {
    const root = shop.path('root')
    const asked = request(root)
    const first = await keptDirectory(asked)
    expect(first.reused).toBe(false)
    const pointer = join(root, 'thing', 'a-1', 'current')
    age(pointer, 20)
    expect(await keptDirectory(asked)).toEqual({ directory: first.directory, reused: true })
    expect(asked.builds).toEqual([first.directory])
    expect(Date.now() - statSync(pointer).mtimeMs).toBeLessThan(86_400_000)
  })

  it('a kept folder comes from another machine, or is created here if that copy is broken', async () => {
    const [root, elsewhere] = [shop.path('root'), shop.path('elsewhere')]
    const kept: CacheRequest[] = []
    const shared: SharedCache = {
      restore: ({ name, paths: [path = ''] }) => {
        if (!existsSync(join(elsewhere, name))) return Promise.resolve(undefined)
        cpSync(join(elsewhere, name), path, { recursive: true })
        return Promise.resolve(name)
      },
      tryOut: () => Promise.resolve(undefined),
      keep: (entry) => {
        kept.push(entry)
      },
    }
    /** The end of the job: what is to be kept goes elsewhere, and the machine is gone. */
    const end = () => {
      for (const {
        name,
        paths: [path = ''],
      } of kept)
        cpSync(path, join(elsewhere, name), { recursive: true })
      rmSync(root, { recursive: true, force: true })
    }
    const asked = request(root, { shared })
    const first = await keptDirectory(asked)
    expect(kept).toMatchObject([{ what: 'thing a-1', kind: 'thing', paths: [join(root, 'thing', 'a-1')] }])
    expect(kept[0]?.name).toMatch(/^a-1-20\d\d-\d\d$/)
    end()
    expect(await keptDirectory(asked)).toEqual({ directory: first.directory, reused: true })
    expect([asked.builds.length, kept.length]).toEqual([1, 1])
    rmSync(root, { recursive: true })
    writeFileSync(join(elsewhere, kept[0]?.name ?? '', basename(first.directory), 'file'), 'half of it')
    expect(await keptDirectory(asked)).toMatchObject({ reused: false })
    // One whose content depends on more than its name is never shared.
    await keptDirectory(request(root, { shared, name: 'b-1', renew: true }))
    expect(kept.map(({ name }) => name.slice(0, 3))).toEqual(['a-1', 'a-1'])
  })

  it('each of several concurrent attempts gets a complete folder, and later ones find one of them', async () => {
    const root = shop.path('root')
    const asked = request(root)
    const all = await Promise.all(Array.from({ length: 6 }, () => keptDirectory(asked)))
    for (const { directory } of all) expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('whole')
    const later = await keptDirectory(asked)
    expect(later.reused).toBe(true)
    expect(all.map(({ directory }) => directory)).toContain(later.directory)
  })

  it('an attempt uses the folder of a concurrent attempt that ended first', async () => {
    const asked = request(shop.path('root'))
    const rival = { directory: '' }
    const slow = await keptDirectory({
      ...asked,
      build: async (made) => {
        await asked.build(made)
        rival.directory = (await keptDirectory(asked)).directory
      },
    })
    expect(slow).toEqual({ directory: rival.directory, reused: true })
    expect(readdirSync(dirname(slow.directory)).sort()).toEqual([basename(slow.directory), 'current'].sort())
  })

  it('the folder of a killed attempt is never used, and is removed a day later', async () => {
    const root = shop.path('root')
    const home = join(root, 'thing', 'a-1')
    const [killed, old] = [join(home, 'killed'), join(home, 'old')]
    for (const directory of [killed, old]) {
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, 'file'), 'whole')
    }
    writeFileSync(join(home, 'current.killed'), 'killed')
    age(old, 2)
    const { directory, reused } = await keptDirectory(request(root))
    expect(reused).toBe(false)
    expect(readdirSync(home).sort()).toEqual([basename(directory), 'current', 'current.killed', 'killed'].sort())
  })

  it.each(['', 'gone\n', '../../elsewhere\n', '\0'])(
    'a new folder is created if the pointer has the text %j',
    async (text) => {
      const root = shop.path('root')
      for (const name of ['thing/a-1', 'elsewhere']) mkdirSync(join(root, name), { recursive: true })
      writeFileSync(join(root, 'elsewhere', 'file'), 'whole')
      writeFileSync(join(root, 'thing', 'a-1', 'current'), text)
      const asked = request(root)
      expect((await keptDirectory(asked)).reused).toBe(false)
      expect((await keptDirectory(asked)).reused).toBe(true)
    },
  )

  it('a new folder is created if the kept one no longer works or must not be used', async () => {
    const asked = request(shop.path('root'))
    const first = await keptDirectory(asked)
    writeFileSync(join(first.directory, 'file'), 'damaged')
    const second = await keptDirectory(asked)
    expect(second.reused).toBe(false)
    const third = await keptDirectory({ ...asked, renew: true })
    expect(third.reused).toBe(false)
    expect(new Set([first, second, third].map(({ directory }) => directory)).size).toBe(3)
    expect(await keptDirectory(asked)).toEqual({ directory: third.directory, reused: true })
  })

  it('a failed attempt leaves no files and throws its error', async () => {
    const root = shop.path('root')
    const why = new Error('no network')
    expect(
      await failure(
        keptDirectory(
          request(root, {
            build: (made) => {
              writeFileSync(join(made, 'file'), 'who')
              return Promise.reject(why)
            },
          }),
        ),
      ),
    ).toBe(why)
    expect(readdirSync(join(root, 'thing'))).toEqual([])
  })

  it('creating a folder removes folders that were not used for a month', async () => {
    const root = shop.path('root')
    for (const name of ['unused', 'used']) await keptDirectory(request(root, { name }))
    age(join(root, 'thing', 'unused', 'current'), 31)
    age(join(root, 'thing', 'used', 'current'), 29)
    await keptDirectory(request(root))
    expect(readdirSync(join(root, 'thing')).sort()).toEqual(['a-1', 'used'])
  })
})

describe('the root folder', () => {
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['a runner', { RUNNER_TOOL_CACHE: '/opt/tools', XDG_CACHE_HOME: '/x', HOME: '/home/me' }, '/opt/tools/dvc-ci'],
    ['XDG', { XDG_CACHE_HOME: '/x', HOME: '/home/me' }, '/x/dvc-ci'],
    ['a home', { HOME: '/home/me', XDG_CACHE_HOME: 'relative', RUNNER_TOOL_CACHE: '' }, '/home/me/.cache/dvc-ci'],
    ['a home on Windows', { USERPROFILE: '/users/me' }, '/users/me/.cache/dvc-ci'],
    ['nothing', {}, join(tmpdir(), `dvc-ci-${process.getuid?.() ?? 'user'}`)],
  ])('the root folder for %s is the expected one', (_, env, expected) => {
    expect(cacheRoot(env)).toBe(expected)
  })

  it('an error for a root folder that cannot be created names the folder and the setting', async () => {
    const file = join(shop.directory('root', { file: '' }), 'file')
    const error = await failure(keptDirectory(request(join(file, 'cache'))))
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).text).toContain(join(file, 'cache'))
    expect((error as SetupError).text).toContain('Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME')
  })

  it('a root folder among the temporary files must belong to this user', async () => {
    const place = shop.directory('tmp')
    const { stdout, stderr } = await runProgram(
      `
      import { statSync } from 'node:fs'
      import { cacheRoot, makeCacheDirectory } from './src/toolchain/cache-root.ts'
      const ours = cacheRoot({})
      await makeCacheDirectory(ours, ours + '/a/b')
      console.log(ours, (statSync(ours).mode & 0o777).toString(8))
      // From here on the process is another user, and the folder belongs to the first one.
      const uid = process.getuid()
      process.getuid = () => uid + 1
      const theirs = cacheRoot({})
      await (await import('node:fs/promises')).rename(ours, theirs)
      await makeCacheDirectory(theirs, theirs + '/c').catch((error) => console.log(error.name, error.text))
    `,
      { env: { TMPDIR: place } },
    )
    expect(stderr).toBe('')
    const [first, second] = stdout.split('\n')
    expect(first).toMatch(new RegExp(`^${place}/dvc-ci-\\d+ 700$`))
    expect(second).toMatch(/^SetupError the cache .* belongs to another user\. Set RUNNER_TOOL_CACHE or XDG_CACHE_HOME/)
  })
})
