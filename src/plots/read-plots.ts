import type { PlotReport, TemplatePlot } from '../report/plots.js'
import { parsePythonJson } from '../text/python-json.js'
import { isRecord } from '../text/records.js'
import { confusionOf } from './confusion.js'
import { curvesOf } from './curves.js'
import { rowsOf } from './rows.js'
import { recogniseTemplate } from './template.js'

/** The paths at which DVC wrote the two sides of a picture. */
export interface ImagePaths {
  name: string
  value?: string
  baseline?: string
}

export interface ReadPlots {
  /** All plots but the pictures, in DVC's order. */
  plots: PlotReport[]
  images: ImagePaths[]
  /** Plots that DVC could not read, each as a sentence. */
  problems: string[]
}

/** The largest specification of a project's own, in characters with its data, that the report accepts. */
const LARGEST_SPEC = 200_000
const WORKSPACE = 'workspace'

/**
 * Reads the output of `dvc plots diff --json` or `dvc plots show --json` (DVC 3.0 to 3.67): one entry for each plot, with its
 * filled-in specification or the paths of its pictures.
 * @param baseline the revision that DVC compared the workspace with
 * @throws {SyntaxError} the output is no JSON
 */
export function readPlots(json: string, baseline?: string): ReadPlots {
  const read: ReadPlots = { plots: [], images: [], problems: [] }
  const output = parsePythonJson(json)
  if (!isRecord(output)) return read
  for (const [name, entries] of Object.entries(isRecord(output['data']) ? output['data'] : {})) {
    const image: ImagePaths = { name: shortName(name) }
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      if (entry['type'] === 'image') {
        const [rev] = Array.isArray(entry['revisions']) ? (entry['revisions'] as unknown[]) : []
        if (typeof entry['url'] === 'string') image[rev === WORKSPACE ? 'value' : 'baseline'] = entry['url']
      } else if (isRecord(entry['content'])) {
        read.plots.push(plotOf(shortName(name), entry['content'], baseline))
      }
    }
    if (image.value !== undefined || image.baseline !== undefined) read.images.push(image)
  }
  for (const error of Array.isArray(output['errors']) ? output['errors'].filter(isRecord) : []) {
    const [name, rev, message] = ['name', 'rev', 'msg'].map((key) => (typeof error[key] === 'string' ? error[key] : ''))
    // A plot that the baseline lacks is new, and no problem.
    if (rev !== WORKSPACE && error['type'] === 'FileNotFoundError') continue
    read.problems.push(
      `${shortName(name ?? '') || 'the plots'}${rev && rev !== WORKSPACE ? ' of the baseline' : ''}: ${message || String(error['type'])}`,
    )
  }
  return read
}

/** DVC 3.0 always puts the file before the plot's name; later versions only where two names are equal. */
function shortName(name: string): string {
  return name.startsWith('dvc.yaml::') ? name.slice('dvc.yaml::'.length) : name
}

function plotOf(name: string, spec: Record<string, unknown>, baseline: string | undefined): PlotReport {
  const title = titleOf(spec) || name
  const template = recogniseTemplate(spec)
  if (template) {
    const rows = rowsOf(spec)
    const drawn = template.kind === 'confusion' ? confusionOf(rows, template) : curvesOf(rows, template)
    if (drawn) return { name, title, ...drawn }
  }
  return { name, title, ...templatePlot(spec, baseline) }
}

function titleOf(spec: Record<string, unknown>): string {
  const { title } = spec
  const text = isRecord(title) ? title['text'] : title
  return typeof text === 'string' ? text.replace(/^dvc\.yaml::/, '') : ''
}

/** The project's own specification, with names of revisions that a reader knows. */
function templatePlot(
  spec: Record<string, unknown>,
  baseline: string | undefined,
): Pick<TemplatePlot, 'kind' | 'spec'> {
  const text = JSON.stringify(spec, (_, value: unknown) =>
    value === WORKSPACE ? 'this change' : value === baseline && value !== undefined ? 'baseline' : value,
  )
  return {
    kind: 'template',
    ...(text.length <= LARGEST_SPEC ? { spec: JSON.parse(text) as Record<string, unknown> } : {}),
  }
}
