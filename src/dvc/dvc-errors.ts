import { constants } from 'node:os'
import { type DvcCiError, type ErrorDetails, exhausted, OutsideError, SetupError } from '../errors/errors.js'
import { endedBy } from '../run/signals.js'
import { isAddress, withoutCredentials } from '../text/addresses.js'
import { withoutPeriod } from '../text/words.js'
import {
  type Complaint,
  configurationFault,
  cycle,
  duplicateOutput,
  ignored,
  invalid,
  missingDataset,
  overlappingOutputs,
  placeOf,
  unresolved,
  unsupportedValue,
  withoutPrefix,
} from './dvc-complaints.js'
import type { QueryError } from './engine-protocol.js'
import { remoteError } from './remote-errors.js'

type Reader = (error: QueryError, message: string) => Complaint

const CONFIGURATION = '.dvc/config'

/** This DVC lacks the package for a kind of remote. */
function missingSupport(message: string): Complaint {
  return {
    id: 'remote-support-missing',
    message,
    key: 'remote',
    remedy: 'Install DVC with the extra for this remote, or let dvc-ci install its own.',
  }
}

/** A remote keeps versions of files, and this run cannot push to such a one. @param message names it and its option */
export function versionsUnsupported(message: string): Complaint {
  return {
    id: 'remote-versioning-unsupported',
    message: `${message}: builds over many machines and \`stale: commit\` do not push to a remote that keeps versions of files`,
    key: 'remote',
    path: CONFIGURATION,
    remedy: 'Build on one machine, or set `remote` to a remote without `version_aware` and `worktree`.',
  }
}

/**
 * DVC's exceptions for a wrong project or configuration, by class name. The first class of an exception that is
 * listed counts.
 */
const SETUP: Record<string, Reader> = {
  NoRemoteError: (_, message) => ({
    id: 'remote-missing',
    message,
    key: 'remote',
    remedy: 'Add a remote with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`.',
  }),
  RemoteNotFoundError: (_, message) => ({
    id: 'remote-unknown',
    message: withoutPrefix(message),
    key: 'remote',
    remedy: 'Use a name that `dvc remote list` shows.',
  }),
  RemoteConfigError: (_, message) => ({
    id: 'remote-config-invalid',
    message: withoutPrefix(message),
    key: 'remote',
    path: CONFIGURATION,
    remedy: 'Check the remote with `dvc remote list`, and its options in .dvc/config.',
  }),
  RemoteMissingDepsError: (_, message) => missingSupport(message),
  ConfigError: (_, message) => ({
    id: 'dvc-config-invalid',
    message: `DVC cannot read its configuration: ${configurationFault(message)}`,
    key: CONFIGURATION,
    path: CONFIGURATION,
    remedy: 'Fix .dvc/config, .dvc/config.local or `remote-config`. `dvc config --list` works when DVC can read them.',
  }),
  VersionedRemoteError: (_, message) => versionsUnsupported(message),
  ListError: (_, message) => ({
    id: 'gc-list-invalid',
    message: `the list of gc in the remote (dvc-ci/gc/list.json) cannot be used: ${message}`,
    key: 'remote',
    remedy: 'Use the newest version of dvc-ci. Or remove the file: all grace periods then start again.',
  }),
  DatasetNotFoundError: (_, message) => missingDataset(message),
  NotDvcRepoError: (_, message) => ({
    id: 'dvc-project-missing',
    message,
    key: 'working-directory',
    remedy: 'Run `dvc init`, or set `working-directory`.',
  }),
  CyclicGraphError: (_, message) => cycle(message),
  CircularDependencyError: (_, message) => ({
    id: 'pipeline-cycle',
    message: `the pipeline has a cycle: ${message}`,
    remedy: 'Give the stage another output, or remove the dependency.',
  }),
  OutputDuplicationError: (_, message) => duplicateOutput(message),
  OverlappingOutputPathsError: (_, message) => overlappingOutputs(message),
  StagePathAsOutputError: (_, message) => ({
    id: 'stage-file-in-output',
    message,
    remedy: 'Move the dvc.yaml or .dvc file out of that output.',
  }),
  ResolveError: (_, message) => unresolved(message),
  YAMLValidationError: (error, message) => invalid(error, message),
  StageFileFormatError: (error, message) => invalid(error, message),
  ParseError: (error, message) => ({
    id: 'dvc-file-invalid',
    message,
    ...placeOf(error),
    remedy: 'Fix the syntax of the file.',
  }),
  FileIsGitIgnored: (_, message) => ignored(message),
  DvcException: (error, message) => ({
    id: 'dvc-project-invalid',
    message,
    ...placeOf(error),
    remedy: '`dvc status` shows the same error; fix its cause.',
  }),
}

/** Exceptions for a failure outside the project (network, server, disk), by the name of any of their classes. */
const OUTSIDE = [
  'OSError',
  'ClientError',
  'BotoCoreError',
  'HTTPClientError',
  'ConnectionError',
  'TimeoutError',
  'AuthError',
  'AuthenticationError',
  'GoogleAuthError',
  'AzureError',
  'FetchError',
  'Error',
]

/**
 * Translates an error that DVC raised during a query. An unreadable project is a SetupError with its key and file.
 * An unusable remote is an OutsideError.
 */
export function translateDvcError(error: QueryError, query: string): DvcCiError {
  if (error.remote !== undefined) return remoteError(error.remote, error)
  const message = error.message.replace(/\s*\n\s*/g, ' ').trim()
  const transfer = error.kinds.includes('DownloadError') || error.kinds.includes('UploadError')
  const ofSystem = transfer ? undefined : systemError(error)
  if (ofSystem !== undefined) return ofSystem
  const value = transfer ? undefined : unsupportedValue(message)
  if (value !== undefined) return setupError(value, error)
  if (error.kinds.includes('ImportError') && /requires '[\w-]+' to be installed/.test(message))
    return setupError(missingSupport(message), error)
  const reader = transfer
    ? undefined
    : error.kinds
        .map((kind) => (Object.hasOwn(SETUP, kind) ? SETUP[kind] : undefined))
        .find((found) => found !== undefined)
  if (reader) return setupError(reader(error, message), error)
  const kind = error.kinds[0] ?? 'error'
  const outside = error.kinds.some((name) => OUTSIDE.includes(name))
  if (query === 'inspect' && !outside && !error.kinds.includes('MemoryError')) {
    return setupError(
      {
        id: 'dvc-project-invalid',
        message: `DVC cannot read the project: ${kind}: ${message}`,
        ...placeOf(error),
        remedy: '`dvc status` shows the same error; fix the dvc.yaml that it names.',
      },
      error,
    )
  }
  if (query !== 'inspect' && outside) {
    return new OutsideError('remote-unreachable', sentence(`the DVC remote cannot be used: ${kind}: ${message}`), {
      key: 'remote',
      remedy: 'Check its address, its credentials, and that this machine can reach it.',
      cause: error,
    })
  }
  return new OutsideError('dvc-failed', sentence(`DVC failed at '${query}': ${kind}: ${message}`), { cause: error })
}

/** An error of this machine's file system, as Python writes it: `[Errno 13] Permission denied: '/path'`. */
function systemError(error: QueryError): DvcCiError | undefined {
  if (!error.kinds.includes('OSError')) return undefined
  const [, number = '', path] = /\[Errno (\d+)\] [^:]+(?:: '([^']+)')?/.exec(error.message) ?? []
  const code = Object.entries(constants.errno).find(([, each]) => each === Number(number))?.[0]
  return exhausted({ code, message: error.message, path })
}

function setupError({ id, message, key, path, remedy }: Complaint, cause: QueryError): SetupError {
  const details: ErrorDetails = { remedy, cause }
  const where = key ?? path
  if (where !== undefined) details.key = where
  if (path !== undefined) details.path = path
  return new SetupError(id, sentence(message), details)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/**
 * DVC's message about a failed stage (`failed to run: CMD, exited with -9`), with the meaning of an exit code that a
 * signal caused, and of a dependency that its server lacks.
 */
export function explainStageFailure(message: string): string {
  const absent = /^dependency '(.+)' does not exist\.?$/.exec(message)?.[1]
  if (absent !== undefined && isAddress(absent))
    return `its server has no file ${withoutCredentials(absent)}: correct the address in its deps, or put the file there`
  const ending = endedBy(Number(/exited with (-?\d+)\.?$/.exec(message)?.[1] ?? 0))
  return ending === undefined ? message : `${withoutPeriod(message)} (${ending})`
}

/** Why a DVC command failed: the last error that it wrote, without DVC's general advice. */
export function reasonOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(<https:\/\/|Is your cache up to date\?|Having any troubles\?)/.test(line))
  const last = lines.map((line) => line.startsWith('ERROR: ')).lastIndexOf(true)
  const words = last < 0 ? lines.slice(-1) : lines.slice(last, last + 6)
  // DVC's last error only counts the files; the reason is in the first one.
  const transfer = /^ERROR: failed to transfer '[^']*' - (.+)$/m.exec(stderr)?.[1]
  return sentence(
    `${words.join(' ').replace(/^ERROR: /, '') || 'DVC gave no reason'}${transfer === undefined ? '' : ` (${transfer})`}`,
  )
}
