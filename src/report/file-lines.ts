import type { DataReport } from './data-report.js'
import { counted, fromTo, ofBoth, signed } from './data-words.js'
import { shorten } from './escape.js'
import type { FileKind, ImageSize, ImagesSide, KindReport, ModelReport, NumberOf, ReadFiles } from './file-reports.js'
import { formatCount, formatSeconds } from './numbers.js'

const WORDS = { images: 'image', media: 'recording', texts: 'text' } as const
const LONGEST_NAME = 40
/** Parameters from which on they are told in thousands, millions and so on. */
const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** The word for the files of a folder that are all of one kind: `image`; undefined for other data. */
export function kindWord({ folder, ...item }: DataReport): string | undefined {
  const kind = (['images', 'media', 'texts'] as const).find(
    (each) =>
      item[each] !== undefined &&
      item[each].files === folder?.files &&
      item[each].baseline_files === folder?.baseline_files,
  )
  return folder === undefined || kind === undefined ? undefined : WORDS[kind]
}

/**
 * What images, audio and video, texts and models in data are like, each fact a phrase: `2 unreadable`,
 * `224×224 → 224×224…320×240`, `12.3 M parameters (+0.1 M)`. It has counts, sizes and names of files.
 */
export function fileFacts(item: DataReport): string[] {
  const { images, media, texts, models = [] } = item
  const isOne = item.folder === undefined
  return [
    ...(images === undefined ? [] : [...countFacts('images', images, item), imageSizes(images), modes(images)]),
    ...(media === undefined
      ? []
      : [...countFacts('media', media, item), amount(media, isOne, ({ seconds }) => seconds, secondsText)]),
    ...(texts === undefined
      ? []
      : [
          ...countFacts('texts', texts, item),
          amount(texts, isOne, ({ lines }) => lines, numbered('line')),
          amount(texts, isOne, ({ words }) => words, numbered('word')),
        ]),
    ...modelsFacts(models, item),
  ].filter((fact) => fact !== '')
}

/** The number of files of a kind, the damaged ones, and what was not read. */
function countFacts(kind: Exclude<FileKind, 'models'>, report: KindReport, item: DataReport): string[] {
  const { files, baseline_files: before, now, omitted = 0 } = report
  const isTold = item.folder === undefined || kindWord(item) === WORDS[kind]
  return [
    isTold ? '' : ofBoth(files, before, WORDS[kind], undefined),
    unreadableText(now, item.folder === undefined),
    omitted === 0 ? '' : `${counted(omitted, 'changed one')} not read`,
  ]
}

function unreadableText(side: ReadFiles | undefined, isOne: boolean): string {
  const { files = 0, first = [] } = side?.unreadable ?? {}
  const [only] = first
  return files === 0
    ? ''
    : isOne && only !== undefined
      ? `unreadable (${only.reason})`
      : `${formatCount(files)} unreadable`
}

/** The sizes of both sides: `224×224`, or the smallest and the largest one. */
function imageSizes({ now, before }: KindReport<ImagesSide>): string {
  return fromTo(sizesText(before), sizesText(now))
}

/** `224×224`, `224×224…320×240`; empty without a readable image. */
export function sizesText({ smallest, largest }: Partial<ImagesSide> = {}): string {
  if (smallest === undefined || largest === undefined) return ''
  const [one, other] = [sizeText(smallest), sizeText(largest)]
  return one === other ? one : `${one}…${other}`
}

function sizeText({ width, height }: ImageSize): string {
  return `${width}×${height}`
}

/** Modes, where both sides have images and they differ. */
function modes({ now, before }: KindReport<ImagesSide>): string {
  const [one, other] = [namesText(before?.modes), namesText(now?.modes)]
  return one === '' || other === '' || one === other ? '' : `${one} → ${other}`
}

function namesText(numbers: readonly NumberOf[] = []): string {
  return numbers.map(({ name }) => name).join('/')
}

/** An amount of one file on both sides; of a folder the difference that the changed files make. */
function amount<Side extends ReadFiles>(
  { now, before, omitted = 0 }: KindReport<Side>,
  isOne: boolean,
  of: (side: Side) => number | undefined,
  textOf: (amount: number) => string,
): string {
  const [value, old] = [now && of(now), before && of(before)]
  if (isOne) return value === undefined ? '' : fromTo(old === undefined ? '' : textOf(old), textOf(value))
  // A part of the files makes no difference of all.
  if (omitted > 0 || (now !== undefined && value === undefined) || (before !== undefined && old === undefined))
    return ''
  const difference = (value ?? 0) - (old ?? 0)
  return difference === 0 ? '' : `${textOf(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`
}

function numbered(word: string): (amount: number) => string {
  return (amount) => counted(amount, word)
}

function secondsText(seconds: number): string {
  return formatSeconds(seconds)
}

function modelsFacts(models: readonly ModelReport[], { path }: DataReport): string[] {
  const [model, ...others] = models
  if (model === undefined) return []
  if (others.length > 0) return [`${formatCount(models.length)} models changed`]
  const facts = modelFacts(model)
  const [first, ...rest] = facts
  const name = model.path.startsWith(`${path}/`) ? model.path.slice(path.length + 1) : model.path
  return model.path === path || first === undefined ? facts : [`${shorten(name, LONGEST_NAME)}: ${first}`, ...rest]
}

function modelFacts({ parameters, baseline_parameters: before, ...model }: ModelReport): string[] {
  const tensors = (kind: 'added' | 'removed' | 'reshaped' | 'retyped', text: string) => {
    const { tensors: number = 0 } = model[kind] ?? {}
    return number === 0 ? '' : `${counted(number, 'tensor')} ${text}`
  }
  return [
    parametersFact(parameters, before),
    tensors('added', 'added'),
    tensors('removed', 'removed'),
    tensors('reshaped', 'of another shape'),
    tensors('retyped', 'of another type'),
  ].filter((fact) => fact !== '')
}

function parametersFact(now: number | undefined, before: number | undefined): string {
  if (now === undefined) return before === undefined ? '' : `${parametersText(before)} before`
  const difference = before === undefined ? 0 : now - before
  if (difference === 0) return parametersText(now)
  const change = `${difference > 0 ? '+' : '-'}${inUnits(Math.abs(difference))}`
  return `${parametersText(now)} (${now < 1000 ? signed(difference) : change})`
}

/** `12.3 M parameters`. */
export function parametersText(parameters: number): string {
  return `${inUnits(parameters)} parameter${parameters === 1 ? '' : 's'}`
}

/** A large number with three digits and its unit: `12.3 M`. */
export function inUnits(value: number): string {
  const [size, unit] = UNITS.find(([each]) => value >= each) ?? []
  return size === undefined ? formatCount(value) : `${Number((value / size).toPrecision(3))} ${unit}`
}
