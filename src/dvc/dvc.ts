import type { Project, ProjectStatus } from '../pipeline/project.js'
import { explainStageFailure, translateDvcError } from './dvc-errors.js'
import type { CommandOptions, CommandResult, Engine, QueryOptions } from './engine.js'
import { type AlteredOutput, type KeptObject, QueryError, type StartSignal } from './engine-protocol.js'

/** What a listing of the remote was asked: that every object is there, that it has the right size, or the right content. */
export type VerifyMode = 'exists' | 'sizes' | 'full'

export interface VerifyResult {
  remote: string | null
  /** Objects that the workspace's dvc.lock and `.dvc` files need. */
  objects: number
  asked: number
  verified: number
  /** Bytes of all objects asked for. */
  bytes: number
  bad: {
    remote: string
    hash: string
    paths: string[]
    reason: 'missing' | 'truncated' | 'altered'
    detail: string | null
  }[]
  /** Outputs without a hash: their stage was never reproduced. */
  unlocked: { path: string; stage: string }[]
  /** `push: false` outputs. */
  unpushed: string[]
  /** Imports, whose data comes from their source. */
  imports: string[]
}

/** What DVC says of a checkout. */
export interface Survey {
  project: Promise<Project>
  status: Promise<ProjectStatus>
}

/** DVC as the flows use it. Errors of DVC's arrive as ours, with what to do. */
export class Dvc {
  constructor(private readonly engine: Engine) {}

  /** The resident process, if there is one: it may live some seconds longer than this one. */
  get pid(): number | undefined {
    return this.engine.pid
  }

  /** The project as DVC resolves it. @throws {SetupError} dvc.yaml, a `.dvc` file or the configuration is wrong */
  async inspect(): Promise<Project> {
    return (await this.ask('inspect')) as Project
  }

  /**
   * Project and status (as with `allowMissing`), by one question; the second is here a moment after the first, and fails by itself where only it fails.
   * @param directory another checkout of the repository, read without its data; default: the project's
   * @param startSignal when: the project is opened ahead
   */
  survey(directory?: string, startSignal?: StartSignal): Survey {
    let told: ((project: Project) => void) | undefined
    let lost: (error: unknown) => void = () => undefined
    const project = new Promise<Project>((resolve, reject) => {
      ;[told, lost] = [resolve, reject]
    })
    const answered = (result: unknown) => {
      told?.(result as Project)
      told = undefined
    }
    const status = this.engine
      .query('survey', { allowMissing: true }, { cwd: directory, onResult: answered, startSignal })
      .catch((error: unknown) => {
        throw error instanceof QueryError ? translateDvcError(error, told === undefined ? 'status' : 'inspect') : error
      })
    status.catch(lost)
    // Who asks for the status need not care for the project.
    project.catch(() => undefined)
    return { project, status: status as Promise<ProjectStatus> }
  }

  /**
   * What differs between dvc.lock, the workspace and the cache.
   * @param allowMissing data that is not here counts as what dvc.lock says
   */
  async status(options: { allowMissing?: boolean; runCache?: boolean } = {}): Promise<ProjectStatus> {
    return (await this.ask('status', options)) as ProjectStatus
  }

  /**
   * Asks the remotes for every object.
   * @param options only these hashes; only what these stages and `.dvc` files make; `download: false` reads no content, not even
   *   where sizes leave a doubt; `forget`: what DVC remembers of the remotes is dropped, so that the next push asks them itself
   * @throws {OutsideError} a remote cannot be reached or refuses us
   */
  async verify(
    mode: VerifyMode,
    options: { only?: readonly string[]; stages?: readonly string[]; download?: boolean; forget?: boolean } = {},
  ): Promise<VerifyResult> {
    return (await this.ask('verify', { mode, ...options })) as VerifyResult
  }

  /** Objects that the local cache lacks: hash to the paths that need it, of these stages and `.dvc` files or of all. */
  async uncached(stages?: readonly string[]): Promise<Record<string, string[]>> {
    return (await this.ask('cached', stages ? { stages } : {})) as Record<string, string[]>
  }

  /** The metrics files that another revision declares. @throws {SetupError} its pipeline cannot be read */
  async metricsAt(revision: string): Promise<string[]> {
    return (await this.ask('metricsAt', { rev: revision })) as string[]
  }

  /**
   * Outputs in the workspace whose content is not what dvc.lock or the `.dvc` file says, by reading every byte.
   * @param stages whose outputs are read
   */
  async altered(stages: readonly string[]): Promise<AlteredOutput[]> {
    return (await this.ask('altered', { stages })) as AlteredOutput[]
  }

  /** The text of a small object from the cache or the remote, at most `limit` bytes; undefined when nobody has it. */
  async read(object: { hash: string; hashName: string; remote?: string }, limit: number): Promise<string | undefined> {
    return ((await this.ask('read', { ...object, limit })) as string | null) ?? undefined
  }

  /** Proves that a remote (the default one without a name) takes what we write. @throws {OutsideError} it does not */
  async probe(remote?: string): Promise<void> {
    await this.ask('probe', remote === undefined ? {} : { remote })
  }

  /**
   * Uploads single objects from the local cache, which `dvc push` cannot do for a lost member of a directory.
   * @param only their hashes
   * @returns the hashes that were sent
   * @throws {OutsideError} the remote does not take them
   */
  async send(only: readonly string[]): Promise<string[]> {
    return (await this.ask('send', { only })) as string[]
  }

  /**
   * Brings outputs from the local cache to their remotes, while stages run.
   * @param stop ends it
   * @returns how many objects were sent
   * @throws {OutsideError} a remote does not take them
   */
  async upload(objects: readonly KeptObject[], stop: AbortSignal): Promise<number> {
    return (await this.ask('upload', { objects }, { stop })) as number
  }

  /**
   * Brings data from its remote into the local cache, while stages run.
   * @param stages and `.dvc` files whose outputs are meant
   * @param stop ends it
   * @returns hashes of what did not come
   * @throws {OutsideError} a remote does not answer
   */
  async fetch(stages: readonly string[], stop: AbortSignal): Promise<string[]> {
    return (await this.ask('fetch', { stages }, { stop })) as string[]
  }

  /** Runs `dvc ARGV`, whatever its exit code. */
  run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const { onStage } = options
    if (onStage === undefined) return this.engine.run(argv, options)
    return this.engine.run(argv, {
      ...options,
      onStage: (event) => {
        onStage(event.message === undefined ? event : { ...event, message: explainStageFailure(event.message) })
      },
    })
  }

  close(): Promise<void> {
    return this.engine.close()
  }

  private async ask(name: string, args: Record<string, unknown> = {}, options: QueryOptions = {}): Promise<unknown> {
    try {
      return await this.engine.query(name, args, options)
    } catch (error) {
      throw error instanceof QueryError ? translateDvcError(error, name) : error
    }
  }
}
