import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { OutsideError, SetupError } from '../../src/errors/errors.js'
import { parsePipConfig } from '../../src/toolchain/install-variables.js'
import { provideUv, type UvRequest } from '../../src/toolchain/uv.js'
import { failure, neverAborted, recordingHost, Workshop } from './workshop.js'

const shop = new Workshop()
afterAll(() => shop.close())

const pin = {
  PIP_CONSTRAINT: join(shop.directory('pin', { 'constraints.txt': `uv==${lab.versions.uv}\n` }), 'constraints.txt'),
}

function provide(env: NodeJS.ProcessEnv, cacheRoot = shop.path('root')) {
  const host = recordingHost()
  const request: UvRequest = { env, cwd: shop.folder, signal: neverAborted, host, cacheRoot }
  return provideUv(request).then((uv) => ({ uv, host }))
}

const versionOf = (uv: string) => execFileSync(uv, ['--version'], { encoding: 'utf8' })

describe('uv', () => {
  it('is that of PATH, if it runs', async () => {
    const broken = shop.program('uv', '#!/bin/sh\nexit 127\n')
    const { uv, host } = await provide(shop.env([broken, dirname(lab.uvBin)]))
    expect(uv).toMatchObject({ program: lab.uvBin, origin: 'path' })
    expect(host.said('debug')).toEqual([`uv: ${join(broken, 'uv')} does not run`])
  })

  it("is installed with the Python's own pip, alone in its folder, and used again", async () => {
    const root = shop.path('root')
    const env = shop.env([shop.pythonOnly()], pin)
    const first = await provide(env, root)
    expect(first.uv.origin).toBe('installed')
    expect(versionOf(first.uv.program)).toContain(lab.versions.uv)
    expect(readdirSync(dirname(first.uv.program)).filter((name) => !name.startsWith('uv'))).toEqual([])
    const second = await provide(env, root)
    expect(second.uv.program).toBe(first.uv.program)
    expect(second.host.said('info')).toEqual([])
  })

  it('is installed by way of a virtual environment where the Python has no pip', async () => {
    const { uv } = await provide(shop.env([join(shop.venv(), 'bin')], pin))
    expect(versionOf(uv.program)).toContain(lab.versions.uv)
    expect(readdirSync(dirname(uv.program)).filter((name) => !name.startsWith('uv'))).toEqual([])
  })

  it('cannot be installed by a Python without pip and ensurepip: the error says what Debian calls them', async () => {
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

  it('cannot be installed where pip finds no package index', async () => {
    const error = await failure(
      provide(shop.env([shop.pythonOnly()], { PIP_NO_INDEX: '1', PIP_FIND_LINKS: shop.directory('links') })),
    )
    expect(error).toBeInstanceOf(OutsideError)
    expect((error as OutsideError).text).toMatch(
      /pip ended with 1\.\n[\s\S]*No matching distribution found for uv[\s\S]*put uv on PATH/,
    )
  })

  it('of ours takes the package index that pip is configured for', async () => {
    const config = join(
      shop.directory('pip', { 'pip.conf': '[global]\nindex-url = https://mirror.example/simple\n' }),
      'pip.conf',
    )
    const root = shop.path('root')
    const python = shop.env([shop.pythonOnly()], { ...pin, UV_DEFAULT_INDEX: undefined, UV_INDEX_URL: undefined })
    await provide(python, root)
    const { uv } = await provide({ ...python, PIP_CONFIG_FILE: config, PIP_INDEX_URL: undefined }, root)
    expect(uv.env.UV_DEFAULT_INDEX).toBe('https://mirror.example/simple')
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
  ])('%s', (_, text, env, expected) => {
    expect(parsePipConfig(text, env)).toEqual(expected)
  })
})
