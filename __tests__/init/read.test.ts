import { describe, expect, test } from '@jest/globals'
import { acceptsIdentity, defaultAnswers, needsCredentials } from '../../src/init/answers.js'
import { tasks } from '../../src/init/by-hand.js'
import { pipelineCommands, pipelineNames } from '../../src/init/pipeline-commands.js'
import { choosePlaces, placesOf } from '../../src/init/places.js'
import { planFiles } from '../../src/init/plan.js'
import { readPipeline } from '../../src/init/read-pipeline.js'
import { readRemote } from '../../src/init/read-remote.js'
import { readChecks, readPython, type ToolFiles } from '../../src/init/read-tools.js'
import { readWorkflow } from '../../src/init/read-workflow.js'
import { accepted, config, KINDS, project, repository } from './kinds.js'

const files = (texts: Readonly<Record<string, string>>): ToolFiles => ({
  paths: Object.keys(texts),
  text: (name) => texts[name],
})

describe('a remote of .dvc/config', () => {
  test.each([
    ['s3://b/p', 's3', true, true],
    ['gs://b/p', 'gs', true, true],
    ['azure://c/p', 'azure', true, true],
    ['ssh://h/p', 'ssh', true, false],
    ['webdavs://h/p', 'webdav', true, false],
    ['https://h/p', 'http', false, false],
    ['https://dagshub.com/a/b.dvc', 'http', true, false],
    ['/srv/dvc', 'folder', false, false],
    ['../storage', 'folder', false, false],
    ['file:///srv/dvc', 'folder', false, false],
    ['ipfs://x', 'other', false, false],
  ])('%s is of the kind %s', (url, kind, credentials, identity) => {
    const remote = readRemote(config(url))
    if (remote === undefined) throw new Error('no remote')
    expect([remote.kind, needsCredentials(remote), acceptsIdentity(remote)]).toEqual([kind, credentials, identity])
  })

  test('an S3 server of another vendor has stored keys', () => {
    const remote = readRemote(config('s3://b/p', 'endpointurl = https://minio.example.org'))
    expect(remote && acceptsIdentity(remote)).toBe(false)
  })

  test('a remote that names another one has the kind of that one, and a circle has none', () => {
    const base = config('remote://base/digits')
    expect(readRemote(`${base}\n['remote "base"']\n    url = gs://bucket`)?.kind).toBe('gs')
    expect(readRemote(config('remote://storage/x'))?.kind).toBe('other')
  })

  test('without a default the only remote counts, and of two none', () => {
    const one = `['remote "a"']\n    url = s3://a`
    expect(readRemote(one)?.name).toBe('a')
    expect(readRemote(`${one}\n['remote "b"']\n    url = s3://b`)).toBeUndefined()
  })
})

describe('the projects of a repository', () => {
  test.each([
    ['a pipeline at the top', ['.dvc/config', 'dvc.yaml', 'sub/dvc.yaml'], ['']],
    ['one pipeline below the top', ['.dvc/config', 'sub/dvc.yaml'], ['']],
    ['two pipelines and none at the top', ['.dvc/config', 'b/dvc.yaml', 'a/dvc.yaml', 'a/deep/dvc.yaml'], ['a', 'b']],
    ['data alone', ['.dvc/config', 'data/raw.csv.dvc'], ['']],
    ['no data and no pipeline', ['.dvc/config', '.dvc/.gitignore', 'train.py'], []],
    ['two DVC projects', ['x/.dvc/config', 'x/dvc.yaml', 'y/.dvc/config', 'y/a.dvc'], ['x', 'y']],
    ['a DVC project in another', ['.dvc/config', 'dvc.yaml', 'in/.dvc/config', 'in/dvc.yaml'], ['', 'in']],
  ])('%s', (_, paths, folders) => {
    expect(placesOf(paths).map(({ directory }) => directory)).toEqual(folders)
  })

  test('an unknown folder names the nearest project', () => {
    const places = placesOf(['.dvc/config', 'models/a/dvc.yaml', 'models/b/dvc.yaml'])
    expect(choosePlaces(places, ['models/b'])).toEqual([{ directory: 'models/b', root: '' }])
    expect(() => choosePlaces(places, ['model/b'])).toThrow("there is no project in the folder 'model/b'")
  })
})

describe('a dvc.yaml', () => {
  test('stages of templates count once, with their metrics, models and machines', () => {
    const found = readPipeline(`stages:
  train:
    foreach: [a, b]
    do:
      cmd: python train.py --device cuda
      outs: ["models/\${item}.pkl"]
      metrics: ["metrics/\${item}.json"]
  deep:
    cmd: python deep.py
    outs: [deep.pkl]
    meta: { dvc-ci: { runs-on: [self-hosted, a100], gpu: 1 } }
  evaluate:
    wdir: eval
    cmd: python evaluate.py
    metrics: [{ scores.json: { cache: false } }]
metrics: [total.yaml]
artifacts:
  net: { path: deep.pkl, type: model }
  notes: { path: notes.md }
`)
    expect(found).toEqual({
      stages: [
        { name: 'train', evaluates: false, gpu: true, runsOn: [] },
        { name: 'deep', evaluates: false, gpu: true, runsOn: ['self-hosted', 'a100'] },
        { name: 'evaluate', evaluates: true, gpu: false, runsOn: [] },
      ],
      metrics: ['eval/scores.json', 'total.yaml'],
      measured: ['eval/scores.json'],
      models: ['net'],
    })
  })

  test.each(['- a', 'stages: [', '', '1'])('%j is no pipeline', (text) => {
    expect(readPipeline(text)).toBeUndefined()
  })

  test('the runner of a rebuild has the labels that a stage names', () => {
    const stages = [{ name: 'deep', evaluates: false, gpu: true, runsOn: ['self-hosted', 'a100'] }]
    expect(defaultAnswers(repository(project(config('s3://b'), { stages }))).runsOn).toEqual(['self-hosted', 'a100'])
  })
})

describe("the project's packages and checks", () => {
  const allows = () => true
  test.each([
    [{ 'uv.lock': '', 'requirements.txt': '' }, 'uv'],
    [{ 'requirements.txt': '' }, 'pip'],
    [{ 'environment.yml': '' }, 'conda'],
    [{ 'pdm.lock': '' }, 'pdm'],
    [{ 'Pipfile.lock': '' }, 'pipenv'],
    [{ 'pixi.lock': '' }, 'pixi'],
    [{ 'pyproject.toml': '[project]\nname = "a"' }, 'pyproject'],
    [{ 'pyproject.toml': '[tool.ruff]' }, 'none'],
    [{ 'pyproject.toml': 'broken [' }, 'none'],
    [{}, 'none'],
  ])('%j are installed by %s', (texts, tool) => {
    expect(readPython(files(texts as Record<string, string>), allows).tool).toBe(tool)
  })

  test('poetry has the version of its lock file, and Python one that the project allows', () => {
    const lock = '# This file is automatically @generated by Poetry 1.8.3 and should not be changed by hand.\n'
    expect(readPython(files({ 'poetry.lock': lock }), (version) => version === '3.11')).toEqual({
      tool: 'poetry',
      toolVersion: '1.8.3',
      version: '3.11',
      developmentFiles: [],
    })
  })

  test('a check is ready only where a file lists its program as a package', () => {
    const texts = {
      'pyproject.toml': '[tool.ruff]\nline-length = 100\n[tool.mypy]\n[dependency-groups]\ndev = ["ruff"]',
      'src/a.py': '',
      'tests/test_a.py': '',
    }
    expect(readChecks(files(texts))).toEqual([
      { name: 'lint', command: 'ruff check .', program: 'ruff', installed: true },
      { name: 'types', command: 'mypy src', program: 'mypy', installed: false },
      { name: 'unit', command: 'pytest -q', program: 'pytest', installed: false, reportOption: '--junitxml' },
    ])
  })
})

describe('the tests of a project', () => {
  test('settings of pytest without a test are no check', () => {
    expect(
      readChecks(files({ 'pyproject.toml': '[tool.pytest.ini_options]\n[project]\ndependencies = ["pytest"]' })),
    ).toEqual([])
  })
})

describe('existing workflows', () => {
  test('a workflow of CML is named with its secrets, and one without DVC or of dvc-ci is not', () => {
    const [cml] = KINDS['cml-user']?.facts.workflows ?? []
    expect(cml).toEqual({
      path: '.github/workflows/cml.yaml',
      uses: ['CML', 'setup-dvc', 'dvc commands'],
      secrets: ['TEAM_ACCESS_KEY_ID', 'TEAM_SECRET_ACCESS_KEY'],
    })
    expect(readWorkflow('a.yml', 'run: pytest # dvc pull is elsewhere')).toBeUndefined()
    expect(readWorkflow('a.yml', 'uses: dvc-ci/dvc-ci@v1\nrun: dvc pull')).toBeUndefined()
  })

  test('secrets that exist are used and not asked for again, and the old workflow is to be removed', () => {
    const kind = KINDS['cml-user']
    if (kind === undefined) throw new Error('no such kind')
    const left = tasks(kind.facts, accepted(kind.facts), '')
    const commands = left.flatMap((task) => task.commands)
    expect(commands).toContain('git rm .github/workflows/cml.yaml  # CML, setup-dvc, dvc commands')
    expect(commands.filter((line) => line.startsWith('gh '))).toEqual([])
  })
})

describe('the tasks that init leaves', () => {
  const commandsOf = (kind: string) => {
    const { facts, changes } = KINDS[kind] ?? {}
    return facts === undefined ? [] : tasks(facts, accepted(facts, changes), '').flatMap(({ commands }) => commands)
  }
  test.each([
    ['s3-pip', ['gh variable set AWS_ROLE_READ', 'gh variable set AWS_ROLE_WRITE']],
    [
      'gcs-uv',
      [
        'gh variable set GCP_WORKLOAD_IDENTITY_PROVIDER',
        'gh variable set GCP_SERVICE_ACCOUNT_READ',
        'gh variable set GCP_SERVICE_ACCOUNT_WRITE',
        'gh variable set MLFLOW_TRACKING_URI',
        'gh secret set MLFLOW_TRACKING_USERNAME',
        'gh secret set MLFLOW_TRACKING_PASSWORD',
      ],
    ],
    [
      'azure-conda',
      [
        'gh variable set AZURE_TENANT_ID',
        'gh variable set AZURE_CLIENT_ID_READ',
        'gh variable set AZURE_CLIENT_ID_WRITE',
      ],
    ],
    ['ssh-poetry', ['gh secret set DVC_SSH_KEY']],
    ['local-folder', []],
    ['data-only', ['gh secret set DVC_REMOTE_USER', 'gh secret set DVC_REMOTE_PASSWORD']],
    ['gpu-minio', ['gh secret set AWS_ACCESS_KEY_ID', 'gh secret set AWS_SECRET_ACCESS_KEY']],
  ])('%s needs the variables and secrets that its workflow reads', (kind, wanted) => {
    const commands = commandsOf(kind).filter((line) => line.startsWith('gh '))
    expect(commands.map((line) => line.split(/ +#/)[0]?.trim())).toEqual(wanted)
  })

  test('the workflow for forks is offered where the remote needs a credential, and written for one project alone', () => {
    const offered = 'dvc-ci init --workflows commands,forks'
    expect(commandsOf('s3-pip')).toContain(offered)
    for (const kind of ['azure-conda', 'local-folder']) expect(commandsOf(kind)).not.toContain(offered)
    const several = KINDS['two-projects']
    if (several === undefined) throw new Error('no such kind')
    expect(() => planFiles(several.facts, accepted(several.facts, { workflows: ['forks'] }))).toThrow(
      'workflows: forks is for one project, and init found 2.',
    )
  })

  test('the text says which names of the commands are not here, and finds the only script in src/', () => {
    expect(pipelineNames({ paths: ['README.md'], tracked: [] })).toMatch(/: data and train\.py are not here$/)
    expect(pipelineNames({ paths: ['data/a.csv', 'src/fit.py', 'src/__init__.py'], tracked: [] })).toMatch(/place$/)
    const start = { directory: '', isProject: true, hasRemote: true, tracked: [] }
    const commands = pipelineCommands({ ...start, paths: ['data/a.csv', 'src/fit.py'] })
    expect(commands[0]).toContain('-d src/fit.py -d data -o model.pkl -M metrics.json python src/fit.py')
  })

  test('data without a pipeline gets the commands that make one', () => {
    expect(commandsOf('data-only').filter((line) => line.startsWith('dvc '))).toEqual([
      expect.stringContaining('dvc stage add -n train -d train.py -d data '),
      expect.stringContaining('dvc repro && dvc push && git add -- .dvc .gitignore data.dvc dvc.yaml'),
    ])
  })
})
