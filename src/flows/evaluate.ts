import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { isRecord } from '../dvc/project-file.js'
import { parseMetricsFile, unreadableFile } from '../metrics/metrics-file.js'
import type { ParsedFile } from '../metrics/parsed-file.js'
import { evaluationStages, isMetric, metricFiles } from '../pipeline/evaluation.js'
import { Aside } from '../run/aside.js'
import { SetupError } from '../run/errors.js'
import { runProcess, shellLine } from '../run/process.js'
import type { StepOutcome } from '../run/run.js'
import { FindingPlaces } from './places.js'
import { collectPlots } from './plots.js'
import { lastLine } from './remote.js'
import { SOURCE_TRAILER, resolveStages } from './stages.js'
import type { Context } from './context.js'

/** Bytes: a metrics file above it is not one. */
export const MAX_METRICS_BYTES = 16 * 1024 * 1024

/** What was measured here: metrics files by path; undefined when nothing was evaluated. */
export type Measured = Map<string, ParsedFile> | undefined

/**
 * Measures the model that was pulled: runs the stages that only make metrics and plots (or what the settings name) again by force, reads
 * what they measured and leaves the checkout as it was.
 * @param baselineSha where the last official build's numbers are looked for
 */
export async function evaluate(context: Context, baselineSha: string | undefined): Promise<Measured> {
  const { run, project } = context
  const wanted = run.settings.validate.evaluate
  if (wanted.kind === 'none') {
    run.skip('evaluate', 'evaluate: none; the committed metrics are taken at their word')
    return undefined
  }
  if (wanted.kind === 'command') return evaluateByCommand(context)
  const stages = wanted.kind === 'stages' ? resolveStages(context, wanted.stages, 'evaluate') : evaluationStages(project).filter((name) => context.stages.some((stage) => stage.name === name))
  if (stages.length === 0) {
    run.skip('evaluate', 'no stage makes only metrics and plots; the committed metrics are taken at their word')
    addUnmeasuredFindings(context, new Set())
    return undefined
  }
  addUnmeasuredFindings(context, new Set(stages))
  const absent = stages.filter((name) => run.report.stages.find((stage) => stage.name === name)?.causes.some(({ kind, path }) => kind === 'missing' && context.graph.stage(name)?.deps.some((dep) => dep.path === path)))
  if (absent.length > 0) {
    run.skip('evaluate', `what ${absent.join(', ')} read${absent.length === 1 ? 's' : ''} is not here`)
    return undefinedMetrics(context, stages, 'it could not be measured: what the evaluation reads is not here')
  }
  const unchanged = stages.every((name) => run.report.stages.some((stage) => stage.name === name && stage.verdict === 'unchanged'))
  if (unchanged && baselineSha !== undefined && (await isMeasuredOfficially(context, stages, baselineSha))) {
    run.skip('evaluate', `the official build at ${baselineSha.slice(0, 7)} measured the same model with the same evaluation`)
    return undefined
  }
  if (run.settings.validate.pull === 'none') {
    run.skip('evaluate', 'pull: none; without the model nothing can be measured, so the committed metrics are taken at their word')
    return undefined
  }
  return run.step('evaluate', (outcome) => runStages(context, stages, baselineSha, outcome))
}

async function runStages(context: Context, stages: readonly string[], baselineSha: string | undefined, outcome: StepOutcome): Promise<Measured> {
  const { run, dvc } = context
  const directory = run.settings.workingDirectory
  const records = stages.flatMap((name) => context.graph.stage(name) ?? [])
  const before = new Set((await context.git.uncommitted()).map(({ path }) => path))
  const aside = await Aside.open(context.scratch)
  let measured: Map<string, ParsedFile>
  try {
    for (const file of new Set(records.map(({ file: path }) => FindingPlaces.lockOf(path)))) await aside.copy(join(directory, file))
    for (const stage of records) {
      for (const out of stage.outs) {
        if (out.persist && !isMetric(context.project, out)) await aside.copy(resolve(directory, out.path))
        else await aside.move(resolve(directory, out.path))
      }
    }
    const result = await dvc.run(['repro', '--force', '--single-item', '--no-commit', '--', ...stages], {
      env: context.env, onOutput: (text) => run.host.output(text), timeout: run.settings.validate.evaluateTimeout,
      onStage: ({ stage, state }) => run.host.status(state === 'running' ? `evaluate: ${stage}` : 'evaluate'),
    })
    const failure = result.timedOut ? `it took longer than ${run.settings.validate.evaluateTimeout} s` : result.code === 0 ? undefined : lastLine(result.stderr)
    measured = await readMeasured(context, records.flatMap((stage) => metricFiles(context.project).filter((file) => file.stage === stage.name).map(({ path }) => path)), failure)
    if (failure !== undefined) {
      outcome.conclusion = 'failure'
      outcome.message = `${stages.join(', ')} failed: ${failure}`
      for (const name of stages) {
        const place = context.places.ofStage(name, context.graph.stage(name)?.file ?? 'dvc.yaml')
        run.report.lint.push({ rule: 'evaluation-failed', ...place, path: context.inGit(place.path), severity: 'error', message: `The evaluation by ${name} failed: ${failure}.` })
      }
    } else {
      outcome.message = `measured by ${stages.join(', ')}`
      // Right after this the committed files take the places of those that were made here.
      await collectPlots(context, baselineSha)
    }
  } finally {
    await aside.restore()
  }
  await nameNewChanges(context, before, `the evaluation by ${stages.join(', ')}`)
  return measured
}

/** Measures by the user's own command; undefined where the settings name none. A rebuild, whose stages have just run, measures by it alone. */
export async function evaluateByCommand(context: Context): Promise<Measured> {
  const wanted = context.run.settings.validate.evaluate
  return wanted.kind === 'command' ? context.run.step('evaluate', (outcome) => runCommand(context, wanted.command, wanted.metrics, outcome)) : undefined
}

/** A command of the user's measures: what it writes into its metrics file counts. */
async function runCommand(context: Context, command: string, metrics: string, outcome: StepOutcome): Promise<Measured> {
  const { run } = context
  const file = resolve(run.settings.workingDirectory, metrics)
  const before = new Set((await context.git.uncommitted()).map(({ path }) => path))
  const aside = await Aside.open(context.scratch)
  try {
    await aside.move(file)
    const result = await runProcess(shellLine(command), {
      cwd: run.settings.workingDirectory, env: context.env, signal: run.signal, timeout: run.settings.validate.evaluateTimeout,
      onOutput: (text) => run.host.output(text),
    })
    const failure = result.timedOut ? `it took longer than ${run.settings.validate.evaluateTimeout} s` : result.code === 0 ? undefined : `exit code ${result.code}: ${lastLine(result.stderr || result.stdout)}`
    if (failure !== undefined) {
      outcome.conclusion = 'failure'
      outcome.message = `'${command}' failed: ${failure}`
      run.report.lint.push({ rule: 'evaluation-failed', severity: 'error', message: `The evaluation command '${command}' failed: ${failure}.` })
    } else outcome.message = `measured by '${command}'`
    return await readMeasured(context, [metrics], failure)
  } finally {
    await aside.restore()
    await nameNewChanges(context, before, `the evaluation command '${command}'`)
  }
}

/** What evaluation wrote into each metrics file; one that it did not write is unreadable, so that the gate fails closed. */
async function readMeasured(context: Context, paths: readonly string[], failure: string | undefined): Promise<Map<string, ParsedFile>> {
  const measured = new Map<string, ParsedFile>()
  for (const path of paths) {
    const text = failure === undefined ? await readMetricsText(resolve(context.run.settings.workingDirectory, path)) : undefined
    measured.set(path, text === undefined ? unreadableFile(path, failure === undefined ? 'the evaluation did not write it' : `the evaluation failed: ${failure}`) : parseMetricsFile(path, text))
  }
  return measured
}

/** The text of a metrics file, undefined when it is absent. @throws {SetupError} it is larger than 16 MiB */
export async function readMetricsText(file: string): Promise<string | undefined> {
  const info = await stat(file).catch(() => undefined)
  if (!info?.isFile()) return undefined
  if (info.size > MAX_METRICS_BYTES) throw new SetupError(`${file} has ${info.size} bytes, which is no metrics file.`, { key: 'metrics', value: file, remedy: `A metrics file is at most ${MAX_METRICS_BYTES} bytes; declare larger results as outs or plots.` })
  return readFile(file, 'utf8')
}

function undefinedMetrics(context: Context, stages: readonly string[], reason: string): Measured {
  const files = metricFiles(context.project).filter(({ stage }) => stage !== undefined && stages.includes(stage))
  return new Map(files.map(({ path }) => [path, unreadableFile(path, reason)]))
}

/** Metrics of a stage that also makes something else are claims that nobody measures here: the report says so once per file. */
function addUnmeasuredFindings(context: Context, evaluated: ReadonlySet<string>): void {
  for (const { path, stage } of metricFiles(context.project)) {
    if (stage === undefined || evaluated.has(stage) || !context.stages.some(({ name }) => name === stage)) continue
    const place = context.places.ofStage(stage, context.graph.stage(stage)?.file ?? 'dvc.yaml')
    context.run.report.lint.push({
      rule: 'metric-not-measured', ...place, path: context.inGit(place.path), severity: 'notice',
      message: `${path} is made by ${stage}, which makes more than metrics and plots, so its numbers are the committed ones. A stage that only evaluates, or \`evaluate\`, would measure them here.`,
    })
  }
}

async function nameNewChanges(context: Context, before: ReadonlySet<string>, who: string): Promise<void> {
  const changed = (await context.git.uncommitted()).filter(({ path, untracked }) => !untracked && !before.has(path))
  for (const { path } of changed) {
    context.run.report.lint.push({ rule: 'evaluation-changes-files', path, severity: 'warning', message: `${path}, which Git tracks, was changed by ${who}.`, fix: `git checkout -- ${path}` })
  }
}

/**
 * True when the last commit to dvc.lock before the baseline is an official build of ours and has the very entries that this commit has
 * for the evaluation stages: then the numbers were measured in CI already.
 */
async function isMeasuredOfficially(context: Context, stages: readonly string[], baselineSha: string): Promise<boolean> {
  const { git } = context
  for (const name of stages) {
    const lock = context.inGit(FindingPlaces.lockOf(context.graph.stage(name)?.file ?? 'dvc.yaml'))
    const commit = await git.lastChange(baselineSha, lock)
    if (commit === undefined || !(await git.trailers(commit)).has(SOURCE_TRAILER)) return false
    const official = await git.readFile(baselineSha, lock)
    const present = context.files.find(({ path }) => context.inGit(path) === lock)
    if (!official || !present) return false
    const key = name.slice(name.lastIndexOf(':') + 1)
    if (!sameEntry(official.toString('utf8'), present.data, key)) return false
  }
  return true
}

function sameEntry(officialText: string, present: Record<string, unknown>, key: string): boolean {
  const official = lockEntry(parseYaml(officialText), key)
  return official !== undefined && JSON.stringify(official) === JSON.stringify(lockEntry(present, key))
}

function lockEntry(lock: unknown, key: string): unknown {
  return isRecord(lock) && isRecord(lock['stages']) ? lock['stages'][key] : undefined
}
