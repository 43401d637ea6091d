import { type Answers, defaultAnswers } from '../../src/init/answers.js'
import type { MetricFacts, ProjectFacts, PythonFacts, RepositoryFacts } from '../../src/init/facts.js'
import { pipelineCommands } from '../../src/init/pipeline-commands.js'
import { planFiles } from '../../src/init/plan.js'
import { readPipeline } from '../../src/init/read-pipeline.js'
import { readRemote } from '../../src/init/read-remote.js'
import { readWorkflow } from '../../src/init/read-workflow.js'

const PIPELINE = `stages:
  train:
    cmd: python src/train.py
    deps: [src/train.py, data/raw.csv]
    outs: [models/model.pkl]
  evaluate:
    cmd: python src/evaluate.py
    deps: [src/evaluate.py, models/model.pkl]
    metrics:
      - metrics.json: { cache: false }
artifacts:
  classifier: { path: models/model.pkl, type: model }
`

/** A `.dvc/config` with one default remote. */
export function config(url: string, ...options: string[]): string {
  return [
    '[core]',
    '    remote = storage',
    `['remote "storage"']`,
    `    url = ${url}`,
    ...options.map((line) => `    ${line}`),
  ].join('\n')
}

export function metric(name: string, value: number, ...earlier: number[]): MetricFacts {
  return { path: 'metrics.json', name, value, history: [...earlier, value], measured: true }
}

const PYTHON: PythonFacts = { tool: 'pip', version: '3.12', developmentFiles: [] }

/** A project with a pipeline of two stages, two metrics and a test. */
export function project(remote: string, changes: Partial<ProjectFacts> = {}): ProjectFacts {
  const pipeline = readPipeline(PIPELINE)
  const found = readRemote(remote)
  return {
    directory: '',
    ...(found === undefined ? {} : { remote: found }),
    stages: pipeline?.stages ?? [],
    metrics: [metric('accuracy', 0.9777, 0.981, 0.975), metric('log_loss', 0.2829), metric('epoch', 12)],
    unreadMetrics: [],
    python: PYTHON,
    checks: [{ name: 'unit', command: 'pytest -q', program: 'pytest', installed: true, reportOption: '--junitxml' }],
    models: pipeline?.models ?? [],
    mlflow: false,
    ...changes,
  }
}

export function repository(...projects: [ProjectFacts, ...ProjectFacts[]]): RepositoryFacts {
  return { name: 'digits', defaultBranch: 'main', projects, workflows: [], codeOwners: '.github/CODEOWNERS' }
}

/** The answers of `--yes`. */
export function accepted(facts: RepositoryFacts, changes: Partial<Answers> = {}): Answers {
  return { branch: 'main', ...defaultAnswers(facts), ...changes }
}

const CML = `name: CML
on: [push]
jobs:
  train:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: iterative/setup-dvc@v1
      - uses: iterative/setup-cml@v2
      - env:
          AWS_ACCESS_KEY_ID: \${{ secrets.TEAM_ACCESS_KEY_ID }}
          AWS_SECRET_ACCESS_KEY: \${{ secrets.TEAM_SECRET_ACCESS_KEY }}
        run: |
          dvc pull
          dvc repro
          cml comment create report.md
`
const cml = readWorkflow('.github/workflows/cml.yaml', CML)

/** The kinds of repository whose files are in golden/. */
export const KINDS: Readonly<Record<string, { facts: RepositoryFacts; changes?: Partial<Answers> }>> = {
  's3-pip': { facts: repository(project(config('s3://bucket/digits', 'region = eu-central-1'))) },
  'gcs-uv': {
    facts: repository(
      project(config('gs://bucket/digits'), {
        python: { tool: 'uv', versionFile: '.python-version', developmentFiles: [] },
        checks: [
          { name: 'lint', command: 'ruff check .', program: 'ruff', installed: true },
          { name: 'types', command: 'mypy src', program: 'mypy', installed: false },
        ],
        mlflow: true,
      }),
    ),
  },
  'azure-conda': {
    facts: repository(
      project(config('azure://container/digits', 'account_name = team'), {
        python: { tool: 'conda', version: '3.12', developmentFiles: [] },
      }),
    ),
    changes: { workflows: ['commands', 'forks'] },
  },
  'ssh-poetry': {
    facts: repository(
      project(config('ssh://data.example.org/srv/dvc', 'user = ci'), {
        python: { tool: 'poetry', toolVersion: '1.8.3', version: '3.11', developmentFiles: [] },
      }),
    ),
    changes: { owners: '@team/data' },
  },
  'local-folder': {
    facts: repository(
      project(config('/srv/dvc'), { python: { ...PYTHON, developmentFiles: ['requirements-dev.txt'] } }),
    ),
  },
  'data-only': {
    facts: {
      ...repository(
        project(config('https://dagshub.com/team/digits.dvc'), {
          stages: [],
          models: [],
          checks: [],
          evaluation: { script: 'evaluate.py', metrics: 'metrics.json' },
        }),
      ),
      pipeline: {
        names: '',
        commands: pipelineCommands({
          directory: '',
          isProject: true,
          hasRemote: true,
          paths: ['data.dvc', 'train.py'],
          tracked: ['data.dvc'],
        }),
      },
    },
  },
  'two-projects': {
    facts: repository(
      project(config('s3://bucket/digits'), { directory: 'models/digits' }),
      project(config('s3://bucket/digits'), { directory: 'models/letters', metrics: [], checks: [] }),
    ),
    changes: { workflows: ['retrain', 'rollback', 'commands'] },
  },
  'two-clouds': {
    facts: repository(
      project(config('s3://bucket/digits'), { directory: 'digits' }),
      project(config('gs://bucket/letters'), { directory: 'letters' }),
    ),
    changes: { workflows: ['rollback'] },
  },
  'cml-user': {
    facts: {
      ...repository(project(config('s3://bucket/digits', 'region = us-east-1'))),
      workflows: cml === undefined ? [] : [cml],
    },
  },
  'gpu-minio': {
    facts: repository(
      project(config('s3://digits', 'endpointurl = https://minio.example.org'), {
        stages: [
          { name: 'train', evaluates: false, gpu: true, runsOn: [] },
          { name: 'evaluate', evaluates: true, gpu: false, runsOn: [] },
        ],
      }),
    ),
    changes: { release: '0123456789abcdef0123456789abcdef01234567' },
  },
}

/** The files of every kind: `KIND/FILE` to text. */
export function writtenFiles(): Map<string, string> {
  return new Map(
    Object.entries(KINDS).flatMap(([kind, { facts, changes }]) =>
      planFiles(facts, accepted(facts, changes)).map(
        ({ path, text }) => [`${kind}/${path.replace('.github/workflows/', '').replaceAll('/', '-')}`, text] as const,
      ),
    ),
  )
}
