import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host } from '../run/host.js'

/** The engine of the sources. The build moves this module and sets the path. */
export const ENGINE_FILE = fileURLToPath(
  new URL(process.env['DVC_CI_ENGINE'] ?? '../../engine/dvc_ci_engine/__main__.py', import.meta.url),
)

/** The program that tells the packages of any Python. */
export const PACKAGES_FILE = join(dirname(ENGINE_FILE), 'packages.py')

/** Progress of a stage in DVC's reproduction. */
export interface StageEvent {
  stage: string
  state: 'running' | 'output' | 'needs' | 'ran' | 'restored' | 'unchanged' | 'frozen' | 'failed'
  /** Seconds of the whole stage with its hashing; absent while it runs. */
  seconds?: number
  message?: string
  /**
   * Output of a stage that runs in parallel: whole lines. The output of stages that run one by one is the command's.
   */
  text?: string
  /** With `tellOuts`: the outputs of the stage that go to a remote. */
  outs?: KeptObject[]
  /** With the state `needs`: outputs that the stage reads, or goes on from, and that this reproduction has not made. */
  needs?: NeededOutput[]
  /** In a reproduction that only measures: the entry that dvc.lock would get. */
  entry?: unknown
}

/**
 * An output of a stage that turned out to be unchanged, or a `persist: true` output of the stage itself. A stage that
 * needs it waits for the file of its barrier.
 */
export interface NeededOutput {
  path: string
  /** The stage that owns it. */
  stage: string
  /** The file in the folder of the barriers that appears once the output is downloaded and verified. */
  barrier: string
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

/** An output in the workspace whose content differs from dvc.lock or its `.dvc` file. */
export interface AlteredOutput {
  path: string
  stage: string
  hash: string
  /** Hash of its content. */
  actual: string
}

/** How parallel stages share the machine. */
export interface SideBySide {
  /** Most stages at a time. */
  jobs: number
  capacity: { cpus: number; memory: number; gpu: number }
  /** Needs by stage, from `meta: { dvc-ci: … }`; memory in bytes. */
  needs: Record<string, { cpus?: number; memory?: number; gpu?: number; exclusive?: boolean }>
  keepGoing: boolean
  /** Stages and `.dvc` files whose outputs DVC reads byte by byte first. No stage runs if one differs from dvc.lock. */
  inputs?: readonly string[]
  /** Stages that wait for late data. A file with the name of the data appears in this folder when the data is here. */
  gates?: { folder: string; stages: Record<string, string[]> }
}

/** A request that waits for a remote (engine/dvc_ci_engine/patience.py). */
export interface RemoteWait {
  /** host:port; empty before the first connection. */
  host: string
  /** Seconds of this wait. */
  seconds: number
  /** Seconds since the last byte. */
  silent: number
  /** Bytes, in both directions, since the last line. */
  bytes: number
}

/** The files and bytes that a request moves (engine/dvc_ci_engine/meter.py). */
export interface TransferProgress {
  files: number
  /** Files that have moved. */
  done: number
  /** Bytes that have moved. */
  bytes: number
  /** Bytes of all files; null while the size of one is unknown. */
  total: number | null
}

/** An SSH host whose key was accepted without a check (engine/dvc_ci_engine/patches/ssh_host_keys.py). */
export interface UncheckedHost {
  /** As known_hosts writes it: `host`, or `[host]:port`. */
  host: string
  /** `SHA256:…` of its key. */
  fingerprint: string
}

/** Why a remote, or a dependency outside of the repository, could not answer (engine/dvc_ci_engine/answers.py). */
export interface RemoteFailure {
  role: 'remote' | 'dependency'
  /** The name of the remote, or the address of the dependency. */
  name: string
  /** Its address, without credentials. */
  url: string
  /** The scheme of the address; empty for a folder. */
  protocol: string
  /** The `endpointurl`, without credentials. */
  endpoint: string | null
  kind: 'refused' | 'host-key' | 'no-place' | 'unreachable' | 'full'
  /** The decisive exception in one line, without credentials. */
  reason: string
  /** The option of the remote that is wrong, if it is known. */
  option: string | null
  /** Whether an upload met it. */
  writing: boolean
}

/** An error that DVC raised while it answered a query. */
export class QueryError extends Error {
  constructor(
    message: string,
    /** Class names of the Python exception, the most specific first. */
    readonly kinds: readonly string[],
    /** Class name of its cause. */
    readonly causeKind: string | undefined,
    /** The file of the error, where DVC names one. */
    readonly path: string | undefined,
    /** The failure of a remote, for an exception of its client. */
    readonly remote?: RemoteFailure,
  ) {
    super(message)
    this.name = 'QueryError'
  }
}

/**
 * The start signal of a prepared request. The request opens the project and waits; it starts when the promise resolves.
 * It then runs in the environment that the promise brings, or in its own for undefined. A rejected promise ends it.
 */
export type StartSignal = Promise<NodeJS.ProcessEnv | undefined>

/** How the engine is started. */
export interface EngineOptions {
  /** The interpreter that can import DVC. */
  python: string
  /** Where commands run: the DVC project. */
  cwd: string
  /** Environment of the engine and of every command that names none. */
  env: NodeJS.ProcessEnv
  /** URL schemes of the remotes; the engine imports their modules early. */
  schemes: readonly string[]
  /** Options that override DVC's configuration, in memory only. */
  config: Record<string, unknown>
  /** Without `info`, long waits and transfers are not told. */
  host: Pick<Host, 'debug'> & Partial<Pick<Host, 'info' | 'transfer'>>
  signal: AbortSignal
  /** False: one process per request, as on systems that cannot fork. */
  resident?: boolean
}

/** The resident DVC and the Python that it runs in. */
export interface EngineAbout {
  /** Version of DVC. */
  version: string
  /** Path of the interpreter, shims resolved. */
  executable: string
  /** `3.11.7`. */
  python: string
  /** Folder of its installation, also for the Python of a virtual environment. */
  base: string
  /** Installed modules named `dvc_…`: DVC's support for kinds of remotes. */
  modules: string[]
}

/** One line that the engine writes. */
export interface Answer {
  id: number
  out?: string
  err?: string
  event?: StageEvent
  /** In a reproduction: the `inputs` whose content is wrong. */
  altered?: AlteredOutput[]
  debug?: string
  /** A long wait for a remote, told every 30 s, or after half of a shorter `remote-timeout`. */
  waiting?: RemoteWait
  /** Twice a second while a transfer moves bytes. */
  transfer?: TransferProgress
  /** An SSH host that no known_hosts has; its key was accepted. */
  unchecked?: UncheckedHost
  result?: unknown
  error?: {
    type: string
    kinds: string[]
    message: string
    cause: string | null
    path: string | null
    remote?: RemoteFailure
  }
  exit?: number
  /** The process group of a started request. */
  pid?: number
  ready?: EngineAbout & { pid: number }
}

/**
 * Parses a line of the protocol. Undefined for other text: sitecustomize or a .pth file may print before the engine
 * starts.
 */
export function answerOf(line: string): Answer | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Answer
  } catch {
    return undefined
  }
}
