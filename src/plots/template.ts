import { isRecord } from '../text/records.js'

/** A field of the data with the title of its axis. */
export interface Field {
  field: string
  label: string
}

/** The kind of drawing of one of DVC's own templates. */
export type Template =
  | { kind: 'line' | 'scatter' | 'bar'; x: Field; y: Field }
  | { kind: 'confusion'; x: Field; y: Field; normalized: boolean }

type Json = Record<string, unknown>

/** The top-level keys and the encodings of DVC's templates; a specification with any others is the project's own. */
const TOP_KEYS = new Set([
  '$schema',
  'data',
  'title',
  'width',
  'height',
  'params',
  'mark',
  'encoding',
  'layer',
  'facet',
  'spec',
])
const CHANNELS = new Set(['x', 'y', 'color', 'strokeDash', 'shape', 'tooltip', 'yOffset', 'column'])
const AXIS_KEYS = new Set(['field', 'type', 'title', 'scale', 'sort'])

/**
 * The DVC template (dvc_render/vega_templates.py of DVC 3.0 to 3.67) from which a Vega-Lite specification was made; undefined for a
 * project's own specification, which is drawn as it is.
 */
export function recogniseTemplate(spec: Json): Template | undefined {
  if (!Object.keys(spec).every((key) => TOP_KEYS.has(key))) return undefined
  if (isRecord(spec['facet'])) return isRecord(spec['spec']) ? confusion(spec['spec']) : undefined
  if (Array.isArray(spec['layer'])) return smooth(spec, spec['layer'])
  const encoding = spec['encoding']
  if (!isRecord(encoding) || !Object.keys(encoding).every((key) => CHANNELS.has(key))) return undefined
  const [x, y] = [axis(encoding['x']), axis(encoding['y'])]
  const type = markType(spec['mark'])
  if (!x || !y || !isSimpleColour(encoding['color'])) return undefined
  const types = [typeOf(encoding['x']), typeOf(encoding['y'])].join()
  if (type === 'line' && types === 'quantitative,quantitative') return { kind: 'line', x, y }
  if (type === 'point' && types === 'quantitative,quantitative') return { kind: 'scatter', x, y }
  if (type === 'bar' && types === 'quantitative,nominal') return { kind: 'bar', x: y, y: x }
  return undefined
}

/** `linear` and `smooth`: a line through a LOESS filter whose bandwidth a slider sets, almost 0 at first. */
function smooth(spec: Json, layers: readonly unknown[]): Template | undefined {
  const params = spec['params']
  if (!Array.isArray(params) || !params.some((param) => isRecord(param) && param['name'] === 'smooth')) return undefined
  const [first] = layers
  if (!isRecord(first) || !JSON.stringify(first).includes('"loess"')) return undefined
  const encoding = { ...encodingOf(spec), ...encodingOf(first) }
  const [x, y] = [axis(encoding['x']), axis(encoding['y'])]
  return x && y ? { kind: 'line', x, y } : undefined
}

function confusion(inner: Json): Template | undefined {
  const [aggregate] = Array.isArray(inner['transform']) ? (inner['transform'] as unknown[]) : []
  const encoding = encodingOf(inner)
  const [x, y] = [axis(encoding['x']), axis(encoding['y'])]
  if (!x || !y || !isRecord(aggregate) || !JSON.stringify(aggregate).includes('"xy_count"')) return undefined
  return { kind: 'confusion', x, y, normalized: JSON.stringify(inner['layer']).includes('"percent_of_y"') }
}

function encodingOf(spec: Json): Json {
  return isRecord(spec['encoding']) ? spec['encoding'] : {}
}

function axis(channel: unknown): Field | undefined {
  if (!isRecord(channel) || !Object.keys(channel).every((key) => AXIS_KEYS.has(key))) return undefined
  const { field, title, scale } = channel
  if (typeof field !== 'string') return undefined
  // A template with a scale of its own (a logarithm, a domain) is drawn with that scale.
  if (scale !== undefined && !(isRecord(scale) && Object.keys(scale).every((key) => key === 'zero'))) return undefined
  const name = field.replace(/\\([.[\]])/g, '$1')
  return { field: name, label: typeof title === 'string' ? title : name }
}

/** The colour field, which tells the two sides apart; `{}` is a filled-in template without it. */
function isSimpleColour(colour: unknown): boolean {
  return colour === undefined || (isRecord(colour) && (colour['field'] === undefined || colour['field'] === 'rev'))
}

function typeOf(channel: unknown): unknown {
  return isRecord(channel) ? channel['type'] : undefined
}

function markType(mark: unknown): unknown {
  return isRecord(mark) ? mark['type'] : mark
}
