import { formatBytes } from '../report/numbers.js'
import { isRecord } from '../text/records.js'
import { sameValue } from './lock-text.js'
import { hashOfEntry } from './lock-versions.js'

/** Differences that are named; the others are counted. */
const SHOWN = 4

/**
 * The differences between two versions of a lock entry or `.dvc` file, ours first: command, parameters, inputs and outputs with the
 * beginning of their hash and their size.
 */
export function describeDifference(ours: unknown, theirs: unknown): string {
  if (ours === undefined) return 'removed by us, changed by them'
  if (theirs === undefined) return 'changed by us, removed by them'
  const [our, their] = [facts(ours), facts(theirs)]
  const differing = [...new Set([...our.keys(), ...their.keys()])].filter(
    (name) => !sameValue(our.get(name)?.value, their.get(name)?.value),
  )
  const shown = differing
    .slice(0, SHOWN)
    .map((name) => `${name}: ours ${our.get(name)?.text ?? 'nothing'}, theirs ${their.get(name)?.text ?? 'nothing'}`)
  if (differing.length > SHOWN) shown.push(`and ${differing.length - SHOWN} more`)
  return shown.length > 0 ? shown.join('; ') : 'written in another way'
}

interface Fact {
  value: unknown
  text: string
}

/** The values of a mapping by their dotted keys, as `dvc params diff` names them. */
function* leaves(values: Record<string, unknown>, prefix = ''): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(values)) {
    const name = prefix + key
    if (isRecord(value) && Object.keys(value).length > 0) yield* leaves(value, `${name}.`)
    else yield [name, value]
  }
}

/** The single statements of an entry, by their subject. */
function facts(entry: unknown): Map<string, Fact> {
  const found = new Map<string, Fact>()
  const add = (name: string, value: unknown, text = shown(value)) => {
    found.set(name, { value, text })
  }
  for (const [key, value] of Object.entries(isRecord(entry) ? entry : {})) {
    if (key === 'params' && isRecord(value)) {
      for (const [file, values] of Object.entries(value)) {
        if (!isRecord(values)) add(file, values)
        else for (const [name, param] of leaves(values)) add(`${file}:${name}`, param)
      }
    } else if ((key === 'deps' || key === 'outs') && Array.isArray(value)) {
      for (const item of value) {
        if (isRecord(item))
          add(
            `${key === 'deps' ? 'input' : 'output'} ${typeof item['path'] === 'string' ? item['path'] : ''}`,
            item,
            version(item),
          )
      }
    } else add(key === 'cmd' ? 'command' : key, value)
  }
  return found
}

/** One version of a file or folder: the beginning of its hash, size, number of files. */
function version(item: Record<string, unknown>): string {
  const hash = [hashOfEntry(item), item['etag'], item['checksum']].find((value) => typeof value === 'string')
  if (hash === undefined) return shown(Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'path')))
  const { size, nfiles } = item
  const details = [
    isCount(size) ? formatBytes(Number(size)) : '',
    isCount(nfiles) ? `${nfiles} file${Number(nfiles) === 1 ? '' : 's'}` : '',
  ].filter((text) => text !== '')
  return `${hash.slice(0, 8)}${details.length > 0 ? ` (${details.join(', ')})` : ''}`
}

function isCount(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** A value as JSON, shortened. */
function shown(value: unknown): string {
  const text =
    JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
