import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { OutsideError, SetupError } from '../../src/errors/errors.js'
import { parseDvcLock } from '../../src/toolchain/dvc-lock.js'
import { DEFAULT_DVC_VERSION } from '../../src/toolchain/dvc-version.js'
import type { DvcInstallation } from '../../src/toolchain/find-dvc.js'
import { type InstallRequest, installDvc } from '../../src/toolchain/install-dvc.js'
import { provideDvc } from '../../src/toolchain/provide-dvc.js'
import { findPython } from '../../src/toolchain/python.js'
import { bundle } from '../run/program.js'
import { failure, neverAborted, recordingHost, Workshop } from './workshop.js'

const shop = new Workshop()
afterAll(() => shop.close())

function install(request: Partial<InstallRequest> & Pick<InstallRequest, 'cacheRoot'>) {
  const host = recordingHost()
  return installDvc({ extras: [], env: shop.steady(), cwd: shop.folder, signal: neverAborted, host, ...request }).then(
    (installed) => ({ installed, installing: host.said('info').filter((line) => line.startsWith('Installing')) }),
  )
}

const versionOf = (dvc: string) => execFileSync(dvc, ['--version'], { encoding: 'utf8', cwd: shop.folder }).trim()

/** A port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 9
}

/** The variables of a machine that reaches no package index and has nothing in uv's cache. */
async function offline(): Promise<NodeJS.ProcessEnv> {
  const index = `http://127.0.0.1:${await closedPort()}/simple`
  return shop.usual({
    UV_DEFAULT_INDEX: index,
    UV_INDEX_URL: index,
    UV_CACHE_DIR: shop.path('cache'),
    UV_HTTP_RETRIES: '0',
  })
}

let program: Promise<string> | undefined

/** Bundles a program that runs `installDvc`. @returns its file */
async function bundleProgram(): Promise<string> {
  const folder = shop.directory('program')
  await bundle(
    `
    import { installDvc } from './src/toolchain/install-dvc.ts'
    const quiet = () => undefined
    const host = { info: quiet, debug: quiet, notice: quiet, warning: quiet, error: quiet, output: quiet, group: (name, body) => body(), status: quiet, mask: quiet, redact: (text) => text }
    const installed = await installDvc({ extras: [], cacheRoot: process.argv[2], env: process.env, cwd: process.cwd(), signal: new AbortController().signal, host })
    console.log(JSON.stringify(installed))
  `,
    folder,
  )
  return join(folder, 'program.js')
}

/** Runs `installDvc` in a process of its own, which can be killed. */
async function startInstalling(root: string): Promise<{ pid: number; done: Promise<DvcInstallation | undefined> }> {
  program ??= bundleProgram()
  const child = spawn(process.execPath, [await program, root], {
    cwd: shop.folder,
    env: shop.steady(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  return {
    pid: child.pid ?? 0,
    done: new Promise((resolve) =>
      child.once('close', () => {
        resolve(stdout ? (JSON.parse(stdout) as DvcInstallation) : undefined)
      }),
    ),
  }
}

describe('an installation', () => {
  const root = shop.path('a cache with spaces')

  it('a killed installation is never used, and the next two at the same time do not disturb each other', async () => {
    const { pid, done } = await startInstalling(root)
    const python = () => (existsSync(root) ? shop.find(root, /environment\/bin\/python$/) : [])
    while (python().length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    process.kill(pid, 'SIGKILL')
    expect(await done).toBeUndefined()
    const killed = join(root, python()[0] ?? '').replace(/\/environment\/.*/, '')
    expect(shop.find(root, /^current$/)).toEqual([])

    const both = await Promise.all([startInstalling(root), startInstalling(root)])
    for (const installed of await Promise.all(both.map(({ done }) => done))) {
      expect(installed?.dvc.startsWith(`${killed}/`)).toBe(false)
      expect(versionOf(installed?.dvc ?? '')).toBe(DEFAULT_DVC_VERSION)
    }
    const { installed, installing } = await install({ cacheRoot: root })
    expect(installing).toEqual([])

    // The next installation succeeds after its Python was removed.
    execFileSync('rm', [installed.python])
    const again = await install({ cacheRoot: root })
    expect(again.installing).toHaveLength(1)
  })

  it('an installed DVC works, and its folder on PATH does not contain its Python', async () => {
    const { installed } = await install({ cacheRoot: root })
    expect(installed).toMatchObject({ version: DEFAULT_DVC_VERSION, origin: 'installed' })
    expect(versionOf(installed.dvc)).toBe(DEFAULT_DVC_VERSION)
    expect(
      execFileSync(installed.python, ['-c', 'import dvc; print(dvc.__version__)'], { encoding: 'utf8' }).trim(),
    ).toBe(DEFAULT_DVC_VERSION)
    expect(readdirSync(dirname(installed.dvc))).toEqual(['dvc'])
    expect(installed.dvc.startsWith(root)).toBe(true)
  })

  it('the next call finds an installed DVC without uv and without a package index', async () => {
    const { installed, installing } = await install({
      cacheRoot: root,
      env: { ...(await offline()), PATH: shop.env([shop.pythonOnly()]).PATH },
    })
    expect(installing).toEqual([])
    expect(versionOf(installed.dvc)).toBe(DEFAULT_DVC_VERSION)
  })

  it('provideDvc installs DVC if PATH has none, another version, DVC 2 or a binary', async () => {
    const other = shop.venv()
    shop.installDvc(other, '3.51.0')
    const old = shop.venv()
    shop.installDvc(old, '2.58.2')
    const oldDvc = join(old, 'bin', 'dvc')
    const binary = shop.directory('bin')
    writeFileSync(join(binary, 'dvc'), '\x7fELF', { mode: 0o755 })
    const cases: [string[], NodeJS.ProcessEnv, string | undefined, RegExp, number][] = [
      [[], {}, undefined, /because no active environment and no folder of PATH has a DVC that Python can import: /, 0],
      [
        [binary],
        {},
        undefined,
        /because no active environment and no folder of PATH has a DVC that Python can import: /,
        0,
      ],
      [
        [],
        { VIRTUAL_ENV: other },
        DEFAULT_DVC_VERSION,
        new RegExp(`because dvc-version asks for ${DEFAULT_DVC_VERSION} and .*dvc is 3\\.51\\.0: `),
        0,
      ],
      [[join(old, 'bin')], {}, undefined, new RegExp(`because ${oldDvc} is 2\\.58\\.2, which is too old: `), 1],
    ]
    for (const [path, more, version, why, warnings] of cases) {
      const host = recordingHost()
      const env = { ...shop.steady(more), PATH: [...path, shop.usual().PATH].join(':') }
      const provided = await provideDvc({
        schemes: ['', 'https'],
        env,
        cwd: shop.folder,
        signal: neverAborted,
        host,
        cacheRoot: root,
        ...(version === undefined ? {} : { version }),
      })
      expect(provided).toMatchObject({ version: DEFAULT_DVC_VERSION, origin: 'installed' })
      expect(host.said('info')).toEqual([expect.stringMatching(why)])
      expect(host.said('warning')).toHaveLength(warnings)
    }
    expect(versionOf(join(other, 'bin', 'dvc'))).toBe('a stand-in')
  })

  it("missing extras are installed at the found version, outside of the user's environment", async () => {
    const before = shop.find(join(lab.directory, 'dvc'), /dist-info$/)
    const host = recordingHost()
    const provided = await provideDvc({
      schemes: ['ssh', 'webdavs'],
      env: shop.steady({ VIRTUAL_ENV: join(lab.directory, 'dvc') }),
      cwd: shop.folder,
      signal: neverAborted,
      host,
      cacheRoot: root,
    })
    expect(provided).toMatchObject({ version: lab.versions.dvc, origin: 'installed' })
    expect(host.said('info').at(-1)).toContain('lacks dvc[webdav]')
    execFileSync(provided.python, ['-c', 'import dvc_ssh, dvc_webdav'])
    expect(shop.find(join(lab.directory, 'dvc'), /dist-info$/)).toEqual(before)
    expect(versionOf(provided.dvc)).toBe(lab.versions.dvc)
  })

  it('a found DVC with the extras of all remotes needs no installation, and the log shows no variable', async () => {
    const host = recordingHost()
    const secret = 'value-of-a-secret-8c1d'
    const provided = await provideDvc({
      schemes: ['s3', ''],
      version: lab.versions.dvc,
      env: shop.env([dirname(lab.dvcBin)], { TOKEN: secret, 'INPUT_GITHUB-TOKEN': secret }),
      cwd: shop.folder,
      signal: neverAborted,
      host,
      cacheRoot: shop.path('unused'),
    })
    expect(provided).toMatchObject({ dvc: lab.dvcBin, origin: 'path' })
    expect(host.said('info')).toEqual([`DVC ${lab.versions.dvc} from PATH: ${lab.dvcBin}`])
    expect(JSON.stringify(host.lines)).not.toContain(secret)
  })
})

describe('a DVC with newer, incompatible dependencies', () => {
  // The requirements of DVC 3.25 allow a dvc-objects that lacks what its dvc-data imports. A Python that came later has no packages of that day.
  const minor = Number(
    execFileSync(lab.pythonBin('uv'), ['-c', 'import sys; print(sys.version_info.minor)'], { encoding: 'utf8' }),
  )
  ;(minor <= 12 ? it : it.skip)('an old DVC gets the dependencies of its release day', async () => {
    const host = recordingHost()
    const { installed } = await install({ cacheRoot: shop.path('root'), version: '3.25.0', host })
    expect(versionOf(installed.dvc)).toBe('3.25.0')
    expect(host.said('info').at(-1)).toContain('of 2023-10-09, the day of its release')
  })
})

describe('a disturbed installation', () => {
  it('a cancelled installation leaves no files', async () => {
    const root = shop.path('root')
    const controller = new AbortController()
    const promise = failure(
      install({ cacheRoot: root, signal: controller.signal, env: shop.steady({ UV_CACHE_DIR: shop.path('cache') }) }),
    )
    while (!existsSync(root) || shop.find(root, /environment\/bin\/python$/).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort()
    expect(await promise).toMatchObject({ name: 'CancelledError' })
    expect(shop.find(root, /environment/)).toEqual([])
  })
})

describe('an installation by a lock file', () => {
  it('dvc-lock installs exactly its packages beside a DVC of PATH, and none with another hash or without one', async () => {
    const env = shop.steady()
    const compile = ['pip', 'compile', '--quiet', '--generate-hashes', '--no-annotate', '--no-header', '-']
    const python = ['--python', lab.pythonBin('uv')]
    // An old package shows that it is the file that decides.
    const text = execFileSync(lab.uvBin, [...compile, ...python], {
      env,
      input: `dvc==${DEFAULT_DVC_VERSION}\ntabulate==0.9.0\n`,
      encoding: 'utf8',
    })
    const cacheRoot = shop.path('root')
    const host = recordingHost()
    const request = { schemes: [''], cwd: shop.folder, signal: neverAborted, host, cacheRoot }
    const installed = await provideDvc({
      ...request,
      env: { ...env, PATH: `${dirname(lab.dvcBin)}:${env.PATH}` },
      lock: parseDvcLock('locked.txt', text),
    })
    expect(installed).toMatchObject({ version: DEFAULT_DVC_VERSION, origin: 'installed' })
    expect(host.said('info').at(-1)).toMatch(/^DVC .* from the cache, by locked\.txt: /)
    const list = [lab.uvBin, 'pip', 'freeze', '--python', installed.python]
    const packages = execFileSync(list[0] ?? '', list.slice(1), { env, encoding: 'utf8' })
      .trim()
      .split('\n')
    expect(packages.sort()).toEqual([...text.matchAll(/^[\w.-]+==[^\s;]+/gm)].map(([line]) => line).sort())

    const others = text.replace(
      /(^tabulate==0\.9\.0) \\\n(?: {4}--hash=.*\n?)+/m,
      `$1 --hash=sha256:${'0'.repeat(64)}\n`,
    )
    const wrong: [string, object][] = [
      [others, { id: 'package-not-verified', details: { key: 'dvc-lock', value: 'tabulate==0.9.0' } }],
      [
        text.replace(/^tabulate==0\.9\.0 \\\n(?: {4}--hash=.*\n?)+/m, ''),
        { id: 'dvc-lock-invalid', message: expect.stringContaining('tabulate') as string },
      ],
    ]
    for (const [changed, expected] of wrong) {
      const lock = parseDvcLock('locked.txt', changed)
      expect(await failure(provideDvc({ ...request, env, lock }))).toMatchObject(expected)
    }
    expect(readdirSync(join(cacheRoot, 'dvc'))).toHaveLength(1)
  })
})

describe('an impossible installation', () => {
  it('the error for an unknown version names dvc-version and its value, and shows no variable, as the log', async () => {
    const host = recordingHost()
    const secret = 'value-of-a-secret-8c1d'
    const env = shop.steady({ TOKEN: secret })
    const error = await failure(install({ cacheRoot: shop.path('root'), version: '3.999.7', host, env }))
    expect(error).toBeInstanceOf(SetupError)
    expect(error).toMatchObject({ details: { key: 'dvc-version', value: '3.999.7' } })
    expect((error as SetupError).text).toMatch(
      /DVC 3\.999\.7 cannot be installed for Python [\s\S]*3\.999\.7[\s\S]*Name a version that exists/,
    )
    expect(JSON.stringify([host.lines, String(error)])).not.toContain(secret)
  })

  it('the error for an unreachable package index has the last lines of the log', async () => {
    const root = shop.path('root')
    const error = await failure(install({ cacheRoot: root, env: await offline() }))
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(
      /uv ended with 2\.\n[\s\S]*127\.0\.0\.1[\s\S]*Check that this machine reaches the package index/,
    )
    expect(readdirSync(join(root, 'dvc'))).toEqual([])
  })

  it('the error for a DVC that never starts, even with the dependencies of its release day, names it', async () => {
    const override = join(shop.directory('override', { 'override.txt': 'dvc-objects==1.4.9\n' }), 'override.txt')
    const root = shop.path('root')
    const error = await failure(install({ cacheRoot: root, env: shop.steady({ UV_OVERRIDE: override }) }))
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).text).toMatch(
      /is installed but does not start\.\nERROR: [\s\S]* Put a working DVC on PATH/,
    )
    expect(readdirSync(join(root, 'dvc'))).toEqual([])
  })

  it('the error for a missing Python lists the searched programs and the fix', async () => {
    const error = await failure(
      install({ cacheRoot: shop.path('root'), env: shop.env([dirname(shop.program('other', ''))]) }),
    )
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).text).toMatch(
      /^no Python: 3\.9 or newer is needed to install DVC, but PATH has none of python3, python, .*actions\/setup-python/,
    )
  })

  it('the error for unsuitable Pythons says what each of them is', async () => {
    const broken = shop.program('python3', '#!/bin/sh\necho "pyenv: python3: command not found" >&2\nexit 127\n')
    const talker = shop.program('python', '#!/bin/sh\necho hello\n')
    const env = shop.env([broken, talker, shop.pythonOnly()])
    const { version } = await findPython({
      env,
      cwd: shop.folder,
      signal: neverAborted,
      minimum: '3.9',
      purpose: 'test',
    })
    const error = await failure(
      findPython({ env, cwd: shop.folder, signal: neverAborted, minimum: '99.0', purpose: 'test' }),
    )
    expect(error).toBeInstanceOf(SetupError)
    for (const seen of [
      `${join(broken, 'python3')} ends with 127`,
      `${join(talker, 'python')} is not a Python`,
      `python3 is ${version}`,
    ]) {
      expect((error as SetupError).message).toContain(seen)
    }
  })
})

describe('secrets', () => {
  it('the installer gets none of the inputs of the action in its environment', async () => {
    const seen = shop.path('seen')
    const uv = shop.program('uv', `#!/bin/sh\n[ "$1" = --version ] && exit 0\nenv > '${seen}'\nexit 2\n`)
    await failure(
      install({
        cacheRoot: shop.path('root'),
        env: shop.env([uv, shop.pythonOnly()], {
          INPUT_TOKEN: 'abc',
          VIRTUAL_ENV: '/x',
          UV_PYTHON: '9',
          UV_DEFAULT_INDEX: 'http://127.0.0.1/simple',
        }),
      }),
    )
    const variables = readFileSync(seen, 'utf8')
    expect(variables).not.toMatch(/^(INPUT_TOKEN|VIRTUAL_ENV|UV_PYTHON)=/m)
    expect(variables).toMatch(/^UV_DEFAULT_INDEX=/m)
  })
})
