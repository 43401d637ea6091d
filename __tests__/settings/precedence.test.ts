import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { parseConfig } from '../../src/settings/config-file.js'
import { namedRemotes } from '../../src/settings/remote-options.js'
import { settingValue, textLayer } from '../../src/settings/resolve.js'
import { settingSchema } from '../../src/settings/schema.js'
import type { SettingName } from '../../src/settings/setting-values.js'
import { SETTINGS, settingRow } from '../../src/settings/table.js'
import { examples } from '../support/turn.js'

/** Valid values of settings that a file can give: as the text of an input, and as YAML. */
const WRITTEN: Partial<Record<SettingName, readonly { text: string; yaml: string }[]>> = {
  'working-directory': ['.', 'models/digits'].map((each) => ({ text: each, yaml: each })),
  remote: ['storage', 'my remote', '42'].map((each) => ({ text: each, yaml: JSON.stringify(each) })),
  setup: ['auto', 'none', 'uv sync --frozen', 'pip install -r "a b.txt"'].map((each) => ({
    text: each,
    yaml: JSON.stringify(each),
  })),
  'setup-exports': [{ text: 'path, env', yaml: '[path, env]' }],
  'accepted-remotes': [{ text: 's3://a, ssh://h:22 auth=basic', yaml: '[s3://a, "ssh://h:22 auth=basic"]' }],
  'ssh-known-hosts': ['known_hosts', 'h ssh-ed25519 AAAA'].map((each) => ({ text: each, yaml: JSON.stringify(each) })),
  'remote-timeout': ['90s', '2m', '600'].map((each) => ({ text: each, yaml: each })),
  'dvc-version': ['3.67.1', '3.0', '4.0.0rc1'].map((each) => ({ text: each, yaml: JSON.stringify(each) })),
  'dvc-lock': [{ text: 'ci/dvc.txt', yaml: 'ci/dvc.txt' }],
  jobs: ['auto', '1', '16'].map((each) => ({ text: each, yaml: each })),
  grace: ['14d', '36h'].map((each) => ({ text: each, yaml: each })),
  'keep-builds': ['0', '20'].map((each) => ({ text: each, yaml: each })),
  'keep-days': ['0', '365'].map((each) => ({ text: each, yaml: each })),
  projects: [
    { text: 'none', yaml: 'none' },
    { text: 'https://h/a, ../b', yaml: '[https://h/a, ../b]' },
  ],
  'keep-going': ['true', 'false'].map((each) => ({ text: each, yaml: each })),
  checks: [
    { text: 'lint: ruff check', yaml: '{ lint: ruff check }' },
    { text: '{ "b c": [x, y], a: z }', yaml: '{ "b c": "x\\ny", a: [z] }' },
    { text: 'unit: { run: [x, y], report: r.xml }', yaml: '{ unit: { run: "x\\ny", report: [r.xml, r.xml] } }' },
  ],
  pull: ['all', 'none'].map((each) => ({ text: each, yaml: each })),
  evaluate: [
    { text: 'auto', yaml: 'auto' },
    { text: 'none', yaml: 'none' },
    { text: 'a, sub/dvc.yaml:b@1', yaml: '[a, "sub/dvc.yaml:b@1"]' },
    { text: 'evaluate', yaml: '[evaluate]' },
    { text: 'command: python eval.py\nmetrics: out/m.json', yaml: '{ command: python eval.py, metrics: out/m.json }' },
    { text: '{ command: x, metrics: m }', yaml: '{ command: x, metrics: m }' },
  ],
  'evaluate-timeout': ['90s', '1.5h', '600'].map((each) => ({ text: each, yaml: each })),
  stale: [{ text: 'commit', yaml: 'commit' }],
  verify: ['exists', 'sizes', 'full'].map((each) => ({ text: each, yaml: each })),
  wait: ['none', '10m', '90'].map((each) => ({ text: each, yaml: each })),
  drift: ['off', 'warn', 'fail', 'stale'].map((each) => ({ text: each, yaml: each })),
  baseline: ['merge-base', 'branch:main', 'tag:v1.0', 'alias:champion', 'none'].map((each) => ({
    text: each,
    yaml: each,
  })),
  tolerance: ['1e-6', '0', '10%', '0.25'].map((each) => ({ text: each, yaml: each })),
  thresholds: [
    { text: 'a: { min: 1 }\nb: { max_drop: 5% }', yaml: '{ a: { min: 1 }, b: { max_drop: 5% } }' },
    { text: '{ "m.json:x": { max: 2 } }', yaml: '{ "m.json:x": { max: 2 } }' },
  ],
  predictions: [
    'none',
    '{ path: p.csv, truth: y, prediction: p, slices: [region], key: id }',
    '[{ path: a/p.parquet, truth: y, score: s, positive: 1 }, { path: ./q.csv, truth: y, prediction: p }]',
  ].map((each) => ({ text: each, yaml: each })),
  repeat: ['1', '5'].map((each) => ({ text: each, yaml: each })),
  noise: ['none', '5', '{ builds: 3, sigma: 2.5 }', '{ sigma: 3 }'].map((each) => ({ text: each, yaml: each })),
  'data-diff': ['none', 'files', 'all'].map((each) => ({ text: each, yaml: each })),
  'data-show': ['counts', 'values'].map((each) => ({ text: each, yaml: each })),
  'data-keys': [
    { text: '{ data/raw.csv: [id, day], "data/*.csv": id }', yaml: '{ data/raw.csv: [id, day], "data/*.csv": id }' },
  ],
  'data-limit': ['500M', '1G', '1000000'].map((each) => ({ text: each, yaml: each })),
  'data-timeout': ['90s', '5m', '600'].map((each) => ({ text: each, yaml: each })),
  'data-memory': ['2G', '500M'].map((each) => ({ text: each, yaml: each })),
  stages: [
    { text: 'all', yaml: 'all' },
    { text: 'ingest, train', yaml: '[ingest, train]' },
  ],
  update: ['auto', 'true', 'false'].map((each) => ({ text: each, yaml: each })),
  better: [
    { text: 'accuracy, f1', yaml: '[accuracy, f1]' },
    { text: '{ loss: lower }', yaml: '{ loss: lower }' },
  ],
  'history-branch': ['gh-pages', 'docs/history', 'v1.0'].map((each) => ({ text: each, yaml: each })),
  provenance: ['off', 'on', 'required', '{ use: required, repository: a/b, workflow: .github/workflows/x.yml }'].map(
    (each) => ({ text: each, yaml: each }),
  ),
  'trusted-root': ['keys/trusted_root.json', '/etc/root.json'].map((each) => ({ text: each, yaml: each })),
  environment: [{ text: 'production', yaml: 'production' }],
  'deploy-command': [{ text: './deploy.sh --now', yaml: './deploy.sh --now' }],
  'deploy-event': [{ text: 'model-released', yaml: 'model-released' }],
  'deploy-workflow': [{ text: 'deploy.yml', yaml: 'deploy.yml' }],
  'runs-on': [
    { text: 'linux', yaml: 'linux' },
    { text: 'self-hosted, gpu', yaml: '[self-hosted, gpu]' },
  ],
  'deploy-rollback': ['true', 'false'].map((each) => ({ text: each, yaml: each })),
  when: ['always', 'changed'].map((each) => ({ text: each, yaml: each })),
  force: [
    { text: 'all', yaml: 'all' },
    { text: 'none', yaml: 'none' },
    { text: 'train,evaluate', yaml: '[train, evaluate]' },
    { text: 'a\nb\n', yaml: '[a, b]' },
  ],
  commit: ['push', 'api', 'pull-request', 'tag', 'none'].map((each) => ({ text: each, yaml: each })),
  tag: ['none', 'gto#prod', 'model-v{n}', 'a@v{semver:minor}, a#dev#{n}'].map((each) => ({
    text: each,
    yaml: JSON.stringify(each),
  })),
  'tracking-uri': ['https://mlflow.example.org', 'http://127.0.0.1:5000/behind/prefix'].map((each) => ({
    text: each,
    yaml: each,
  })),
  experiment: ['digits', 'team/digits 2'].map((each) => ({ text: each, yaml: each })),
  model: ['digits-classifier', '42'].map((each) => ({ text: each, yaml: JSON.stringify(each) })),
  'model-path': ['models/forest.joblib', 'model'].map((each) => ({ text: each, yaml: each })),
  'model-artifact': ['upload', 'reference'].map((each) => ({ text: each, yaml: each })),
  alias: ['champion', 'a_b-1'].map((each) => ({ text: each, yaml: each })),
  'model-stage': ['Staging', 'Production', 'Archived'].map((each) => ({ text: each, yaml: each })),
  'model-owner': ['warn', 'strict'].map((each) => ({ text: each, yaml: each })),
  'stage-run': ['shared', 'own'].map((each) => ({ text: each, yaml: each })),
  cleanup: ['true', 'false'].map((each) => ({ text: each, yaml: each })),
  comment: ['auto', 'none'].map((each) => ({ text: each, yaml: each })),
  images: ['none', 'branch'].map((each) => ({ text: each, yaml: each })),
  'images-branch': ['pictures', 'bot/dvc-ci_1'].map((each) => ({ text: each, yaml: each })),
  'check-run': ['true', 'false'].map((each) => ({ text: each, yaml: each })),
  'lint-off': [
    { text: 'large-file', yaml: '[large-file]' },
    { text: 'notebook-outputs, binary-data', yaml: '[notebook-outputs, binary-data]' },
  ],
}

function fromFile(name: SettingName, yaml: string): Map<SettingName, unknown> {
  const [section, key] = settingRow(name).key?.split('.') ?? []
  const { given, problems } = parseConfig(
    key === undefined ? `${section}: ${yaml}\n` : `${section}:\n  ${key}: ${yaml}\n`,
    'dvc-ci.yaml',
  )
  expect(problems).toEqual([])
  return given
}

function fromText(name: SettingName, text: string, surface: 'input' | 'option' = 'input'): Map<SettingName, unknown> {
  const { given, problems } = textLayer(new Map([[name, text]]), surface)
  expect(problems).toEqual([])
  return given
}

const choices = Object.entries(WRITTEN).map(([name, values]) =>
  fc.record({
    name: fc.constant(name as SettingName),
    above: fc.option(fc.constantFrom(...values)),
    below: fc.option(fc.constantFrom(...values)),
  }),
)

test('every setting of the file has examples in this test', () => {
  expect(Object.keys(WRITTEN).sort()).toEqual(
    SETTINGS.filter((row) => row.key !== undefined && row.name !== 'remote-config')
      .map((row) => row.name)
      .sort(),
  )
})

test('an input or option has the meaning of the key of the file, overrides it, and both override the default', () => {
  fc.assert(
    fc.property(
      fc.oneof(...choices),
      fc.constantFrom('input' as const, 'option' as const),
      ({ name, above, below }, surface) => {
        const top = above === null ? new Map<SettingName, unknown>() : fromText(name, above.text, surface)
        const file = below === null ? new Map<SettingName, unknown>() : fromFile(name, below.yaml)
        const value = settingValue(name, [top, file])
        if (above !== null) expect(value).toEqual(settingValue(name, [fromFile(name, above.yaml)]))
        else if (below !== null) expect(value).toEqual(settingValue(name, [fromText(name, below.text)]))
        else expect(value).toEqual(settingValue(name, []))
      },
    ),
    { numRuns: examples(250) },
  )
})

test('an empty or blank text counts as absent', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SETTINGS.map((row) => row.name)),
      fc.constantFrom('', ' ', '\n', ' \t\n'),
      (name, text) => {
        expect(fromText(name, text).size).toBe(0)
      },
    ),
  )
})

test('options of the remote are merged key by key', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('region', 'url', 'profile', 'user'), fc.stringMatching(/^[a-z0-9]+$/)),
      fc.dictionary(fc.constantFrom('region', 'url', 'profile', 'port'), fc.stringMatching(/^[a-z0-9]+$/)),
      (above, below) => {
        const lines = Object.entries(above)
          .map(([key, value]) => `${key}=${value}`)
          .join('\n')
        expect(
          settingValue('remote-config', [
            fromText('remote-config', lines),
            fromFile('remote-config', JSON.stringify(below)),
          ]),
        ).toEqual({ ...below, ...above })
      },
    ),
  )
})

test('the schema of every setting accepts its default', () => {
  for (const row of SETTINGS) {
    expect(
      settingSchema(row.name).safeParse(
        row.default ?? (['yaml', 'pairs', 'params'].includes(row.text) ? {} : undefined),
      ),
    ).toMatchObject({ success: true })
  }
})

describe('rejected texts of inputs and options', () => {
  test.each<[SettingName, string, string, string]>([
    ['jobs', 'many', 'many', 'Allowed: auto'],
    ['keep-going', 'maybe', 'maybe', 'Write true or false.'],
    ['grace', '0d', '0d', 'more than 0'],
    ['grace', '14', '14', 'Write a number with s, m, h or d'],
    ['keep-builds', '-1', '-1', 'a whole number'],
    ['keep-days', '1.5', '1.5', 'a whole number'],
    ['projects', '--upload-pack=x', '--upload-pack=x', 'addresses or paths'],
    ['projects', 'ext::sh', 'ext::sh', 'addresses or paths'],
    ['projects', 'none, ../a', 'a list', 'addresses or paths'],
    ['evaluate-timeout', '5 days', '5 days', '90s, 30m or 2h'],
    ['wait', '-10m', '-10m', 'Allowed: none, or seconds'],
    ['force', ',', 'a list', 'at least one stage'],
    ['force', '--all', '--all', 'the name of a stage'],
    ['commit', 'pr', 'pr', 'Allowed: push, api, pull-request, tag, none.'],
    ['tag', 'v{n', 'v{n', 'Close every brace'],
    ['pull', '-a', '-a', 'Give the name of a stage or a path.'],
    ['stale', 'rerun', 'rerun', 'Allowed: fail, run, commit.'],
    ['params', 'train.C', 'train.C', 'name=value'],
    ['data', 'raw.csv=s3://k:s@b/x', 's3://***@b/x', 'without credentials'],
    ['update', 'weekly', 'weekly', 'Allowed: auto, true, false.'],
    ['better', 'accuracy: up', 'up', 'Allowed: higher, lower.'],
    ['baseline', 'alias:my champion', 'alias:my champion', 'Allowed: merge-base'],
    ['alias', 'latest', 'latest', "MLflow keeps 'latest'"],
    ['alias', 'v3', 'v3', "MLflow keeps 'latest'"],
    ['model', 'a/b', 'a/b', 'Give a name without : /'],
    ['mode', 'retrian', 'retrian', 'Did you mean retrain? Allowed: auto, validate, rebuild, retrain, '],
    ['commit', 'pussh', 'pussh', 'Did you mean push? Allowed: push, api, '],
    ['thresholds', 'accuracy: 0.9', '0.9', '{ min: 0.95, max_drop: 0.01 }'],
    ['thresholds', 'accuracy: { mn: 0.9 }', 'mn', 'Did you mean accuracy.min?'],
    ['checks', 'ruff check', 'ruff check', 'mapping of names to shell lines'],
    ['comment', 'always', 'always', 'Allowed: auto, none.'],
    ['check-run', 'yes', 'yes', 'Write true or false.'],
    ['images', 'artifact', 'artifact', 'Allowed: none, branch.'],
    ['images-branch', 'a..b', 'a..b', 'letters, digits, _, - and /'],
    ['images-branch', 'a/', 'a/', 'the beginning of a branch name'],
    ['report', '-', '-', 'the path of a file'],
    ['cache', 'always', 'always', 'Allowed: auto, all, none.'],
    ['cache-limit', '2 TB', '2 TB', 'Use a size such as 2G or 500M.'],
    ['cache-limit', '0', '0', 'Use a size such as 2G or 500M.'],
    ['page', '--report', '--report', 'the path of a file'],
  ])('%s: %s is rejected', (name, text, value, remedy) => {
    for (const surface of ['input', 'option'] as const) {
      const { problems, given } = textLayer(new Map([[name, text]]), surface)
      expect(problems).toHaveLength(1)
      expect(problems[0]?.message).toContain(surface === 'option' && name !== 'mode' ? `--${name}` : name)
      expect(problems[0]?.message).toContain(value)
      expect(problems[0]?.remedy).toContain(remedy)
      expect(given.size).toBe(0)
    }
  })

  test.each([
    ['not a pair', 'secret_access_key=topsecret\ntopsecret', 'Line 2 is not key=value.'],
    ['a pair twice', 'user=topsecret\nuser=topsecret', "'user' is given twice."],
    ['neither', 'topsecret', 'is not valid'],
    ['broken YAML', 'user: "topsecret', 'neither a YAML mapping nor key=value lines'],
    ['nested', 'user: { name: topsecret }', 'remote-config: user is a mapping'],
    ['a bad name', '-topsecret: x', ''],
  ])('remote-config that is %s is rejected without quoting it', (_, text, message) => {
    const { problems } = textLayer(new Map([['remote-config', text]]), 'option')
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(message)
    if (message !== '') expect(JSON.stringify(problems)).not.toContain('topsecret')
  })

  test.each([
    'github.com ghp_topsecret',
    'https://github.com=topsecret',
    'a.org=topsecret\na.org=topsecret',
    '=topsecret',
  ])('import tokens as %j are rejected without quoting them', (text) => {
    const { problems } = textLayer(new Map([['import-token', text]]), 'input')
    expect(problems).toMatchObject([{ key: 'import-token', remedy: expect.stringContaining('HOST=TOKEN') as unknown }])
    expect(JSON.stringify(problems)).not.toContain('topsecret')
  })

  test('each host of import-token has its user and its token', () => {
    expect(
      settingValue('import-token', [fromText('import-token', ' github.com=ghp_1\n\nGit.example.org:8443=bob:t=o')]),
    ).toEqual([
      { host: 'github.com', user: 'oauth2', token: 'ghp_1' },
      { host: 'git.example.org:8443', user: 'bob', token: 't=o' },
    ])
  })

  const pem = (key: KeyObject, cipher = {}) => key.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString()
  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  test.each([
    ['no key', 'topsecret', 'no private key in PEM'],
    ['a broken key', pem(ec.privateKey).replace('MIG', 'AAA'), 'no private key in PEM'],
    ['an encrypted key', pem(ec.privateKey, { cipher: 'aes-256-cbc', passphrase: 'p' }), 'is encrypted'],
    ['a public key', ec.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'is a public key'],
    ['another curve', pem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey), 'ec (secp384r1)'],
    ['another algorithm', pem(generateKeyPairSync('ed25519').privateKey), 'key is ed25519'],
  ])('%s as signing-key is rejected without quoting it', (_, text, remedy) => {
    const { problems } = textLayer(new Map([['signing-key', text]]), 'input')
    expect(problems).toMatchObject([{ key: 'signing-key', remedy: expect.stringContaining(remedy) as unknown }])
    for (const line of text
      .trim()
      .split('\n')
      .filter((each) => !each.startsWith('-----')))
      expect(JSON.stringify(problems)).not.toContain(line)
  })

  test.each([pem(ec.privateKey), ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString()])(
    'a key of P-256 can sign',
    (text) => {
      expect(textLayer(new Map([['signing-key', text]]), 'input').problems).toEqual([])
    },
  )

  test('an invalid token is rejected without quoting it', () => {
    const { problems } = textLayer(new Map([['token', 'ghs_topsecret and more']]), 'input')
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain("input 'token'")
    expect(JSON.stringify(problems)).not.toContain('topsecret')
  })

  test('remote-config reaches each remote: as a mapping, as lines, and from two layers', () => {
    const file = fromFile('remote-config', '{ region: eu, second: { region: us, port: 0022 }, a.b: { profile: p } }')
    const lines = fromText('remote-config', 'second.access_key_id=k\nsecond.region=ca\na.b.profile=q')
    expect(settingValue('remote-config', [lines, file])).toEqual({
      region: 'eu',
      'second.region': 'ca',
      'second.port': '0022',
      'second.access_key_id': 'k',
      'a.b.profile': 'q',
    })
    expect(namedRemotes(settingValue('remote-config', [lines, file]))).toEqual(['a.b', 'second'])
  })

  test('remote-config as YAML keeps texts, and as lines it keeps every = of a value', () => {
    expect(settingValue('remote-config', [fromText('remote-config', 'port: 0022\nuse_ssl: true')])).toEqual({
      port: '0022',
      use_ssl: 'true',
    })
    expect(
      settingValue('remote-config', [
        fromText('remote-config', '# key\n\nconnection_string = A=b;C=d==\r\nurl=s3://x\n'),
      ]),
    ).toEqual({ connection_string: 'A=b;C=d==', url: 's3://x' })
  })
})
