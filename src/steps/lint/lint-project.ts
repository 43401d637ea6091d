import { SetupError } from '../../errors/errors.js'
import type { LintInput } from '../../lint/input.js'
import { lint as findingsOf, RULES_OF_THE_PROJECT } from '../../lint/lint.js'
import { unmatchedStages } from '../../lint/lock.js'
import { heldText } from '../../report/rollback-summary.js'
import type { Run, StepOutcome } from '../../run/run.js'
import { withoutPeriod } from '../../text/words.js'
import { heldStages } from '../build/held-stages.js'
import { cardFault } from '../card/inspect-card.js'
import { requireProjectFiles } from '../project/complete-checkout.js'
import { gatherInput, takeInventory } from '../project/git-inventory.js'
import type { Project, ProjectPaths } from '../project/project.js'
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
  const { project } = resolved
  const index = project && { ...project.index, stages: [...project.stages] }
  const gathered = await gatherInput(
    run,
    git,
    dvcRoot,
    inventory,
    loaded.files.filter(({ path }) => !place.fromGit(path).startsWith('../')),
    index,
  )
  const input = {
    ...(project === undefined ? gathered : await withHeld(project, gathered)),
    ...(await cardFault({ run }, place, project)),
  }
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

/** Adds the stages that a rollback made stale. Git's history is read only where a stage does not match dvc.lock. */
async function withHeld(project: Project, input: LintInput): Promise<LintInput> {
  const unmatched = unmatchedStages(input)
  if (unmatched.length === 0) return input
  const stages = await heldStages(project, unmatched)
  const { hold } = project.run.report
  const why =
    hold === undefined ? 'this change is that rollback' : `the base branch is ${withoutPeriod(heldText(hold))}`
  return { ...input, held: { stages, why } }
}

/** Reports the rules that could not run, and why. */
function leaveOut(run: Run, outcome: StepOutcome, reason: string): void {
  run.host.warning(
    `These rules did not run, because DVC could not resolve the project: ${RULES_OF_THE_PROJECT.join(', ')}. ${reason}`,
  )
  outcome.conclusion ??= 'warning'
  outcome.message = `${outcome.message ?? ''}; without ${RULES_OF_THE_PROJECT.join(', ')}`
}
