import { compileGlob } from '../metrics/glob.js'
import { reachesInto } from './named-data.js'

/** Data that an entry of `data.keys` may mean. */
export interface KeyedData {
  path: string
  /** Absent where no commit tells whether it is a folder. */
  isFolder?: boolean
}

/** The entries of `data.keys` that are about no table: no data has such a path, and no folder can have such a file. */
export function unusedKeys(entries: Iterable<string>, data: readonly KeyedData[]): string[] {
  const fits = (entry: string, { path, isFolder }: KeyedData) =>
    (isFolder !== true && compileGlob(entry, 'path').matches(path)) || (isFolder !== false && reachesInto(entry, path))
  return [...entries].filter((entry) => !data.some((each) => fits(entry, each)))
}
