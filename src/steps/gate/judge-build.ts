import { ProjectError } from '../../errors/errors.js'
import { gatePassed } from '../../metrics/judge.js'
import { closedGate } from '../../report/policy-state.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import { startEarly } from '../../run/background.js'
import type { JudgedData } from '../datasets/judge-data.js'
import { evaluateByCommand } from '../evaluation/evaluate.js'
import { workspaceMetrics } from '../evaluation/read-metrics.js'
import { readBuilds, reportHistory } from '../official/build-history.js'
import type { Project } from '../project/project.js'
import { acceptMerged } from './acceptances-after-merge.js'
import type { Baseline, BaselineContent } from './baseline.js'
import { checkReadable, compare } from './compare.js'
import { gate } from './gate.js'

/**
 * Compares a build with the baseline and applies the policies.
 * @param data of the build
 * @param nothingPushed the end of the message about a rejected build that pushed nothing
 * @returns the error of a rejected build: the gate is closed, or a metric could not be measured
 */
export async function judgeBuild(
  project: Project,
  baseline: Baseline,
  content: BaselineContent | undefined,
  data: JudgedData,
  nothingPushed: string,
): Promise<ProjectError | undefined> {
  const { report } = project.run
  const history = startEarly(() => readBuilds(project, baseline.sha))
  const metrics = await workspaceMetrics(project)
  const measured = await evaluateByCommand(project)
  const sides = await compare(project, baseline, content, metrics, measured)
  checkReadable(
    project,
    new Map([...metrics, ...(measured?.files ?? [])].filter(([path]) => measured?.alreadyReported.has(path) !== true)),
    sides.baseline,
    content?.locked,
  )
  let remedy = ''
  await gate(project, sides, { judged: data.judged, locked: content?.locked }, async (judged) => {
    remedy = (await acceptMerged(project, judged)) ?? ''
  })
  reportHistory(report, await history)
  const note = rejectionNote(report.remote.pushed, nothingPushed)
  if (!gatePassed(report.policies))
    return new ProjectError('gate-closed', closedGate(report.policies), { remedy: `${note} ${remedy}`.trim() })
  const broken = report.lint.find(
    ({ rule, severity }) => severity === 'error' && (rule === 'metric-unreadable' || rule === 'evaluation-failed'),
  )
  return broken === undefined ? undefined : new ProjectError('measurement-failed', broken.message, { remedy: note })
}
