import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCliSettings } from '../../src/settings/load.js'
import {
  isCredential,
  secretsOf,
  secretsOfAddresses,
  secretsOfNetrc,
  secretsOfOptions,
} from '../../src/settings/secrets.js'

let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dvc-ci-secrets-'))
})
afterAll(async () => {
  await rm(base, { recursive: true })
})

async function secrets(remoteConfig: Record<string, string>, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const request = await loadCliSettings(
    ['validate', ...(Object.keys(remoteConfig).length > 0 ? ['--remote-config', JSON.stringify(remoteConfig)] : [])],
    {},
    base,
  )
  if (request.kind !== 'run') throw new Error('no settings')
  return secretsOf(request.settings, env)
}

test('every option of the remote is a secret, except known harmless options', async () => {
  expect(
    await secrets({
      region: 'eu-west-1',
      endpointurl: 'https://s3.example.org',
      url: 's3://bucket',
      use_ssl: 'false',
      port: '2222',
      user: 'a-user',
      profile: 'default',
      read_timeout: '3000',
      access_key_id: 'AKIA1234',
      secret_access_key: 'very-secret',
      an_option_of_tomorrow: 'who-knows',
    }),
  ).toEqual(['very-secret', 'who-knows', 'AKIA1234'])
})

test('a short value, true and false are not secrets', async () => {
  expect(await secrets({ password: 'abc', token: 'true', sas_token: 'False', account_key: 'four' })).toEqual(['four'])
})

test('the password of an address and each line of a long value are secrets', async () => {
  expect(await secrets({ url: 'https://me:hunter22@example.org/data' })).toEqual(['hunter22'])
  expect(await secrets({ key: 'first-line\nsecond-line\nx' })).toEqual([
    'first-line\nsecond-line\nx',
    'second-line',
    'first-line',
  ])
})

test('credentials of the environment are recognized by their names', async () => {
  expect(
    (
      await secrets(
        {},
        {
          AWS_ACCESS_KEY_ID: 'AKIAABCDEFGH',
          AWS_SECRET_ACCESS_KEY: 'aws-secret-value',
          AZURE_STORAGE_KEY: 'azure-key-value',
          GITHUB_TOKEN: 'ghs_12345678',
          MLFLOW_TRACKING_PASSWORD: 'mlflow-password',
          INPUT_TOKEN: 'ghs_87654321',
          AZURE_STORAGE_CONNECTION_STRING: 'A=b;C=dddd',
          HTTPS_PROXY: 'http://me:proxypass@proxy:3128',
          AWS_REGION: 'eu-west-1-region',
          TOKENIZERS_PARALLELISM: 'something-long',
          GOOGLE_APPLICATION_CREDENTIALS: '/path/to/file.json',
          MAX_TOKENS: '1000000000',
          SHORT_TOKEN: 'abc',
          PATH: '/usr/bin:/bin',
          EMPTY_SECRET: '',
        },
      )
    ).sort(),
  ).toEqual(
    [
      'A=b;C=dddd',
      'AKIAABCDEFGH',
      'aws-secret-value',
      'azure-key-value',
      'ghs_12345678',
      'ghs_87654321',
      'mlflow-password',
      'proxypass',
    ].sort(),
  )
})

test('a value that contains another comes first, and no value comes twice', async () => {
  expect(await secrets({ a_key: 'abcd', b_key: 'abcdefgh', c_key: 'abcd' })).toEqual(['abcdefgh', 'abcd'])
})

test.each([
  ['secret_access_key', true],
  ['access_key_id', true],
  ['session_token', true],
  ['PASSWORD', true],
  ['account_key', true],
  ['connection_string', true],
  ['oss_key_secret', true],
  ['oss_key_id', true],
  ['gdrive_client_secret', true],
  ['sse_customer_key', true],
  ['custom_auth_header', true],
  ['passphrase', true],
  ['region', false],
  ['ask_password', false],
  ['bearer_token_command', false],
  ['exclude_shared_token_cache_credential', false],
  ['credentialpath', false],
  ['key_path', false],
  ['user', false],
])('%s in a committed file is rejected as a credential: %s', (option, credential) => {
  expect(isCredential(option)).toBe(credential)
})

test.each([
  'PGPASSWORD',
  'MYSQL_PWD',
  'DJANGO_SECRET_KEY',
  'KAGGLE_KEY',
  'GH_PAT',
  'SMTP_PASS',
  'SLACK_WEBHOOK_URL',
  'GCP_SA_JSON',
  'GOOGLE_CREDENTIALS',
  'SENTRY_DSN',
  'SSHPASS',
  'DB_PASS',
  'SESSION_COOKIE',
  'AZURE_CLIENT_SECRET',
  'OPENAI_APIKEY',
  'wandb_api_key',
])('%s is a credential by its name', async (name) => {
  expect(await secrets({}, { [name]: 'a-value-of-it' })).toEqual(['a-value-of-it'])
})

test.each([
  'PWD',
  'OLDPWD',
  'CACHE_KEY',
  'SSH_PUBLIC_KEY',
  'MONKEY',
  'TURKEY',
  'COMPASSES',
  'MAX_TOKENS',
  'GRAPH_PATH',
])('%s is no credential', async (name) => {
  expect(await secrets({}, { [name]: 'a-value-of-it' })).toEqual([])
})

test('the credentials of a DVC configuration and of a .netrc are secrets', () => {
  expect(
    secretsOfOptions([
      { name: 'url', value: 'https://me:hunter22@example.org' },
      { name: 'secret_access_key', value: 'of the cloud' },
      { name: 'region', value: 'eu-west-1' },
    ]),
  ).toEqual(['hunter22', 'of the cloud'])
  expect(
    secretsOfNetrc('machine a.org login me password hunter22\nmachine b.org\n  login x\n  password "more words"'),
  ).toEqual(['hunter22', 'more words'])
})

test('the passwords in the addresses of a text are secrets, and templates are not', () => {
  const text =
    'deps: [https://me:hunter22@example.org/d.csv, "s3://b/k", https://me:${password}@x.org/y]\nssh://a:other4@h/p'
  expect(secretsOfAddresses(text)).toEqual(['hunter22', 'other4'])
  expect(secretsOfAddresses('time: 12:30 mail: a@b.org http://host:8080/x@y')).toEqual([])
})
