import { describe, expect, test } from '@jest/globals'
import { translateDvcError } from '../../src/dvc/dvc-errors.js'
import { QueryError, type RemoteFailure } from '../../src/dvc/engine-protocol.js'

/** The error of a question to this remote. */
function told(failure: Partial<RemoteFailure>) {
  const whole: RemoteFailure = {
    role: 'remote',
    name: 'storage',
    url: 's3://models/dvc',
    protocol: 's3',
    endpoint: null,
    kind: 'refused',
    reason: 'said',
    option: null,
    writing: false,
    ...failure,
  }
  const { id, exitCode, text, details } = translateDvcError(
    new QueryError('raw', ['RemoteError', 'Exception'], undefined, undefined, whole),
    'verify',
  )
  return { id, exitCode, text, value: details.value }
}

describe('the error of a remote', () => {
  test.each([
    ['refused', 's3', 'remote-access-denied', 'denies access'],
    ['unreachable', 'https', 'remote-unreachable', 'cannot be reached'],
    ['no-place', 's3', 'remote-bucket-missing', 'does not exist: its bucket is missing'],
    ['no-place', 'azure', 'remote-bucket-missing', 'does not exist: its container is missing'],
    ['no-place', 'ssh', 'remote-folder-missing', 'does not exist: its folder is missing'],
    ['full', 'ssh', 'disk-full', 'has no space'],
    ['host-key', 'ssh', 'remote-host-key', 'does not have the expected host key'],
  ] as const)('%s of %s is %s with exit code 3', (kind, protocol, id, verb) => {
    const url = `${protocol}://models/dvc`
    const error = told({ kind, protocol, url })
    expect(error).toMatchObject({ id, exitCode: 3, value: url })
    expect(error.text.startsWith(`the DVC remote 'storage' (${url}) ${verb}: said. `)).toBe(true)
  })

  test.each([
    [{ protocol: 's3' }, 'AWS_ACCESS_KEY_ID'],
    [{ protocol: 's3', reason: 'HTTP 403 Forbidden' }, 's3:ListBucket'],
    [{ protocol: 's3', reason: 'HTTP 400 Bad Request' }, 'expired session token. The session ended before the run.'],
    [{ protocol: 's3', reason: 'ExpiredToken: The provided token has expired.' }, '`role-duration-seconds`'],
    [
      { protocol: 'azure', reason: 'AADSTS700024: Client assertion is not within its valid time range.' },
      'azure/login',
    ],
    [{ protocol: 'gs', reason: 'invalid_grant: Token expired' }, 'google-github-actions/auth'],
    [{ protocol: 's3', reason: 'HTTP 403 Forbidden (RequestTimeTooSkewed)' }, 'The clock of this machine is wrong.'],
    [
      { role: 'dependency', protocol: 's3' },
      'Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or',
    ],
    [{ role: 'dependency', protocol: 'https' }, 'Check the `.netrc` of the user, or write the dependency as'],
    [{ role: 'dependency', name: 'remote://store/d.csv' }, 'Check `access_key_id`'],
    [{ role: 'dependency', kind: 'unreachable', option: 'remote-timeout' }, 'a longer `remote-timeout`'],
    [{ protocol: 'webdavs' }, '`user` and `password`, or `token`, in `remote-config`'],
    [{ protocol: 'gs' }, 'GOOGLE_APPLICATION_CREDENTIALS'],
    [{ protocol: 'azure' }, 'AZURE_STORAGE_CONNECTION_STRING'],
    [{ protocol: 'http' }, '`user` and `password`, or `custom_auth_header`, in `remote-config`'],
    [{ protocol: 'http', reason: 'HTTP 405 Method Not Allowed' }, '`method`'],
    [{ protocol: 'ssh', option: 'keyfile' }, 'set `keyfile`'],
    [{ protocol: 'ssh', option: 'password' }, 'Set `password` in `remote-config`, for example from a secret.'],
    [{ protocol: 'ftp' }, '`remote-config`'],
    [{ protocol: 'gs', writing: true }, 'denies the upload: said. Check `credentialpath`'],
    [{ protocol: 's3', writing: true }, 'They need the right to write.'],
    [{ kind: 'unreachable', endpoint: 'http://127.0.0.1:9000' }, 'at http://127.0.0.1:9000'],
  ] as [Partial<RemoteFailure>, string][])('of %j names %s', (failure, text) => {
    expect(told(failure).text).toContain(text)
  })

  test('a dependency on a server has an identifier of its own', () => {
    expect(
      told({ role: 'dependency', name: 'x', url: 'http://host/d.csv', kind: 'unreachable', reason: 'HTTP 503' }),
    ).toMatchObject({ id: 'dependency-unreachable', exitCode: 3 })
  })
})

test('a missing dataset, a missing package for S3 and a remote that keeps versions are named', () => {
  const dataset = new QueryError(
    "dataset not found: 'faces'",
    ['DatasetNotFoundError', 'DvcException'],
    'KeyError',
    undefined,
  )
  expect(translateDvcError(dataset, 'status')).toMatchObject({
    id: 'dvc-project-invalid',
    exitCode: 2,
    message: "a stage depends on ds://faces, and no dvc.yaml has the dataset 'faces'.",
  })
  const unsupported = new QueryError(
    "s3 is supported, but requires 'dvc-s3' to be installed: No module named 'dvc_s3'",
    ['ImportError', 'Exception'],
    undefined,
    undefined,
  )
  expect(translateDvcError(unsupported, 'verify')).toMatchObject({ id: 'remote-support-missing', exitCode: 2 })
  const versioned = new QueryError(
    "the remote 'storage' has worktree = true",
    ['VersionedRemoteError'],
    undefined,
    undefined,
  )
  expect(translateDvcError(versioned, 'verify')).toMatchObject({ id: 'remote-versioning-unsupported', exitCode: 2 })
})

test('an error of the file system of this machine is not an error of the remote', () => {
  const of = (message: string, kind = 'PermissionError') =>
    translateDvcError(new QueryError(message, [kind, 'OSError', 'Exception'], undefined, undefined), 'status')
  expect(of("[Errno 13] Permission denied: '/p/.dvc/tmp/lock'")).toMatchObject({
    id: 'file-access-denied',
    exitCode: 2,
    details: { value: '/p/.dvc/tmp/lock' },
  })
  expect(of("[Errno 30] Read-only file system: '/p/x'", 'OSError')).toMatchObject({ id: 'disk-read-only' })
  expect(of('[Errno 28] No space left on device', 'OSError')).toMatchObject({ id: 'disk-full' })
  expect(of('no route to the host', 'OSError')).toMatchObject({ id: 'remote-unreachable' })
})

test('a mistyped option of a remote has the nearest one beside it', () => {
  const mistyped = (name: string) =>
    translateDvcError(
      new QueryError(
        `config file error: extra keys not allowed @ data['remote']['storage']['${name}']`,
        ['ConfigError'],
        undefined,
        undefined,
      ),
      'inspect',
    ).message
  expect(mistyped('endpointurll')).toContain('DVC has no option remote.storage.endpointurll, perhaps endpointurl.')
  expect(mistyped('acces_key_id')).toContain('perhaps access_key_id.')
  expect(mistyped('colour')).toMatch(/no option remote\.storage\.colour\.$/)
})
