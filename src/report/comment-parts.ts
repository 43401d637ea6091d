import { appendTo } from '../text/append-to.js'
import { count } from '../text/words.js'
import { placeText } from './cause-markdown.js'
import { changeOf, changeText, intervalText } from './change.js'
import { CHECK_RESULTS, totalsOf, totalsText } from './check-results.js'
import { gistOf, type Part, type PartRow, partOf, withPlaces } from './comment-table.js'
import { dataPart } from './data-markdown.js'
import { markdownCode, markdownSentence, markdownText, shorten } from './escape.js'
import type { LinkTo } from './links.js'
import { noticesOf } from './notices.js'
import { formatBytes, formatChange, formatNumber, formatSeconds } from './numbers.js'
import {
  acceptedText,
  gateNumber,
  metricOf,
  metricsByLabel,
  type PolicyState,
  policyReason,
  policyState,
  policyTone,
  rulesJudged,
} from './policy-state.js'
import { type Finding, type PolicyReport, type Report, secondsOf } from './report.js'
import type { Section, Tone } from './section.js'
import { sectionsOf } from './sections.js'
import type { StepConclusion } from './severity.js'
import { SLICES, sliceSummary, wholeMetrics } from './slices.js'
import { stageSeverity } from './stage-severity.js'
import { stageState, stageWord } from './stage-state.js'

/** Findings whose stage has its own row already; only their fix is new. */
const STAGE_RULES = new Set(['stale-stage', 'stage-data-missing'])

const CONCLUSIONS: Record<StepConclusion, string> = {
  success: 'passed',
  failure: 'failed',
  warning: 'warned',
  skipped: 'skipped',
}

/** The parts of the comment in their order. A part without content is left out. */
export function partsOf(report: Report, linkTo: LinkTo): Part[] {
  const sections = sectionsOf(report)
  const stageRepairs =
    report.stages.length > 0
      ? distinct(report.lint.filter((finding) => STAGE_RULES.has(finding.rule)).map(({ fix }) => fix))
      : []
  const known: Record<string, (section: Section) => Part> = {
    Gate: () => gate(report),
    Stages: (section) => ({
      ...worded(
        partOf(section, gistOfStages(report)),
        report.stages.map((stage) => stageWord(stage, report.rollback)),
      ),
      repairs: stageRepairs,
    }),
    Metrics: (section) => metrics(section, report),
    [SLICES]: (section) => partOf(section, sliceSummary(report)),
    Checks: (section) => {
      const words = report.checks.map(({ conclusion }) => CONCLUSIONS[conclusion])
      return { ...worded(partOf(section, gistOf(words)), words), marksGood: true }
    },
    [CHECK_RESULTS]: (section) => withPlaces(partOf(section, totalsText(totalsOf(report))), section, linkTo),
    Findings: () => findings(report, stageRepairs.length > 0, linkTo),
    Data: (section) => dataPart(partOf(section, gistOfData(report)), report),
    Environment: (section) => partOf(section, `${report.environment?.changed?.length ?? 0} changed`),
    'Reproduced outputs': (section) =>
      partOf(section, gistOf((report.reproduced ?? []).map(({ same }) => (same ? 'as committed' : 'different')))),
    Parameters: (section) => partOf(section, `${report.params.length} changed`),
    Steps: (section) => {
      const steps = partOf(section, `${report.steps.length} in ${formatSeconds(secondsOf(report))}`, 0)
      // A part of its own, or the verdict, has the finding of a step: its conclusion is enough here.
      return { ...steps, rows: steps.rows.map((row) => ({ ...row, tone: 'plain' })) }
    },
  }
  return sections
    .map(
      (section) =>
        (Object.hasOwn(known, section.title) ? known[section.title]?.(section) : undefined) ??
        partOf(section, String(section.rows.length)),
    )
    .filter(({ rows }) => rows.length > 0)
}

function worded(of: Part, words: readonly string[]): Part {
  return { ...of, rows: of.rows.map((row, index) => ({ ...row, word: words[index] ?? '' })) }
}

/** The states of rows, the one that counts for a row with several rules first. */
const ROW_WORDS: [PolicyState, string][] = [
  ['failed', 'failed'],
  ['unjudged', 'not judged'],
  ['accepted', 'accepted'],
  ['warned', 'warned'],
  ['older', 'judged the older model'],
  ['held', 'held'],
  ['uncompared', 'with nothing to compare with yet'],
]

/**
 * One row for each metric with a policy, with all of its rules. Rules that had nothing to compare with have a row of
 * their own: the mark of a rule that held is not theirs.
 */
function gate(report: Report): Part {
  const { policies, metrics } = report
  const byMetric = new Map<string, PolicyReport[]>()
  for (const policy of policies) {
    // Each limit of a policy may report another slice.
    const key = JSON.stringify([
      policyState(policy) === 'uncompared',
      policy.metric,
      policy.slice?.path,
      policy.slice?.name,
    ])
    appendTo(byMetric, key, policy)
  }
  const groups = [...byMetric.values()]
  const hasBaseline = policies.some(({ baseline }) => baseline !== undefined)
  // A number shows by itself whether it meets a rule; a missing one needs the reason.
  const hasReason = policies.some((policy) => needsReason(policy))
  const known = metricsByLabel(metrics)
  return {
    title: 'Gate',
    gist: rulesJudged(policies),
    marksGood: true,
    // A gate that judged an older model, or could judge nothing, only follows from a cause that stands in front of it.
    open: policies.some(({ stale, value }) => stale !== true && value !== undefined) || !isFailing(report),
    repairs: [],
    logs: [],
    columns: [
      { title: 'Metric', right: false },
      { title: 'Value', right: true },
      ...(hasBaseline
        ? [
            { title: 'Baseline', right: true },
            { title: 'Change', right: true },
          ]
        : []),
      { title: 'Rule', right: false },
      ...(hasReason ? [{ title: 'Why', right: false }] : []),
    ],
    rows: groups.map((group): PartRow => {
      const [first] = group
      const { value, baseline } = group.find((policy) => policy.baseline !== undefined) ?? first ?? {}
      const metric = first && metricOf(first, known)
      const change =
        metric?.change !== undefined
          ? changeText(changeOf(metric))
          : value === undefined || baseline === undefined
            ? ''
            : formatChange(value - baseline)
      const interval = metric === undefined ? '' : intervalText(metric)
      const range = interval === '' ? '' : ` (${interval})`
      const tone = worst(group.map(policyTone))
      const states = group.map(policyState)
      return {
        tone,
        quiet: tone === 'good' || tone === 'plain',
        word: ROW_WORDS.find(([state]) => states.includes(state))?.[1] ?? '',
        cells: [
          (characters) =>
            [first?.metric ?? '', first?.slice?.label ?? '']
              .filter((name) => name !== '')
              .map((name) => markdownCode(shorten(name, characters)))
              .join('<br>'),
          () => (value === undefined ? '' : `${gateNumber(value, group, baseline)}${range}`),
          ...(hasBaseline ? [() => (baseline === undefined ? '' : formatNumber(baseline, value)), () => change] : []),
          (characters) => rules(group, characters),
          ...(hasReason
            ? [
                (characters: number) =>
                  distinct(
                    group
                      .filter((policy) => needsReason(policy))
                      .map((policy) =>
                        policy.accepted !== undefined && policy.value !== undefined
                          ? acceptedText(policy)
                          : policyState(policy) === 'unjudged'
                            ? `Not judged: ${policyReason(policy)}`
                            : policyReason(policy),
                      ),
                  )
                    .map((reason) => markdownSentence(shorten(reason, characters)))
                    .join('<br>'),
              ]
            : []),
        ],
      }
    }),
  }
}

function isFailing({ conclusion }: Report): boolean {
  return conclusion === 'failure' || conclusion === 'error'
}

function needsReason(policy: PolicyReport): boolean {
  return (
    ['older', 'uncompared', 'unjudged'].includes(policyState(policy)) ||
    (!policy.passed && (policy.value === undefined || policy.accepted !== undefined))
  )
}

/** The rules of one metric; if only some failed, these are bold. */
function rules(group: readonly PolicyReport[], characters: number): string {
  const mixed = group.some(({ passed }) => passed) && group.some(({ passed }) => !passed)
  return group
    .map(({ rule, passed }) =>
      mixed && !passed ? `<b>${markdownCode(shorten(rule, characters))}</b>` : markdownCode(shorten(rule, characters)),
    )
    .join(', ')
}

/** All metrics; changed ones are prominent where no policy exists. */
function metrics(section: Section, report: Report): Part {
  const whole = wholeMetrics(report.metrics)
  const moved = (index: number) => {
    const metric = whole[index]
    return (
      metric !== undefined &&
      (metric.change === undefined
        ? metric.baseline === undefined && whole.some(({ change }) => change !== undefined)
        : metric.change !== 0)
    )
  }
  const all = partOf(section, '')
  const rows = all.rows.map((row, index) => ({ ...row, quiet: !moved(index) }))
  const changed = rows.filter(({ quiet }) => !quiet).length
  return {
    ...all,
    rows,
    gist: whole.every(({ baseline }) => baseline === undefined)
      ? String(rows.length)
      : `${changed} of ${rows.length} changed`,
    open: report.policies.length === 0 && whole.length <= 10,
  }
}

/** The findings, without those that the rows of the stages have. */
function findings(report: Report, withoutStages: boolean, linkTo: LinkTo): Part {
  const shown = report.lint.filter(({ rule }) => !(withoutStages && STAGE_RULES.has(rule)))
  const hasPlace = shown.some(({ path }) => path !== undefined)
  const hasRepair = shown.some(({ fix }) => fix !== undefined)
  return {
    title: 'Findings',
    gist: gistOfFindings(shown),
    marksGood: false,
    open: false,
    repairs: [],
    logs: [],
    columns: ['Rule', ...(hasPlace ? ['Where'] : []), 'What', ...(hasRepair ? ['Repair'] : [])].map((title) => ({
      title,
      right: false,
    })),
    rows: shown.map((finding) => ({
      tone: ({ error: 'bad', warning: 'warn', notice: 'plain' } as const)[finding.severity],
      quiet: finding.severity === 'notice',
      word: finding.severity,
      cells: [
        (characters) => markdownCode(shorten(finding.rule, characters)),
        ...(hasPlace ? [(characters: number) => place(finding, characters, linkTo)] : []),
        (characters) => markdownText(shorten(finding.message, characters * 2)),
        ...(hasRepair ? [(characters: number) => markdownCode(shorten(finding.fix ?? '', characters))] : []),
      ],
    })),
  }
}

function place({ path, line }: Finding, characters: number, linkTo: LinkTo): string {
  return path === undefined ? '' : placeText({ path, ...(line === undefined ? {} : { line }) }, characters, linkTo)
}

function gistOfFindings(found: readonly Finding[]): string {
  const number = (severity: Finding['severity']) => found.filter((finding) => finding.severity === severity).length
  return [
    ...(['error', 'warning'] as const)
      .filter((severity) => number(severity) > 0)
      .map((severity) => count(number(severity), severity)),
    ...noticesOf(found),
  ].join(', ')
}

/** Verdicts with their counts, the most important first. */
function gistOfStages({ stages, rollback }: Report): string {
  const rank = (stage: Report['stages'][number]) =>
    ['error', 'warning', 'notice', undefined].indexOf(stageSeverity(stage)) +
    (stageState(stage).kind === 'unchanged' ? 1 : 0)
  return gistOf([...stages].sort((a, b) => rank(a) - rank(b)).map((stage) => stageWord(stage, rollback)))
}

function gistOfData({ data }: Report): string {
  const difference = sum(data.map(({ size, baseline_size: before }) => (size ?? 0) - (before ?? 0)))
  return `${data.length} changed${difference === 0 ? '' : `, ${difference > 0 ? '+' : '-'}${formatBytes(Math.abs(difference))}`}`
}

function worst(tones: readonly Tone[]): Tone {
  return (['bad', 'warn', 'good', 'plain'] as const).find((tone) => tones.includes(tone)) ?? 'plain'
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const distinct = <T>(items: readonly (T | undefined)[]): T[] => [...new Set(items.filter((item) => item !== undefined))]
