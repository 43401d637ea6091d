import { isAbsolute } from 'node:path'
import { CancelledError, messageOf, SetupError } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { compareVersions } from './dvc-version.js'
import type { PythonRange } from './python-range.js'
import { isSameProgram, programsNamed } from './search-path.js'

/** A working interpreter. */
export interface Interpreter {
  /** Absolute path, with shims of version managers resolved. */
  program: string
  /** `3.11.7`. */
  version: string
  /** Folder of its installation, also for the Python of a virtual environment. */
  base: string
}

/** An interpreter whose process told it. */
export interface Python extends Interpreter {
  /** Whether the modules `pip` and `ensurepip` exist: Debian packages them separately. */
  pip: boolean
  ensurepip: boolean
}

/** The interpreter of a running process, which answers in the place of a new one. */
export interface RunningPython extends Interpreter {
  /** Its packages in an environment, as engine/dvc_ci_engine/packages.py tells them; null where a new process must. */
  packages(env: NodeJS.ProcessEnv): Promise<unknown>
}

export interface PythonRequest<Running extends Interpreter = never> {
  env: NodeJS.ProcessEnv
  /** Version managers choose by the folder. */
  cwd: string
  signal: AbortSignal
  /** The oldest accepted version, e.g. `3.9`. */
  minimum: string
  /** The versions that a file of the project allows. */
  wanted?: PythonRange
  /** Purpose, as in "Python 3.9 or newer is needed to …". */
  purpose: string
  /** It is not asked where PATH has it. */
  running?: Running | undefined
}

/** Program names of Python, most likely first. A system with an old default often has a newer one beside it. */
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

/**
 * Python 2 understands it too, so that the message can name a Python that is too old. It ignores the working directory:
 * a file `json.py` of the project must not run. The module `json` imports regular expressions, which take as long as the
 * start of Python.
 */
const INSPECT = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
try:
    from _json import encode_basestring_ascii as quoted
except ImportError:
    from json import dumps as quoted
def has(name):
    try:
        from importlib.machinery import PathFinder
        return sys.modules.get(name, name) is not None and PathFinder.find_spec(name) is not None
    except Exception:
        return False
def told(value):
    return "true" if value else "false"
print('{"version": "%d.%d.%d", ' % sys.version_info[:3] + '"program": %s, "base": %s, "pip": %s, "ensurepip": %s}' % (
    quoted(sys.executable or ""), quoted(getattr(sys, "base_prefix", sys.prefix)),
    told(has("pip")), told(has("ensurepip") and has("venv"))))
`
const SECONDS = 30

/**
 * The first Python of PATH (and of `py -3` on Windows) that works and is new enough.
 * @throws {SetupError} there is none; the message has the searched names, the found Pythons and the fix
 */
export async function findPython<Running extends Interpreter = never>(
  request: PythonRequest<Running>,
): Promise<Python | Running> {
  const { minimum, purpose, wanted, running } = request
  const passedOver: string[] = []
  for await (const command of commands(request.env)) {
    const isRunning = running !== undefined && (await isSameProgram(command[0], running.program))
    const python = isRunning ? running : await inspect(command, request)
    if (typeof python === 'string') passedOver.push(python)
    else if (compareVersions(python.version, minimum) >= 0 && wanted?.allows(python.version) !== false) return python
    else passedOver.push(`${command.join(' ')} is ${python.version}`)
  }
  const names = `${NAMES.join(', ')}${process.platform === 'win32' ? ', py -3' : ''}`
  const seen = passedOver.length
    ? `PATH has only these, which cannot be used: ${passedOver.join('; ')}`
    : `PATH has none of ${names}`
  if (wanted !== undefined)
    throw new SetupError('python-missing', `${wanted.file} needs Python ${wanted.text}, but ${seen}.`, {
      key: 'PATH',
      remedy: `Set up a Python that fits: a step 'uses: actions/setup-python' with \`python-version: '${wanted.example}'\` before this one.`,
    })
  throw new SetupError('python-missing', `no Python: ${minimum} or newer is needed to ${purpose}, but ${seen}.`, {
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

/** The interpreter of a command, or the reason why it cannot be used. */
async function inspect(
  command: [string, ...string[]],
  { env, cwd, signal }: Pick<PythonRequest, 'env' | 'cwd' | 'signal'>,
): Promise<Python | string> {
  const name = command.join(' ')
  try {
    const { code, stdout } = await runProcess([...command, '-c', INSPECT], { env, cwd, signal, timeout: SECONDS })
    if (code !== 0) return `${name} ends with ${code}`
    const said = parseObject(stdout)
    const text = (key: string) => (typeof said?.[key] === 'string' ? said[key] : '')
    if (!said || !text('version')) return `${name} is not a Python`
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

/** The JSON object in the last line of a script's output: a `sitecustomize` may print lines before it. */
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
