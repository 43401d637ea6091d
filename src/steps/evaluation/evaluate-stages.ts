import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { isRecord } from '../../dvc/project-file.js'
import { medianOf } from '../../metrics/median.js'
import { isMetric, metricFiles } from '../../pipeline/evaluation.js'
import type { Out, Stage } from '../../pipeline/project.js'
import type { StepOutcome } from '../../run/run.js'
import { WorkspaceBackup } from '../../run/workspace-backup.js'
import { lockEntry } from '../official/measured-officially.js'
import { type Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { collectPlots } from './collect-plots.js'
import { addUnmeasured, addWritten, emptyMeasured, type Measured } from './measurements.js'
import { measureBaselineAgain } from './remeasure-baseline.js'

/**
 * Runs stages by force, each whatever became of the others, and reads the metrics that they wrote into `measured`; the baseline's model too, where the
 * evaluation is another one than there. The checkout is as before afterwards: outputs with their times and links, dvc.lock, what Git tracks.
 */
export async function evaluateByStages(
  project: Project,
  stages: readonly string[],
  measured: Measured,
  baselineSha: string | undefined,
  outcome: StepOutcome,
): Promise<void> {
  const { dvc, git } = project
  const records = stages.flatMap((name) => project.graph.stage(name) ?? [])
  const before = await git.uncommitted()
  const aside = await WorkspaceBackup.open(project.scratch, dvc.pid === undefined ? [] : [dvc.pid])
  try {
    await putAside(project, records, aside)
    const { files, told, failures, read } = await measureStages(project, stages)
    for (const [path, file] of files) measured.files.set(path, file)
    for (const path of told) measured.told.add(path)
    tellFailures(project, failures)
    checkInputs(project, records, read)
    if (failures.size === 0) {
      outcome.message = `measured by ${stages.join(', ')}${timesOf(project)}`
      // Right after this other files take the places of those that were made here.
      await collectPlots(project, baselineSha)
      if (baselineSha !== undefined)
        await measureBaselineAgain(project, aside, stages, { measured, read }, baselineSha, (names) =>
          measureStages(untracked(project, aside), names),
        )
      if (measured.baseline !== undefined) outcome.message += '; the baseline too'
    } else {
      outcome.conclusion = 'failure'
      outcome.message = [...failures].map(([name, reason]) => `${name} failed: ${reason}`).join('; ')
    }
  } finally {
    await aside.restore()
  }
  await undoOtherChanges(project, before, `the evaluation by ${stages.join(', ')}`)
}

/** What an evaluation of another model than this change's logs with MLflow is nobody's: it goes to a folder that is removed. */
function untracked(project: Project, aside: WorkspaceBackup): Project {
  const env = Object.fromEntries(
    Object.entries(project.env).filter(
      ([name]) => !/^MLFLOW_(?:RUN_ID|EXPERIMENT_(?:ID|NAME)|TRACKING_.*)$/.test(name),
    ),
  )
  return { ...project, env: { ...env, MLFLOW_TRACKING_URI: pathToFileURL(aside.scratch('mlflow')).href } }
}

function timesOf({ run }: Project): string {
  const { repeat } = run.settings.metrics
  return repeat === 1 ? '' : `, the median of ${repeat}`
}

/** Runs the stages as often as the settings ask, until one fails. Their own files must be aside. */
async function measureStages(project: Project, stages: readonly string[]): Promise<Measured & Forced> {
  const runs: Measured['files'][] = []
  const read: Forced['read'] = new Map()
  const records = stages.flatMap((name) => project.graph.stage(name) ?? [])
  for (let time = 1; time <= project.run.settings.metrics.repeat; time++) {
    // A stage that writes nothing must not pass with what the time before wrote.
    for (const { path } of records.flatMap(({ outs }) => outs.filter((out) => !isContinued(project, out))))
      await rm(resolve(project.run.settings.workingDirectory, path), { recursive: true, force: true })
    const { failures, ...ran } = await runByForce(project, stages)
    for (const [name, entry] of ran.read) read.set(name, entry)
    const measured = emptyMeasured()
    for (const { name } of records) {
      const paths = metricFiles(project.index)
        .filter((file) => file.stage === name)
        .map(({ path }) => path)
      const failure = failures.get(name)
      if (failure === undefined) await addWritten(project, measured, paths)
      else addUnmeasured(measured, paths, `the evaluation by ${name} failed: ${failure}`)
    }
    if (failures.size > 0) return { ...measured, failures, read }
    runs.push(measured.files)
  }
  return { ...emptyMeasured(), files: medianOf(runs), failures: new Map(), read }
}

/** A stage that goes on from its last output needs that, but never from a metric. */
function isContinued({ index }: Project, out: Out): boolean {
  return out.persist && !isMetric(index, out)
}

/** Everything that the stages write, so that nothing committed can be taken for measured. */
async function putAside(project: Project, records: readonly Stage[], aside: WorkspaceBackup): Promise<void> {
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  for (const stage of records) {
    await aside.copy(here(SourceLines.lockOf(stage.file)))
    for (const out of stage.outs) {
      if (isContinued(project, out)) await aside.copy(here(out.path))
      else await aside.move(here(out.path))
      await aside.copy(here(join(dirname(out.path), '.gitignore')))
    }
  }
}

/** What became of stages that ran by force. */
interface Forced {
  /** Why each stage that failed did, or could not run. */
  failures: Map<string, string>
  /** What dvc.lock would say of each of the others: what it read, above all. */
  read: Map<string, unknown>
}

async function runByForce(project: Project, stages: readonly string[]): Promise<Forced> {
  const { run, dvc } = project
  const read: Forced['read'] = new Map()
  const done = new Set<string>()
  const failures = new Map<string, string>()
  const seconds = run.settings.validate.evaluateTimeout
  const result = await dvc.run(
    [
      'repro',
      '--no-commit',
      '--keep-going',
      '--',
      ...new Set(stages.flatMap((name) => project.graph.stage(name)?.file ?? [])),
    ],
    {
      env: project.env,
      plan: { run: stages, force: stages, measure: true },
      onOutput: (text) => run.host.output(text),
      timeout: seconds,
      onStage: ({ stage, state, message, entry }) => {
        if (entry !== undefined) read.set(stage, entry)
        run.host.status(state === 'running' ? `evaluate: ${stage}` : 'evaluate')
        if (state === 'ran') done.add(stage)
        if (state === 'failed' && stages.includes(stage)) failures.set(stage, message ?? 'it failed')
      },
    },
  )
  const first = [...failures.keys()][0]
  for (const name of stages) {
    if (done.has(name)) continue
    if (result.timedOut) failures.set(name, `it took longer than ${seconds} s (evaluate-timeout)`)
    else if (!failures.has(name))
      failures.set(
        name,
        first === undefined ? reasonOf(result.stderr).replace(/\.$/, '') : `it was not run, because ${first} failed`,
      )
  }
  return { failures, read }
}

function tellFailures(project: Project, failures: ReadonlyMap<string, string>): void {
  for (const [name, reason] of failures) {
    const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
    project.run.report.lint.push({
      rule: 'evaluation-failed',
      ...place,
      path: project.inGit(place.path),
      severity: 'error',
      message: `The evaluation by ${name} failed: ${reason}.`,
    })
  }
}

/** An evaluation that read something else than dvc.lock says measured another model, whatever changed it since it was pulled. */
function checkInputs(project: Project, records: readonly Stage[], read: Forced['read']): void {
  for (const stage of records) {
    if (project.run.report.stages.find(({ name }) => name === stage.name)?.verdict !== 'unchanged') continue
    const file = SourceLines.lockOf(stage.file)
    const locked = hashesOf(lockEntry(project.files.find(({ path }) => path === file)?.data, stage.name))
    const changed = [...hashesOf(read.get(stage.name))]
      .filter(([path, hash]) => locked.get(path) !== hash)
      .map(([path]) => path)
    if (changed.length === 0) continue
    const place = project.lines.ofStage(stage.name, stage.file)
    project.run.report.lint.push({
      rule: 'evaluation-inputs',
      ...place,
      path: project.inGit(place.path),
      severity: 'error',
      message: `${stage.name} measured with ${changed.join(', ')} changed: a check or the set-up wrote there after it was pulled.`,
    })
  }
}

/** Path to hash of what a stage's entry in dvc.lock says that it read. */
function hashesOf(entry: unknown): Map<string, string> {
  const deps = isRecord(entry) && Array.isArray(entry['deps']) ? entry['deps'].filter(isRecord) : []
  return new Map(
    deps.flatMap(({ path, md5 }) =>
      typeof path === 'string' && typeof md5 === 'string' ? [[path, md5] as const] : [],
    ),
  )
}

/** What an evaluation changed beside its outputs: files that Git tracks get their content back, new ones are named. */
export async function undoOtherChanges(
  project: Project,
  before: readonly { path: string }[],
  who: string,
): Promise<void> {
  const known = new Set(before.map(({ path }) => path))
  const changed = (await project.git.uncommitted()).filter(({ path }) => !known.has(path))
  const tracked = changed.filter(({ untracked }) => !untracked).map(({ path }) => path)
  const left = changed.filter(({ untracked }) => untracked).map(({ path }) => path)
  if (tracked.length > 0) {
    await project.git.restoreFiles(tracked)
    for (const path of tracked)
      project.run.report.lint.push({
        rule: 'evaluation-changes-files',
        path,
        severity: 'warning',
        message: `${path}, which Git tracks, was changed by ${who}; it has its content of HEAD again.`,
      })
  }
  const [first] = left
  if (first !== undefined) {
    const others = left.length > 1 ? ` and ${left.length - 1} more` : ''
    project.run.report.lint.push({
      rule: 'evaluation-leaves-files',
      path: first,
      severity: 'notice',
      message: `${first}${others} was left behind by ${who}: declare it as an output, or ignore it in .gitignore.`,
    })
  }
}
