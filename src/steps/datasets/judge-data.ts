import type { DescribedData } from '../../datasets/described-data.js'
import { type DataSides, judgeData } from '../../datasets/judge-data.js'
import { askedLeaks, dividePolicies, fitOf } from '../../datasets/named-data.js'
import type { LockedOut } from '../../dvc/locked-outs.js'
import { joinPath } from '../../dvc/project-files.js'
import type { Judged } from '../../metrics/judge.js'
import { metricFiles } from '../../pipeline/evaluation.js'
import { isWithin } from '../../pipeline/project.js'
import type { Policy } from '../../settings/settings.js'
import type { Project } from '../project/project.js'
import { allData, type DataPair, dataPairs } from './data-pairs.js'
import { describeData } from './describe-data.js'
import { policiesChanged } from './policies-changed.js'

/** The data of the baseline, from its DVC files. */
export interface DataBaseline {
  /** Absent without a revision to compare with. */
  sha?: string
  locked: ReadonlyMap<string, LockedOut> | undefined
  /** True for a project that cannot have a baseline yet. */
  isFirst?: true
  label: string
}

/** The data of a run, described, and the results of its policies. */
export interface JudgedData {
  described: readonly DescribedData[]
  judged: readonly Judged[]
  /** The hashes that each description is of, by path. */
  hashes: ReadonlyMap<string, string>
}

/** The policies on metrics, and those on data. @param locked the data of the baseline */
export function dividedPolicies(
  { run: { settings }, stages, index }: Project,
  locked: ReadonlyMap<string, LockedOut> | undefined,
): { data: Policy[]; metrics: Policy[] } {
  const { evaluate } = settings.validate
  const outs = stages.flatMap((stage) => stage.outs.filter(({ cache }) => cache).map(({ path }) => joinPath(path)))
  return dividePolicies(settings.metrics.policies, {
    data: new Set([...outs, ...(locked?.keys() ?? [])]),
    metrics: [
      ...metricFiles(index).map(({ path }) => path),
      ...(evaluate.kind === 'command' ? [joinPath(evaluate.metrics)] : []),
    ],
  })
}

/**
 * Describes changed data and judges the policies on data.
 * @param plan of `planData` with the same baseline and options
 */
export async function judgeChangedData(
  project: Project,
  baseline: DataBaseline,
  { covers = () => true }: DataOptions,
  { all, same, alone, policies, known, pairs, hashes }: DataPlan,
): Promise<JudgedData> {
  const { locked } = baseline
  const described = [...known, ...(await describeData(project, pairs, { policies, alone }))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
  const outs = outsOf(project)
  const isDescribed = (path: string) => described.some((each) => each.path === path)
  const sides: DataSides = {
    described,
    held: same.filter((path) => !described.some((each) => each.path === path && each.onlyLeaks !== true)),
    elsewhere: [
      ...[...new Set([...outs, ...(locked?.keys() ?? [])])].filter((path) => !covers(path)),
      // Without a baseline, data that no policy is about; a policy may look for leaks in it.
      ...(locked === undefined ? all.map(({ path }) => path).filter((path) => covers(path) && !isDescribed(path)) : []),
    ],
    unmade: outs.filter((path) => covers(path) && !all.some((out) => out.path === path)),
    ...(locked === undefined && baseline.isFirst !== true ? { noBaseline: baseline.label } : {}),
    showsValues: project.run.settings.data.show === 'values',
  }
  return { described, judged: judgeData(policies, sides), hashes }
}

export interface DataOptions {
  /** The data of this part of the run, by path; the policies on other data have no result. */
  covers?: (path: string) => boolean
  /** Of an earlier part of the run, whose descriptions are used again for data with the same hashes. */
  earlier?: JudgedData | undefined
}

/** What is described anew, and what is known. */
interface DataPlan {
  all: readonly LockedOut[]
  policies: readonly Policy[]
  /** Paths of data that equals the baseline's. */
  same: readonly string[]
  /** Changed data that an earlier part of the run did not describe. */
  pairs: readonly DataPair[]
  /** Data without changes that policies are applied to. */
  alone: readonly LockedOut[]
  known: readonly DescribedData[]
  hashes: ReadonlyMap<string, string>
}

/** Decides which data to read, from DVC files alone. */
export async function planData(
  project: Project,
  { sha, locked }: DataBaseline,
  { covers = () => true, earlier }: DataOptions = {},
): Promise<DataPlan> {
  const all = allData(project)
  const policies = dividedPolicies(project, locked).data
  const isNamed = ({ path }: LockedOut) => policies.some(({ metric }) => fitOf(metric, path) !== 'none')
  // Without a baseline, only the data that policies name is read.
  const pairs =
    locked === undefined
      ? all.filter(isNamed).map((now): DataPair => ({ path: now.path, change: 'added', now }))
      : dataPairs(project, locked)
  const changed = new Map(pairs.map((pair) => [pair.path, pair]))
  const same = locked === undefined ? [] : all.filter(({ path }) => !changed.has(path) && covers(path))
  const alone = same.some(isNamed) && (await policiesChanged(project, sha)) ? same.filter(isNamed) : []
  const hashes = hashesOf([...pairs, ...all.filter(({ path }) => !changed.has(path)).map(unchanged)], policies)
  const known = (earlier?.described ?? []).filter(({ path }) => hashes.get(path) === earlier?.hashes.get(path))
  const isWanted = ({ path }: { path: string }) => covers(path) && !known.some((each) => each.path === path)
  return {
    all,
    policies: policies.filter((policy) => leaksWithin(policy, all, covers)),
    same: same.map(({ path }) => path),
    pairs: pairs.filter(isWanted),
    alone: alone.filter(isWanted),
    known,
    hashes,
  }
}

function outsOf({ stages }: Project): string[] {
  return stages.flatMap((stage) => stage.outs.filter(({ cache }) => cache).map(({ path }) => joinPath(path)))
}

/** False for a policy about data of other parts of the run that may be in data of this one. */
function leaksWithin(policy: Policy, all: readonly LockedOut[], covers: (path: string) => boolean): boolean {
  return askedLeaks(
    [policy],
    all.map(({ path }) => path),
  ).every(({ of }) => !all.some(({ path }) => isWithin(of, path)) || covers(of))
}

function unchanged(now: LockedOut): Pick<DataPair, 'path' | 'now' | 'before'> {
  return { path: now.path, now, before: now }
}

/** The hashes that the description of each data depends on: its own, and those of data that policies look for in it. */
function hashesOf(
  data: readonly Pick<DataPair, 'path' | 'now' | 'before'>[],
  policies: readonly Policy[],
): Map<string, string> {
  const own = new Map(data.map(({ path, now, before }) => [path, `${now?.hash ?? '-'} ${before?.hash ?? '-'}`]))
  const leaks = askedLeaks(policies, own.keys())
  const keeper = (path: string) => [...own].find(([each]) => isWithin(path, each))?.[1] ?? '-'
  return new Map(
    [...own].map(([path, hashes]) => [
      path,
      [hashes, ...leaks.filter((pair) => isWithin(pair.path, path)).map(({ of }) => keeper(of))].join(' '),
    ]),
  )
}
