import { Graph } from './graph.js'
import { isWithin, type Project, type Stage } from './project.js'

/** The command and inputs in a stage's entry of dvc.lock. Paths are relative to the working directory. */
export interface LockedInputs {
  /** As text; a list of commands is one text too. */
  cmd: string
  /** Path to hash. */
  deps: ReadonlyMap<string, string>
  /** `params.yaml:train.C` to the value as text. */
  params: ReadonlyMap<string, string>
}

/** A file that is measured, or that belongs to one. */
export interface Measurand {
  path: string
  /** The stage or `.dvc` file that has it as an output; absent for a file of Git. */
  stage?: Stage
  /** False: kept in Git. */
  cache: boolean
  /** The present hash in dvc.lock or the `.dvc` file. */
  hash?: string
  /** True for data from which another measured file was made. */
  shared: boolean
}

/** The inputs of evaluation stages, divided into the model and the evaluation itself. */
export interface EvaluationReads {
  /** The model and the files that belong to it. Empty where no input is named as a model: the stages may train one themselves. */
  measured: Measurand[]
  /** True for a path that is measured, or that one evaluation stage makes for another. */
  isMeasured: (path: string) => boolean
}

/** Names of models and of predictions where no `artifacts:` entry names them. A word in the name counts only for files of DVC: `src/model.py` is code. */
const MODEL_FORMAT = /\.(?:pkl|pickle|joblib|pt|pth|ckpt|onnx|h5|hdf5|keras|safetensors|pb|tflite|gguf|cbm|ubj|model)$/i
const MODEL_WORD =
  /(?:^|[/_.-])(?:models?|weights|checkpoints?|classifiers?|regressors?|estimators?|predictions?|preds)(?:[/_.-]|$)/i

/** True for a path that is called like a model or its predictions. */
export function isCalledModel(path: string): boolean {
  return MODEL_FORMAT.test(path) || MODEL_WORD.test(path)
}

/**
 * Divides the inputs of evaluation stages. If a model is among them, outputs of other stages are measured, with the source data behind them.
 * The evaluation itself is all other inputs: code, parameters, and source data (a held-out test set) that no other stage reads.
 * Without a model the stages may train it themselves (a cross-validation), so their code and parameters are the change and not the evaluation.
 * Which outputs of other stages are test data is unknown, so they stay together: predictions or models from one version of the
 * data are never measured with another version.
 */
export function evaluationReads(project: Project, stages: readonly string[]): EvaluationReads {
  const evaluating = new Set(stages)
  const graph = new Graph(project)
  const read = [
    ...new Set(
      stages
        .flatMap((name) => graph.stage(name)?.deps ?? [])
        .filter(({ kind }) => kind === 'path')
        .map(({ path }) => path),
    ),
  ]
  const outsOf = (isChosen: (stage: Stage) => boolean) =>
    project.stages
      .filter(isChosen)
      .flatMap((stage) =>
        stage.outs.filter((out) => read.some((path) => overlap(path, out.path))).map((out) => ({ stage, ...out })),
      )
  const made = outsOf(({ kind, name }) => kind === 'stage' && !evaluating.has(name))
  const feeds = new Set(
    [...new Set(made.map(({ stage }) => stage.name))].flatMap((name) => [...graph.withUpstream(graph.upstream(name))]),
  )
  const isModel = (path: string) =>
    MODEL_FORMAT.test(path) ||
    project.artifacts.some(
      (artifact) => artifact.type === 'model' && artifact.path !== undefined && overlap(path, artifact.path),
    )
  const sources = outsOf(({ kind }) => kind !== 'stage')
  const isNamed = ({ path }: { path: string }) => isModel(path) || isCalledModel(path)
  const chosen = [...made, ...sources.filter((out) => feeds.has(out.stage.name) || isNamed(out))]
  const measured: Measurand[] = chosen.map(({ stage, path, cache, hash }) => ({
    path,
    stage,
    cache,
    ...(hash === undefined ? {} : { hash }),
    shared: feeds.has(stage.name),
  }))
  const own = project.stages.filter(({ name }) => evaluating.has(name)).flatMap(({ outs }) => outs)
  const others = read.filter(
    (path) => isModel(path) && ![...measured, ...sources, ...own].some((known) => overlap(path, known.path)),
  )
  measured.push(...others.map((path) => ({ path, cache: false, shared: false })))
  const kept = [...measured, ...own]
  if (!chosen.some(isNamed) && others.length === 0) return { measured: [], isMeasured: () => false }
  return { measured, isMeasured: (path) => kept.some((known) => overlap(path, known.path)) }
}

/**
 * The differences between the evaluation of a stage now and at the baseline: paths, parameters, the command.
 * @param before absent where the baseline does not have the stage
 */
export function evaluationChanges(
  stage: string,
  now: LockedInputs,
  before: LockedInputs | undefined,
  isMeasured: (path: string) => boolean,
): string[] {
  if (before === undefined) return [`the stage ${stage} is new`]
  const differing = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>) =>
    [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort()
  return [
    ...differing(now.deps, before.deps).filter((path) => !isMeasured(path)),
    ...differing(now.params, before.params),
    ...(now.cmd === before.cmd ? [] : [`the command of ${stage}`]),
  ]
}

function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one)
}
