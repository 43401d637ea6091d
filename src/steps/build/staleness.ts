import type { FindingRule } from '../../errors/findings.js'
import { withNeeds } from '../../pipeline/needs.js'
import { isWithin, type ProjectStatus, type Stage } from '../../pipeline/project.js'
import type { Drift } from '../../report/drift.js'
import type { Cause, StageReport } from '../../report/report.js'
import { isChange } from '../../report/report.js'
import { heldText } from '../../report/rollback-summary.js'
import { isAddress } from '../../text/addresses.js'
import { fromTop, shellWord } from '../../text/shell-word.js'
import { withoutPeriod } from '../../text/words.js'
import { driftVerdicts, isStaleByDrift, ownChanges } from '../environment/drift-verdicts.js'
import { locationOfCauses, locationOfOutput } from '../project/cause-lines.js'
import { isLeftOut } from '../project/left-out.js'
import {
  lineEndsFix,
  lineEndsMessage,
  lineEndsOf,
  type StaleByLineEnds,
  staleByLineEnds,
  workspaceFiles,
} from '../project/line-ends.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { staleAlone } from './head-alone.js'
import { heldStages } from './held-stages.js'
import { isBroken, withoutLeftovers } from './leftover-data.js'

/**
 * Adds a finding for each stage that `dvc repro` would run or restore from the run cache. It runs no stage. With
 * `stale: run` or `commit` the finding is a warning, because a later step runs the stage.
 * @param allowMissing data that was not pulled counts as unchanged
 * @param drift changed files of the environment on which no stage depends
 * @returns names of the stale stages, without those that a rollback on the base made stale
 */
export async function checkReproduced(
  project: Project,
  allowMissing: boolean,
  drift: readonly Drift[] = [],
): Promise<string[]> {
  const { run, dvc, index } = project
  return run.step('reproduce', async (outcome) => {
    const unpulled = isLeftOut(run, 'pull')
    const [asked, isTracked] = await Promise.all([
      dvc.status({ allowMissing, runCache: true, unpulled }),
      trackedPaths(project),
    ])
    const status = withMissingData(project, unpulled ? withoutLeftovers(project, asked) : asked)
    const scope = new Set(project.stages.map(({ name }) => name))
    run.report.stages = withNeeds(
      driftVerdicts(project, status, isTracked, drift).filter(({ name }) => scope.has(name)),
      project.graph,
    )
    const stale = run.report.stages.filter(({ verdict }) => verdict === 'stale')
    const changed = stale.filter(({ causes }) => causes.some(isChange))
    const held = changed.length > 0 ? await heldStages(project, changed) : new Set<string>()
    for (const stage of stale) if (held.has(stage.name)) stage.held = true
    const failing = stale.filter((stage) => stage.held !== true)
    const own = failing.some(({ causes }) => causes.some(isChange)) ? await staleAlone(project) : undefined
    const made = await newFiles(project, failing, isTracked)
    const read = workspaceFiles(project)
    const ends = staleByLineEnds(
      failing,
      new Map(
        await Promise.all(
          failing.map(async (stage) => [stage.name, await lineEndsOf(project, index, stage, read)] as const),
        ),
      ),
    )
    for (const stage of failing)
      await addFinding(project, stage, {
        cached: status[stage.name]?.cached === true,
        moved: own !== undefined && !own.has(stage.name),
        made,
        isTracked,
        ends,
      })
    for (const stage of run.report.stages) addNotice(project, stage)
    for (const source of project.stages.filter(({ kind, name }) => kind !== 'stage' && status[name]?.outs))
      addDataFinding(project, source, status[source.name]?.outs ?? {})
    if (stale.length === 0) {
      outcome.message = run.report.stages.length === 0 ? 'the project has no stages' : 'dvc repro has nothing to run'
    } else if (failing.length === 0) {
      outcome.message = `dvc repro would run ${stale.map(({ name }) => name).join(', ')}, because of a rollback`
    } else {
      outcome.conclusion = run.settings.validate.stale === 'fail' ? 'failure' : 'warning'
      outcome.message = `dvc repro would run ${failing.map(({ name }) => name).join(', ')}`
    }
    return failing.map(({ name }) => name)
  })
}

/** Tests whether Git tracks a path of the project, or a path below it. */
export async function trackedPaths(project: Project): Promise<(path: string) => boolean> {
  const files = await project.git.listFiles(undefined, [])
  const known = new Set<string>()
  for (const file of files) {
    for (let path = file; path !== ''; path = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '') {
      if (known.has(path)) break
      known.add(path)
    }
  }
  return (path) => known.has(project.inGit(path))
}

/**
 * The status in which data that the remote lacks or has altered counts as missing, even if an earlier checkout left a
 * file in its place.
 */
function withMissingData(project: Project, status: ProjectStatus): ProjectStatus {
  if (project.run.report.remote.missing.length === 0) return status
  const correct = (states: Record<string, string> | undefined, name = '') =>
    states &&
    Object.fromEntries(
      Object.entries(states).map(([path, state]) => [
        path,
        state !== 'new' && isLackingInRemote(project, path) && !isBroken(project, name, path) ? 'not in cache' : state,
      ]),
    )
  return Object.fromEntries(
    Object.entries(status).map(([name, entry]) => {
      const [deps, outs] = [correct(entry.deps, name), correct(entry.outs)]
      return [name, { ...entry, ...(deps ? { deps } : {}), ...(outs ? { outs } : {}) }]
    }),
  )
}

/**
 * True where the remote lacks the object of a path, of a path in it, or of the folder around it: a finding says so
 * already.
 */
export function isLackingInRemote({ run }: Project, path: string): boolean {
  return run.report.remote.missing.some(({ paths }) =>
    paths.some((lacking) => isWithin(lacking, path) || isWithin(path, lacking)),
  )
}

/**
 * The paths that `dvc repro` makes and that Git must get, beside dvc.lock: new outputs that Git keeps, and the
 * `.gitignore` files that DVC writes beside new outputs of its cache.
 */
export async function newFiles(
  { graph, git, inGit }: Project,
  stale: readonly StageReport[],
  isTracked: (path: string) => boolean,
): Promise<string[]> {
  const outs = stale
    .flatMap(({ name }) => graph.stage(name)?.outs ?? [])
    .filter(({ path }) => !isAddress(path) && !path.startsWith('../'))
  const cached = outs.filter(({ cache }) => cache).map(({ path }) => path)
  const ignored = await git.isIgnored(cached.map(inGit))
  const patterns = cached
    .filter((path) => !ignored.has(inGit(path)))
    .map((path) => `${path.slice(0, path.lastIndexOf('/') + 1)}.gitignore`)
  const kept = outs.filter(({ cache, path }) => !cache && !isTracked(path)).map(({ path }) => path)
  return [...new Set([...kept, ...patterns])]
}

/** Facts that the finding about a stale stage needs. */
interface Staleness {
  /** True where the run cache of DVC has the outputs. */
  cached: boolean
  /** True where only new commits of the base branch make the stage stale. */
  moved: boolean
  /** New files of all stale stages for Git. */
  made: readonly string[]
  /** Whether Git tracks a path of the project. */
  isTracked: (path: string) => boolean
  ends: StaleByLineEnds
}

async function addFinding(
  project: Project,
  stage: StageReport,
  { cached, moved, made, isTracked, ends }: Staleness,
): Promise<void> {
  const { name } = stage
  const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
  const add = (rule: FindingRule, message: string, fix?: string, at: { path: string; line?: number } = place) => {
    project.run.report.lint.push({
      rule,
      ...at,
      path: project.inGit(at.path),
      severity: rule === 'stale-stage' && project.run.settings.validate.stale !== 'fail' ? 'warning' : 'error',
      message,
      ...(fix === undefined ? {} : { fix }),
      stage: name,
    })
  }
  if (stage.causes.some(isChange)) {
    const lock = SourceLines.lockOf(place.path)
    const reason = await locationOfCauses(project, stage)
    const why = stage.causes.map(({ message }) => message).join('; ')
    if (ends.names.has(name))
      return add(
        'stale-stage',
        `${lock} is stale: ${lineEndsMessage(ends.ends)}.`,
        lineEndsFix(project, ends.ends),
        reason,
      )
    if (isStaleByDrift(project, stage))
      return add(
        'stale-stage',
        `${name} is stale: ${ownChanges(stage)
          .map(({ message }) => message)
          .join('; ')}, and ${name} does not depend on it. Add the file to its deps in dvc.yaml, and reproduce it.`,
        undefined,
        reason,
      )
    const target = place.path === 'dvc.yaml' ? '' : ` ${shellWord(place.path)}`
    const files = [lock, ...made].map(project.inGit).map(shellWord).join(' ')
    const repair = fromTop(project.git.prefix, `dvc repro${target} && dvc push && git add ${files} && git commit -a`)
    if (moved)
      return add(
        'stale-stage',
        `${baseOf(project)} has new commits: merge it and reproduce ${name} (${why}).`,
        `git fetch origin && git merge origin/${shellWord(baseOf(project))} && ${repair}`,
        reason,
      )
    return add(
      'stale-stage',
      `${lock} is stale: dvc repro would ${cached ? `take the outputs of ${name} from the run cache` : `run ${name}`} (${why}).`,
      repair,
      reason,
    )
  }
  const missing = stage.causes.flatMap(({ kind, path }) => (kind === 'missing' && path !== undefined ? [path] : []))
  const lost = missing.filter((path) => !isMade(project, path))
  if (lost.length > 0) return add('dependency-missing', lostDependencies(name, lost))
  // The findings about the remote name each object that it lacks.
  const unexplained = missing.filter((path) => !isLackingInRemote(project, path))
  // DVC has no copy of these, so `dvc pull` brings none.
  const uncommitted = unexplained.filter((path) => isKeptByGit(project, path) && !isTracked(path))
  if (uncommitted.length > 0) {
    const files = uncommitted.map(project.inGit).map(shellWord).join(' ')
    return add(
      'stage-data-missing',
      `dvc repro would run ${name}, because ${uncommitted.join(', ')} ${uncommitted.length === 1 ? 'is' : 'are'} not in Git, which keeps ${uncommitted.length === 1 ? 'it' : 'them'} (\`cache: false\`).`,
      fromTop(
        project.git.prefix,
        `dvc pull && dvc repro ${shellWord(name)} && git add --force -- ${files} && git commit -- ${files}`,
      ),
    )
  }
  if (unexplained.length > 0)
    add(
      'stage-data-missing',
      `dvc repro would run ${name}, because ${unexplained.join(', ')} ${unexplained.length === 1 ? 'is' : 'are'} missing in the workspace.`,
      fromTop(project.git.prefix, 'dvc pull'),
    )
}

/** The dependencies of a stage that no stage makes: a file must come into Git, and an address must be one of a file. */
export function lostDependencies(stage: string, paths: readonly string[]): string {
  const addresses = paths.filter(isAddress)
  const files = paths.filter((path) => !isAddress(path))
  const [it, is] = files.length === 1 ? ['it', 'is'] : ['them', 'are']
  const sentences = [
    files.length === 0
      ? ''
      : `${stage} needs ${files.join(', ')}, which ${is} missing in the workspace, and no stage makes ${it}. Commit ${it}, or remove ${it} from the deps of ${stage}.`,
    ...addresses.map(
      (address) =>
        `${stage} needs ${address}, and the server answers that it has no such file. Put the file there, or correct the address in the deps of ${stage}.`,
    ),
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** Whether a stage, `.dvc` file or import makes a path, a path in it, or the folder around it. */
function isMade({ index }: Project, path: string): boolean {
  return index.stages.some((stage) => stage.outs.some((out) => isWithin(path, out.path) || isWithin(out.path, path)))
}

/** Whether a path is an output that Git keeps and DVC does not. */
function isKeptByGit({ index }: Project, path: string): boolean {
  return index.stages.some(({ outs }) => outs.some((out) => !out.cache && isWithin(path, out.path)))
}

function baseOf(project: Project): string {
  return project.run.settings.event.pullRequest?.baseRef ?? 'main'
}

function addNotice(project: Project, { name, verdict, causes, held }: StageReport): void {
  const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
  const add = (rule: FindingRule, message: string) => {
    project.run.report.lint.push({ rule, ...place, path: project.inGit(place.path), severity: 'notice', message })
  }
  const { hold } = project.run.report
  const why = causes.map(({ message }) => message).join('; ')
  if (held && hold === undefined) add('held-stage', `${name} is stale because this change is a rollback (${why}).`)
  else if (held && hold !== undefined)
    add(
      'held-stage',
      `${name} is stale on ${baseOf(project)} too, which is ${withoutPeriod(heldText(hold))} (${why}). This change need not reproduce it.`,
    )
  else if (verdict === 'frozen') add('frozen-stage', `${name} is frozen, so its inputs are not checked.`)
  else if (causes.some(({ kind }: Cause) => kind === 'always'))
    add('always-changed', `${name} runs with every dvc repro, so dvc-ci cannot tell whether it is up to date.`)
}

function addDataFinding(project: Project, source: Stage, outs: Record<string, string>): void {
  const file = shellWord(source.file)
  for (const [path, state] of Object.entries(outs)) {
    const gone = state === 'deleted' || state === 'not in cache'
    if (gone && isLackingInRemote(project, path)) continue
    project.run.report.lint.push({
      rule: gone ? 'data-missing' : 'data-changed',
      path: project.inGit(source.file),
      ...lineOf(project, path),
      severity: 'error',
      message: gone
        ? `${path} is ${state === 'deleted' ? 'missing in the workspace' : 'not in the cache of DVC'}, but ${source.file} tracks it.`
        : `${path} differs from ${source.file}.`,
      fix: fromTop(
        project.git.prefix,
        gone
          ? `dvc pull ${file}`
          : `dvc commit --force ${file} && dvc push ${file} && git commit -- ${shellWord(project.inGit(source.file))}`,
      ),
    })
  }
}

function lineOf(project: Project, path: string): { line?: number } {
  const line = locationOfOutput(project, path)?.line
  return line === undefined ? {} : { line }
}
