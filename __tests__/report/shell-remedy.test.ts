import { expect, test } from '@jest/globals'
import { ProjectError } from '../../src/errors/errors.js'
import { movedCommands, moveRemedy } from '../../src/report/shell-remedy.js'

test.each([
  ['', 'Run `dvc push`.', 'Run `dvc push`.'],
  ['team', 'Run `dvc push` where it was made.', 'Run `dvc --cd team push` where it was made.'],
  ['..', '`rm dvc.lock && dvc repro && dvc push`', '`rm ../dvc.lock && dvc --cd .. repro && dvc --cd .. push`'],
  ['a b', '`git log -- dvc.lock` has it', "`git log -- 'a b/dvc.lock'` has it"],
  [
    'team',
    '`dvc-ci lint` or `dvc-ci explain lock-conflict`',
    '`dvc-ci lint -C team` or `dvc-ci explain lock-conflict`',
  ],
  ['..', "`git add -- a/b.txt 'c d' && git commit`", "`git add -- ../a/b.txt '../c d' && git commit`"],
  ['x', '`git rm -r --cached a b`', '`git rm -r --cached x/a x/b`'],
  ['team', 'Set `remote: storage`.', 'Set `remote: storage`.'],
  // For the top of the repository.
  ['team', '`dvc --cd team repro && git add team/dvc.lock`', '`dvc --cd team repro && git add team/dvc.lock`'],
])('the commands of a remedy start where the shell stands, with the project in %j', (folder, remedy, moved) => {
  expect(movedCommands(remedy, folder)).toBe(moved)
  const error = new ProjectError('remote-data-missing', 'm', { remedy })
  moveRemedy(error, folder)
  expect(error.text).toBe(`m ${moved}`)
})
