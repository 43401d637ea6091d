import { describe, expect, test } from '@jest/globals'
import {
  addressesIn,
  addressOf,
  movedRemotes,
  type RemotePlace,
  type RemotePlaces,
} from '../../src/pipeline/remote-places.js'
import { ambientCredentials } from '../../src/settings/ambient-credentials.js'
import { isCredential } from '../../src/settings/secrets.js'

const at = (place: string, ...added: string[]): RemotePlace => ({ place, added })
const KEYS = ['access_key_id', 'secret_access_key', 'verify']

function moved(base: RemotePlaces, head: RemotePlaces, env: NodeJS.ProcessEnv = {}, accepted: string[] = []) {
  return movedRemotes({
    head,
    base,
    accepted,
    given: ['access_key_id', 'secret_access_key'],
    isCredential,
    variables: (scheme) => ambientCredentials(scheme, env),
  }).map(({ name, credentials }) => [name, credentials.length])
}

describe('a remote of a change', () => {
  test.each<[string, RemotePlaces, RemotePlaces, NodeJS.ProcessEnv, [string, number][]]>([
    ['in the same place', { s: at('s3://a', ...KEYS) }, { s: at('s3://a', ...KEYS) }, { AWS_PROFILE: 'p' }, []],
    ['in another bucket', { s: at('s3://a', ...KEYS) }, { s: at('s3://b', ...KEYS) }, {}, [['s', 2]]],
    [
      'in another bucket, with keys of the job',
      { s: at('s3://a') },
      { s: at('s3://b') },
      { AWS_PROFILE: 'p' },
      [['s', 1]],
    ],
    ['in another bucket, without a credential', { s: at('s3://a') }, { s: at('s3://b') }, {}, [['s', 0]]],
    [
      'with an endpoint',
      { s: at('s3://a', ...KEYS) },
      { s: at('s3://a endpointurl=http://e', ...KEYS) },
      {},
      [['s', 2]],
    ],
    [
      'that is new',
      { s: at('s3://a', ...KEYS) },
      { s: at('s3://a', ...KEYS), e: at('https://e', 'password') },
      {},
      [['e', 1]],
    ],
    [
      'that takes the place of the one in use',
      { s: at('s3://a', ...KEYS), p: at('s3://p') },
      { s: at('s3://a'), p: at('s3://p', ...KEYS) },
      {},
      [['p', 2]],
    ],
    ['with another name', { s: at('s3://a', ...KEYS) }, { t: at('s3://a', ...KEYS) }, { AWS_PROFILE: 'p' }, []],
    ['that becomes a folder', { s: at('s3://a', ...KEYS) }, { s: at('', ...KEYS) }, { AWS_PROFILE: 'p' }, []],
    ['that was a folder', { s: at('', ...KEYS) }, { s: at('s3://a', ...KEYS) }, {}, [['s', 2]]],
    ['where the base has none', {}, { s: at('ssh://h') }, { SSH_AUTH_SOCK: '/s' }, [['s', 1]]],
  ])('%s', (_, base, head, env, found) => {
    expect(moved(base, head, env)).toEqual(found)
    expect(
      moved(
        base,
        head,
        env,
        Object.values(head).map(({ place }) => place),
      ),
    ).toEqual([])
  })
})

test('an address is the scheme, the host and the port, in lower case and without an account', () => {
  expect(addressOf('SSH://user:pw@Host:22/a/b')).toBe('ssh://host:22')
  expect(addressOf('https://good.example@evil.example/x')).toBe('https://evil.example')
  expect(addressOf('https://evil.example\\@good.example/x')).toBe('https://evil.example')
  expect(addressOf('data/raw.csv')).toBeUndefined()
  expect(addressesIn('deps:\n- path: s3://a/x\n- "https://b/y?z"\n')).toEqual(new Set(['s3://a', 'https://b']))
})
