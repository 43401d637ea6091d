import { isAbsolute, join } from 'node:path'
import { binDirectory, isProgram, pythonOf, searchPath, withFirst } from './search-path.js'

/** An active Python environment. */
export interface ActiveEnvironment {
  kind: 'virtual' | 'conda'
  prefix: string
}

/** Path of the interpreter in a conda environment. */
export function condaPython(prefix: string): string {
  return process.platform === 'win32' ? join(prefix, 'python.exe') : join(prefix, 'bin', 'python')
}

/** The folders that `conda activate` puts at the front of PATH. */
function condaDirectories(prefix: string): string[] {
  if (process.platform !== 'win32') return [join(prefix, 'bin')]
  return [
    prefix,
    join(prefix, 'Library', 'mingw-w64', 'bin'),
    join(prefix, 'Library', 'usr', 'bin'),
    join(prefix, 'Library', 'bin'),
    join(prefix, 'Scripts'),
    join(prefix, 'bin'),
  ]
}

/**
 * The environment in VIRTUAL_ENV or CONDA_PREFIX, if it has a Python. The runner's own Python and the Python of
 * actions/setup-python do not count: they have no packages of the project.
 */
export async function activeEnvironment(env: NodeJS.ProcessEnv): Promise<ActiveEnvironment | undefined> {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = env
  if (virtual !== undefined && isAbsolute(virtual) && (await isProgram(pythonOf(virtual))))
    return { kind: 'virtual', prefix: virtual }
  if (conda !== undefined && isAbsolute(conda) && (await isProgram(condaPython(conda))))
    return { kind: 'conda', prefix: conda }
  return undefined
}

/**
 * A copy of the variables as after activation: the environment's programs first in PATH. Scripts in conda's
 * `activate.d` do not run.
 */
export function activate(env: NodeJS.ProcessEnv, { kind, prefix }: ActiveEnvironment): NodeJS.ProcessEnv {
  const activated = withFirst(env, ...(kind === 'conda' ? condaDirectories(prefix) : [binDirectory(prefix)]))
  delete activated.PYTHONHOME
  if (kind === 'virtual') return { ...activated, VIRTUAL_ENV: prefix }
  delete activated.VIRTUAL_ENV
  return { ...activated, CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: prefix }
}

/** Adds the programs of an active environment to PATH, if PATH has none of them. */
export function keepActive(env: NodeJS.ProcessEnv, active: ActiveEnvironment): NodeJS.ProcessEnv {
  const bin =
    active.kind === 'conda' ? (condaDirectories(active.prefix)[0] ?? active.prefix) : binDirectory(active.prefix)
  return searchPath(env).includes(bin) ? env : activate(env, active)
}
