import { dirname } from 'node:path'
import { readYaml } from '../text/read-yaml.js'
import { isRecord, kindOf } from './project-file.js'
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
 * The outputs of another revision with their hashes, read only from its dvc.lock and `.dvc` files. A file that cannot
 * be read counts as empty: an error in an old revision must not fail this run.
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
    let data: unknown
    try {
      data = readYaml(text)
    } catch {
      continue
    }
    if (!isRecord(data)) continue
    if (kindOf(path) === 'data') {
      add(joinPath(dirname(path), typeof data['wdir'] === 'string' ? data['wdir'] : '.'), data['outs'])
    } else if (kindOf(path) === 'lock' && isRecord(data['stages'])) {
      for (const [stage, entry] of Object.entries(data['stages'])) {
        if (isRecord(entry)) add(wdirOf(path, stage) ?? dirname(path), entry['outs'])
      }
    }
  }
  return outs
}
