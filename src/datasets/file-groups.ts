import type { DataReport } from '../report/data-report.js'
import type { ImagesSide, KindReport, MediaSide, NumberOf, ReadFiles, TextsSide } from '../report/file-reports.js'
import { type DescribedFile, type DescribedKind, type FileFacts, factsOf, type Sides } from './described-files.js'

/** Names of unreadable files, and of formats or modes, in a report. */
const MOST_FIRST = 10

/** What a report has of the files of each kind in data. It has values: `withoutValues` removes them. */
export function kindReports(
  kinds: readonly DescribedKind[],
): Pick<DataReport, 'images' | 'media' | 'texts' | 'models'> {
  return Object.assign({}, ...kinds.filter(hasChanged).map(kindReport)) as ReturnType<typeof kindReports>
}

/** False for images beside a table that changed. */
function hasChanged({ files, baseline_files: before, omitted, read = [] }: DescribedKind): boolean {
  return files !== before || omitted > 0 || read.length > 0
}

function kindReport(kind: DescribedKind): ReturnType<typeof kindReports> {
  switch (kind.kind) {
    case 'images':
      return { images: report(kind, imagesSide) }
    case 'media':
      return { media: report(kind, mediaSide) }
    case 'texts':
      return { texts: report(kind, textsSide) }
    case 'models': {
      const models = kind.read?.flatMap(({ model }) => model ?? []) ?? []
      return models.length === 0 ? {} : { models }
    }
  }
}

function report<Side extends ReadFiles>(
  { files, baseline_files: before, omitted, read = [] }: DescribedKind,
  sideOf: (facts: FileFacts[]) => Omit<Side, keyof ReadFiles>,
): KindReport<Side> {
  const isUnread = (file: DescribedFile) =>
    (['now', 'before'] as const).some((which) => factsOf(file, which)?.unread !== undefined)
  const lost = omitted + read.filter(isUnread).length
  return {
    ...(files === undefined ? {} : { files }),
    ...(before === undefined ? {} : { baseline_files: before }),
    ...side(read, 'now', sideOf),
    ...side(read, 'before', sideOf),
    ...(lost === 0 ? {} : { omitted: lost }),
  }
}

function side<Side extends ReadFiles>(
  files: readonly DescribedFile[],
  which: keyof Sides,
  sideOf: (facts: FileFacts[]) => Omit<Side, keyof ReadFiles>,
): Partial<Record<keyof Sides, Side>> {
  const found = files.flatMap((file) => {
    const facts = factsOf(file, which)
    return facts === undefined || facts.unread !== undefined ? [] : [{ path: file.path, facts }]
  })
  if (found.length === 0) return {}
  const unreadable = found.flatMap(({ path, facts }) =>
    facts.unreadable === undefined ? [] : [{ path, reason: facts.unreadable }],
  )
  const readable = found.flatMap(({ facts }) => (facts.unreadable === undefined ? [facts] : []))
  const read: ReadFiles = {
    read: found.length,
    ...(unreadable.length === 0
      ? {}
      : { unreadable: { files: unreadable.length, first: unreadable.slice(0, MOST_FIRST) } }),
  }
  return { [which]: { ...read, ...sideOf(readable) } }
}

function imagesSide(facts: readonly FileFacts[]): Omit<ImagesSide, keyof ReadFiles> {
  const sizes = facts
    .flatMap(({ width, height }) => (width === undefined || height === undefined ? [] : [{ width, height }]))
    .sort((one, other) => one.width * one.height - other.width * other.height || one.width - other.width)
  const [smallest, largest] = [sizes[0], sizes.at(-1)]
  return {
    ...(smallest === undefined || largest === undefined ? {} : { smallest, largest }),
    formats: numbersOf(facts.flatMap(({ format }) => format ?? [])),
    modes: numbersOf(facts.flatMap(({ mode }) => mode ?? [])),
  }
}

function numbersOf(names: readonly string[]): NumberOf[] {
  const numbers = new Map<string, number>()
  for (const name of names) numbers.set(name, (numbers.get(name) ?? 0) + 1)
  return [...numbers]
    .map(([name, files]) => ({ name, files }))
    .sort((one, other) => other.files - one.files || (one.name < other.name ? -1 : 1))
    .slice(0, MOST_FIRST)
}

function mediaSide(facts: readonly FileFacts[]): Omit<MediaSide, keyof ReadFiles> {
  const seconds = facts.flatMap((each) => each.seconds ?? []).sort((one, other) => one - other)
  const untimed = facts.length - seconds.length
  const [shortest, median, longest] = [seconds[0], seconds[Math.floor(seconds.length / 2)], seconds.at(-1)]
  return {
    ...(untimed === 0 ? {} : { untimed }),
    ...(shortest === undefined || median === undefined || longest === undefined
      ? {}
      : { seconds: total(seconds), shortest, median, longest }),
  }
}

function textsSide(facts: readonly FileFacts[]): Omit<TextsSide, keyof ReadFiles> {
  return {
    lines: total(facts.map(({ lines = 0 }) => lines)),
    words: total(facts.map(({ words = 0 }) => words)),
  }
}

/** A sum; to milliseconds, which is what the seconds of a file have. */
export function total(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((sum, each) => sum + each, 0) * 1000) / 1000
}
