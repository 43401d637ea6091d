import { fileURLToPath } from 'node:url'

/** Beside this file in the sources; the build, which puts this module into a folder of its own, tells where it is there. */
export const ENGINE_FILE = fileURLToPath(new URL(process.env['DVC_CI_ENGINE'] ?? '../../engine/dvc_ci_engine/__main__.py', import.meta.url))

/** What became of a stage, as DVC's own reproduction goes through it. */
export interface StageEvent {
  stage: string
  state: 'running' | 'output' | 'ran' | 'restored' | 'unchanged' | 'frozen' | 'failed'
  /** Seconds of the whole stage, its hashing included; absent while it runs. */
  seconds?: number
  message?: string
  /** What a stage that runs beside others wrote: whole lines. Where stages run one by one their output is the command's. */
  text?: string
  /** What it made that goes to a remote, with `tellOuts`. */
  outs?: KeptObject[]
  /** What its entry in dvc.lock would be; of a reproduction that only measures. */
  entry?: unknown
}

/** An output as an object of DVC's cache: a file, or a folder with its members. */
export interface KeptObject {
  hash: string
  hashName: string
  /** The remote that the output names; null: the default one. */
  remote: string | null
  /** Bytes. */
  size: number
  files: number
}

/** An output in the workspace that is not what dvc.lock or the `.dvc` file of its stage says. */
export interface AlteredOutput {
  path: string
  stage: string
  hash: string
  /** What its content hashes to. */
  actual: string
}

/** How the stages of a reproduction share the machine. */
export interface SideBySide {
  /** Stages that run at once, at most. */
  jobs: number
  capacity: { cpus: number; memory: number; gpu: number }
  /** Per stage, as `meta: { dvc-ci: … }` says it; memory in bytes. */
  needs: Record<string, { cpus?: number; memory?: number; gpu?: number; exclusive?: boolean }>
  keepGoing: boolean
  /** `.dvc` files and stages whose outputs are read, to the byte, before the first stage: none runs where one is not what dvc.lock says. */
  inputs?: readonly string[]
  /** Stages that wait for data which still comes: a file of its name in this folder says that it is here. */
  gates?: { folder: string; stages: Record<string, string[]> }
}

/** An error that DVC raised while it answered a query. */
export class QueryError extends Error {
  constructor(
    message: string,
    /** Class names of the Python exception, the most special first. */
    readonly kinds: readonly string[],
    /** Class name of what caused it. */
    readonly causeKind: string | undefined,
    /** The file that it is about, where DVC says so. */
    readonly path: string | undefined,
  ) {
    super(message)
    this.name = 'QueryError'
  }
}

/** What a resident tells of the Python that it runs in. */
export interface EngineAbout {
  /** Of DVC. */
  version: string
  /** The interpreter, shims resolved. */
  executable: string
  /** Top-level modules named `dvc_…` that can be imported: the support for remotes. */
  modules: string[]
}

/** One line of the engine's. */
export interface Answer {
  id: number
  out?: string
  err?: string
  event?: StageEvent
  /** Of a reproduction: which of its `inputs` are not what they are to be. */
  altered?: AlteredOutput[]
  debug?: string
  result?: unknown
  error?: { type: string; kinds: string[]; message: string; cause: string | null; path: string | null }
  exit?: number
  /** The process group of a request that has begun. */
  pid?: number
  ready?: EngineAbout & { python: string; pid: number }
}

/** A line of the protocol; undefined for what a Python prints of its own before it runs us (sitecustomize, a .pth file). */
export function answerOf(line: string): Answer | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Answer
  } catch {
    return undefined
  }
}
