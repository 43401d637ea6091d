import type { Run } from '../run/run.js'
import type { Settings } from '../settings/settings.js'
import type { Ending } from '../steps/ending.js'
import { CollectedBackend } from '../steps/fan-out/collected-backend.js'
import { flowOfPlan } from '../steps/fan-out/open-plan.js'
import { buildOfficially } from './rebuild.js'

/**
 * Makes the official build from the fragments of other machines: verifies that the remote has every object, then
 * continues as a rebuild after its last stage.
 * @throws {ProjectError} a job failed, a fragment is missing or invalid, the gate is closed, the remote lacks data
 */
export function collect(run: Run): Promise<Ending> {
  return buildOfficially(run, new CollectedBackend())
}

/** The settings with the mode of the plan: a `collect` that ends a retraining or a validation reports that mode. */
export function settingsOfPlan(settings: Settings): Settings {
  if (settings.mode !== 'collect') return settings
  const flow = flowOfPlan(settings)
  return flow === 'rebuild' ? settings : { ...settings, mode: flow }
}
