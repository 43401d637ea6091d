import type { Run } from '../run/run.js'
import type { Settings } from '../settings/settings.js'
import type { Ending } from '../steps/ending.js'
import { CollectedBackend } from '../steps/fan-out/collected-backend.js'
import { flowOfPlan } from '../steps/fan-out/open-plan.js'
import { buildOfficially } from './rebuild.js'

/**
 * Makes the official build of what other machines have run: reads their fragments, proves that the remote has every object, then goes on exactly as a rebuild
 * after its last stage.
 * @throws {ProjectError} a job failed, a fragment is missing or cannot be believed, the gate is closed, the remote lacks data
 */
export function collect(run: Run): Promise<Ending> {
  return buildOfficially(run, new CollectedBackend())
}

/** What `collect` ends is what was planned: a retraining or a validation is one from here on, for the report and for everybody who is told of it. */
export function settingsOfPlan(settings: Settings): Settings {
  if (settings.mode !== 'collect') return settings
  const flow = flowOfPlan(settings)
  return flow === 'rebuild' ? settings : { ...settings, mode: flow }
}
