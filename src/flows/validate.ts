import { ProjectError } from '../run/errors.js'
import type { Run } from '../run/run.js'
import { runChecks } from './checks.js'
import { checkClaims, compare, findBaseline, gate, workspaceMetrics } from './compare.js'
import { prepare, setUpProject, settle, type Context } from './context.js'
import { evaluate } from './evaluate.js'
import { strictPull } from './pull.js'
import { verifyRemote } from './remote.js'
import { checkReproduced } from './stale.js'

/**
 * Validates a change: everything in the remote and whole, nothing to reproduce, the checks, the model measured here, the gate.
 * Every step runs whatever an earlier one found, so that one run tells everything; what is wrong is in the report.
 * @throws {ProjectError} the change does not pass
 */
export async function validate(run: Run): Promise<string> {
  const context = await prepare(run)
  try {
    const pulls = run.settings.validate.pull === 'all'
    await verifyRemote(context, run.settings.validate.verify, pulls || run.settings.validate.verify === 'full')
    if (pulls) await strictPull(context)
    else run.skip('pull', 'pull: none')
    await checkReproduced(context, !pulls)
    await setUpProject(context)
    await runChecks(context)
    const baseline = await findBaseline(context)
    const committed = await workspaceMetrics(context)
    const measured = await evaluate(context, baseline.sha)
    const sides = await compare(context, baseline, committed, measured)
    checkClaims(context, sides)
    const passed = await gate(context, sides)
    await settle(context)
    return conclude(context, passed)
  } finally {
    await context.dvc.close()
  }
}

/** One sentence on the whole, the most severe first. @throws {ProjectError} with that sentence when something is wrong */
function conclude(context: Context, passed: boolean): string {
  const { report } = context.run
  const failures = [
    report.remote.missing.length > 0 ? `${count(report.remote.missing.length, 'object')} missing or altered in the remote` : '',
    stateOf(report.stages.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name), 'stale'),
    stateOf(report.checks.filter(({ conclusion }) => conclusion === 'failure').map(({ name }) => name), 'failed'),
    claimsOf(report.lint),
    passed ? '' : `the gate is closed: ${report.policies.filter((policy) => !policy.passed && policy.severity === 'error').map(({ message }) => message).join(' ')}`,
  ].filter((text) => text !== '')
  const others = report.lint.filter(({ severity, rule }) => severity === 'error' && !['stale-stage', 'stage-data-missing', 'metric-claim'].includes(rule))
  if (others.length > 0) failures.push(others.map(({ message }) => message.replace(/\.$/, '')).join('; '))
  if (failures.length > 0) throw new ProjectError(`${failures.join('; ').replace(/\.$/, '')}.`)
  return `Nothing to reproduce, ${report.remote.verified} objects in the remote, ${count(report.checks.length, 'check')} passed, ${count(report.policies.length, 'rule')} held.`
}

function claimsOf(lint: Context['run']['report']['lint']): string {
  const found = lint.filter(({ rule }) => rule === 'metric-claim')
  const [first] = found
  return first ? `${first.message.replace(/\.$/, '')}${found.length > 1 ? ` (and ${found.length - 1} more)` : ''}` : ''
}

function stateOf(names: readonly string[], state: string): string {
  return names.length === 0 ? '' : `${names.join(', ')} ${state}`
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
