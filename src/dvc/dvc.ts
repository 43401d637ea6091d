import * as z from 'zod'
import type { OutsideError } from '../errors/errors.js'
import type { Project, ProjectStatus } from '../pipeline/project.js'
import type { RemotePlaces } from '../pipeline/remote-places.js'
import { deferred } from '../run/deferred.js'
import {
  type FolderAnswer,
  type FolderQuestion,
  folderAnswer,
  type ObjectsAnswer,
  objectsAnswer,
  type StoredObject,
} from './data-queries.js'
import { explainStageFailure, translateDvcError } from './dvc-errors.js'
import type { CommandOptions, CommandResult, Engine, QueryOptions } from './engine.js'
import { type AlteredOutput, type KeptObject, QueryError, type StartSignal } from './engine-protocol.js'
import { remoteError } from './remote-errors.js'
import {
  type PlannedObject,
  type RetentionAnswer,
  type RetentionQuestion,
  type RetentionWork,
  retentionAnswer,
  retentionDone,
} from './retention-queries.js'
import { type Identity, identityAnswer, type Surroundings, surroundingsAnswer } from './surroundings.js'

/**
 * What to verify on the remote: that every object exists, that it has the right size, or that it has the right
 * content.
 */
export type VerifyMode = 'exists' | 'sizes' | 'full'

export interface VerifyResult {
  remote: string | null
  /** Objects that the workspace's dvc.lock and `.dvc` files need. */
  objects: number
  asked: number
  verified: number
  /** Verified objects whose content was not compared with their hash: they exist, and with `sizes` have the size. */
  unread: number
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
  /** Remotes that have none of several objects that were asked for. */
  empty: string[]
}

const parsedParams = z.array(z.record(z.string(), z.unknown()).nullable())
const remotePlaces = z.array(z.record(z.string(), z.object({ place: z.string(), added: z.array(z.string()) })))
const spaces = z.object({ cache: z.number(), workspace: z.number(), copies: z.boolean() })
const appended = z.union([
  z.object({ moved: z.boolean() }),
  z.object({ code: z.string(), reason: z.string() }),
  z.object({ reason: z.string() }),
])

/** A checkout as DVC reads it. */
export interface Survey {
  project: Promise<Project>
  status: Promise<ProjectStatus>
}

/** DVC as the flows use it. An error of DVC's arrives as a DvcCiError with a remedy. */
export class Dvc {
  constructor(private readonly engine: Engine) {}

  /** Process id of the resident DVC, if there is one. It may live some seconds longer than this process. */
  get pid(): number | undefined {
    return this.engine.pid
  }

  /** The Python of the resident DVC, which tells its packages as engine/dvc_ci_engine/packages.py does. */
  async python(): Promise<
    | { program: string; version: string; base: string; packages: (env: NodeJS.ProcessEnv) => Promise<unknown> }
    | undefined
  > {
    const about = await this.engine.about()
    return (
      about && {
        program: about.executable,
        version: about.python,
        base: about.base,
        packages: (env) => this.engine.packages(env),
      }
    )
  }

  /** The project as DVC resolves it. @throws {SetupError} dvc.yaml, a `.dvc` file or the configuration is wrong */
  async inspect(): Promise<Project> {
    return (await this.ask('inspect')) as Project
  }

  /**
   * Reads project and status (with `allowMissing`) by one query. The project arrives first; the status may fail alone.
   * @param directory another checkout of the repository, read without its data. Default: the project's
   * @param startSignal the query opens the project and waits for this signal
   */
  survey(directory?: string, startSignal?: StartSignal): Survey {
    const project = deferred<Project>()
    let isAnswered = false
    const onResult = (result: unknown) => {
      isAnswered = true
      project.resolve(result as Project)
    }
    const status = this.engine
      .query('survey', { allowMissing: true }, { cwd: directory, onResult, startSignal })
      .catch((error: unknown) => {
        throw error instanceof QueryError ? translateDvcError(error, isAnswered ? 'status' : 'inspect') : error
      })
    status.catch(project.reject)
    // A caller may read the status alone.
    project.promise.catch(() => undefined)
    return { project: project.promise, status: status as Promise<ProjectStatus> }
  }

  /**
   * The differences between dvc.lock, the workspace and the cache.
   * @param options with `allowMissing`, missing data counts as unchanged
   */
  async status(
    options: { allowMissing?: boolean; runCache?: boolean; unpulled?: boolean } = {},
  ): Promise<ProjectStatus> {
    return (await this.ask('status', options)) as ProjectStatus
  }

  /**
   * Verifies every object on the remotes.
   * @param options `only` these hashes; only the outputs of these `stages` and `.dvc` files; `download: false` reads
   *   no content, even where sizes are not enough; `forget` drops DVC's memory of the remotes, so that the next push
   *   lists them again
   * @throws {OutsideError} a remote cannot be reached, denies access or does not exist
   */
  async verify(
    mode: VerifyMode,
    options: { only?: readonly string[]; stages?: readonly string[]; download?: boolean; forget?: boolean } = {},
  ): Promise<VerifyResult> {
    return (await this.ask('verify', { mode, ...options })) as VerifyResult
  }

  /**
   * Objects that the local cache lacks, of these stages and `.dvc` files or of all. Maps each hash to the paths that
   * need it.
   */
  async uncached(stages?: readonly string[]): Promise<Record<string, string[]>> {
    return (await this.ask('cached', stages ? { stages } : {})) as Record<string, string[]>
  }

  /**
   * The bytes that a pull of these outputs writes, by the sizes in dvc.lock and `.dvc` files. Asks no remote.
   * @returns `cache`: of objects that the cache lacks; `workspace`: of outputs that are not there; `copies`: whether DVC
   *   copies them there
   */
  async space(paths: readonly string[]): Promise<{ cache: number; workspace: number; copies: boolean }> {
    return spaces.parse(await this.ask('space', { paths }))
  }

  /** The metrics files that another revision declares. @throws {SetupError} its pipeline cannot be read */
  async metricsAt(revision: string): Promise<string[]> {
    return (await this.ask('metricsAt', { rev: revision })) as string[]
  }

  /**
   * Reads every byte of outputs in the workspace. Returns those whose content differs from dvc.lock or the `.dvc` file.
   * @param stages names of stages and `.dvc` files to read
   * @param paths only these outputs; default: all
   */
  async altered(stages: readonly string[], paths?: readonly string[]): Promise<AlteredOutput[]> {
    return (await this.ask('altered', { stages, ...(paths ? { paths } : {}) })) as AlteredOutput[]
  }

  /** The text of a small object from the cache or the remote, at most `limit` bytes; undefined when neither has it. */
  async read(object: { hash: string; hashName: string; remote?: string }, limit: number): Promise<string | undefined> {
    return ((await this.ask('read', { ...object, limit })) as string | null) ?? undefined
  }

  /**
   * The parameters in texts of parameter files, as DVC reads them: YAML with merge keys, JSON, TOML and Python.
   * @param files with the dotted names to read; without names, all values
   * @returns for each file its values; undefined for one that DVC cannot read
   */
  async parseParams(
    files: readonly { path: string; text: string; names?: readonly string[] }[],
  ): Promise<(Record<string, unknown> | undefined)[]> {
    return parsedParams.parse(await this.ask('parseParams', { files })).map((values) => values ?? undefined)
  }

  /**
   * Writes `target`: the text of one file, then the rows of another without a second header. In a table, columns are
   * matched by their names.
   * @param files absolute paths; `target` does not exist yet
   * @returns whether columns were put into another order, or the reason why the rows do not fit, as the end of a sentence
   * @throws an error of the system with its code, such as ENOSPC
   */
  async appendRows(
    files: { existing: string; added: string; target: string },
    stop: AbortSignal,
  ): Promise<{ moved: boolean } | { reason: string }> {
    const result = appended.parse(await this.ask('append', files, { stop }))
    if ('code' in result)
      throw Object.assign(new Error(result.reason), { code: result.code, path: files.target, syscall: 'write' })
    return result
  }

  /**
   * The remotes of committed configurations. Opens no remote.
   * @param configurations texts of `.dvc/config` and, where Git tracks it, `config.local`, and the settings `remote` and
   *   `remote-config` over them; the first must be valid
   * @throws {SetupError} DVC cannot read the first one
   */
  async places(
    configurations: readonly {
      config: string
      local?: string
      remote?: string
      options: Readonly<Record<string, string>>
    }[],
  ): Promise<RemotePlaces[]> {
    return remotePlaces.parse(await this.ask('places', { configurations }))
  }

  /** Checks that a remote (the default one without a name) accepts a write. @throws {OutsideError} it does not */
  async probe(remote?: string): Promise<void> {
    await this.ask('probe', remote === undefined ? {} : { remote })
  }

  /** What `doctor` asks of this machine. Writes two small files and removes them. @param remotes names */
  async surroundings(remotes: readonly string[], stop: AbortSignal): Promise<Surroundings> {
    return surroundingsAnswer.parse(await this.ask('surroundings', { remotes }, { stop }))
  }

  /** Who the credentials of remotes are. @throws {OutsideError} a service rejects them, or does not answer */
  async identities(remotes: readonly string[], stop: AbortSignal): Promise<Identity[]> {
    return identityAnswer.parse(await this.ask('identity', { remotes }, { stop }))
  }

  /**
   * Uploads single objects from the local cache, which `dvc push` cannot do for a lost member of a directory.
   * @param only their hashes
   * @returns the hashes that were sent
   * @throws {OutsideError} the remote rejects them
   */
  async send(only: readonly string[]): Promise<string[]> {
    return (await this.ask('send', { only })) as string[]
  }

  /**
   * Uploads outputs from the local cache to their remotes, while stages run.
   * @param stop ends the upload
   * @returns the number of objects sent
   * @throws {OutsideError} a remote rejects them
   */
  async upload(objects: readonly KeptObject[], stop: AbortSignal): Promise<number> {
    return (await this.ask('upload', { objects }, { stop })) as number
  }

  /**
   * Downloads data from its remote into the local cache, while stages run.
   * @param stages names of stages and `.dvc` files whose outputs to download
   * @param stop ends the download
   * @param paths only these outputs; default: all
   * @returns hashes of the objects that could not be downloaded
   * @throws {OutsideError} a remote does not answer
   */
  async fetch(stages: readonly string[], stop: AbortSignal, paths?: readonly string[]): Promise<string[]> {
    return (await this.ask('fetch', { stages, ...(paths ? { paths } : {}) }, { stop })) as string[]
  }

  /** How folders differ from the baseline's, and which files two parts of the data share. Only manifests are read. */
  async folders(question: FolderQuestion, stop: AbortSignal): Promise<FolderAnswer> {
    return folderAnswer.parse(await this.ask('folders', { ...question }, { stop }))
  }

  /**
   * The content of objects as files of this machine: from DVC's cache, else downloaded into it. Every byte is hashed.
   * @param limit bytes of all objects together, in this order
   */
  async localObjects(wanted: readonly StoredObject[], limit: number, stop: AbortSignal): Promise<ObjectsAnswer> {
    return objectsAnswer.parse(await this.ask('localObjects', { wanted, limit }, { stop }))
  }

  /**
   * What the remote holds that no need names, and the work of a run. With `write`, the list in the remote is written.
   * @throws {OutsideError} the remote does not answer
   * @throws {SetupError} the list of an earlier run cannot be read
   */
  async retention(question: RetentionQuestion, stop: AbortSignal): Promise<RetentionAnswer> {
    return retentionAnswer.parse(await this.ask('retention', { ...question }, { stop }))
  }

  /**
   * Does a part of the work of a run in the remote. An object that has changed since is left as it is.
   * @returns the number and bytes of the objects of which it was done, also where the remote failed then (`error`)
   */
  async applyRetention(
    work: RetentionWork,
    objects: readonly PlannedObject[],
    stop: AbortSignal,
  ): Promise<{ count: number; bytes: number; error?: OutsideError }> {
    const { failure, ...done } = retentionDone.parse(await this.ask('applyRetention', { work, objects }, { stop }))
    return failure === null ? done : { ...done, error: remoteError(failure) }
  }

  /** Runs `dvc ARGV`; any exit code is a result. @throws {OutsideError} a remote does not answer */
  async run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    const { onStage } = options
    const explained: CommandOptions =
      onStage === undefined
        ? options
        : {
            ...options,
            onStage: (event) => {
              onStage(event.message === undefined ? event : { ...event, message: explainStageFailure(event.message) })
            },
          }
    try {
      return await this.engine.run(argv, explained)
    } catch (error) {
      throw error instanceof QueryError ? translateDvcError(error, argv[0] ?? '') : error
    }
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
