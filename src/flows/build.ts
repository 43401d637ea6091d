import { dirname, resolve } from 'node:path'
import { FindingPlaces } from './places.js'
import type { Stage } from '../pipeline/project.js'
import { verdicts } from '../pipeline/verdicts.js'
import type { Cause, StageReport } from '../report/report.js'
import type { StageEvent } from '../dvc/engine.js'
import type { Aside } from '../run/aside.js'
import { ProjectError } from '../run/errors.js'
import { roundSeconds } from '../run/run.js'
import type { Context } from './context.js'
import { lastLine } from './remote.js'
import { resolveStages } from './stages.js'
import { trackedPaths } from './stale.js'

/** What a build runs, and what it takes from others. */
export interface BuildPlan {
  /** Stages that run whatever dvc.lock says, in order. */
  forced: string[]
  /** True when everything is forced. */
  whole: boolean
  /** Stages that may run: the forced ones, the stale ones and what depends on them. */
  mayRun: Set<string>
  /** What is pulled: `.dvc` files and frozen stages, and stages whose outputs the build starts from. */
  pull: string[]
  /** Those of `pull` that a stage made: a build that is not whole takes somebody's word for them. */
  trusted: string[]
  /** Why each stage would run by itself. */
  causes: Map<string, Cause[]>
}

/** Decides what to force, what to pull and what that means for trust, without any data being here. */
export async function planBuild(context: Context): Promise<BuildPlan> {
  const { run, dvc, project, graph, stages } = context
  const { force } = run.settings.rebuild
  return run.step('plan', async (outcome) => {
    const named = force.kind === 'stages' ? resolveStages(context, force.stages, 'force') : []
    const [status, isTracked] = await Promise.all([dvc.status({ allowMissing: true }), trackedPaths(context)])
    const judged = verdicts(project, status, isTracked)
    const causes = new Map(judged.map(({ name, causes: own }) => [name, own]))
    const runnable = stages.filter(({ kind, frozen }) => kind === 'stage' && !frozen).map(({ name }) => name)
    const stale = judged.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name)
    const always = stages.filter((stage) => stage.always && !stage.frozen).map(({ name }) => name)
    // Whether these changed can be told only when what they read is here, so it is pulled and DVC decides.
    const unknown = stages.filter(({ name, frozen }) => !frozen && Object.values(status[name]?.deps ?? {}).includes('unknown')).map(({ name }) => name)
    const forced = force.kind === 'all' ? graph.topological().filter((name) => runnable.includes(name)) : named
    const inScope = new Set(runnable)
    const mayRun = new Set([...graph.withDownstream([...forced, ...stale, ...always, ...unknown])].filter((name) => inScope.has(name)))
    const needed = new Set([...mayRun].flatMap((name) => graph.upstream(name)).filter((name) => !mayRun.has(name)))
    const pull = stages.concat(project.stages.filter((stage) => !stages.includes(stage)))
      .filter((stage) => needed.has(stage.name) && !stage.partial && stage.outs.some((out) => out.cache && out.hash !== undefined)).map(({ name }) => name)
    const trusted = pull.filter((name) => graph.stage(name)?.kind === 'stage' && !(force.kind === 'all' && graph.stage(name)?.frozen === true))
    outcome.message = force.kind === 'all' ? `everything is forced: ${forced.length} stages` : `forced: ${forced.join(', ') || 'nothing'}; may run: ${[...mayRun].join(', ') || 'nothing'}`
    return { forced, whole: force.kind === 'all', mayRun, pull, trusted, causes }
  })
}

/** Names in the report what was taken on trust: upstream outputs of a partial build, frozen stages, kept outputs. */
export function reportTrust(context: Context, plan: BuildPlan): void {
  const add = (stage: Stage, rule: string, message: string) => {
    const place = context.places.ofStage(stage.name, stage.file)
    context.run.report.lint.push({ rule, ...place, path: context.inGit(place.path), severity: 'notice', message })
  }
  for (const stage of context.stages) {
    if (plan.trusted.includes(stage.name)) add(stage, 'trusted-output', `${stage.outs.map(({ path }) => path).join(', ')} of ${stage.name} ${stage.outs.length === 1 ? 'was' : 'were'} pulled, not built here.`)
    if (stage.frozen && stage.kind === 'stage') add(stage, 'frozen-stage', `${stage.name} is frozen: it does not run, its outputs are taken as they are.`)
    const kept = plan.whole ? stage.outs.filter(({ persist }) => persist) : []
    if (kept.length > 0) add(stage, 'persisted-output', `${kept.map(({ path }) => path).join(', ')} of ${stage.name} (persist: true) was built from nothing, not from the version before.`)
  }
}

/**
 * Puts everything that the build makes anew out of the way, so that nothing of the developer's can get into it, declared or not, and so
 * that a build which is refused leaves things as they were.
 */
export async function clearOutputs(context: Context, plan: BuildPlan, aside: Aside): Promise<void> {
  const directory = context.run.settings.workingDirectory
  for (const file of lockFiles(context)) await aside.copy(resolve(directory, file))
  for (const stage of context.stages.filter(({ name }) => plan.mayRun.has(name))) {
    const forced = plan.forced.includes(stage.name)
    for (const out of stage.outs) {
      if (forced && (plan.whole || !out.persist)) await aside.move(resolve(directory, out.path))
      else if (!out.cache) await aside.copyIfFile(resolve(directory, out.path))
      await aside.copyIfFile(resolve(directory, dirname(out.path), '.gitignore'))
    }
  }
}

/** The dvc.lock files of the working directory's pipelines. */
export function lockFiles(context: Context): string[] {
  return [...new Set(context.stages.filter(({ kind }) => kind === 'stage').map(({ file }) => FindingPlaces.lockOf(file)))]
}

/** Runs the pipeline as planned. @throws {ProjectError} naming the stage that failed */
export async function reproduce(context: Context, plan: BuildPlan): Promise<void> {
  const { run } = context
  await run.step('reproduce', async (outcome) => {
    const watch = new StageWatch(context, plan)
    try {
      if (plan.mayRun.size === 0) {
        outcome.message = 'nothing to run'
        return
      }
      const keepGoing = run.settings.keepGoing ? ['--keep-going'] : []
      // Files rather than stages: DVC collects the whole index once for every target.
      const all = [...new Set(context.stages.filter(({ kind }) => kind === 'stage').map(({ file }) => file))]
      if (plan.whole) {
        await command(context, ['repro', '--force', ...keepGoing, '--', ...all], watch)
      } else {
        if (plan.forced.length > 0) await command(context, ['repro', '--force', '--single-item', ...keepGoing, '--', ...plan.forced], watch)
        await command(context, ['repro', '--allow-missing', ...keepGoing, '--', ...all], watch)
      }
      outcome.message = `${watch.ran.length} of ${context.stages.filter(({ kind }) => kind === 'stage').length} stages ran`
    } finally {
      run.report.stages = watch.reports()
    }
  })
}

async function command(context: Context, argv: readonly string[], watch: StageWatch): Promise<void> {
  const result = await context.dvc.run(argv, { env: context.env, onOutput: (text) => context.run.host.output(text), onStage: (event) => watch.see(event) })
  if (result.code === 0) return
  const [failed] = watch.failed
  if (!failed) throw new ProjectError(`dvc repro failed with code ${result.code}: ${lastLine(result.stderr)}`, { remedy: 'The log of the step has its output.' })
  const { path, line } = context.places.ofStage(failed.name, context.graph.stage(failed.name)?.file ?? 'dvc.yaml')
  throw new ProjectError(`stage ${failed.name} failed: ${failed.message}.`, { path: context.inGit(path), ...(line === undefined ? {} : { line }), remedy: 'Its output is in the log of the step reproduce.' })
}

/** Turns DVC's events into verdicts. */
class StageWatch {
  readonly failed: { name: string; message: string }[] = []
  readonly ran: string[] = []
  private readonly states = new Map<string, { state: StageEvent['state']; seconds?: number }>()

  constructor(private readonly context: Context, private readonly plan: BuildPlan) {}

  see(event: StageEvent): void {
    const { host } = this.context.run
    if (this.context.graph.stage(event.stage)?.kind !== 'stage') return
    if (event.state === 'running') {
      host.status(`reproduce: ${event.stage}`)
    } else {
      const seconds = event.seconds === undefined ? {} : { seconds: roundSeconds(event.seconds * 1000) }
      // The second pass over a partial build finds the forced stages unchanged; what they did first is what counts.
      const known = this.states.get(event.stage)
      if (!(known?.state === 'ran' && event.state === 'unchanged')) this.states.set(event.stage, { state: event.state, ...seconds })
      if (event.state === 'ran') this.ran.push(event.stage)
      if (event.state === 'failed') this.failed.push({ name: event.stage, message: event.message ?? 'it failed' })
      if (event.state !== 'unchanged') host.info(`${event.stage}: ${event.state}${event.seconds === undefined ? '' : ` in ${event.seconds.toFixed(1)} s`}`)
    }
  }

  reports(): StageReport[] {
    return this.context.stages.filter(({ kind }) => kind === 'stage').map((stage) => {
      const seen = this.states.get(stage.name)
      const own = this.plan.causes.get(stage.name) ?? []
      const causes: Cause[] = this.plan.forced.includes(stage.name) ? [{ kind: 'forced', message: 'forced by the rebuild' }, ...own] : own
      if (seen === undefined || seen.state === 'running') {
        // Without an event it was either left out because something failed, or nothing had to look at it.
        const verdict = stage.frozen ? 'frozen' : this.plan.mayRun.has(stage.name) ? 'skipped' : 'unchanged'
        return { name: stage.name, verdict, causes }
      }
      const verdict = seen.state
      return { name: stage.name, verdict, causes: verdict === 'unchanged' ? [] : causes, ...(seen.seconds === undefined || verdict === 'unchanged' ? {} : { seconds: seen.seconds }) }
    })
  }
}
