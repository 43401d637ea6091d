import type { Finding } from '../report/report.js'
import type { Limit, Policy } from '../settings/settings.js'
import { collectRows, isBroken, type MetricRow, type MetricSides, numberOf, pathsOf, type Reading } from './compare.js'
import { formatNumber, formatTogether, formatTolerance, roundFor } from './numbers.js'
import { lineOf, type MetricFiles, type Problem } from './parsed-file.js'
import { compileSelector } from './selector.js'

export interface ClaimRules {
  /** How far a committed value may be from the measured one, where no policy says otherwise. */
  tolerance: Limit
  /** Their own `tolerance` goes first; of several policies that have one, the most specific. */
  policies: readonly Policy[]
  /** The command that makes a metrics file again, by its path: what a finding proposes. */
  repairs?: ReadonlyMap<string, string>
}

/**
 * Holds what the commit claims against what was measured: a committed metric that is unreadable, not finite, missing or further from
 * the measured value than the tolerance is an error, and so is a measured one that was not committed. Two values that
 * are both NaN are not equal. Text and lists are compared only where the other side has a number; true and false are.
 *
 * @returns findings of the rule `metric-claim`, by path and in the order of the file; only those of unreadable values where
 *   nothing was measured
 */
export function claims(sides: Pick<MetricSides, 'measured' | 'committed'>, rules: ClaimRules): Finding[] {
  const tolerances = toleranceFinder(rules)
  const rows = collectRows({ measured: sides.measured, committed: sides.committed })
  return pathsOf({ measured: sides.measured, committed: sides.committed }).flatMap((path) => {
    const found =
      fileClaims(sides, path) ??
      rows.filter((row) => row.path === path).flatMap((row) => rowClaims(row, tolerances(row)))
    const fix = rules.repairs?.get(path)
    return found.map((finding) => ({
      rule: 'metric-claim',
      severity: 'error',
      path,
      ...finding,
      ...(fix === undefined ? {} : { fix }),
    }))
  })
}

/**
 * What can't be a metric's value in one set of files: unreadable files, NaN, infinities, duplicates. For a flow that measures
 * and has no claim to hold it against.
 *
 * @returns findings of the rule `metric-unreadable`
 */
export function unreadable(files: MetricFiles): Finding[] {
  const problems = pathsOf({ committed: files }).flatMap((path) => brokenIn(files, path))
  return problems.map((problem) => ({
    rule: 'metric-unreadable',
    severity: 'error',
    path: problem.path,
    ...lineOf(problem),
    message: `${problem.message}.`,
  }))
}

interface Claim {
  line?: number
  message: string
}

/** Findings about a file as a whole, in place of those about its metrics; `undefined` when both sides can be compared. */
function fileClaims(
  { measured, committed }: Pick<MetricSides, 'measured' | 'committed'>,
  path: string,
): Claim[] | undefined {
  const claimed = committed.get(path)
  const made = measured?.get(path)
  if (made === undefined)
    return brokenIn(committed, path).map((problem) => ({ ...lineOf(problem), message: `${problem.message}.` }))
  const found: Claim[] = []
  if (claimed === undefined) found.push({ message: `${path} is made by the evaluation and is not committed.` })
  if (claimed?.problem !== undefined)
    found.push({
      ...lineOf(claimed.problem),
      message: `What is committed counts for nothing: ${claimed.problem.message}.`,
    })
  if (made.problem !== undefined)
    found.push({ message: `What was measured counts for nothing: ${made.problem.message}.` })
  return found.length === 0 ? undefined : found
}

function rowClaims(row: MetricRow, tolerance: Limit): Claim[] {
  const { name, value: measured, committed } = row
  const claim = (message: string): Claim[] => [{ ...lineOf(committed), message }]
  const claimedNumber = numberOf(committed)
  const measuredNumber = numberOf(measured)
  if (claimedNumber !== undefined && measuredNumber !== undefined) {
    if (isWithin(claimedNumber, measuredNumber, tolerance)) return []
    const [claimedText, measuredText] = formatTogether([claimedNumber, measuredNumber])
    return claim(`${name}: claimed ${claimedText}, measured ${measuredText} (tolerance ${formatTolerance(tolerance)})`)
  }
  const compared =
    claimedNumber !== undefined || measuredNumber !== undefined || isBroken(committed) || isBroken(measured)
  if (!compared)
    return differingFlags(committed, measured)
      ? claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`)
      : []
  if (committed.kind === 'absent')
    return claim(`${name}: measured ${seen(measured)}, and ${row.path} as committed does not have it`)
  if (measured.kind === 'absent')
    return claim(`${name}: claimed ${seen(committed)}, and the evaluation does not make it any more`)
  return claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`)
}

/** A share refers to the measured value: that one is true. */
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
  // A stable sort: of two that are equally specific, the first written.
  own.sort((a, b) => b.selector.rank - a.selector.rank)
  return ({ path, name }) => own.find(({ selector }) => selector.match(path, name) !== 'none')?.tolerance ?? tolerance
}

function brokenIn(files: MetricFiles, path: string): Problem[] {
  const file = files.get(path)
  if (file?.problem !== undefined) return [file.problem]
  return [...(file?.leaves.values() ?? [])].flatMap((leaf) =>
    'problem' in leaf && isBroken({ kind: 'problem', problem: leaf.problem }) ? [leaf.problem] : [],
  )
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
