import type { Limit, Policy } from '../settings/settings.js'
import { difference, formatTogether, plain, roundFor } from '../text/numbers.js'
import type { Interval } from './certainty.js'
import type { Band } from './noise.js'
import { formatConfidence, formatLimit } from './numbers.js'

const UNCHANGED = 'unchanged'

/** One limit of a policy; `rule` is its text in the configuration, such as `max_drop: 1%`. */
export type PolicyLimit =
  | { kind: 'min' | 'max'; against: 'value'; rule: string; bound: number }
  | { kind: 'max_drop' | 'max_rise'; against: 'baseline'; rule: string; limit: Limit }
  | { kind: typeof UNCHANGED; against: 'baseline'; rule: typeof UNCHANGED }

/** The value and the baseline that a limit applies to. */
export interface Held {
  /** The metric's name in messages. */
  metric: string
  value: number
  baseline:
    | { kind: 'number'; value: number }
    /** The baseline has no such metric. */
    | { kind: 'new' }
    /** The baseline should have it, and it cannot be read; `reason` is a clause. */
    | { kind: 'unreadable'; reason: string }
    /** There is no baseline; `reason` is a clause. */
    | { kind: 'none'; reason?: string }
  /** True where this run measured the baseline's value. */
  baselineMeasured?: boolean
  /** The usual variation between builds. */
  band?: Band
  /** Where the policy asks for confidence: the interval of the value and its change, or why there is none. */
  certainty?: PolicyCertainty
}

/** The interval that a policy with `confidence` judges by. */
export interface PolicyCertainty {
  confidence: number
  interval?: Interval
  /** Why the value has no interval, as a clause. */
  lack?: string
  /** Why its change has none, as a clause. */
  unpaired?: string
}

interface Verdict {
  passed: boolean
  /** Full sentences. */
  message: string
}

/** The limits of a policy, in the order of the documentation. */
export function limitsOf(policy: Policy): PolicyLimit[] {
  const limits: PolicyLimit[] = []
  if (policy.min !== undefined)
    limits.push({ kind: 'min', against: 'value', rule: `min: ${plain(policy.min)}`, bound: policy.min })
  if (policy.max !== undefined)
    limits.push({ kind: 'max', against: 'value', rule: `max: ${plain(policy.max)}`, bound: policy.max })
  if (policy.maxDrop !== undefined)
    limits.push({
      kind: 'max_drop',
      against: 'baseline',
      rule: `max_drop: ${formatLimit(policy.maxDrop)}`,
      limit: policy.maxDrop,
    })
  if (policy.maxRise !== undefined)
    limits.push({
      kind: 'max_rise',
      against: 'baseline',
      rule: `max_rise: ${formatLimit(policy.maxRise)}`,
      limit: policy.maxRise,
    })
  if (policy.unchanged === true) limits.push({ kind: UNCHANGED, against: 'baseline', rule: UNCHANGED })
  return limits
}

/** The text of a policy. A policy without limits requires that the metric exists. */
export function rulesOf(policy: Policy): string[] {
  const rules = limitsOf(policy).map((limit) => limit.rule)
  return rules.length > 0 ? rules : [`missing: ${policy.missing}`]
}

/** Applies one limit to one value. Limits are inclusive; a share refers to the size of the baseline. */
export function judgeLimit(limit: PolicyLimit, held: Held): Verdict {
  return limit.against === 'value' ? judgeBound(limit, held) : judgeChange(limit, held)
}

function judgeBound(
  { kind, bound }: Extract<PolicyLimit, { against: 'value' }>,
  { metric, value, certainty }: Held,
): Verdict {
  const holds = kind === 'min' ? value >= bound : value <= bound
  const range = certainty?.interval
  const isUncertain = !holds && range !== undefined && (kind === 'min' ? range.high >= bound : range.low <= bound)
  const passed = holds || isUncertain
  const [shown, asked] = formatTogether([value, bound])
  const relation =
    kind === 'min'
      ? holds
        ? 'at least the required'
        : 'below the required'
      : holds
        ? 'at most the allowed'
        : 'above the allowed'
  const note = holds ? '' : certaintyNote(certainty, isUncertain, range && [range.low, range.high], certainty?.lack)
  return { passed, message: `${metric} is ${shown}, ${relation} ${asked}${note}.` }
}

/** The end of a sentence about a limit that the plain number misses. @param lack why there is no interval */
function certaintyNote(
  certainty: PolicyCertainty | undefined,
  isUncertain: boolean,
  range: readonly [number, number] | undefined,
  lack = 'metrics.predictions gives no value of it',
): string {
  if (certainty === undefined) return ''
  const level = formatConfidence(certainty.confidence)
  if (range === undefined) return `; it has no ${level} interval, because ${lack}`
  const [low, high] = formatTogether([...range].map((bound) => Number(bound.toPrecision(4))))
  return `, ${isUncertain ? 'but within the noise of the rows' : 'and beyond the noise of the rows'} (${level} interval ${low} to ${high})`
}

function judgeChange(asked: Extract<PolicyLimit, { against: 'baseline' }>, held: Held): Verdict {
  const { rule } = asked
  const { metric, value, baseline, band, certainty } = held
  const origin = held.baselineMeasured === true ? ' The baseline was measured with the same evaluation.' : ''
  switch (baseline.kind) {
    case 'none':
      return {
        passed: false,
        message: `${metric} cannot be compared: there is no baseline${baseline.reason === undefined ? '' : ` (${baseline.reason})`}. Set metrics.baseline, or remove \`${rule}\`.`,
      }
    case 'unreadable':
      return {
        passed: false,
        message: `${metric} cannot be compared with the baseline: ${baseline.reason}. Choose another metrics.baseline, or remove \`${rule}\` for this change.`,
      }
    case 'new':
      return {
        passed: true,
        message: `${metric} is a new metric: no baseline has it, so \`${rule}\` has nothing to compare with yet.`,
      }
    case 'number':
      return asked.kind === 'unchanged' ? equal(baseline.value) : compareWith(asked, baseline.value)
  }

  /** Noise explains a change; it does not undo it. */
  function equal(reference: number): Verdict {
    const [shown = '', before = ''] = formatTogether([value, reference])
    if (value === reference) return { passed: true, message: `${metric} is ${shown}, as in the baseline.${origin}` }
    return { passed: false, message: `${metric} is ${shown}, and it was ${before} in the baseline.${origin}` }
  }

  function compareWith({ kind, limit }: Exclude<typeof asked, { kind: 'unchanged' }>, reference: number): Verdict {
    const change = difference(value, reference)
    const worse = kind === 'max_drop' ? -change : change
    const allowed =
      limit.unit === 'share' ? roundFor(limit.amount * Math.abs(reference), value, reference) : limit.amount
    // The difference of two doubles can exceed the largest double.
    const holds = Number.isFinite(worse) && worse <= allowed
    const isNoise =
      !holds && band !== undefined && Number.isFinite(worse) && worse <= roundFor(band.width, value, reference)
    const range = worseRange(kind, certainty?.interval)
    const isUncertain = !holds && !isNoise && range !== undefined && Number.isFinite(worse) && range[0] <= allowed
    const passed = holds || isNoise || isUncertain
    const beside = holds
      ? ''
      : `${band === undefined ? '' : `, ${isNoise ? 'but within' : 'and more than'} ${band.label}`}${isNoise ? '' : certaintyNote(certainty, isUncertain, range, certainty?.lack ?? certainty?.unpaired ?? (certainty?.interval && 'its baseline is in another file'))}`
    const [shown = '', before = '', by = '', most = ''] = formatTogether([value, reference, Math.abs(change), allowed])
    const asked =
      limit.unit === 'absolute'
        ? most
        : `${most} (${formatLimit(limit)} of the baseline${reference === 0 ? ', which is 0' : ''})`
    const moved =
      change === 0
        ? `${metric} is ${shown}, as in the baseline`
        : `${metric} ${change < 0 ? 'fell' : 'rose'} by ${by} from ${before} to ${shown}`
    if (worse > 0)
      return { passed, message: `${moved}, ${holds ? 'within' : 'more than'} the allowed ${asked}${beside}.${origin}` }
    return {
      passed,
      message: passed
        ? `${moved}; it may ${kind === 'max_drop' ? 'fall' : 'rise'} by ${asked}.${origin}`
        : `${moved}, which \`${rule}\` does not allow.${origin}`,
    }
  }
}

/** The interval of a drop or a rise; undefined without one of the change. */
function worseRange(kind: 'max_drop' | 'max_rise', interval: Interval | undefined): [number, number] | undefined {
  if (interval?.change_low === undefined || interval.change_high === undefined) return undefined
  const { change_low: low, change_high: high } = interval
  return kind === 'max_drop' ? [-high, -low] : [low, high]
}
