import { OutsideError, SetupError } from '../run/errors.js'
import type { Project, ProjectStatus } from '../pipeline/project.js'
import { QueryError, type CommandOptions, type CommandResult, type Engine } from './engine.js'

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
  bad: { remote: string; hash: string; paths: string[]; reason: 'missing' | 'truncated' | 'altered'; detail: string | null }[]
  /** Outputs without a hash: their stage was never reproduced. */
  unlocked: { path: string; stage: string }[]
  /** `push: false` outputs. */
  unpushed: string[]
  /** Imports, whose data comes from their source. */
  imports: string[]
}

/** DVC as the flows use it. Errors of DVC's arrive as ours, with what to do. */
export class Dvc {
  constructor(private readonly engine: Engine) {}

  /** The project as DVC resolves it. @throws {SetupError} dvc.yaml, a `.dvc` file or the configuration is wrong */
  async inspect(): Promise<Project> {
    return (await this.ask('inspect')) as Project
  }

  /** Project and status (as with `allowMissing`) of another checkout of the repository, read without its data. */
  async inspectAt(directory: string): Promise<Project & { status: ProjectStatus }> {
    return (await this.ask('inspect', { status: true, allowMissing: true }, directory)) as Project & { status: ProjectStatus }
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
   * @param options only these hashes; `download: false` reads no content, not even where sizes leave a doubt
   * @throws {OutsideError} a remote cannot be reached or refuses us
   */
  async verify(mode: VerifyMode, options: { only?: readonly string[]; download?: boolean } = {}): Promise<VerifyResult> {
    return (await this.ask('verify', { mode, ...options })) as VerifyResult
  }

  /** Objects that the local cache lacks: hash to the paths that need it. */
  async uncached(): Promise<Record<string, string[]>> {
    return (await this.ask('cached')) as Record<string, string[]>
  }

  /** The text of a small object from the cache or the remote, at most `limit` bytes; undefined when nobody has it. */
  async read(object: { hash: string; hashName: string }, limit: number): Promise<string | undefined> {
    return ((await this.ask('read', { ...object, limit })) as string | null) ?? undefined
  }

  /** Proves that the remote takes what we write. @throws {OutsideError} it does not */
  async probe(): Promise<void> {
    await this.ask('probe')
  }

  /** Makes the next push ask the remote itself what it holds, rather than DVC's memory of it. */
  async forget(): Promise<void> {
    await this.ask('forget')
  }

  /** Runs `dvc ARGV`, whatever its exit code. */
  run(argv: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.engine.run(argv, options)
  }

  close(): Promise<void> {
    return this.engine.close()
  }

  private async ask(name: string, args: Record<string, unknown> = {}, cwd?: string): Promise<unknown> {
    try {
      return await this.engine.query(name, args, cwd)
    } catch (error) {
      throw error instanceof QueryError ? translate(error, name) : error
    }
  }
}

/** Exceptions of DVC's that mean a wrong configuration, and what mends it. */
const SETUP: Record<string, string> = {
  NoRemoteError: 'Add one with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`.',
  RemoteNotFoundError: 'Check `remote` against `dvc remote list`.',
  RemoteConfigError: 'Check the remote with `dvc remote list` and its options in .dvc/config.',
  RemoteMissingDepsError: 'Install DVC with the extra for this remote, or let dvc-ci install its own.',
  ConfigError: 'Check .dvc/config and `remote-config`.',
  NotDvcRepoError: 'Run `dvc init`, or set `working-directory`.',
  CyclicGraphError: 'Break the cycle: an output of one of these stages must not be a dependency of another before it.',
  OutputDuplicationError: 'Give every output one stage.',
  OverlappingOutputPathsError: 'Give every output a folder of its own.',
  StagePathAsOutputError: 'Move dvc.yaml out of the output.',
  ResolveError: 'Define the value in params.yaml or under `vars:`.',
  StageFileFormatError: 'Mend the file.',
  YAMLFileCorruptedError: 'Mend the file.',
  YAMLSyntaxError: 'Mend the file.',
  YAMLValidationError: 'Mend the file.',
  DvcException: 'Mend what DVC complains of; `dvc status` shows the same.',
}

/** Exceptions that mean that the outside world failed us, by the name of any of their classes. */
const OUTSIDE = ['OSError', 'ClientError', 'BotoCoreError', 'HTTPClientError', 'ConnectionError', 'TimeoutError', 'AuthError', 'AuthenticationError', 'GoogleAuthError', 'AzureError', 'FetchError', 'Error']

function translate(error: QueryError, query: string): Error {
  const kind = error.kinds.find((name) => name in SETUP)
  const message = error.message.replace(/\s*\n\s*/g, ' ').trim()
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`
  if (kind && !(error.kinds.includes('DownloadError') || error.kinds.includes('UploadError'))) {
    return new SetupError(sentence, { remedy: SETUP[kind] ?? '', cause: error, ...(error.path === undefined ? {} : { path: error.path, key: error.path }) })
  }
  if (query !== 'inspect' && error.kinds.some((name) => OUTSIDE.includes(name))) {
    return new OutsideError(`the DVC remote cannot be used: ${error.kinds[0] ?? 'error'}: ${sentence}`, { key: 'remote', remedy: 'Check its address, that it can be reached from here, and the credentials.', cause: error })
  }
  return new OutsideError(`DVC failed at '${query}': ${error.kinds[0] ?? 'error'}: ${sentence}`, { cause: error })
}
