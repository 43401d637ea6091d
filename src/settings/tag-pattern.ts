// By hand: semver compares versions, and a tag pattern also has dates, counters and names of artifacts.

/** Which number of a semantic version a build raises. */
export type Part = 'major' | 'minor' | 'patch'

/** One piece of a pattern: text, or what a build puts in its place. */
export type Piece = string | { kind: 'n' } | { kind: 'date' } | { kind: 'artifact' } | { kind: 'semver'; part: Part }

/** How the tags of official builds are named. */
export interface TagPattern {
  /** As it was written. */
  text: string
  pieces: Piece[]
}

const PLACEHOLDERS: Readonly<Record<string, Exclude<Piece, string>>> = {
  n: { kind: 'n' },
  date: { kind: 'date' },
  artifact: { kind: 'artifact' },
  semver: { kind: 'semver', part: 'patch' },
  'semver:patch': { kind: 'semver', part: 'patch' },
  'semver:minor': { kind: 'semver', part: 'minor' },
  'semver:major': { kind: 'semver', part: 'major' },
}
/** What a registry after GTO's conventions reads: a version, and a version in a stage (github.com/iterative/gto, "Git tags format"). */
const GTO = '{artifact}@v{semver}'
const GTO_STAGE = /^gto#([A-Za-z0-9](?:[A-Za-z0-9/_-]*[A-Za-z0-9])?)$/
/** What git-check-ref-format(1) refuses in the name of a tag. */
const NO_TAG = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-./]|\/\.|[./]$|\.lock(?:\/|$)|^@$/
/** Longer ones are no file name on some systems. */
const LONGEST = 200

/**
 * Reads the setting `tag`: one pattern, or several with blanks between them, of which the first is the build's version. `gto` stands for
 * `{artifact}@v{semver}`, and `gto#STAGE` for that and `{artifact}#STAGE#{n}`.
 * @returns what is wrong with it, in a sentence that says what to write
 */
export function parseTagPatterns(text: string): { patterns: TagPattern[] } | { problem: string } {
  const stage = GTO_STAGE.exec(text.trim())?.[1]
  const words =
    text.trim() === 'gto' ? [GTO] : stage === undefined ? text.trim().split(/\s+/) : [GTO, `{artifact}#${stage}#{n}`]
  const patterns: TagPattern[] = []
  for (const word of words) {
    const pieces: Piece[] = []
    for (const [, literal, name] of word.matchAll(/([^{}]+)|\{([^{}]*)\}|[{}]/g)) {
      const piece = literal ?? (name === undefined ? undefined : PLACEHOLDERS[name])
      if (piece === undefined)
        return {
          problem: `${name === undefined ? 'Close every brace' : `There is no {${name}}`}: ${Object.keys(PLACEHOLDERS)
            .map((each) => `{${each}}`)
            .join(', ')}.`,
        }
      pieces.push(piece)
    }
    const pattern = { text: word, pieces }
    if (pieces.filter(isCounter).length > 1)
      return { problem: `Count by one of {n} and {semver}: '${word}' has several.` }
    const example = nextTag(pattern, [], { date: '2026-01-31', artifact: 'model' })
    if (NO_TAG.test(example) || example.length > LONGEST)
      return { problem: `Git takes no tag '${example}': use letters, digits and - _ . / @ #, such as model-v{n}.` }
    patterns.push(pattern)
  }
  return { patterns }
}

function isCounter(piece: Piece): boolean {
  return typeof piece !== 'string' && (piece.kind === 'n' || piece.kind === 'semver')
}

/** What stands for the placeholders that are not counted. */
export interface TagValues {
  /** UTC, `2026-11-21`. */
  date: string
  /** As GTO writes it in a tag; absent where the pattern does not ask for it. */
  artifact?: string
}

/** True for a pattern that gives one name and no other. */
export function isFixedTag({ pieces }: TagPattern): boolean {
  return pieces.every((piece) => typeof piece === 'string' || piece.kind === 'artifact')
}

/** The beginning that all tags of a pattern share. */
export function tagPrefix({ pieces }: TagPattern, { artifact = '' }: Pick<TagValues, 'artifact'>): string {
  let prefix = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string' && piece.kind !== 'artifact') break
    prefix += typeof piece === 'string' ? piece : artifact
  }
  return prefix
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const NUMBER = '(\\d{1,9})'
const SEMVER = `${NUMBER}\\.${NUMBER}\\.${NUMBER}`

/** What every tag of a pattern matches, of this day or another; its groups are the numbers of the counter. */
function expression({ pieces }: TagPattern, { date, artifact = '' }: Partial<TagValues>): RegExp {
  const source = pieces.map((piece) => {
    if (typeof piece === 'string') return literally(piece)
    if (piece.kind === 'artifact') return literally(artifact)
    if (piece.kind === 'date') return date === undefined ? '\\d{4}-\\d\\d-\\d\\d(?:\\.\\d+)?' : literally(date)
    return piece.kind === 'n' ? NUMBER : SEMVER
  })
  return new RegExp(`^${source.join('')}$`)
}

/** True for a name that a build with this pattern may have given. */
export function isTagOf(pattern: TagPattern, name: string, values: Pick<TagValues, 'artifact'>): boolean {
  return expression(pattern, values).test(name)
}

/**
 * The next free name: the highest number and one more, so that a number whose tag was deleted is not given again; the highest version with
 * one part raised, from 0.0.0; the day, with `.2` and so on where it is taken. A pattern without any of them always gives the same name.
 */
export function nextTag(pattern: TagPattern, taken: Iterable<string>, values: TagValues): string {
  const names = [...taken]
  const counter = pattern.pieces.find(isCounter)
  const write = (date: string, count = '') =>
    pattern.pieces
      .map((piece) =>
        typeof piece === 'string'
          ? piece
          : piece.kind === 'artifact'
            ? (values.artifact ?? '')
            : piece.kind === 'date'
              ? date
              : count,
      )
      .join('')
  if (counter === undefined || typeof counter === 'string') {
    for (let date = values.date, turn = 2; ; date = `${values.date}.${turn++}`) {
      const name = write(date)
      if (isFixedTag(pattern) || !names.includes(name)) return name
    }
  }
  const matcher = expression(pattern, values)
  const numbers = names
    .flatMap((name) => {
      const found = matcher.exec(name)
      return found ? [found.slice(1).map(Number)] : []
    })
    .sort(compareNumbers)
  const [highest = []] = numbers.slice(-1)
  const [major = 0, minor = 0, patch = 0] = highest
  if (counter.kind !== 'semver') return write(values.date, String(major + 1))
  const raised = { major: [major + 1, 0, 0], minor: [major, minor + 1, 0], patch: [major, minor, patch + 1] }[
    counter.part
  ]
  return write(values.date, raised.join('.'))
}

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index])
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}
