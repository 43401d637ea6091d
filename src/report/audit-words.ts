import { appendTo } from '../text/append-to.js'
import { formatBeside } from '../text/numbers.js'
import { capitalized, count, joined, named } from '../text/words.js'
import type { AuditedFile, AuditedOutput, AuditedStage, AuditReport } from './audit-report.js'

/** The most outputs and files that a sentence names. */
const MOST = 3

/** Why a build over many machines has no audit. */
export const ELSEWHERE = 'its stages ran on other machines, and an audit runs them again on this one'

/** The outcome of `audit`, in one or two sentences. */
export function auditSummary(report: AuditReport | undefined): string {
  const stages = report?.stages ?? []
  return stages.every(({ state }) => state === 'skipped')
    ? 'No stage ran twice: the stages are frozen, or the project has none.'
    : `${capitalized(auditedText(stages))}.`
}

/** How many stages ran twice and how many outputs are the same, as a clause. */
export function auditedText(stages: readonly AuditedStage[]): string {
  const ran = stages.filter(({ state }) => state !== 'skipped')
  const outputs = ran.flatMap((stage) => stage.outputs)
  const same = outputs.filter((output) => output.same).length
  const differing = namesOf(stages)
  const told = `${count(ran.length, 'stage')} ran twice`
  if (differing.length === 0) return `${told}: ${count(outputs.length, 'output')} bit for bit the same`
  return `${told}: ${same} of ${count(outputs.length, 'output')} bit for bit the same, ${differing.length === 1 ? 'one stage' : `${differing.length} stages`} not reproducible`
}

/** The failure of an audit; undefined where all stages are reproducible. */
export function auditFailed(report: AuditReport | undefined): string | undefined {
  const names = namesOf(report?.stages ?? [])
  return names.length === 0 ? undefined : `${named(names)} ${names.length === 1 ? 'is' : 'are'} not reproducible.`
}

/** The same of a build, which is rejected. */
export function buildAuditFailed(report: AuditReport | undefined): string | undefined {
  const failed = auditFailed(report)
  return failed === undefined ? undefined : `the build is rejected: ${failed}`
}

function namesOf(stages: readonly AuditedStage[]): string[] {
  return stages.filter(({ state }) => state === 'different' || state === 'failed').map(({ name }) => name)
}

/** The finding about a stage that is not reproducible. */
export function auditFinding({ name, state, why = '', outputs, inherit = [] }: AuditedStage): string {
  const below = inherit.length === 0 ? '' : ` Its difference reaches ${named(inherit, MOST)}.`
  if (state === 'failed')
    return `${name} is not reproducible: its second run failed, and its first did not: ${why}.${below}`
  const differing = outputs.filter(({ same }) => !same)
  const texts = differing.map(outputText)
  return [
    `${name} is not reproducible: two runs from the same inputs wrote different ${texts.length > MOST ? named(texts, MOST) : joined(texts)}.`,
    ...evidenceOf(differing),
    ...(below === '' ? [] : [below.trim()]),
  ].join(' ')
}

/** Each evidence once, with its outputs where there are others without it. */
function evidenceOf(differing: readonly AuditedOutput[]): string[] {
  const paths = new Map<string, string[]>()
  for (const { path, causes = [] } of differing) for (const { evidence } of causes) appendTo(paths, evidence, path)
  return [...paths].map(([evidence, of]) =>
    of.length === differing.length
      ? evidence
      : `In ${named(of, MOST)}: ${evidence.charAt(0).toLowerCase()}${evidence.slice(1)}`,
  )
}

/** `model.json (line 3, column 5: 0.1 → 0.2)`. */
function outputText({ path, differences = [], metrics = [], files }: AuditedOutput): string {
  const [first] = differences
  const moved = metrics.map(metricText)
  const facts = [
    ...(files === undefined ? [] : [filesText(files)]),
    ...(moved.length > 0 ? [named(moved, MOST)] : first === undefined ? [] : [differenceText(first)]),
  ]
  return facts.length === 0 ? path : `${path} (${facts.join('; ')})`
}

/** `accuracy 0.9777 → 0.9781`. */
export function metricText({ name, first, second }: NonNullable<AuditedOutput['metrics']>[number]): string {
  const shown = (value: number | null, other: number | null) =>
    value === null ? 'absent' : formatBeside(value, other ?? undefined)
  return `${name} ${shown(first, second)} → ${shown(second, first)}`
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
