import { describe, expect, test } from '@jest/globals'
import { found, type Overrides } from './build.js'

// Not credentials: they only have the form of one.
const AWS = `AKIA${'Q7R2'.repeat(4)}`
const GITHUB = `ghp_${'a1B2'.repeat(9)}`

const config = (text: string, more: Overrides = {}) =>
  found('credentials-in-config', { ...more, texts: { '.dvc/config': text } })

describe('credentials-in-config', () => {
  test('a credential in .dvc/config is named by remote, option and line, and never shown', () => {
    const text = `[core]\n    remote = storage\n['remote "storage"']\n    url = s3://bucket/x\n    region = eu-west-1\n    secret_access_key = hunter2hunter2\n['remote "azure"']\n    connection_string = "DefaultEndpointsProtocol=https;AccountKey=abc"\n`
    const findings = config(text)
    expect(findings).toMatchObject([
      {
        path: '.dvc/config',
        line: 6,
        severity: 'error',
        fix: 'dvc remote modify --unset storage secret_access_key && dvc remote modify --local storage secret_access_key NEW_VALUE',
      },
      {
        path: '.dvc/config',
        line: 8,
        message: expect.stringContaining("connection_string of the remote 'azure'") as unknown,
      },
    ])
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|AccountKey/)
  })

  test('a config.local in Git is a finding for each of its credentials', () => {
    expect(
      found('credentials-in-config', { texts: { '.dvc/config.local': '[\'remote "s"\']\n    password = abc\n' } }),
    ).toMatchObject([
      { path: '.dvc/config.local', line: 2, fix: 'git rm --cached --ignore-unmatch --quiet -- .dvc/config.local' },
    ])
  })

  test.each<[string, string, Overrides]>([
    [
      'harmless options',
      '[\'remote "s"\']\n    url = s3://b/p\n    profile = team\n    keyfile = ~/.ssh/id\n    ask_password = true\n    account_name = x\n',
      {},
    ],
    [
      'an option without a value, a placeholder, a comment',
      '[\'remote "s"\']\n    password =\n    token = ${TOKEN}\n    # password = abc\n',
      {},
    ],
  ])('credentials-in-config finds nothing in %s', (_, text, more) => expect(config(text, more)).toEqual([]))

  test('a credential in a file that Git ignores is no finding', () => {
    expect(
      found('credentials-in-config', {
        texts: { '.dvc/config.local': 'password = abc\n' },
        untracked: [],
        tracked: [],
      }).map(({ message }) => message),
    ).toEqual([expect.stringMatching(/Git has this file\. All readers/)])
    expect(found('credentials-in-config', { texts: {}, tracked: ['.dvc/config.local'] })).toEqual([])
  })
})

describe('credentials-in-url', () => {
  test.each<[string, Overrides, string, number, string]>([
    [
      'a password in a remote',
      { texts: { '.dvc/config': '[\'remote "web"\']\n    url = https://bob:hunter2hunter2@example.org/x\n' } },
      '.dvc/config',
      2,
      'a password',
    ],
    [
      'a token in an import',
      { files: { 'data.dvc': `deps:\n- path: x\n  repo:\n    url: https://${GITHUB}@github.com/org/data\n` } },
      'data.dvc',
      4,
      'a GitHub token',
    ],
    [
      'a signature in a dependency',
      {
        files: {
          'dvc.yaml':
            'stages:\n  a:\n    cmd: x\n    deps:\n    - https://x.blob.core.windows.net/c/f?sv=2022&sig=abcdefghijklmnopqrstuvwxyz%3D\n',
        },
      },
      'dvc.yaml',
      5,
      'an access signature',
    ],
    [
      'a password in a command',
      { files: { 'dvc.yaml': 'stages:\n  a:\n    cmd: psql postgresql://bob:s3cr3tpw@db.example.org/x\n' } },
      'dvc.yaml',
      3,
      'a password',
    ],
  ])('credentials-in-url finds %s', (_, input, path, line, what) => {
    const findings = found('credentials-in-url', input)
    expect(findings).toMatchObject([{ path, line, severity: 'error' }])
    expect(findings[0]?.message).toContain(what)
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|ghp_|abcdefghij|s3cr3t/)
  })

  test('a credential that dvc.lock repeats is reported once, in the file that a person wrote', () => {
    const command = 'curl https://bob:hunter2hunter2@example.org'
    const files = {
      'dvc.lock': `schema: '2.0'\nstages:\n  a:\n    cmd: ${command}\n`,
      'dvc.yaml': `stages:\n  a:\n    cmd: ${command}\n`,
    }
    expect(found('credentials-in-url', { files }).map(({ path }) => path)).toEqual(['dvc.yaml'])
    expect(
      found('credentials-in-url', { files: { ...files, 'dvc.yaml': 'stages:\n  a:\n    cmd: curl ${url}\n' } }).map(
        ({ path }) => path,
      ),
    ).toEqual(['dvc.lock'])
  })

  test.each([
    'ssh://git@github.com/org/x',
    'https://user@example.org',
    'https://bob:${PASSWORD}@example.org',
    'https://bob:<password>@example.org',
    'https://bob:$PW@example.org',
    'postgresql://postgres:postgres@db.example.org/x',
    'postgresql://app:devpassword1@localhost:5432/x',
    'https://example.org/a:b@c',
    'https://example.org/x?token=short',
    's3://bucket/key@2',
    'https://u:***@h.org',
  ])('credentials-in-url finds nothing in %s', (address) => {
    expect(found('credentials-in-url', { files: { 'dvc.yaml': `stages:\n  a:\n    cmd: run ${address}\n` } })).toEqual(
      [],
    )
  })
})

describe('credentials-in-params', () => {
  test.each<[string, string]>([
    [`aws: ${AWS}`, 'an AWS access key'],
    [`  "key": "${GITHUB}",`, 'a GitHub token'],
    ['database_password: hunter2hunter2', 'by its name (database_password)'],
    ['"api_key": "3f9a8b7c6d5e"', 'by its name (api_key)'],
    ["client-secret = 'Ab3dEf6hIj'", 'by its name (client-secret)'],
    ['API_KEY = "q1w2e3r4t5"', 'by its name (API_KEY)'],
    ['db: postgresql://bob:hunter2hunter2@db.example.org/x', 'a password'],
    ['pem: |', ''],
    ['  -----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    ['    { access_token: abc123def456 }', 'by its name (access_token)'],
  ])('credentials-in-params finds the credential in %s', (line, what) => {
    const findings = found('credentials-in-params', { texts: { 'params.yaml': `lr: 0.1\n${line}\n` } })
    if (what === '') expect(findings).toEqual([])
    else
      expect(findings).toMatchObject([
        { path: 'params.yaml', line: 2, severity: 'error', message: expect.stringContaining(what) as unknown },
      ])
    expect(JSON.stringify(findings)).not.toMatch(/hunter2|3f9a8b|Q7R2|Ab3dEf|q1w2e3|abc123/)
  })

  test.each([
    'max_tokens: 100',
    'pad_token: "[PAD]"',
    'token: "abc123def456"',
    'tokenizer: bert-base-uncased-v2',
    'password_column: pw_hash_1',
    'api_key: ${API_KEY}',
    'api_key: OPENAI_API_KEY_2',
    'secret: my-secret-name',
    'password: changeme',
    'password: ""',
    'password:',
    'secret_key: projects/1234/secrets/x1',
    'password: /run/secrets/db1pass',
    'api_key: vault:kv/data/x1',
    'secret: true',
    '# password: hunter2hunter2',
    'private_key: ~/.ssh/id_rsa2',
    'passphrase: correct horse battery 1',
    'sk: sk-learn',
    'hash: 0123456789abcdef0123456789abcdef',
    'secret_key: <your key 1>',
    'api_key: your_key_123',
  ])('credentials-in-params finds nothing in %s', (line) => {
    expect(found('credentials-in-params', { texts: { 'params.yaml': `${line}\n` } })).toEqual([])
  })

  test('parameter files that stages name are checked, and files outside of Git are not', () => {
    const text = { 'conf/train.toml': 'password = "hunter2hunter2"\n' }
    expect(found('credentials-in-params', { texts: text })).toEqual([])
    const named = {
      texts: text,
      files: { 'dvc.yaml': 'stages:\n  a:\n    cmd: x\n' },
      project: {
        root: '/',
        edges: [],
        remotes: {},
        defaultRemote: null,
        metrics: [],
        plots: [],
        params: [],
        artifacts: [],
        stages: [
          {
            name: 'a',
            kind: 'stage' as const,
            file: 'dvc.yaml',
            wdir: '.',
            frozen: false,
            always: false,
            partial: false,
            outs: [],
            deps: [{ kind: 'params' as const, path: 'conf/train.toml', names: [], locked: {} }],
          },
        ],
      },
    }
    expect(found('credentials-in-params', named)).toHaveLength(1)
    expect(found('credentials-in-params', { ...named, tracked: [], untracked: ['conf/train.toml'] })).toMatchObject([
      { message: expect.stringContaining('the next `git add` would commit this file') as unknown },
    ])
  })
})
