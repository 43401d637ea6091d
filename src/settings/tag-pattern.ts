// By hand: semver compares versions, and a tag pattern also has dates, counters and names of artifacts.

/** The part of a semantic version that a build raises. */
export type Part = 'major' | 'minor' | 'patch'

/** One piece of a pattern: text, or a placeholder that a build fills. */
export type Piece = string | { kind: 'n' } | { kind: 'date' } | { kind: 'artifact' } | { kind: 'semver'; part: Part }

/** The name pattern of the tags of official builds. */
export interface TagPattern {
  /** The pattern as the user wrote it. */
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
/**
 * The tags that a registry with GTO's conventions reads: a version, and a version in a stage (github.com/iterative/gto,
 * "Git tags format").
 */
const GTO = '{artifact}@v{semver}'
const GTO_STAGE = /^gto#([A-Za-z0-9](?:[A-Za-z0-9/_-]*[A-Za-z0-9])?)$/
/** Characters that git-check-ref-format(1) rejects in the name of a tag. */
const NO_TAG = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-./]|\/\.|[./]$|\.lock(?:\/|$)|^@$/
/** Longer names are not valid file names on some systems. */
const LONGEST = 200

/**
 * Parses the setting `tag`: one pattern, or several as a list or separated by commas. The first is the version of the
 * build. `gto` means `{artifact}@v{semver}`; `gto#STAGE` adds `{artifact}#STAGE#{n}`.
 * @returns the patterns, or the problem as a sentence with its fix
 */
export function parseTagPatterns(
  written: string | readonly string[],
): { patterns: TagPattern[] } | { problem: string } {
  const names = (typeof written === 'string' ? written.split(/[,\n]/) : written)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const words = names.flatMap((name) => {
    const stage = GTO_STAGE.exec(name)?.[1]
    return name === 'gto' ? [GTO] : stage === undefined ? [name] : [GTO, `{artifact}#${stage}#{n}`]
  })
  if (words.length === 0) return { problem: 'Write a name such as model-v{n}, or none.' }
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
      return { problem: `Use one of {n} and {semver}, once: '${word}' has several.` }
    const example = nextTag(pattern, [], { date: '2026-01-31', artifact: 'model' })
    if (/\s/.test(word))
      return {
        problem: `Git rejects the tag '${example}': a name has no blank. Write model-v{n}, or several tags as a list: ${word.split(/\s+/).join(', ')}.`,
      }
    if (NO_TAG.test(example) || example.length > LONGEST)
      return { problem: `Git rejects the tag '${example}': use letters, digits and - _ . / @ #, such as model-v{n}.` }
    patterns.push(pattern)
  }
  return { patterns }
}

function isCounter(piece: Piece): boolean {
  return typeof piece !== 'string' && (piece.kind === 'n' || piece.kind === 'semver')
}

/** The values of the placeholders without a counter. */
export interface TagValues {
  /** UTC, `2026-11-21`. */
  date: string
  /** The name in GTO's form; absent if the pattern has no artifact. */
  artifact?: string
}

/** True for a pattern that always gives the same name. */
export function isFixedTag({ pieces }: TagPattern): boolean {
  return pieces.every((piece) => typeof piece === 'string' || piece.kind === 'artifact')
}

/** The prefix of all tags of a pattern. */
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

/** Matches every tag of a pattern, of any day if `date` is absent. The groups are the numbers of the counter. */
function expression({ pieces }: TagPattern, { date, artifact = '' }: Partial<TagValues>): RegExp {
  const source = pieces.map((piece) => {
    if (typeof piece === 'string') return literally(piece)
    if (piece.kind === 'artifact') return literally(artifact)
    if (piece.kind === 'date') return date === undefined ? '\\d{4}-\\d\\d-\\d\\d(?:\\.\\d+)?' : literally(date)
    return piece.kind === 'n' ? NUMBER : SEMVER
  })
  return new RegExp(`^${source.join('')}$`)
}

/** True for a name that a build with this pattern may have made. */
export function isTagOf(pattern: TagPattern, name: string, values: Pick<TagValues, 'artifact'>): boolean {
  return expression(pattern, values).test(name)
}

/**
 * The next free name. A number is the highest one plus one, so that the number of a deleted tag is not reused. A
 * version is the highest one with one part raised, from 0.0.0. A date gets `.2` and so on if it exists. A pattern
 * without a counter always gives the same name.
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
