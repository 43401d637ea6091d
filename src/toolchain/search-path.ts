import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join } from 'node:path'

const windows = process.platform === 'win32'

/** Name of the variable with the search path: on Windows it is often `Path`. */
function pathKey(env: NodeJS.ProcessEnv): string {
  return (windows && Object.keys(env).find((key) => key.toUpperCase() === 'PATH')) || 'PATH'
}

/** The folders of PATH in their order. Relative folders are omitted: they would run programs of the checkout. */
export function searchPath(env: NodeJS.ProcessEnv): string[] {
  return (env[pathKey(env)] ?? '').split(delimiter).filter((directory) => isAbsolute(directory))
}

/** File name of a program on this platform. */
export function programFile(name: string): string {
  return windows ? `${name}.exe` : name
}

/** Folder of a virtual environment that holds its programs. */
export function binDirectory(environment: string): string {
  return join(environment, windows ? 'Scripts' : 'bin')
}

/** Path of the interpreter in a virtual environment, even if it does not exist. */
export function pythonOf(environment: string): string {
  return join(binDirectory(environment), programFile('python'))
}

/** True for an executable file; false for a link to a missing file. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** Whether two paths lead to one program in one folder: the folder decides which environment a Python has. */
export async function isSameProgram(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path)
  const [file, folder, otherFile, otherFolder] = await Promise.all([one, dirname(one), other, dirname(other)].map(real))
  return file === otherFile && folder === otherFolder
}

/** Every program of that name on PATH, in its order, each file once. */
export async function programsNamed(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const found = new Map<string, string>()
  for (const directory of searchPath(env)) {
    const path = join(directory, programFile(name))
    if (!(await isProgram(path))) continue
    // Shims of different names link to one file, so only the link in the folder distinguishes them.
    const place = join(await realpath(directory), programFile(name))
    if (!found.has(place)) found.set(place, path)
  }
  return [...found.values()]
}

/** A copy of the environment with the folders at the front of PATH. */
export function withFirst(env: NodeJS.ProcessEnv, ...directories: string[]): NodeJS.ProcessEnv {
  const rest = (env[pathKey(env)] ?? '')
    .split(delimiter)
    .filter((directory) => directory && !directories.includes(directory))
  return { ...env, [pathKey(env)]: [...directories, ...rest].join(delimiter) }
}

/** A copy of the environment with the folder at the end of PATH, unless PATH has it already. */
export function withLast(env: NodeJS.ProcessEnv, directory: string): NodeJS.ProcessEnv {
  const path = env[pathKey(env)] ?? ''
  if (path.split(delimiter).includes(directory)) return env
  return { ...env, [pathKey(env)]: path ? `${path}${delimiter}${directory}` : directory }
}
