import { isAbsolute, join } from 'node:path'
import { binDirectory, isProgram, pythonOf, searchPath, withFirst } from './search-path.js'

/** A Python environment that is in use. */
export interface ActiveEnvironment {
  kind: 'virtual' | 'conda'
  prefix: string
}

/** Where a conda environment has its interpreter. */
export function condaPython(prefix: string): string {
  return process.platform === 'win32' ? join(prefix, 'python.exe') : join(prefix, 'bin', 'python')
}

/** The folders that `conda activate` puts in front of PATH. */
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
 * The environment that VIRTUAL_ENV or CONDA_PREFIX names, if it has a Python. The Python that a runner has by itself or by actions/setup-python is
 * none: it has no packages of the project's.
 */
export async function activeEnvironment(env: NodeJS.ProcessEnv): Promise<ActiveEnvironment | undefined> {
  const { VIRTUAL_ENV: virtual, CONDA_PREFIX: conda } = env
  if (virtual !== undefined && isAbsolute(virtual) && (await isProgram(pythonOf(virtual))))
    return { kind: 'virtual', prefix: virtual }
  if (conda !== undefined && isAbsolute(conda) && (await isProgram(condaPython(conda))))
    return { kind: 'conda', prefix: conda }
  return undefined
}

/** A copy of the variables as they are after activation: the environment's programs first in PATH. Scripts in conda's `activate.d` are not run. */
export function activate(env: NodeJS.ProcessEnv, { kind, prefix }: ActiveEnvironment): NodeJS.ProcessEnv {
  const activated = withFirst(env, ...(kind === 'conda' ? condaDirectories(prefix) : [binDirectory(prefix)]))
  delete activated.PYTHONHOME
  if (kind === 'virtual') return { ...activated, VIRTUAL_ENV: prefix }
  delete activated.VIRTUAL_ENV
  return { ...activated, CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: prefix }
}

/** As it is, except that an environment whose programs are nowhere on PATH gets them there. */
export function keepActive(env: NodeJS.ProcessEnv, active: ActiveEnvironment): NodeJS.ProcessEnv {
  const bin =
    active.kind === 'conda' ? (condaDirectories(active.prefix)[0] ?? active.prefix) : binDirectory(active.prefix)
  return searchPath(env).includes(bin) ? env : activate(env, active)
}
