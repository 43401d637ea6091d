import { capitalized, count, named, withoutPeriod } from '../text/words.js'
import { acceptedText, closedGate, policyState, rulesHeld } from './policy-state.js'
import { isChange, type Report } from './report.js'
import { heldText } from './rollback-summary.js'

/** Findings that the summary words differently than their own message. */
const SUMMED_UP = ['stale-stage', 'stage-data-missing', 'metric-claim']
/** Stages that the summary names; the report has them all. */
const MOST_NAMES = 10

/** The outcome of `validate`, as one sentence. */
export interface ValidationSummary {
  failed: boolean
  text: string
}

/**
 * The outcome of `validate` as one sentence: the failures, the most severe first, or else the facts that were checked.
 * @param passed whether the metrics gate is open
 * @param rules names of the tracking rules, in the order in which their findings are told
 */
export function validationSummary(report: Report, passed: boolean, rules: readonly string[]): ValidationSummary {
  const failures = failuresOf(report, passed, rules).filter((text) => text !== '')
  if (failures.length > 0) return { failed: true, text: `${failures.map(withoutPeriod).join('; ')}.` }
  const facts = factsOf(report).filter((text) => text !== '')
  return { failed: false, text: `${capitalized(facts.join(', ') || 'no problem was found')}.` }
}

function failuresOf(report: Report, passed: boolean, rules: readonly string[]): string[] {
  const errors = report.lint.filter(({ severity }) => severity === 'error')
  const messagesOf = (rule: string) => errors.filter((error) => error.rule === rule).map(({ message }) => message)
  return [
    missingText(report.remote),
    staleText(
      messagesOf('stale-stage'),
      report.stages
        .filter(({ verdict, causes, held }) => verdict === 'stale' && !held && causes.some(isChange))
        .map(({ name }) => name),
    ),
    ...errors.filter(({ rule }) => !SUMMED_UP.includes(rule) && !rules.includes(rule)).map(({ message }) => message),
    ...messagesOf('stage-data-missing').slice(0, 1),
    ...rules.map((rule) => firstOf(messagesOf(rule))),
    checksText(report.checks.filter(({ conclusion }) => conclusion === 'failure').map(({ name }) => name)),
    firstOf(messagesOf('metric-claim')),
    passed ? '' : closedGate(report.policies),
  ]
}

function factsOf({ stages, remote, checks, policies, hold }: Report): string[] {
  return [
    stages.length > 0 ? reproducedText(stages) : '',
    hold === undefined ? '' : `the base branch is ${withoutPeriod(heldText(hold))}`,
    remote.objects > 0 ? `${count(remote.verified, 'object')} in the remote` : '',
    checks.length > 0 ? `${count(checks.length, 'check')} passed${doubtsText(checks)}` : '',
    policies.length > 0 ? rulesHeld(policies) : '',
    ...policies
      .filter((policy) => policyState(policy) === 'accepted')
      .map((policy) => `${withoutPeriod(policy.message)} (${acceptedText(policy)})`),
    ...policies
      .filter((policy) => policyState(policy) === 'warned')
      .map(({ message }) => `warning: ${withoutPeriod(message)}`),
  ]
}

function reproducedText(stages: Report['stages']): string {
  const ran = stages.filter(({ verdict }) => verdict === 'ran' || verdict === 'restored').map(({ name }) => name)
  const reproduced = stages.filter((stage) => stage.reproduced !== undefined).map(({ name }) => name)
  return ran.length === 0
    ? `nothing to reproduce${reproduced.length === 0 ? '' : ` (the author reproduced ${named(reproduced, MOST_NAMES)})`}`
    : `${count(ran.length, 'stage')} reproduced here (${named(ran, MOST_NAMES)})`
}

function missingText({ name, missing, empty = [] }: Report['remote']): string {
  const paths = missing.flatMap((object) => object.paths)
  if (paths.length === 0) return ''
  const reasons = [...new Set(missing.map(({ reason }) => reason))].join(' or ')
  const remote = missing[0]?.remote ?? name
  // An address with a mistake is more likely than a store that lost each object.
  const nothing = empty.includes(remote)
    ? ', which has none of the data of this commit: check its address, or run `dvc push` where the data was made'
    : ''
  return `${named(paths, 1)} ${paths.length > 1 ? 'are' : 'is'} ${reasons} in the remote '${remote}'${nothing}`
}

/** The first stale stage has the cause; those after it are often stale only because they need it. */
function staleText([first]: readonly string[], [, ...others]: readonly string[]): string {
  if (first === undefined) return ''
  return `${withoutPeriod(first)}${others.length === 0 ? '' : `; stale too: ${named(others, MOST_NAMES)}`}`
}

function checksText(names: readonly string[]): string {
  return names.length === 0 ? '' : `${names.length === 1 ? 'the check' : 'the checks'} ${names.join(', ')} failed`
}

/** The checks that passed although their report has failures. */
function doubtsText(checks: Report['checks']): string {
  const names = checks.filter(({ conclusion }) => conclusion === 'warning').map(({ name }) => name)
  return names.length === 0 ? '' : ` (with failures in the report of ${named(names, MOST_NAMES)})`
}

function firstOf(messages: readonly string[]): string {
  const [first] = messages
  return first === undefined
    ? ''
    : `${withoutPeriod(first)}${messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''}`
}
