import type { ErrorId } from '../../src/errors/catalogue.js'
import { causesOf } from '../../src/report/causes.js'
import {
  type Cause,
  emptyReport,
  type Finding,
  type MissingObject,
  type PolicyReport,
  type Report,
  type StageReport,
} from '../../src/report/report.js'

function failed(parts: Partial<Report>, id: ErrorId = 'validation-failed', mode: Report['mode'] = 'validate'): Report {
  return {
    ...emptyReport(mode, { sha: 'a', ref: 'main', event: 'push', trusted: true }),
    conclusion: 'failure',
    error: { id, message: 'It failed.' },
    ...parts,
  }
}

const code = (path: string): Cause => ({ kind: 'code', path, message: `${path} has changed` })
const upstream = (path: string): Cause => ({ kind: 'upstream', path, message: `${path}, which it needs, is stale` })
const stale = (name: string, ...causes: Cause[]): StageReport => ({ name, verdict: 'stale', causes })
const staleFinding = (stage: string): Finding => ({
  rule: 'stale-stage',
  stage,
  severity: 'error',
  path: 'dvc.yaml',
  line: 2,
  message: `dvc.lock is stale: ${stage}.`,
  fix: 'dvc repro',
})
const policy = (parts: Partial<PolicyReport> = {}): PolicyReport => ({
  metric: 'accuracy',
  rule: 'min: 0.9',
  passed: true,
  severity: 'error',
  value: 0.95,
  message: 'accuracy is 0.95.',
  ...parts,
})
/** A rule whose metric has no value. */
const UNMEASURED: PolicyReport = {
  metric: 'accuracy',
  rule: 'min: 0.9',
  passed: false,
  severity: 'error',
  message: 'accuracy cannot be judged.',
}
const object = (path: string, parts: Partial<MissingObject> = {}): MissingObject => ({
  hash: path,
  paths: [path],
  remote: 'store',
  reason: 'missing',
  message: '',
  fix: 'Run `dvc push` where it was made.',
  file: 'dvc.lock',
  line: 7,
  ...parts,
})
const remote = (...missing: MissingObject[]): Report['remote'] => ({
  name: 'store',
  objects: 9,
  pushed: 0,
  verified: 1,
  missing,
})

test('one changed file is one cause: stages that need its stage, the older gate and its claims are folded', () => {
  const stages = [
    stale('prepare', code('a.py')),
    stale('train', upstream('prepare')),
    stale('evaluate', upstream('train')),
    { name: 'other', verdict: 'unchanged' as const, causes: [] },
  ]
  const report = failed({
    stages,
    lint: [
      ...['prepare', 'train', 'evaluate'].map(staleFinding),
      { rule: 'metric-claim', severity: 'error', stage: 'evaluate', path: 'metrics.json', message: 'accuracy: …' },
    ],
    metrics: [{ name: 'accuracy', path: 'metrics.json', value: 1 }],
    policies: [policy({ stale: true }), policy({ stale: true, passed: false })],
  })
  expect(causesOf(report)).toEqual([
    {
      id: 'stale-stage',
      title: 'dvc.lock is stale: prepare.',
      tone: 'bad',
      place: { path: 'dvc.yaml', line: 2 },
      repair: ['dvc repro'],
      folded: [
        '2 stages that need it: train, evaluate',
        '2 rules judged the older model, that from before the change (1 failed)',
        '1 committed metric that it makes: metrics.json',
      ],
    },
  ])
})

test('two changes are two causes; a stage with the same change, and each stage below, is in that of its root', () => {
  const stages = [
    stale('a', code('a.py')),
    stale('a2', code('a.py')),
    stale('b', code('b.py')),
    stale('below-b', upstream('b')),
    stale('below-a', upstream('a2')),
  ]
  const blocks = causesOf(failed({ stages, lint: stages.map(({ name }) => staleFinding(name)) }))
  expect(blocks.map(({ title, folded }) => [title, folded])).toEqual([
    ['dvc.lock is stale: a.', ['1 stage with the same change: a2', '1 stage that needs it: below-a']],
    ['dvc.lock is stale: b.', ['1 stage that needs it: below-b']],
  ])
})

test('a chain of thousands of stale stages has one cause', () => {
  const stages = Array.from({ length: 5_000 }, (_, index) =>
    stale(`s${index}`, index === 0 ? code('a.py') : upstream(`s${index - 1}`)),
  )
  const foldedOf = (order: typeof stages) => {
    const blocks = causesOf(failed({ stages: order, lint: stages.map(({ name }) => staleFinding(name)) }))
    return blocks.map(({ folded }) => folded)
  }
  expect(foldedOf(stages)).toEqual([['4999 stages that need it: s1, s2, s3, s4, s5 and 4994 more']])
  expect(foldedOf(stages.toReversed())).toEqual([
    ['4999 stages that need it: s4999, s4998, s4997, s4996, s4995 and 4994 more'],
  ])
})

test('a claim says that the values of the report were measured, and offers the whole repair', () => {
  const fix = 'dvc repro --force --single-item evaluate && dvc push && git add dvc.lock metrics.json && git commit -a'
  const claim = { rule: 'metric-claim', severity: 'error', path: 'metrics.json', message: 'accuracy: …', fix } as const
  const metric = { name: 'accuracy', path: 'metrics.json', value: 0.91, committed: 0.97 }
  const parts = { lint: [claim], error: { id: 'metric-mismatch', message: '' } } as const
  const [cause] = causesOf(failed({ ...parts, lint: [claim], metrics: [metric] }))
  expect([cause?.repair, cause?.folded]).toEqual([[fix], ['the values of this report were measured here']])
  const [same] = causesOf(failed({ ...parts, lint: [claim], metrics: [{ ...metric, committed: 0.91 }] }))
  expect(same?.folded).toEqual([])
})

test('a stage that a rollback holds is no cause', () => {
  const stages = [{ ...stale('a', code('a.py')), held: true as const }]
  expect(causesOf(failed({ stages, policies: [policy({ passed: false })] })).map(({ id }) => id)).toEqual([
    'gate-closed',
  ])
})

test('a forgotten push is one cause, with the stages and the numbers that need it', () => {
  const missing = (path: string): Cause => ({ kind: 'missing', path, message: `${path} is not here` })
  const report = failed(
    {
      remote: remote(object('models/a.txt'), object('models/b.txt')),
      stages: [stale('train', missing('models/a.txt')), stale('evaluate', missing('models/a.txt'))],
      metrics: [{ name: 'accuracy', path: 'metrics.json', committed: 0.9 }],
      lint: [{ rule: 'metric-claim', severity: 'error', path: 'sub/metrics.json', message: 'cannot be used' }],
      policies: [UNMEASURED],
    },
    'remote-data-missing',
  )
  expect(causesOf(report)).toEqual([
    {
      id: 'remote-data-missing',
      title: "models/a.txt and 1 more are missing in the remote 'store'.",
      tone: 'bad',
      place: { path: 'dvc.lock', line: 7 },
      repair: ['dvc push'],
      advice: 'Run `dvc push` where it was made.',
      folded: [
        'missing too: models/b.txt',
        '2 stages that need it: train, evaluate',
        'the metrics of sub/metrics.json were not measured',
        'the gate could not judge 1 rule',
      ],
    },
  ])
})

test('each remote that lacks objects is a cause; an empty one may have a wrong address', () => {
  const report = failed({
    remote: { ...remote(object('a'), object('b', { remote: 'other' })), empty: ['other'] },
  })
  expect(causesOf(report).map(({ title, advice }) => [title, advice])).toEqual([
    ["a is missing in the remote 'store'.", 'Run `dvc push` where it was made.'],
    [
      "b is missing in the remote 'other', which has none of the data of this commit.",
      'Check its address, or run `dvc push` where the data was made.',
    ],
  ])
})

test('a failed evaluation has its output, and the rules without a number are folded', () => {
  const report = failed({
    lint: [
      { rule: 'evaluation-failed', severity: 'error', message: 'It failed.', stage: 'evaluate', log: 'KeyError\n' },
      { rule: 'frozen-stage', severity: 'notice', message: 'A notice.' },
    ],
    policies: [UNMEASURED],
  })
  expect(causesOf(report)).toMatchObject([
    {
      id: 'evaluation-failed',
      log: { title: 'evaluate', text: 'KeyError\n' },
      folded: ['the gate could not judge 1 rule'],
    },
  ])
})

test('a failed stage has its log, its place, and what did not run', () => {
  const stages: StageReport[] = [
    { name: 'train', verdict: 'failed', causes: [], log: 'ValueError\n' },
    { name: 'evaluate', verdict: 'skipped', causes: [] },
  ]
  const lint: Finding[] = [
    { rule: 'stage-failed', severity: 'error', path: 'dvc.yaml', line: 4, message: 'stage train failed: code 1.' },
  ]
  const validation = causesOf(failed({ stages, lint, policies: [policy({ stale: true })] }))
  expect(validation).toEqual([
    {
      id: 'stage-command-failed',
      title: 'Stage train failed: code 1.',
      tone: 'bad',
      place: { path: 'dvc.yaml', line: 4 },
      repair: [],
      log: { title: 'train', text: 'ValueError\n' },
      folded: ['1 stage did not run: evaluate', '1 rule judged the older model, that from before the change'],
    },
  ])
  const rebuild = failed({ stages }, 'stage-command-failed', 'rebuild')
  rebuild.error = { id: 'stage-command-failed', message: 'stage train failed: code 1.', remedy: 'Nothing was pushed.' }
  rebuild.lint = [{ rule: 'stage-command-failed', severity: 'error', path: 'dvc.yaml', line: 4, message: '' }]
  expect(causesOf(rebuild)).toMatchObject([
    { title: 'Stage train failed: code 1.', place: { line: 4 }, advice: 'Nothing was pushed.', folded: [] },
  ])
})

test('the findings of a rule are one cause, with all of its repairs', () => {
  const lint = ['a', 'b', 'c'].map(
    (path): Finding => ({
      rule: 'large-file',
      severity: 'error',
      path,
      message: `${path} is large.`,
      fix: `git rm ${path}`,
    }),
  )
  expect(causesOf(failed({ lint }))).toEqual([
    {
      id: 'large-file',
      title: 'a is large.',
      tone: 'bad',
      place: { path: 'a' },
      repair: ['git rm a', 'git rm b', 'git rm c'],
      folded: ['2 more of its kind: b, c'],
    },
  ])
})

test('the closed gate is one cause with all failed rules; its file is below the folder of the project', () => {
  const report = failed({
    metrics: [{ name: 'accuracy', path: 'metrics.json', value: 0.8 }],
    policies: [
      policy({ passed: false, message: 'accuracy is 0.8, below the required 0.9.' }),
      policy({ passed: false, metric: 'loss', message: 'loss is 3, above the allowed 2.' }),
      policy({ passed: false, severity: 'warning', message: 'it warns.' }),
    ],
  })
  expect(causesOf(report, 'models/x')).toEqual([
    {
      id: 'gate-closed',
      title: 'The gate is closed: accuracy is 0.8, below the required 0.9.',
      tone: 'bad',
      place: { path: 'models/x/metrics.json' },
      repair: [],
      folded: ['loss is 3, above the allowed 2'],
    },
  ])
})

test('each failed check is a cause with its output', () => {
  const checks = (['success', 'failure'] as const).map((conclusion) => ({
    name: conclusion,
    command: 'pytest',
    conclusion,
    seconds: 1,
    log: 'out',
  }))
  expect(causesOf(failed({ checks }))).toMatchObject([
    { id: 'check-failed', title: "The check failure failed ('pytest').", log: { text: 'out' } },
  ])
})

test('an error outside of the project stands in front, with its remedy and place', () => {
  const report = failed({
    conclusion: 'error',
    lint: [{ rule: 'setting-invalid', severity: 'error', path: 'dvc-ci.yaml', line: 3, message: 'x' }],
  })
  report.error = { id: 'setting-invalid', message: 'dvc-ci.yaml: unknown key.', remedy: 'Remove it.' }
  expect(causesOf(report)).toEqual([
    {
      id: 'setting-invalid',
      title: 'dvc-ci.yaml: unknown key.',
      tone: 'bad',
      place: { path: 'dvc-ci.yaml', line: 3 },
      repair: [],
      advice: 'Remove it.',
      folded: [],
    },
  ])
})

test('doctor has a cause for each part with an error', () => {
  const report = failed(
    {
      doctor: [
        { name: 'remote', state: 'error', message: 'it does not answer', remedy: 'Start it.' },
        { name: 'clock', state: 'ok', message: 'fine' },
      ],
    },
    'remote-unreachable',
    'doctor',
  )
  expect(causesOf(report)).toMatchObject([{ title: 'remote: it does not answer', advice: 'Start it.' }])
})

test.each(['success', 'unverified', 'superseded', 'cancelled'] as const)(
  'a run that ends in %s has no cause',
  (conclusion) => {
    expect(causesOf({ ...failed({ policies: [policy({ passed: false })] }), conclusion })).toEqual([])
  },
)
