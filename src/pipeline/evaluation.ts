import { Graph } from './graph.js'
import { isWithin, type Out, type Project, type Stage } from './project.js'

/**
 * The stages that only make metrics and plots: to run them again measures a model without training one. An output counts if the stage
 * or a top-level `metrics:` or `plots:` entry declares it so (the file itself, one below it, or its folder). A table of predictions counts in a stage that makes a metric too.
 * At least one output of these stages must be a metric; otherwise there is nothing to measure.
 * @param predictions paths of `metrics.predictions`
 * @returns names in an order in which DVC can run them
 */
export function evaluationStages(project: Project, predictions: readonly string[] = []): string[] {
  const measures = (stage: Stage) =>
    stage.kind === 'stage' &&
    !stage.frozen &&
    stage.cmd !== undefined &&
    stage.outs.length > 0 &&
    stage.outs.every(
      (out) =>
        isMetric(project, out) ||
        isPlot(project, out) ||
        (predictions.includes(out.path) && stage.outs.some((other) => isMetric(project, other))),
    )
  const order = new Graph(project).topological()
  const chosen = project.stages.filter(measures)
  if (!chosen.some((stage) => stage.outs.some((out) => isMetric(project, out)))) return []
  return chosen.map(({ name }) => name).sort((a, b) => order.indexOf(a) - order.indexOf(b))
}

/** Tells by its path whether stages that ran by force wrote or read a file. An output with `persist` may be an older one. */
export function evaluatedBy(stages: readonly Stage[]): (path: string) => boolean {
  const places = stages.flatMap(({ outs, deps }) => [
    ...outs.flatMap(({ path, persist }) => (persist ? [] : [path])),
    ...deps.flatMap(({ path, kind }) => (kind === 'path' ? [path] : [])),
  ])
  return (path) => places.some((place) => isWithin(path, place))
}

export function isMetric(project: Project, out: Out): boolean {
  return out.metric || declares(project.metrics, out)
}

function isPlot(project: Project, out: Out): boolean {
  return out.plot || declares(project.plots, out)
}

function declares(files: readonly string[], out: Out): boolean {
  return files.some((file) => isWithin(file, out.path) || isWithin(out.path, file))
}

/** Every metrics file of the project once, with the stage that makes it if there is one. */
export function metricFiles(project: Project): { path: string; stage?: string; out?: Out }[] {
  const files = new Map<string, { path: string; stage?: string; out?: Out }>()
  for (const stage of project.stages) {
    for (const out of stage.outs) if (out.metric) files.set(out.path, { path: out.path, stage: stage.name, out })
  }
  for (const path of project.metrics) {
    if (files.has(path)) continue
    const owner = project.stages
      .flatMap((stage) => stage.outs.map((out) => ({ stage: stage.name, out })))
      .find(({ out }) => isWithin(path, out.path))
    files.set(path, { path, ...owner })
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
