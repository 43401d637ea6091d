import type { SideBySide } from '../../dvc/engine-protocol.js'
import { needsOf, requireRoom, type StageNeeds } from '../../pipeline/resources.js'
import { machineCapacity } from '../../run/machine.js'
import { runnable } from '../project/path-roles.js'
import type { Project } from '../project/project.js'

/**
 * How many stages run at once, and what each of those that may run asks of the machine.
 * @throws {SetupError} a stage asks for more than there is, or its `meta` cannot be read
 */
export function sideBySide(project: Project, mayRun: ReadonlySet<string>): SideBySide {
  const capacity = machineCapacity()
  const needs: Record<string, StageNeeds> = {}
  for (const stage of runnable(project).filter(({ name }) => mayRun.has(name))) {
    const own = needsOf(stage)
    if (own === undefined) continue
    requireRoom(stage, own, capacity)
    needs[stage.name] = own
  }
  return {
    jobs: project.run.settings.jobs ?? capacity.cpus,
    capacity,
    needs,
    keepGoing: project.run.settings.keepGoing,
  }
}
