import { count, named } from '../text/words.js'
import { answerOf } from './answer.js'
import type { CauseBlock } from './cause-block.js'
import { causesOf } from './causes.js'
import { environmentFact } from './environment-report.js'
import { FOUND } from './history-summary.js'
import { leftOutParts } from './left-out.js'
import { provenanceFact } from './provenance-report.js'
import type { CommitReport, Conclusion, Report } from './report.js'
import { reproducedFact } from './reproduced.js'
import { heldText } from './rollback-summary.js'
import type { Tone } from './section.js'
import { VERIFIED } from './verification.js'

/** The verdict of a run in one line, as every surface has it. */
export interface Headline {
  word: string
  tone: Tone
  /**
   * The answer to a reviewer. Of a failed run the first cause with its repair; of one that passed the change of the
   * model, or what was built; else the last message of the run.
   */
  message: string
  /** The change of the model and its inputs, where the message does not have it; may be empty. */
  change: string
  /** The causes of a failed run; the message has the first of them. */
  causes: CauseBlock[]
  /** Facts on the run, each a phrase. The first one names the commit. */
  facts: string[]
  /** Addresses of the facts that have a page. */
  links: ReadonlyMap<string, string | undefined>
}

const HEADLINES: Record<Conclusion, { word: string; tone: Tone }> = {
  success: { word: 'Passed', tone: 'good' },
  unverified: { word: 'Not verified', tone: 'warn' },
  failure: { word: 'Failed', tone: 'bad' },
  superseded: { word: 'Superseded', tone: 'warn' },
  cancelled: { word: 'Cancelled', tone: 'warn' },
  error: { word: 'Could not finish', tone: 'bad' },
}
const ROLLED_BACK = 'Rolled back'
/** Targets of a rollback that the line names. */
const MOST_TARGETS = 2

/**
 * The verdict line and its facts.
 * @param project the project's folder relative to the repository, for the places of causes
 */
export function headlineOf(report: Report, project = ''): Headline {
  const { source, remote, commit } = report
  const causes = causesOf(report, project)
  const { message, change } = linesOf(report, causes)
  const facts = [
    `${report.mode}${commitText(report)}${source.pull_request === undefined ? '' : ` for pull request ${source.pull_request}`}` +
      `${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ''}`,
  ]
  // What passed is a detail beside what the model has become.
  if (causes.length === 0 && message !== report.message) facts.push(report.message)
  if (remote.name) {
    const counts = [`${count(remote.objects, 'object')} needed`, `${remote.verified} verified`]
    if (report.mode === 'rebuild' || report.mode === 'retrain') counts.push(`${remote.pushed} pushed`)
    if (remote.unread !== undefined) counts.push(`content of ${remote.unread} not read`)
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`)
    facts.push(`remote '${remote.name}': ${counts.join(', ')}`)
  }
  const leftOut = leftOutParts(report)
  if (leftOut !== '') facts.push(`left out: ${leftOut}`)
  facts.push(
    ...[reproducedFact(report), environmentFact(report.environment), provenanceFact(report.provenance)].filter(
      (fact) => fact !== '',
    ),
  )
  if (report.hold && !report.hold.released) facts.push(heldFact(report.hold))
  if (commit) facts.push(committed(commit))
  if (report.retrain) facts.push(...retrainFacts(report.retrain))
  if (report.tag) facts.push(`tagged ${report.tag}`)
  const links = mlflowFacts(report.mlflow)
  return {
    ...HEADLINES[report.conclusion],
    ...(isRolledBack(report) ? { word: ROLLED_BACK } : {}),
    // They show, and judge nothing.
    ...(report.mode === 'diff' && report.conclusion === 'success' ? { word: 'Compared' } : {}),
    ...(report.mode === 'history' && report.conclusion === 'success' ? { word: FOUND } : {}),
    ...(report.mode === 'verify' && report.conclusion === 'success' ? { word: VERIFIED } : {}),
    ...(report.mode === 'gc' && report.conclusion === 'success' ? { word: 'Examined' } : {}),
    message,
    change,
    causes,
    facts: [...facts, ...links.keys()],
    links,
  }
}

/** The headline in one line, as the title of a check run and the output `summary` have it. */
export function titleOf(report: Report, project = ''): string {
  const { lead, rest } = verdictOf(headlineOf(report, project))
  return `${lead} ${rest}`
}

/** The word of the verdict and the rest of the line: `Passed:`, or `Rolled back` where the message goes on with it. */
export function verdictOf({ word, message }: Pick<Headline, 'word' | 'message'>): { lead: string; rest: string } {
  return message.startsWith(`${word} `)
    ? { lead: word, rest: message.slice(word.length + 1) }
    : { lead: `${word}:`, rest: message }
}

/** True for a rollback that is on its branch: a pull request still has to be merged. */
function isRolledBack({ conclusion, rollback, commit }: Report): boolean {
  return conclusion === 'success' && rollback !== undefined && commit !== undefined && commit.pull_request === undefined
}

/** The message, and the change of the model where it is not in the message. */
function linesOf(report: Report, causes: readonly CauseBlock[]): { message: string; change: string } {
  const [cause] = causes
  const answer = answerOf(report)
  if (cause !== undefined) return { message: causeText(cause, causes.length - 1), change: answer }
  if (report.conclusion !== 'success') return { message: report.message, change: answer }
  const made = madeText(report)
  if (made === '' && (report.mode !== 'validate' || answer === '')) return { message: report.message, change: answer }
  const parts = report.rollback === undefined ? [answer, made] : [made, answer]
  return { message: parts.filter((part) => part !== '').join(' · '), change: '' }
}

/** A cause and its repair in one line. @param more the number of other causes */
function causeText({ title, repair: [command], advice }: CauseBlock, more: number): string {
  const others = more === 0 ? '' : ` (and ${count(more, 'more cause')})`
  const repair = command === undefined ? (advice ?? '') : `To repair: \`${command}\``
  return `${/[.!?]$/.test(title) ? title : `${title}.`}${others}${repair === '' ? '' : ` ${repair}`}`
}

/** What a run published: the restored version, or the build; empty where it published nothing. */
function madeText({ mode, rollback, commit, tag, mlflow }: Report): string {
  if (commit === undefined) return ''
  const sha = commit.sha.slice(0, 7)
  // With `stale: commit`.
  if (mode === 'validate') return `committed ${sha} to ${commit.branch}`
  const version = modelVersion(mlflow)
  if (rollback !== undefined) return `${rollbackText(rollback, commit)}${version}`
  return `built ${sha}${tag === undefined ? '' : ` as ${tag}`}${version}${inPull(commit)}`
}

/** `, version 6 of digits, now champion`; empty without a version. */
function modelVersion(mlflow: Report['mlflow']): string {
  if (mlflow?.version === undefined) return ''
  const { version, model = 'the model', alias } = mlflow
  return `, version ${version} of ${model}${alias === undefined ? '' : `, now ${alias}`}`
}

/** `Rolled back to v1.0 (abc1234)`, or what a pull request will do. */
function rollbackText(rollback: NonNullable<Report['rollback']>, { pull_request: pull }: CommitReport): string {
  const targets = rollback.targets.length === 0 ? '' : ` ${named(rollback.targets, MOST_TARGETS)}`
  const to = `to ${versionText(rollback)}`
  return pull === undefined
    ? `${ROLLED_BACK}${targets} ${to}`
    : `Pull request ${pull.number} rolls${targets} back ${to}`
}

/** A version by its name and its commit; a commit that the user named is told once. */
export function versionText({ to, sha }: NonNullable<Report['rollback']>): string {
  const short = sha.slice(0, 7)
  return sha.startsWith(to) ? short : `${to} (${short})`
}

function inPull({ pull_request: pull }: NonNullable<Report['commit']>): string {
  return pull === undefined ? '' : ` in pull request ${pull.number}`
}
/** The MLflow version, with the address of its page. */
function mlflowFacts(mlflow: Report['mlflow']): Map<string, string | undefined> {
  const facts = new Map<string, string | undefined>()
  if (mlflow === undefined) return facts
  const { experiment, run_id: run, model = '', version, alias } = mlflow
  if (version !== undefined)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === undefined ? '' : `, now ${alias}`}`,
      mlflow.version_url,
    )
  if (experiment !== '') facts.set(`MLflow: run ${run.slice(0, 8)} in ${experiment}`, mlflow.url)
  return facts
}

/** The commit, its branch and pull request. */
function committed({ sha, branch, method, attempts, pull_request: pull }: NonNullable<Report['commit']>): string {
  const short = sha.slice(0, 12)
  if (method === 'tag') return `committed ${short} under its tag alone`
  if (method === 'pull-request')
    return pull === undefined
      ? `committed ${short} for a pull request into ${branch}`
      : `committed ${short} in pull request ${pull.number} into ${branch}: ${pull.url}`
  return `committed ${short} to ${branch} ${method === 'api' ? "by GitHub's API, " : ''}after ${count(attempts, 'push', 'pushes')}`
}

/** The rollback that holds the branch. */
function heldFact(hold: NonNullable<Report['hold']>): string {
  return `${heldText(hold)} (rollback ${hold.commit.slice(0, 12)} to ${hold.to.slice(0, 12)})`
}

/** The request of a retraining. */
function retrainFacts({ reason, stages, params, data }: NonNullable<Report['retrain']>): string[] {
  const asked = [
    ...(stages.length > 0 ? [`forced: ${stages.join(', ')}`] : []),
    ...params.map(({ path, name, value }) => `${path === 'params.yaml' ? '' : `${path}:`}${name} = ${String(value)}`),
    ...data.map(
      ({ path, mode, from, changed }) =>
        `${path}: ${changed ? { replace: 'new', append: 'more', update: 'updated' }[mode] : 'as before'}${from === undefined ? '' : ` from ${from}`}`,
    ),
  ]
  return [...(reason === undefined ? [] : [`reason: ${reason}`]), ...(asked.length > 0 ? [asked.join('; ')] : [])]
}

/** The commit of a run. A set-up is of none, and the verification of a file may be. */
function commitText({ mode, source: { sha } }: Report): string {
  if (sha !== '') return ` of ${sha.slice(0, 12)}`
  return mode === 'setup' || mode === 'verify' ? '' : ' of an unknown commit'
}
