import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { lab } from '../../scripts/lab/paths.mjs'
import { OutsideError, ProjectError, SetupError } from '../../src/errors/errors.js'
import { openRepository } from '../../src/git/repository.js'
import type { Project } from '../../src/steps/project/project.js'
import { keepingDependencies } from '../../src/steps/project/set-up-files.js'
import { type ProjectRequest, prepareProject } from '../../src/toolchain/project-environment.js'
import { failure, neverAborted, recordingHost, Workshop } from './workshop.js'

const shop = new Workshop()
const cacheRoot = shop.path('cache')
afterAll(() => shop.close())

function prepare(directory: string, more: Partial<ProjectRequest> = {}) {
  const host = recordingHost()
  const request: ProjectRequest = {
    setup: { kind: 'auto' },
    workingDirectory: directory,
    repositoryRoot: directory,
    env: shop.usual(),
    signal: neverAborted,
    host,
    cacheRoot,
    ...more,
  }
  return prepareProject(request).then((prepared) => ({ ...prepared, host, before: request.env }))
}

/** The set-up as a run does it: without the metadata that an editable installation leaves beside the sources. */
async function setUp(directory: string, more: Partial<ProjectRequest> = {}) {
  const same = (path: string) => path
  const git = await openRepository(directory, { env: shop.usual() })
  const project = { git, index: { stages: [] }, stages: [], inGit: same, fromGit: same } as unknown as Project
  return keepingDependencies(project, true, () => prepare(directory, more))
}

/** What a stage would see: through a shell, as DVC starts it. */
function stage(env: NodeJS.ProcessEnv, command: string, cwd = shop.folder): string {
  return execFileSync('bash', ['-c', command], {
    env: { ...env, PYTHONDONTWRITEBYTECODE: '1' },
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** A Git repository with these files committed. */
function repository(files: Record<string, string>): string {
  const directory = shop.directory('repository', files)
  stage(
    shop.env([]),
    'git init -q && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm first',
    directory,
  )
  return directory
}

const changes = (directory: string) => stage(shop.env([]), 'git status --porcelain --untracked-files=all', directory)
const failing = async (promise: Promise<unknown>) => (await failure(promise)) as ProjectError

const PACKAGE = `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "the-model"
version = "1"
[project.scripts]
the-model = "the_model:main"
[dependency-groups]
dev = ["six==1.17.0"]
`

describe('nothing to do', () => {
  it.each<[string, Record<string, string>, Partial<ProjectRequest>]>([
    ['an empty project', {}, {}],
    [
      'a pyproject.toml that holds settings of tools only',
      { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' },
      {},
    ],
    ['setup: none', { 'requirements.txt': 'no-such-package\n' }, { setup: { kind: 'none' } }],
  ])('%s leaves the variables as they are', async (_, files, more) => {
    const { env, before, description, seconds } = await prepare(shop.directory('project', files), more)
    expect(env).toEqual(before)
    expect(description).toMatch(/^no set-up/)
    expect(seconds).toBeLessThan(5)
  })

  it('an active environment is used unchanged, even if the project lists packages', async () => {
    const venv = shop.venv()
    const directory = shop.directory('project', { 'requirements.txt': 'no-such-package\n' })
    const active = await prepare(directory, { env: shop.env([join(venv, 'bin')], { VIRTUAL_ENV: venv }) })
    expect(active.env).toEqual(active.before)
    expect(active.description).toBe(`the active virtual environment ${venv}`)
    const conda = await prepare(directory, { env: shop.env([], { CONDA_PREFIX: venv }) })
    expect(stage(conda.env, 'python -c "import sys; print(sys.prefix)"')).toBe(venv)
    expect(conda.description).toBe(`the active conda environment ${venv}`)
  })

  it('an existing .venv is used unchanged', async () => {
    const directory = shop.directory('project', { 'requirements.txt': 'no-such-package\n' })
    const venv = shop.venv(join(directory, '.venv'))
    const { env, description } = await prepare(directory)
    expect(stage(env, 'python -c "import sys; print(sys.prefix)"')).toBe(venv)
    expect(env.VIRTUAL_ENV).toBe(venv)
    expect(description).toBe('.venv, unchanged')
  })
})

describe('requirements.txt', () => {
  const files = { 'requirements.txt': '-r base.txt\n', 'base.txt': 'six==1.16.0\n' }

  it('requirements.txt gets its own environment, which is reused until the file changes', async () => {
    const directory = repository(files)
    // A Python that actions/setup-python has put on PATH is no environment of the project's.
    const env = shop.usual({ pythonLocation: dirname(dirname(lab.uvBin)) })
    const first = await prepare(directory, { env })
    expect(stage(first.env, 'python -c "import six; print(six.__version__)"')).toBe('1.16.0')
    expect(stage(first.env, 'command -v python')).toBe(join(first.env.VIRTUAL_ENV ?? '', 'bin', 'python'))
    expect(first.description).toMatch(/^requirements\.txt \(Python 3\.\d+\.\d+\)$/)
    expect(first.host.said('output').join('')).toContain('six==1.16.0')

    const second = await prepare(directory, { env: { ...env, UV_OFFLINE: '1', UV_CACHE_DIR: shop.path('empty') } })
    expect(second.env.VIRTUAL_ENV).toBe(first.env.VIRTUAL_ENV)
    expect(second.description).toMatch(/, from an earlier run\)$/)
    expect(second.host.said('output')).toEqual([])

    writeFileSync(join(directory, 'base.txt'), 'six==1.17.0\n')
    const third = await prepare(directory, { env })
    expect(third.env.VIRTUAL_ENV).not.toBe(first.env.VIRTUAL_ENV)
    expect(stage(third.env, 'python -c "import six; print(six.__version__)"')).toBe('1.17.0')
    expect(stage(first.env, 'python -c "import six; print(six.__version__)"')).toBe('1.16.0')
    expect(changes(directory)).toBe('M base.txt')
  })

  it('two runs can set up the same requirements.txt at the same time', async () => {
    const directory = shop.directory('project', { 'requirements.txt': 'six==1.17.0\n' })
    const root = shop.path('cache')
    for (const { env } of await Promise.all([1, 2, 3].map(() => prepare(directory, { cacheRoot: root })))) {
      expect(stage(env, 'python -c "import six; print(six.__version__)"')).toBe('1.17.0')
    }
    expect((await prepare(directory, { cacheRoot: root })).description).toContain('from an earlier run')
  })

  it('a requirements.txt that copies a folder of the project is installed again after a change', async () => {
    const directory = shop.directory('project', {
      'requirements.txt': './lib\n',
      // uv builds it without Python: a build by setuptools costs a second.
      'lib/pyproject.toml': PACKAGE.replace('"setuptools"', '"uv_build"').replace('setuptools.build_meta', 'uv_build'),
      'lib/src/the_model/__init__.py': 'VALUE = 1\n',
    })
    const value = async () =>
      stage((await prepare(directory)).env, 'python -c "import the_model; print(the_model.VALUE)"')
    expect(await value()).toBe('1')
    writeFileSync(join(directory, 'lib/src/the_model/__init__.py'), 'VALUE = 2\n')
    expect(await value()).toBe('2')
  })

  it('a working directory uses its own requirements.txt, else the one in the root', async () => {
    const root = shop.directory('repository', {
      'requirements.txt': 'six==1.17.0\n',
      'a/x': '',
      'b/requirements.txt': 'six==1.16.0\n',
    })
    for (const [folder, version] of [
      ['a', '1.17.0'],
      ['b', '1.16.0'],
    ] as const) {
      const { env } = await prepare(root, { workingDirectory: join(root, folder) })
      expect(stage(env, 'python -c "import six; print(six.__version__)"')).toBe(version)
    }
  })

  it('a wrong requirements.txt is a project error with the file and the last lines of the log', async () => {
    const directory = shop.directory('project', { 'requirements.txt': 'six == == 1\n' })
    const error = await failing(prepare(directory))
    expect(error).toBeInstanceOf(ProjectError)
    expect(error.details).toMatchObject({ key: 'setup', path: 'requirements.txt' })
    expect(error.text).toMatch(
      /^setup: 'uv pip install -r requirements\.txt' for requirements\.txt ended with \d+\.\n[\s\S]*six == == 1[\s\S]*Correct requirements\.txt, or set `setup`/,
    )
    expect(existsSync(join(directory, '.venv'))).toBe(false)
  })

  it('an unreachable package index is an outside error, not a project error', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    await new Promise((resolve) => server.close(resolve))
    const index = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 9}/simple`
    const error = await failing(
      prepare(shop.directory('project', { 'requirements.txt': 'six==1.15.0\n' }), {
        env: shop.usual({
          UV_DEFAULT_INDEX: index,
          UV_INDEX_URL: index,
          UV_CACHE_DIR: shop.path('empty'),
          UV_HTTP_RETRIES: '0',
        }),
      }),
    )
    expect(error).toBeInstanceOf(OutsideError)
    expect(error.text).toContain('run again')
  })
})

describe('a package', () => {
  it('a package is linked with its group dev, without a trace in the checkout', async () => {
    const directory = repository({
      'pyproject.toml': PACKAGE,
      'src/the_model/__init__.py': 'def main():\n    print(1)\n',
    })
    const { env } = await setUp(directory)
    expect(stage(env, 'the-model && python -c "import six; print(six.__version__)"')).toBe('1\n1.17.0')
    expect(changes(directory)).toBe('')
    writeFileSync(join(directory, 'src/the_model/__init__.py'), 'def main():\n    print(2)\n')
    const again = await setUp(directory)
    expect(again.description).toContain('from an earlier run')
    expect(stage(again.env, 'the-model')).toBe('2')
  })

  it('uv.lock is installed into .venv, hidden from Git, and packages added by hand stay', async () => {
    const directory = shop.directory('project', {
      'pyproject.toml': PACKAGE,
      'src/the_model/__init__.py': 'def main():\n    print(1)\n',
    })
    const env = shop.env([shop.basePython(), dirname(lab.uvBin)])
    execFileSync(lab.uvBin, ['lock', '--quiet'], { cwd: directory, env, stdio: 'pipe' })
    stage(
      shop.env([]),
      'git init -q && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm first',
      directory,
    )
    const first = await setUp(directory, { env })
    expect(first.env.VIRTUAL_ENV).toBe(join(directory, '.venv'))
    expect(first.description).toBe('uv.lock (uv)')
    expect(stage(first.env, 'the-model && python -c "import six; print(six.__version__)"')).toBe('1\n1.17.0')
    expect(changes(directory)).toBe('')
    shop.installDvc(join(directory, '.venv'), '3.60.0')
    expect(stage((await prepare(directory, { env })).env, 'dvc')).toBe('a stand-in')
  })

  it('a uv.lock that does not fit pyproject.toml is a project error', async () => {
    const error = await failing(
      prepare(shop.directory('project', { 'pyproject.toml': PACKAGE, 'uv.lock': '<<<<<<< HEAD\n' })),
    )
    expect(error).toBeInstanceOf(ProjectError)
    expect(error.details).toMatchObject({ key: 'setup', path: 'uv.lock' })
    expect(error.message).toMatch(/'uv sync --frozen --inexact' for uv\.lock ended with \d/)
  })
})

describe('environment.yml', () => {
  const files = { 'environment.yml': 'name: model\ndependencies:\n  - python=3.12\n' }

  it('environment.yml without conda is a set-up error with the fix', async () => {
    const error = await failing(prepare(shop.directory('project', files)))
    expect(error).toBeInstanceOf(SetupError)
    expect(error.text).toMatch(
      /^environment\.yml needs conda, but none of micromamba, mamba, conda is on PATH\. Add the step 'uses: mamba-org\/setup-micromamba'/,
    )
  })

  // conda's own channels are no package index of the lab's: what is real here is how it is called and what is done with its environment.
  it.each([
    ['micromamba', /^create --prefix (\S+) --file environment\.yml$/],
    ['conda', /^env create --prefix (\S+) --file environment\.yml$/],
  ])('%s creates the environment of environment.yml once, and stages use it', async (name, call) => {
    const calls = shop.path('calls')
    const bin = shop.program(
      name,
      `#!/bin/bash
echo "$@" >> '${calls}'
echo "always $CONDA_ALWAYS_YES $MAMBA_ALWAYS_YES"
while [ "$1" != --prefix ]; do shift; done
exec '${lab.uvBin}' venv --quiet --python '${lab.pythonBin('uv')}' "$2"
`,
    )
    const root = shop.path('cache')
    const directory = shop.directory('project', files)
    const first = await prepare(directory, { env: shop.env([bin]), cacheRoot: root })
    const [, prefix = ''] = call.exec(readFileSync(calls, 'utf8').trim()) ?? []
    expect(first.host.said('output').join('')).toContain('always true true')
    expect(first.env.CONDA_PREFIX).toBe(prefix)
    expect(stage(first.env, 'python -c "import sys; print(sys.prefix)"')).toBe(prefix)
    const second = await prepare(directory, { env: shop.env([bin]), cacheRoot: root })
    expect(second.env.CONDA_PREFIX).toBe(prefix)
    expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(1)
  })
})

describe('a command', () => {
  const command = (line: string): Partial<ProjectRequest> => ({ setup: { kind: 'command', command: line } })

  it('a setup command runs in the working directory, and its .venv is used and hidden from Git', async () => {
    const root = repository({ 'model/dvc.yaml': 'stages: {}\n' })
    const line = `echo begun in $(pwd) && '${lab.uvBin}' venv --quiet --python '${lab.pythonBin('uv')}' .venv && rm .venv/.gitignore`
    const { env, description, host } = await prepare(root, { workingDirectory: join(root, 'model'), ...command(line) })
    expect(host.said('output').join('')).toContain(`begun in ${join(root, 'model')}\n`)
    expect(stage(env, 'python -c "import sys; print(sys.prefix)"')).toBe(join(root, 'model', '.venv'))
    expect(description).toContain('model/.venv')
    expect(host.said('info')).toEqual(['model/.venv/.gitignore hides the new environment from Git.'])
    expect(changes(root)).toBe('')
  })

  it('an active environment that a setup command fills stays active', async () => {
    const directory = shop.directory('project')
    shop.venv(join(directory, '.venv'))
    const active = shop.venv()
    const { env } = await prepare(directory, {
      ...command('test -n "$VIRTUAL_ENV"'),
      env: shop.env([join(active, 'bin')], { VIRTUAL_ENV: active }),
    })
    expect(env.VIRTUAL_ENV).toBe(active)
    expect((await prepare(directory, command('true'))).env.VIRTUAL_ENV).toBe(join(directory, '.venv'))
  })

  it.each([
    ['echo step one; echo it broke >&2; exit 3', 3],
    ['false | cat', 1],
    ['false; true', 1],
  ])('the failing setup command %j is a project error with the last lines of the log', async (line, code) => {
    const error = await failing(prepare(shop.directory('project'), command(line)))
    expect(error).toBeInstanceOf(ProjectError)
    expect(error.details).toMatchObject({ key: 'setup', value: line })
    expect(error.message).toContain(`'${line}' ended with ${code}.`)
    if (code === 3) expect(error.message).toContain('step one\nit broke')
  })

  it('a setup command with exports sets folders and variables, and only in plain files', async () => {
    const directory = shop.directory('project')
    const exports = ['path', 'env'] as const
    const made = await prepare(directory, {
      ...command(
        'mkdir -p own; printf "A=1\\nB<<E\\nx\\ny\\nE\\n" >> "$GITHUB_ENV"; echo "$PWD/own" >> "$GITHUB_PATH"',
      ),
      exports,
    })
    expect(made.exported).toEqual({ path: [join(directory, 'own')], env: { A: '1', B: 'x\ny' } })
    expect([made.env['A'], made.env['B'], made.env.PATH?.split(delimiter)[0], made.env['GITHUB_ENV']]).toEqual([
      '1',
      'x\ny',
      join(directory, 'own'),
      undefined,
    ])
    for (const [line, why] of [
      ['rm "$GITHUB_ENV"; mkdir "$GITHUB_ENV"', 'no plain file'],
      ['rm "$GITHUB_ENV"', 'cannot be read'],
      ['printf "%2000000s" x > "$GITHUB_PATH"', 'more than'],
      ['echo LD_PRELOAD=x >> "$GITHUB_ENV"', 'LD_PRELOAD may not be set'],
    ] as const) {
      const error = await failing(prepare(directory, { ...command(line), exports }))
      expect([error.id, error.message]).toEqual(['setup-export-invalid', expect.stringContaining(why)])
    }
    // What is not asked for has no file.
    expect(
      (await prepare(directory, { ...command('test -z "$GITHUB_ENV"'), exports: ['path'] })).exported?.env,
    ).toEqual({})
  })

  it('a setup command and the stages get uv if the machine has none', async () => {
    const { env } = await prepare(shop.directory('project'), {
      ...command('uv --version'),
      env: shop.env([shop.pythonOnly()]),
    })
    expect(stage(env, 'uv --version')).toContain(lab.versions.uv)
    expect(env.PATH?.split(delimiter).at(-1)).not.toBe('')
  })
})

describe('DVC in stages', () => {
  const dvcDirectory = dirname(lab.dvcBin)

  it("stages use the project's own DVC, else the DVC of the run, last in PATH", async () => {
    const directory = shop.directory('project')
    const venv = shop.venv(join(directory, '.venv'))
    const without = await prepare(directory, { dvcDirectory })
    expect(stage(without.env, 'command -v dvc')).toBe(lab.dvcBin)
    expect(stage(without.env, 'command -v python')).toBe(join(venv, 'bin', 'python'))
    expect(without.env.PATH?.split(delimiter).at(-1)).toBe(dvcDirectory)
    shop.installDvc(venv, '3.61.0')
    const having = await prepare(directory, { dvcDirectory })
    expect(stage(having.env, 'command -v dvc')).toBe(join(venv, 'bin', 'dvc'))
    expect(having.env.PATH).not.toContain(dvcDirectory)
  })
})

describe('secrets', () => {
  it('the log of a set-up never shows a variable that no command prints', async () => {
    const secret = 'value-of-a-secret-8c1d'
    const env = shop.usual({ TOKEN: secret, INPUT_TOKEN: secret })
    const well = await prepare(shop.directory('project', { 'requirements.txt': 'six==1.17.0\n' }), {
      env,
      cacheRoot: shop.path('cache'),
    })
    const error = await failing(prepare(shop.directory('project', { 'requirements.txt': '=\n' }), { env }))
    expect(JSON.stringify([well.host.lines, well.description, error.text])).not.toContain(secret)
    expect(well.env.TOKEN).toBe(secret)
  })
})
