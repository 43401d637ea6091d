import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withNeeds } from '../pipeline/needs.js'
import type { Stage } from '../pipeline/project.js'
import { verdicts } from '../pipeline/verdicts.js'
import type { Cause, StageReport } from '../report/report.js'
import { messageOf } from '../run/errors.js'
import type { Context } from './context.js'
import { FindingPlaces } from './places.js'

/**
 * Says for every stage whether `dvc repro` would have nothing to run, and why not. Nothing is run: a stale stage is a finding, as is one
 * whose outputs would come from the run cache.
 * @param allowMissing data that was not pulled counts as what dvc.lock says
 * @returns names of the stale stages
 */
export async function checkReproduced(context: Context, allowMissing: boolean): Promise<string[]> {
  const { run, dvc, project } = context
  return run.step('reproduce', async (outcome) => {
    const [status, isTracked] = await Promise.all([dvc.status({ allowMissing, runCache: true }), trackedPaths(context)])
    const scope = new Set(context.stages.map(({ name }) => name))
    run.report.stages = withNeeds(verdicts(project, status, isTracked).filter(({ name }) => scope.has(name)), context.graph)
    const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale')
    const moved = stale.length > 0 && (await isMainsDoing(context, stale))
    for (const stage of stale) addFinding(context, stage, status[stage.name]?.cached === true, moved)
    for (const stage of run.report.stages) addNotice(context, stage)
    for (const source of context.stages.filter(({ kind, name }) => kind !== 'stage' && status[name]?.outs)) addDataFinding(context, source, status[source.name]?.outs ?? {})
    if (stale.length === 0) {
      outcome.message = 'dvc repro has nothing to run'
    } else {
      outcome.conclusion = 'failure'
      outcome.message = `dvc repro would run ${stale.map(({ name }) => name).join(', ')}`
    }
    return stale.map(({ name }) => name)
  })
}

/** Whether Git tracks a path of the project, or anything below it. */
export async function trackedPaths(context: Context): Promise<(path: string) => boolean> {
  const files = await context.git.listFiles(undefined, [])
  const known = new Set<string>()
  for (const file of files) {
    for (let path = file; path !== ''; path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '') {
      if (known.has(path)) break
      known.add(path)
    }
  }
  return (path) => known.has(context.inGit(path))
}

function addFinding(context: Context, stage: StageReport, cached: boolean, moved: boolean): void {
  const found = context.graph.stage(stage.name)
  const place = context.places.ofStage(stage.name, found?.file ?? 'dvc.yaml')
  const why = stage.causes.map(({ message }) => message).join('; ')
  const onlyMissing = stage.causes.every(({ kind }) => kind === 'missing' || kind === 'always')
  const lock = FindingPlaces.lockOf(place.path)
  const message = moved
    ? `main has moved: merge it and reproduce ${stage.name} (${why}).`
    : onlyMissing
      ? `${stage.name} is not whole here, so dvc repro would run it: ${why}. Was its data pushed?`
      : `dvc.lock is stale: dvc repro would ${cached ? 'take the outputs of' : 'run'} ${stage.name}${cached ? ' from the run cache' : ''}: ${why}.`
  context.run.report.lint.push({
    rule: onlyMissing ? 'stage-data-missing' : 'stale-stage', ...place, path: context.inGit(place.path), severity: 'error', message,
    fix: onlyMissing ? 'dvc push' : `${moved ? `git merge origin/${context.run.settings.event.pullRequest?.baseRef ?? 'main'} && ` : ''}dvc repro && dvc push && git commit ${lock}`,
  })
}

function addNotice(context: Context, stage: StageReport): void {
  const place = () => ({ path: context.inGit(context.graph.stage(stage.name)?.file ?? 'dvc.yaml') })
  if (stage.verdict === 'frozen') {
    context.run.report.lint.push({ rule: 'frozen-stage', ...place(), severity: 'notice', message: `${stage.name} is frozen: its inputs are not looked at.` })
  } else if (stage.causes.some(({ kind }: Cause) => kind === 'always')) {
    context.run.report.lint.push({ rule: 'always-changed', ...place(), severity: 'notice', message: `${stage.name} always runs with dvc repro, so nothing can be said of it.` })
  }
}

function addDataFinding(context: Context, source: Stage, outs: Record<string, string>): void {
  for (const [path, state] of Object.entries(outs)) {
    const gone = state === 'deleted' || state === 'not in cache'
    // What the remote lacks is told object by object already.
    if (gone && context.run.report.remote.missing.some(({ paths }) => paths.some((known) => known === path || known.startsWith(`${path}/`)))) continue
    context.run.report.lint.push({
      rule: gone ? 'data-missing' : 'data-changed', path: context.inGit(source.file), severity: 'error',
      message: gone ? `${path} is not here, though ${source.file} names it.` : `${path} is not what ${source.file} says.`,
      fix: gone ? `dvc pull ${source.file}` : `dvc commit ${source.file}`,
    })
  }
}

/**
 * True when the pull request's own head is not stale and only the merge with its base is: then the developer did nothing wrong. Read from
 * a second checkout of the head without any data.
 */
async function isMainsDoing(context: Context, stale: readonly StageReport[]): Promise<boolean> {
  const { run, git } = context
  const pull = run.settings.event.pullRequest
  if (!pull || pull.headSha === run.report.source.sha) return false
  await mkdir(context.scratch, { recursive: true })
  const holder = await mkdtemp(join(context.scratch, 'head-'))
  try {
    return await git.withWorktree(pull.headSha, join(holder, 'tree'), async (directory) => {
      const head = await context.dvc.inspectAt(join(directory, git.prefix))
      const own = verdicts(head, head.status, () => true)
      const staleAlone = new Set(own.filter(({ verdict }) => verdict === 'stale').map(({ name }) => name))
      return stale.filter(({ causes }) => causes.some(({ kind }) => kind !== 'missing')).every(({ name }) => !staleAlone.has(name))
    })
  } catch (error) {
    if (run.signal.aborted) throw error
    run.host.debug(`cannot tell whose change it was: ${messageOf(error)}`)
    return false
  } finally {
    await rm(holder, { recursive: true, force: true })
  }
}
