import type { SideBySide } from '../../dvc/engine-protocol.js'
import { ProjectError, SetupError } from '../../errors/errors.js'
import type { FindingRule } from '../../errors/findings.js'
import type { ProjectStatus, Stage } from '../../pipeline/project.js'
import { verdicts } from '../../pipeline/verdicts.js'
import type { Cause } from '../../report/report.js'
import { runnable } from '../project/path-roles.js'
import { type Project } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { sideBySide } from './side-by-side.js'
import { trackedPaths } from './staleness.js'

/** What a build runs, and what it takes from others. */
export interface BuildPlan {
  /** Stages that run whatever dvc.lock says, in an order in which they can run. */
  forced: string[]
  /** True when everything is forced. */
  whole: boolean
  /** Stages that may run: the forced ones, the stale ones and what depends on them. */
  mayRun: Set<string>
  /** What is pulled: `.dvc` files and frozen stages, and, where not everything is forced, stages whose outputs the build starts from. */
  pull: string[]
  /** Why each stage would run by itself. */
  causes: Map<string, Cause[]>
  /** How those that run share the machine. */
  sideBySide: SideBySide
}

/**
 * The stages that `force` names, refused before anything is touched when there is none of that name or it cannot run.
 * @throws {SetupError} an unknown or a frozen stage
 */
export function forcedStages(project: Project): string[] {
  const { force } = project.run.settings.rebuild
  const able = new Set(runnable(project).map(({ name }) => name))
  if (force.kind !== 'stages')
    return force.kind === 'all' ? project.graph.topological().filter((name) => able.has(name)) : []
  const key = project.run.settings.mode === 'retrain' ? 'stages' : 'force'
  const named = resolveStages(project, force.stages, key)
  const frozen = named.find((name) => !able.has(name))
  if (frozen !== undefined)
    throw new SetupError('stage-frozen', `${key}: ${frozen} is frozen, so it does not run.`, {
      key,
      value: frozen,
      remedy: `Run \`dvc unfreeze ${frozen}\` and commit dvc.yaml, or leave it out.`,
    })
  return named
}

export interface PlanOptions {
  /** The stages that run on this machine, where others run elsewhere; undefined: all. */
  here?: ReadonlySet<string> | undefined
  /** Gives the status of the checkout where it was asked for already. */
  status?: (() => Promise<ProjectStatus>) | undefined
}

/**
 * Decides what to run and what to pull, without any data being here.
 * @throws {SetupError} source data, or an output of a frozen stage, was changed here and is in no commit; a stage asks for more than this machine has
 * @throws {ProjectError} the build would start from what a stale stage outside of the working directory made
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
    // Whether these changed can be told only when what they read is here, so it is pulled and DVC decides.
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
    // A stage that may turn out to be unchanged is not run, and what depends on it needs its outputs all the same.
    const starts = new Set(needed.filter((name) => !mayRun.has(name) || (!forced.has(name) && !stale.has(name))))
    const pull = index.stages.filter((stage) => starts.has(stage.name) && isPullable(stage)).map(({ name }) => name)
    outcome.message = whole
      ? `everything is forced: ${forced.size} ${forced.size === 1 ? 'stage' : 'stages'}`
      : `forced: ${[...forced].join(', ') || 'nothing'}; may run: ${[...mayRun].join(', ') || 'nothing'}`
    return {
      forced: graph.topological().filter((name) => forced.has(name)),
      whole,
      mayRun,
      pull,
      causes,
      sideBySide: sideBySide(project, here ?? mayRun),
    }
  })
}

/** Whether a stage or `.dvc` file has data that can be pulled. */
export function isPullable(stage: Stage): boolean {
  return stage.outs.some((out) => out.cache && (out.hash !== undefined || stage.partial))
}

/**
 * An output with `push: false` exists nowhere but where it was made: the stage runs where something needs it, and so does
 * whatever is in the same position above it.
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
      if (unpushed === undefined || !able.has(need) || mayRun.has(need)) continue
      forced.add(need)
      mayRun.add(need)
      causes.set(need, [
        {
          kind: 'missing',
          path: unpushed.path,
          message: `its output ${unpushed.path} is declared push: false, so it is made where it is needed`,
        },
      ])
      open.push(need)
    }
  }
}

/** What lies here in the place of committed data would get into the build without being in the commit. @throws {SetupError} naming it */
export function refuseChangedSources(
  sources: readonly Stage[],
  status: Awaited<ReturnType<Project['dvc']['status']>>,
): void {
  for (const { name, kind, file, outs } of sources) {
    const changed = outs.find(({ path }) => ['modified', 'new'].includes(status[name]?.outs?.[path] ?? ''))
    if (changed === undefined) continue
    throw new SetupError(
      'output-changed',
      `${changed.path} is not what ${kind === 'stage' ? `dvc.lock says of the frozen stage ${name}` : `${file} says`}.`,
      {
        key: 'working tree',
        value: changed.path,
        path: file,
        remedy:
          kind === 'stage'
            ? `Take the committed one with \`dvc checkout ${name}\`, or run the stage (\`dvc unfreeze ${name}\`): an official build is made from a commit.`
            : `Take the committed one with \`dvc checkout ${file}\`, or keep the new one with \`dvc add ${changed.path}\` and commit ${file}: an official build is made from a commit.`,
      },
    )
  }
}

function refuseStaleOutside([first]: readonly string[]): void {
  if (first === undefined) return
  throw new ProjectError(
    'upstream-stale',
    `${first}, which this build starts from, is stale, and it lies outside of the working directory.`,
    {
      key: 'working-directory',
      value: first,
      remedy: 'Rebuild with the working directory that has both, or rebuild that one first.',
    },
  )
}

/** Names in the report what does not come from this build: outputs that were pulled or restored, frozen stages, kept outputs. */
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
        `${stage.name} is frozen: it did not run, and ${paths.join(', ')} ${were} taken as dvc.lock has ${paths.length === 1 ? 'it' : 'them'}.`,
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
        `${kept.map(({ path }) => path).join(', ')} of ${stage.name} (persist: true) was built from nothing, not from the version before.`,
      )
  }
}
