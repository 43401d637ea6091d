import { isAbsolute } from 'node:path'
import { CancelledError, messageOf, SetupError } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { compareVersions } from './dvc-version.js'
import { programsNamed } from './search-path.js'

/** An interpreter that runs. */
export interface Python {
  /** Absolute path, shims of version managers resolved. */
  program: string
  /** `3.11.7`. */
  version: string
  /** Folder of the installation that it belongs to, also for the Python of a virtual environment. */
  base: string
  /** Whether the modules `pip` and `ensurepip` are there: Debian ships them apart. */
  pip: boolean
  ensurepip: boolean
}

export interface PythonRequest {
  env: NodeJS.ProcessEnv
  /** Version managers decide by the folder. */
  cwd: string
  signal: AbortSignal
  /** The oldest that will do, e.g. `3.9`. */
  minimum: string
  /** What it is needed for, as in "Python 3.9 or newer is needed to …". */
  purpose: string
}

/** The names by which a Python is started, the likeliest first. A system whose own is too old often has another one beside it. */
const NAMES = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.9',
] as const

/** Understood by Python 2 as well, so that it can be named as too old. Without the working directory: a file `json.py` of the project's must not be run. */
const INSPECT = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
def has(name):
    try:
        from importlib.util import find_spec
        return find_spec(name) is not None
    except Exception:
        return False
print(json.dumps({"program": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3],
    "base": getattr(sys, "base_prefix", sys.prefix), "pip": has("pip"), "ensurepip": has("ensurepip") and has("venv")}))
`
const SECONDS = 30

/**
 * The first Python of PATH (and of `py -3` on Windows) that runs and is new enough.
 * @throws {SetupError} there is none: what was looked for, what was found instead, and what to do
 */
export async function findPython(request: PythonRequest): Promise<Python> {
  const { minimum, purpose } = request
  const passedOver: string[] = []
  for await (const command of commands(request.env)) {
    const python = await inspect(command, request)
    if (typeof python === 'string') passedOver.push(python)
    else if (compareVersions(python.version, minimum) >= 0) return python
    else passedOver.push(`${command.join(' ')} is ${python.version}`)
  }
  const names = `${NAMES.join(', ')}${process.platform === 'win32' ? ', py -3' : ''}`
  const seen = passedOver.length ? `what PATH has does not do: ${passedOver.join('; ')}` : `PATH has none of ${names}`
  throw new SetupError('python-missing', `no Python: ${minimum} or newer is needed to ${purpose}, and ${seen}.`, {
    key: 'PATH',
    remedy:
      "Install one: a step 'uses: actions/setup-python' before this one, or 'apt-get install python3 python3-venv'.",
  })
}

async function* commands(env: NodeJS.ProcessEnv): AsyncGenerator<[string, ...string[]]> {
  for (const name of NAMES) {
    for (const path of await programsNamed(name, env)) yield [path]
  }
  if (process.platform === 'win32') {
    for (const path of await programsNamed('py', env)) yield [path, '-3']
  }
}

/** The interpreter behind a command, or why it is none. */
async function inspect(command: [string, ...string[]], { env, cwd, signal }: PythonRequest): Promise<Python | string> {
  const name = command.join(' ')
  try {
    const { code, stdout } = await runProcess([...command, '-c', INSPECT], { env, cwd, signal, timeout: SECONDS })
    if (code !== 0) return `${name} ends with ${code}`
    const said = parseObject(stdout)
    const text = (key: string) => (typeof said?.[key] === 'string' ? said[key] : '')
    if (!said || !text('version')) return `${name} is no Python`
    return {
      program: isAbsolute(text('program')) ? text('program') : command[0],
      version: text('version'),
      base: text('base'),
      pip: said.pip === true,
      ensurepip: said.ensurepip === true,
    }
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error
    return `${name}: ${messageOf(error)}`
  }
}

/** The JSON object in the last line of a script's output: a `sitecustomize` may have written before it. */
export function parseObject(stdout: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
