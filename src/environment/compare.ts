import type { EnvironmentChange } from '../report/environment-report.js'
import type { Packages } from './lock-files.js'

/** The packages that were added, removed or changed, by name. @param before the packages of the baseline */
export function packageChanges(before: Packages, now: Packages): EnvironmentChange[] {
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => before.get(name) !== now.get(name))
    .sort()
    .map((name) => ({ name, value: now.get(name) ?? null, baseline: before.get(name) ?? null }))
}
