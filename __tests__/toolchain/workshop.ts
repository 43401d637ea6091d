import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import type { Host } from '../../src/run/host.js'
import { parsePipConfig } from '../../src/toolchain/install-variables.js'

/** A host that remembers everything it was told. */
export interface RecordingHost extends Host {
  readonly lines: { level: string; text: string }[]
  /** What was said on a level, one line each. */
  said(level: string): string[]
}

export function recordingHost(): RecordingHost {
  const lines: { level: string; text: string }[] = []
  const say = (level: string) => (text: string) => {
    lines.push({ level, text })
  }
  return {
    lines,
    said: (level) => lines.filter((line) => line.level === level).map(({ text }) => text),
    info: say('info'),
    debug: say('debug'),
    notice: say('notice'),
    warning: say('warning'),
    error: say('error'),
    output: say('output'),
    begin: () => () => undefined,
    group: (name, body) => {
      say('group')(name)
      return body()
    },
    transfer: () => undefined,
    status: (text) => {
      if (text !== undefined) say('status')(text)
    },
    mask: () => undefined,
    redact: (text) => text,
  }
}

/** Programs of the system that scripts call; Python is none of them. */
const SYSTEM = ['sh', 'bash', 'env', 'cat', 'dirname', 'realpath', 'mkdir', 'rm', 'git']

/** What of this machine would decide where things are installed or found. */
const DECIDING =
  /^(PATH|VIRTUAL_ENV|CONDA|PYENV|PYTHON|RUNNER_TOOL_CACHE|XDG_|pythonLocation|UV_|PIP_(TARGET|PREFIX|USER))/i

/** Folders of one test file, removed at its end. */
export class Folders {
  // Links resolved, as programs report their own path.
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dvc-ci-toolchain-')))
  #count = 0

  close(): void {
    // A program that was left behind by a killed parent may still be writing.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 })
  }

  /** A path that nothing is at. */
  path(name: string): string {
    return join(this.folder, `${++this.#count}-${name}`)
  }

  directory(name: string, files: Record<string, string> = {}): string {
    const directory = this.path(name)
    mkdirSync(directory)
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true })
      writeFileSync(join(directory, file), text)
    }
    return directory
  }
}

/** Folders of one test file, with programs to compose a PATH of; removed at its end. */
export class Workshop extends Folders {
  readonly #system: string
  #steady: string | undefined

  constructor() {
    super()
    requireParts('uv', 'dvc')
    this.#system = this.path('system')
    mkdirSync(this.#system)
    for (const name of SYSTEM) {
      const found = (process.env.PATH ?? '')
        .split(delimiter)
        .map((directory) => join(directory, name))
        .find((path) => existsSync(path))
      if (found !== undefined) symlinkSync(realpathSync(found), join(this.#system, name))
    }
  }

  /** Variables with these folders, then the system's programs, in PATH; HOME is empty, the registry is the machine's. */
  env(path: readonly string[], more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !DECIDING.test(name)))
    return {
      ...kept,
      ...registry(),
      HOME: this.folder,
      UV_CACHE_DIR: lab.uvCacheDir,
      UV_PYTHON_DOWNLOADS: 'never',
      PIP_CACHE_DIR: lab.pipCacheDir,
      PATH: [...path, this.#system].join(delimiter),
      ...more,
    }
  }

  /** Variables with a Python and uv in PATH. */
  usual(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return this.env([dirname(lab.uvBin)], more)
  }

  /**
   * `usual` with PyPI's promise that its files never change, unless this machine has another index. PyPI says so in each
   * answer, but a proxy may remove the header: uv would build the packages without wheels anew in each installation.
   */
  steady(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const named = Object.keys(this.usual(more)).some((name) => /^UV_.*(INDEX|FIND_LINKS)/.test(name))
    return this.usual(
      named || existsSync('/etc/uv/uv.toml')
        ? more
        : { UV_CONFIG_FILE: (this.#steady ??= this.#writeSteady()), ...more },
    )
  }

  #writeSteady(): string {
    const index = ['name = "pypi"', 'url = "https://pypi.org/simple"', 'default = true']
    const text = ['[[index]]', ...index, 'cache-control = { files = "max-age=365000000, immutable" }', ''].join('\n')
    return join(this.directory('steady', { 'uv.toml': text }), 'uv.toml')
  }

  /** A folder with one executable script. */
  program(name: string, script: string): string {
    const directory = this.directory(name, { [name]: script })
    chmodSync(join(directory, name), 0o755)
    return directory
  }

  /** A folder with a `python3` that has pip, and without uv. */
  pythonOnly(): string {
    return this.program('python3', `#!/bin/sh\nexec '${lab.pythonBin('uv')}' "$@"\n`)
  }

  /** A folder with a `python3` that is no virtual environment's: only such a one does uv take by itself for a project. */
  basePython(): string {
    const directory = this.directory('base')
    symlinkSync(realpathSync(lab.pythonBin('uv')), join(directory, 'python3'))
    return directory
  }

  /** A virtual environment without packages, pip included. */
  venv(place = this.path('venv')): string {
    execFileSync(lab.uvBin, ['venv', '--quiet', '--python', lab.pythonBin('uv'), place], { stdio: 'pipe' })
    return place
  }

  /** Installs a package `dvc` that is only a version, in a virtual environment, with the launcher that uv or pip writes. */
  installDvc(venv: string, version: string, extras: readonly string[] = [], installer: 'uv' | 'pip' = 'uv'): void {
    const wheel = join(this.directory('wheel'), `dvc-${version}-py3-none-any.whl`)
    execFileSync(lab.pythonBin('uv'), ['-c', WHEEL, wheel, version, ...extras])
    const python = join(venv, 'bin', 'python')
    if (installer === 'uv')
      execFileSync(lab.uvBin, ['pip', 'install', '--quiet', '--no-index', '--no-deps', '--python', python, wheel], {
        stdio: 'pipe',
      })
    else
      execFileSync(
        lab.pythonBin('uv'),
        ['-m', 'pip', '--python', python, 'install', '--quiet', '--no-index', '--no-deps', wheel],
        { stdio: 'pipe' },
      )
  }

  /** Everything below the folder whose name fits, relative to it. */
  find(directory: string, name: RegExp): string[] {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => name.test(path))
  }
}

const WHEEL = `
import sys, zipfile
path, version, *extras = sys.argv[1:]
info = f"dvc-{version}.dist-info"
files = {"dvc/__init__.py": "", "dvc/cli.py": "def main():\\n    print('a stand-in')\\n",
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: dvc\\nVersion: {version}\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{info}/entry_points.txt": "[console_scripts]\\ndvc = dvc.cli:main\\n"}
files.update({f"dvc_{extra}/__init__.py": "" for extra in extras})
files[f"{info}/RECORD"] = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
with zipfile.ZipFile(path, "w") as wheel:
    for name, text in files.items():
        wheel.writestr(name, text)
`

let registryVariables: NodeJS.ProcessEnv | undefined

/** For uv the registry that this machine's pip and uv are configured for. */
function registry(): NodeJS.ProcessEnv {
  if (!registryVariables) {
    const indexes = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^UV_.*(INDEX|FIND_LINKS|HOST|TIMEOUT)/.test(name)),
    )
    const settings = execFileSync(lab.pythonBin('uv'), ['-m', 'pip', 'config', 'list'], { encoding: 'utf8' })
    registryVariables = { ...indexes, ...parsePipConfig(settings, process.env) }
  }
  return registryVariables
}

/** What was thrown. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error: unknown) => error,
  )
}

export const neverAborted = new AbortController().signal
