/** What a run in this process has in the place of `process.env`, `process.cwd` and the standard streams. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** The exit code and the output of a run. */
export interface Ran {
  code: number
  stdout: string
  stderr: string
}

/** The surroundings of one run, and what it wrote. */
interface Context {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  stdout: string
  stderr: string
}

export const contexts = new AsyncLocalStorage<Context>()

function context(): Context {
  const found = contexts.getStore()
  if (found === undefined) throw new Error('code of a run was called outside of it')
  return found
}

/** The variables of the run. Modules that read one as they are loaded get none. */
export const runEnv = new Proxy<NodeJS.ProcessEnv>(
  {},
  {
    get: (_, name) => Reflect.get(contexts.getStore()?.env ?? {}, name) as unknown,
    has: (_, name) => Reflect.has(contexts.getStore()?.env ?? {}, name),
    set: (_, name, value) => Reflect.set(context().env, name, value),
    deleteProperty: (_, name) => Reflect.deleteProperty(context().env, name),
    ownKeys: () => Reflect.ownKeys(contexts.getStore()?.env ?? {}),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(contexts.getStore()?.env ?? {}, name),
  },
)

export const runCwd = (): string => context().cwd

function streamOf(name: 'stdout' | 'stderr') {
  return {
    isTTY: false,
    on: () => undefined,
    write: (text: string) => {
      context()[name] += text
      return true
    },
  }
}

export const runStdin = { isTTY: false }
export const runStdout = streamOf('stdout')
export const runStderr = streamOf('stderr')
