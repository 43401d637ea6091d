import { jobsSummary, jobsText, oneMachineSummary, planDryRunSummary } from '../../src/report/plan-summary.js'

const JOBS = [
  { id: 'prepare', level: 1, stages: ['prepare'] },
  { id: 'train', level: 2, stages: ['train', 'evaluate'] },
]

test('the reason for one machine ends with a single period', () => {
  expect(oneMachineSummary('nothing is stale')).toBe('All stages run on one machine: nothing is stale.')
  expect(oneMachineSummary('the remote failed.')).toBe('All stages run on one machine: the remote failed.')
})

test('the summary of planned jobs counts stages, machines and levels', () => {
  expect(jobsSummary(JOBS)).toBe('3 stages on 2 machines, 2 levels.')
  expect(jobsSummary([])).toBe('No stage runs: the build commits only new data.')
})

test('the summary of a dry run of a plan says that it pushed and planned nothing', () => {
  expect(planDryRunSummary(JOBS)).toBe(
    'Dry run: it would run 3 stages on 2 machines, 2 levels. Nothing was pushed or planned.',
  )
})

test('the list of planned jobs names the stages of each job', () => {
  expect(jobsText(JOBS)).toBe('prepare: prepare; train: train, evaluate')
  expect(jobsText([])).toBe('no stage runs')
})
