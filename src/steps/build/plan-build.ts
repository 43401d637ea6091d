import type { SideBySide } from '../../dvc/engine-protocol.js'
import { joinPath } from '../../dvc/project-files.js'
import { ProjectError, SetupError } from '../../errors/errors.js'
import type { FindingRule } from '../../errors/findings.js'
import { isWithin, type ProjectStatus, type Stage } from '../../pipeline/project.js'
import { verdicts } from '../../pipeline/verdicts.js'
import { type Cause, isChange, type StageReport } from '../../report/report.js'
import { shellWord } from '../../text/shell-word.js'
import { runnable } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { sideBySide } from './side-by-side.js'
import { trackedPaths } from './staleness.js'

/** The stages that a build runs, and the data that it downloads. */
export interface BuildPlan {
  /** Stages that run even if they are not stale, in an order in which they can run. */
  forced: string[]
  /** True where all stages are forced. Only such a build starts outputs with `persist: true` from nothing. */
  whole: boolean
  /** Stages that may run: the forced ones, the stale ones and what depends on them. */
  mayRun: Set<string>
  /** Names to pull: `.dvc` files, frozen stages and, in a partial build, stages whose outputs the build starts from. */
  pull: string[]
  /** The causes for which each stage is stale. */
  causes: Map<string, Cause[]>
  /** How the stages share the machine. */
  sideBySide: SideBySide
}

/**
 * The stages that `force` names. It rejects unknown and frozen stages before the run changes any file.
 * @throws {SetupError} an unknown or a frozen stage
 */
export function forcedStages(project: Project): string[] {
  const { force } = project.run.settings.rebuild
  const able = new Set(runnable(project).map(({ name }) => name))
  if (force.kind !== 'stages')
    return force.kind === 'all' ? project.graph.topological().filter((name) => able.has(name)) : []
  const { mode } = project.run.settings
  const key = mode === 'retrain' ? 'stages' : mode === 'validate' ? 'rebuild.force' : 'force'
  const named = resolveStages(project, force.stages, key)
  const frozen = named.find((name) => !able.has(name))
  if (frozen !== undefined)
    throw new SetupError('stage-frozen', `${key}: the stage ${frozen} is frozen, so DVC does not run it.`, {
      key,
      value: frozen,
      remedy: `Run \`dvc unfreeze ${shellWord(frozen)}\` and commit dvc.yaml, or remove it from \`${key}\`.`,
    })
  return named
}

export interface PlanOptions {
  /** The stages that run on this machine of a fan-out; undefined: all. */
  here?: ReadonlySet<string> | undefined
  /** The status of the workspace, where DVC has read it already. */
  status?: (() => Promise<ProjectStatus>) | undefined
}

/**
 * Decides which stages to run and which data to pull. It needs no data.
 * @throws {SetupError} the workspace has uncommitted source data, or an uncommitted output of a frozen stage; a stage
 * asks for more than this machine has
 * @throws {ProjectError} the build would start from an output of a stale stage outside of the working directory
 */
export async function planBuild(project: Project, { here, status: asked }: PlanOptions = {}): Promise<BuildPlan> {
  const { run, dvc, index, graph, stages } = project
  return run.step('plan', async (outcome) => {
    const named = forcedStages(project)
    const whole = run.settings.rebuild.force.kind === 'all'
    const [status, isTracked] = await Promise.all([
      asked?.() ?? dvc.status({ allowMissing: true }),
      trackedPaths(project),
    ])
    refuseChangedSources(
      stages.filter(({ kind, frozen }) => kind !== 'stage' || frozen),
      status,
    )
    const judged = verdicts(index, status, isTracked)
    const causes = new Map(judged.map(({ name, causes: own }) => [name, own]))
    const stale = new Set(judged.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name))
    const able = new Set(runnable(project).map(({ name }) => name))
    const always = runnable(project)
      .filter(({ always: runs }) => runs)
      .map(({ name }) => name)
    // DVC needs the data that these read to decide whether they are stale.
    const unknown = runnable(project)
      .filter(({ name }) => Object.values(status[name]?.deps ?? {}).includes('unknown'))
      .map(({ name }) => name)
    const forced = new Set(named)
    const mayRun = new Set(
      [...graph.withDownstream([...forced, ...stale, ...always, ...unknown])].filter((name) => able.has(name)),
    )
    addUnpushed(graph, able, forced, mayRun, causes)
    const needed = [...mayRun].flatMap((name) => graph.upstream(name))
    refuseStaleOutside(needed.filter((name) => stale.has(name) && !stages.some((stage) => stage.name === name)))
    outcome.message = whole
      ? `everything is forced: ${forced.size} ${forced.size === 1 ? 'stage' : 'stages'}`
      : `forced: ${[...forced].join(', ') || 'nothing'}; may run: ${[...mayRun].join(', ') || 'nothing'}`
    return {
      forced: graph.topological().filter((name) => forced.has(name)),
      whole,
      mayRun,
      pull: startsOf(project, mayRun),
      causes,
      sideBySide: sideBySide(project, here ?? mayRun),
    }
  })
}

/** The stages of a plan that a change made stale, as a report has them. */
export function staleOf({ mayRun, causes }: BuildPlan): StageReport[] {
  return [...mayRun].flatMap((name): StageReport[] => {
    const own = causes.get(name) ?? []
    return own.some(isChange) ? [{ name, verdict: 'stale', causes: own }] : []
  })
}

/**
 * A plan without some stages: they keep their entries in dvc.lock, and their committed outputs are inputs of the build.
 * A stage with an output that no remote has still runs where another one needs it.
 * @param names stages that the build leaves as they are
 */
export function withoutStages(project: Project, plan: BuildPlan, names: ReadonlySet<string>): BuildPlan {
  const mayRun = new Set([...plan.mayRun].filter((name) => !names.has(name) || plan.forced.includes(name)))
  return { ...plan, mayRun, pull: startsOf(project, mayRun) }
}

/**
 * What the stages of a build start from. A stage that may run may turn out to be unchanged: its outputs are downloaded
 * once a stage that runs reads them.
 */
function startsOf({ graph, index }: Project, mayRun: ReadonlySet<string>): string[] {
  const starts = new Set([...mayRun].flatMap((name) => graph.upstream(name)).filter((name) => !mayRun.has(name)))
  return index.stages.filter((stage) => starts.has(stage.name) && isPullable(stage)).map(({ name }) => name)
}

/** @returns true for a path that is or lies in an output of these stages */
export function outputsOf({ stages }: Project, names: ReadonlySet<string>): (path: string) => boolean {
  const outs = stages
    .filter(({ name }) => names.has(name))
    .flatMap((stage) => stage.outs.map((out) => joinPath(out.path)))
  return (path) => outs.some((out) => isWithin(path, out))
}

/** Whether a stage or `.dvc` file has data that can be pulled. */
export function isPullable(stage: Stage): boolean {
  return stage.outs.some((out) => out.cache && (out.hash !== undefined || stage.partial))
}

/**
 * Forces the stages whose outputs have `push: false` and are needed: the remote does not have them, so the stage must
 * run here, even if it turns out to be unchanged. The same holds for the stages before them.
 */
function addUnpushed(
  graph: Project['graph'],
  able: ReadonlySet<string>,
  forced: Set<string>,
  mayRun: Set<string>,
  causes: Map<string, Cause[]>,
): void {
  const open = [...mayRun]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const need of graph.upstream(name)) {
      const unpushed = graph.stage(need)?.outs.find((out) => out.cache && !out.push)
      if (unpushed === undefined || !able.has(need) || forced.has(need)) continue
      forced.add(need)
      mayRun.add(need)
      causes.set(need, [
        ...(causes.get(need) ?? []),
        {
          kind: 'missing',
          path: unpushed.path,
          message: `its output ${unpushed.path} has push: false, so the remote does not have it`,
        },
      ])
      open.push(need)
    }
  }
}

/**
 * Rejects changed source data: it would get into the build without being in the commit.
 * @throws {SetupError} names the path
 */
export function refuseChangedSources(
  sources: readonly Stage[],
  status: Awaited<ReturnType<Project['dvc']['status']>>,
): void {
  for (const { name, kind, file, outs } of sources) {
    const changed = outs.find(({ path }) => ['modified', 'new'].includes(status[name]?.outs?.[path] ?? ''))
    if (changed === undefined) continue
    throw new SetupError(
      'output-changed',
      `${changed.path} differs from ${kind === 'stage' ? `the entry of the frozen stage ${name} in dvc.lock` : file}.`,
      {
        key: 'working tree',
        value: changed.path,
        path: file,
        remedy:
          kind === 'stage'
            ? `Restore the committed version with \`dvc checkout --force ${shellWord(name)}\`, or let the stage run (\`dvc unfreeze ${shellWord(name)}\`, and commit dvc.yaml): an official build starts from a commit.`
            : `Restore the committed version with \`dvc checkout --force ${shellWord(file)}\`, or keep the new one with \`dvc commit --force ${shellWord(file)}\` and commit ${file}: an official build starts from a commit.`,
      },
    )
  }
}

function refuseStaleOutside([first]: readonly string[]): void {
  if (first === undefined) return
  throw new ProjectError(
    'upstream-stale',
    `this build needs the output of ${first}, which is stale and outside of the working directory.`,
    {
      key: 'working-directory',
      value: first,
      remedy: 'Set `working-directory` to the folder that contains both, or rebuild the other folder first.',
    },
  )
}

/**
 * Adds notices about data that this build did not make: pulled or restored outputs, frozen stages; and about persistent
 * outputs that it rebuilt.
 */
export function reportTrust(project: Project, plan: BuildPlan): void {
  const { report } = project.run
  const verdictOf = new Map(report.stages.map(({ name, verdict }) => [name, verdict]))
  const ranHere = new Set(report.stages.filter(({ verdict }) => verdict === 'ran').map(({ name }) => name))
  const used = new Set([...ranHere].flatMap((name) => project.graph.upstream(name)))
  const add = (stage: Stage, rule: FindingRule, message: string) => {
    const place = project.lines.ofStage(stage.name, stage.file)
    report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: 'notice', message })
  }
  for (const stage of project.index.stages.filter(({ kind }) => kind === 'stage')) {
    const paths = stage.outs.map(({ path }) => path)
    const were = paths.length === 1 ? 'was' : 'were'
    if (stage.frozen && project.stages.includes(stage))
      add(
        stage,
        'frozen-stage',
        `${stage.name} is frozen: it did not run, and the build used ${paths.join(', ')} from dvc.lock.`,
      )
    else if (verdictOf.get(stage.name) === 'restored')
      add(
        stage,
        'trusted-output',
        `${paths.join(', ')} of ${stage.name} ${were} restored from the run cache of this machine, not made in this build.`,
      )
    else if (used.has(stage.name) && !ranHere.has(stage.name))
      add(stage, 'trusted-output', `${paths.join(', ')} of ${stage.name} ${were} pulled, not made in this build.`)
    const kept = plan.whole && ranHere.has(stage.name) ? stage.outs.filter(({ persist }) => persist) : []
    if (kept.length > 0)
      add(
        stage,
        'persisted-output',
        `${kept.map(({ path }) => path).join(', ')} of ${stage.name} (persist: true) was built from nothing, not from the previous version.`,
      )
  }
}
