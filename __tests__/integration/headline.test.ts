import { rm } from 'node:fs/promises'
import { afterAll, expect, test } from '@jest/globals'
import { causesOf } from '../../src/report/causes.js'
import { headlineOf, titleOf } from '../../src/report/headline.js'
import type { Report } from '../../src/report/report.js'
import { stageState } from '../../src/report/stage-state.js'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const POLICIES = ['--thresholds', '{ accuracy: { min: 0.9, max_drop: 0.01 }, loss: { max: 1.5 } }']

/** A branch with other parameters, reproduced by its author. */
async function reproduced(clone: Clone, from: string, to: string, { push = true } = {}): Promise<void> {
  await clone.git('switch', '-q', '-c', 'change')
  await clone.edit('params.yaml', from, to)
  await clone.dvc('repro', '-q')
  if (push) await clone.dvc('push', '-q')
  await clone.commit('Other parameters', { push: false })
}

const changes = ({ stages }: Report) =>
  Object.fromEntries(stages.map((stage) => [stage.name, stageState(stage).change]))

test('a better model: the headline has its metrics and parameters, and the stages that the author ran', async () => {
  const clone = await tinyProject()
  await reproduced(clone, 'a: 3', 'a: 2')
  const { code, stdout, report } = await clone.here(['validate', ...POLICIES])
  const title = 'Passed: accuracy 0.93 (+0.01 ↑ better), loss 0.7 (-0.1 ↓ better) · train.a 3 → 2'
  expect([code, titleOf(report)]).toEqual([0, title])
  expect(stdout).toContain(title)
  expect(changes(report)).toEqual({
    prepare: 'unchanged',
    'train@a': 'run by the author',
    'train@b': 'unchanged',
    evaluate: 'run by the author',
  })
  expect(report.metrics.map(({ name, direction }) => [name, direction])).toEqual([
    ['accuracy', 'up'],
    ['loss', 'down'],
    ['eval.rows', undefined],
  ])
})

test('a worse model on more data: the closed gate is the cause, and the change is told beside it', async () => {
  const clone = await tinyProject()
  const raw = await clone.read('data/raw.csv')
  await clone.write('data/raw.csv', `${raw}${raw}`)
  await clone.dvc('add', '-q', 'data/raw.csv')
  await reproduced(clone, 'a: 3', 'a: 9')
  const { code, report } = await clone.here(['validate', ...POLICIES])
  const { message, change, causes } = headlineOf(report)
  expect([code, causes.length]).toEqual([1, 1])
  expect(message).toBe('The gate is closed: accuracy is 0.86, below the required 0.9.')
  expect(causes[0]?.folded).toEqual(['accuracy fell by 0.06 from 0.92 to 0.86, more than the allowed 0.01'])
  expect(change).toMatch(
    /^accuracy 0\.86 \(-0\.06 ↓ worse\), loss 1\.4 \(\+0\.6 ↑ worse\) · train\.a 3 → 9 · data\/raw\.csv: 200 rows \(\+100\)$/,
  )
})

test('changed code without dvc repro is one cause, and the gate of the older model is not green', async () => {
  const clone = await tinyProject()
  await clone.git('switch', '-q', '-c', 'change')
  await clone.edit('src/prepare.sh', 'mkdir', ': other\nmkdir')
  await clone.commit('Other code', { push: false })
  const { code, report } = await clone.here(['validate', ...POLICIES])
  expect([code, causesOf(report)]).toEqual([
    1,
    [
      {
        id: 'stale-stage',
        title: 'dvc.lock is stale: dvc repro would run prepare (src/prepare.sh has changed).',
        tone: 'bad',
        place: expect.objectContaining({ path: 'dvc.yaml' }) as unknown,
        repair: ['dvc repro && dvc push && git add dvc.lock && git commit -a'],
        folded: [
          '3 stages that need it: train@a, train@b, evaluate',
          '3 rules judged the older model, that from before the change',
        ],
      },
    ],
  ])
})

test('a forgotten push is one cause', async () => {
  const author = await tinyProject()
  await reproduced(author, 'a: 3', 'a: 2', { push: false })
  await author.git('push', '-q', '-u', 'origin', 'change')
  const clone = await author.clone('change')
  const { code, report } = await clone.here(['validate', ...POLICIES])
  expect([code, causesOf(report)]).toEqual([
    1,
    [
      {
        id: 'remote-data-missing',
        title: "models/a.txt is missing in the remote 'storage'.",
        tone: 'bad',
        place: expect.objectContaining({ path: 'dvc.lock' }) as unknown,
        repair: ['dvc push'],
        advice: 'Run `dvc push` where it was made.',
        folded: ['2 stages that need it: train@a, evaluate', 'the gate could not judge 3 rules'],
      },
    ],
  ])
})

test('an evaluation that fails has the end of its output', async () => {
  const clone = await tinyProject()
  await clone.git('switch', '-q', '-c', 'change')
  const { report } = await clone.here([
    'validate',
    '--evaluate',
    '{ command: "echo loading; echo KeyError >&2; exit 4", metrics: metrics.json }',
  ])
  const [cause] = causesOf(report)
  expect(cause?.id).toBe('evaluation-failed')
  expect(cause?.log?.text).toBe('loading\nKeyError\n')
})

test('the official build and the rollback say what they published', async () => {
  const clone = await tinyProject({
    'dvc-ci.yaml': 'metrics:\n  policies:\n    accuracy: { min: 0.9, max_drop: 0.01 }\n    loss: { max: 1.5 }\n',
  })
  const first = await clone.head()
  await clone.edit('params.yaml', 'a: 3', 'a: 2')
  await clone.commit('Other parameters')
  const built = await clone.here(['rebuild', '--tag', 'v{n}'])
  expect(titleOf(built.report)).toMatch(
    /^Passed: accuracy 0\.93 \(\+0\.01 ↑ better\), loss 0\.7 \(-0\.1 ↓ better\) · train\.a 3 → 2 · built [0-9a-f]{7} as v1$/,
  )
  await clone.git('pull', '-q')
  const back = await clone.here(['rollback', '--to', first, '--yes'])
  // The conversation about the version that it replaces is at the source of that build.
  expect([back.report.source.sha, back.report.rollback?.replaced]).toEqual([
    built.report.commit?.sha,
    built.report.source.sha,
  ])
  expect(titleOf(back.report)).toMatch(
    new RegExp(
      `^Rolled back to ${first.slice(0, 7)} · accuracy 0\\.92 \\(-0\\.01 ↓ worse\\), loss 0\\.8 \\(\\+0\\.1 ↑ worse\\)`,
    ),
  )
})

test('a stage that fails in a build stands first, with its log and place', async () => {
  const clone = await tinyProject()
  await clone.edit('src/train.sh', 'mkdir', 'echo ValueError; exit 3\nmkdir')
  await clone.commit('Broken')
  const { code, report } = await clone.here(['rebuild'])
  const [cause] = causesOf(report)
  expect([code, cause?.id, cause?.place?.path]).toEqual([1, 'stage-command-failed', 'dvc.yaml'])
  expect(cause?.log?.text).toContain('ValueError')
  expect(cause?.advice).toContain('Stages that need it did not run: evaluate.')
})

test('the first model of a project has no baseline yet', async () => {
  const clone = await tinyProject()
  await clone.git('switch', '-q', '--orphan', 'fresh')
  await rm(clone.path('metrics.json'), { force: true })
  await clone.git('checkout', 'main', '--', '.')
  await clone.git('remote', 'remove', 'origin')
  await clone.git('commit', '-qm', 'A first model')
  await clone.git('branch', '-qD', 'main')
  const { report } = await clone.here(['validate', '--thresholds', 'accuracy: { min: 0.9 }'])
  expect(titleOf(report)).toBe('Passed: accuracy 0.92 (no baseline yet)')
})
