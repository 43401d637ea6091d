import { explainStageFailure } from '../../src/dvc/dvc-errors.js'
import { lostDependencies } from '../../src/steps/build/staleness.js'

test('a file that no stage makes must come into Git, and an address must be one of a file', () => {
  expect(lostDependencies('train', ['a.csv'])).toBe(
    'train needs a.csv, which is missing in the workspace, and no stage makes it. Commit it, or remove it from the deps of train.',
  )
  expect(lostDependencies('train', ['http://host/d.csv', 'a.csv', 'b.csv'])).toBe(
    'train needs a.csv, b.csv, which are missing in the workspace, and no stage makes them. Commit them, or remove them from the deps of train. ' +
      'train needs http://host/d.csv, and the server answers that it has no such file. Put the file there, or correct the address in the deps of train.',
  )
})

test('a failed stage says that a server lacks its dependency', () => {
  expect(explainStageFailure("dependency 'https://me:pw@host/d.csv?sig=x' does not exist")).toBe(
    'its server has no file https://host/d.csv: correct the address in its deps, or put the file there',
  )
  expect(explainStageFailure("dependency 'd.csv' does not exist")).toBe("dependency 'd.csv' does not exist")
})
