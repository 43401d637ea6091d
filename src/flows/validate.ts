import { ProjectError } from '../errors/errors.js'
import type { Judged } from '../metrics/judge.js'
import { acceptedText, policyState } from '../report/policy-state.js'
import { isChange } from '../report/report.js'
import type { Run } from '../run/run.js'
import { RULE_NAMES, RULES } from '../settings/rules.js'
import { checkReproduced } from '../steps/build/staleness.js'
import { beginPull, strictPull } from '../steps/data/pull.js'
import { pullNamed, refuseUnknownNeeds } from '../steps/data/pull-named.js'
import { askQuestion, count, type VerifyQuestion, verifyRemote } from '../steps/data/verify-remote.js'
import { chosenEvaluation, evaluate } from '../steps/evaluation/evaluate.js'
import { workspaceMetrics } from '../steps/evaluation/read-metrics.js'
import { acceptFailing } from '../steps/gate/acceptances.js'
import { acceptMerged } from '../steps/gate/acceptances-after-merge.js'
import { checkClaims, compare, findBaseline, gate, readAhead, showPlots } from '../steps/gate/compare.js'
import { takeInventory } from '../steps/project/git-inventory.js'
import { type Project, prepare, settle, setUpProject, startEarly } from '../steps/project/project.js'
import { deleteRunsOfChange, isClosedChange } from '../steps/tracking/delete-runs.js'
import { startTracking, trackChange } from '../steps/tracking/tracked-run.js'
import { failureId } from '../steps/validate/failure-id.js'
import { ranElsewhere, StaleRun } from '../steps/validate/reproduce-stale.js'
import { runChecks } from '../steps/validate/run-checks.js'
import { checkTracking } from './lint.js'

/**
 * Validates a change: nothing tracked in the wrong place, everything in the remote and whole, nothing to reproduce, the checks, the model measured here, the gate.
 * Every step runs whatever an earlier one found, so that one run tells everything; what is wrong is in the report.
 * @throws {ProjectError} the change does not pass
 */
export async function validate(run: Run): Promise<string> {
  if (isClosedChange(run)) return deleteRunsOfChange(run)
  // Before anything is pulled, whose half-written files nobody should see.
  const project = await prepare(run, ({ git, dvcRoot }) => ({
    inventory: startEarly(() => takeInventory(git, dvcRoot)),
  }))
  let behind: StaleRun | undefined
  try {
    // What the settings name and nobody has is told before anything is fetched.
    chosenEvaluation(project)
    refuseUnknownNeeds(project)
    const elsewhere = run.settings.fanOut.plan === '' ? undefined : await ranElsewhere(project)
    const { pull, verify } = run.settings.validate
    const question: VerifyQuestion = { mode: verify, download: pull === 'all' || verify === 'full' }
    const asked = startEarly(() => askQuestion(project, question))
    const pulling = pull === 'all' ? startEarly(() => beginPull(project)) : undefined
    const baseline = await findBaseline(project)
    const tracking = await startTracking(project)
    await checkTracking(project)
    await verifyRemote(project, asked)
    if (pulling !== undefined) await strictPull(project, { begun: pulling })
    else if (pull === 'needed') await pullNamed(project)
    else run.skip('pull', 'pull: none')
    await checkReproduced(project, pull !== 'all')
    behind = await StaleRun.begin(project, elsewhere)
    // Before anything of the user's runs, which may write there.
    let committed = await workspaceMetrics(project)
    await tracking?.enter()
    await setUpProject(project)
    readAhead(project, baseline)
    if (await behind?.reproduce(project)) committed = await workspaceMetrics(project)
    await runChecks(project)
    const measured = await evaluate(project, baseline.sha)
    showPlots(project, baseline)
    const sides = await compare(project, baseline, committed, measured)
    checkClaims(project, sides, measured?.told)
    const passed = await gate(project, sides, (judged) => accept(project, judged))
    await settle(project)
    await trackChange(project, tracking)
    const verdict = conclude(project, passed)
    return `${verdict} ${(await behind?.commit(project)) ?? ''}`.trim()
  } finally {
    await (behind?.end(project) ?? Promise.resolve()).finally(() => project.dvc.close())
  }
}

/** A pull request is asked by its event; a merge queue's group is what a pull request becomes. */
async function accept(project: Project, judged: readonly Judged[]): Promise<void> {
  const { run } = project
  if (run.settings.event.pullRequest !== undefined) return acceptFailing(run, judged, project.inGit('dvc-ci.yaml'))
  const how = await acceptMerged(project, judged)
  if (how !== undefined) run.host.info(how)
}

/** Findings that the summary has better words for than their own. */
const SUMMED_UP = ['stale-stage', 'stage-data-missing', 'metric-claim']
/** Stages that the summary names; the report has them all. */
const MOST_NAMES = 10

/** One sentence on the whole, the most severe first. @throws {ProjectError} with that sentence when something is wrong */
function conclude({ run: { report } }: Project, passed: boolean): string {
  const errors = report.lint.filter(({ severity }) => severity === 'error')
  const failures = [
    lackingOf(report.remote),
    staleOf(
      errors.filter(({ rule }) => rule === 'stale-stage'),
      report.stages
        .filter(({ verdict, causes }) => verdict === 'stale' && causes.some(isChange))
        .map(({ name }) => name),
    ),
    ...errors
      .filter(({ rule }) => !SUMMED_UP.includes(rule) && !Object.hasOwn(RULES, rule))
      .map(({ message }) => message),
    ...errors
      .filter(({ rule }) => rule === 'stage-data-missing')
      .slice(0, 1)
      .map(({ message }) => message),
    ...RULE_NAMES.map((name) => firstOf(errors.filter(({ rule }) => rule === name).map(({ message }) => message))),
    failedOf(report.checks.filter(({ conclusion }) => conclusion === 'failure').map(({ name }) => name)),
    firstOf(errors.filter(({ rule }) => rule === 'metric-claim').map(({ message }) => message)),
    passed
      ? ''
      : `the gate is closed: ${report.policies
          .filter((policy) => policyState(policy) === 'failed')
          .map(({ message }) => message)
          .join(' ')}`,
  ]
    .map((text) => text.replace(/\.$/, ''))
    .filter((text) => text !== '')
  if (failures.length > 0) throw new ProjectError(failureId(report), `${failures.join('; ')}.`)
  const facts =
    [
      report.stages.length > 0 ? reproducedOf(report.stages) : '',
      report.remote.objects > 0 ? `${count(report.remote.verified, 'object')} in the remote` : '',
      report.checks.length > 0 ? `${count(report.checks.length, 'check')} passed` : '',
      report.policies.length > 0
        ? `${count(report.policies.filter((policy) => policy.passed).length, 'rule')} held`
        : '',
      ...report.policies
        .filter((policy) => policyState(policy) === 'accepted')
        .map((policy) => `${policy.message.replace(/\.$/, '')} (${acceptedText(policy)})`),
      ...report.policies
        .filter((policy) => policyState(policy) === 'warned')
        .map(({ message }) => `warning: ${message.replace(/\.$/, '')}`),
    ]
      .filter((text) => text !== '')
      .join(', ') || 'nothing was found to be wrong'
  return `${facts.charAt(0).toUpperCase()}${facts.slice(1)}.`
}

type Report = Project['run']['report']

function reproducedOf(stages: Report['stages']): string {
  const ran = stages.filter(({ verdict }) => verdict === 'ran' || verdict === 'restored').map(({ name }) => name)
  return ran.length === 0
    ? 'nothing to reproduce'
    : `${count(ran.length, 'stage')} reproduced here (${ran.slice(0, MOST_NAMES).join(', ')}${ran.length > MOST_NAMES ? ` and ${ran.length - MOST_NAMES} more` : ''})`
}

function lackingOf({ name, missing }: Report['remote']): string {
  const paths = missing.flatMap((object) => object.paths)
  const [first] = paths
  if (first === undefined) return ''
  const reasons = [...new Set(missing.map(({ reason }) => reason))].join(' or ')
  return `${first}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''} ${paths.length > 1 ? 'are' : 'is'} ${reasons} in the remote '${missing[0]?.remote ?? name}'`
}

/** The first stale stage has the cause; what comes after it is often only downstream. */
function staleOf([first]: Report['lint'], [, ...others]: readonly string[]): string {
  if (first === undefined) return ''
  const named =
    others.length > MOST_NAMES
      ? `${others.slice(0, MOST_NAMES).join(', ')} and ${others.length - MOST_NAMES} more`
      : others.join(', ')
  return `${first.message.replace(/\.$/, '')}${named === '' ? '' : `; stale too: ${named}`}`
}

function failedOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `${names.length === 1 ? 'the check' : 'the checks'} ${names.join(', ')} failed`
}

function firstOf(messages: readonly string[]): string {
  const [first] = messages
  return first === undefined
    ? ''
    : `${first.replace(/\.$/, '')}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''}`
}
