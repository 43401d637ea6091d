import { count } from '../text/words.js'
import { leftOutParts } from './left-out.js'
import type { Conclusion, Report } from './report.js'
import { heldText } from './rollback-summary.js'
import type { Tone } from './section.js'

/** The verdict of a run in one line. */
export interface Headline {
  word: string
  tone: Tone
  message: string
  /** Facts on the run, each a phrase. */
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

/** The verdict line and its facts. */
export function headlineOf(report: Report): Headline {
  const { source, remote, commit } = report
  const facts = [
    `${report.mode} of ${source.sha ? source.sha.slice(0, 12) : 'an unknown commit'}${source.pull_request === undefined ? '' : ` for pull request ${source.pull_request}`}` +
      `${source.base_sha ? ` against ${source.base_sha.slice(0, 12)}` : ''}`,
  ]
  if (remote.name) {
    const counts = [`${count(remote.objects, 'object')} needed`, `${remote.verified} verified`]
    if (report.mode === 'rebuild' || report.mode === 'retrain') counts.push(`${remote.pushed} pushed`)
    if (remote.unread !== undefined) counts.push(`content of ${remote.unread} not read`)
    if (remote.missing.length > 0) counts.push(`${remote.missing.length} missing`)
    facts.push(`remote '${remote.name}': ${counts.join(', ')}`)
  }
  const leftOut = leftOutParts(report)
  if (leftOut !== '') facts.push(`left out: ${leftOut}`)
  if (report.hold && !report.hold.released) facts.push(heldFact(report.hold))
  if (commit) facts.push(committed(commit))
  if (report.retrain) facts.push(...retrainFacts(report.retrain))
  if (report.tag) facts.push(`tagged ${report.tag}`)
  const links = mlflowFacts(report.mlflow)
  return { ...HEADLINES[report.conclusion], message: report.message, facts: [...facts, ...links.keys()], links }
}

/** The MLflow version, with the address of its page. */
function mlflowFacts(mlflow: Report['mlflow']): Map<string, string | undefined> {
  const facts = new Map<string, string | undefined>()
  if (mlflow === undefined) return facts
  const { experiment, run_id: run, model = '', version, alias } = mlflow
  if (version !== undefined)
    facts.set(
      `MLflow: version ${version} of ${model}${alias === undefined ? '' : `, now the ${alias}`}`,
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
