import type { Run } from '../run/run.js'
import { setUpDvc } from '../steps/setup/set-up-dvc.js'

/**
 * Finds or installs DVC for the later steps of a job, and does nothing else.
 * @returns one sentence
 * @throws {SetupError} the version cannot be installed, or there is no Python to install DVC with
 * @throws {OutsideError} the package index cannot be reached
 */
export function setup(run: Run): Promise<string> {
  return run.step('set up DVC', (outcome) => setUpDvc(run, outcome))
}
