/** DVC's plots in the report: this change (`value`) against the baseline, as it is for metrics. */
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
  /** Points that the plot's file has; more than are here where they were thinned out. */
  total: number
}

/** What one field of one file is drawn as. */
export interface CurveSeries {
  /** Empty where the plot has one series only. */
  name: string
  value?: Points
  baseline?: Points
}

/** A line, points or bars. Of bars `x` is the category and `y` the length. */
export interface CurvePlot extends PlotIdentity {
  kind: 'line' | 'scatter' | 'bar'
  x: Axis
  y: Axis
  series: CurveSeries[]
  /** Series that are not in the report because there are too many. */
  omitted?: number
}

/** How often each pair of classes was seen. */
export interface ConfusionPlot extends PlotIdentity {
  kind: 'confusion'
  /** What the columns are. */
  x_label: string
  /** What the rows are. */
  y_label: string
  classes: string[]
  /** `value[row][column]`, in the order of `classes`. */
  value?: number[][]
  baseline?: number[][]
  /** True where the template shows shares of a row rather than numbers. */
  normalized?: boolean
  /** Classes that are not in the report because there are too many. */
  omitted?: number
}

/** One side of a picture. The bytes are only in the HTML page. */
export interface ImageFile {
  /** Bytes. */
  size: number
  /** MIME type. */
  type: string
}

/** A picture that a stage made. */
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

/** The bytes of the pictures of a run, which are too large for a report: by name of the plot. */
export type Pictures = ReadonlyMap<string, { value?: Uint8Array; baseline?: Uint8Array }>
