import type { HistogramReport } from './data-report.js'

/** DVC's plots in the report: this change (`value`) and the baseline, as for metrics. */
export type PlotReport = CurvePlot | ConfusionPlot | ImagePlot | TemplatePlot

interface PlotIdentity {
  /** As DVC names it: the path of its file, or its own name in dvc.yaml. */
  name: string
  title: string
  /** False where both sides are the same; absent where only one side has the plot. */
  changed?: boolean
}

export interface Axis {
  label: string
  kind: 'number' | 'category'
}

/** Points of one line: `x[i]` belongs to `y[i]`. */
export interface Points {
  x: (number | string)[]
  y: number[]
  /** All points of the plot's file; `x` and `y` have fewer where they were thinned. */
  total: number
}

/** The drawing of one field of one file. */
export interface CurveSeries {
  /** Empty where the plot has one series only. */
  name: string
  value?: Points
  baseline?: Points
}

/** A line, points or bars. For bars `x` is the category and `y` the length. */
export interface CurvePlot extends PlotIdentity {
  kind: 'line' | 'scatter' | 'bar'
  x: Axis
  y: Axis
  series: CurveSeries[]
  /** Series beyond the limit, which are not in the report. */
  omitted?: number
}

/** The number of rows for each pair of classes. */
export interface ConfusionPlot extends PlotIdentity {
  kind: 'confusion'
  /** The title of the columns. */
  x_label: string
  /** The title of the rows. */
  y_label: string
  classes: string[]
  /** `value[row][column]`, in the order of `classes`. */
  value?: number[][]
  baseline?: number[][]
  /** True where the template shows shares of a row, not numbers. */
  normalized?: boolean
  /** Classes beyond the limit, which are not in the report. */
  omitted?: number
}

/** One side of a picture. Only the HTML page has the bytes. */
export interface ImageFile {
  /** Bytes. */
  size: number
  /** MIME type. */
  type: string
}

/** A picture by a stage. */
export interface ImagePlot extends PlotIdentity {
  kind: 'image'
  value?: ImageFile
  baseline?: ImageFile
}

/** A plot whose Vega-Lite template is the project's own. */
export interface TemplatePlot extends PlotIdentity {
  kind: 'template'
  /** The Vega-Lite specification with its data; absent where it is too large. */
  spec?: Record<string, unknown>
}

/** The distribution of a column of a table. It is drawn on the page, and is no plot of DVC. */
export interface HistogramPlot extends HistogramReport {
  kind: 'histogram'
}

/** What the script of the page draws, in the order of the figures. */
export type DrawnPlot = CurvePlot | TemplatePlot | HistogramPlot

/** The bytes of the pictures of a run, which are too large for a report: by name of the plot. */
export type Pictures = ReadonlyMap<string, { value?: Uint8Array; baseline?: Uint8Array }>
