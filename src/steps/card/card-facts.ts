import { basename } from 'node:path'
import type { ModelIndex, ModelResult } from '../../card/front-matter.js'
import { flattenParams } from '../../metrics/params.js'
import { isCalledModel } from '../../pipeline/comparable.js'
import { isWithin } from '../../pipeline/project.js'
import { webAddress } from '../../report/links.js'
import type { CardData, CardFacts } from '../../report/model-card.js'
import type { MetricReport } from '../../report/report.js'
import { wholeMetrics } from '../../report/slices.js'
import { appendTo } from '../../text/append-to.js'
import { named } from '../../text/words.js'
import { lockedAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import { readParams } from '../project/read-params.js'
import { ownerOf } from './inspect-card.js'

/** The page of dvc-ci: a result of the Hub that names its source needs an address. */
const HOMEPAGE = 'https://github.com/dvc-ci/dvc-ci'
/** Values of `model-index`: the Hub draws a table of them. */
const MOST_RESULTS = 100
const LONGEST_NAME = 200

/** The name of the source of results of a project, which tells them from those of users. */
export function cardSource(owner: string): string {
  return owner === '' ? 'dvc-ci' : `dvc-ci ${owner}`
}

/** What the part of a card says beside the report and dvc.lock. */
export interface CardContext {
  model: { name: string; path: string } | undefined
  /** The revision that metrics are compared with, for readers. */
  baseline: string | undefined
}

/** The name of a model that has none in MLflow and dvc.yaml: the same on each machine. */
function nameOfProject(project: Project): string {
  return basename(ownerOf(project) || (project.run.report.source.repository ?? 'model'))
}

/** What the part of a card says about the build of a commit. @param at the commit with its dvc.lock */
export async function cardFacts(project: Project, at: string, { model, baseline }: CardContext): Promise<CardFacts> {
  const { report } = project.run
  const [data, params] = await Promise.all([dataAt(project, at), readParams(project)])
  const repository = webAddress(report.source.repository)
  return {
    report: { metrics: report.metrics, policies: report.policies },
    ...(baseline === undefined ? {} : { baseline }),
    data,
    params: [...params].flatMap(([path, values]) =>
      [...flattenParams(values)].map(([name, value]) => ({ path, name, value })),
    ),
    ...(report.environment === undefined ? {} : { environment: report.environment }),
    ...(repository === undefined ? {} : { repository }),
    directory: ownerOf(project),
    ...(model === undefined ? {} : { model: model.path }),
    provenance: 'provenance' in report,
  }
}

/** The outputs and the source data of a commit, by path. */
async function dataAt(project: Project, at: string): Promise<CardData[]> {
  const locked = await lockedAt(project, at)
  const makers = new Map(
    project.stages.flatMap(({ kind, name, outs }) =>
      kind === 'stage' ? outs.map(({ path }) => [path, name] as const) : [],
    ),
  )
  const described = new Map(project.run.report.data.map((data) => [data.path, data.tables ?? []]))
  return [...locked.values()]
    .filter(({ path }) => !path.startsWith('../'))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map(({ path, hash, hashName, size }) => {
      const stage = makers.get(path)
      const rows = described.get(path)?.find((table) => table.path === path)?.rows
      return {
        path,
        hash,
        hashName,
        ...(stage === undefined ? {} : { stage }),
        ...(size === undefined ? {} : { size }),
        ...(rows === undefined ? {} : { rows }),
      }
    })
}

/**
 * The results for `model-index`: one for each metrics file, with the metrics of its whole data.
 * @param described what the front matter of the card says
 */
export function resultsOf(
  project: Project,
  described: { task?: string; dataset?: string },
  { model }: CardContext,
): ModelIndex {
  const { metrics, source: from } = project.run.report
  const owner = ownerOf(project)
  const source = cardSource(owner)
  const files = new Map<string, (MetricReport & { value: number })[]>()
  let count = 0
  for (const metric of wholeMetrics(metrics)) {
    if (metric.value === undefined || count === MOST_RESULTS) continue
    count++
    appendTo(files, metric.path, { ...metric, value: metric.value })
  }
  const results = [...files].map(
    ([path, own]): ModelResult => ({
      task: { type: described.task ?? 'other' },
      dataset: { name: datasetOf(project, path).slice(0, LONGEST_NAME), type: described.dataset ?? 'dvc' },
      metrics: own.map(({ name, value }) => ({
        type: (name.split('.').at(-1) ?? name).slice(0, LONGEST_NAME),
        value,
        name: name.slice(0, LONGEST_NAME),
      })),
      source: { name: source, url: webAddress(from.repository) ?? HOMEPAGE },
    }),
  )
  return { name: model?.name ?? nameOfProject(project), results, source }
}

/** The data on which the stage of a metrics file measures: what DVC stores of its dependencies, models aside; else the file. */
function datasetOf({ stages, index }: Project, path: string): string {
  const stage = stages.find(({ outs }) => outs.some((out) => out.path === path))
  const stored = index.stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache))
  const data = (stage?.deps ?? [])
    .filter((dep) => dep.kind === 'path' && stored.some((out) => isWithin(dep.path, out.path)))
    .map((dep) => dep.path)
    .filter((each) => !isCalledModel(each))
  return data.length === 0 ? path : named(data, 3)
}
