import { ProjectError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import type { Ending } from '../ending.js'

/** @throws {ProjectError} the run is superseded, and no other run would do its work */
export function requireCurrent(run: Run, ending: Ending): Ending {
  if (ending.conclusion !== 'superseded') return ending
  // No other run does the work that the user asked for.
  throw new ProjectError('branch-moved', `the branch has moved since this retraining started: ${ending.message}`, {
    key: 'ref',
    value: run.settings.event.ref,
    remedy:
      'Start a new run instead of a re-run, and let actions/checkout check out the branch (`ref: ${{ github.ref }}`). Nothing was committed.',
  })
}
