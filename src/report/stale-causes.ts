import { appendTo } from '../text/append-to.js'
import { count, named } from '../text/words.js'
import {
  type CauseBlock,
  MOST_NAMES,
  type OpenFailures,
  pathsOf,
  placeOf,
  repairsOf,
  stagesThatNeedIt,
} from './cause-block.js'
import { type Finding, isChange, type Report, type StageReport } from './report.js'

/** A change with the stages that it makes stale. */
interface Root {
  stage: StageReport
  /** Stages that the same change makes stale too. */
  same: StageReport[]
  /** Stages that are stale because they need one of them. */
  below: StageReport[]
}

/**
 * One block for each change that makes stages stale. What lies downstream, and the gate of the older model, are
 * folded.
 */
export function staleCauses(report: Report, open: OpenFailures): CauseBlock[] {
  const found = open.take(({ rule }) => rule === 'stale-stage')
  const stale = report.stages.filter(
    ({ verdict, held, causes }) => verdict === 'stale' && held !== true && causes.some(isChange),
  )
  if (found.length === 0 && report.error?.id !== 'pipeline-stale') return []
  const byStage = new Map(found.map((finding) => [finding.stage, finding]))
  const roots = rootsOf(stale)
  const [first, ...others] = found
  // A report of an older version does not tell the stage of a finding.
  if ((first !== undefined && first.stage === undefined) || roots.length === 0)
    return [
      blockOf(first, stale[0], [...others.map(({ message }) => message).slice(0, MOST_NAMES), ...consequences(open)]),
    ]
  return roots.map(({ stage, same, below }, index) =>
    blockOf(byStage.get(stage.name), stage, [
      ...(same.length > 0 ? [`${count(same.length, 'stage')} with the same change: ${namesOf(same)}`] : []),
      ...stagesThatNeedIt(below.map(({ name }) => name)),
      ...(index === 0 ? consequences(open, new Set(stale.map(({ name }) => name))) : []),
    ]),
  )
}

function blockOf(finding: Finding | undefined, stage: StageReport | undefined, folded: string[]): CauseBlock {
  const why = stage?.causes.map(({ message }) => message).join('; ')
  return {
    id: 'stale-stage',
    title: finding?.message ?? `dvc.lock is stale: dvc repro would run ${stage?.name ?? 'a stage'} (${why ?? ''}).`,
    tone: 'bad',
    ...placeOf(finding ?? {}),
    ...repairsOf(finding === undefined ? [] : [finding]),
    folded,
  }
}

/** Rules that judged the model from before the change, and claims of metrics that a stale stage makes. */
function consequences(open: OpenFailures, stale: ReadonlySet<string> = new Set()): string[] {
  const claims = open.take(({ rule, stage }) => rule === 'metric-claim' && stage !== undefined && stale.has(stage))
  return [
    ...open.takeOlder(),
    ...(claims.length > 0
      ? [`${count(claims.length, 'committed metric')} that it makes: ${named(pathsOf(claims), MOST_NAMES)}`]
      : []),
  ]
}

/**
 * The changes behind stale stages. A stage is a root if it has a change of its own that no earlier root has. A stage
 * without one belongs to the first root that it needs, directly or through others.
 */
function rootsOf(stale: readonly StageReport[]): Root[] {
  const roots: Root[] = []
  const rootOf = new Map<string, Root>()
  const byChange = new Map<string, { root: Root; changes: ReadonlySet<string> }[]>()
  for (const stage of stale) {
    const changes = new Set(ownChanges(stage))
    const [first] = changes
    if (first === undefined) continue
    const known = byChange.get(first)?.find((each) => [...changes].every((change) => each.changes.has(change)))
    const root = known?.root ?? { stage, same: [], below: [] }
    rootOf.set(stage.name, root)
    if (known !== undefined) {
      root.same.push(stage)
      continue
    }
    roots.push(root)
    for (const change of changes) appendTo(byChange, change, { root, changes })
  }
  const byName = new Map(stale.map((stage) => [stage.name, stage]))
  const known = new Map<string, Root | undefined>()
  for (const stage of stale)
    if (!rootOf.has(stage.name)) (upstreamRoot(stage, byName, rootOf, known) ?? roots[0])?.below.push(stage)
  return roots
}

/**
 * The root that a stage needs, found without recursion: a pipeline may be a chain of thousands of stages.
 * @param known the results so far, which gets those of this walk
 */
function upstreamRoot(
  start: StageReport,
  byName: ReadonlyMap<string, StageReport>,
  rootOf: ReadonlyMap<string, Root>,
  known: Map<string, Root | undefined>,
): Root | undefined {
  const seen = new Set([start.name])
  const waiting = [start]
  /** Stages that nothing else waited beside: their result is that of the whole walk. */
  const alone: string[] = []
  const end = (root: Root | undefined) => {
    for (const name of alone) known.set(name, root)
    return root
  }
  for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
    if (waiting.length === 0) {
      if (known.has(stage.name)) return end(known.get(stage.name))
      alone.push(stage.name)
    }
    for (const { kind, path } of stage.causes) {
      if (kind !== 'upstream' || path === undefined || seen.has(path)) continue
      const root = rootOf.get(path)
      if (root !== undefined) return end(root)
      seen.add(path)
      const next = byName.get(path)
      if (next !== undefined) waiting.push(next)
    }
  }
  return end(undefined)
}

/** The changes of a stage itself, each as text. */
function ownChanges({ causes }: StageReport): string[] {
  return causes
    .filter((cause) => isChange(cause) && cause.kind !== 'upstream')
    .map(({ kind, path = '', message }) => `${kind}\0${path}\0${message}`)
}

function namesOf(stages: readonly StageReport[]): string {
  return named(
    stages.map(({ name }) => name),
    MOST_NAMES,
  )
}
