import type { MetricSides } from '../../metrics/compare.js'
import { gatePassed, type Judged, judgeEach } from '../../metrics/judge.js'
import { policyReason } from '../../report/policy-state.js'
import type { Project } from '../project/project.js'

/**
 * Judges every policy.
 * @param acceptFailing lets pass what somebody accepted
 * @returns whether the gate is open
 */
export async function gate(
  project: Project,
  sides: MetricSides,
  acceptFailing?: (judged: readonly Judged[]) => Promise<void>,
): Promise<boolean> {
  const { run } = project
  const { policies } = run.settings.metrics
  if (policies.length === 0) {
    run.skip('gate', 'no policies are configured')
    return true
  }
  return run.step('gate', async (outcome) => {
    const judged = judgeEach(policies, sides)
    run.report.policies = judged.map(({ result }) => result)
    await acceptFailing?.(judged)
    const failed = run.report.policies.filter(({ passed }) => !passed)
    const passed = gatePassed(run.report.policies)
    if (!passed) outcome.conclusion = 'failure'
    else if (failed.length > 0) outcome.conclusion = 'warning'
    outcome.message =
      failed.length === 0
        ? `${run.report.policies.length} rules hold`
        : failed.map((policy) => policyReason(policy)).join(' ')
    return passed
  })
}
