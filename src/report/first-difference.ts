import { joined } from '../text/words.js'
import type { AuditCauseKind, Variation } from './audit-report.js'

/** Where two files of one path differ first, as a reader of their format tells it. */
export interface FirstDifference {
  /** `same`: only since both were compared. */
  at:
    | 'line'
    | 'row'
    | 'element'
    | 'tensor'
    | 'shape'
    | 'member'
    | 'order'
    | 'archive'
    | 'gzip'
    | 'key'
    | 'byte'
    | 'same'
  line?: number
  /** Of a line its character, of a row the name. */
  column?: number | string
  row?: number
  tensor?: string
  /** The member of an archive that has the difference. */
  member?: string
  index?: number[]
  /** Dotted; empty for the top. */
  key?: string
  offset?: number
  /** The side that alone has it; `width`: the row has another number of columns. */
  only?: 'first' | 'second' | 'width'
  first?: string
  second?: string
  /** The number, time or word of each side in which they differ. */
  tokens?: string[]
  signs: string[]
}

/** The place as a phrase: `row 3, column label`. */
export function placeText(found: FirstDifference): string {
  const { member } = found
  const place = ownPlace(found)
  return member === undefined || found.at === 'member' ? place : `${member}, ${place}`
}

function ownPlace({
  at,
  line,
  column,
  row = 0,
  tensor,
  member,
  index = [],
  key = '',
  offset = 0,
  only,
}: FirstDifference): string {
  const alone = only === undefined ? '' : ` is only in the ${only} run`
  switch (at) {
    case 'line':
      return `line ${line}, column ${column}`
    case 'row':
      if (only === 'width') return `row ${row}, which has another number of columns`
      return column === undefined
        ? `row ${row}${alone}`
        : row === 0
          ? `the header, column ${column}${alone}`
          : `row ${row}, column ${column}`
    case 'element':
      return `${tensor === undefined ? '' : `tensor ${tensor}, `}element [${index.join(', ')}]`
    case 'tensor':
      return only === undefined ? `tensor ${tensor}, byte ${offset + 1}` : `tensor ${tensor}${alone}`
    case 'shape':
      return tensor === undefined ? 'type or shape' : `type or shape of tensor ${tensor}`
    case 'member':
      return `member ${member}${alone}`
    case 'order':
      return key === '' ? 'the order of its parts' : `the order of ${key}`
    case 'archive':
      return 'the times of its members, or their compression'
    case 'gzip':
      return 'the header or the compression of gzip'
    case 'key':
      return `key ${key === '' ? 'at the top' : key}${alone}`
    case 'byte':
      return `byte ${offset + 1}`
    case 'same':
      return 'not found again'
  }
}

const EVIDENCE: Readonly<Record<Exclude<AuditCauseKind, 'variation'>, string>> = {
  time: 'Both sides are times: the file records when it was made.',
  folder: 'The bytes around the difference have the path of the folder in which the stage ran.',
  order: 'Both sides have the same parts in another order: sets, hash seeds and listings of files are usual causes.',
  'archive-time': 'The members of the archive have other times.',
  'gzip-time': 'The header of gzip has another time: `gzip -n` or `mtime=0` leaves it out.',
  'number-format': 'Both sides have the same digits with other signs between them: a locale can write them so.',
  random:
    'Numbers differ although all inputs are the same: a random seed that is not set, and sums in the order of threads, are usual causes.',
}

/** The evidence for a usual cause, as a sentence. */
export function evidenceText(kind: Exclude<AuditCauseKind, 'variation'>): string {
  return EVIDENCE[kind]
}

const VARIED: Readonly<Record<Variation, string>> = {
  folder: 'folder',
  'time-zone': 'time zone',
  locale: 'locale',
  'hash-seed': 'hash seed',
  threads: 'number of threads',
}

/** The names of variations for people. */
export function variedText(names: readonly Variation[]): string {
  return joined(names.map((name) => VARIED[name]))
}

/** The evidence of a third run, in which nothing but the folder was different. */
export function variationEvidence(names: readonly Variation[]): string {
  return `Without another ${variedText(names)}, a third run wrote the same outputs as the first.`
}
