import { CancelledError, messageOf } from '../errors/errors.js'
import { runProcess } from '../run/process.js'
import { parseObject, type RunningPython } from './python.js'
import { isSameProgram, programsNamed } from './search-path.js'

/** The Python that a command `python` starts, and its packages. */
export interface PythonPackages {
  /** `3.12.1`. */
  version: string
  /** Names and versions of the installed distributions, as their metadata have them. */
  packages: readonly (readonly [name: string, version: string])[]
}

const SECONDS = 10
/** Characters of the answer: a hundred for each of 50,000 packages. */
const LONGEST_ANSWER = 5_000_000

/**
 * Asks the Python of stages for its packages, in one process without pip, or in none where it is running.
 * @param options the environment and the folder of the stages, and the program that tells the packages
 * @returns undefined where PATH has no Python; a clause with the reason where it gives no answer
 */
export async function readPythonPackages(options: {
  env: NodeJS.ProcessEnv
  cwd: string
  signal: AbortSignal
  program: string
  running?: RunningPython | undefined
}): Promise<PythonPackages | string | undefined> {
  const { env, program, running } = options
  const [python] = [...(await programsNamed('python', env)), ...(await programsNamed('python3', env))]
  if (python === undefined) return undefined
  if (running !== undefined && (await isSameProgram(python, running.program))) {
    const told = packagesOf(await running.packages(env).catch(() => undefined))
    if (told !== undefined) return told
  }
  try {
    const { code, stdout, timedOut } = await runProcess([python, program], {
      ...options,
      timeout: SECONDS,
      tail: LONGEST_ANSWER,
    })
    if (timedOut) return `${python} did not answer within ${SECONDS} s`
    if (code !== 0) return `${python} ends with ${code}`
    return packagesOf(parseObject(stdout)) ?? `${python} does not answer as a Python does`
  } catch (error) {
    if (error instanceof CancelledError || options.signal.aborted) throw error
    return messageOf(error)
  }
}

/** The packages of an answer; undefined for another answer. */
function packagesOf(answer: unknown): PythonPackages | undefined {
  const { version, packages } = (answer ?? {}) as Record<string, unknown>
  if (typeof version !== 'string' || typeof packages !== 'object' || packages === null) return undefined
  return {
    version,
    packages: Object.entries(packages).flatMap(([name, own]): [string, string][] =>
      typeof own === 'string' ? [[name, own]] : [],
    ),
  }
}
