import { ProjectError } from '../errors/errors.js'
import type { Run } from '../run/run.js'
import { LocalBackend } from '../steps/build/build-backend.js'
import type { Ending } from '../steps/ending.js'
import { CollectedBackend } from '../steps/fan-out/collected-backend.js'
import { Retraining } from '../steps/retrain/retraining.js'
import { buildOfficially } from './rebuild.js'

/**
 * Makes an official build on demand: applies new source data and parameters, forces the named stages, and runs the
 * stages that depend on them. The rest is as in a rebuild: gate, push, verification, commit.
 * @throws {SetupError} the request is invalid; the run changed nothing
 * @throws {ProjectError} a stage failed, the gate is closed, the branch has moved
 */
export async function retrain(run: Run): Promise<Ending> {
  const retraining = new Retraining()
  const ending =
    run.settings.fanOut.plan === ''
      ? await buildOfficially(run, new LocalBackend(), retraining)
      : await buildOfficially(run, new CollectedBackend(), retraining)
  return requireCurrent(run, ending)
}

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
