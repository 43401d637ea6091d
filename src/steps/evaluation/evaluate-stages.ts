import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { medianOf } from '../../metrics/median.js'
import { evaluatedBy, isMetric, metricFiles } from '../../pipeline/evaluation.js'
import { LONGEST_LOG } from '../../pipeline/fragment.js'
import { hashOfEntry } from '../../pipeline/lock-versions.js'
import type { Out, Stage } from '../../pipeline/project.js'
import { LogTail } from '../../run/log-tail.js'
import type { StepOutcome } from '../../run/run.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { isRecord } from '../../text/records.js'
import { withoutPeriod } from '../../text/words.js'
import { lockEntry } from '../official/measured-officially.js'
import { openBackup } from '../project/backup.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { withoutTracking } from '../project/without-tracking.js'
import { collectPlots } from './collect-plots.js'
import { addUnmeasured, addWritten, emptyMeasured, type Measured } from './measurements.js'
import { keepPredictions } from './predictions.js'
import { measureBaselineAgain } from './remeasure-baseline.js'

/**
 * Runs all stages by force, even after one failed, and reads their metrics into `measured`. Where the evaluation
 * differs from the baseline's, it measures the baseline's model too. Then it restores the workspace: outputs with their
 * times and links, dvc.lock, and files that Git tracks.
 */
export async function evaluateByStages(
  project: Project,
  stages: readonly string[],
  measured: Measured,
  baselineSha: string | undefined,
  outcome: StepOutcome,
): Promise<void> {
  const { git } = project
  const records = stages.flatMap((name) => project.graph.stage(name) ?? [])
  const before = await git.uncommitted()
  const backup = await openBackup(project)
  try {
    await backUpOutputs(project, records, backup)
    const { files, alreadyReported, failures, read, log } = await measureStages(project, stages)
    for (const [path, file] of files) measured.files.set(path, file)
    for (const path of alreadyReported) measured.alreadyReported.add(path)
    addFailures(project, failures, log)
    checkInputs(project, records, read)
    if (failures.size === 0) {
      outcome.message = `measured by ${stages.join(', ')}${timesOf(project)}`
      // Now, because the next step replaces the measured files by those of the baseline.
      await collectPlots(project, baselineSha)
      measured.predictions = await keepPredictions(project, 'change', evaluatedBy(records))
      if (baselineSha !== undefined)
        await measureBaselineAgain(project, backup, stages, { measured, read }, baselineSha, (names) =>
          // An evaluation of the baseline's model must not log to the run of this change.
          measureStages(withoutTracking(project, backup.scratch('mlflow')), names),
        )
      if (measured.baseline !== undefined) outcome.message += '; the baseline too'
    } else {
      outcome.conclusion = 'failure'
      outcome.message = [...failures].map(([name, reason]) => `${name} failed: ${reason}`).join('; ')
    }
  } finally {
    await backup.restore()
  }
  await undoOtherChanges(project, before, `The evaluation by ${stages.join(', ')}`)
}

function timesOf({ run }: Project): string {
  const { repeat } = run.settings.metrics
  return repeat === 1 ? '' : `, the median of ${repeat}`
}

/** Runs the stages as often as the settings ask, until one fails. The backup must have their own files. */
async function measureStages(project: Project, stages: readonly string[]): Promise<Measured & Forced> {
  const runs: Measured['files'][] = []
  const read: Forced['read'] = new Map()
  const records = stages.flatMap((name) => project.graph.stage(name) ?? [])
  for (let time = 1; time <= project.run.settings.metrics.repeat; time++) {
    // A stage that writes nothing must not pass with the files of the previous repetition.
    for (const { path } of records.flatMap(({ outs }) => outs.filter((out) => !isContinued(project, out))))
      await rm(resolve(project.run.settings.workingDirectory, path), { recursive: true, force: true })
    const { failures, log, ...ran } = await runByForce(project, stages)
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
    if (failures.size > 0) return { ...measured, failures, read, log }
    runs.push(measured.files)
  }
  return { ...emptyMeasured(), files: medianOf(runs), failures: new Map(), read, log: '' }
}

/** True for an output that its stage continues from (`persist`). No stage continues from a metric. */
function isContinued({ index }: Project, out: Out): boolean {
  return out.persist && !isMetric(index, out)
}

/** Moves all files that the stages write into the backup, so that no committed file counts as measured. */
async function backUpOutputs(project: Project, records: readonly Stage[], backup: WorkspaceBackup): Promise<void> {
  const here = (path: string) => resolve(project.run.settings.workingDirectory, path)
  for (const stage of records) {
    await backup.copy(here(SourceLines.lockOf(stage.file)))
    for (const out of stage.outs) {
      if (isContinued(project, out)) await backup.copy(here(out.path))
      else await backup.move(here(out.path))
      await backup.copy(here(join(dirname(out.path), '.gitignore')))
    }
  }
}

/** The results of stages that ran by force. */
interface Forced {
  /** Why each failed stage failed, or did not run. */
  failures: Map<string, string>
  /** The new dvc.lock entry of each other stage, mainly for its inputs. */
  read: Map<string, unknown>
  /** The end of their output. */
  log: string
}

async function runByForce(project: Project, stages: readonly string[]): Promise<Forced> {
  const { run, dvc } = project
  const read: Forced['read'] = new Map()
  const done = new Set<string>()
  const failures = new Map<string, string>()
  const log = new LogTail(LONGEST_LOG)
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
      onOutput: (text) => {
        log.add(text)
        run.host.output(text)
      },
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
        first === undefined ? withoutPeriod(reasonOf(result.stderr)) : `it was not run, because ${first} failed`,
      )
  }
  return { failures, read, log: run.host.redact(log.text) }
}

/** Adds a finding for each failed stage. The first one has the output. */
function addFailures(project: Project, failures: ReadonlyMap<string, string>, log: string): void {
  for (const [index, [name, reason]] of [...failures].entries()) {
    const place = project.lines.ofStage(name, project.graph.stage(name)?.file ?? 'dvc.yaml')
    project.run.report.lint.push({
      rule: 'evaluation-failed',
      ...place,
      path: project.inGit(place.path),
      severity: 'error',
      message: `The evaluation by ${name} failed: ${reason}.`,
      stage: name,
      ...(index > 0 || log.trim() === '' ? {} : { log }),
    })
  }
}

/** Adds a finding where a stage read inputs that differ from dvc.lock: then it measured another model. */
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
      message: `${stage.name} read a changed ${changed.join(', ')}: a check or the set-up wrote there after the pull, so the content differs from dvc.lock.`,
      stage: stage.name,
    })
  }
}

/** The hashes of a stage's dependencies in its entry of dvc.lock, by path. */
function hashesOf(entry: unknown): Map<string, string> {
  const deps = isRecord(entry) && Array.isArray(entry['deps']) ? entry['deps'].filter(isRecord) : []
  return new Map(
    deps.flatMap((dep) => {
      const [{ path }, hash] = [dep, hashOfEntry(dep)]
      return typeof path === 'string' && hash !== undefined ? [[path, hash] as const] : []
    }),
  )
}

/**
 * Restores files that Git tracks and an evaluation changed, and adds a notice about new files.
 * @param actor the evaluation, as the subject of a sentence
 */
export async function undoOtherChanges(
  project: Project,
  before: readonly { path: string }[],
  actor: string,
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
        message: `${actor} changed ${path}, which Git tracks. The run restored the content of HEAD.`,
      })
  }
  const [first] = left
  if (first !== undefined) {
    const others = left.length > 1 ? ` and ${left.length - 1} more` : ''
    project.run.report.lint.push({
      rule: 'evaluation-leaves-files',
      path: first,
      severity: 'notice',
      message: `${actor} left ${first}${others} in the workspace: declare it as an output, or ignore it in .gitignore.`,
    })
  }
}
