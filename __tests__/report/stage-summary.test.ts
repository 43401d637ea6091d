import { jobSummary } from '../../src/report/stage-summary.js'

test('the summary of a job names its stages with their verdicts', () => {
  expect(
    jobSummary('train-1', [
      { name: 'prepare', verdict: 'unchanged' },
      { name: 'train', verdict: 'ran' },
    ]),
  ).toBe('train-1: prepare unchanged, train ran; its outputs are in the remote.')
})
