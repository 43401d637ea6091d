import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, type Outcome, rules, scratch, tinyProject } from '../support/project.js'
import { damage, hashOf, objects, SECONDS_LINE, SUBJECT } from '../support/rebuild.js'
import { type SignedBundle, sha256 } from '../support/sigstore.js'

afterAll(cleanUp)

/** One build over many machines: its plan, and the folder that fragments come and go through. */
class Fanned {
  constructor(
    readonly alice: Clone,
    readonly plan: string,
    readonly report: Report,
    readonly folder: string,
    private readonly branch = 'main',
  ) {}

  static async plan(alice: Clone, ...options: string[]): Promise<Fanned> {
    return Fanned.of(alice, 'main', ...options)
  }

  static async of(alice: Clone, branch: string, ...options: string[]): Promise<Fanned> {
    return Fanned.from(await (await alice.clone(branch)).here(['plan', '--yes', ...options]), alice, branch)
  }

  /** @param planned how the planning ended */
  static async from({ code, report }: Outcome, alice: Clone, branch = 'main'): Promise<Fanned> {
    expect([code, report.message]).toEqual([0, expect.stringContaining('level')])
    return new Fanned(alice, report.fanout?.plan ?? '', report, await scratch(), branch)
  }

  /** Runs a job on a machine of its own, which has only what earlier jobs have handed on. */
  async stage(job: string, plan = this.plan, env: NodeJS.ProcessEnv = {}): Promise<Outcome & { clone: Clone }> {
    const clone = await this.alice.clone(this.branch)
    return { clone, ...(await clone.here(['stage', '--plan', plan, '--job', job, '--fragments', this.folder], env)) }
  }

  async collect(...options: string[]): Promise<Outcome & { clone: Clone }> {
    const clone = await this.alice.clone(this.branch)
    return { clone, ...(await clone.here([...this.collection, ...options])) }
  }

  /** The arguments that collect the build. */
  get collection(): string[] {
    return ['collect', '--yes', '--plan', this.plan, '--fragments', this.folder]
  }

  /** Runs the jobs of each level side by side. */
  async levels(...levels: number[]): Promise<void> {
    for (const level of levels) {
      const jobs = this.report.fanout?.jobs.filter((job) => job.level === level) ?? []
      expect((await Promise.all(jobs.map(({ id }) => this.stage(id)))).map(({ code }) => code)).toEqual(
        jobs.map(() => 0),
      )
    }
  }

  file(job: string): string {
    return join(this.folder, `${job}.json`)
  }
}

const verdicts = (report: Report) => report.stages.map(({ name, verdict }) => `${name} ${verdict}`)
const foldersOf = async (clone: Clone, path: string) =>
  (await readdir(clone.path(path)).catch(() => [])).filter((name) => name !== '.gitignore').sort()

describe('one build over many machines', () => {
  let alice: Clone
  let fanned: Fanned

  beforeAll(async () => {
    alice = await tinyProject({ 'dvc-ci.yaml': 'provenance: on\n' })
    await alice.edit('params.yaml', 'b: 5', 'b: 4')
    await alice.edit(
      'dvc.yaml',
      '    cmd: sh src/train.sh ${item.model}\n',
      '    cmd: sh src/train.sh ${item.model}\n    meta: { dvc-ci: { runs-on: [self-hosted, gpu], container: "team/cuda:12", gpu: 64 } }\n',
    )
    // So long that a test can end its machine meanwhile.
    await alice.edit('src/train.sh', 'mkdir -p models\n', 'mkdir -p models\n[ -z "$SLOWLY" ] || sleep 60\n')
    await alice.commit('Less of b, on larger machines; nobody reproduced it')
  })

  test('the mode plan lists jobs by level with their machines, and changes nothing', async () => {
    const [before, server] = [await objects(alice.storage), await alice.git('ls-remote', alice.origin)]
    fanned = await Fanned.from(await (await alice.clone()).run(['plan', '--yes', '--runs-on', 'linux']), alice)
    expect(fanned.report).toMatchObject({
      mode: 'plan',
      conclusion: 'success',
      message: '4 stages on 4 machines, 3 levels.',
    })
    const gpu = { runs_on: ['self-hosted', 'gpu'], container: 'team/cuda:12' }
    expect(fanned.report.fanout?.jobs).toEqual([
      { id: '1-prepare', level: 1, stages: ['prepare'], runs_on: 'linux' },
      { id: '2-train-a', level: 2, stages: ['train@a'], ...gpu },
      { id: '2-train-b', level: 2, stages: ['train@b'], ...gpu },
      { id: '3-evaluate', level: 3, stages: ['evaluate'], runs_on: 'linux' },
    ])
    expect((await objects(alice.storage)).filter((hash) => !before.includes(hash))).toEqual([
      'd41d8cd98f00b204e9800998ecf8427e',
    ])
    expect(await alice.git('ls-remote', alice.origin)).toBe(server)
  })

  test('a stage that asks for more than its machine has is rejected there, and collect repeats the reason', async () => {
    const { code, report } = await fanned.stage('2-train-a')
    const reason = /train@a asks for 64 GPUs, and this machine has/
    expect([code, report.message]).toEqual([2, expect.stringMatching(reason)])
    expect(report.fanout).toMatchObject({ fragment: fanned.file('2-train-a'), jobs: [{ conclusion: 'failure' }] })
    const collected = await fanned.collect()
    expect([collected.code, collected.report.error?.id, collected.report.message]).toEqual([
      2,
      'job-set-up-failed',
      expect.stringMatching(reason),
    ])
    await alice.edit('dvc.yaml', ', gpu: 64', '')
    await alice.commit('What there is')
    fanned = await Fanned.plan(alice)
  })

  test('the mode stage downloads only its inputs, uploads its outputs and writes a fragment', async () => {
    const { code, clone, report } = await fanned.stage('1-prepare')
    expect([code, report.message]).toEqual([0, '1-prepare: prepare ran; its outputs are in the remote.'])
    expect([await foldersOf(clone, 'data'), await foldersOf(clone, 'models')]).toEqual([
      ['parts', 'raw.csv', 'raw.csv.dvc'],
      [],
    ])
    expect(report.fanout).toMatchObject({
      fragment: fanned.file('1-prepare'),
      jobs: [{ id: '1-prepare', conclusion: 'success' }],
    })
    expect(verdicts(report)).toEqual(['prepare ran'])

    const second = await fanned.stage('2-train-b')
    expect([second.code, verdicts(second.report)]).toEqual([0, ['train@b ran']])
    // The source data is nothing that training declares, and the other model neither.
    expect([await foldersOf(second.clone, 'data'), await foldersOf(second.clone, 'models')]).toEqual([
      ['parts', 'raw.csv.dvc'],
      ['b.txt'],
    ])
    expect(await objects(alice.storage)).toContain(await hashOf(second.clone, 'models/b.txt'))
    expect(JSON.parse(await readFile(fanned.file('2-train-b'), 'utf8'))).toMatchObject({
      schema: 1,
      job: '2-train-b',
      conclusion: 'success',
      sha: fanned.report.source.sha,
      files: [],
      stages: [{ name: 'train@b', verdict: 'ran', entry: expect.stringContaining('  train@b:\n') }],
    })
  })

  test('a cancelled job leaves its reason, a killed one no fragment; later jobs name it, and it alone runs again', async () => {
    const dying = await alice.clone()
    const { child, outcome } = dying.start(
      ['stage', '--plan', fanned.plan, '--job', '2-train-a', '--fragments', fanned.folder],
      { SLOWLY: '1' },
    )
    outcome.catch(() => undefined)
    await waitFor(async () => (await foldersOf(dying, 'data')).includes('parts'))
    await new Promise((resolve) => {
      setTimeout(resolve, 1_000)
    })
    child.kill('SIGINT')
    expect((await outcome).code).toBe(130)
    const cancelled = await fanned.collect()
    expect([cancelled.code, cancelled.report.error?.id, cancelled.report.message]).toEqual([
      3,
      'job-interrupted',
      expect.stringMatching(/^the job 2-train-a was cancelled, by a user or by its time limit: cancelled/),
    ])

    // As a killed job leaves the folder.
    await rm(fanned.file('2-train-a'))
    const missing = /2-train-a \(train@a\): its fragment is missing.* Run the job 2-train-a \(train@a\) again/
    const next = await fanned.stage('3-evaluate')
    expect([next.code, next.report.message]).toEqual([1, expect.stringMatching(missing)])
    for (const job of ['2-train-a', '3-evaluate']) expect((await fanned.stage(job)).code).toBe(0)
  })

  test('forged, stale, truncated and duplicate fragments are all named, and nothing is committed', async () => {
    const jobs = ['1-prepare', '2-train-a', '2-train-b', '3-evaluate'] as const
    const originals = await Promise.all(jobs.map((job) => readFile(fanned.file(job), 'utf8')))
    const [prepare, , trainB, evaluate] = originals as [string, string, string, string]
    const server = await alice.git('ls-remote', alice.origin)
    await writeFile(fanned.file('1-prepare'), prepare.slice(0, -20))
    await writeFile(fanned.file('2-train-a'), trainB)
    await writeFile(fanned.file('2-train-b'), trainB.replace(/"sha":"\w{40}"/, `"sha":"${'0'.repeat(40)}"`))
    await writeFile(
      fanned.file('3-evaluate'),
      evaluate.replace('"path":"metrics.json"', '"path":".github/workflows/evil.yml"'),
    )
    await writeFile(join(fanned.folder, 'again.json'), trainB)
    const forged = await fanned.collect()
    expect(forged.code).toBe(1)
    for (const told of [
      '1-prepare (prepare): it is no JSON: it was cut off',
      '2-train-a (train@a): it is of the job 2-train-b',
      '2-train-b (train@b): it is of the commit 0000000',
      '".github/workflows/evil.yml", which is no Git output of its stages',
      'again.json belongs to no job of this plan',
    ]) {
      expect(forged.report.message).toContain(told)
    }
    await rm(fanned.folder, { recursive: true })
    await mkdir(fanned.folder)
    for (const [index, job] of jobs.entries()) await writeFile(fanned.file(job), originals[index] ?? '')

    // The hash of something else, and an object that the remote has lost since.
    await writeFile(
      fanned.file('2-train-b'),
      trainB.replace(/(models\/b\.txt\\n\s+hash: md5\\n\s+md5: )\w+/, `$1${'a'.repeat(32)}`),
    )
    const other = await fanned.collect()
    expect([other.code, other.report.error?.id, other.report.message]).toEqual([
      1,
      'fragment-outdated',
      expect.stringMatching(
        /evaluate of the job 3-evaluate read models\/b\.txt with the hash \w{32}, and the job 2-train-b, which ran again later, made a{32}\. Run the job 3-evaluate \(evaluate\) again/,
      ),
    ])
    await writeFile(fanned.file('2-train-b'), trainB)
    const hash = /models\/b\.txt\\n\s+hash: md5\\n\s+md5: (\w+)/.exec(trainB)?.[1] ?? ''
    await damage(alice.storage, hash, 'altered')
    const lost = await fanned.collect()
    expect([lost.code, lost.report.message, lost.report.commit]).toEqual([
      1,
      expect.stringMatching(/models\/b\.txt: .* is altered.*Delete it there\. Run the job 2-train-b \(train@b\) again/),
      undefined,
    ])
    expect([await lost.clone.status(), await alice.git('ls-remote', alice.origin)]).toEqual(['', server])
    await damage(alice.storage, hash, 'removed')
    const lacking = await fanned.stage('3-evaluate')
    expect([lacking.code, lacking.report.error?.id, lacking.report.message]).toEqual([
      1,
      'remote-data-missing',
      expect.stringMatching(/models\/b\.txt: .* Run the job 2-train-b \(train@b\) again/),
    ])
    // One machine has a package more, as in PYTHONPATH, than the others.
    const library = await scratch()
    await mkdir(join(library, 'demo-1.0.dist-info'))
    await writeFile(join(library, 'demo-1.0.dist-info', 'METADATA'), 'Name: demo\nVersion: 1.0\n')
    expect((await fanned.stage('2-train-b', fanned.plan, { PYTHONPATH: library })).code).toBe(0)
    await writeFile(fanned.file('3-evaluate'), evaluate)
  })

  test('a plan of another commit, or one that was changed by hand, is rejected', async () => {
    const refused = async (plan: string) => {
      const { code, report } = await fanned.stage('2-train-a', plan)
      return [code, report.message]
    }
    expect(await refused(fanned.plan.replace(/"sha":"\w{40}"/, `"sha":"${'0'.repeat(40)}"`))).toEqual([
      2,
      expect.stringContaining('it is for commit 0000000'),
    ])
    expect(await refused(fanned.plan.replace('["train@a"]', '["prepare"]'))).toEqual([
      1,
      expect.stringContaining('prepare is in two jobs'),
    ])
  })

  test('the mode collect gives the same bytes as a rebuild on one machine, and another clone can pull them', async () => {
    const serial = await alice.clone()
    expect((await serial.here(['rebuild', '--commit', 'none'])).code).toBe(0)
    const clone = await alice.clone()
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { code, report } = await clone.run(fanned.collection, { DVC_CI_SIGNING_KEY: key })
    expect([code, report.message]).toEqual([0, expect.stringMatching(/^Official build: 4 stages ran/)])
    // The machine that signs has no model: the job that made it told its hash.
    const [bundle = ''] = (
      await alice.git('--git-dir', alice.origin, 'cat-file', 'blob', report.provenance?.ref ?? '')
    ).split('\n')
    const { dsseEnvelope } = JSON.parse(bundle) as SignedBundle
    const statement = Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')
    expect(statement).toContain(
      `{"name":"models/a.txt","digest":{"sha256":"${sha256(await serial.read('models/a.txt'))}"}}`,
    )
    expect(statement).toContain('"outputs_hashed_by_jobs":["data/parts","models/a.txt","models/b.txt"]')
    expect(report).toMatchObject({ mode: 'collect', conclusion: 'success', remote: { missing: [] } })
    expect(verdicts(report)).toEqual(['prepare ran', 'train@a ran', 'train@b ran', 'evaluate ran'])
    expect(report.stages.every(({ seconds, causes }) => seconds !== undefined && causes[0]?.kind === 'forced')).toBe(
      true,
    )
    expect(report.fanout?.jobs.map(({ id, conclusion }) => `${id} ${conclusion}`)).toEqual([
      '1-prepare success',
      '2-train-a success',
      '2-train-b success',
      '3-evaluate success',
    ])
    expect(report.metrics).toContainEqual(expect.objectContaining({ name: 'accuracy', value: 0.93, baseline: 0.92 }))
    expect(report.environment).toMatchObject({
      python: expect.stringMatching(/^3\./) as unknown,
      jobs: [{ jobs: ['2-train-b'], changed: [{ name: 'demo', value: '1.0', baseline: null }] }],
    })
    expect(await clone.git('log', '-1', '--format=%(trailers:key=Dvc-Ci-Environment,valueonly)')).toBe(
      report.environment?.hash,
    )

    await alice.git('pull', '-q')
    expect((await alice.git('log', '-1', '--format=%s%n%P')).split('\n')).toEqual([SUBJECT, fanned.report.source.sha])
    for (const file of ['dvc.lock', 'metrics.json', 'curve.csv'])
      expect(await alice.read(file)).toBe(await serial.read(file))
    expect(await clone.status()).toBe('')
    const stranger = await alice.clone()
    await stranger.dvc('pull', '-q')
    expect(await stranger.dvc('status')).toContain('up to date')

    const again = await (await alice.clone()).here(['plan', '--yes'])
    expect([again.code, again.report.message, again.report.fanout]).toEqual([
      0,
      expect.stringContaining('official build'),
      { jobs: [] },
    ])
  })

  test('an undeclared read fails a job with a hint, and a partial build keeps the other outputs', async () => {
    await alice.edit('src/evaluate.sh', /^/, 'set -e\ncat data/raw.csv > /dev/null\n')
    await alice.commit('It reads more than it says')
    const careless = await Fanned.plan(alice, '--force', 'evaluate')
    expect(careless.report.fanout?.jobs.map(({ stages }) => stages)).toEqual([['evaluate']])
    const failed = await careless.stage('1-evaluate')
    expect([failed.code, failed.report.message]).toEqual([
      1,
      expect.stringMatching(
        /stage evaluate failed.* The log of evaluate names data\/raw\.csv, the data of data\/raw\.csv\.dvc, which is not a dependency of evaluate/,
      ),
    ])
    const collected = await careless.collect()
    expect([collected.code, collected.report.message]).toEqual([
      1,
      expect.stringMatching(/the job 1-evaluate failed: .*data\/raw\.csv/),
    ])
    expect(verdicts(collected.report)).toEqual([
      'prepare unchanged',
      'train@a unchanged',
      'train@b unchanged',
      'evaluate failed',
    ])
    expect(collected.report.fanout?.jobs[0]?.log).toContain('data/raw.csv')

    await alice.edit(
      'src/evaluate.sh',
      /cat data\/raw.csv > \/dev\/null\n([^]*)$/,
      `$1[ -z "$LEAK" ] || echo '{"accuracy": 1, "key": "a-token-of-mlflow"}' > metrics.json\n`,
    )
    await alice.commit('It reads what it says')
    const partial = await Fanned.plan(alice, '--force', 'evaluate')
    // The last step of the job rejects its result.
    const late = await partial.stage('1-evaluate', partial.plan, {
      LEAK: '1',
      MLFLOW_TRACKING_TOKEN: 'a-token-of-mlflow',
    })
    expect([late.code, late.report.error?.id, late.report.fanout?.fragment]).toEqual([
      1,
      'output-not-transferable',
      partial.file('1-evaluate'),
    ])
    expect(JSON.parse(await readFile(partial.file('1-evaluate'), 'utf8'))).toMatchObject({
      conclusion: 'failure',
      error: 'output-not-transferable',
      message: expect.stringMatching(/metrics\.json contains a secret/),
      stages: [{ name: 'evaluate', verdict: 'ran' }],
    })
    expect((await partial.stage('1-evaluate')).code).toBe(0)
    const done = await partial.collect()
    expect([done.code, verdicts(done.report)]).toEqual([
      0,
      ['prepare unchanged', 'train@a unchanged', 'train@b unchanged', 'evaluate ran'],
    ])
    expect(rules(done.report)).toContain('trusted-output')
  })
})

describe('a retraining over many machines', () => {
  let alice: Clone
  let fanned: Fanned

  beforeAll(async () => {
    alice = await tinyProject()
  })

  test('planning a retraining uploads the new data, puts the request into the plan and restores the checkout', async () => {
    const clone = await alice.clone()
    await clone.write('../new.csv', '7,7\n8,8\n')
    const dry = await clone.here([
      'plan',
      '--yes',
      '--plan-for',
      'retrain',
      '--data',
      'data/raw.csv+=../new.csv',
      '--dry-run',
    ])
    expect([dry.code, dry.report.message, dry.report.fanout?.plan]).toEqual([
      0,
      'Dry run: it would run 4 stages on 4 machines, 3 levels. Nothing was pushed or planned.',
      undefined,
    ])
    const before = await objects(alice.storage)
    const { code, report } = await clone.here([
      'plan',
      '--yes',
      '--plan-for',
      'retrain',
      '--data',
      'data/raw.csv+=../new.csv',
      '--params',
      'train.a=2',
      '--reason',
      'more rows',
    ])
    expect([code, report.message, await clone.status()]).toEqual([0, '4 stages on 4 machines, 3 levels.', ''])
    const brought = (await objects(alice.storage)).filter((hash) => !before.includes(hash) && !hash.startsWith('d41d8'))
    expect(brought).toHaveLength(1)
    expect(report.retrain).toMatchObject({
      reason: 'more rows',
      data: [{ path: 'data/raw.csv', mode: 'append', from: 'new.csv', changed: true }],
    })
    expect(report.fanout?.plan).toContain(brought[0])
    fanned = new Fanned(alice, report.fanout?.plan ?? '', report, await scratch())
  })

  test('jobs of a retraining train with the planned request, and a changed plan is rejected', async () => {
    const refused = async (plan: string) => {
      const { code, report } = await fanned.stage('1-prepare', plan)
      return [code, report.message]
    }
    expect(await refused(fanned.plan.replace('"params.yaml:train.a":2', '"params.yaml:train.a":"$(id)"'))).toEqual([
      2,
      expect.stringContaining('its retraining has values that the settings do not accept'),
    ])
    expect(await refused(fanned.plan.replace('path: raw.csv', 'path: other.csv'))).toEqual([
      2,
      expect.stringMatching(/data\/raw\.csv\.dvc does not fit this checkout: the file would track other data/),
    ])
    const { code, clone, report } = await fanned.stage('1-prepare')
    expect([code, report.message]).toEqual([0, '1-prepare: prepare ran; its outputs are in the remote.'])
    expect((await clone.read('data/raw.csv')).split('\n').slice(-3)).toEqual(['7,7', '8,8', ''])
  })

  test('collecting a retraining makes the same commit as a retraining on one machine', async () => {
    await fanned.levels(2, 3)
    const serial = await alice.clone()
    await serial.write('../new.csv', '7,7\n8,8\n')
    const asked = ['--data', 'data/raw.csv+=../new.csv', '--params', 'train.a=2', '--reason', 'more rows']
    const one = await serial.here(['retrain', '--yes', '--commit', 'none', ...asked])
    expect([one.code, one.report.message]).toEqual([0, expect.stringContaining('not committed')])

    const worse = await fanned.collect('--better', 'loss')
    expect([worse.code, worse.report.message]).toEqual([
      0,
      expect.stringMatching(/^Trained, but not published: the model is worse than the published one: loss/),
    ])
    const { code, report, clone } = await fanned.collect()
    expect([code, report.mode, report.message]).toEqual([
      0,
      'retrain',
      expect.stringMatching(/^Official build: 4 stages ran/),
    ])
    expect(report.retrain).toEqual(fanned.report.retrain)
    expect(verdicts(report)).toEqual(verdicts(one.report))
    await alice.git('pull', '-q')
    for (const file of ['dvc.lock', 'metrics.json', 'params.yaml', 'data/raw.csv.dvc'])
      expect(await alice.read(file)).toBe(await serial.read(file))
    const message = (await alice.git('log', '-1', '--format=%B')).replace(SECONDS_LINE, '')
    expect(message.split('\n')).toEqual([
      SUBJECT,
      '',
      'Retrained with train.a = 2 in place of 3, more data/raw.csv from new.csv.',
      '',
      `Dvc-Ci-Source: ${fanned.report.source.sha}`,
      expect.stringMatching(/^Dvc-Ci-Request: [0-9a-f]{12}$/),
      'Dvc-Ci-Reason: more rows',
      `Dvc-Ci-Environment: ${report.environment?.hash ?? ''}`,
    ])
    const stranger = await alice.clone()
    await stranger.dvc('pull', '-q')
    expect(await stranger.dvc('status')).toContain('up to date')

    // Where it was collected it is known by now how long each stage takes: none is worth a machine.
    const next = await clone.here(['plan', '--yes', '--plan-for', 'retrain', '--stages', 'all'])
    expect([next.code, next.report.message]).toEqual([0, '4 stages on 1 machine, 1 level.'])
  })
})

describe('a change whose stale stages run on many machines', () => {
  let alice: Clone
  let fanned: Fanned

  beforeAll(async () => {
    alice = await tinyProject()
    await alice.git('switch', '-q', '-c', 'change')
    await alice.edit('params.yaml', 'a: 3\n  b: 5', 'a: 2\n  b: 4')
    await alice.write(
      'dvc-ci.yaml',
      'validate: { stale: run }\nchecks: { models: "test -s models/a.txt && test -s data/parts/train.csv" }\nmetrics: { policies: { accuracy: { min: 0.95 } } }\n',
    )
    await alice.edit('src/train.sh', 'mkdir', '[ -z "$FAIL" ] || exit 3\nmkdir')
    await alice.commit('Less of both, nobody reproduced it')
  })

  const planned = async (...options: string[]) => {
    const { code, report } = await (await alice.clone('change')).here([
      'plan',
      '--yes',
      '--plan-for',
      'validate',
      ...options,
    ])
    return [code, report.message, report.fanout?.jobs.length]
  }

  test('a validation is planned for one machine if jobs save no time or cannot exchange outputs', async () => {
    expect(await planned('--stale', 'fail')).toEqual([
      0,
      'All stages run on one machine: stale: fail runs no stage.',
      0,
    ])
    const main = await (await alice.clone()).here(['plan', '--yes', '--plan-for', 'validate', '--stale', 'run'])
    expect([main.code, main.report.message]).toEqual([0, 'All stages run on one machine: nothing is stale.'])
    const readOnly = await (await alice.clone('change')).here([
      'plan',
      '--yes',
      '--plan-for',
      'validate',
      '--remote-config',
      'url=/nowhere/at/all',
    ])
    expect([readOnly.code, readOnly.report.message, readOnly.report.remote.missing]).toEqual([
      0,
      expect.stringMatching(/^All stages run on one machine: .*\/nowhere\/at\/all/),
      [],
    ])
  })

  test('a failed job is reported with its reason, and the rest of the validation continues', async () => {
    fanned = await Fanned.of(alice, 'change', '--plan-for', 'validate')
    expect(fanned.report.fanout?.jobs.map(({ stages }) => stages)).toEqual([['train@a'], ['train@b'], ['evaluate']])
    expect((await fanned.stage('1-train-a', fanned.plan, { FAIL: '1' })).code).toBe(1)
    const { code, report } = await fanned.collect()
    expect([code, report.mode, report.message]).toEqual([
      1,
      'validate',
      expect.stringMatching(/^the job 1-train-a failed: stage train@a failed/),
    ])
    expect([rules(report).includes('stage-failed'), report.checks.length]).toEqual([true, 1])
  })

  test('collecting a validation gives the verdict of one machine and restores the checkout', async () => {
    await fanned.levels(1, 2)
    const one = await (await alice.clone('change')).here(['validate'])
    expect([one.code, one.report.message]).toEqual([1, expect.stringMatching(/^the gate is closed: accuracy is 0\.94/)])
    const { code, report, clone } = await fanned.collect()
    const same = ({ mode, message, stages, metrics, policies, checks, lint, params, data }: Report) => ({
      mode,
      message,
      metrics,
      policies,
      lint,
      params,
      data,
      stages: stages.map(({ name, verdict, causes, needs }) => ({ name, verdict, causes, needs })),
      checks: checks.map(({ name, conclusion }) => [name, conclusion]),
    })
    expect([code, same(report)]).toEqual([1, same(one.report)])
    expect(verdicts(report)).toEqual(['prepare unchanged', 'train@a ran', 'train@b ran', 'evaluate ran'])
    expect(report.fanout?.jobs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'success'])
    expect(await clone.status()).toBe('')
  })
})

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 60_000; !(await condition()); ) {
    if (Date.now() > until) throw new Error('it never came to that')
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
}
