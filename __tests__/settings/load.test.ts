import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SetupError } from '../../src/errors/errors.js'
import { loadActionSettings, loadCliSettings } from '../../src/settings/load.js'
import type { Settings } from '../../src/settings/settings.js'

const SHA = 'a'.repeat(40)
const BASE = 'b'.repeat(40)
const HEAD = 'c'.repeat(40)
const repository = { full_name: 'me/digits', default_branch: 'main' }
const pull = (head: unknown = { full_name: 'me/digits' }) => ({
  repository,
  pull_request: {
    number: 7,
    head: { sha: HEAD, ref: 'better', repo: head },
    base: { sha: BASE, ref: 'main', repo: { full_name: 'me/digits' } },
  },
})

let outside: string
let base: string
beforeEach(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), 'dvc-ci-load-')))
  base = join(outside, 'workspace')
  await mkdir(base)
})
afterEach(async () => {
  await rm(outside, { recursive: true })
})

async function file(path: string, content = ''): Promise<void> {
  await mkdir(dirname(join(base, path)), { recursive: true })
  await writeFile(join(base, path), content)
}

interface Event {
  name: string
  payload?: unknown
  ref?: string
  env?: NodeJS.ProcessEnv
}
const PULL: Event = { name: 'pull_request', payload: pull(), ref: 'refs/pull/7/merge' }
const PUSH: Event = { name: 'push', payload: { repository, before: BASE }, ref: 'refs/heads/main' }

async function environment(event: Event, inputs: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
  const path = join(outside, 'event.json')
  await writeFile(
    path,
    typeof event.payload === 'string' ? event.payload : JSON.stringify(event.payload ?? { repository }),
  )
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: path,
    GITHUB_WORKSPACE: base,
    GITHUB_REF: event.ref ?? 'refs/heads/main',
    GITHUB_SHA: SHA,
    GITHUB_REPOSITORY: 'me/digits',
    GITHUB_ACTOR: 'me',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '42',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...event.env,
  }
}
const action = async (event: Event, inputs: Record<string, string> = {}) =>
  loadActionSettings(await environment(event, inputs), outside)

async function refusal(run: Promise<unknown>): Promise<SetupError> {
  try {
    await run
  } catch (error) {
    if (error instanceof SetupError) return error
    throw error
  }
  throw new Error('not refused')
}

async function local(...argv: string[]): Promise<Settings> {
  const request = await loadCliSettings(argv, {}, base)
  if (request.kind !== 'run') throw new Error(`not a run: ${request.kind}`)
  return request.settings
}

describe('the event decides the mode', () => {
  test('a pull request is validated', async () => {
    const { mode, event } = await action(PULL)
    expect(mode).toBe('validate')
    expect(event).toEqual({
      name: 'pull_request',
      ref: 'refs/pull/7/merge',
      sha: SHA,
      repository: 'me/digits',
      defaultBranch: 'main',
      actor: 'me',
      trusted: true,
      runUrl: 'https://github.example/me/digits/actions/runs/42',
      run: { id: 42, attempt: 1 },
      pullRequest: {
        number: 7,
        headSha: HEAD,
        headRef: 'better',
        baseSha: BASE,
        baseRef: 'main',
        fork: false,
        title: '',
        body: '',
      },
    })
  })

  test('the event has the facts that an acceptance depends on: the time of the head, the labels and the new label', async () => {
    const { pull_request: change, ...rest } = pull()
    const { event } = await action({
      ...PULL,
      payload: {
        ...rest,
        action: 'labeled',
        label: { name: 'bug' },
        pull_request: { ...change, updated_at: '2026-01-01T00:00:00Z', labels: [{ name: 'bug' }, { name: 'x' }] },
      },
    })
    expect(event.pullRequest).toMatchObject({
      action: 'labeled',
      label: 'bug',
      labels: ['bug', 'x'],
      updatedAt: '2026-01-01T00:00:00Z',
    })
  })

  test('a new comment may be a command, and dvc-ci.yaml is not read for it', async () => {
    await writeFile(join(base, 'dvc-ci.yaml'), 'nonsense: true\n')
    const payload = {
      repository,
      action: 'created',
      issue: { number: 7, pull_request: {} },
      comment: { id: 3, body: '/dvc-ci accept a: b', user: { login: 'alice', type: 'User' } },
    }
    expect(await action({ name: 'issue_comment', payload })).toMatchObject({
      mode: 'command',
      event: { comment: { id: 3, body: '/dvc-ci accept a: b', author: 'alice', byBot: false, pullRequest: 7 } },
    })
    expect(
      (await action({ name: 'issue_comment', payload: { ...payload, issue: { number: 7 } } })).event.comment,
    ).not.toHaveProperty('pullRequest')
    for (const change of [{ action: 'edited' }, { action: 'deleted' }, { comment: { ...payload.comment, user: null } }])
      expect((await action({ name: 'issue_comment', payload: { ...payload, ...change } })).event).not.toHaveProperty(
        'comment',
      )
  })

  test('a merge group is validated against its base', async () => {
    const { mode, event } = await action({
      name: 'merge_group',
      payload: { repository, merge_group: { base_sha: BASE } },
      ref: 'refs/heads/gh-readonly-queue/main/pr-7',
    })
    expect([mode, event.mergeGroupBaseSha, event.trusted]).toEqual(['validate', BASE, true])
  })

  test('a push to the default branch is rebuilt', async () => {
    const { mode, event } = await action(PUSH)
    expect([mode, event.before, event.trusted]).toEqual(['rebuild', BASE, true])
  })

  test('a push that creates the branch has no previous tip', async () => {
    expect((await action({ ...PUSH, payload: { repository, before: '0'.repeat(40) } })).event).not.toHaveProperty(
      'before',
    )
  })

  test('an explicit mode counts on any event that supports it', async () => {
    for (const event of [PULL, PUSH, { name: 'schedule' }, { name: 'release' }, { ...PUSH, ref: 'refs/tags/v1' }])
      expect((await action(event, { mode: 'validate' })).mode).toBe('validate')
    for (const name of ['schedule', 'workflow_dispatch', 'push'])
      expect((await action({ name, ref: 'refs/heads/other' }, { mode: 'rebuild' })).mode).toBe('rebuild')
    expect((await action(PULL, { mode: 'rebuild', 'dry-run': 'true' })).mode).toBe('rebuild')
  })

  test.each<[string, Event, Record<string, string>, string[]]>([
    [
      'another branch',
      { ...PUSH, ref: 'refs/heads/feature' },
      {},
      ['push', 'refs/heads/feature', "default branch 'main'", 'mode: validate'],
    ],
    [
      'a branch that only looks like it',
      { ...PUSH, ref: 'refs/heads/x/main' },
      {},
      ['push', 'refs/heads/x/main', 'mode: validate'],
    ],
    [
      'the temporary branch of a merge queue',
      { ...PUSH, ref: 'refs/heads/gh-readonly-queue/main/pr-7' },
      {},
      ['push', 'gh-readonly-queue', 'mode: validate'],
    ],
    ['a tag', { ...PUSH, ref: 'refs/tags/main' }, {}, ['push', 'refs/tags/main', 'mode: validate']],
    [
      'a push without a default branch',
      { ...PUSH, payload: {} },
      {},
      ['push', 'repository.default_branch', 'mode: rebuild'],
    ],
    [
      'pull_request_target',
      { ...PULL, name: 'pull_request_target' },
      {},
      ['pull_request_target', 'untrusted code', 'Use the event pull_request'],
    ],
    [
      'pull_request_target with a mode',
      { ...PULL, name: 'pull_request_target' },
      { mode: 'validate' },
      ['pull_request_target', 'credentials', 'Use the event pull_request'],
    ],
    [
      'a retraining of a tag',
      { name: 'workflow_dispatch', ref: 'refs/tags/v1' },
      {},
      ['refs/tags/v1', 'no branch', 'retrain'],
    ],
    ['an unknown event', { name: 'watch' }, {}, ['mode', 'watch', 'Modes: validate, rebuild,', 'command']],
    ['command without a comment', PULL, { mode: 'command' }, ['is not a comment', 'issue_comment']],
    ['a rebuild of a pull request', PULL, { mode: 'rebuild' }, ['pull_request', 'no branch', 'dry-run']],
    ['a rebuild of a tag', { ...PUSH, ref: 'refs/tags/v1' }, { mode: 'rebuild' }, ['refs/tags/v1', 'no branch']],
    [
      'a rebuild in a merge queue',
      {
        name: 'merge_group',
        payload: { repository, merge_group: { base_sha: BASE } },
        ref: 'refs/heads/gh-readonly-queue/main/pr-7',
      },
      { mode: 'rebuild' },
      ['merge_group', 'no branch'],
    ],
  ])('the mode is rejected: %s', async (_, event, inputs, texts) => {
    const error = await refusal(action(event, inputs))
    expect(error.exitCode).toBe(2)
    expect(error.details.key).toBe('mode')
    for (const text of texts) expect(error.text).toContain(text)
  })
})

describe('trusted events', () => {
  test.each<[string, Event, boolean]>([
    ['a branch of the repository', PULL, true],
    ['a fork', { ...PULL, payload: pull({ full_name: 'stranger/digits' }) }, false],
    ['the same name in other letters', { ...PULL, payload: pull({ full_name: 'Me/Digits' }) }, true],
    ['Dependabot', { ...PULL, env: { GITHUB_ACTOR: 'dependabot[bot]' } }, false],
    [
      'a run of our own',
      { name: 'workflow_run', payload: { repository, workflow_run: { head_repository: { full_name: 'me/digits' } } } },
      true,
    ],
  ])('the event of %s: %s is trusted: %s', async (_, event, trusted) => {
    const { event: context } = await action(event, { mode: 'validate' })
    expect(context.trusted).toBe(trusted)
    if (event.name === 'pull_request') expect(context.pullRequest?.fork).toBe(event.env === undefined && !trusted)
  })

  test.each<[string, Event, string]>([
    [
      'a run that a fork started',
      {
        name: 'workflow_run',
        payload: { repository, workflow_run: { head_repository: { full_name: 'stranger/digits' } } },
      },
      'workflow_run',
    ],
    ['a comment of any account', { name: 'issue_comment', payload: { repository } }, 'issue_comment'],
    ['an event that the table lacks', { name: 'issues', payload: { repository } }, 'issues'],
  ])('%s starts no validation', async (_, event, name) => {
    await expect(action(event, { mode: 'validate' })).rejects.toMatchObject({
      id: 'mode-not-possible',
      details: { value: name },
    })
  })
})

describe('a named commit of a pull request', () => {
  const sha = 'c'.repeat(40)
  const dispatch = (inputs: object, env: NodeJS.ProcessEnv = {}): Event => ({
    name: 'workflow_dispatch',
    payload: { repository, inputs },
    ref: 'refs/heads/main',
    env: { GITHUB_SHA: BASE, ...env },
  })

  test('a workflow_dispatch with both inputs validates untrusted code against the branch of the dispatch', async () => {
    const { mode, event } = await action(dispatch({ 'pull-request': '7', sha }))
    expect([mode, event]).toEqual([
      'validate',
      expect.objectContaining({
        namedCommit: true,
        trusted: false,
        pullRequest: expect.objectContaining({
          number: 7,
          headSha: sha,
          baseSha: BASE,
          baseRef: 'main',
          fork: true,
        }) as object,
      }),
    ])
    expect(event.request).toBeUndefined()
    for (const mode of ['rebuild', 'retrain', 'rollback', 'command', 'plan'])
      await expect(action(dispatch({ 'pull-request': '7', sha }), { mode })).rejects.toMatchObject({
        id: 'mode-not-possible',
      })
  })

  test.each([
    ['a shortened hash', { 'pull-request': '7', sha: 'ccccccc' }, {}, 'inputs.sha'],
    ['an option as a hash', { 'pull-request': '7', sha: '--upload-pack=x' }, {}, 'inputs.sha'],
    ['no number', { 'pull-request': '7;id', sha }, {}, 'inputs.pull-request'],
    ['an empty number', { 'pull-request': '', sha }, {}, 'inputs.pull-request'],
    ['a tag', { 'pull-request': '7', sha }, { GITHUB_REF: 'refs/tags/v1' }, 'GITHUB_REF'],
  ])('a workflow_dispatch with %s is rejected', async (_, inputs, env, key) => {
    await expect(action(dispatch(inputs, env))).rejects.toMatchObject({ id: 'event-invalid', details: { key } })
  })

  test('after a run of a fork or of Dependabot only comment runs, and it needs the folder of the artifact', async () => {
    const after = (workflow_run: object): Event => ({ name: 'workflow_run', payload: { repository, workflow_run } })
    const fork = after({ head_repository: { full_name: 'stranger/digits' } })
    const bot = after({ head_repository: { full_name: 'me/digits' }, actor: { login: 'dependabot[bot]' } })
    for (const event of [fork, bot]) {
      expect(await action(event, { artifact: 'a' })).toMatchObject({ mode: 'comment', event: { trusted: false } })
      await expect(action(event)).rejects.toMatchObject({ id: 'setting-missing', details: { key: 'artifact' } })
      await expect(action(event, { mode: 'rebuild' })).rejects.toMatchObject({ id: 'mode-not-possible' })
    }
  })
})

describe('rejected payloads', () => {
  test.each<[string, Event, string[]]>([
    [
      'a deleted fork',
      { ...PULL, payload: pull(null) },
      ['pull request 7', 'pull_request.head.repo is null', 'Open the pull request again'],
    ],
    ['a pull request without its payload', { ...PULL, payload: { repository } }, ['pull_request', 'payload']],
    ['a merge group without its payload', { name: 'merge_group', payload: { repository } }, ['merge_group', 'payload']],
    ['a hash that is none', { ...PUSH, payload: { repository, before: '--upload-pack=x' } }, ['before', 'payload']],
    ['no JSON', { ...PUSH, payload: '{ "repository": ' }, ['payload', 'JSON']],
    ['no object', { ...PUSH, payload: '[]' }, ['payload', 'push']],
    ['no payload at all', { ...PUSH, env: { GITHUB_EVENT_PATH: '' } }, ['GITHUB_EVENT_PATH']],
    [
      'a payload that is gone',
      { ...PUSH, env: { GITHUB_EVENT_PATH: '/nonexistent/event.json' } },
      ['/nonexistent/event.json'],
    ],
    ['no event', { ...PUSH, env: { GITHUB_EVENT_NAME: '' } }, ['GITHUB_EVENT_NAME', 'dvc-ci validate']],
  ])('the payload is rejected: %s', async (_, event, texts) => {
    const error = await refusal(action(event))
    for (const text of texts) expect(error.text).toContain(text)
    expect(error.details.remedy).toBeTruthy()
  })
})

describe('inputs of the action', () => {
  test('inputs of the action override dvc-ci.yaml, and empty inputs do not', async () => {
    await file(
      'dvc-ci.yaml',
      'remote: a\njobs: 2\nchecks: { lint: ruff }\nmetrics: { policies: { f1: { min: 0.5 } } }\n',
    )
    const settings = await action(PULL, {
      remote: 'b',
      jobs: '  ',
      thresholds: 'accuracy: { min: 0.9, max_drop: 1% }',
      report: 'out/report.json',
      'evaluate-timeout': '90s',
      force: 'train',
    })
    expect(settings).toMatchObject({
      mode: 'validate',
      remote: 'b',
      jobs: 2,
      checks: [{ name: 'lint', command: 'ruff' }],
      report: join(base, 'out/report.json'),
      workingDirectory: base,
      validate: { evaluateTimeout: 90 },
      rebuild: { force: { kind: 'stages', stages: ['train'] } },
      yes: false,
    })
    expect(settings.metrics.policies.map(({ metric }) => metric)).toEqual(['accuracy'])
  })

  test('a misspelt input is rejected, and a variable of the user is not', async () => {
    const error = await refusal(action(PULL, { treshold: 'x', 'evaluate-timout': '3m' }))
    expect(error.text).toContain("unknown input 'treshold'. Did you mean thresholds?")
    expect(error.text).toContain("unknown input 'evaluate-timout'. Did you mean evaluate-timeout?")
    expect((await action(PULL, { dataset: 'x', who_to_greet: 'y' })).mode).toBe('validate')
  })

  test('problems of inputs and of dvc-ci.yaml are reported together', async () => {
    await file('dvc-ci.yaml', 'validate:\n  evalute: auto\n')
    const { text } = await refusal(action(PULL, { jobs: 'many', verify: 'some' }))
    for (const part of ["input 'jobs' is 'many'", "input 'verify' is 'some'", 'dvc-ci.yaml:2: validate.evalute'])
      expect(text).toContain(part)
  })

  test('without a workspace the current folder is the workspace', async () => {
    expect(
      (await loadActionSettings({ ...(await environment(PULL)), GITHUB_WORKSPACE: undefined }, base)).workingDirectory,
    ).toBe(base)
  })
})

describe('the working directory', () => {
  beforeEach(() => file('models/digits/dvc.yaml'))

  test('the working directory of an input has its own dvc-ci.yaml', async () => {
    await file('dvc-ci.yaml', 'remote: top\n')
    await file('models/digits/dvc-ci.yaml', 'remote: sub\n')
    expect(await action(PULL, { 'working-directory': 'models/digits' })).toMatchObject({
      workingDirectory: join(base, 'models/digits'),
      remote: 'sub',
    })
  })

  test('dvc-ci.yaml at the top can set the working directory', async () => {
    await file('dvc-ci.yaml', 'remote: top\nworking-directory: models/digits\n')
    expect(await action(PULL)).toMatchObject({ workingDirectory: join(base, 'models/digits'), remote: 'top' })
    expect(await local('validate')).toMatchObject({ workingDirectory: join(base, 'models/digits'), remote: 'top' })
  })

  test('two configuration files for one project are rejected', async () => {
    await file('dvc-ci.yaml', 'working-directory: models/digits\n')
    await file('models/digits/dvc-ci.yaml', '')
    expect((await refusal(action(PULL))).text).toContain('two configuration files')
  })

  test.each([
    ['nowhere', "no folder 'nowhere'"],
    ['models/digits/dvc.yaml', 'is not a folder'],
    ['..', 'outside of the workspace'],
    ['../..', 'outside of the workspace'],
    ['models/../../other', 'no folder'],
  ])('the working directory %s is rejected', async (asked, text) => {
    const error = await refusal(action(PULL, { 'working-directory': asked }))
    expect(error.details).toMatchObject({ key: 'working-directory', value: asked })
    expect(error.text).toContain(text)
  })

  test('a link cannot lead the working directory out of the workspace', async () => {
    await symlink(outside, join(base, 'link'))
    expect((await refusal(action(PULL, { 'working-directory': 'link' }))).text).toContain('outside of the workspace')
  })

  test('a workspace behind a link is valid', async () => {
    await symlink(base, join(outside, 'link'))
    await file('dvc-ci.yaml', 'jobs: 0\n')
    const error = await refusal(action({ ...PULL, env: { GITHUB_WORKSPACE: join(outside, 'link') } }))
    expect(error.details).toMatchObject({ path: 'dvc-ci.yaml', line: 1 })
  })

  test('a workspace that does not exist is rejected', async () => {
    expect((await refusal(action({ ...PULL, env: { GITHUB_WORKSPACE: '/nonexistent' } }))).text).toContain(
      '/nonexistent',
    )
  })

  test('a folder whose name starts with two dots is inside the workspace', async () => {
    await mkdir(join(base, '..data'))
    expect((await action(PULL, { 'working-directory': '..data' })).workingDirectory).toBe(join(base, '..data'))
  })

  test('on the command line the working directory may be anywhere', async () => {
    expect((await local('validate', '-C', '..')).workingDirectory).toBe(outside)
  })
})

test('import tokens of a command line are in a variable, which an error names', async () => {
  const line = (text: string) => loadCliSettings(['validate'], { DVC_CI_IMPORT_TOKEN: text }, base)
  expect(await line('git.example.org=t-1234')).toMatchObject({
    settings: { importTokens: [{ host: 'git.example.org', token: 't-1234' }] },
  })
  await expect(line('no host')).rejects.toThrow(/^variable DVC_CI_IMPORT_TOKEN is not valid/)
})

test.each([
  [
    'a public repository',
    { private: false },
    {},
    { fulcio: 'https://fulcio.sigstore.dev', rekor: 'https://rekor.sigstore.dev' },
  ],
  [
    'a private repository',
    { private: true },
    {},
    { fulcio: 'https://fulcio.githubapp.com', tsa: 'https://timestamp.githubapp.com' },
  ],
  [
    'a repository of GitHub Enterprise',
    {},
    { GITHUB_SERVER_URL: 'https://me.ghe.com' },
    { fulcio: 'https://fulcio.me.ghe.com', tsa: 'https://timestamp.me.ghe.com' },
  ],
  [
    'a private Sigstore',
    { private: false },
    { DVC_CI_FULCIO_URL: 'http://f/', DVC_CI_TSA_URL: 'http://t' },
    { fulcio: 'http://f', tsa: 'http://t' },
  ],
])('the names of %s go to the services that may have them', async (_, told, env, services) => {
  const event = { name: 'push', payload: { repository: { ...repository, ...told } } }
  const own = { ...(await environment(event, { mode: 'rebuild' })), GITHUB_SERVER_URL: 'https://github.com', ...env }
  const { provenance } = await loadActionSettings(own, base)
  expect(provenance).toEqual({ use: 'off', hasIdentity: false, services })
})

test.each([
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'http://a', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' }, true],
  [{ SIGSTORE_ID_TOKEN: 't' }, true],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'http://a' }, false],
])('%j says whether the job can prove its identity', async (env, expected) => {
  const request = await loadCliSettings(['rebuild'], env, base)
  expect(request).toMatchObject({ settings: { provenance: { hasIdentity: expected } } })
})

describe('GitHub settings', () => {
  const runner = {
    GITHUB_API_URL: 'https://github.example/api/v3/',
    GITHUB_TOKEN: 'ghs_environment',
    GITHUB_RUN_ATTEMPT: '3',
    GITHUB_WORKFLOW: 'Models',
    GITHUB_WORKFLOW_REF: 'me/digits/.github/workflows/models.yml@refs/pull/7/merge',
  }

  test('the action reads its token only from the input, the command line from the environment', async () => {
    await file('models/digits/dvc-ci.yaml', 'comment: none\n')
    const inputs = { token: 'ghs_input', 'working-directory': 'models/digits', 'check-run': 'true' }
    const { github, event } = await action({ ...PULL, env: runner }, inputs)
    expect(github).toEqual({
      token: 'ghs_input',
      apiUrl: 'https://github.example/api/v3',
      project: 'models/digits',
      comment: 'none',
      images: 'none',
      imagesBranch: 'dvc-ci-images',
      reproWorkflow: 'repro.yml',
      validateWorkflow: 'validate-fork.yml',
      artifact: '',
      checkRun: true,
    })
    expect(event).toMatchObject({ run: { id: 42, attempt: 3 }, workflow: '.github/workflows/models.yml' })
    expect((await action({ ...PULL, env: runner })).github).not.toHaveProperty('token')
    const request = await loadCliSettings(
      ['validate', '-C', 'models/digits'],
      await environment({ ...PULL, env: runner }, inputs),
      base,
    )
    expect(request).toMatchObject({
      settings: { github: { token: 'ghs_environment', project: 'models/digits', checkRun: false } },
    })
  })

  test('the workflow is known by its name on a runner that gives no path', async () => {
    expect((await action({ ...PULL, env: { GITHUB_WORKFLOW: 'Models' } })).event).toMatchObject({
      workflow: 'Models',
      run: { id: 42, attempt: 1 },
    })
  })

  test('no configuration file can hold a token', async () => {
    await file('dvc-ci.yaml', 'token: ghs_topsecret\n')
    const error = await refusal(action(PULL))
    expect(error.text).toContain('token')
  })
})

describe('requests of a retraining', () => {
  const retrain = async (name: string, payload: object, inputs: Record<string, string> = {}) =>
    (await action({ name, payload: { repository, ...payload } }, inputs)).retrain

  test('schedule, workflow_dispatch and repository_dispatch retrain: their request counts, and an input overrides it', async () => {
    expect((await action({ name: 'schedule' })).mode).toBe('retrain')
    await file('dvc-ci.yaml', 'retrain: { stages: [ingest], better: [accuracy] }\n')
    const asked = {
      params: { train: { C: 0.5, kernel: 'rbf' }, 'model.yaml': { depth: null } },
      data: [{ path: 'raw.csv', from: 'new.csv' }],
      reason: 'a\u202e b\nc',
    }
    const params = [
      { file: 'params.yaml', name: 'train.C', value: 0.5 },
      { file: 'params.yaml', name: 'train.kernel', value: 'rbf' },
      { file: 'model.yaml', name: 'depth', value: null },
    ]
    expect(await retrain('repository_dispatch', { client_payload: asked })).toEqual({
      stages: { kind: 'stages', stages: ['ingest'] },
      params,
      data: [{ path: 'raw.csv', from: join(base, 'new.csv'), mode: 'replace' }],
      reason: 'a b c',
      update: 'auto',
      better: [{ metric: 'accuracy', direction: 'higher' }],
    })
    const form = {
      stages: 'all',
      params: 'train.C=0.5, train.kernel=rbf,x\nmodel.yaml:depth=null',
      data: 'raw.csv=s3://b/new.csv?a=b\nimages+=more',
      reason: '',
      update: 'true',
      mine: 'too',
    }
    expect(await retrain('workflow_dispatch', { inputs: form }, { stages: 'train', better: 'loss: lower' })).toEqual({
      stages: { kind: 'stages', stages: ['train'] },
      params: [params[0], { ...params[1], value: 'rbf,x' }, params[2]],
      update: true,
      better: [{ metric: 'loss', direction: 'lower' }],
      data: [
        { path: 'raw.csv', from: 's3://b/new.csv?a=b', mode: 'replace' },
        { path: 'images', from: join(base, 'more'), mode: 'append' },
      ],
    })
    // Other modes do not read the request.
    expect(
      (
        await action(
          { name: 'workflow_dispatch', payload: { repository, inputs: { stages: 7 } } },
          { mode: 'validate' },
        )
      ).mode,
    ).toBe('validate')
  })

  test.each<[string, object, string[]]>([
    ['an unknown key', { param: {} }, ["'param'", 'Did you mean params?']],
    ['where the result goes', { commit: 'push' }, ["'commit'", 'Allowed: stages, params']],
    ['a type', { stages: { train: true } }, ['client_payload.stages is a mapping', 'Allowed: all']],
    ['a list as a parameter', { params: { layers: [1, 2] } }, ['layers is a list', 'Use a number, true, false, null']],
    ['a command as a parameter', { params: 'train.kernel=$(id)' }, ["'$(id)'", 'shell command']],
    ['a number that no number holds', { params: { seed: 2 ** 60 } }, ['seed']],
    ['a name that is none', { params: { 'a b': 1 } }, ['a b', 'Name a parameter']],
    [
      'a file of the runner',
      { data: { path: 'raw.csv', from: '/etc/passwd' } },
      ['/etc/passwd', 'a file of the checkout'],
    ],
    ['the repository itself', { data: { path: 'raw.csv', from: 'x/../.git/config' } }, ['.git/config']],
    ['an address that DVC does not read', { data: 'raw.csv=file:///etc/passwd' }, ['file:///etc/passwd', 's3://']],
    ['a key of data', { data: { path: 'raw.csv', form: 'x' } }, ['form', 'from']],
    [
      'a password, which is not told again',
      {
        data: [
          { path: 'raw.csv', from: 'https://bob:hidden@host/new.csv' },
          { path: 'raw.csv', from: `https://bob:hidden${'x'.repeat(90)}@host/new.csv` },
        ],
      },
      ["'https://***@host/new.csv'", 'without credentials'],
    ],
  ])('a request of a retraining is rejected: %s', async (_, client_payload, texts) => {
    const error = await refusal(action({ name: 'repository_dispatch', payload: { repository, client_payload } }))
    expect(error.exitCode).toBe(2)
    for (const text of texts) expect(error.text).toContain(text)
    expect(JSON.stringify([error.text, error.details])).not.toContain('hidden')
  })
})

describe('the command line', () => {
  test('a command line needs no configuration file', async () => {
    expect(await local('rebuild')).toEqual({
      mode: 'rebuild',
      event: { name: 'local', ref: '', trusted: true },
      workingDirectory: base,
      shellFolder: base,
      remoteConfig: {},
      remoteTimeout: 30,
      importTokens: [],
      setup: { kind: 'auto' },
      setupExports: [],
      keepGoing: false,
      checks: [],
      validate: {
        pull: 'all',
        pullAlso: [],
        evaluate: { kind: 'auto' },
        evaluateTimeout: 1800,
        stale: 'fail',
        verify: 'sizes',
        wait: 0,
        drift: 'warn',
      },
      cache: { use: 'auto', limit: 2e9 },
      metrics: {
        baseline: { kind: 'merge-base' },
        tolerance: { amount: 1e-6, unit: 'share' },
        policies: [],
        predictions: [],
        repeat: 1,
      },
      rebuild: {
        audit: 'off',
        when: 'always',
        force: { kind: 'all' },
        commit: 'push',
        tag: [],
        dryRun: false,
        resume: false,
        release: false,
        githubRelease: false,
      },
      mlflow: { explicit: false, artifact: 'upload', stageRun: 'shared', cleanup: false },
      yes: false,
      history: {},
      card: {},
      provenance: {
        use: 'off',
        hasIdentity: false,
        // Nothing says that the repository is public.
        services: { fulcio: 'https://fulcio.githubapp.com', tsa: 'https://timestamp.githubapp.com' },
      },
      lint: { off: [] },
      data: { diff: 'all', show: 'counts', keys: new Map(), limit: 500_000_000, timeout: 300, memory: 2_000_000_000 },
      diff: { words: [] },
      verify: { subject: 'HEAD' },
      resolve: { files: [], installDriver: false },
      fanOut: { plan: '', job: '', fragments: '', runsOn: ['ubuntu-latest'], planFor: 'rebuild' },
      audit: { vary: ['folder'], differences: 'fail' },
      gc: { delete: false, grace: 14 * 24 * 3600, keepBuilds: 50, keepDays: 90 },
      github: {
        apiUrl: 'https://api.github.com',
        project: '',
        comment: 'auto',
        images: 'none',
        imagesBranch: 'dvc-ci-images',
        reproWorkflow: 'repro.yml',
        validateWorkflow: 'validate-fork.yml',
        artifact: '',
        checkRun: false,
      },
      retrain: { params: [], data: [], update: 'auto', better: [] },
      rollback: { to: '', targets: [], restore: 'data' },
      deploy: { rollback: false },
    })
  })

  test('options of a command line give settings', async () => {
    await file('ci.yaml', 'keep-going: true\n')
    const request = await loadCliSettings(
      [
        'rebuild',
        '--config',
        'ci.yaml',
        '--dry-run',
        '--yes',
        '--json',
        '--verbose',
        '--no-keep-going',
        '--report',
        '../r.json',
      ],
      {},
      base,
    )
    expect(request).toMatchObject({
      kind: 'run',
      json: true,
      verbose: true,
      settings: { keepGoing: false, yes: true, rebuild: { dryRun: true }, report: join(outside, 'r.json') },
    })
  })

  test('resolve needs no readable dvc-ci.yaml, and the action rejects it', async () => {
    await file('dvc-ci.yaml', '<<<<<<< HEAD\na: 1\n')
    expect(await loadCliSettings(['resolve', 'dvc.lock'], {}, base)).toMatchObject({
      settings: { mode: 'resolve', resolve: { files: ['dvc.lock'], installDriver: false } },
    })
    expect((await refusal(local('lint'))).details.path).toBe('dvc-ci.yaml')
    expect((await refusal(action(PULL, { mode: 'resolve' }))).text).toContain(
      'Run `dvc-ci resolve` in the clone where you merge.',
    )
  })

  test('verify takes one subject and a bundle, reads the policy of the file, and the action rejects it', async () => {
    await file('dvc-ci.yaml', 'provenance: { key: signing.pub }\n')
    expect(await loadCliSettings(['verify', 'v1.0', '--bundle', 'p.jsonl'], {}, base)).toMatchObject({
      settings: {
        mode: 'verify',
        verify: { subject: 'v1.0', bundle: join(base, 'p.jsonl') },
        provenance: { use: 'on', key: 'signing.pub' },
      },
    })
    expect((await refusal(loadCliSettings(['verify', 'v1.0', 'v2.0'], {}, base))).text).toContain("'v2.0'")
    expect((await refusal(action(PUSH, { mode: 'verify' }))).text).toContain('Set provenance: required')
  })

  test('the file and an option can switch off rules', async () => {
    await file('dvc-ci.yaml', 'lint: { off: [notebook-outputs, large-file] }\n')
    expect(await local('lint')).toMatchObject({ mode: 'lint', lint: { off: ['notebook-outputs', 'large-file'] } })
    expect(await loadCliSettings(['validate', '--lint-off', 'binary-data,cache-in-git'], {}, base)).toMatchObject({
      settings: { lint: { off: ['binary-data', 'cache-in-git'] } },
    })
  })

  test('inside GitHub Actions the event counts on the command line, and decides the mode if none is given', async () => {
    for (const argv of [[], ['auto'], ['--json']]) {
      expect(await loadCliSettings(argv, await environment(PULL), base)).toMatchObject({
        kind: 'run',
        settings: { mode: 'validate', event: { name: 'pull_request', pullRequest: { number: 7 } } },
      })
    }
  })

  test('the command line reads no inputs of the action', async () => {
    expect(await loadCliSettings(['validate'], await environment(PULL, { remote: 'b' }), base)).not.toHaveProperty(
      'settings.remote',
    )
  })

  test('a local command line needs a mode, and without arguments it shows the help', async () => {
    expect((await refusal(local('auto'))).text).toContain('dvc-ci validate, dvc-ci rebuild')
    expect((await refusal(local('--verbose'))).details.key).toBe('mode')
    expect(await loadCliSettings([], {}, base)).toMatchObject({
      kind: 'help',
      text: expect.stringContaining('Usage: dvc-ci MODE') as string,
    })
    expect(await loadCliSettings(['rebuild', '-h'], {}, base)).toMatchObject({
      kind: 'help',
      text: expect.stringContaining('Usage: dvc-ci rebuild') as string,
    })
    expect(await loadCliSettings(['--version'], {}, base)).toEqual({ kind: 'version' })
  })

  test('an option with an empty value is rejected', async () => {
    expect((await refusal(local('validate', '--remote', ''))).text).toContain('--remote is empty')
  })

  test('a wrong configuration names the file relative to the current folder', async () => {
    await file('dvc-ci.yml', 'jobs: 0\n')
    expect((await refusal(local('validate'))).details).toMatchObject({
      key: 'jobs',
      value: '0',
      path: 'dvc-ci.yml',
      line: 1,
    })
  })
})
