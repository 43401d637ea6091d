import { count, joined, named } from '../text/words.js'
import type { AuditedFile, AuditedOutput, AuditedStage, AuditReport } from './audit-report.js'

/** The most outputs and files that a sentence names. */
const MOST = 3

/** The outcome of `audit`, in one or two sentences. */
export function auditSummary(report: AuditReport | undefined): string {
  const stages = report?.stages ?? []
  const ran = stages.filter(({ state }) => state !== 'skipped')
  if (ran.length === 0) return 'No stage ran twice: the stages are frozen, or the project has none.'
  const differing = ran.filter(({ state }) => state !== 'same').map(({ name }) => name)
  const outputs = ran.flatMap((stage) => stage.outputs)
  const same = outputs.filter((output) => output.same).length
  return differing.length === 0
    ? `${count(ran.length, 'stage')} ran twice, and all ${count(outputs.length, 'output')} are bit for bit the same.`
    : `${count(ran.length, 'stage')} ran twice: ${same} of ${count(outputs.length, 'output')} are bit for bit the same; ${named(differing, MOST)} ${differing.length === 1 ? 'is' : 'are'} not reproducible.`
}

/** The finding about a stage that is not reproducible. */
export function auditFinding({ name, state, why = '', outputs, inherit = [] }: AuditedStage): string {
  const below = inherit.length === 0 ? '' : ` Its difference reaches ${named(inherit, MOST)}.`
  if (state === 'failed')
    return `${name} is not reproducible: its second run failed, and its first did not: ${why}.${below}`
  const differing = outputs.filter(({ same }) => !same)
  const evidence = [...new Set(differing.flatMap(({ causes = [] }) => causes.map((cause) => cause.evidence)))]
  return [
    `${name} is not reproducible: two runs from the same inputs wrote different ${joined(differing.slice(0, MOST).map(outputText))}${differing.length > MOST ? ` and ${differing.length - MOST} more` : ''}.`,
    ...evidence,
    ...(below === '' ? [] : [below.trim()]),
  ].join(' ')
}

/** `model.json (line 3, column 5: 0.1 → 0.2)`. */
function outputText({ path, differences = [], metrics = [], files }: AuditedOutput): string {
  const [first] = differences
  const moved = metrics.map((metric) => `${metric.name} ${metric.first ?? 'absent'} → ${metric.second ?? 'absent'}`)
  const facts = [
    ...(files === undefined ? [] : [filesText(files)]),
    ...(moved.length > 0 ? [named(moved, MOST)] : first === undefined ? [] : [differenceText(first)]),
  ]
  return facts.length === 0 ? path : `${path} (${facts.join('; ')})`
}

/** `2 files differ, 1 added`. */
export function filesText({ added, removed, different }: NonNullable<AuditedOutput['files']>): string {
  return [
    ...(different === 0 ? [] : [`${count(different, 'file')} ${different === 1 ? 'differs' : 'differ'}`]),
    ...(added === 0 ? [] : [`${added} only in the second run`]),
    ...(removed === 0 ? [] : [`${removed} only in the first run`]),
  ].join(', ')
}

/** Where a file differs first, with both sides where they may be shown. */
export function differenceText({ file, place, first, second }: AuditedFile): string {
  const sides = first === undefined || second === undefined ? '' : `: ${first} → ${second}`
  return `${file === undefined ? '' : `${file}, `}${place}${sides}`
}
