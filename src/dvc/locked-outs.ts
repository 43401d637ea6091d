import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { readYaml } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { declaredName } from './file-paths.js'
import { kindOf } from './project-file.js'
import { joinPath } from './project-files.js'

/** An output in a dvc.lock or `.dvc` file of some revision. */
export interface LockedOut {
  path: string
  hash: string
  hashName: string
  /** Bytes. */
  size?: number
  /** The remote that its `.dvc` file or its stage names. */
  remote?: string
  /** True for data of another repository, which no remote of this project has. */
  imported?: true
  /** Where an import comes from. */
  source?: ImportSource
  /** The files of a folder in a remote that keeps versions, which has no manifest. */
  listed?: ListedFile[]
}

/** The place of an import: the address of a repository as its `.dvc` file has it, a commit, and a path there. */
export interface ImportSource {
  url: string
  rev: string
  path: string
}

/** A file of a folder: its path in the folder, its hash, and its bytes where they are known. */
export type ListedFile = [path: string, hash: string, size: number | null]

/**
 * The outputs of another revision with their hashes, read only from its dvc.lock, dvc.yaml and `.dvc` files. A file that
 * cannot be read counts as empty: an error in an old revision must not fail this run. An entry of dvc.lock whose stage is
 * not in the dvc.yaml beside it has no outputs, as for DVC.
 * @param files path and text of each file
 * @param wdirOf the folder that a stage's paths start from, which dvc.lock does not have. Undefined: the folder of
 *   dvc.lock
 */
export function lockedOuts(
  files: ReadonlyMap<string, string>,
  wdirOf: (lock: string, stage: string) => string | undefined,
): Map<string, LockedOut> {
  const outs = new Map<string, LockedOut>()
  const add = (base: string, entries: unknown, origin: Pick<LockedOut, 'imported' | 'source'> = {}) => {
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      const { path, hash, remote } = entry
      const files = listedFiles(entry['files'])
      const md5 = files === undefined ? entry['md5'] : manifestHash(files)
      const size = files === undefined ? entry['size'] : sizeOf(files)
      if (typeof path !== 'string' || typeof md5 !== 'string') continue
      const full = joinPath(base, path)
      outs.set(full, {
        path: full,
        hash: md5,
        hashName: hash === 'md5' ? 'md5' : 'md5-dos2unix',
        ...(typeof size === 'number' ? { size } : {}),
        ...(typeof remote === 'string' ? { remote } : {}),
        ...origin,
        ...(files === undefined ? {} : { listed: files }),
      })
    }
  }
  for (const [path, text] of files) {
    const kind = kindOf(path)
    const data = kind === 'pipeline' ? undefined : mappingOf(text)
    if (data === undefined) continue
    if (kind === 'data') {
      add(joinPath(dirname(path), typeof data['wdir'] === 'string' ? data['wdir'] : '.'), data['outs'], originOf(data))
    } else if (kind === 'lock' && isRecord(data['stages'])) {
      const declared = declaredStages(files.get(joinPath(dirname(path), 'dvc.yaml')))
      for (const [stage, entry] of Object.entries(data['stages'])) {
        if (isRecord(entry) && declared?.has(declaredName(stage)) !== false)
          add(wdirOf(path, stage) ?? dirname(path), entry['outs'])
      }
    }
  }
  return outs
}

/** Whether a `.dvc` file is an import from another repository, and from where. */
function originOf({ deps }: Record<string, unknown>): Pick<LockedOut, 'imported' | 'source'> {
  for (const dep of Array.isArray(deps) ? deps.filter(isRecord) : []) {
    const { path, repo } = dep
    if (!isRecord(repo)) continue
    const { url, rev_lock: rev } = repo
    // Other settings of the import name another place of its data.
    const isPlain = repo['remote'] === undefined && repo['config'] === undefined
    return typeof path === 'string' && typeof url === 'string' && typeof rev === 'string' && isPlain
      ? { imported: true, source: { url, rev, path } }
      : { imported: true }
  }
  return {}
}

/** The `files` of an entry, which a push to a remote that keeps versions writes; undefined without a valid list. */
function listedFiles(entries: unknown): ListedFile[] | undefined {
  if (!Array.isArray(entries)) return undefined
  const files = entries.map((entry): ListedFile | undefined => {
    if (!isRecord(entry) || typeof entry['relpath'] !== 'string' || typeof entry['md5'] !== 'string') return undefined
    return [entry['relpath'], entry['md5'], typeof entry['size'] === 'number' ? entry['size'] : null]
  })
  return files.every((file) => file !== undefined) ? files : undefined
}

/** The bytes of all files; undefined where those of one are not known. */
function sizeOf(files: readonly ListedFile[]): number | undefined {
  return files.reduce<number | undefined>(
    (total, [, , size]) => (total === undefined || size === null ? undefined : total + size),
    0,
  )
}

/** The hash of a folder with these files, which DVC writes only for a remote without versions (dvc_data: Tree.digest). */
function manifestHash(files: readonly ListedFile[]): string {
  const entries = files
    .map(([path, hash]) => ({ bytes: Buffer.from(path), text: `{"md5": ${ascii(hash)}, "relpath": ${ascii(path)}}` }))
    .sort((a, b) => a.bytes.compare(b.bytes))
  return `${createHash('md5')
    .update(`[${entries.map(({ text }) => text).join(', ')}]`)
    .digest('hex')}.dir`
}

/** A text as Python writes it in JSON. */
function ascii(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The names of the stages in a dvc.yaml; undefined for one that is absent or cannot be read. */
function declaredStages(text: string | undefined): Set<string> | undefined {
  const stages = text === undefined ? undefined : mappingOf(text)?.['stages']
  return isRecord(stages) ? new Set(Object.keys(stages)) : undefined
}

function mappingOf(text: string): Record<string, unknown> | undefined {
  try {
    const data = readYaml(text)
    return isRecord(data) ? data : undefined
  } catch {
    return undefined
  }
}
