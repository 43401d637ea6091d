import type { Finding } from '../report/report.js'
import type { Limit, Policy } from '../settings/settings.js'
import { collectRows, isBroken, type MetricRow, type MetricSides, numberOf, pathsOf, type Reading } from './compare.js'
import { formatNumber, formatTogether, formatTolerance, roundFor } from './numbers.js'
import { lineOf, type MetricFiles, type Problem } from './parsed-file.js'
import { compileSelector } from './selector.js'

export interface ClaimRules {
  /** The default tolerance between a committed and a measured value. */
  tolerance: Limit
  /** Policies with a `tolerance` of their own; the most specific one counts. */
  policies: readonly Policy[]
  /** The command that writes a metrics file, by the file's path; findings propose it. */
  repairs?: ReadonlyMap<string, string>
}

/**
 * Compares the committed metrics with the measured ones. A committed metric is an error if it is unreadable, not finite, missing, or differs
 * from the measured value by more than the tolerance. So is a measured metric that was not committed. Two NaN values
 * are not equal. Text and lists are compared only where the other side has a number; true and false are always compared.
 *
 * @returns findings of the rule `metric-claim`, by path and in the order of the file; without a measurement, only those of
 *   unreadable values
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
 * Values that cannot be metrics in one set of files: unreadable files, NaN, infinities, duplicates. For a flow that measures
 * and has no committed metrics to compare with.
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

/** Findings about a whole file, which replace those about its metrics; `undefined` where both sides can be compared. */
function fileClaims(
  { measured, committed }: Pick<MetricSides, 'measured' | 'committed'>,
  path: string,
): Claim[] | undefined {
  const claimed = committed.get(path)
  const made = measured?.get(path)
  if (made === undefined)
    return brokenIn(committed, path).map((problem) => ({ ...lineOf(problem), message: `${problem.message}.` }))
  const found: Claim[] = []
  if (claimed === undefined) found.push({ message: `The evaluation writes ${path}, but the commit does not have it.` })
  if (claimed?.problem !== undefined)
    found.push({
      ...lineOf(claimed.problem),
      message: `The committed metrics file cannot be used: ${claimed.problem.message}.`,
    })
  if (made.problem !== undefined)
    found.push({ message: `The measured metrics file cannot be used: ${made.problem.message}.` })
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
    return claim(`${name}: measured ${seen(measured)}, but the committed ${row.path} does not have it`)
  if (measured.kind === 'absent')
    return claim(`${name}: claimed ${seen(committed)}, but the evaluation no longer writes it`)
  return claim(`${name}: claimed ${seen(committed)}, measured ${seen(measured)}`)
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
