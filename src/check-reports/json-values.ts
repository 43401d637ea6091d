import { isRecord } from '../text/records.js'

// Report files come from many versions of many tools. A part of another type than expected is left out, not a fault.

/** A part of a JSON value by its keys; undefined where one is absent. */
export function at(value: unknown, ...keys: string[]): unknown {
  let found = value
  for (const key of keys) found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined
  return found
}

/** The text at a key; empty where it is none. */
export function textAt(value: unknown, ...keys: string[]): string {
  const found = at(value, ...keys)
  return typeof found === 'string' ? found : ''
}

/** The number at a key; undefined where it is none. */
export function numberAt(value: unknown, ...keys: string[]): number | undefined {
  const found = at(value, ...keys)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

/** The list at a key; empty where it is none. */
export function listAt(value: unknown, ...keys: string[]): readonly unknown[] {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : []
}
