/** The text of a written file, now and at the last `init`. */
export interface FileState {
  path: string
  /** The text that this `init` would write. */
  next: string
  /** The text that the last `init` wrote. */
  base?: string
  /** The text in the working tree. */
  mine?: string
}

/**
 * - `create`: the file is new
 * - `same`: it has the text already
 * - `update`: no person has changed the earlier text
 * - `merge`: a person and the new version have changed the earlier text
 * - `keep`: only a person has changed it
 * - `deleted`: a person has deleted it, and it stays so
 * - `foreign`: the file exists, and no `init` wrote it
 */
export type FileAction = 'create' | 'same' | 'update' | 'merge' | 'keep' | 'deleted' | 'foreign'

/** Decides what to do with one file. No person's change is ever replaced. */
export function actionFor({ next, base, mine }: FileState): FileAction {
  if (mine === undefined) return base === undefined ? 'create' : 'deleted'
  if (mine === next) return 'same'
  if (base === undefined) return 'foreign'
  if (base === next) return 'keep'
  return mine === base ? 'update' : 'merge'
}

/**
 * A file with the lines of `next` that it lacks, at its end. Lines that the last `init` wrote and a person removed stay
 * removed.
 * @returns undefined where it lacks none
 */
export function missingLines(mine: string, next: string, base: string): string | undefined {
  const present = new Set([...mine.split('\n'), ...base.split('\n')])
  const missing = next.split('\n').filter((line) => line !== '' && !present.has(line))
  if (missing.length === 0) return undefined
  const start = mine === '' || mine.endsWith('\n') ? mine : `${mine}\n`
  return `${start}${missing.map((line) => `${line}\n`).join('')}`
}
