import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { askPython, type FaultyProxy, type Mlflow, sharedMlflow, startProxy } from '../support/mlflow.js'
import { type Clone, cleanUp, TINY, tinyProject } from '../support/project.js'
import { builds, step } from '../support/rebuild.js'

let server: Mlflow
let proxy: FaultyProxy

beforeAll(async () => {
  server = await sharedMlflow()
  proxy = await startProxy(server.url)
})
afterAll(async () => {
  await proxy.stop()
  await cleanUp()
})

interface Run {
  info: { run_id: string; status: string; experiment_id: string }
  data: { params?: Pair[]; tags: Pair[]; metrics?: { key: string; value: number }[] }
  inputs?: { dataset_inputs?: { dataset: { name: string; digest: string } }[] }
}
interface Pair {
  key: string
  value: string
}

async function runsOf(experiment: string): Promise<Run[]> {
  const found = (await server.api(
    'GET',
    `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`,
  )) as { experiment: { experiment_id: string } }
  return (
    (
      (await server.api('POST', 'runs/search', {
        experiment_ids: [found.experiment.experiment_id],
        order_by: ['attributes.start_time ASC'],
      })) as { runs?: Run[] }
    ).runs ?? []
  )
}

function values(
  pairs: readonly { key: string; value: string | number }[] | undefined,
): Record<string, string | number> {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, value]))
}

interface Version {
  version: string
  status: string
  source: string
  run_id: string
  current_stage: string
  tags: Pair[]
}

async function versionsOf(model: string): Promise<Version[]> {
  const found = (await server.api('GET', `model-versions/search?filter=${encodeURIComponent(`name='${model}'`)}`)) as {
    model_versions?: Version[]
  }
  return (found.model_versions ?? []).sort((a, b) => Number(a.version) - Number(b.version))
}

async function aliasesOf(model: string): Promise<Record<string, string>> {
  const {
    registered_model: { aliases = [] },
  } = (await server.api('GET', `registered-models/get?name=${model}`)) as {
    registered_model: { aliases?: { alias: string; version: string }[] }
  }
  return Object.fromEntries(aliases.map(({ alias, version }) => [alias, version]))
}

/** A file of a version, from where its source says that its files are. */
async function artifactOf(version: Version | undefined, name: string): Promise<string> {
  const answer = await fetch(
    `${server.url}/api/2.0/mlflow-artifacts/artifacts/${(version?.source ?? '').replace('mlflow-artifacts:/', '')}/${name}`,
  )
  if (!answer.ok) throw new Error(`${version?.source ?? ''}/${name}: ${answer.status}`)
  return answer.text()
}

/** Runs Python with MLflow's own client. */
function python(code: string): Promise<string> {
  return askPython(server.url, code)
}

/** The environment of a pull request of this clone's branch against main. */
async function pullRequest(clone: Clone, name: string): Promise<NodeJS.ProcessEnv> {
  const [head, base] = [await clone.head(), await clone.git('rev-parse', 'origin/main')]
  const payload = join(dirname(clone.directory), `event-${head}.json`)
  const repo = { full_name: `team/${name}` }
  await writeFile(
    payload,
    JSON.stringify({
      pull_request: { number: 7, head: { sha: head, ref: 'change', repo }, base: { sha: base, ref: 'main', repo } },
      repository: { ...repo, default_branch: 'main' },
    }),
  )
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REPOSITORY: repo.full_name,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: head,
    GITHUB_ACTOR: 'alice',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '99',
    MLFLOW_TRACKING_URI: server.url,
  }
}

const python3 = lab.pythonBin('mlflow')
/** An evaluation that logs with MLflow's own client, as a training script does, and then measures. */
const LOGS_ITSELF = {
  ...TINY,
  'src/evaluate.sh': `${TINY['src/evaluate.sh'] ?? ''}if [ -n "$MLFLOW_RUN_ID" ]; then ${python3} src/log.py; fi\n`,
  'src/log.py':
    'import mlflow\nwith mlflow.start_run() as run:\n    for step in range(3):\n        mlflow.log_metric("train_loss", 1 / (step + 1), step=step)\n    mlflow.log_text("hello", "mine.txt")\n',
}

describe('a change', () => {
  let clone: Clone
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    clone = await tinyProject(LOGS_ITSELF)
    await clone.git('switch', '-q', '-c', 'change')
    await clone.edit('params.yaml', 'a: 3', 'a: 2')
    await clone.dvc('repro', '-q')
    await clone.dvc('push', '-q')
    await clone.commit('Another parameter')
    env = await pullRequest(clone, 'tracked')
  })

  test('repeated validations of a change share one run in MLflow, with logged and measured metrics', async () => {
    const { code, report, stdout, stderr } = await clone.run(['validate'], env)
    expect([code, report.message, stdout + stderr]).toMatchObject([
      0,
      expect.stringContaining('Nothing to reproduce'),
      expect.anything(),
    ])
    const [run, ...others] = await runsOf('tracked/pr')
    expect([others, run?.info.status]).toEqual([[], 'FINISHED'])
    expect(report.mlflow).toMatchObject({
      experiment: 'tracked/pr',
      run_id: run?.info.run_id,
      url: `${server.url}/#/experiments/${run?.info.experiment_id ?? ''}/runs/${run?.info.run_id ?? ''}`,
    })
    expect(values(run?.data.metrics)).toEqual({
      accuracy: 0.93,
      loss: 0.7,
      'eval.rows': 40,
      'curve/loss': 0.8,
      train_loss: 1 / 3,
    })
    expect(values(run?.data.params)).toEqual({ 'train.a': '2', 'train.b': '5' })
    expect(values(run?.data.tags)).toMatchObject({
      'dvc-ci.pull-request': '7',
      'dvc-ci.branch': 'change',
      'dvc-ci.head': await clone.head(),
      'dvc-ci.base': await clone.git('rev-parse', 'origin/main'),
      'dvc-ci.author': 'alice',
      'dvc-ci.run-url': 'https://github.example/team/tracked/actions/runs/99',
      'dvc-ci.verdict': 'success',
      'dvc-ci.lock': expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    const course = (await server.api(
      'GET',
      `metrics/get-history?run_id=${run?.info.run_id ?? ''}&metric_key=${encodeURIComponent('curve/loss')}`,
    )) as { metrics: { step?: number; value: number }[] }
    expect(course.metrics.map(({ step: at, value }) => [Number(at ?? 0), value])).toEqual([
      [1, 0.9],
      [2, 0.8],
    ])
    const whole = (await server.api('GET', `runs/get?run_id=${run?.info.run_id ?? ''}`)) as { run: Run }
    expect(whole.run.inputs?.dataset_inputs?.map(({ dataset }) => [dataset.name, dataset.digest])).toEqual([
      ['data/raw.csv', expect.stringMatching(/^[0-9a-f]{32}$/)],
    ])
    const artifacts = await Promise.all(
      ['', 'dvc-ci', 'plots'].map(async (path) =>
        (
          (await server.api('GET', `artifacts/list?run_id=${run?.info.run_id ?? ''}&path=${path}`)) as {
            files: { path: string }[]
          }
        ).files.map((file) => file.path),
      ),
    )
    expect(artifacts.flat().sort()).toEqual([
      'dvc-ci',
      'dvc-ci/report.html',
      'dvc-ci/report.json',
      'mine.txt',
      'plots',
      'plots/curve.csv',
    ])

    const again = await clone.here(['validate'], env)
    expect([again.code, again.report.mlflow?.run_id]).toEqual([0, run?.info.run_id])
    const after = await runsOf('tracked/pr')
    expect(after.map(({ info, data }) => [info.run_id, info.status, values(data.metrics)['accuracy']])).toEqual([
      [run?.info.run_id, 'FINISHED', 0.93],
    ])
  })

  test('the run of a failed, cancelled or killed validation gets that status and is found again', async () => {
    const failed = await clone.here(
      ['validate', '--evaluate', 'none', '--thresholds', '{accuracy: {min: 0.99}}', '--experiment', 'failing'],
      env,
    )
    expect([failed.code, failed.report.mlflow?.experiment]).toEqual([1, 'failing/pr'])
    const slow = async (signal: NodeJS.Signals) => {
      const sign = join(dirname(clone.directory), `sign-${signal}`)
      const started = clone.start(
        ['validate', '--evaluate', 'none', '--checks', `{slow: 'touch ${sign}; sleep 60'}`, '--experiment', 'stopped'],
        env,
      )
      const outcome = started.outcome.catch(() => undefined)
      for (let tries = 0; tries < 240 && !existsSync(sign); tries++) await wait(250)
      const before = Date.now()
      started.child.kill(signal)
      return { ...(await outcome), seconds: (Date.now() - before) / 1000 }
    }
    await slow('SIGKILL')
    const [killed] = await runsOf('stopped/pr')
    expect(killed?.info.status).toBe('RUNNING')
    const cancelled = await slow('SIGINT')
    expect(cancelled).toMatchObject({
      code: 130,
      report: { conclusion: 'cancelled', mlflow: { run_id: killed?.info.run_id } },
    })
    expect(cancelled.seconds).toBeLessThan(7.5)
    expect(
      (await runsOf('stopped/pr')).map(({ info, data }) => [info.status, values(data.tags)['dvc-ci.verdict']]),
    ).toEqual([['KILLED', 'cancelled']])
    expect(
      (await runsOf('failing/pr')).map(({ info, data }) => [info.status, values(data.tags)['dvc-ci.verdict']]),
    ).toEqual([['FAILED', 'failure']])
  })

  test('a validation keeps its verdict if MLflow fails, and reports the reason', async () => {
    const token = 'a-token-that-nobody-may-see'
    proxy.requests.length = 0
    proxy.fault = () => ({ status: 401, body: `You are not authenticated: ${token}` })
    const { code, report, stdout, stderr } = await clone.here(['validate', '--evaluate', 'none', '--pull', 'none'], {
      ...env,
      MLFLOW_TRACKING_URI: proxy.url,
      MLFLOW_TRACKING_TOKEN: token,
    })
    expect([code, report.conclusion, step(report, 'track')]).toMatchObject([
      0,
      'success',
      {
        conclusion: 'warning',
        message: expect.stringMatching(/answers 401: You are not authenticated.*MLFLOW_TRACKING_TOKEN/),
      },
    ])
    expect([proxy.requests[0]?.headers.authorization, proxy.requests.length < 12]).toEqual([`Bearer ${token}`, true])
    expect([stdout, stderr, JSON.stringify(report)].join('')).not.toContain(token)
  })

  test('a validation survives late, lost and rejected answers of MLflow, and creates nothing twice', async () => {
    const once = new Set<string>()
    proxy.requests.length = 0
    proxy.fault = ({ method, path }) => {
      const what = `${method} ${path.replace(/\?.*/, '')}`
      if (once.has(what)) return undefined
      once.add(what)
      if (/runs\/create|experiments\/create/.test(path)) return 'lose'
      return /log-batch/.test(path)
        ? { status: 429, headers: { 'retry-after': '1' } }
        : /search/.test(path)
          ? 'drop'
          : undefined
    }
    const { code, report } = await clone.here(
      ['validate', '--evaluate', 'none', '--pull', 'none', '--experiment', 'shaky'],
      { ...env, MLFLOW_TRACKING_URI: proxy.url.replace('//', '//alice:s3cretword@') },
    )
    expect([code, step(report, 'track')?.conclusion]).toEqual([0, 'success'])
    expect((await runsOf('shaky/pr')).map(({ info }) => [info.run_id, info.status])).toEqual([
      [report.mlflow?.run_id, 'FINISHED'],
    ])
    expect(proxy.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('alice:s3cretword').toString('base64')}`)
    expect(JSON.stringify(report)).not.toContain('s3cretword')
  })

  test('a fork gets no credential of MLflow, and a closed pull request can delete its run', async () => {
    const event = JSON.parse(await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8')) as {
      pull_request: { head: { repo: { full_name: string } } }
    }
    const [foreign, closed] = ['foreign', 'closed'].map((name) => join(dirname(clone.directory), `${name}.json`)) as [
      string,
      string,
    ]
    const { pull_request: pull } = event
    await writeFile(
      foreign,
      JSON.stringify({
        ...event,
        pull_request: { ...pull, head: { ...pull.head, repo: { full_name: 'stranger/tracked' } } },
      }),
    )
    await writeFile(closed, JSON.stringify({ ...event, action: 'closed' }))
    const looks = 'if env | grep -q -e hushhush -e MLFLOW_RUN_ID; then exit 1; fi'
    const stranger = await clone.here(
      ['validate', '--evaluate', 'none', '--pull', 'none', '--checks', `{looks: '${looks}'}`],
      { ...env, GITHUB_EVENT_PATH: foreign, MLFLOW_TRACKING_TOKEN: 'hushhush-hushhush' },
    )
    expect([stranger.code, stranger.report.checks[0]?.conclusion, step(stranger.report, 'track')]).toMatchObject([
      0,
      'success',
      { conclusion: 'skipped', message: expect.stringMatching(/fork/) },
    ])

    const open = await runsOf('shaky/pr')
    const done = await clone.here(['validate', '--experiment', 'shaky', '--cleanup'], {
      ...env,
      GITHUB_EVENT_PATH: closed,
    })
    expect([open.length, done.code, done.report.message]).toEqual([
      1,
      0,
      'Pull request 7 is closed; 1 run deleted in MLflow.',
    ])
    expect(await runsOf('shaky/pr')).toEqual([])
    const none = await clone.here(
      ['validate', '--evaluate', 'none', '--pull', 'none', '--baseline', 'alias:champion', '--model', 'unheard-of'],
      env,
    )
    expect([none.code, step(none.report, 'baseline')?.message]).toEqual([
      0,
      'MLflow has no registered model unheard-of yet',
    ])
  })

  test('a database as MLflow address is a set-up error, and a deleted experiment is a warning', async () => {
    const { code, report } = await clone.here(['validate', '--tracking-uri', 'sqlite:///mlflow.db'], env)
    expect([code, report.message]).toEqual([
      2,
      expect.stringMatching(
        /sqlite:\/\/\/mlflow\.db, a database without a REST API\. Start a server for it \(`mlflow server --backend-store-uri sqlite:\/\/\/mlflow\.db`\)/,
      ),
    ])
    const { experiment_id: id } = await server.api('POST', 'experiments/create', { name: 'gone/pr' })
    await server.api('POST', 'experiments/delete', { experiment_id: id })
    const gone = await clone.here(['validate', '--evaluate', 'none', '--pull', 'none', '--experiment', 'gone'], env)
    expect([gone.code, step(gone.report, 'track')]).toMatchObject([
      0,
      {
        conclusion: 'warning',
        message: expect.stringMatching(
          /the experiment 'gone\/pr' .* was deleted\. Restore it \(`mlflow experiments restore/,
        ),
      },
    ])
  })
})

/** The tiny project with a declared model, and a training that logs one with MLflow where it is told to. */
const WITH_MODEL = {
  ...TINY,
  'dvc.yaml': `${TINY['dvc.yaml'] ?? ''}artifacts:\n  scorer:\n    path: models/a.txt\n    type: model\n    desc: Counts rows\n`,
}
const REBUILD = ['rebuild', '--yes', '--alias', 'champion']

describe('an official build', () => {
  let clone: Clone
  const on = (uri: string): NodeJS.ProcessEnv => ({ MLFLOW_TRACKING_URI: uri })

  beforeAll(async () => {
    clone = await tinyProject(WITH_MODEL)
    await clone.write('dvc-ci.yaml', 'mlflow:\n  experiment: scoring\n')
    // Two files have a metric of one name.
    await clone.write('extra.json', '{"eval": {"rows": 7}}\n')
    await clone.edit('dvc.yaml', 'artifacts:', 'metrics: [extra.json]\nartifacts:')
    await clone.edit('params.yaml', 'a: 3', 'a: 2')
    await clone.commit('Another parameter')
  })

  test('an official build registers one version with the alias, and the next build moves the alias', async () => {
    const source = await clone.head()
    const first = await clone.here(REBUILD, on(server.url))
    expect([first.code, first.report.message]).toEqual([
      0,
      expect.stringMatching(/commit [0-9a-f]{7}; in MLflow version 1 of scorer, now the champion\.$/),
    ])
    expect(first.report.mlflow).toMatchObject({
      experiment: 'scoring',
      model: 'scorer',
      version: '1',
      alias: 'champion',
      version_url: `${server.url}/#/models/scorer/versions/1`,
    })
    const [version, ...others] = await versionsOf('scorer')
    const [run] = await runsOf('scoring')
    expect([others, version?.run_id, run?.info.status]).toEqual([[], run?.info.run_id, 'FINISHED'])
    expect(values(version?.tags)).toMatchObject({
      'dvc-ci.source': source,
      'dvc-ci.commit': first.report.commit?.sha,
      'dvc-ci.dvc-path': 'models/a.txt',
      'dvc-ci.dvc-hash': expect.stringMatching(/^[0-9a-f]{32}$/),
      'dvc-ci.remote': clone.storage,
      'dvc-ci.promoted.champion': expect.stringContaining(`"why":"rebuild of ${source.slice(0, 7)}"`),
    })
    const rows = { 'extra.json/eval.rows': 7, 'metrics.json/eval.rows': 40 }
    expect(JSON.parse(String(values(version?.tags)['dvc-ci.metrics']))).toEqual({ accuracy: 0.93, loss: 0.7, ...rows })
    expect(values(run?.data.metrics)).toMatchObject(rows)
    expect(await artifactOf(version, 'a.txt')).toBe(await clone.read('models/a.txt'))

    await clone.git('checkout', '-q', source)
    await clone.git('switch', '-q', '-C', 'main', source)
    const again = await clone.here(REBUILD, on(server.url))
    expect([again.code, again.report.message, again.report.mlflow?.version]).toEqual([
      0,
      expect.stringMatching(/was built already/),
      '1',
    ])
    expect([(await versionsOf('scorer')).length, (await runsOf('scoring')).length, await builds(clone)]).toEqual([
      1, 1, 1,
    ])

    await clone.git('pull', '-q', '--ff-only')
    await clone.edit('params.yaml', 'a: 2', 'a: 1')
    await clone.commit('A third parameter')
    const second = await clone.here(
      [...REBUILD, '--baseline', 'alias:champion', '--thresholds', '{accuracy: {max_drop: 0}}'],
      on(server.url),
    )
    expect([second.code, second.report.policies[0]]).toMatchObject([0, { baseline: 0.93, value: 0.94, passed: true }])
    expect(step(second.report, 'baseline')?.message).toMatch(/version 1 of scorer \(champion\)/)
    // It asks without a change.
    const examined = await clone.here(['doctor'], on(server.url))
    expect(examined.report.doctor?.find(({ name }) => name === 'MLflow')).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/\(MLflow \d+\.\d+\S*\) answers these credentials, which may register scorer$/),
    })
    const versions = await versionsOf('scorer')
    expect([versions.length, await aliasesOf('scorer')]).toEqual([2, { champion: '2' }])
    expect(JSON.parse(String(values(versions[1]?.tags)['dvc-ci.promoted.champion']))).toMatchObject({
      from: '1',
      by: 'dvc-ci',
    })
  })

  test('an official build without a change keeps the existing version', async () => {
    await clone.write('README.md', 'Words\n')
    await clone.commit('Words')
    // The champion is of another repository, until its tag is its own again.
    const key = 'dvc-ci.repository'
    const own = values((await versionsOf('scorer'))[1]?.tags)[key]
    const tag = (value: unknown) =>
      server.api('POST', 'model-versions/set-tag', { name: 'scorer', version: '2', key, value })
    await tag('team/other')
    const foreign = await clone.here([...REBUILD, '--model-owner', 'strict'], on(server.url))
    expect([foreign.code, foreign.report.error?.id, foreign.report.message]).toEqual([
      1,
      'model-of-another-repository',
      expect.stringMatching(/the champion of scorer is version 2, which team\/other made, and this is /),
    ])
    expect(step(foreign.report, 'reproduce')).toBeUndefined()
    await tag(own)
    const { code, report } = await clone.here(REBUILD, on(server.url))
    expect([code, report.message, report.mlflow?.version]).toEqual([
      0,
      expect.stringMatching(/nothing to commit; in MLflow the existing version 2 of scorer, now the champion\.$/),
      '2',
    ])
    expect([(await versionsOf('scorer')).length, await aliasesOf('scorer')]).toEqual([2, { champion: '2' }])
  })

  test('an official build without MLflow is completed by running the job again', async () => {
    await clone.edit('params.yaml', 'a: 1', 'a: 4')
    const source = await clone.commit('A fourth parameter')
    const down = await clone.here([...REBUILD, '--model-stage', 'Staging'], on('http://127.0.0.1:9'))
    expect([down.code, down.report.conclusion, down.report.message]).toEqual([
      3,
      'error',
      expect.stringMatching(
        /^The data and the commit are published, but the run and the version of the model scorer are not in MLflow: MLflow at http:\/\/127\.0\.0\.1:9 does not answer.*To complete it, run the same job again, or `dvc-ci rebuild --resume`\.$/,
      ),
    ])
    expect(await clone.git('rev-parse', 'origin/main')).toBe(down.report.commit?.sha)

    const elsewhere = await clone.clone()
    await elsewhere.git('switch', '-q', '-C', 'main', source)
    const completed = await elsewhere.here([...REBUILD, '--resume', '--model-stage', 'Staging'], on(server.url))
    expect([completed.code, completed.report.message]).toEqual([
      0,
      expect.stringMatching(
        /was built already.* In MLflow version 3 of scorer, now the champion, in the stage Staging\.$/,
      ),
    ])
    const version = (await versionsOf('scorer'))[2]
    expect([version?.current_stage, values(version?.tags)['dvc-ci.commit']]).toEqual([
      'Staging',
      down.report.commit?.sha,
    ])
    expect(values((await runsOf('scoring')).at(-1)?.data.metrics)['accuracy']).toBe(0.91)
    expect(await artifactOf(version, 'a.txt')).toMatch(/a: 4$/m)
  })

  test('the metrics of an MLflow run are the baseline if the repository lacks its commit', async () => {
    await server.api('POST', 'model-versions/set-tag', {
      name: 'scorer',
      version: '3',
      key: 'dvc-ci.commit',
      value: 'f'.repeat(40),
    })
    const { report } = await clone.here(
      ['validate', '--evaluate', 'none', '--baseline', 'alias:champion', '--thresholds', '{accuracy: {max_drop: 0}}'],
      await pullRequest(clone, 'scoring'),
    )
    expect([step(report, 'baseline')?.message, report.policies[0]]).toMatchObject([
      'version 3 of scorer (champion), by the metrics of its run',
      { baseline: 0.91 },
    ])
    await server.api('POST', 'model-versions/set-tag', {
      name: 'scorer',
      version: '3',
      key: 'dvc-ci.commit',
      value: await clone.git('rev-parse', 'origin/main'),
    })
  })

  test('the history of builds has the pull requests that MLflow tracked, on request', async () => {
    const shown = await clone.here(['history', '--pulls'], on(server.url))
    expect([shown.code, shown.report.message]).toEqual([
      0,
      expect.stringMatching(/ MLflow has 1 pull request since then\./),
    ])
    const { builds } = shown.report
    expect(builds?.pulls).toMatchObject([{ number: 7, head: await clone.head() }])
    const accuracy = builds?.metrics.findIndex(({ name }) => name === 'accuracy') ?? -1
    expect(builds?.pulls?.[0]?.values[accuracy]).toBe(0.91)
    const unset = await clone.here(['history', '--pulls'])
    expect([unset.code, unset.report.error?.id, unset.report.error?.key]).toEqual([2, 'setting-missing', 'pulls'])
  })
})

/**
 * Two trainings and nothing else. Each logs its model with MLflow. It names its requirements: MLflow would load the model
 * in another process to find them. A model of scikit-learn is in __tests__/e2e/fan-out.test.ts: its import costs as much
 * as all other work of the training.
 */
const LOGS_A_MODEL = {
  'dvc.yaml': `stages:
  train:
    matrix:
      model: [a, b]
    cmd: sh src/train.sh \${item.model}
    deps: [src, data/raw.csv]
    params: ["train.\${item.model}"]
    outs: ["models/\${item.model}.txt"]
artifacts:
  scorer:
    path: models/a.txt
    type: model
`,
  'src/prepare.sh': null,
  'src/evaluate.sh': null,
  'src/train.sh': `mkdir -p models\ngrep "  $1:" params.yaml > models/$1.txt\n${python3} src/fit.py "$1"\n`,
  'src/fit.py': `import os, sys
if os.environ.get("MLFLOW_TRACKING_URI"):
    import mlflow
    class Line(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input):
            return 2 * model_input[:, 0]
    with mlflow.start_run():
        mlflow.log_params({"kind": "linear", "part": sys.argv[1]})
        mlflow.pyfunc.log_model(name="line", python_model=Line(), pip_requirements=["mlflow"])
`,
}

const PREDICTS =
  'import mlflow, numpy; print(round(float(mlflow.pyfunc.load_model("models:/line@champion").predict(numpy.array([[3.0]]))[0]), 3))'

test('trainings of foreach log their own params, and the model of one becomes the version', async () => {
  const clone = await tinyProject(LOGS_A_MODEL)
  const { code, report, stdout, stderr } = await clone.here(
    [...REBUILD, '--model', 'line', '--model-path', 'models/a.txt', '--experiment', 'lines'],
    { MLFLOW_TRACKING_URI: server.url },
  )
  expect([code, report.mlflow, stdout + stderr]).toMatchObject([
    0,
    { model: 'line', version: '1', alias: 'champion' },
    expect.anything(),
  ])
  const runs = await runsOf('lines')
  const build = runs.find(({ info }) => info.run_id === report.mlflow?.run_id)
  expect([build?.info.status, values(build?.data.params)]).toEqual([
    'FINISHED',
    { kind: 'linear', 'train.a': '3', 'train.b': '5' },
  ])
  expect(stagesOf(runs)).toEqual([
    ['train@a', build?.info.run_id, 'FINISHED', 'a'],
    ['train@b', build?.info.run_id, 'FINISHED', 'b'],
  ])
  expect(await python(PREDICTS)).toBe('6.0')
})

/** The runs of stages: stage, build's run, status and the param `part`. */
function stagesOf(runs: readonly Run[]) {
  return runs
    .flatMap(({ info, data }) => {
      const tags = values(data.tags)
      const stage = tags['dvc-ci.stage']
      return stage === undefined ? [] : [[stage, tags['dvc-ci.build-run'], info.status, values(data.params)['part']]]
    })
    .sort()
}

// __tests__/e2e/fan-out.test.ts has `stage-run: shared`, through the reusable workflow.
test('many machines register the logged model as one does, with stage-run: own', async () => {
  const clone = await tinyProject(LOGS_A_MODEL)
  const fragments = join(dirname(clone.directory), 'fragments')
  const env = { MLFLOW_TRACKING_URI: server.url }
  const experiment = ['--experiment', 'spread']
  const machine = async (...command: string[]) => {
    const outcome = await (await clone.clone()).here([...command, '--stage-run', 'own'], env)
    expect([outcome.code, outcome.stdout + outcome.stderr]).toEqual([0, expect.anything()])
    return outcome.report
  }
  const planned = (await machine('plan', '--yes', ...experiment)).fanout
  for (const { id } of [...(planned?.jobs ?? [])].sort((a, b) => a.level - b.level))
    await machine('stage', '--plan', planned?.plan ?? '', '--job', id, '--fragments', fragments)
  const [model, plan] = ['spread', ['--plan', planned?.plan ?? '', '--fragments', fragments]]
  const report = await machine(
    'collect',
    '--yes',
    ...plan,
    ...experiment,
    '--model',
    model,
    '--model-path',
    'models/a.txt',
  )
  const runs = await runsOf('spread')
  expect(stagesOf(runs)).toEqual([
    ['train@a', report.mlflow?.run_id, 'FINISHED', 'a'],
    ['train@b', report.mlflow?.run_id, 'FINISHED', 'b'],
  ])
  expect(runs).toHaveLength(3)
  const [version] = await versionsOf(model)
  const trained = runs.find(({ data }) => values(data.params)['part'] === 'a')
  expect([version?.run_id, version?.source]).toEqual([report.mlflow?.run_id, expect.stringMatching(/models\/m-/)])
  expect(values(trained?.data.tags)['dvc-ci.build-run']).toBe(version?.run_id)
})

test('a model that was trained by hand and added to DVC gets one version, also after other pushes', async () => {
  const clone = await tinyProject({ 'dvc.yaml': null })
  const command = [...REBUILD, '--model', 'raw', '--model-path', 'data/raw.csv', '--model-artifact', 'reference']
  const first = await clone.here(command, { MLFLOW_TRACKING_URI: server.url })
  // Named like the repository on the server, whatever the clone's folder is called.
  expect([clone.origin, clone.directory, first.report.mlflow?.experiment]).toEqual([
    expect.stringMatching(/\/origin\.git$/),
    expect.not.stringContaining('origin'),
    'origin',
  ])
  expect([first.code, first.report.message]).toEqual([
    0,
    expect.stringMatching(/^There is no pipeline to rebuild.* In MLflow version 1 of raw, now the champion\.$/),
  ])
  await clone.write('README.md', 'Hello\n')
  await clone.commit('A word')
  const second = await clone.here(command, { MLFLOW_TRACKING_URI: server.url })
  expect([second.code, second.report.message]).toEqual([
    0,
    expect.stringMatching(/Its model is already version 1 of raw in MLflow\.$/),
  ])
  expect([(await versionsOf('raw')).length, (await runsOf('origin')).length]).toEqual([1, 1])
  expect(JSON.parse(await artifactOf((await versionsOf('raw'))[0], 'dvc.json'))).toMatchObject({
    path: 'data/raw.csv',
    hash: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  const lost = await clone.here(['rebuild', '--yes', '--model', 'raw', '--model-path', 'data/rew.csv'], {
    MLFLOW_TRACKING_URI: server.url,
  })
  expect([lost.code, lost.report.message]).toEqual([
    2,
    expect.stringMatching(
      /model-path: no stage and no \.dvc file has the output data\/rew\.csv\. Did you mean data\/raw\.csv\?/,
    ),
  ])
})
