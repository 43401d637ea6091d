import { lint as findingsOf } from '../../lint/lint.js'
import type { Finding } from '../../report/report.js'
import type { Run, StepOutcome } from '../../run/run.js'
import type { RuleName } from '../../settings/rules.js'
import { cardFault } from '../card/inspect-card.js'
import { gatherInput, type Inventory } from '../project/git-inventory.js'
import type { Project } from '../project/project.js'

/** Rules that the step `reproduce` reports for each stage, with all causes. */
const REPORTED_BY_REPRODUCE: readonly RuleName[] = ['lock-out-of-step']

/**
 * Applies the tracking rules as a step of another flow. Findings go into the report; the flow fails for them at its
 * end.
 */
export async function checkTracking(project: Project, inventory: Inventory): Promise<void> {
  const { run, git, index, stages, inGit } = project
  await run.step('lint', async (outcome) => {
    const files = project.files
      .filter(({ path }) => !path.startsWith('../'))
      .map((file) => ({ ...file, path: inGit(file.path) }))
    const input = await gatherInput(run, git, project.dvcRoot, inventory, files, { ...index, stages: [...stages] })
    const card = await cardFault(project, project, project)
    addFindings(run, outcome, findingsOf({ ...input, ...card }, [...run.settings.lint.off, ...REPORTED_BY_REPRODUCE]))
  })
}

/** Adds findings to the report, and their count to the step's message. */
export function addFindings(run: Run, outcome: StepOutcome, findings: readonly Finding[]): void {
  run.report.lint.push(...findings)
  const counts = (['error', 'warning', 'notice'] as const)
    .map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
  outcome.message =
    counts.length === 0
      ? 'nothing found'
      : counts.map(([count, severity]) => `${count} ${severity}${count === 1 ? '' : 's'}`).join(', ')
  const worst = counts[0]?.[1]
  if (worst === 'error' || worst === 'warning') outcome.conclusion = worst === 'error' ? 'failure' : 'warning'
}
