import type { CancelledErrorId, ErrorId, OutsideErrorId, ProjectErrorId, SetupErrorId } from './catalogue.js'

/** Exit codes of the command line and of a failed action (docs/configuration.md, "Exit codes"). */
export type ExitCode = 0 | 1 | 2 | 3 | 130

export interface ErrorDetails {
  /** The wrong setting, file or key. */
  key?: string
  /** The value that dvc-ci found. */
  value?: string
  /** The next step of the user, one sentence or command. */
  remedy?: string
  /** Path in the repository, for annotations. */
  path?: string
  /** 1-based line in `path`. */
  line?: number
  cause?: unknown
}

/** An error that a user can fix. Every such error that leaves a flow is of one of the four kinds below. */
export abstract class DvcCiError extends Error {
  abstract readonly exitCode: Exclude<ExitCode, 0>
  /** Its identifier in the catalogue. */
  readonly id: ErrorId
  readonly details: ErrorDetails

  constructor(id: ErrorId, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.id = id
    this.details = details
  }

  /** The message with its remedy, which every surface shows. */
  get text(): string {
    return this.details.remedy ? `${this.message} ${this.details.remedy}` : this.message
  }
}

/** The project failed: a gate, a check, a stale or failing stage, data missing in the remote. Exit code 1. */
export class ProjectError extends DvcCiError {
  readonly exitCode = 1
  declare readonly id: ProjectErrorId

  constructor(id: ProjectErrorId, message: string, details?: ErrorDetails) {
    super(id, message, details)
  }
}

/** The set-up is wrong: configuration, event, missing remote. dvc-ci changed nothing. Exit code 2. */
export class SetupError extends DvcCiError {
  readonly exitCode = 2
  declare readonly id: SetupErrorId

  constructor(id: SetupErrorId, message: string, details?: ErrorDetails) {
    super(id, message, details)
  }
}

/** A service failed after retries: the remote, GitHub, MLflow, a registry. Exit code 3. */
export class OutsideError extends DvcCiError {
  readonly exitCode = 3
  declare readonly id: OutsideErrorId

  constructor(id: OutsideErrorId, message: string, details?: ErrorDetails) {
    super(id, message, details)
  }
}

/** The run was cancelled by a signal. Exit code 130. */
export class CancelledError extends DvcCiError {
  readonly exitCode = 130
  declare readonly id: CancelledErrorId

  constructor(id: CancelledErrorId, message: string, details?: ErrorDetails) {
    super(id, message, details)
  }
}

/** The message of any thrown value, never empty. */
export function messageOf(error: unknown): string {
  if (error instanceof DvcCiError) return error.text
  if (error instanceof Error) return error.message || error.name
  return String(error)
}

/** The exhausted resource, by the code of the system's error (errno(3)). */
const EXHAUSTED: Readonly<Record<string, { id: OutsideErrorId; what: string }>> = {
  ENOSPC: { id: 'disk-full', what: 'the disk is full' },
  EDQUOT: { id: 'disk-quota-exceeded', what: 'the quota of the disk is used up' },
  EROFS: { id: 'disk-read-only', what: 'the disk is read-only' },
  EIO: { id: 'disk-failing', what: 'the disk reports errors' },
  EMFILE: { id: 'too-many-open-files', what: 'too many files are open' },
  ENFILE: { id: 'too-many-open-files', what: 'too many files are open on this machine' },
  ENOMEM: { id: 'out-of-memory', what: 'the machine is out of memory' },
}

/** Codes of a missing right to a file (errno(3)). */
const DENIED: readonly unknown[] = ['EACCES', 'EPERM']

/**
 * An error of the system that only a user can fix, such as a full disk or a folder without rights; undefined for every
 * other error. A program that cannot be started is no such error.
 */
export function exhausted(error: unknown): OutsideError | SetupError | undefined {
  const { code, message, path, syscall } =
    typeof error === 'object' && error !== null
      ? (error as { code?: unknown; message?: unknown; path?: unknown; syscall?: unknown })
      : {}
  if (DENIED.includes(code) && typeof path === 'string' && !String(syscall).startsWith('spawn'))
    return fileDenied(path, error)
  const known = typeof code === 'string' && Object.hasOwn(EXHAUSTED, code) ? EXHAUSTED[code] : undefined
  if (known === undefined) return undefined
  return new OutsideError(known.id, `${known.what}: ${String(message)}.`, {
    key: String(code),
    remedy: 'Make room, or use a larger runner, and run this again.',
    cause: error,
  })
}

/** This user lacks the rights to a file or folder of the machine. @param path as the system named it */
export function fileDenied(path: string, cause?: unknown): SetupError {
  return new SetupError('file-access-denied', `the user of this run has no rights to ${path}.`, {
    key: 'path',
    value: path,
    remedy: 'Give that user the rights to it. A step that ran as root in a container may have made it.',
    ...(cause === undefined ? {} : { cause }),
  })
}
