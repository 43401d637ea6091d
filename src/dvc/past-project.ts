import { compileGlob } from '../metrics/glob.js'
import { compareText } from '../metrics/order.js'
import { flattenParams } from '../metrics/params.js'
import { readBlockYaml } from '../text/block-yaml.js'
import { readYaml } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { declaredName } from './file-paths.js'
import { joinPath } from './project-files.js'

/*
 * A project in a commit of the past, from its dvc.yaml and dvc.lock alone: DVC would need a second for each commit. A
 * path with a template (`metrics/${item}.json`) is found among the outputs in dvc.lock, which has the resolved ones.
 */

/** One pair of dvc.yaml and dvc.lock, parsed; undefined for a file that is absent or broken. */
export interface PastPipeline {
  /** The folder of the pair, relative to the working directory. */
  folder: string
  pipeline: Record<string, unknown> | undefined
  lock: Record<string, unknown> | undefined
}

/** A parameter as dvc.lock has it. */
export interface PastParam {
  path: string
  name: string
  /** JSON. */
  value: unknown
}

/** Data as dvc.lock has it. */
export interface PastData {
  path: string
  hash: string
  /** Bytes. */
  size?: number
  /** Number of files of a folder. */
  files?: number
  /** True for an output of a stage. */
  output?: true
}

/** A project in one commit. Paths are relative to the working directory. */
export interface PastProject {
  /** Its metrics files, with the hash of those that DVC caches. */
  metrics: Map<string, string | undefined>
  params: PastParam[]
  /** Outputs of stages without metrics files, and source data that stages read. */
  data: PastData[]
}

const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i
const TEMPLATE = /\$\{[^}]*\}/

/** The mapping of a file of DVC; undefined where the text has none. */
export function parsePast(text: string): Record<string, unknown> | undefined {
  try {
    const data = readBlockYaml(text) ?? readYaml(text)
    return isRecord(data) ? data : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads the pipelines of one commit.
 * @param isSource true for data of a `.dvc` file: another dependency is a file of Git
 */
export function readPastProject(pipelines: readonly PastPipeline[], isSource: (path: string) => boolean): PastProject {
  const metrics = new Map<string, string | undefined>()
  const params = new Map<string, PastParam>()
  const outs = new Map<string, PastData>()
  const deps = new Map<string, PastData>()
  for (const { folder, pipeline, lock } of pipelines) {
    const declared = isRecord(pipeline?.['stages']) ? pipeline['stages'] : {}
    const entries = entriesOf(lock)
    for (const path of pathsOf(pipeline?.['metrics']))
      if (!TEMPLATE.test(path)) metrics.set(joinPath(folder, path), undefined)
    for (const [name, stage] of Object.entries(declared)) {
      const { metrics: own, base } = declarationOf(folder, stage)
      for (const path of own)
        if (!TEMPLATE.test(path) && base !== undefined) metrics.set(joinPath(base, path), undefined)
      const templates = own.filter((path) => TEMPLATE.test(path)).map(globOf)
      if (base === undefined) continue
      for (const entry of entries.get(name) ?? []) {
        for (const out of dataOf(entry['outs'])) {
          const path = joinPath(base, out.path)
          if (templates.some((glob) => glob.matches(out.path))) metrics.set(path, undefined)
          outs.set(path, { ...out, path, output: true })
        }
        for (const dep of dataOf(entry['deps']))
          deps.set(joinPath(base, dep.path), { ...dep, path: joinPath(base, dep.path) })
        for (const [file, values] of Object.entries(isRecord(entry['params']) ? entry['params'] : {})) {
          const path = joinPath(base, file)
          for (const [key, value] of flattenParams(values)) params.set(`${path}:${key}`, { path, name: key, value })
        }
      }
    }
  }
  for (const path of metrics.keys()) metrics.set(path, outs.get(path)?.hash)
  const sources = [...deps.values()].filter(({ path }) => !outs.has(path) && isSource(path))
  return {
    metrics,
    params: [...params.values()],
    data: [...sources, ...[...outs.values()].filter(({ path }) => !metrics.has(path))].sort((one, other) =>
      compareText(one.path, other.path),
    ),
  }
}

/** The metrics of a stage in dvc.yaml, and the folder of its paths; undefined for one that only DVC can resolve. */
function declarationOf(folder: string, stage: unknown): { metrics: string[]; base: string | undefined } {
  const own = isRecord(stage) && isRecord(stage['do']) ? stage['do'] : isRecord(stage) ? stage : {}
  const wdir = typeof own['wdir'] === 'string' ? own['wdir'] : '.'
  return { metrics: pathsOf(own['metrics']), base: TEMPLATE.test(wdir) ? undefined : joinPath(folder, wdir) }
}

/** The entries of dvc.lock by the name in dvc.yaml, which those of a `foreach` or a `matrix` share. */
function entriesOf(lock: Record<string, unknown> | undefined): Map<string, Record<string, unknown>[]> {
  const entries = new Map<string, Record<string, unknown>[]>()
  for (const [key, entry] of Object.entries(isRecord(lock?.['stages']) ? lock['stages'] : {})) {
    if (!isRecord(entry)) continue
    const name = declaredName(key)
    const known = entries.get(name)
    if (known === undefined) entries.set(name, [entry])
    else known.push(entry)
  }
  return entries
}

/** Paths of a list in dvc.yaml whose items are paths, or mappings of one path to its options. */
function pathsOf(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) =>
    typeof item === 'string' ? [item] : isRecord(item) ? Object.keys(item) : [],
  )
}

function globOf(template: string) {
  return compileGlob(
    template
      .split(new RegExp(TEMPLATE, 'g'))
      .map((text) => text.replace(/[\\*?[\]{}]/g, '\\$&'))
      .join('*'),
    'name',
  )
}

function dataOf(entries: unknown): PastData[] {
  return (Array.isArray(entries) ? entries.filter(isRecord) : []).flatMap(({ path, md5, size, nfiles }) =>
    typeof path === 'string' && typeof md5 === 'string' && !URL_LIKE.test(path)
      ? [
          {
            path,
            hash: md5,
            ...(typeof size === 'number' ? { size } : {}),
            ...(typeof nfiles === 'number' ? { files: nfiles } : {}),
          },
        ]
      : [],
  )
}
