import { Graph } from './graph.js'
import { isWithin, type Project, type Stage } from './project.js'

/** What a stage's entry in dvc.lock says that it ran and read. Paths are relative to the working directory. */
export interface LockedInputs {
  /** As text, however it is written. */
  cmd: string
  /** Path to hash. */
  deps: ReadonlyMap<string, string>
  /** `params.yaml:train.C` to the value as text. */
  params: ReadonlyMap<string, string>
}

/** Something that is measured, or that belongs to it. */
export interface Measurand {
  path: string
  /** The stage or `.dvc` file that it comes from; absent for a file of Git's own. */
  stage?: Stage
  /** False: kept in Git. */
  cache: boolean
  /** As dvc.lock or the `.dvc` file has it now. */
  hash?: string
  /** True for data that something else of what is measured was made from. */
  shared: boolean
}

/** What evaluation stages read, told apart by what an evaluation of an older model takes from where. */
export interface EvaluationReads {
  /** The model, and all that goes with it. Empty where nothing that the stages read is called a model: they may train themselves. */
  measured: Measurand[]
  /** True for a path that is measured, or that the evaluation stages make for each other. */
  isMeasured: (path: string) => boolean
}

/** How models, and what they predicted, are called, where no `artifacts:` entry says so. By a word alone only what DVC makes or keeps is: `src/model.py` is code. */
const MODEL_FORMAT = /\.(?:pkl|pickle|joblib|pt|pth|ckpt|onnx|h5|hdf5|keras|safetensors|pb|tflite|gguf|cbm|ubj|model)$/i
const MODEL_WORD =
  /(?:^|[/_.-])(?:models?|weights|checkpoints?|classifiers?|regressors?|estimators?|predictions?|preds)(?:[/_.-]|$)/i

/**
 * Sorts what some evaluation stages read. Where a model is among it, what other stages make is measured, with the source data that went into it.
 * The evaluation itself is everything else: code, parameters, and source data (a held-out test set) that nothing else reads. Without a model the
 * stages may train what they measure (a cross-validation): their code and parameters are the change itself then, not another way to look at it. Of several outputs of other stages nobody can tell which are test data, so they stay together: what was predicted or
 * trained from one version is never measured with another.
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
  const isCalledModel = ({ path }: { path: string }) => isModel(path) || MODEL_WORD.test(path)
  const chosen = [...made, ...sources.filter((out) => feeds.has(out.stage.name) || isCalledModel(out))]
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
  if (!chosen.some(isCalledModel) && others.length === 0) return { measured: [], isMeasured: () => false }
  return { measured, isMeasured: (path) => kept.some((known) => overlap(path, known.path)) }
}

/**
 * What differs between the evaluation of a stage now and at the baseline, in words of the user's: paths, parameters, the command.
 * @param before absent: the baseline does not have the stage
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
