import type { SliceEntry } from './parsed-file.js'

interface Entry {
  path: string
  slice?: SliceEntry
}

interface Side {
  kind: string
  value?: number
}

/** Number of rows of a slice on both sides; absent where it is not known. */
export interface Support {
  value?: number
  baseline?: number
}

/** One slice of one file, as a key; undefined for a metric of the whole data. */
export function sliceKey({ path, slice }: Entry): string | undefined {
  return slice && JSON.stringify([path, slice.dimension, slice.value])
}

/** The number of rows of each slice, by `sliceKey`. */
export function supportsOf(rows: readonly (Entry & { value: Side; baseline: Side })[]): Map<string, Support> {
  const supports = new Map<string, Support>()
  for (const row of rows) {
    const key = row.slice?.isSupport === true ? sliceKey(row) : undefined
    if (key === undefined) continue
    const [value, baseline] = [rowsOf(row.value), rowsOf(row.baseline)]
    supports.set(key, {
      ...(value === undefined ? {} : { value }),
      ...(baseline === undefined ? {} : { baseline }),
    })
  }
  return supports
}

/** The median of several evaluations may be no whole number. */
function rowsOf({ value }: Side): number | undefined {
  return value === undefined ? undefined : Math.floor(value)
}
