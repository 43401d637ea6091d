import { conflictsLeft, resolveSummary } from '../../src/report/resolve-summary.js'

test('the summary of resolved files counts them and names the next command', () => {
  expect(resolveSummary(1, [], false)).toBe(
    '1 file is resolved and added to Git. Now run `dvc checkout` (`dvc pull` where data is missing); `dvc status` shows the other stale stages.',
  )
})

test('the summary of resolved files with findings asks for dvc repro', () => {
  expect(resolveSummary(2, [], true)).toMatch(
    /^2 files are resolved and added to Git\. .* and `dvc repro` for the stages in the findings;/,
  )
})

test('the summary of a resolve without a conflict names the files that the user named', () => {
  expect(resolveSummary(0, ['a/dvc.lock', 'b.dvc'], false)).toBe('a/dvc.lock, b.dvc: no conflict.')
  expect(resolveSummary(0, [], false)).toBe('No dvc.lock and no .dvc file is in conflict.')
})

test('the message of conflicts left names each file after the number of resolved files', () => {
  expect(conflictsLeft(0, [{ name: 'dvc.lock', message: 'train is in conflict' }])).toBe(
    'Conflicts left: dvc.lock: train is in conflict.',
  )
  expect(conflictsLeft(1, [{ name: 'dvc.lock' }])).toBe(
    '1 file is resolved and added to Git. Conflicts left: dvc.lock: .',
  )
})
