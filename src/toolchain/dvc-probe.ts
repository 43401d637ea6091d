import { CancelledError, messageOf } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { EXTRA_MODULES, type Extra, isExtra } from './extras.js'
import { parseObject } from './python.js'

/** The DVC that a Python can import. */
export interface ProbedDvc {
  /** The interpreter, with shims resolved. */
  python: string
  version: string
  /** The installed extras. */
  extras: Extra[]
}

/**
 * Reads the version and the importable modules without importing DVC. It ignores the working directory, where a folder
 * `dvc` would look like the package. A folder without `__init__.py`, left by an uninstallation, has no origin.
 */
const PROBE = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
spec = find_spec("dvc")
try:
    found = version("dvc") if spec is not None and spec.origin else None
except PackageNotFoundError:
    found = None
modules = json.loads(sys.argv[1])
print(json.dumps({"python": sys.executable, "version": found, "extras": [name for name in modules if find_spec(modules[name])]}))
`
const SECONDS = 30

/**
 * Asks an interpreter for its DVC in one process, without starting DVC.
 * @returns the DVC, or a text with the reason why there is none
 */
export async function probeDvc(
  python: string,
  options: { env: NodeJS.ProcessEnv; cwd: string; signal: AbortSignal },
): Promise<ProbedDvc | string> {
  try {
    const { code, stdout, stderr } = await runProcess([python, '-c', PROBE, JSON.stringify(EXTRA_MODULES)], {
      ...options,
      timeout: SECONDS,
    })
    if (code !== 0) return `${python} ends with ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`
    const said = parseObject(stdout)
    if (typeof said?.version !== 'string') return `${python} cannot import DVC`
    return {
      python: typeof said.python === 'string' && said.python ? said.python : python,
      version: said.version,
      extras: Array.isArray(said.extras)
        ? said.extras.filter((name): name is Extra => typeof name === 'string' && isExtra(name))
        : [],
    }
  } catch (error) {
    if (error instanceof CancelledError || options.signal.aborted) throw error
    return messageOf(error)
  }
}
