import { type Kind, type Kinds, kindsOf } from './scalar-kinds.js'

/** The value of a parameter. */
export type ParamValue = number | boolean | string | null

/** A new value. `text` is a number as the user wrote it, where JavaScript would write it differently (`1.0`, `1e-7`). */
export interface NewValue {
  value: ParamValue
  text?: string
}

/** The value as the user wrote it. */
export function writtenText({ value, text }: NewValue): string {
  return text ?? String(value)
}

/** A value in a file now. */
export interface PresentValue {
  kinds: Kinds
  value: unknown
  /** Its text in the file, without quotes. */
  source: string
}

const NAMES: Record<Kind, string> = {
  null: 'nothing',
  bool: 'true or false',
  int: 'a whole number',
  float: 'a number',
  date: 'a date',
  text: 'a text',
}

/** A number of JSON. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
/** Words that YAML needs no quotes for, in a list or a mapping on one line either. */
const PLAIN_WORD = /^[A-Za-z][A-Za-z0-9_./-]*$/

/**
 * The text of a new value. It keeps the type that the parameter has, for PyYAML and for DVC; null goes in the place of any value.
 * @returns the text, or the reason for a rejection as the end of the sentence "train.C cannot be set: …"
 */
export function spell(present: PresentValue, given: NewValue, json: boolean): { text: string } | { reason: string } {
  const written = writtenText(given)
  if (given.value === null) return { text: 'null' }
  const [old, current] = present.kinds
  if (old !== current) {
    const same = kindsOf(written)
    if (same[0] === old && same[1] === current) return { text: written }
    // `1e-4` and `0o17` are numbers for DVC, and texts that code converts for PyYAML: a number fits both.
    if (old !== 'text')
      return {
        reason: `${present.source} is ${NAMES[old]} for YAML 1.1 (PyYAML) and ${NAMES[current]} for YAML 1.2 (DVC): write it in quotes, or as true or false, first`,
      }
  }
  const kind = current === 'null' ? kindOfGiven(given) : current
  const text = TEXTS[kind](given, json)
  return text === undefined
    ? { reason: `it is ${describe(present, kind)}, and '${written}' is ${otherType(kind, given)}` }
    : { text }
}

/** True where a value is the present one already. */
export function isPresent({ kinds: [, kind], value, source }: PresentValue, given: NewValue): boolean {
  if (given.value === null || kind === 'null') return given.value === null && kind === 'null'
  if (kind === 'text') return value === writtenText(given)
  if (kind === 'int' || kind === 'float')
    return typeof given.value === 'number' && Number(source.replaceAll('_', '')) === given.value
  return kind === 'bool' ? value === given.value : source === writtenText(given)
}

function kindOfGiven({ value, text }: NewValue): Kind {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value !== 'number') return 'text'
  return /^[-+]?\d+$/.test(text ?? String(value)) ? 'int' : 'float'
}

const TEXTS: Record<Kind, (given: NewValue, json: boolean) => string | undefined> = {
  null: () => undefined,
  bool: ({ value }) => (typeof value === 'boolean' ? String(value) : undefined),
  int: (given) => {
    const [, sign = '', digits] = /^([-+]?)(0|[1-9]\d*)$/.exec(writtenText(given)) ?? []
    return typeof given.value !== 'number' || digits === undefined ? undefined : `${sign === '-' ? '-' : ''}${digits}`
  },
  float: floatText,
  date: (given) => {
    const text = writtenText(given)
    return kindsOf(text).every((kind) => kind === 'date') ? text : undefined
  },
  text: (given, json) => {
    const text = writtenText(given)
    const isPlain = !json && PLAIN_WORD.test(text) && kindsOf(text).every((kind) => kind === 'text')
    return isPlain ? text : JSON.stringify(text)
  },
}

/** A number that every reader takes for one with a fraction: YAML 1.1 needs a point, and a sign in the exponent. */
function floatText(given: NewValue, json: boolean): string | undefined {
  const text = writtenText(given)
  const fits = json ? JSON_NUMBER.test(text) && /[.eE]/.test(text) : kindsOf(text).every((kind) => kind === 'float')
  if (fits) return text
  const [, sign = '', whole = '', fraction = '', power] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? []
  if (typeof given.value !== 'number' || whole + fraction === '') return undefined
  const exponent = power === undefined ? '' : `e${/^[-+]/.test(power) ? '' : '+'}${power}`
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}.${fraction || '0'}${exponent}`
}

function describe({ value, source }: PresentValue, kind: Kind): string {
  if (kind === 'bool') return String(value)
  return kind === 'int' || kind === 'float' || kind === 'date' ? `${NAMES[kind]} (${source})` : NAMES[kind]
}

function otherType(kind: Kind, { value }: NewValue): string {
  return kind === 'int' && typeof value === 'number'
    ? 'none: write the value in the file with a fraction (1.0) if it may have one'
    : 'of another type'
}
