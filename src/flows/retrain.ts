import { ProjectError } from '../errors/errors.js'
import type { Run } from '../run/run.js'
import { LocalBackend } from '../steps/build/build-backend.js'
import type { Ending } from '../steps/ending.js'
import { CollectedBackend } from '../steps/fan-out/collected-backend.js'
import { Retraining } from '../steps/retrain/retraining.js'
import { buildOfficially } from './rebuild.js'

/**
 * Makes an official build on demand: what is named runs by force, new source data and parameters come first, and what depends on them runs. Everything
 * else is as in a rebuild: gate, push, proof, commit.
 * @throws {SetupError} what is asked for cannot be done; nothing was touched
 * @throws {ProjectError} a stage failed, the gate is closed, the branch has moved on meanwhile
 */
export async function retrain(run: Run): Promise<Ending> {
  const retraining = new Retraining()
  const ending =
    run.settings.fanOut.plan === ''
      ? await buildOfficially(run, new LocalBackend(), retraining)
      : await buildOfficially(run, new CollectedBackend(), retraining)
  return requireCurrent(run, ending)
}

/** @throws {ProjectError} the run stands down, and nothing else would do its work */
export function requireCurrent(run: Run, ending: Ending): Ending {
  if (ending.conclusion !== 'superseded') return ending
  // Nothing else will bring what somebody has asked for.
  throw new ProjectError('branch-moved', `the branch has moved on since this retraining began: ${ending.message}`, {
    key: 'ref',
    value: run.settings.event.ref,
    remedy:
      'Start it anew, not this run again: let actions/checkout take the branch as it is then (`ref: ${{ github.ref }}`). Nothing was committed.',
  })
}
