import { FINDINGS } from '../errors/findings.js'
import { capitalized, count, named, withoutPeriod } from '../text/words.js'
import { type CauseBlock, MOST_NAMES, OpenFailures, placeOf, repairsOf, stagesThatNeedIt } from './cause-block.js'
import { failureClause, totalsText } from './check-results.js'
import { metricOf, metricsByLabel, policyReason } from './policy-state.js'
import { type Finding, isChange, type Report } from './report.js'
import { staleCauses } from './stale-causes.js'

/** Findings with a place of their own in the order. */
const PLACED = new Set(['stage-data-missing', 'metric-claim'])
/** Findings after which nothing was measured. */
const UNMEASURED = new Set(['evaluation-failed', 'evaluation-inputs', 'stage-failed'])
/** Errors that only sum up the findings, checks and policies of the report. */
const SUMS: ReadonlySet<string> = new Set([
  'audit-failed',
  'check-failed',
  'gate-closed',
  'lint-failed',
  'measurement-failed',
  'metric-mismatch',
  'pipeline-stale',
  'remote-data-missing',
  'validation-failed',
])

/**
 * The causes of a failed run, the first one in front, in the order of its error. One cause is one block: stages that
 * are stale because of another one, rules that judged the model from before a change, numbers that could not be
 * measured, and objects that one push forgot are folded into it. A run that did not fail has none.
 * @param project the project's folder relative to the repository, empty where it is the same
 */
export function causesOf(report: Report, project = ''): CauseBlock[] {
  if (report.conclusion !== 'failure' && report.conclusion !== 'error') return []
  const open = new OpenFailures(report)
  const blocks = [
    ...missingObjects(report, open),
    ...staleCauses(report, open),
    ...failedStages(report, open),
    ...findings(open, (rule) => !isRule(rule) && !PLACED.has(rule)),
    ...findings(open, (rule) => rule === 'stage-data-missing'),
    ...findings(open, isRule),
    ...failedChecks(report),
    ...claims(report, open),
    ...closedGate(report, open, project),
    ...examined(report),
  ]
  return withError(report, blocks).map((block) => ({ ...block, title: asSentence(block.title) }))
}

/** A title whose first word is no name begins with a capital. */
function asSentence(title: string): string {
  return /^(?:the|stage) /.test(title) ? capitalized(title) : title
}

/** True for a rule of `lint`: it is no finding of a run. */
function isRule(rule: string): boolean {
  return !Object.hasOwn(FINDINGS, rule)
}

/** One block for each remote: its objects are absent because one push was forgotten. */
function missingObjects({ remote, stages }: Report, open: OpenFailures): CauseBlock[] {
  const names = [...new Set(remote.missing.map((object) => object.remote))]
  return names.map((name, index): CauseBlock => {
    const objects = remote.missing.filter((object) => object.remote === name)
    const [first] = objects
    const paths = objects.flatMap((object) => object.paths)
    const reasons = [...new Set(objects.map(({ reason }) => reason))].join(' or ')
    const isEmpty = remote.empty?.includes(name) === true
    // An address with a mistake is more likely than a store that lost each object.
    const advice = isEmpty
      ? 'Check its address, or run `dvc push` where the data was made.'
      : (objects.find(({ reason }) => reason !== 'missing') ?? first)?.fix
    const needing = stages.filter(({ verdict, causes }) => verdict === 'stale' && !causes.some(isChange))
    if (index === 0) open.take(({ rule }) => rule === 'stage-data-missing')
    return {
      id: 'remote-data-missing',
      title: `${named(paths, 1)} ${paths.length > 1 ? 'are' : 'is'} ${reasons} in the remote '${name}'${isEmpty ? ', which has none of the data of this commit' : ''}.`,
      tone: 'bad',
      ...placeOf({ path: first?.file, line: first?.line }),
      repair: advice?.includes('`dvc push`') ? ['dvc push'] : [],
      ...(advice === undefined ? {} : { advice }),
      folded: [
        ...(paths.length > 1 ? [`missing too: ${named(paths.slice(1), MOST_NAMES)}`] : []),
        ...(index === 0 ? [...stagesThatNeedIt(needing.map((stage) => stage.name)), ...open.takeUnmeasured()] : []),
      ],
    }
  })
}

/** The stages whose command failed, as one block: DVC ends the others then. */
function failedStages({ stages, error, fanout }: Report, open: OpenFailures): CauseBlock[] {
  const failed = stages.filter(({ verdict }) => verdict === 'failed')
  const found = open.take(({ rule }) => rule === 'stage-failed')
  const [first] = failed
  const [finding] = found
  if (first === undefined && finding === undefined) return []
  const log = first?.log ?? fanout?.jobs.find((job) => job.log !== undefined)?.log
  const told = finding?.message ?? (error?.id === 'stage-command-failed' ? error.message : undefined)
  const skipped = stages.filter(({ verdict }) => verdict === 'skipped').map(({ name }) => name)
  return [
    {
      id: 'stage-command-failed',
      title: told ?? `The stage ${first?.name ?? ''} failed.`,
      tone: 'bad',
      ...placeOf(finding ?? {}),
      ...repairsOf(found),
      ...(log === undefined || log.trim() === '' ? {} : { log: { title: first?.name ?? 'the stage', text: log } }),
      folded: [
        ...(skipped.length > 0 && (finding !== undefined || error?.remedy === undefined)
          ? [`${count(skipped.length, 'stage')} did not run: ${named(skipped, MOST_NAMES)}`]
          : []),
        ...open.takeOlder(),
        ...open.takeUnmeasured(),
      ],
    },
  ]
}

/** One block for each rule, with the first of its findings. */
function findings(open: OpenFailures, has: (rule: string) => boolean): CauseBlock[] {
  const found = open.take(({ rule }) => has(rule))
  return [...new Set(found.map(({ rule }) => rule))].map((rule) => {
    const own = found.filter((finding) => finding.rule === rule)
    return {
      ...blockOf(own),
      folded: [...otherPlaces(own.slice(1)), ...(UNMEASURED.has(rule) ? open.takeUnmeasured() : [])],
    }
  })
}

function claims({ metrics }: Report, open: OpenFailures): CauseBlock[] {
  const found = open.take(({ rule }) => rule === 'metric-claim')
  if (found.length === 0) return []
  const block = blockOf(found)
  const isMeasured = metrics.some(
    ({ value, committed }) => value !== undefined && committed !== undefined && value !== committed,
  )
  return [
    { ...block, folded: [...(isMeasured ? ['the values of this report were measured here'] : []), ...block.folded] },
  ]
}

function blockOf(own: readonly Finding[]): CauseBlock {
  const [first] = own
  return {
    id: first?.rule ?? '',
    title: first?.message ?? '',
    tone: 'bad',
    ...placeOf(first ?? {}),
    ...repairsOf(own),
    ...(first?.log === undefined ? {} : { log: { title: first.stage ?? 'the command', text: first.log } }),
    folded: otherPlaces(own.slice(1)),
  }
}

/** The places of further findings of a rule. */
function otherPlaces(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return []
  const places = findings.flatMap(({ path, line }) =>
    path === undefined ? [] : [line === undefined ? path : `${path}:${line}`],
  )
  return [
    `${findings.length} more of its kind${places.length === 0 ? '' : `: ${named([...new Set(places)], MOST_NAMES)}`}`,
  ]
}

function failedChecks({ checks }: Report): CauseBlock[] {
  return checks
    .filter(({ conclusion }) => conclusion === 'failure')
    .map(({ name, command, log, results }): CauseBlock => {
      const failures = results?.failures.filter(({ outcome }) => outcome === 'failed' || outcome === 'error') ?? []
      const [first] = failures
      const all = results === undefined ? 0 : results.totals.failed + results.totals.errors
      return {
        id: 'check-failed',
        title: `The check ${name} failed ('${command}')${results === undefined || all === 0 ? '' : `: ${totalsText(results.totals)}`}.`,
        tone: 'bad',
        ...placeOf(first ?? {}),
        repair: [],
        ...(log.trim() === '' ? {} : { log: { title: name, text: log } }),
        folded: [
          ...failures.slice(0, MOST_NAMES).map(failureClause),
          ...(all > MOST_NAMES ? [`${all - Math.min(failures.length, MOST_NAMES)} more`] : []),
        ],
      }
    })
}

/** The closed gate as one block, with the first rule that failed. */
function closedGate({ metrics }: Report, open: OpenFailures, project: string): CauseBlock[] {
  const failed = open.takePolicies(({ passed }) => !passed)
  const [first] = failed
  if (first === undefined) return []
  const path = metricOf(first, metricsByLabel(metrics))?.path
  return [
    {
      id: 'gate-closed',
      title: `The gate is closed: ${policyReason(first)}`,
      tone: 'bad',
      ...placeOf({ path: path === undefined || project === '' ? path : `${project}/${path}` }),
      repair: [],
      // The rules of one metric that was not measured have one reason.
      folded: [...new Set(failed.map(policyReason))].slice(1).map(withoutPeriod),
    },
  ]
}

function examined({ doctor = [], verification = [] }: Report): CauseBlock[] {
  return [...doctor, ...verification]
    .filter(({ state }) => state === 'error')
    .map(({ id, name, message, remedy }) => ({
      id: id ?? name,
      title: `${name}: ${message}`,
      tone: 'bad',
      repair: [],
      ...(remedy === undefined ? {} : { advice: remedy }),
      folded: [],
    }))
}

/** With the error that ended the run: in front, or in the block that is about it. */
function withError(
  { error, lint, doctor, verification, message }: Report,
  blocks: readonly CauseBlock[],
): CauseBlock[] {
  if (error === undefined || ((doctor ?? verification) !== undefined && blocks.length > 0)) return [...blocks]
  const own = blocks.find(({ id, title }) => id === error.id || title === error.message)
  const { remedy } = error
  if (own !== undefined) {
    const at = own.place ?? placeOf(lint.find(({ rule }) => rule === error.id) ?? {}).place
    const advice = own.advice ?? remedy
    return [
      { ...own, ...(at === undefined ? {} : { place: at }), ...(advice === undefined ? {} : { advice }) },
      ...blocks.filter((block) => block !== own),
    ]
  }
  if (SUMS.has(error.id) && blocks.length > 0) return [...blocks]
  const finding = lint.find(({ rule, severity }) => rule === error.id && severity === 'error')
  return [
    {
      id: error.id,
      title: error.id === 'internal' ? message : error.message,
      tone: 'bad',
      ...placeOf(finding ?? {}),
      repair: [],
      ...(remedy === undefined || error.id === 'internal' ? {} : { advice: remedy }),
      folded: [],
    },
    ...blocks,
  ]
}
