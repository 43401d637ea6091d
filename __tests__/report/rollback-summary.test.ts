import {
  heldSummary,
  heldText,
  movedText,
  rollbackQuestion,
  rollbackSummary,
  staleAfterRollback,
  targetsText,
} from '../../src/report/rollback-summary.js'

const BACK = { label: 'v1.2', sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', targets: 'the data' }
const STALE = 'dvc repro would now run train: `dvc-ci retrain` trains on the restored data.'

test.each([
  [{ targets: ['train', 'data.csv.dvc'], restore: 'data' as const, directory: '.' }, 'train, data.csv.dvc'],
  [{ targets: [], restore: 'data' as const, directory: '.' }, 'the data'],
  [{ targets: [], restore: 'all' as const, directory: 'models/a' }, 'code and data of models/a'],
])('the request %j of a rollback is described as "%s"', (request, text) => {
  expect(targetsText(request)).toBe(text)
})

const HOLD = { commit: 'c'.repeat(40), to: 'd'.repeat(40), since: '2026-11-28T09:30:00.000Z' }

test('a hold is described by its day, and by its user and reason where they are known', () => {
  expect(heldText(HOLD)).toBe('held since 2026-11-28')
  expect(heldText({ ...HOLD, by: 'alice', reason: 'wrong labels.' })).toBe(
    'held since 2026-11-28 by alice: wrong labels.',
  )
})

test('the outcome of a rebuild that a rollback holds has the rollback, the reason and the end of the hold', () => {
  expect(heldSummary({ ...HOLD, by: 'alice', reason: 'wrong labels.' }, 'main', false)).toBe(
    'Nothing was built: no input of the pipeline has changed since the rollback ccccccc to ddddddd. ' +
      'main is held since 2026-11-28 by alice: wrong labels. ' +
      'A change of an input ends the hold, or a build with `release: true` (`dvc-ci rebuild --release`).',
  )
  expect(heldSummary(HOLD, 'main', true)).toMatch(
    /^HEAD is a rollback to ddddddd, which is not built again\. main is held/,
  )
})

test('the question before a rollback names the version, its short commit and the files', () => {
  expect(rollbackQuestion(BACK, ['dvc.lock', 'data.csv.dvc'])).toBe(
    'Roll back the data to v1.2 (a1b2c3d): dvc.lock, data.csv.dvc',
  )
})

test('the note on stale stages after a rollback of single targets names the stale stages only', () => {
  const stages = [
    { name: 'prepare', verdict: 'unchanged' as const },
    { name: 'train', verdict: 'stale' as const },
  ]
  expect(staleAfterRollback(stages, false)).toBe(STALE)
  expect(staleAfterRollback(stages, true)).toContain('`restore: all` restores them too')
  expect(staleAfterRollback([], true)).toBe('')
})

test('the sentence on the restored model version names the alias, or else the stage of MLflow', () => {
  const version = { name: 'churn', version: '3' }
  expect(movedText(version, { alias: 'champion' })).toBe('Version 3 of churn is the champion.')
  expect(movedText(version, { stage: 'Production' })).toBe('Version 3 of churn is in the stage Production.')
})

test.each([
  [{ kind: 'unchanged' as const, moved: '' }, 'All files match v1.2 already: nothing to roll back.'],
  [
    { kind: 'dry-run' as const, would: 'commit dvc.lock to main', stale: '' },
    'Dry run: it would roll back the data to v1.2 and commit dvc.lock to main.',
  ],
  [
    { kind: 'not-committed' as const, paths: ['dvc.lock'], stale: STALE },
    `Rolled back the data to v1.2 here; not committed (commit: none): dvc.lock. ${STALE}`,
  ],
  [
    { kind: 'pull-request' as const, number: 7, url: 'https://github.com/o/r/pull/7' },
    'Rolled back the data to v1.2 (a1b2c3d) in pull request 7: https://github.com/o/r/pull/7 Once it is merged, it holds the branch, and the same rollback moves the alias and deploys.',
  ],
  [
    { kind: 'committed' as const, commit: 'f'.repeat(40), moved: 'Version 3 of churn is the champion.', stale: STALE },
    `Rolled back the data to v1.2 (a1b2c3d), commit fffffff. Version 3 of churn is the champion. ${STALE} A rebuild waits until an input of the pipeline changes, or for \`dvc-ci rebuild --release\`.`,
  ],
])('the outcome %j of a rollback is told in whole sentences', (outcome, text) => {
  expect(rollbackSummary(BACK, outcome)).toBe(text)
})
