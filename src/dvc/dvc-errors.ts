import type { SetupErrorId } from '../errors/catalogue.js'
import { type DvcCiError, type ErrorDetails, OutsideError, SetupError } from '../errors/errors.js'
import { endedBy } from '../run/signals.js'
import type { QueryError } from './engine-protocol.js'
import { kindOf, restoreRemedy } from './project-file.js'

/** What DVC complained of, in our words. */
interface Complaint {
  id: SetupErrorId
  message: string
  /** Dotted name inside `path`. */
  key?: string
  path?: string
  remedy: string
}

type Reader = (error: QueryError, message: string) => Complaint

const CONFIGURATION = '.dvc/config'

/** Exceptions of DVC's that mean a wrong project or configuration, by class name. The first of an exception's classes that is here counts. */
const SETUP: Record<string, Reader> = {
  NoRemoteError: (_, message) => ({
    id: 'remote-missing',
    message,
    key: 'remote',
    remedy: 'Add one with `dvc remote add -d NAME URL` and commit .dvc/config, or name one with `remote`.',
  }),
  RemoteNotFoundError: (_, message) => ({
    id: 'remote-unknown',
    message: withoutPrefix(message),
    key: 'remote',
    remedy: 'Compare it with `dvc remote list`.',
  }),
  RemoteConfigError: (_, message) => ({
    id: 'remote-config-invalid',
    message: withoutPrefix(message),
    key: 'remote',
    path: CONFIGURATION,
    remedy: 'Compare the remote with `dvc remote list` and its options in .dvc/config.',
  }),
  RemoteMissingDepsError: (_, message) => ({
    id: 'remote-support-missing',
    message,
    key: 'remote',
    remedy: 'Install DVC with the extra for this remote, or let dvc-ci install its own.',
  }),
  ConfigError: (_, message) => ({
    id: 'dvc-config-invalid',
    message: `DVC cannot read its configuration: ${configurationFault(message)}`,
    key: CONFIGURATION,
    path: CONFIGURATION,
    remedy:
      'Mend .dvc/config (and .dvc/config.local, and `remote-config`); `dvc config --list` tells when DVC can read it.',
  }),
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
    remedy: 'Give the stage another output, or take the dependency out.',
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
  ParseError: (error, message) => ({ id: 'dvc-file-invalid', message, ...placeOf(error), remedy: 'Mend the file.' }),
  DvcException: (error, message) => ({
    id: 'dvc-project-invalid',
    message,
    ...placeOf(error),
    remedy: '`dvc status` says the same; mend what it complains of.',
  }),
}

/** Exceptions that mean that the outside world failed us, by the name of any of their classes. */
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
 * An error that DVC raised while it answered a query, as one of ours: a project that cannot be read is a set-up error at its key and file,
 * a remote that cannot be used is outside.
 */
export function translateDvcError(error: QueryError, query: string): DvcCiError {
  const message = error.message.replace(/\s*\n\s*/g, ' ').trim()
  const transfer = error.kinds.includes('DownloadError') || error.kinds.includes('UploadError')
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
        remedy: '`dvc status` fails at the same place; mend the dvc.yaml that it names.',
      },
      error,
    )
  }
  if (query !== 'inspect' && outside) {
    return new OutsideError('remote-unreachable', sentence(`the DVC remote cannot be used: ${kind}: ${message}`), {
      key: 'remote',
      remedy: 'Check its address, that it can be reached from here, and the credentials.',
      cause: error,
    })
  }
  return new OutsideError('dvc-failed', sentence(`DVC failed at '${query}': ${kind}: ${message}`), { cause: error })
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

/** `extra keys not allowed @ data['core']['foo']`, `Unsupported URL type foo:// for dictionary value @ data['remote']['storage']` */
function configurationFault(message: string): string {
  const text = withoutPrefix(message)
  const found = /^(.+?)(?: for dictionary value)? @ data((?:\['.+?'\])+)\.?$/.exec(text)
  if (!found) return text
  const [, reason = '', keys = ''] = found
  const name = [...keys.matchAll(/\['(.+?)'\]/g)].map(([, key]) => key).join('.')
  return reason === 'extra keys not allowed' ? `it does not know the option ${name}` : `${name}: ${reason}`
}

function withoutPrefix(message: string): string {
  return message.replace(/^config file error: /, '')
}

function placeOf({ path }: QueryError): { path?: string } {
  return path === undefined ? {} : { path: path.replace(/^\.\//, '') }
}

/** `Same item(s) are defined as both a dependency and an output in stages: b, a.` */
function cycle(message: string): Complaint {
  const names = /in stages?: (.+?)\.?$/.exec(message)?.[1]?.split(', ').reverse()
  const [first, second] = names ?? []
  if (first === undefined)
    return {
      id: 'pipeline-cycle',
      message: `the pipeline has a cycle: ${message}`,
      remedy: 'Take one of the dependencies out.',
    }
  const place = inStage(first)
  if (second === undefined)
    return {
      id: 'pipeline-cycle',
      ...place,
      message: `the stage ${first} needs its own output`,
      remedy: 'Give it another output, or take the dependency out.',
    }
  return {
    id: 'pipeline-cycle',
    ...place,
    message: `the stages ${names?.join(', ') ?? ''} form a cycle: each needs, over the others, its own output`,
    remedy: 'Take one of their dependencies out.',
  }
}

/** `output 'x' is specified in: - b - a Use ...` */
function duplicateOutput(message: string): Complaint {
  const found = /^output '(.+?)' is specified in:((?: - \S+)+)/.exec(message)
  const names =
    found?.[2]
      ?.split(' - ')
      .filter((name) => name !== '')
      .sort() ?? []
  const [first] = names
  if (!found || first === undefined) return { id: 'output-duplicated', message, remedy: 'Give every output one stage.' }
  return {
    id: 'output-duplicated',
    ...inStage(first),
    message: `${names.join(' and ')} both make the output ${found[1] ?? ''}`,
    remedy: 'Give every output one stage.',
  }
}

/** `The output paths: 'x'('a') 'x/y'('b') overlap and are thus ...` */
function overlappingOutputs(message: string): Complaint {
  const found = [...message.matchAll(/'(.+?)'\('(.+?)'\)/g)].map(([, path = '', stage = '']) => ({ path, stage }))
  const [first] = found
  if (!first) return { id: 'outputs-overlap', message, remedy: 'Give every output a folder of its own.' }
  return {
    id: 'outputs-overlap',
    ...inStage(first.stage),
    message: `outputs lie inside each other: ${found.map(({ path, stage }) => `${path} of ${stage}`).join(', ')}`,
    remedy: 'Give every output a folder of its own.',
  }
}

/** `failed to parse 'stages.a.cmd' in 'dvc.yaml': Could not find 'model.lr'` */
function unresolved(message: string): Complaint {
  const found = /^failed to parse (?:'(.+?)' in )?'(.+?)': ?(.*)$/.exec(message)
  if (!found) return { id: 'template-unresolved', message, remedy: 'Define the value in params.yaml or under `vars:`.' }
  const [, key = '', path = '', reason = ''] = found
  // Of a stage of a foreach or matrix DVC names the single one.
  const place = { path, ...(key === '' ? {} : { key: key.replace(/@[^.]*/, '') }) }
  const name = /Could not find '(.+?)'/.exec(reason)?.[1]
  if (name !== undefined)
    return {
      id: 'template-unresolved',
      ...place,
      message: `${key || path} uses \${${name}}, which is defined nowhere`,
      remedy: 'Define it in params.yaml or under `vars:`.',
    }
  const file = /^'(.+?)' does not exist/.exec(reason)?.[1]
  if (file !== undefined)
    return {
      id: 'template-unresolved',
      ...place,
      message: `${key || path} names the file '${file}', which does not exist`,
      remedy: 'Commit that file, or take it out.',
    }
  return { id: 'template-unresolved', ...place, message: `${key || path}: ${reason}`, remedy: 'Mend the template.' }
}

/** `'./dvc.yaml' validation failed: extra keys not allowed @ data['stages']['a']['outz'].` */
function invalid(error: QueryError, message: string): Complaint {
  const found = /^'(.+?)' validation failed[^:]*: (.+?)(?: @ data((?:\['.+?'\]|\[\d+\])*))?\.?$/.exec(message)
  if (!found) return { id: 'dvc-file-invalid', message, ...placeOf(error), remedy: 'Mend the file.' }
  const [, file = '', reason = '', keys = ''] = found
  const path = file.replace(/^\.\//, '')
  const names = [...keys.matchAll(/\['(.+?)'\]|\[(\d+)\]/g)].map(([, name, index]) => name ?? index ?? '')
  const key = names.join('.')
  const last = names.at(-1) ?? ''
  const parent = names.slice(0, -1).join('.') || 'it'
  const kind = kindOf(path)
  const remedy =
    kind === 'lock' || kind === 'data'
      ? restoreRemedy(path, kind)
      : 'The keys are explained in https://dvc.org/doc/user-guide/project-structure/dvcyaml-files.'
  const place = { path, ...(key === '' ? {} : { key }) }
  if (reason === 'extra keys not allowed')
    return {
      id: 'dvc-file-invalid',
      ...place,
      message: `${parent} has the key '${last}', which DVC does not know`,
      remedy,
    }
  if (reason === 'required key not provided')
    return { id: 'dvc-file-invalid', ...place, message: `${parent} has no '${last}'`, remedy: `Add '${last}'.` }
  if (reason.startsWith('expected a dictionary'))
    return { id: 'dvc-file-invalid', ...place, message: `${key || path} must be a mapping of keys to values`, remedy }
  return {
    id: 'dvc-file-invalid',
    ...place,
    message: `${key || path}: ${reason.replace(/ for dictionary value$/, '')}`,
    remedy,
  }
}

/** The place of a stage that DVC names as `sub/dvc.yaml:train@a`. */
function inStage(name: string): { path: string; key: string } {
  const colon = name.lastIndexOf(':')
  return {
    path: colon < 0 ? 'dvc.yaml' : name.slice(0, colon),
    key: `stages.${name.slice(colon + 1).split('@')[0] ?? name}`,
  }
}

/** DVC's words about a stage that failed (`failed to run: CMD, exited with -9`), with what the number means where the stage did not choose it. */
export function explainStageFailure(message: string): string {
  const ending = endedBy(Number(/exited with (-?\d+)\.?$/.exec(message)?.[1] ?? 0))
  return ending === undefined ? message : `${message.replace(/\.$/, '')} (${ending})`
}

/** Why a command of DVC's failed, from the end of what it wrote: its last error, without the advice that DVC adds. */
export function reasonOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(<https:\/\/|Is your cache up to date\?|Having any troubles\?)/.test(line))
  const last = lines.map((line) => line.startsWith('ERROR: ')).lastIndexOf(true)
  const words = last < 0 ? lines.slice(-1) : lines.slice(last, last + 6)
  // The last one counts the files; why it did not take them is in the first.
  const transfer = /^ERROR: failed to transfer '[^']*' - (.+)$/m.exec(stderr)?.[1]
  return sentence(
    `${words.join(' ').replace(/^ERROR: /, '') || 'DVC gave no reason'}${transfer === undefined ? '' : ` (${transfer})`}`,
  )
}
