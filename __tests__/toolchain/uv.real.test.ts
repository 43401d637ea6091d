import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { OutsideError, SetupError } from '../../src/errors/errors.js'
import { parsePipConfig, uvVariablesOfPip } from '../../src/toolchain/install-variables.js'
import { provideUv, type UvRelease, type UvRequest } from '../../src/toolchain/uv.js'
import { UV_HASHES, UV_VERSION } from '../../src/toolchain/uv-release.js'
import { failure, neverAborted, recordingHost, Workshop } from './workshop.js'

const shop = new Workshop()
afterAll(() => shop.close())

function provide(env: NodeJS.ProcessEnv, cacheRoot = shop.path('root'), release?: UvRelease) {
  const host = recordingHost()
  const request: UvRequest = { env, cwd: shop.folder, signal: neverAborted, host, cacheRoot }
  return provideUv(request, release).then((uv) => ({ uv, host }))
}

const versionOf = (uv: string) => execFileSync(uv, ['--version'], { encoding: 'utf8' })

describe('uv', () => {
  it('the uv of PATH is used if it runs', async () => {
    const broken = shop.program('uv', '#!/bin/sh\nexit 127\n')
    const { uv, host } = await provide(shop.env([broken, dirname(lab.uvBin)]))
    expect(uv).toMatchObject({ program: lab.uvBin, origin: 'path' })
    expect(host.said('debug')).toEqual([`uv: ${join(broken, 'uv')} does not run`])
  })

  it("uv is installed with the Python's own pip, alone in its folder, and reused with the package index of pip", async () => {
    const root = shop.path('root')
    // A constraint of the user is for the user's packages.
    const constraints = join(shop.directory('pin', { 'constraints.txt': 'uv==0.1.0\n' }), 'constraints.txt')
    const env = shop.env([shop.pythonOnly()], { PIP_CONSTRAINT: constraints })
    const first = await provide(env, root)
    expect(first.uv.origin).toBe('installed')
    expect(versionOf(first.uv.program)).toContain(` ${UV_VERSION} `)
    expect(readdirSync(dirname(first.uv.program)).filter((name) => !name.startsWith('uv'))).toEqual([])
    const second = await provide(env, root)
    expect(second.uv.program).toBe(first.uv.program)
    expect(second.host.said('info')).toEqual([])
    const config = join(
      shop.directory('pip', { 'pip.conf': '[global]\nindex-url = https://mirror.example/simple\n' }),
      'pip.conf',
    )
    const index = { UV_DEFAULT_INDEX: undefined, UV_INDEX_URL: undefined, PIP_INDEX_URL: undefined }
    const { uv } = await provide({ ...env, ...index, PIP_CONFIG_FILE: config }, root)
    expect(uv).toMatchObject({
      program: first.uv.program,
      env: { UV_DEFAULT_INDEX: 'https://mirror.example/simple' },
    })
  })

  it('uv is installed with a virtual environment if the Python has no pip', async () => {
    const { uv } = await provide(shop.env([join(shop.venv(), 'bin')]))
    expect(versionOf(uv.program)).toContain(` ${UV_VERSION} `)
    expect(readdirSync(dirname(uv.program)).filter((name) => !name.startsWith('uv'))).toEqual([])
  })

  it('without pip and ensurepip uv cannot be installed, and the error names the packages of Debian', async () => {
    const venv = shop.venv()
    const [packages = ''] = shop.find(venv, /site-packages$/)
    writeFileSync(join(venv, packages, 'debian.pth'), "import sys; sys.modules['ensurepip'] = None\n")
    const root = shop.path('root')
    const error = await failure(provide(shop.env([join(venv, 'bin')]), root))
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).text).toMatch(
      /neither pip nor the modules venv and ensurepip.*apt-get install python3-venv/,
    )
    expect(readdirSync(join(root, 'uv'))).toEqual([])
  })

  it('a uv with another hash than that of its release is not installed', async () => {
    const root = shop.path('root')
    const hashes = UV_HASHES.map((hash) => `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`)
    const error = await failure(provide(shop.env([shop.pythonOnly()]), root, { version: UV_VERSION, hashes }))
    expect(error).toBeInstanceOf(OutsideError)
    expect(error).toMatchObject({ id: 'package-not-verified', details: { value: `uv==${UV_VERSION}` } })
    expect((error as OutsideError).text).toMatch(
      / uv-\S+\.whl of the package index has the hash sha256:[0-9a-f]{64}, which .*put a trusted uv on PATH/,
    )
    expect(readdirSync(join(root, 'uv'))).toEqual([])
  })

  it('uv cannot be installed if pip finds no package index', async () => {
    const error = await failure(
      provide(shop.env([shop.pythonOnly()], { PIP_NO_INDEX: '1', PIP_FIND_LINKS: shop.directory('links') })),
    )
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(
      /pip ended with 1\.\n[\s\S]*No matching distribution found for uv==[\s\S]*put uv on PATH/,
    )
  })
})

describe('pip settings for uv', () => {
  it.each<[string, string, NodeJS.ProcessEnv, NodeJS.ProcessEnv]>([
    ['nothing', '', {}, {}],
    ['an index', "global.index-url='https://a.example/simple'\n", {}, { UV_DEFAULT_INDEX: 'https://a.example/simple' }],
    [
      'a variable before a file',
      "global.index-url='https://a.example'\n:env:.index-url='https://b.example'\ninstall.index-url='https://c.example'\n",
      {},
      { UV_DEFAULT_INDEX: 'https://b.example' },
    ],
    [
      'more indexes',
      "global.extra-index-url='\\nhttps://a.example\\nhttps://b.example'\n",
      {},
      { UV_INDEX: 'https://a.example https://b.example', UV_INDEX_STRATEGY: 'unsafe-best-match' },
    ],
    [
      'what uv has itself',
      "global.index-url='https://a.example'\nglobal.cert='/ca.pem'\n",
      { UV_INDEX_URL: 'https://own.example' },
      { SSL_CERT_FILE: '/ca.pem' },
    ],
    ['no settings of pip', 'WARNING: nonsense\n=\nglobal.timeout=\n', {}, {}],
  ])('pip settings for uv: %s', (_, text, env, expected) => {
    expect(parsePipConfig(text, env)).toEqual(expected)
  })
})

const withPip = lab.pythonBin('uv')

test.each([
  ['its own pip', { program: withPip, base: '/nowhere', pip: true }],
  ['the pip of its base', { program: '/nowhere/python', base: dirname(dirname(withPip)), pip: false }],
  ['no pip', { program: '/nowhere/python', base: '/nowhere', pip: false }],
])('a Python with %s gives uv the registry of the variables of pip', async (_, found) => {
  const env = {
    PATH: process.env['PATH'],
    PIP_CONFIG_FILE: '/dev/null',
    PIP_CERT: '/ca.pem',
    PIP_INDEX_URL: 'https://a.example/simple',
  }
  const python = { ...found, version: '3.11.7', ensurepip: false }
  expect(await uvVariablesOfPip(python, env, '/', neverAborted)).toEqual({
    UV_DEFAULT_INDEX: 'https://a.example/simple',
    SSL_CERT_FILE: '/ca.pem',
  })
})
