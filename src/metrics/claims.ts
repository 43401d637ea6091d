import type { Finding } from '../report/report.js'
import type { Limit, Policy } from '../settings/settings.js'
import { formatNumber, formatTogether, roundFor } from '../text/numbers.js'
import { collectRows, isBroken, type MetricRow, type MetricSides, numberOf, pathsOf, type Reading } from './compare.js'
import { isTime, toleranceFor } from './durations.js'
import { formatTolerance } from './numbers.js'
import { lineOf, type MetricFiles, type Problem } from './parsed-file.js'
import { type PolicyScope, policyScope } from './policy-scope.js'
import { compileSelector } from './selector.js'

export interface ClaimRules {
  /** The default tolerance between a committed and a measured value. */
  tolerance: Limit
  /** The policies. One with a `tolerance` has it in place of the default; the most specific one counts. */
  policies: readonly Policy[]
  /** The command that writes a metrics file, by the file's path; findings propose it where it helps. */
  repairs?: ReadonlyMap<string, string>
}

/**
 * Compares the committed metrics with the measured ones. A committed number is an error if the measured value differs by more
 * than the tolerance, is no number, or is missing. So is a measured number that was not committed.
 *
 * A value that is no number (NaN, an infinity) claims nothing. It is an error where a policy is about it; two NaN values are
 * not equal there. Without a policy it is a notice, and nothing where both sides have the same. The same holds for a file
 * without readable numbers. Text and lists are compared only where the other side has a number; true and false are always
 * compared.
 *
 * @returns findings of the rule `metric-claim`, by path and in the order of the file; without a measurement, only those of
 *   unreadable values
 */
export function claims(sides: Pick<MetricSides, 'measured' | 'committed' | 'baseline'>, rules: ClaimRules): Finding[] {
  const tolerances = toleranceFinder(rules)
  const rows = collectRows({ measured: sides.measured, committed: sides.committed })
  const scope = policyScope(rules.policies, collectRows(sides))
  return pathsOf({ measured: sides.measured, committed: sides.committed }).flatMap((path) => {
    const found =
      fileClaims(sides, path, scope) ??
      rows
        .filter((row) => row.path === path)
        .flatMap((row) => rowClaims(row, tolerances(row), scope.metric(path, row.name)))
    const fix = rules.repairs?.get(path)
    return found.map(({ helps, severity, line, message }) => ({
      rule: 'metric-claim',
      severity: severity ?? 'error',
      path,
      ...(line === undefined ? {} : { line }),
      message,
      ...(fix === undefined || !helps ? {} : { fix }),
    }))
  })
}

/**
 * Values that cannot be metrics in one set of files: unreadable files, NaN, infinities, duplicates. For a flow that measures
 * and has no committed metrics to compare with. A value that no policy is about is a notice, and none where the baseline
 * has the same.
 *
 * @returns findings of the rule `metric-unreadable`
 */
export function unreadable(files: MetricFiles, policies: readonly Policy[] = [], baseline?: MetricFiles): Finding[] {
  const scope = policyScope(policies, collectRows({ committed: files, baseline }))
  const before = new Set([...(baseline?.keys() ?? [])].flatMap((path) => brokenIn(baseline, path)).map(textOf))
  return pathsOf({ committed: files })
    .flatMap((path) => brokenIn(files, path))
    .filter((problem) => isJudged(scope, problem) || !before.has(textOf(problem)))
    .map((problem) => ({
      rule: 'metric-unreadable',
      severity: isJudged(scope, problem) ? 'error' : 'notice',
      path: problem.path,
      ...lineOf(problem),
      message: `${problem.message}.`,
    }))
}

interface Claim {
  line?: number
  message: string
  /** Default: `error`. */
  severity?: 'notice'
  /** True where the command that writes the file again mends it. */
  helps?: boolean
}

/** Findings about a whole file, which replace those about its metrics; `undefined` where both sides can be compared. */
function fileClaims(
  { measured, committed }: Pick<MetricSides, 'measured' | 'committed'>,
  path: string,
  scope: PolicyScope,
): Claim[] | undefined {
  const claimed = committed.get(path)
  const made = measured?.get(path)
  const severityOf = (isError: boolean) => (isError ? {} : { severity: 'notice' as const })
  if (made === undefined)
    return brokenIn(committed, path).map((problem) => ({
      ...lineOf(problem),
      ...severityOf(isJudged(scope, problem)),
      message: `${problem.message}.`,
    }))
  if (claimed?.problem !== undefined && made.problem !== undefined && !scope.file(path)) {
    if (claimed.problem.message === made.problem.message) return []
    return [{ severity: 'notice', message: `The measured metrics file cannot be used: ${made.problem.message}.` }]
  }
  const found: Claim[] = []
  if (claimed === undefined)
    found.push({ message: `The evaluation writes ${path}, but the commit does not have it.`, helps: true })
  if (claimed?.problem !== undefined)
    found.push({
      ...lineOf(claimed.problem),
      message: `The committed metrics file cannot be used: ${claimed.problem.message}.`,
      helps: made.problem === undefined,
    })
  if (made.problem !== undefined)
    found.push({
      ...severityOf(claimed !== undefined || scope.file(path)),
      message: `The measured metrics file cannot be used: ${made.problem.message}.`,
    })
  return found.length === 0 ? undefined : found
}

function rowClaims(row: MetricRow, tolerance: Limit, judged: boolean): Claim[] {
  const { name, value: measured, committed } = row
  const claim = (message: string, more: Omit<Claim, 'message'>): Claim[] => [{ ...lineOf(committed), message, ...more }]
  const claimedNumber = numberOf(committed)
  const measuredNumber = numberOf(measured)
  if (claimedNumber !== undefined && measuredNumber !== undefined)
    return isWithin(claimedNumber, measuredNumber, tolerance)
      ? []
      : claim(...differing(row, claimedNumber, measuredNumber, tolerance))
  const compared =
    claimedNumber !== undefined || measuredNumber !== undefined || isBroken(committed) || isBroken(measured)
  if (!compared)
    return differingFlags(committed, measured)
      ? claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`, { helps: true })
      : []
  if (!judged && seen(committed) === seen(measured)) return []
  const more: Omit<Claim, 'message'> = {
    ...(judged || isClaim(row) ? {} : { severity: 'notice' as const }),
    // Where the evaluation itself writes no number, the command writes none again.
    helps: isClaim(row) || measuredNumber !== undefined,
  }
  if (committed.kind === 'absent')
    return claim(`${name}: measured ${seen(measured)}, but the committed ${row.path} does not have it`, more)
  if (measured.kind === 'absent')
    return claim(`${name}: claimed ${seen(committed)}, but the evaluation no longer writes it`, more)
  return claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`, more)
}

/** True where the commit claims a number, or conceals a measured one. */
function isClaim({ value: measured, committed }: MetricRow): boolean {
  if (committed.kind === 'absent') return measured.kind === 'number'
  return committed.kind === 'number' || (committed.problem.kind === 'duplicate' && measured.kind === 'number')
}

/** The message about two numbers. A time differs in each run, so only a tolerance helps. */
function differing(
  { name, path }: MetricRow,
  claimed: number,
  measured: number,
  tolerance: Limit,
): [string, { helps: boolean }] {
  const [claimedText, measuredText] = formatTogether([claimed, measured])
  const message = `${name}: claimed ${claimedText}, measured ${measuredText} (tolerance ${formatTolerance(tolerance)})`
  if (!isTime(name)) return [message, { helps: true }]
  const key = JSON.stringify(`${path}:${name}`)
  return [
    `${message}. A time differs in each run: allow that in dvc-ci.yaml with \`metrics: { policies: { ${key}: { tolerance: ${toleranceFor(claimed, measured)} } } }\`.`,
    { helps: false },
  ]
}

/** A share refers to the measured value, which is the true one. */
function isWithin(claimed: number, measured: number, tolerance: Limit): boolean {
  const allowed = tolerance.unit === 'share' ? tolerance.amount * Math.abs(measured) : tolerance.amount
  return (
    claimed === measured ||
    roundFor(Math.abs(claimed - measured), claimed, measured) <= roundFor(allowed, claimed, measured)
  )
}

function toleranceFinder({ tolerance, policies }: ClaimRules): (row: MetricRow) => Limit {
  const own = policies.flatMap((policy) =>
    policy.tolerance === undefined ? [] : [{ selector: compileSelector(policy.metric), tolerance: policy.tolerance }],
  )
  // The sort is stable: of two equally specific policies, the first one counts.
  own.sort((a, b) => b.selector.rank - a.selector.rank)
  return ({ path, name, slice }) =>
    own.find(({ selector }) => selector.match(path, name, slice) !== 'none')?.tolerance ?? tolerance
}

function brokenIn(files: MetricFiles | undefined, path: string): Problem[] {
  const file = files?.get(path)
  if (file?.problem !== undefined) return [file.problem]
  return [...(file?.leaves.values() ?? [])].flatMap((leaf) =>
    'problem' in leaf && isBroken({ kind: 'problem', problem: leaf.problem }) ? [leaf.problem] : [],
  )
}

function isJudged(scope: PolicyScope, { path, name }: Problem): boolean {
  return name === undefined ? scope.file(path) : scope.metric(path, name)
}

function textOf({ path, message }: Problem): string {
  return `${path}\n${message}`
}

function differingFlags(committed: Reading, measured: Reading): boolean {
  const flags = [seen(committed), seen(measured)]
  return flags[0] !== flags[1] && flags.every((flag) => flag === 'true' || flag === 'false')
}

function seen(reading: Reading): string {
  switch (reading.kind) {
    case 'number':
      return formatNumber(reading.value)
    case 'problem':
      return reading.problem.seen
    case 'absent':
      return 'nothing'
  }
}
