import type { Run } from '../run/run.js'
import { LocalBackend } from '../steps/build/build-backend.js'
import type { Ending } from '../steps/ending.js'
import { CollectedBackend } from '../steps/fan-out/collected-backend.js'
import { requireCurrent } from '../steps/retrain/require-current.js'
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
