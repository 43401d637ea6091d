import { spellingsOf } from '../metrics/selector.js'
import type { Policy } from '../settings/settings.js'
import { count } from '../text/words.js'
import type { DescribedData } from './described-data.js'
import { type DescribedFile, type DescribedKind, factsOf, type Sides } from './described-files.js'
import { total } from './file-groups.js'
import { quantitiesOf } from './named-data.js'
import { TOTALS } from './quantities.js'

/** A number of one side of data, or of a file in a folder; `reason` says why it is not known. */
export interface FileMeasure {
  path: string
  name: string
  side: keyof Sides
  value: number | { reason: string }
}

type Total = keyof typeof TOTALS
const TOTAL_NAMES = Object.keys(TOTALS) as Total[]

/**
 * The numbers of images, audio and video, texts and models. Data that did not change has the same ones on both sides.
 * @param policies which may name files of a folder
 */
export function fileMeasures(
  { path, sides, isFolder, isChanged, report, kinds = [] }: DescribedData,
  policies: readonly Policy[],
): FileMeasure[] {
  const asked = policies.filter(({ metric }) => spellingsOf(metric).some(({ name }) => name === 'unreadable'))
  const read = kinds.flatMap((kind) => (kind.read === undefined ? [] : [{ ...kind, read: kind.read }]))
  const images = kinds.find(({ kind }) => kind === 'images')
  return (['now', 'before'] as const)
    .filter((side) => sides[side])
    .flatMap((side) => {
      const from = isChanged ? side : 'now'
      const at = (own: string, name: string, value: FileMeasure['value'] | undefined): FileMeasure[] =>
        value === undefined ? [] : [{ path: own, name, side, value }]
      const has = !isFolder || report.folder?.[from === 'now' ? 'files' : 'baseline_files'] !== undefined
      return [
        ...at(path, 'images', images && has ? numberOf(images, from) : undefined),
        ...(read.length === 0 ? [] : at(path, 'unreadable', unreadable(read, from))),
        ...read.flatMap((kind) =>
          kind.read
            .filter((file) => file.path !== path && file.sides[from])
            .filter((file) => asked.some(({ metric }) => quantitiesOf(metric, file.path).includes('unreadable')))
            .flatMap((file) => at(file.path, 'unreadable', unreadable([{ ...kind, omitted: 0, read: [file] }], from))),
        ),
        ...TOTAL_NAMES.flatMap((name) =>
          read
            .filter(({ kind }) => kind === TOTALS[name])
            .flatMap((kind) => [
              ...at(path, name, kind.isWhole && has ? sumOf(kind, name, from) : undefined),
              ...kind.read
                .filter((file) => file.path !== path)
                .flatMap((file) => at(file.path, name, factOf(file, name, from))),
            ]),
        ),
      ]
    })
}

type ReadKind = DescribedKind & { read: readonly DescribedFile[] }

function numberOf({ files = 0, baseline_files: before = 0 }: DescribedKind, side: keyof Sides): number {
  return side === 'now' ? files : before
}

function unreadable(kinds: readonly ReadKind[], side: keyof Sides): FileMeasure['value'] {
  const files = kinds.flatMap(({ read }) => read)
  const reason = reasonOf(kinds) ?? files.map((file) => unreadReason(file, side)).find((each) => each !== undefined)
  return reason === undefined
    ? files.filter((file) => factsOf(file, side)?.unreadable !== undefined).length
    : { reason }
}

function sumOf(kind: ReadKind, name: Total, side: keyof Sides): FileMeasure['value'] {
  const reason = reasonOf([kind])
  if (reason !== undefined) return { reason }
  const values = kind.read.flatMap((file) => factOf(file, name, side, file.path) ?? [])
  return values.find((value) => typeof value !== 'number') ?? total(values.filter((value) => typeof value === 'number'))
}

/** Undefined where the side has no such file. @param called the file in the reason, where it is one of several */
function factOf(
  file: DescribedFile,
  name: Total,
  side: keyof Sides,
  called?: string,
): FileMeasure['value'] | undefined {
  const facts = factsOf(file, side)
  if (facts === undefined) return undefined
  const reason = facts.unread ?? facts.unreadable
  return (
    facts[name] ?? { reason: `${called === undefined ? '' : `${called}: `}${reason ?? 'its format tells no length'}` }
  )
}

function unreadReason(file: DescribedFile, side: keyof Sides): string | undefined {
  const reason = factsOf(file, side)?.unread
  return reason === undefined ? undefined : `${file.path}: ${reason}`
}

/** Why not all files of kinds were read. */
export function reasonOf(kinds: readonly DescribedKind[]): string | undefined {
  const omitted = kinds.reduce((sum, kind) => sum + kind.omitted, 0)
  return omitted === 0 ? undefined : `it has ${count(omitted, 'more changed file')} than dvc-ci reads`
}
