import type { OutsideErrorId } from '../errors/catalogue.js'
import { type ErrorDetails, OutsideError } from '../errors/errors.js'
import { withoutPeriod } from '../text/words.js'
import type { QueryError, RemoteFailure } from './engine-protocol.js'
import { expiredSession, longerSession } from './expired-session.js'

/** The settings and variables to check for a kind of remote. */
interface Options {
  credentials: string
  address: string
  /** Where the client of a dependency finds credentials: its address has no options. */
  variables?: string
}

const S3: Options = {
  credentials:
    '`access_key_id`, `secret_access_key` and `session_token`, or `profile`, in `remote-config`, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
  address: '`url`, `endpointurl` and `region`',
  variables: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
}
const HTTP: Options = {
  credentials: '`auth`, `user` and `password`, or `custom_auth_header`, in `remote-config`',
  address: '`url`',
  variables: 'the `.netrc` of the user',
}
const WEBDAV: Options = { credentials: '`user` and `password`, or `token`, in `remote-config`', address: '`url`' }
const FOLDER: Options = { credentials: 'the permissions of the folder', address: '`url`' }
const OTHER: Options = { credentials: 'its options in `remote-config`', address: '`url`' }

/** By the scheme of the address. */
const OPTIONS: Readonly<Record<string, Options>> = {
  '': FOLDER,
  azure: {
    credentials:
      '`connection_string`, or `account_name` with `account_key` or `sas_token`, in `remote-config`, or AZURE_STORAGE_CONNECTION_STRING',
    address: '`url`, `account_name` and `connection_string`',
    variables: 'AZURE_STORAGE_CONNECTION_STRING',
  },
  file: FOLDER,
  gdrive: {
    credentials: '`gdrive_service_account_json_file_path` in `remote-config`, or GDRIVE_CREDENTIALS_DATA',
    address: '`url`',
  },
  gs: {
    credentials: '`credentialpath` in `remote-config`, or GOOGLE_APPLICATION_CREDENTIALS',
    address: '`url` and `endpointurl`',
    variables: 'GOOGLE_APPLICATION_CREDENTIALS',
  },
  http: HTTP,
  https: HTTP,
  oss: {
    credentials: '`oss_key_id` and `oss_key_secret` in `remote-config`, or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET',
    address: '`url` and `oss_endpoint`',
    variables: 'OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET',
  },
  s3: S3,
  ssh: {
    credentials: '`user`, `keyfile` and `password` in `remote-config`',
    address: '`url` and `port`',
    variables: 'the keys and the `.ssh/config` of the user',
  },
  webdav: WEBDAV,
  webdavs: WEBDAV,
}

const BUCKETS = ['azure', 'gs', 'oss', 's3']

/** The error of a remote, or of a dependency outside of the repository, that does not say whether it has the data. */
export function remoteError(failure: RemoteFailure, cause?: QueryError): OutsideError {
  const { role, url } = failure
  const details: ErrorDetails = {
    key: role === 'remote' ? 'remote' : 'deps',
    value: url,
    remedy: remedyOf(failure),
    cause,
  }
  return new OutsideError(idOf(failure), `${remoteFailureText(failure)}.`, details)
}

/** Which remote or dependency fails, how and why, as a clause. */
export function remoteFailureText(failure: RemoteFailure): string {
  return `${subjectOf(failure)} ${VERBS[failure.kind](failure)}: ${withoutPeriod(failure.reason)}`
}

const VERBS: Readonly<Record<RemoteFailure['kind'], (failure: RemoteFailure) => string>> = {
  refused: ({ writing }) => (writing ? 'denies the upload' : 'denies access'),
  'host-key': () => 'does not have the expected host key',
  'no-place': ({ protocol }) => `does not exist: its ${placeWord(protocol)} is missing`,
  unreachable: () => 'cannot be reached',
  full: () => 'has no space',
}

function subjectOf({ role, name, url, endpoint }: RemoteFailure): string {
  const address = endpoint === null ? url : `${url} at ${endpoint}`
  return role === 'remote' ? `the DVC remote '${name}' (${address})` : `the dependency ${address}`
}

function idOf({ role, kind, protocol }: RemoteFailure): OutsideErrorId {
  if (kind === 'full') return 'disk-full'
  if (kind === 'host-key') return 'remote-host-key'
  if (role === 'dependency') return 'dependency-unreachable'
  if (kind === 'refused') return 'remote-access-denied'
  if (kind === 'unreachable') return 'remote-unreachable'
  return BUCKETS.includes(protocol) ? 'remote-bucket-missing' : 'remote-folder-missing'
}

function placeWord(protocol: string): string {
  if (protocol === 'azure') return 'container'
  return BUCKETS.includes(protocol) ? 'bucket' : 'folder'
}

/** The remedy for a dependency. Its address takes no options; the address `remote://NAME/PATH` takes those of a remote. */
function dependencyRemedy({ name, kind, protocol, option }: RemoteFailure): string {
  const { credentials, variables } = OPTIONS[protocol] ?? OTHER
  if (kind === 'refused' && name.startsWith('remote://')) return `Check ${credentials}. No stage was judged.`
  if (kind === 'refused' && variables !== undefined)
    return `Check ${variables}, or write the dependency as \`remote://NAME/PATH\`, which has the credentials of the remote NAME. No stage was judged.`
  const longer = option === null ? '' : ` A server that answers later needs a longer \`${option}\`.`
  return `Check its address, and that this machine can read it.${longer} No stage was judged.`
}

/** What an S3 server means by a refusal, as a sentence after the remedy. */
function s3Note({ reason, writing }: RemoteFailure): string {
  // A HEAD has no body, and so no word of the server.
  if (/^HTTP 400\b|ExpiredToken|TokenRefreshRequired/.test(reason))
    return ` S3 answers so to an expired session token. ${longerSession('s3')}`
  if (/RequestTimeTooSkewed/.test(reason)) return ' The clock of this machine is wrong.'
  return /^HTTP 403\b/.test(reason) && !writing
    ? ' S3 also denies access to an absent object if the key may not list the bucket (s3:ListBucket).'
    : ''
}

function remedyOf(failure: RemoteFailure): string {
  const { role, kind, protocol, option, reason, writing } = failure
  const { credentials, address } = OPTIONS[protocol] ?? OTHER
  if (kind === 'host-key')
    return 'Ask the owner of the server for its key. If the new key is right, replace the line of the host in `ssh-known-hosts` or in known_hosts of the user (`ssh-keyscan HOST` prints it). If not, another machine answers in its place: send no credential there.'
  if (role === 'dependency') return dependencyRemedy(failure)
  if (kind === 'full') return 'Make room in the remote, and run this again.'
  if (kind === 'no-place')
    return `Check ${address} of the remote. For a new remote, create its ${placeWord(protocol)} first.`
  if (kind === 'unreachable' && option !== null)
    return `Check ${address} of the remote, and that this machine can reach it. A server that answers later needs a longer \`${option}\`.`
  if (kind === 'unreachable')
    return `Check ${address} of the remote, and that this machine can reach it. Run this again if the server failed.`
  const expired = expiredSession(failure)
  if (expired !== undefined) return expired
  if (option === 'password' || option === 'passphrase')
    return `Set \`${option}\` in \`remote-config\`, for example from a secret.`
  if (option !== null) return `Put this file on the machine, or set \`${option}\` in \`remote-config\`.`
  if (/^HTTP 405\b/.test(reason))
    return 'Check `method` of the remote: DVC uploads with POST, or with PUT if it says so.'
  // A server that does not know the user has no opinion on rights.
  const rights = writing && !/^HTTP 40[01]\b/.test(reason) ? ' They need the right to write.' : ''
  return `Check ${credentials}.${rights}${protocol === 's3' ? s3Note(failure) : ''}`
}
