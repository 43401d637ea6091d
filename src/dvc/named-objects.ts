import { basename } from 'node:path'
import { readBlockYaml } from '../text/block-yaml.js'
import { readYaml } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { kindOf } from './project-file.js'

/** The objects that a dvc.lock or `.dvc` file names. */
export interface NamedObjects {
  /** Hashes of objects that the remote must have; those of folders end in `.dir`. */
  hashes: string[]
  /**
   * Hashes of objects that may be elsewhere: imports, and outputs with `cache: false`, `push: false` or a remote of
   * their own.
   */
  elsewhere: string[]
}

const HASH = /^[0-9a-f]{32}(?:\.dir)?$/
/** A dvc.yaml without these words has no output that is elsewhere. */
const ELSEWHERE = /\bcache\b|\bpush\b|\bremote\b/

/** Whether a file names objects: `lock` for a dvc.lock, `data` for a `.dvc` file and for a Dvcfile of DVC 0 to 2. */
export function namingKind(path: string): 'lock' | 'data' | undefined {
  if (basename(path) === 'Dvcfile') return 'data'
  const kind = kindOf(path)
  return kind === 'pipeline' ? undefined : kind
}

/**
 * The objects that a file names. It may be of any version of DVC, since old commits are read too.
 * @param pipeline text of the dvc.yaml beside a dvc.lock
 * @param remote the remote that is asked; outputs that name it are in it
 * @returns a clause that says why the file cannot be read
 */
export function namedObjects(
  path: string,
  text: string,
  pipeline?: string,
  remote?: string,
): NamedObjects | { fault: string } {
  if (/^(?:<{7}|>{7})(?: |\r?$)/m.test(text)) return { fault: 'it contains Git conflict markers' }
  const data = yamlOf(text)
  if (!isRecord(data)) return { fault: 'it is no mapping in YAML' }
  if (namingKind(path) === 'data')
    return objectsOf([{ outs: data['outs'], isElsewhere: isImport(data) }], () => false, remote)
  // DVC 1 has the stages at the top, and one of them may have this name.
  const stages = 'schema' in data && !isRecord(data['schema']) ? (data['stages'] ?? {}) : data
  if (!isRecord(stages)) return { fault: 'its `stages` are no mapping' }
  // DVC ends every line with a line break.
  if (!text.endsWith('\n')) return { fault: 'its end is missing' }
  const lists: OutList[] = []
  for (const entry of Object.values(stages)) {
    if (!isRecord(entry)) return { fault: 'a stage of it is no mapping' }
    lists.push({ outs: entry['outs'], isElsewhere: false })
  }
  const isElsewhere = elsewhereIn(pipeline, remote)
  return objectsOf(lists, isElsewhere, remote)
}

interface OutList {
  outs: unknown
  isElsewhere: boolean
}

function objectsOf(
  lists: readonly OutList[],
  isElsewhere: (path: string) => boolean,
  remote: string | undefined,
): NamedObjects | { fault: string } {
  const named: NamedObjects = { hashes: [], elsewhere: [] }
  for (const { outs, isElsewhere: isImported } of lists) {
    if (outs === undefined || outs === null) continue
    if (!Array.isArray(outs)) return { fault: 'its `outs` are no list' }
    for (const out of outs) {
      if (!isRecord(out)) return { fault: 'an output of it is no mapping' }
      const { md5, path, files } = out
      const own = [md5, ...hashesOfFiles(files)]
      const isOther = isImported || isUnpushed(out, remote)
      for (const hash of own) {
        // Data outside of the cache has an etag or a checksum in its place.
        if (hash === undefined || hash === null) continue
        if (typeof hash !== 'string' || !HASH.test(hash)) return { fault: 'an output of it has an invalid hash' }
        const isThere = !isOther && !(typeof path === 'string' && isElsewhere(path))
        named[isThere ? 'hashes' : 'elsewhere'].push(hash)
      }
    }
  }
  return named
}

/** The hashes in the list of files that a push to a remote with versions writes. */
function hashesOfFiles(files: unknown): unknown[] {
  const entries: unknown[] = Array.isArray(files) ? files : []
  return entries.map((file) => (isRecord(file) ? file['md5'] : file))
}

/** Whether no push sends an output to this remote. */
function isUnpushed(out: Record<string, unknown>, remote: string | undefined): boolean {
  const name = out['remote']
  return out['cache'] === false || out['push'] === false || (typeof name === 'string' && name !== remote)
}

function isImport({ deps }: Record<string, unknown>): boolean {
  return Array.isArray(deps) && deps.some((dep) => isRecord(dep) && isRecord(dep['repo']))
}

/** Tells the outputs of a dvc.yaml that no push sends to this remote. */
function elsewhereIn(pipeline: string | undefined, remote: string | undefined): (path: string) => boolean {
  const stages = pipeline !== undefined && ELSEWHERE.test(pipeline) ? yamlOf(pipeline) : undefined
  if (!isRecord(stages) || !isRecord(stages['stages'])) return () => false
  const patterns: RegExp[] = []
  for (const stage of Object.values(stages['stages'])) {
    const body = isRecord(stage) && isRecord(stage['do']) ? stage['do'] : stage
    const outs: unknown[] = isRecord(body) ? ['outs', 'metrics', 'plots'].flatMap((key) => body[key] ?? []) : []
    for (const out of outs.filter(isRecord)) {
      for (const [path, options] of Object.entries(out)) {
        if (isRecord(options) && isUnpushed(options, remote)) patterns.push(templatePattern(path))
      }
    }
  }
  return (path) => patterns.some((pattern) => pattern.test(path))
}

/** Matches every value of a path with templates of DVC: `models/${item}`. */
function templatePattern(path: string): RegExp {
  const parts = path.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

function yamlOf(text: string): unknown {
  try {
    // A history has hundreds of versions of one file; the parser takes a second for a megabyte.
    return readBlockYaml(text) ?? readYaml(text)
  } catch {
    return undefined
  }
}
