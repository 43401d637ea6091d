import { SetupError } from '../../errors/errors.js'
import { lint as findingsOf, RULES_OF_THE_PROJECT } from '../../lint/lint.js'
import type { Run, StepOutcome } from '../../run/run.js'
import { requireProjectFiles } from '../project/complete-checkout.js'
import { gatherInput, takeInventory } from '../project/git-inventory.js'
import { type ProjectPaths, stagesBelow } from '../project/project.js'
import { addFindings } from '../validate/check-tracking.js'
import { loadFiles } from './load-files.js'
import { resolveProject } from './resolve-project.js'

/**
 * Runs the lint rules and reports the findings. Without DVC it runs the rules that it can.
 * @returns the error with which DVC rejects a file of the project
 */
export async function lintProject(run: Run, place: ProjectPaths, outcome: StepOutcome): Promise<Error | undefined> {
  const { git, dvcRoot } = place
  const loading = loadFiles(place)
  const [inventory, loaded, resolved, sparse] = await Promise.all([
    takeInventory(git, dvcRoot),
    loading,
    resolveProject(run, place, loading),
    leftOutFiles(place),
  ])
  const index = resolved.project && { ...resolved.project, stages: stagesBelow(resolved.project) }
  const input = await gatherInput(
    run,
    git,
    dvcRoot,
    inventory,
    loaded.files.filter(({ path }) => !place.fromGit(path).startsWith('../')),
    index,
  )
  addFindings(run, outcome, findingsOf(input, run.settings.lint.off))
  if (resolved.reason !== undefined) leaveOut(run, outcome, resolved.reason)
  return sparse ?? loaded.problem ?? resolved.refusal
}

/** The error about files of the project that a sparse checkout leaves out: the rules did not read them. */
async function leftOutFiles(place: ProjectPaths): Promise<Error | undefined> {
  try {
    await requireProjectFiles(place, await place.git.entries())
    return undefined
  } catch (error) {
    if (error instanceof SetupError) return error
    throw error
  }
}

/** Reports the rules that could not run, and why. */
function leaveOut(run: Run, outcome: StepOutcome, reason: string): void {
  run.host.warning(
    `These rules did not run, because DVC could not resolve the project: ${RULES_OF_THE_PROJECT.join(', ')}. ${reason}`,
  )
  outcome.conclusion ??= 'warning'
  outcome.message = `${outcome.message ?? ''}; without ${RULES_OF_THE_PROJECT.join(', ')}`
}
