import { count, named } from '../text/words.js'
import { closesGate } from './policy-state.js'
import type { Finding, MetricReport, PolicyReport, Report } from './report.js'
import type { Tone } from './section.js'

/** One cause of a failed run, with all that only follows from it. */
export interface CauseBlock {
  /** Identifier of the finding or the error, as `dvc-ci explain` knows it. */
  id: string
  /** What is wrong, in the words of the finding. */
  title: string
  tone: Extract<Tone, 'bad' | 'warn'>
  /** Relative to the repository. */
  place?: Place
  /** Commands that repair it. */
  repair: string[]
  /** What else a user does about it, in sentences. */
  advice?: string
  /** The end of the output that shows it, with its colours. */
  log?: { title: string; text: string }
  /** What follows from it, or is of the same kind, each a clause: `2 stages that need it: train, evaluate`. */
  folded: string[]
}

export interface Place {
  path: string
  line?: number
}

/** Names in one clause. */
export const MOST_NAMES = 5
/** Commands of one block. */
const MOST_COMMANDS = 5

/** The place of a finding, as a part of a block. */
export function placeOf({ path, line }: { path?: string | undefined; line?: number | undefined }): { place?: Place } {
  return path === undefined ? {} : { place: { path, ...(line === undefined ? {} : { line }) } }
}

/** The repairs of findings: each command once. A sentence is advice: errors have one in the place of a command. */
export function repairsOf(findings: readonly Finding[]): Pick<CauseBlock, 'repair' | 'advice'> {
  const fixes = [...new Set(findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))]
  const [advice] = fixes.filter(isSentence)
  return {
    repair: fixes.filter((fix) => !isSentence(fix)).slice(0, MOST_COMMANDS),
    ...(advice === undefined ? {} : { advice }),
  }
}

function isSentence(fix: string): boolean {
  return /^[A-Z`]/.test(fix)
}

/** `2 stages that need it: train, evaluate`; empty without a stage. */
export function stagesThatNeedIt(names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [
    `${count(names.length, 'stage')} that ${names.length === 1 ? 'needs' : 'need'} it: ${named(names, MOST_NAMES)}`,
  ]
}

/** The failures of a report that no block has yet. */
export class OpenFailures {
  private readonly findings: Set<Finding>
  private readonly policies: Set<PolicyReport>
  private readonly metrics: readonly MetricReport[]

  constructor(report: Report) {
    // The finding at the place of the error that ended the run repeats it.
    this.findings = new Set(
      report.lint.filter(({ severity, rule }) => severity === 'error' && rule !== report.error?.id),
    )
    this.policies = new Set(report.policies.filter((policy) => closesGate(policy) || policy.stale))
    this.metrics = report.metrics
  }

  /** Takes findings out. */
  take(is: (finding: Finding) => boolean): Finding[] {
    return taken(this.findings, is)
  }

  /** Takes policies out. */
  takePolicies(is: (policy: PolicyReport) => boolean): PolicyReport[] {
    return taken(this.policies, is)
  }

  /** Takes out the rules that judged the model from before a change. @returns clauses */
  takeOlder(): string[] {
    const rules = this.takePolicies((policy) => policy.stale === true)
    const failed = rules.filter(({ passed }) => !passed).length
    if (rules.length === 0) return []
    return [
      `${count(rules.length, 'rule')} judged the older model, that from before the change${failed > 0 ? ` (${failed} failed)` : ''}`,
    ]
  }

  /** Takes out what follows from a measurement that failed: claims and rules without a number. @returns clauses */
  takeUnmeasured(): string[] {
    const measured = new Set(this.metrics.flatMap(({ path, value }) => (value === undefined ? [] : [path])))
    const isUnmeasured = ({ rule, path }: Finding) =>
      rule === 'metric-claim' && path !== undefined && !endsOf(path).some((end) => measured.has(end))
    const claims = this.take(isUnmeasured)
    const rules = this.takePolicies(({ value, accepted }) => value === undefined && accepted === undefined)
    return [
      ...(claims.length > 0 ? [`the metrics of ${named(pathsOf(claims), MOST_NAMES)} were not measured`] : []),
      ...(rules.length > 0 ? [`the gate could not judge ${count(rules.length, 'rule')}`] : []),
    ]
  }
}

/** A path in the repository and all of its ends: the paths of metrics are relative to the working directory. */
function endsOf(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(index).join('/'))
}

/** The files of findings, each once. */
export function pathsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ path }) => (path === undefined ? [] : [path])))]
}

function taken<T>(from: Set<T>, is: (item: T) => boolean): T[] {
  const found = [...from].filter(is)
  for (const item of found) from.delete(item)
  return found
}
