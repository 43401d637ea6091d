import { commandReply, commandSummary, idleSummary } from '../../src/report/command-summary.js'

test('the summary of a comment without a command has the reason', () => {
  expect(idleSummary('a bot wrote the comment')).toBe('Nothing to do: a bot wrote the comment.')
})

test('the summary of answered commands has one sentence for each answer', () => {
  expect(commandSummary(['run 12 starts again', 'there is no command'])).toBe(
    'Run 12 starts again. There is no command.',
  )
})

test('the reply to rejected commands has every reason and no Markdown of the user', () => {
  expect(commandReply(['no right', 'no run'])).toBe('dvc-ci rejected the command: no right; no run.')
  expect(commandReply(['<b>x</b>'])).not.toContain('<b>')
})
