import { resolve } from 'node:path'
import { SetupError } from '../../errors/errors.js'
import { evaluationStages, metricFiles } from '../../pipeline/evaluation.js'
import { isWithin } from '../../pipeline/project.js'
import { lstatOf } from '../../run/file-tree.js'
import { isInside } from '../../run/real-path.js'
import { shellWord } from '../../text/shell-word.js'
import { pullInputsOf } from '../data/pull-named.js'
import { isMeasuredOfficially } from '../official/measured-officially.js'
import { isLeftOut, isLeftover, leaveOut } from '../project/left-out.js'
import type { Project } from '../project/project.js'
import { resolveStages } from '../project/select-stages.js'
import { runEvaluationCommand } from './evaluate-command.js'
import { evaluateByStages } from './evaluate-stages.js'
import { addChangedCommand, addUnmeasuredChange } from './evaluation-diff.js'
import { addUnmeasured, emptyMeasured, type Measured } from './measurements.js'
import { predictionPaths } from './predictions.js'

/**
 * The evaluation stages of the settings, in an order in which they can run.
 * @throws {SetupError} an unknown or a frozen stage; a metrics file outside of the repository
 */
export function chosenEvaluation(project: Project): string[] {
  const {
    validate: { evaluate },
    workingDirectory,
  } = project.run.settings
  if (evaluate.kind === 'command' && !isInside(project.git.root, resolve(workingDirectory, evaluate.metrics))) {
    throw new SetupError(
      'metrics-file-outside',
      `evaluate: the metrics file ${evaluate.metrics} is outside of the repository.`,
      {
        key: 'evaluate.metrics',
        value: evaluate.metrics,
        remedy: 'Let the command write it into the repository.',
      },
    )
  }
  if (evaluate.kind === 'auto') {
    const own = new Set(project.stages.map(({ name }) => name))
    return evaluationStages(project.index, predictionPaths(project)).filter((name) => own.has(name))
  }
  if (evaluate.kind !== 'stages') return []
  const stages = resolveStages(project, evaluate.stages, 'evaluate')
  const frozen = stages.find((name) => project.graph.stage(name)?.frozen === true)
  if (frozen !== undefined)
    throw new SetupError('stage-frozen', `evaluate: the stage ${frozen} is frozen, so DVC does not run it.`, {
      key: 'evaluate',
      value: frozen,
      remedy: `Run \`dvc unfreeze ${shellWord(frozen)}\` and commit dvc.yaml, or name another stage.`,
    })
  return stages
}

/**
 * Measures the downloaded model. It runs by force the stages that make only metrics and plots, or the evaluation of the
 * settings. Then it reads their metrics and restores the workspace.
 * @param baselineSha commit of the baseline, which may have the same numbers from an official build
 * @returns undefined without an evaluation: the committed metrics count
 */
export async function evaluate(project: Project, baselineSha: string | undefined): Promise<Measured | undefined> {
  const { run } = project
  const wanted = run.settings.validate.evaluate
  if (wanted.kind === 'none') {
    await addUnmeasuredChange(project, baselineSha, 'evaluate: none measures nothing')
    return skip(project, 'evaluate: none; the committed metrics count')
  }
  if (wanted.kind === 'command') {
    await addChangedCommand(project, wanted.command, baselineSha)
    if (isLeftOut(run, 'pull')) return leaveOutEvaluation(project)
    return evaluateByCommand(project)
  }
  const stages = chosenEvaluation(project)
  addUnmeasuredNotices(project, stages)
  if (stages.length === 0) return skip(project, 'no stage makes only metrics and plots; the committed metrics count')
  const isUnchanged = (name: string) =>
    run.report.stages.some((stage) => stage.name === name && stage.verdict === 'unchanged')
  if (
    baselineSha !== undefined &&
    stages.every(isUnchanged) &&
    (await isMeasuredOfficially(project, stages, baselineSha))
  ) {
    return skip(
      project,
      `the official build at ${baselineSha.slice(0, 7)} measured the same model with the same evaluation`,
    )
  }
  if (run.settings.validate.pull === 'none')
    await addUnmeasuredChange(project, baselineSha, 'pull: none downloads no model')
  if (run.settings.validate.pull === 'none') {
    const reason = 'pull: none downloads no model; the committed metrics count'
    return run.settings.event.trusted ? skip(project, reason) : leaveOutEvaluation(project, reason)
  }
  if (run.settings.validate.pull === 'needed') await pullInputsOf(project, stages)
  const { ready, lacking, unfetchable } = await sortByData(project, stages)
  if (isLeftOut(run, 'pull') && lacking.length > 0) {
    const reason = `the run has no data for ${lacking.map(({ name }) => name).join(', ')}; the committed metrics count`
    if (ready.length === 0) return leaveOutEvaluation(project, reason)
    for (const { name } of lacking.splice(0)) leaveOut(run, { part: 'evaluate', path: name, reason })
  }
  const measured = emptyMeasured()
  for (const { name, paths } of lacking)
    addUnmeasured(
      measured,
      metricPathsOf(project, name),
      `${name}, which makes it, needs ${paths.join(', ')}, which ${areOrIs(paths)} not here`,
    )
  for (const { name, paths } of unfetchable)
    addNotice(
      project,
      name,
      `${name} cannot run here: it needs ${paths.join(', ')}, which ${paths.length === 1 ? 'has' : 'have'} push: false, so the remote does not have ${paths.length === 1 ? 'it' : 'them'}. Its numbers are the committed ones.`,
    )
  if (ready.length > 0)
    await run.step('evaluate', (outcome) => evaluateByStages(project, ready, measured, baselineSha, outcome))
  else
    run.skip(
      'evaluate',
      [...lacking, ...unfetchable]
        .map(({ name, paths }) => `${name} needs ${paths.join(', ')}, which ${areOrIs(paths)} not here`)
        .join('; '),
    )
  return measured
}

/**
 * Measures with the user's command; undefined where the settings have none. A rebuild uses only this: its stages have
 * just run.
 */
export async function evaluateByCommand(project: Project): Promise<Measured | undefined> {
  const wanted = project.run.settings.validate.evaluate
  return wanted.kind === 'command'
    ? project.run.step('evaluate', (outcome) => runEvaluationCommand(project, wanted.command, wanted.metrics, outcome))
    : undefined
}

function skip({ run }: Project, reason: string): undefined {
  run.skip('evaluate', reason)
  return undefined
}

/** Skips the evaluation of a run for a fork that has no data for it. */
function leaveOutEvaluation(
  project: Project,
  reason = 'the run has no data for the evaluation; the committed metrics count',
): undefined {
  leaveOut(project.run, { part: 'evaluate', reason })
  return skip(project, reason)
}

function areOrIs(paths: readonly string[]): string {
  return paths.length === 1 ? 'is' : 'are'
}

interface Absence {
  name: string
  paths: string[]
}

/**
 * Sorts the stages: those that have their inputs, those that lack some, and those that lack only outputs with `push:
 * false`.
 */
async function sortByData(
  project: Project,
  stages: readonly string[],
): Promise<{ ready: string[]; lacking: Absence[]; unfetchable: Absence[] }> {
  const sorted: Awaited<ReturnType<typeof sortByData>> = { ready: [], lacking: [], unfetchable: [] }
  const unpushed = project.index.stages.flatMap(({ outs }) => outs.filter(({ push }) => !push).map(({ path }) => path))
  const isUnpushed = (path: string) => unpushed.some((out) => isWithin(path, out) || isWithin(out, path))
  for (const name of stages) {
    const absent = await absentNeeds(project, name)
    const others = absent.filter((path) => !isUnpushed(path))
    if (others.length > 0) sorted.lacking.push({ name, paths: others })
    else if (absent.length > 0) sorted.unfetchable.push({ name, paths: absent })
    else sorted.ready.push(name)
  }
  return sorted
}

/** Dependencies of a stage that are missing in the workspace, or that a finding about the stage reports as missing. */
async function absentNeeds({ run, graph }: Project, name: string): Promise<string[]> {
  const missing =
    run.report.stages
      .find((each) => each.name === name)
      ?.causes.filter(({ kind }) => kind === 'missing')
      .map(({ path }) => path) ?? []
  const needs =
    graph
      .stage(name)
      ?.deps.filter(({ kind }) => kind === 'path')
      .map(({ path }) => path) ?? []
  const absent = await Promise.all(
    needs.map(
      async (path) =>
        missing.includes(path) ||
        isLeftover(run, path) ||
        (await lstatOf(resolve(run.settings.workingDirectory, path))) === undefined,
    ),
  )
  return needs.filter((_, index) => absent[index])
}

function metricPathsOf({ index }: Project, stage: string): string[] {
  return metricFiles(index)
    .filter((file) => file.stage === stage)
    .map(({ path }) => path)
}

/** Adds a notice for each metrics file that no evaluation of this run writes. */
function addUnmeasuredNotices(project: Project, evaluated: readonly string[]): void {
  for (const { path, stage } of metricFiles(project.index)) {
    if (stage === undefined) {
      if (!path.startsWith('../'))
        project.run.report.lint.push({
          rule: 'metric-not-measured',
          path: project.inGit(path),
          severity: 'notice',
          message: `${path} is listed under metrics: in dvc.yaml, but no stage makes it, so its numbers are the committed ones. Declare it as an output (metrics:) of a stage to measure it.`,
        })
      continue
    }
    const owner = project.stages.find(({ name }) => name === stage)
    if (!owner || evaluated.includes(stage)) continue
    const why = owner.frozen ? `${stage} is frozen` : `${stage}, which makes it, makes more than metrics and plots`
    addNotice(
      project,
      stage,
      `${path} is not measured here: ${why}, so its numbers are the committed ones. Add a stage that only evaluates, or set \`evaluate\`, to measure it.`,
    )
  }
}

function addNotice(project: Project, stage: string, message: string): void {
  const place = project.lines.ofStage(stage, project.graph.stage(stage)?.file ?? 'dvc.yaml')
  project.run.report.lint.push({
    rule: 'metric-not-measured',
    ...place,
    path: project.inGit(place.path),
    severity: 'notice',
    message,
  })
}
