import { compileGlob } from '../metrics/glob.js'
import { spellingsOf } from '../metrics/selector.js'
import type { FileKind } from '../report/file-reports.js'
import type { Policy } from '../settings/settings.js'
import { nearest } from '../text/nearest.js'
import type { AbsentFile } from './described-data.js'
import { keyOfPair, type LeakPair } from './leak-pairs.js'
import { isOfFiles, kindOfTotal, leakedFrom, mayBeQuantity, partOf, plainQuantity } from './quantities.js'

/** The paths that policies may name. */
export interface KnownPaths {
  /** Data of this revision or of the baseline. */
  data: Iterable<string>
  metrics: Iterable<string>
}

/**
 * Divides policies: one whose path is that of data, or lies in such a folder, and of no metrics file is about data. A path that
 * is misspelt belongs to what it is nearest to.
 */
export function dividePolicies(
  policies: readonly Policy[],
  { data, metrics }: KnownPaths,
): { data: Policy[]; metrics: Policy[] } {
  const [paths, files] = [[...data], [...metrics]]
  const divided: { data: Policy[]; metrics: Policy[] } = { data: [], metrics: [] }
  for (const policy of policies) (isOfData(policy.metric, paths, files) ? divided.data : divided.metrics).push(policy)
  return divided
}

function isOfData(text: string, data: readonly string[], metrics: readonly string[]): boolean {
  const spellings = spellingsOf(text)
  if (spellings.some(({ path }) => metrics.some((file) => compileGlob(path, 'path').matches(file)))) return false
  if (data.some((path) => fitOf(text, path) !== 'none')) return true
  // A path alone lacks its quantity.
  if (data.includes(text)) return true
  // A name with a colon needs no file: `sklearn:acc`.
  return spellings.some(({ path, name }) => {
    if (!mayBeQuantity(name) || !/[/.]/.test(path)) return false
    const meant = nearestData(path, [...data, ...metrics])
    return meant !== undefined && data.includes(meant)
  })
}

/** The data that a wrong path most likely meant: one of this name in another folder, or with few edits. */
export function nearestData(path: string, known: Iterable<string>): string | undefined {
  const paths = [...known]
  return paths.find((each) => each.endsWith(`/${path}`)) ?? nearest(path, paths, 'misspelt')
}

/** How a policy's text names data: the data itself, a file in the folder that it is, or not at all. */
export type Fit = 'whole' | 'inside' | 'none'

/** @param path of data */
export function fitOf(text: string, path: string): Fit {
  const fits = spellingsOf(text).map((spelling) =>
    compileGlob(spelling.path, 'path').matches(path) ? 'whole' : reachesInto(spelling.path, path) ? 'inside' : 'none',
  )
  return fits.includes('whole') ? 'whole' : fits.includes('inside') ? 'inside' : 'none'
}

/** The readings of a policy's text whose path lies in a folder. */
export function spellingsInto(text: string, folder: string): { path: string; name: string }[] {
  return spellingsOf(text).filter(({ path }) => reachesInto(path, folder))
}

/** True where a policy's text means files in a folder that has none of them, now or in the baseline. */
export function namesAbsent(
  text: string,
  { path: folder, absent = [] }: { path: string; absent?: readonly AbsentFile[] },
): boolean {
  const asked = spellingsInto(text, folder).filter(({ name }) => mayBeQuantity(name))
  return asked.length > 0 && asked.every(({ path }) => absent.some((each) => each.path === path))
}

/** The quantities, or patterns of them, that a policy's text asks of a path. */
export function quantitiesOf(text: string, path: string): string[] {
  return spellingsOf(text).flatMap((spelling) =>
    compileGlob(spelling.path, 'path').matches(path) ? [plainQuantity(spelling.name)] : [],
  )
}

/** The kind of files whose sum a policy asks of a path: of a file with another name, or of all files of a folder. */
export function askedKind(policies: readonly Policy[], path: string): FileKind | undefined {
  return policies.flatMap(({ metric }) => quantitiesOf(metric, path).flatMap((name) => kindOfTotal(name) ?? []))[0]
}

/** The files in a folder that policies name, relative to it, the ends of names that their patterns say, and all these texts. */
export function askedFiles(
  policies: readonly Policy[],
  folder: string,
): { files: string[]; suffixes: string[]; paths: string[] } | undefined {
  const spellings = policies.flatMap(({ metric }) => spellingsInto(metric, folder))
  const paths = spellings.map(({ path }) => path)
  if (paths.length === 0) return undefined
  const isFile = (path: string) => compileGlob(path, 'path').literal
  return {
    files: paths.filter(isFile).map((path) => path.slice(folder.length + 1)),
    suffixes: spellings.filter(({ path }) => !isFile(path)).flatMap(endOf),
    // The paths of leaks may be those of folders.
    paths: spellings.flatMap(({ path, name }) => (leakedFrom(name) === undefined ? [path] : [])),
  }
}

/** The end of names that a pattern says; empty for one such as `part-*`, which means tables without an ending too. */
function endOf({ path, name }: { path: string; name: string }): string[] {
  const end = /[^/](\.\w+)$/.exec(path)?.[1]
  if (end !== undefined) return [end.toLowerCase()]
  const beginsWithText = /(?:^|\/)[^/*?[{.]+[*?[{][^/.]*$/.test(path)
  return beginsWithText && partOf(name, false) === 'content' && !isOfFiles(name) ? [''] : []
}

/** True for a path or pattern of files below a folder. */
export function reachesInto(pattern: string, folder: string): boolean {
  const parts = pattern.split('/')
  const above = folder.split('/')
  for (const [index, part] of above.entries()) {
    const own = parts[index]
    if (own === undefined) return false
    if (own.includes('**')) return true
    if (!compileGlob(own, 'path').matches(part)) return false
  }
  return parts.length > above.length
}

/**
 * The pairs that policies ask about with `leaked(…)`.
 * @param data the paths of data; a policy may also name files in such folders
 */
export function askedLeaks(policies: readonly Policy[], data: Iterable<string>): LeakPair[] {
  const whole = [...data]
  const inside = policies.flatMap(({ metric }) =>
    spellingsOf(metric)
      .flatMap(({ path, name }) => [path, leakedFrom(name) ?? ''])
      .filter((path) => compileGlob(path, 'path').literal && whole.some((each) => reachesInto(path, each))),
  )
  const paths = [...new Set([...whole, ...inside])]
  const pairs = policies.flatMap(({ metric }) =>
    paths.flatMap((path) =>
      quantitiesOf(metric, path).flatMap((name) => {
        const other = leakedFrom(name)
        if (other === undefined) return []
        const glob = compileGlob(other, 'path')
        return paths.filter((each) => each !== path && glob.matches(each)).map((of) => ({ path, of }))
      }),
    ),
  )
  return [...new Map(pairs.map((pair) => [keyOfPair(pair), pair])).values()]
}
