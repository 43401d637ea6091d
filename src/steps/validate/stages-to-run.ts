import { chosenEvaluation } from '../evaluation/evaluate.js'
import type { Project } from '../project/project.js'
import type { StaleRun } from './reproduce-stale.js'

/** The stages that this machine may run in a validation: the stale ones with `stale: run`, and the evaluation. */
export function stagesToRun(project: Project, behind: StaleRun | undefined): string[] {
  const stale = project.run.report.stages
    .filter(({ verdict, held }) => verdict === 'stale' && !held)
    .map(({ name }) => name)
  const evaluation = project.run.settings.validate.evaluate.kind === 'command' ? [] : chosenEvaluation(project)
  return [...new Set([...(behind?.runsHere === true ? stale : []), ...evaluation])]
}
