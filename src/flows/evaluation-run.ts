import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { reasonOf } from '../dvc/dvc-errors.js'
import { isRecord } from '../dvc/project-file.js'
import { joinPath } from '../dvc/project-files.js'
import { isMetric, metricFiles } from '../pipeline/evaluation.js'
import type { Stage } from '../pipeline/project.js'
import { Aside } from '../run/aside.js'
import { runProcess, shellLine } from '../run/process.js'
import type { StepOutcome } from '../run/run.js'
import type { Context } from './context.js'
import { addUnmeasured, addWritten, emptyMeasured, type Measured } from './measured.js'
import { lockEntry } from './official-measure.js'
import { FindingPlaces } from './places.js'
import { collectPlots } from './plots.js'
import { lastLine } from './remote.js'

/**
 * Runs stages by force, each whatever became of the others, and reads the metrics that they wrote into `measured`. The checkout is as
 * before afterwards: outputs with their times and links, dvc.lock, what Git tracks.
 */
export async function evaluateByStages(context: Context, stages: readonly string[], measured: Measured, baselineSha: string | undefined, outcome: StepOutcome): Promise<void> {
  const { dvc, git } = context
  const records = stages.flatMap((name) => context.graph.stage(name) ?? [])
  const before = await git.uncommitted()
  const aside = await Aside.open(context.scratch, dvc.pid === undefined ? [] : [dvc.pid])
  try {
    await putAside(context, records, aside)
    const failures = await runByForce(context, stages)
    for (const stage of records) {
      const paths = metricFiles(context.project).filter((file) => file.stage === stage.name).map(({ path }) => path)
      const failure = failures.get(stage.name)
      if (failure === undefined) await addWritten(context, measured, paths)
      else addUnmeasured(measured, paths, `the evaluation by ${stage.name} failed: ${failure}`)
    }
    await checkInputs(context, records.filter(({ name }) => !failures.has(name)))
    if (failures.size === 0) {
      outcome.message = `measured by ${stages.join(', ')}`
      // Right after this the committed files take the places of those that were made here.
      await collectPlots(context, baselineSha)
    } else {
      outcome.conclusion = 'failure'
      outcome.message = [...failures].map(([name, reason]) => `${name} failed: ${reason}`).join('; ')
    }
  } finally {
    await aside.restore()
  }
  await undoOtherChanges(context, before, `the evaluation by ${stages.join(', ')}`)
}

/** Everything that the stages write, so that nothing committed can be taken for measured. */
async function putAside(context: Context, records: readonly Stage[], aside: Aside): Promise<void> {
  const here = (path: string) => resolve(context.run.settings.workingDirectory, path)
  for (const stage of records) {
    await aside.copy(here(FindingPlaces.lockOf(stage.file)))
    for (const out of stage.outs) {
      // A stage that goes on from its last output needs that, but never from a metric.
      if (out.persist && !isMetric(context.project, out)) await aside.copy(here(out.path))
      else await aside.move(here(out.path))
      await aside.copy(here(join(dirname(out.path), '.gitignore')))
    }
  }
}

/** @returns why each stage that failed did, or could not run */
async function runByForce(context: Context, stages: readonly string[]): Promise<Map<string, string>> {
  const { run, dvc } = context
  const done = new Set<string>()
  const failures = new Map<string, string>()
  const seconds = run.settings.validate.evaluateTimeout
  const result = await dvc.run(['repro', '--no-commit', '--keep-going', '--', ...new Set(stages.flatMap((name) => context.graph.stage(name)?.file ?? []))], {
    env: context.env, plan: { run: stages, force: stages }, onOutput: (text) => run.host.output(text), timeout: seconds,
    onStage: ({ stage, state, message }) => {
      run.host.status(state === 'running' ? `evaluate: ${stage}` : 'evaluate')
      if (state === 'ran') done.add(stage)
      if (state === 'failed' && stages.includes(stage)) failures.set(stage, message ?? 'it failed')
    },
  })
  const first = [...failures.keys()][0]
  for (const name of stages) {
    if (done.has(name)) continue
    if (result.timedOut) failures.set(name, `it took longer than ${seconds} s (evaluate-timeout)`)
    else if (!failures.has(name)) failures.set(name, first === undefined ? reasonOf(result.stderr).replace(/\.$/, '') : `it was not run, because ${first} failed`)
  }
  for (const [name, reason] of failures) {
    const place = context.places.ofStage(name, context.graph.stage(name)?.file ?? 'dvc.yaml')
    run.report.lint.push({ rule: 'evaluation-failed', ...place, path: context.inGit(place.path), severity: 'error', message: `The evaluation by ${name} failed: ${reason}.` })
  }
  return failures
}

/** An evaluation that read something else than dvc.lock says measured another model, whatever changed it since it was pulled. */
async function checkInputs(context: Context, records: readonly Stage[]): Promise<void> {
  for (const stage of records) {
    if (context.run.report.stages.find(({ name }) => name === stage.name)?.verdict !== 'unchanged') continue
    const file = FindingPlaces.lockOf(stage.file)
    const text = await readFile(resolve(context.run.settings.workingDirectory, file), 'utf8').catch(() => '')
    const locked = hashesOf(lockEntry(context.files.find(({ path }) => path === file)?.data, stage.name))
    const read = hashesOf(lockEntry(parse(text, { maxAliasCount: 1_000 }), stage.name))
    const changed = [...read].filter(([path, hash]) => locked.get(path) !== hash).map(([path]) => path)
    if (changed.length === 0) continue
    const place = context.places.ofStage(stage.name, stage.file)
    context.run.report.lint.push({
      rule: 'evaluation-inputs', ...place, path: context.inGit(place.path), severity: 'error',
      message: `${stage.name} measured with ${changed.join(', ')} changed: a check or the set-up wrote there after it was pulled.`,
    })
  }
}

/** Path to hash of what a stage's entry in dvc.lock says that it read. */
function hashesOf(entry: unknown): Map<string, string> {
  const deps = isRecord(entry) && Array.isArray(entry['deps']) ? entry['deps'].filter(isRecord) : []
  return new Map(deps.flatMap(({ path, md5 }) => (typeof path === 'string' && typeof md5 === 'string' ? [[path, md5] as const] : [])))
}

/** A command of the user's measures: what it writes into its metrics file counts. */
export async function runEvaluationCommand(context: Context, command: string, written: string, outcome: StepOutcome): Promise<Measured> {
  const { run, git } = context
  const metrics = joinPath(written)
  const seconds = run.settings.validate.evaluateTimeout
  const measured = emptyMeasured()
  const before = await git.uncommitted()
  const aside = await Aside.open(context.scratch)
  try {
    await aside.move(resolve(run.settings.workingDirectory, metrics))
    const result = await runProcess(shellLine(command), {
      cwd: run.settings.workingDirectory, env: context.env, signal: run.signal, timeout: seconds, onOutput: (text) => run.host.output(text),
    })
    const said = lastLine(result.stderr) || lastLine(result.stdout)
    const failure = result.timedOut ? `it took longer than ${seconds} s (evaluate-timeout)` : result.code === 0 ? undefined : `exit code ${result.code}${said === '' ? '' : `: ${said}`}`
    if (failure === undefined) {
      outcome.message = `measured by '${command}'`
      await addWritten(context, measured, [metrics])
      // What nobody declared and nobody committed was never claimed.
      const declared = metricFiles(context.project).some(({ path }) => path === metrics)
      if (!declared && (await git.listFiles(undefined, [`:(literal)${context.inGit(metrics)}`])).length === 0 && measured.files.get(metrics)?.problem === undefined) measured.told.add(metrics)
    } else {
      outcome.conclusion = 'failure'
      outcome.message = `'${command}' failed: ${failure}`
      run.report.lint.push({ rule: 'evaluation-failed', severity: 'error', message: `The evaluation command '${command}' failed: ${failure}.` })
      addUnmeasured(measured, [metrics], `the evaluation command failed: ${failure}`)
    }
  } finally {
    await aside.restore()
  }
  await undoOtherChanges(context, before, `the evaluation command '${command}'`)
  return measured
}

/** What an evaluation changed beside its outputs: files that Git tracks get their content back, new ones are named. */
async function undoOtherChanges(context: Context, before: readonly { path: string }[], who: string): Promise<void> {
  const known = new Set(before.map(({ path }) => path))
  const changed = (await context.git.uncommitted()).filter(({ path }) => !known.has(path))
  const tracked = changed.filter(({ untracked }) => !untracked).map(({ path }) => path)
  const left = changed.filter(({ untracked }) => untracked).map(({ path }) => path)
  if (tracked.length > 0) {
    await context.git.bringBack(tracked)
    for (const path of tracked) context.run.report.lint.push({ rule: 'evaluation-changes-files', path, severity: 'warning', message: `${path}, which Git tracks, was changed by ${who}; it has its content of HEAD again.` })
  }
  const [first] = left
  if (first !== undefined) {
    const others = left.length > 1 ? ` and ${left.length - 1} more` : ''
    context.run.report.lint.push({ rule: 'evaluation-leaves-files', path: first, severity: 'notice', message: `${first}${others} was left behind by ${who}: declare it as an output, or ignore it in .gitignore.` })
  }
}
