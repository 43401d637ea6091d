import { plain } from '../text/numbers.js'
import type { MetricFacts } from './facts.js'
import { scalar } from './yaml-text.js'

/** The limits that `init` proposes for a metric, with their reason. */
export interface Proposal {
  /** The key in `metrics.policies`. */
  key: string
  /** Limits as they are written: `min: 0.95`. */
  limits: readonly string[]
  reason: string
}

const HIGHER = words(
  'accuracy acc f1 fscore auc auroc auprc ap map mrr ndcg precision recall sensitivity specificity score r2 iou miou dice',
  'bleu rouge meteor kappa mcc correlation pearson spearman psnr ssim hits topk',
)
const LOWER = words(
  'loss logloss crossentropy nll error err mse rmse mae mape smape rmsle brier ece wer cer perplexity ppl fid fpr fnr false',
)
/** Numbers that say how a model was made, or that a machine makes, or whose sign is turned around. */
const NEITHER = words(
  'train training neg negative count samples rows epoch epochs step steps seconds time duration std',
)
/** Names that need no escape in the pattern of a policy. */
const PLAIN_NAME = /^[\w./-]+$/
/** The share of a value that a `min` leaves below it, and a `max` above. */
const BELOW = 0.02
const ABOVE = 0.1
/** The smallest and the largest change that a limit from the history allows, as shares of the value. */
const LEAST_CHANGE = 0.01
const MOST_DROP = 0.05
const MOST_RISE = 0.25
/** Fewest different values of a metric whose changes say anything. */
const ENOUGH = 3
const MOST_POWER = 290
/** More policies than this are no proposal to read. */
export const MOST_POLICIES = 8

function words(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.join(' ').split(' '))
}

/** Which values of a metric are better, by its name; undefined where the name does not say. */
export function betterOf(name: string): 'higher' | 'lower' | undefined {
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (parts.some((part) => NEITHER.has(part))) return undefined
  const [higher, lower] = [HIGHER, LOWER].map((set) => parts.some((part) => set.has(part)))
  return higher === lower ? undefined : higher ? 'higher' : 'lower'
}

/**
 * Limits that pass today: a bound a little beyond the value, and the largest change for the worse that the history has.
 * @returns undefined for a metric whose name does not say which values are better
 */
export function propose(metric: MetricFacts, key: string): Proposal | undefined {
  const better = betterOf(metric.name)
  if (better === undefined || !PLAIN_NAME.test(metric.name)) return undefined
  const { value, history } = metric
  const bound = better === 'higher' ? value - Math.abs(value) * BELOW : value + Math.abs(value) * ABOVE
  const limits = [
    ...(value > 0
      ? [better === 'higher' ? `min: ${plain(roundDown(bound))}` : `max: ${plain(roundUp(bound, 2))}`]
      : []),
    `${better === 'higher' ? 'max_drop' : 'max_rise'}: ${changeLimit(value, distinct(history), better)}`,
  ]
  const values = distinct(history)
  const change = better === 'higher' ? 'max_drop' : 'max_rise'
  const from = values.length >= ENOUGH ? `; ${change} from its ${values.length} values in Git` : ''
  return { key, limits, reason: `today ${plain(value)}${from}` }
}

function changeLimit(value: number, history: readonly number[], better: 'higher' | 'lower'): string {
  const [usual, most] = better === 'higher' ? ['2%', MOST_DROP] : ['10%', MOST_RISE]
  if (history.length < ENOUGH || value === 0) return usual
  const changes = history.slice(1).map((after, index) => {
    const before = history[index] ?? after
    return better === 'higher' ? before - after : after - before
  })
  const size = Math.abs(value)
  return plain(roundUp(Math.min(Math.max(...changes, size * LEAST_CHANGE), size * most), 1))
}

/** Without values that equal the one before: a commit that changed only other metrics. */
function distinct(history: readonly number[]): number[] {
  return history.filter((value, index) => value !== history[index - 1])
}

/** Rounds a positive number down to two digits. */
function roundDown(value: number): number {
  return rounded(value, 2, Math.floor)
}

/** Rounds a positive number up to some significant digits. */
function roundUp(value: number, digits: number): number {
  return rounded(value, digits, Math.ceil)
}

function rounded(value: number, digits: number, round: (value: number) => number): number {
  const power = digits - 1 - Math.floor(Math.log10(value))
  // Beyond these powers a double cannot be scaled, and such a number needs no shorter form.
  if (Math.abs(power) > MOST_POWER) return value
  // Without the small change, 0.57 * 100 is 56.99…, and its floor another number.
  const scaled = Number((value * 10 ** power).toPrecision(12))
  return Number(`${round(scaled)}e${-power}`)
}

/**
 * The proposals of a project, and the metrics without one. Metrics that dvc-ci measures go before those of a training.
 * The same name in two files gets the file in its key.
 */
export function proposals(metrics: readonly MetricFacts[]): { policies: Proposal[]; others: string[] } {
  const names = metrics.map(({ name }) => name)
  const someMeasured = metrics.some(({ measured }) => measured)
  const policies: Proposal[] = []
  const others: string[] = []
  for (const metric of metrics) {
    const repeated = names.filter((name) => name === metric.name).length > 1
    const key = repeated ? `${metric.path}:${metric.name}` : metric.name
    const judged = policies.length < MOST_POLICIES && (metric.measured || !someMeasured)
    const proposal = judged ? propose(metric, key) : undefined
    if (proposal === undefined) others.push(key)
    else policies.push(proposal)
  }
  return { policies, others }
}

/** A policy as a line of `metrics.policies`. */
export function policyLine({ key, limits, reason }: Proposal): string {
  return `${scalar(key)}: { ${limits.join(', ')} } # ${reason}`
}
