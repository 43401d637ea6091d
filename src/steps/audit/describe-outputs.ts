import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { causesOf } from '../../audit/causes.js'
import { firstKey, hasKeys } from '../../audit/first-key.js'
import { parseMetricsFile } from '../../metrics/metrics-file.js'
import type { ParsedFile } from '../../metrics/parsed-file.js'
import type { Out, Stage } from '../../pipeline/project.js'
import { askDifferences } from '../../readers/differences.js'
import type { AuditCause, AuditedFile, AuditedOutput, Variation } from '../../report/audit-report.js'
import { evidenceText, type FirstDifference, placeText } from '../../report/first-difference.js'
import { READERS } from '../../toolchain/reader-environment.js'
import { withReader } from '../datasets/with-reader.js'
import { MAX_METRICS_BYTES } from '../evaluation/measurements.js'
import type { Project } from '../project/project.js'
import { comparePaths, type PathDifference } from './compare-files.js'
import { tablePlaces } from './table-places.js'

/** The most files of an output whose first difference is told, and the most metrics. */
const MOST_FILES = 10
const MOST_METRICS = 20

/** Bytes of a file whose keys are compared: a parser takes seconds for some MB, in which no signal is heard. */
const LARGEST_TREE = 1024 * 1024

/** The folders of both runs, absolute. */
export interface BothFolders {
  first: string
  second: string
}

type BytePair = Extract<PathDifference, { kind: 'bytes' }>

/**
 * Compares the outputs of both runs of a stage, and tells where they differ first and which usual causes the difference
 * has evidence for. Content is told of metrics alone, unless `data.show` is `values`.
 */
export async function describeOutputs(
  project: Project,
  { outs }: Stage,
  folders: BothFolders,
  vary: readonly Variation[],
): Promise<AuditedOutput[]> {
  const described: AuditedOutput[] = []
  for (const out of outs) {
    const [first, second] = [join(folders.first, out.path), join(folders.second, out.path)]
    const found = await comparePaths(first, second, project.run.signal)
    described.push(
      found.length === 0
        ? { path: out.path, same: true }
        : { path: out.path, same: false, ...(await detailsOf(project, out, found, folders, vary)) },
    )
  }
  return described
}

async function detailsOf(
  project: Project,
  out: Out,
  found: readonly PathDifference[],
  folders: BothFolders,
  vary: readonly Variation[],
): Promise<Omit<AuditedOutput, 'path' | 'same'>> {
  const named = found.slice(0, MOST_FILES)
  const pairs = named.filter((each): each is BytePair => each.kind === 'bytes')
  const places = await placesOf(project, out.path, pairs, vary.includes('folder') ? folders : undefined)
  const metrics = out.metric ? await movedMetrics(out.path, pairs) : []
  const isShown = out.metric || project.run.settings.data.show === 'values'
  const causes = causesFor(places)
  const of = (...kinds: PathDifference['kind'][]) => found.filter(({ kind }) => kinds.includes(kind)).length
  return {
    differences: named.map((each) => fileOf(project, each, places.get(each.file), isShown)),
    ...(found.some(({ file }) => file !== '')
      ? { files: { added: of('added'), removed: of('removed'), different: of('bytes', 'other') } }
      : {}),
    ...(metrics.length === 0 ? {} : { metrics }),
    ...(causes.length === 0 ? {} : { causes }),
  }
}

/** The first difference of each file, by its path in the output; a file that could not be read is absent. */
async function placesOf(
  project: Project,
  output: string,
  pairs: readonly BytePair[],
  folders: BothFolders | undefined,
): Promise<Map<string, FirstDifference>> {
  const places = new Map<string, FirstDifference>()
  if (pairs.length === 0) return places
  const { data } = project.run.settings
  const nameOf = ({ file }: BytePair) => (file === '' ? output : `${output}/${file}`)
  const answers = await withReader(project, READERS.files, [], (python, scratch) =>
    askDifferences({
      ...{ python, scratch, memory: data.memory, seconds: data.timeout, signal: project.run.signal },
      files: pairs.map((pair) => ({ path: nameOf(pair), first: pair.first, second: pair.second })),
      folders: folders === undefined ? [] : [folders.first, folders.second],
    }),
  )
  const tables = await tablePlaces(
    project,
    pairs.map((pair) => ({ ...pair, path: nameOf(pair) })),
  )
  for (const pair of pairs) {
    const read = tables.get(nameOf(pair)) ?? (answers instanceof Map ? answers.get(nameOf(pair)) : answers)
    if (read === undefined || 'unread' in read) {
      project.run.host.debug(`the first difference of ${nameOf(pair)} is not known: ${read?.unread ?? 'no answer'}`)
      continue
    }
    const key = hasKeys(nameOf(pair)) ? await keyOf(nameOf(pair), pair) : undefined
    places.set(pair.file, key === undefined ? read : { ...key, signs: [...new Set([...read.signs, ...key.signs])] })
  }
  return places
}

async function keyOf(path: string, { first, second }: BytePair): Promise<FirstDifference | undefined> {
  const sizes = await Promise.all([stat(first), stat(second)])
  if (sizes.some(({ size }) => size > LARGEST_TREE)) return undefined
  const [one, other] = await Promise.all([readFile(first, 'utf8'), readFile(second, 'utf8')])
  return firstKey(path, one, other)
}

async function movedMetrics(path: string, pairs: readonly BytePair[]): Promise<NonNullable<AuditedOutput['metrics']>> {
  const [pair] = pairs
  if (pair === undefined || pair.file !== '') return []
  const sizes = await Promise.all([stat(pair.first), stat(pair.second)])
  if (sizes.some(({ size }) => size > MAX_METRICS_BYTES)) return []
  const [first, second] = await Promise.all(
    [pair.first, pair.second].map(async (file) => parseMetricsFile(path, await readFile(file, 'utf8'))),
  )
  if (first === undefined || second === undefined) return []
  return [...new Set([...first.leaves.keys(), ...second.leaves.keys()])]
    .map((name) => ({ name, first: valueOf(first, name), second: valueOf(second, name) }))
    .filter((metric) => metric.first !== metric.second)
    .slice(0, MOST_METRICS)
}

function valueOf({ leaves }: ParsedFile, name: string): number | null {
  const leaf = leaves.get(name)
  return leaf !== undefined && 'value' in leaf ? leaf.value : null
}

function fileOf(
  { run }: Project,
  difference: PathDifference,
  place: FirstDifference | undefined,
  isShown: boolean,
): AuditedFile {
  const { file } = difference
  const own = file === '' ? {} : { file }
  switch (difference.kind) {
    case 'bytes':
      if (place === undefined) return { ...own, place: `byte ${difference.offset + 1}` }
      return {
        ...own,
        place: run.host.redact(placeText(place)),
        ...(isShown && place.first !== undefined && place.second !== undefined
          ? { first: run.host.redact(place.first), second: run.host.redact(place.second) }
          : {}),
      }
    case 'added':
      return { ...own, place: 'only the second run wrote it' }
    case 'removed':
      return { ...own, place: 'only the first run wrote it' }
    case 'other':
      return { ...own, place: difference.reason }
  }
}

/** Each cause once. */
function causesFor(places: ReadonlyMap<string, FirstDifference>): AuditCause[] {
  const kinds = new Set([...places.values()].flatMap((place) => causesOf(place, Date.now() / 1000)))
  return [...kinds].map((kind) => ({ kind, evidence: evidenceText(kind) }))
}
