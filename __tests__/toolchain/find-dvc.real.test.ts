import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { CancelledError, SetupError } from '../../src/errors/errors.js'
import { type FindRequest, findDvc } from '../../src/toolchain/find-dvc.js'
import { failure, neverAborted, recordingHost, Workshop } from './workshop.js'

const shop = new Workshop()
const empty = shop.directory('project')
afterAll(() => shop.close())

function find(request: Pick<FindRequest, 'env'> & Partial<FindRequest>) {
  const host = recordingHost()
  return findDvc({ cwd: empty, signal: neverAborted, host, ...request }).then((found) => ({ found, host }))
}

describe('a real DVC', () => {
  it('the search finds DVC on PATH, the Python that imports it, and the extras that it lacks', async () => {
    const { found } = await find({ env: shop.env([dirname(lab.dvcBin)]), extras: ['gs', 's3', 'ssh'] })
    expect(found).toEqual({
      dvc: lab.dvcBin,
      python: lab.pythonBin('dvc'),
      version: lab.versions.dvc,
      origin: 'path',
      missing: ['gs'],
    })
    expect(
      execFileSync(found?.python ?? '', ['-c', 'import dvc; print(dvc.__version__)'], { encoding: 'utf8' }).trim(),
    ).toBe(lab.versions.dvc)
  })

  it('the search follows the links that uv and pipx install for DVC', async () => {
    const bin = shop.directory('bin')
    symlinkSync(lab.dvcBin, join(bin, 'dvc'))
    const { found } = await find({ env: shop.env([bin]), extras: ['s3'] })
    expect(found).toEqual({
      dvc: join(bin, 'dvc'),
      python: lab.pythonBin('dvc'),
      version: lab.versions.dvc,
      origin: 'path',
    })
  })
})

describe('order of the search', () => {
  const active = shop.venv()
  shop.installDvc(active, '3.51.0')
  const onPath = shop.venv()
  shop.installDvc(onPath, '3.52.0', ['s3'])
  const path = [join(onPath, 'bin')]
  const project = shop.directory('with-venv')
  shop.installDvc(shop.venv(join(project, '.venv')), '3.53.0')

  it('the search prefers the active virtual environment, then a conda environment', async () => {
    for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
      const { found } = await find({ env: shop.env(path, { [name]: active }), cwd: project })
      expect(found).toMatchObject({
        version: '3.51.0',
        origin: 'environment',
        dvc: join(active, 'bin', 'dvc'),
        python: join(active, 'bin', 'python'),
      })
    }
  })

  it("the search prefers the project's .venv to PATH", async () => {
    const { found } = await find({ env: shop.env(path), cwd: project })
    expect(found).toMatchObject({ version: '3.53.0', origin: 'environment', dvc: join(project, '.venv', 'bin', 'dvc') })
  })

  it('a .venv that Git tracks is not used: a commit could bring its DVC', async () => {
    const checkout = shop.directory('with-tracked-venv')
    shop.installDvc(shop.venv(join(checkout, '.venv')), '3.53.0')
    const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, env: shop.env(['/usr/bin', '/bin']) })
    git('init', '-q')
    expect((await find({ env: shop.env(path), cwd: checkout })).found?.version).toBe('3.53.0')
    git('add', '--force', '.venv/bin/dvc')
    expect((await find({ env: shop.env(path), cwd: checkout })).found?.version).toBe('3.52.0')
  })

  it('the search continues to a DVC with the requested version or extras', async () => {
    const env = shop.env(path, { VIRTUAL_ENV: active })
    expect((await find({ env, version: '3.52' })).found).toMatchObject({ version: '3.52.0', origin: 'path' })
    expect((await find({ env, version: '3.52.0' })).found).toMatchObject({ version: '3.52.0', origin: 'path' })
    expect((await find({ env, extras: ['s3'] })).found).toMatchObject({ version: '3.52.0', origin: 'path' })
    expect((await find({ env, extras: ['s3', 'gs'] })).found).toMatchObject({
      version: '3.51.0',
      missing: ['s3', 'gs'],
    })
    expect((await find({ env, version: '3.5' })).found).toBeUndefined()
  })

  it('the search skips relative folders of PATH, which belong to the checkout', async () => {
    const checkout = shop.directory('checkout')
    shop.installDvc(shop.venv(join(checkout, 'env')), '3.54.0')
    const before = process.cwd()
    process.chdir(checkout)
    try {
      expect(
        (await find({ env: { ...shop.env([]), PATH: `env/bin:${shop.env([]).PATH}` }, cwd: checkout })).found,
      ).toBeUndefined()
    } finally {
      process.chdir(before)
    }
  })

  it('an invalid version is rejected before any program runs', async () => {
    const error = await failure(find({ env: shop.env(path), version: 'latest' }))
    expect(error).toBeInstanceOf(SetupError)
    expect(error).toMatchObject({ details: { key: 'dvc-version', value: 'latest' } })
  })

  it('a cancelled search for DVC stops', async () => {
    const cancelled = new AbortController()
    cancelled.abort(new CancelledError('cancelled', 'cancelled.'))
    expect(await failure(find({ env: shop.env(path), signal: cancelled.signal }))).toBeInstanceOf(CancelledError)
  })
})

describe('launchers that do not name their Python directly', () => {
  const long = 'a folder with spaces that is longer than what a kernel takes '.repeat(3).trim()

  it.each(['uv', 'pip'] as const)(
    'the search reads the launcher that %s writes for a path with spaces or of great length',
    async (installer) => {
      const venv = shop.venv(join(shop.directory(long), 'venv'))
      shop.installDvc(venv, '3.55.0', ['s3'], installer)
      const { found } = await find({ env: shop.env([join(venv, 'bin')]), extras: ['s3'] })
      expect(found).toEqual({
        dvc: join(venv, 'bin', 'dvc'),
        python: join(venv, 'bin', 'python'),
        version: '3.55.0',
        origin: 'path',
      })
    },
  )

  it('the search reads the launcher of a relocatable environment', async () => {
    const place = shop.path('relocatable')
    execFileSync(lab.uvBin, ['venv', '--quiet', '--relocatable', '--python', lab.pythonBin('uv'), place], {
      stdio: 'pipe',
    })
    shop.installDvc(place, '3.55.1')
    expect((await find({ env: shop.env([join(place, 'bin')]) })).found).toMatchObject({
      version: '3.55.1',
      python: join(place, 'bin', 'python'),
    })
  })

  it('the search follows a launcher with #!/usr/bin/env python3', async () => {
    const venv = shop.venv()
    shop.installDvc(venv, '3.56.0')
    const bin = shop.program('dvc', '#!/usr/bin/env python3\nfrom dvc.cli import main\nmain()\n')
    expect((await find({ env: shop.env([bin, join(venv, 'bin')]) })).found).toMatchObject({
      version: '3.56.0',
      dvc: join(bin, 'dvc'),
    })
  })

  it('the search asks the Python beside a wrapper script for DVC', async () => {
    const venv = shop.venv()
    shop.installDvc(venv, '3.57.0')
    writeFileSync(join(venv, 'bin', 'dvc'), '#!/bin/bash\nexport A=1\nexec "$(dirname "$0")/python" -m dvc "$@"\n')
    expect((await find({ env: shop.env([join(venv, 'bin')]) })).found).toMatchObject({
      version: '3.57.0',
      python: join(venv, 'bin', 'python'),
    })
  })
})

describe('shims of version managers', () => {
  const venv = shop.venv()
  shop.installDvc(venv, '3.58.0')
  const real = join(venv, 'bin', 'dvc')
  /** A manager that knows `dvc` for the working directory, as they all decide by it. */
  const manager = (name: string) =>
    join(
      shop.program(
        name,
        `#!/bin/bash\n[ "$1" = which ] && [ "$2" = dvc ] && [ "$PWD" = '${empty}' ] && echo '${real}' && exit 0\necho '${name}: dvc: command not found' >&2\nexit 127\n`,
      ),
      name,
    )

  const shims: Record<string, (program: string) => string> = {
    pyenv: (program) =>
      `#!/usr/bin/env bash\nset -e\n[ -n "$PYENV_DEBUG" ] && set -x\n\nprogram="\${0##*/}"\n\nexport PYENV_ROOT="/home/me/.pyenv"\nexec "${program}" exec "$program" "$@"\n`,
    asdf: (program) =>
      `#!/usr/bin/env bash\n# asdf-plugin: python 3.12.1\nexec ${program} exec "dvc" "$@" # asdf_allow: ' asdf '\n`,
  }

  it.each(Object.keys(shims))('the search asks %s which program its shim starts in this folder', async (name) => {
    const bin = shop.program('dvc', shims[name]?.(manager(name)) ?? '')
    const { found } = await find({ env: shop.env([bin]) })
    expect(found).toMatchObject({ dvc: real, python: join(venv, 'bin', 'python'), version: '3.58.0', origin: 'path' })
  })

  it('the search asks mise, whose shims are links to mise', async () => {
    const bin = shop.directory('shims')
    symlinkSync(manager('mise'), join(bin, 'dvc'))
    expect((await find({ env: shop.env([bin]) })).found).toMatchObject({ dvc: real, version: '3.58.0' })
  })

  it('the search continues if a version manager has no DVC for this folder', async () => {
    const bin = shop.program('dvc', shims.pyenv?.(manager('pyenv')) ?? '')
    const elsewhere = shop.directory('elsewhere')
    const { found, host } = await find({ env: shop.env([bin]), cwd: elsewhere })
    expect(found).toBeUndefined()
    expect(host.said('debug').join('\n')).toContain(`${join(bin, 'dvc')} is not used`)
    expect((await find({ env: shop.env([bin, join(venv, 'bin')]), cwd: elsewhere })).found).toMatchObject({ dvc: real })
  })
})

describe('rejected candidates', () => {
  it('the search skips a binary package of DVC, which no Python can import', async () => {
    const bin = shop.directory('bin')
    writeFileSync(join(bin, 'dvc'), Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(4096)]))
    chmodSync(join(bin, 'dvc'), 0o755)
    const { found, host } = await find({ env: shop.env([bin]) })
    expect(found).toBeUndefined()
    expect(host.said('debug')).toEqual([
      expect.stringContaining(`${join(bin, 'dvc')} is not used: it is not a Python program`),
    ])
    expect(host.said('warning')).toEqual([])
  })

  it('the search asks an active environment that is also on PATH only once', async () => {
    const venv = shop.venv()
    writeFileSync(join(venv, 'bin', 'dvc'), '\x7fELF', { mode: 0o755 })
    const { host } = await find({ env: shop.env([join(venv, 'bin')], { VIRTUAL_ENV: venv }) })
    expect(host.said('debug')).toHaveLength(1)
  })

  it('the search skips DVC 2 with a warning', async () => {
    const venv = shop.venv()
    shop.installDvc(venv, '2.58.2')
    const { found, host } = await find({ env: shop.env([join(venv, 'bin')]) })
    expect(found).toBeUndefined()
    expect(host.said('warning')).toEqual([
      expect.stringMatching(/^DVC 2\.58\.2 \(.*\) is not used: DVC 3\.0 or newer is needed\./),
    ])
  })

  it('the search skips a script whose Python has no DVC, even if the project has a folder dvc', async () => {
    const venv = shop.venv()
    const project = shop.directory('project', { 'dvc/__init__.py': '', 'json.py': 'raise SystemExit(9)' })
    writeFileSync(join(venv, 'bin', 'dvc'), `#!${join(venv, 'bin', 'python')}\n`, { mode: 0o755 })
    const { found, host } = await find({ env: shop.env([join(venv, 'bin')]), cwd: project })
    expect(found).toBeUndefined()
    expect(host.said('debug')).toEqual([expect.stringContaining('cannot import DVC')])
  })

  it('the search skips the empty folder that an uninstallation left', async () => {
    const venv = shop.venv()
    shop.installDvc(venv, '3.59.0')
    const [init = ''] = shop.find(venv, /site-packages\/dvc\/__init__\.py$/)
    execFileSync('rm', [join(venv, init)])
    expect((await find({ env: shop.env([join(venv, 'bin')]) })).found).toBeUndefined()
  })

  it('the search skips broken scripts, broken links, folders and files that are not executable', async () => {
    const gone = shop.program('dvc', '#!/no/such/folder/python\n')
    const dangling = shop.directory('dangling')
    symlinkSync('/no/such/dvc', join(dangling, 'dvc'))
    const folder = shop.directory('folder')
    mkdirSync(join(folder, 'dvc'))
    const plain = shop.directory('plain', { dvc: '#!/bin/sh\n' })
    const { found, host } = await find({ env: shop.env([gone, dangling, folder, plain]) })
    expect(found).toBeUndefined()
    expect(host.said('debug')).toEqual([expect.stringContaining('its Python /no/such/folder/python does not exist')])
  })
})
