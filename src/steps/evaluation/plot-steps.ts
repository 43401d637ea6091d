import type { Step, StepGraph } from '../../run/steps.js'
import type { Project } from '../project/project.js'
import { collectPlots, PreparedPlots } from './collect-plots.js'

/** The steps of a build that its plots need. */
export interface PlottedBuild {
  /** True where no command of the user writes files while other steps read them. */
  isQuiet: boolean
  ready: Step<Project>
  /** With the commit that the plots are compared with; absent without one. */
  baseline: Step<{ sha?: string }>
  /** The last stages run. */
  last: Step<unknown>
  made: Step<unknown>
  built: Step<Project>
  judged: Step<unknown>
}

/** Adds the steps that collect the plots of a build. A rejected build shows its plots too. */
export function plotSteps(
  steps: StepGraph,
  { isQuiet, ready, baseline, last, made, built, judged }: PlottedBuild,
): void {
  const options = { reads: ['workspace'], optional: true } as const
  if (!isQuiet) {
    steps.step('plots', [built, baseline, judged], (project, { sha }) => collectPlots(project, sha), options)
    return
  }
  const prepared = steps.step('prepare plots', [ready, baseline, last], (project, { sha }) => {
    const plots = new PreparedPlots(project, sha)
    steps.cleanup(() => plots.drop())
    return plots
  })
  steps.step('plots', [prepared, made], (plots) => plots.collect(), options)
}
