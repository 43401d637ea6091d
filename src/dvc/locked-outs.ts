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
}

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
  const add = (base: string, entries: unknown) => {
    for (const entry of Array.isArray(entries) ? entries.filter(isRecord) : []) {
      const { path, md5, hash, size } = entry
      if (typeof path !== 'string' || typeof md5 !== 'string') continue
      const full = joinPath(base, path)
      outs.set(full, {
        path: full,
        hash: md5,
        hashName: hash === 'md5' ? 'md5' : 'md5-dos2unix',
        ...(typeof size === 'number' ? { size } : {}),
      })
    }
  }
  for (const [path, text] of files) {
    const kind = kindOf(path)
    const data = kind === 'pipeline' ? undefined : mappingOf(text)
    if (data === undefined) continue
    if (kind === 'data') {
      add(joinPath(dirname(path), typeof data['wdir'] === 'string' ? data['wdir'] : '.'), data['outs'])
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
