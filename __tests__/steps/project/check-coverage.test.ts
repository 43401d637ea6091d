import { expect, test } from '@jest/globals'
import { joinPath } from '../../../src/dvc/project-files.js'
import { SetupError } from '../../../src/errors/errors.js'
import type { Settings } from '../../../src/settings/settings.js'
import { checkCoverage } from '../../../src/steps/project/check-project.js'
import { project, stage } from '../../pipeline/build.js'

const settings = (mode: Settings['mode'], shellFolder = '/repository/team/src') =>
  ({ mode, workingDirectory: '/repository/team/src', shellFolder }) as Settings
/** The working directory is `team/src`. */
const inGit = (path: string) => joinPath('team/src', path)

test.each<[string, string[], string, string]>([
  ['one folder up', ['../dvc.yaml', '../../other/dvc.yaml'], 'those of the project are in team.', '`cd ..`'],
  ['at the top', ['../../dvc.yaml'], 'those of the project are in the top of the repository.', '`cd ../..`'],
  ['beside the folder', ['../models/raw.csv.dvc'], 'those of the project are in team.', '`--working-directory ..`'],
])('a folder without stages is rejected where those of the project are %s', (_, files, where, remedy) => {
  const index = project(files.map((file) => stage(`${file}:train`, [], [], { file })))
  const check = () => checkCoverage(settings('validate'), index, inGit)
  expect(check).toThrow(SetupError)
  expect(check).toThrow(`the folder team/src has no stage and no .dvc file`)
  expect(check).toThrow(where)
  try {
    check()
  } catch (error) {
    expect(error instanceof SetupError && error.details.remedy).toContain(remedy)
  }
})

test.each([
  ['/repository', '`cd team`, or `--working-directory team` (in a workflow: `working-directory: team`)'],
  ['/repository/team', 'leave out `--working-directory` (in a workflow'],
  ['/repository/other one', '`cd ../team`'],
])('the way out starts where the shell of the user stands: %s', (shellFolder, remedy) => {
  const index = project([stage('../dvc.yaml:train', [], [], { file: '../dvc.yaml' })])
  expect(() => checkCoverage(settings('validate', shellFolder), index, inGit)).toThrow(
    expect.objectContaining({ text: expect.stringContaining(remedy) as unknown }),
  )
})

test('a folder with a stage, a .dvc file or metrics is accepted, and a rollback may bring some', () => {
  const outside = stage('../dvc.yaml:train', [], [], { file: '../dvc.yaml' })
  const inside = stage('data/raw.csv.dvc', [], [], { file: 'data/raw.csv.dvc', kind: 'data' })
  checkCoverage(settings('validate'), project([outside, inside]), inGit)
  checkCoverage(settings('validate'), project([outside], { metrics: ['metrics.json'] }), inGit)
  checkCoverage(settings('rollback'), project([outside]), inGit)
  expect(() => checkCoverage(settings('rebuild'), project([outside]), inGit)).toThrow('would verify nothing')
})
