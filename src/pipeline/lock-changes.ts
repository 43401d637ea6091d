import type { Cause } from '../report/report.js'
import { isRecord } from '../text/records.js'
import { hashOfEntry } from './lock-versions.js'
import type { IsTracked } from './verdicts.js'

/**
 * The inputs of a stage that differ between two entries of dvc.lock.
 * @param before undefined for a stage that the older dvc.lock does not have
 * @returns empty for equal entries; one cause of the kind `forced` where only the outputs differ
 */
export function entryChanges(before: unknown, now: unknown, isTracked: IsTracked): Cause[] {
  if (!isRecord(now)) return []
  if (!isRecord(before)) return [{ kind: 'command', message: 'it is a new stage' }]
  const causes: Cause[] = []
  if (isDifferent(before['cmd'], now['cmd'])) causes.push({ kind: 'command', message: 'its command has changed' })
  const [oldDeps, deps] = [byPath(before['deps']), byPath(now['deps'])]
  for (const path of new Set([...deps.keys(), ...oldDeps.keys()])) {
    if (!isDifferent(oldDeps.get(path), deps.get(path))) continue
    const state = oldDeps.has(path) ? (deps.has(path) ? 'has changed' : 'is no dependency now') : 'is a new dependency'
    causes.push({ kind: isTracked(path) ? 'code' : 'data', path, message: `${path} ${state}` })
  }
  const [oldParams, params] = [flat(before['params']), flat(now['params'])]
  for (const path of new Set([...params.keys(), ...oldParams.keys()])) {
    const [old, present] = [oldParams.get(path), params.get(path)]
    if (old === present) continue
    causes.push({
      kind: 'params',
      path,
      message: `${path.slice(path.indexOf(':') + 1)}: ${old ?? 'absent'} -> ${present ?? 'absent'}`,
    })
  }
  if (causes.length > 0) return causes
  const [oldOuts, outs] = [byPath(before['outs']), byPath(now['outs'])]
  const made = [...outs.keys()].filter((path) => isDifferent(oldOuts.get(path), outs.get(path)))
  return made.length === 0 ? [] : [{ kind: 'forced', message: `the same inputs gave another ${made.join(', ')}` }]
}

/** The hashes of files by path; the size and the number of files follow from the hash. */
function byPath(list: unknown): Map<string, unknown> {
  const entries = Array.isArray(list) ? list.filter(isRecord) : []
  return new Map(
    entries.flatMap((entry): [string, unknown][] => {
      const { path, etag, checksum, version_id: version } = entry
      return typeof path === 'string' ? [[path, hashOfEntry(entry) ?? etag ?? checksum ?? version ?? entry]] : []
    }),
  )
}

/** The values of parameters as JSON, by `file:name`. */
function flat(params: unknown): Map<string, string> {
  const values = new Map<string, string>()
  if (!isRecord(params)) return values
  for (const [file, inner] of Object.entries(params))
    for (const [name, value] of Object.entries(isRecord(inner) ? inner : {}))
      for (const [path, leaf] of leaves(name, value)) values.set(`${file}:${path}`, leaf)
  return values
}

function leaves(name: string, value: unknown): [string, string][] {
  if (isRecord(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(`${name}.${key}`, inner))
  const text = JSON.stringify(value) ?? 'nothing'
  return [[name, text.length > 60 ? `${text.slice(0, 57)}...` : text]]
}

function isDifferent(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}
