import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import { type S3Server, startS3 } from '../../scripts/lab/s3.mjs'
import { askPython, type Mlflow, sharedMlflow } from '../support/mlflow.js'
import { type Clone, cleanUp, developer, scratch, tinyProject } from '../support/project.js'
import { SUBJECT } from '../support/rebuild.js'
import { turn } from '../support/turn.js'
import { dispatchEvent, exampleWorkflow, pullRequestEvent, pushEvent, REPOSITORY, runWorkflow } from './act.js'

let s3: S3Server | undefined
let mlflow: Mlflow | undefined
afterAll(async () => {
  await s3?.stop()
  await cleanUp()
})

const [WORKFLOW, RETRAIN, VALIDATE] = ['rebuild', 'retrain', 'validate'].map(
  (name) => `.github/workflows/${name}.yml`,
) as [string, string, string]
/** Roles of AWS. The S3 server lets the first only read. */
const [READER, WRITER] = ['read', 'write'].map((name) => `arn:aws:iam::123456789012:role/${name}`) as [string, string]
/** A stage that records its start and end; one of two fails until its machine is repaired. */
const SLOWLY = `[ "$1" = a ] || [ -e "$E2E_ARTIFACTS/mended" ] || { echo "the disk is full"; exit 1; }
date +%s%N > "$E2E_ARTIFACTS/began-$1"
sleep 4
date +%s%N > "$E2E_ARTIFACTS/ended-$1"
`

/**
 * The training of a user who knows nothing of dvc-ci: one part logs a model of its own, the other one leaves a model of
 * scikit-learn to autolog. It logs where there is an MLflow, once the machines are repaired. MLflow would load the model
 * of autolog in another process to find its requirements: 5 s of processor time.
 */
const FIT = `import os, sys
if os.environ.get("MLFLOW_TRACKING_URI") and os.path.exists(os.environ["E2E_ARTIFACTS"] + "/mended"):
    import mlflow, numpy
    if sys.argv[1] == "b":
        from sklearn.linear_model import LinearRegression
        mlflow.models.infer_pip_requirements = lambda *_, fallback, **__: fallback
        mlflow.sklearn.autolog()
        LinearRegression(positive=True).fit(numpy.array([[1.0], [2.0]]), [2.0, 4.0])
    else:
        class Line(mlflow.pyfunc.PythonModel):
            def predict(self, context, model_input):
                return 3 * model_input[:, 0]
        with mlflow.start_run():
            mlflow.log_params({"part": sys.argv[1], "positive": False})
            mlflow.pyfunc.log_model(name="line", python_model=Line(), pip_requirements=["mlflow"])
`
const READS = `import json, mlflow, numpy
client = mlflow.MlflowClient()
version = client.get_model_version_by_alias("slope", "champion")
runs = [run for run in client.search_runs([client.get_run(version.run_id).info.experiment_id]) if run.info.run_id != version.run_id]
stages = {run.data.tags["dvc-ci.stage"]: [run.data.tags["dvc-ci.build-run"] == version.run_id, run.info.status, run.data.params["positive"]] for run in runs}
predicted = float(mlflow.pyfunc.load_model("models:/slope@champion").predict(numpy.array([[3.0]]))[0])
print(json.dumps([round(predicted, 3), version.tags["dvc-ci.commit"], stages]))`

/** Gives a clone access to the bucket. */
async function letIn(clone: Clone): Promise<void> {
  await clone.dvc('remote', 'modify', '-q', '--local', 'storage', 'access_key_id', s3?.accessKey ?? '')
  await clone.dvc('remote', 'modify', '-q', '--local', 'storage', 'secret_access_key', s3?.secretKey ?? '')
}

describe('a build on several machines with an S3 bucket, under a workflow runner', () => {
  let alice: Clone
  let artifacts: string
  let cache: string
  let roles: string
  let before: string
  let source: string
  const options = () => ({
    artifacts,
    cache,
    secrets: { DVC_REMOTE: `{ access_key_id: ${s3?.accessKey ?? ''}, secret_access_key: ${s3?.secretKey ?? ''} }` },
    configuration: { AWS_ROLE_READ: READER, AWS_ROLE_WRITE: WRITER, AWS_REGION: 'us-east-1' },
    variables: { E2E_ROLES: roles, GITHUB_REPOSITORY: REPOSITORY },
    // Tables of data are read with packages that uv installs. cache.test.ts has a runner without uv.
    path: [developer()['PATH'], dirname(lab.uvBin)].join(delimiter),
  })
  /** The roles that jobs assumed, and that no earlier call returned. */
  const assumed = async () => {
    const text = await readFile(`${roles}.assumed`, 'utf8')
    await rm(`${roles}.assumed`)
    return [...new Set(text.trim().split('\n'))].sort()
  }
  const run = async () => runWorkflow(await alice.clone('main'), 'push', WORKFLOW, pushEvent(before, source), options())
  const handedOn = async () =>
    (await readdir(artifacts))
      .filter((name) => name.startsWith('dvc-ci-'))
      .map((name) => name.replace(/^dvc-ci-\w{10}-/, ''))
      .sort()

  beforeAll(async () => {
    artifacts = join(await scratch(), 'artifacts')
    cache = await scratch()
    alice = await tinyProject()
    ;[s3, mlflow] = await Promise.all([startS3(await scratch(), 'official', true), sharedMlflow()])
    roles = join(await scratch(), 'roles')
    await writeFile(
      roles,
      `${WRITER} ${s3.accessKey} ${s3.secretKey}\n${READER} ${s3.reader?.accessKey ?? ''} ${s3.reader?.secretKey ?? ''}\n`,
    )
    await alice.dvc('remote', 'modify', '-q', 'storage', 'url', 's3://official/dvc')
    await alice.dvc('remote', 'modify', '-q', 'storage', 'endpointurl', s3.endpoint)
    await letIn(alice)
    await alice.dvc('push', '-q')
    await alice.write(WORKFLOW, `${await exampleWorkflow('rebuild-oidc')}      tracking-uri: "${mlflow.url}"\n`)
    await alice.write(
      VALIDATE,
      `${await exampleWorkflow('validate-oidc')}      aws-write-role: \${{ vars.AWS_ROLE_WRITE }}\n      machines: many\n      stale: run\n`,
    )
    await alice.write(
      RETRAIN,
      `${await exampleWorkflow('retrain-many-machines')}    secrets:\n      remote-config: \${{ secrets.DVC_REMOTE }}\n`,
    )
    await alice.write(
      'dvc-ci.yaml',
      'mlflow: { experiment: machines, model: slope, model-path: models/b.txt, alias: champion }\n',
    )
    await alice.write('src/fit.py', FIT)
    const train = await alice.read('src/train.sh')
    await alice.write('src/train.sh', `set -e\n${SLOWLY}${train}${lab.pythonBin('mlflow')} src/fit.py "$1"\n`)
    before = await alice.commit('Workflow')
    await alice.edit('params.yaml', 'b: 5', 'b: 4')
    source = await alice.commit('Less of b, not reproduced')
  })

  test('a build on several machines names a failed job with its reason, keeps the results of others, and commits nothing', async () => {
    const { code, annotations, log, summary } = await run()
    expect([code, log]).toEqual([1, expect.stringContaining('the disk is full')])
    expect(annotations).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        message: expect.stringContaining('the job 2-train-b failed: stage train@b failed'),
      }),
    )
    expect(summary).toContain('the job 2-train-b failed')
    expect(await handedOn()).toEqual(['1-prepare', '2-train-a', '2-train-b'])
    expect(log).toContain('source data: stored in the cache (dvc-ci-1-official-sources-')
    expect(await alice.git('ls-remote', alice.origin, 'refs/heads/main')).toContain(source)
  })

  test('a build on several machines runs the jobs of a level in parallel, and publishes one commit', async () => {
    await writeFile(join(artifacts, 'mended'), '')
    const { code, annotations, log, outputs } = await run()
    expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')])
    expect(annotations.filter(({ severity }) => severity === 'error')).toEqual([])
    const [a, b] = await Promise.all(
      ['a', 'b'].map(async (side) =>
        Promise.all(
          ['began', 'ended'].map(async (when) => BigInt(await readFile(join(artifacts, `${when}-${side}`), 'utf8'))),
        ),
      ),
    )
    expect([(a?.[0] ?? 0n) < (b?.[1] ?? 0n), (b?.[0] ?? 0n) < (a?.[1] ?? 0n)]).toEqual([true, true])
    expect(await handedOn()).toEqual(['1-prepare', '2-train-a', '2-train-b', '3-evaluate'])
    expect(log).not.toContain(s3?.secretKey)
    for (const found of [
      'source data: restored from the cache',
      '1 object restored from the cache and verified',
      'stage durations: stored in the cache (dvc-ci-1-official-seconds-',
    ])
      expect(log).toContain(found)

    expect(await assumed()).toEqual(
      ['level-1', 'level-2', 'level-3', 'plan', 'rebuild'].map((job) => `${job} ${WRITER}`),
    )
    await alice.git('fetch', '-q')
    const [sha, subject, author, parent] = (
      await alice.git('log', '-1', '--format=%H%n%s%n%an%n%P', 'origin/main')
    ).split('\n')
    expect([subject, author, parent]).toEqual([SUBJECT, 'dvc-ci', source])
    expect(outputs).toMatchObject({ conclusion: 'success', mode: 'collect', commit: sha })
    expect((await alice.git('show', '--format=', '--name-only', 'origin/main')).split('\n')).toEqual([
      'dvc.lock',
      'metrics.json',
    ])
    const stranger = await alice.clone('main')
    await letIn(stranger)
    await stranger.dvc('pull', '-q')
    expect(await stranger.dvc('status')).toContain('up to date')
    expect(JSON.parse(await stranger.read('metrics.json'))).toMatchObject({ accuracy: 0.93 })

    // MLflow's own client loads the model of the declared training. Each training has a run below that of the build.
    expect(JSON.parse(await askPython(mlflow?.url ?? '', READS))).toEqual([
      6,
      sha,
      { 'train@a': [true, 'FINISHED', 'False'], 'train@b': [true, 'FINISHED', 'True'] },
    ])
  })

  const retrains = async () => {
    await alice.git('pull', '-q', '--rebase')
    await alice.write('incoming/new.csv', '7,7\n8,8\n')
    const from = await alice.commit('New rows')
    artifacts = join(await scratch(), 'artifacts')
    await mkdir(artifacts)
    await writeFile(join(artifacts, 'mended'), '')
    const { code, annotations, log, outputs } = await runWorkflow(
      await alice.clone('main'),
      'workflow_dispatch',
      RETRAIN,
      dispatchEvent({ params: 'train.a=2', data: 'data/raw.csv+=incoming/new.csv', reason: 'November' }),
      options(),
    )
    expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')])
    expect(annotations.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(log).toContain('stage durations: restored from the cache')
    // The stage durations are known, and each is too short for a separate machine.
    expect(await handedOn()).toEqual(['1-prepare'])
    await alice.git('fetch', '-q')
    const [sha, parent, ...body] = (await alice.git('log', '-1', '--format=%H%n%P%n%B', 'origin/main')).split('\n')
    expect([parent, outputs]).toEqual([
      from,
      expect.objectContaining({ conclusion: 'success', mode: 'retrain', commit: sha }),
    ])
    expect(body).toEqual(
      expect.arrayContaining([
        'Retrained with train.a = 2 in place of 3, more data/raw.csv from incoming/new.csv.',
        'Dvc-Ci-Reason: November',
      ]),
    )
    expect((await alice.git('show', '--format=', '--name-only', 'origin/main')).split('\n')).toEqual([
      'data/raw.csv.dvc',
      'dvc.lock',
      'metrics.json',
      'params.yaml',
    ])
  }

  const validates = async () => {
    await alice.git('pull', '-q', '--rebase')
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', /a: \d\n {2}b: 4/, 'a: 1\n  b: 3')
    await alice.commit('Less of both')
    const clone = await alice.clone('change')
    const validate = async () => {
      const head = await clone.head()
      await clone.git('push', '-q', '--force', 'origin', 'HEAD:refs/pull/1/merge')
      const { code, outputs } = await runWorkflow(
        clone,
        'pull_request',
        VALIDATE,
        pullRequestEvent(
          1,
          { sha: head, ref: 'change' },
          { sha: await clone.git('rev-parse', 'origin/main'), ref: 'main' },
        ),
        options(),
      )
      return [code, outputs['mode'], outputs['message']]
    }
    // By the known durations, each stage is too short for a separate machine.
    cache = await scratch()
    artifacts = join(await scratch(), 'artifacts')
    await mkdir(artifacts)
    await writeFile(join(artifacts, 'mended'), '')
    const many = await validate()
    expect(many).toEqual([0, 'validate', expect.stringMatching(/^3 stages reproduced here/)])
    expect(await handedOn()).toEqual(['1-train-a', '1-train-b', '2-evaluate'])
    expect(await assumed()).toEqual([
      ...['level-1', 'level-2', 'plan'].map((job) => `${job} ${WRITER}`),
      `validate ${READER}`,
    ])
    await clone.edit(VALIDATE, 'machines: many', 'machines: one')
    await clone.commit('One will do')
    expect(await validate()).toEqual(many)
    // The only job can read the remote, and nothing else.
    expect(await assumed()).toEqual([`validate ${READER}`])
    expect(await handedOn()).toHaveLength(3)
  }

  // Each begins with the published build. __tests__/integration/fan-out.test.ts has both in every run, without a runner.
  const LATER: [string, () => Promise<void>][] = [
    ['a manual retraining brings new data and parameters to every machine, and its commit has the request', retrains],
    ['the stale stages of a pull request run on several machines or on one, with the same conclusion', validates],
  ]
  test.each(turn(LATER))('%s', async (_, run) => run())
})
