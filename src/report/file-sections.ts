import type { DataReport } from './data-report.js'
import { inUnits, sizesText } from './file-lines.js'
import type {
  ImagesSide,
  KindReport,
  MediaSide,
  ModelReport,
  NumberOf,
  ReadFiles,
  TensorsReport,
  TextsSide,
} from './file-reports.js'
import { formatCount, formatSeconds } from './numbers.js'
import { type Cell, code, countCell, number, type Section, text } from './section.js'

const TITLES = { images: 'Images', media: 'Audio and video', texts: 'Texts' } as const

/** All that a report has of the images, audio and video, texts and models of one changed data, by subject. */
export function fileSections({ images, media, texts, models = [] }: DataReport): Section[] {
  return [
    ...(images === undefined ? [] : [kindSection('images', images, IMAGE_FACTS)]),
    ...(media === undefined ? [] : [kindSection('media', media, MEDIA_FACTS)]),
    ...(texts === undefined ? [] : [kindSection('texts', texts, TEXT_FACTS)]),
    ...(models.length === 0 ? [] : [modelsSection(models)]),
    unreadableSection([images, media, texts]),
  ]
}

/** A fact of a side with its text. */
type Facts<Side> = readonly (readonly [string, (side: Side) => string])[]

const IMAGE_FACTS: Facts<ImagesSide> = [
  ['Size', sizesText],
  ['Format', ({ formats }) => numbersText(formats)],
  ['Mode', ({ modes }) => numbersText(modes)],
]
const MEDIA_FACTS: Facts<MediaSide> = [
  ['Length of all', ({ seconds }) => secondsText(seconds)],
  ['Shortest', ({ shortest }) => secondsText(shortest)],
  ['Median', ({ median }) => secondsText(median)],
  ['Longest', ({ longest }) => secondsText(longest)],
  ['Of unknown length', ({ untimed }) => (untimed === undefined ? '' : formatCount(untimed))],
]
const TEXT_FACTS: Facts<TextsSide> = [
  ['Lines', ({ lines }) => formatCount(lines)],
  ['Words', ({ words }) => formatCount(words)],
]

function kindSection<Side extends ReadFiles>(
  kind: keyof typeof TITLES,
  { files, baseline_files: filesBefore, now, before, omitted }: KindReport<Side>,
  facts: Facts<Side>,
): Section {
  const row = (fact: string, value: string, baseline: string) => ({
    tone: 'plain' as const,
    cells: [text(fact), text(value), text(baseline)],
  })
  const of = (side: Side | undefined, textOf: (side: Side) => string) => (side === undefined ? '' : textOf(side))
  const counts = (value: number | undefined) => (value === undefined ? '' : formatCount(value))
  return {
    title: TITLES[kind],
    columns: ['Of', 'This change', 'Baseline'],
    rows: [
      row('Files', counts(files), counts(filesBefore)),
      row('Files that were read', counts(now?.read), counts(before?.read)),
      row('Changed files that were not read', counts(omitted), ''),
      row('Unreadable', counts(now?.unreadable?.files), counts(before?.unreadable?.files)),
      ...facts.map(([fact, textOf]) => row(fact, of(now, textOf), of(before, textOf))),
    ].filter(({ cells: [, ...sides] }) => sides.some((cell) => cell.text !== '')),
  }
}

function unreadableSection(kinds: readonly (KindReport | undefined)[]): Section {
  return {
    title: 'Unreadable files',
    columns: ['Path', 'Why'],
    rows: kinds
      .flatMap((kind) => kind?.now?.unreadable?.first ?? [])
      .map(({ path, reason }) => ({ tone: 'warn', cells: [code(path), text(reason)] })),
  }
}

function modelsSection(models: readonly ModelReport[]): Section {
  return {
    title: 'Models',
    columns: [
      'Model',
      'Format',
      'Parameters',
      'Before',
      'Tensors',
      'Before',
      'Added',
      'Removed',
      'Other shape',
      'Other type',
    ],
    rows: models.map((model) => ({
      tone: 'plain',
      cells: [
        code(model.path),
        text(model.format),
        ...[model.parameters, model.baseline_parameters].map(parametersCell),
        ...[model.tensors, model.baseline_tensors].map(countCell),
        ...[model.added, model.removed, model.reshaped, model.retyped].map((tensors) => text(tensorsText(tensors))),
      ],
    })),
  }
}

function parametersCell(parameters: number | undefined): Cell {
  return number(parameters === undefined ? '' : inUnits(parameters))
}

/** The number of tensors and the first ones by name. */
function tensorsText({ tensors, first }: TensorsReport = { tensors: 0, first: [] }): string {
  const left = tensors - first.length
  return tensors === 0 ? '' : `${first.join(', ')}${left > 0 ? ` and ${formatCount(left)} more` : ''}`
}

function numbersText(numbers: readonly NumberOf[]): string {
  return numbers.map(({ name, files }) => (numbers.length === 1 ? name : `${name} ${formatCount(files)}`)).join(', ')
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? '' : formatSeconds(seconds)
}
