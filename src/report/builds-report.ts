/** The official builds that Git has, with what each of them was made from and measured. Oldest first. */
export interface BuildsReport {
  list: BuildReport[]
  /** Those with a policy first. */
  metrics: BuildMetricReport[]
  params: BuildParamReport[]
  data: BuildDataReport[]
  /** The build that a change is compared with. */
  baseline?: { label: string; build: number }
  /** The last run of each pull request in MLflow, oldest first; absent unless they were asked for. */
  pulls?: BuildPullReport[]
  /** True where the checkout has a part of the history. */
  shallow?: true
  /** Older builds and further metrics, parameters, data and pull requests that were left out. */
  omitted?: { builds?: number; metrics?: number; params?: number; data?: number; pulls?: number }
}

/** One official build, or a rollback. */
export interface BuildReport {
  /** The commit with the result. */
  sha: string
  /** Time of the commit (ISO 8601, UTC). */
  at: string
  kind: 'rebuild' | 'retraining' | 'rollback'
  /** The commit that was built, or that a rollback restored. */
  source: string
  tags?: string[]
  /** The commit that reverts it. */
  reverted?: string
  reason?: string
  /** Seconds that its stages took. */
  seconds?: number
  /** Digest of the environment that it ran in. */
  environment?: string
}

/** The metrics of a pull request, as its last run measured them. */
export interface BuildPullReport {
  number: number
  /** The commit that was measured. */
  head: string
  /** Start of the run (ISO 8601, UTC). */
  at: string
  /** One for each metric of the list; null where the run has no such finite number. */
  values: (number | null)[]
}

/** A metric in each build of the list. */
export interface BuildMetricReport {
  name: string
  path: string
  /** One for each build; null where the build has no such finite number. */
  values: (number | null)[]
  limits?: LimitReport[]
}

/** A limit of a policy, as a level of the metric. */
export interface LimitReport {
  /** As written: `min: 0.95`. */
  rule: string
  level: number
}

/** A parameter: each of its values with the number of the build, in the list, that has it first. */
export interface BuildParamReport {
  name: string
  path: string
  /** The value is absent where the build has no such parameter. */
  changes: { build: number; value?: unknown }[]
}

/** Data: each of its versions with the number of the build, in the list, that has it first. */
export interface BuildDataReport {
  path: string
  /** True for an output of a stage; absent for source data. */
  output?: true
  /** Hash, bytes and number of files are absent where the build has no such data. */
  changes: { build: number; hash?: string; size?: number; files?: number }[]
}

/** The number in the list of the newest build that stands: nothing reverts it. Undefined without one. */
export function standingBuild({ list }: { list: readonly BuildReport[] }): number | undefined {
  const at = list.findLastIndex(({ reverted }) => reverted === undefined)
  return at < 0 ? undefined : at
}

/** Of changes by build, the one that holds in a build. */
export function changeAt<T extends { build: number }>(changes: readonly T[], build: number): T | undefined {
  return changes.findLast((change) => change.build <= build)
}
