import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { isInside, realPathOf } from '../run/real-path.js'
import { type CacheRights, isWritableKey } from './keys.js'

/** State of the step: its main part stores here the files that its post part must cache. */
export const PENDING_CACHES = 'pending-caches'

/** Files to store when the job ends. */
export interface PendingSave {
  what: string
  key: string
  paths: readonly string[]
  /** Bytes. */
  limit: number
}

/** Far more than the entries of a run: DVC, its data, the packages, durations. */
const MOST_SAVES = 20
const LONGEST_TEXT = 1_000

export interface PendingOptions {
  rights: CacheRights
  /** Absolute folder that relative paths start from. */
  workspace: string
  /** Other absolute folders from which a run stores. */
  folders: readonly string[]
}

/**
 * The entries of the step's state that a run of dvc-ci can have stored. Code of the job can write the state too, so
 * nothing is taken for granted: an entry must have a key that the run may write, and paths in the known folders, with
 * links resolved, that do not touch Git's own folder.
 * @returns the entries, and a sentence for each one that is left out
 */
export async function checkedSaves(
  text: string,
  options: PendingOptions,
): Promise<{ saves: PendingSave[]; rejected: string[] }> {
  const given = parsed(text)
  if (!Array.isArray(given) || given.length > MOST_SAVES)
    return { saves: [], rejected: ['the state of the step has not the form that dvc-ci writes.'] }
  const saves: PendingSave[] = []
  const rejected: string[] = []
  for (const each of given as unknown[]) {
    if (!isSave(each)) {
      rejected.push('an entry has not the form that dvc-ci writes.')
      continue
    }
    const reason = await reasonAgainst(each, options)
    if (reason === undefined) saves.push(each)
    else rejected.push(reason)
  }
  return { saves, rejected }
}

async function reasonAgainst(
  { key, paths }: PendingSave,
  { rights, workspace, folders }: PendingOptions,
): Promise<string | undefined> {
  if (!isWritableKey(rights, key)) return `this run may not store the key ${JSON.stringify(key)}.`
  const roots = await Promise.all([workspace, ...folders].map(realPathOf))
  for (const path of paths) {
    const place = await realPathOf(isAbsolute(path) ? path : resolve(workspace, path))
    const root = roots.find((each) => each !== undefined && place !== undefined && isInside(each, place))
    if (place === undefined || root === undefined)
      return `${JSON.stringify(path)} is outside of the folders from which dvc-ci stores.`
    if (isInside(place, join(root, '.git')) || relative(root, place).split(sep).includes('.git'))
      return `${JSON.stringify(path)} has Git's own folder.`
  }
  return undefined
}

function isSave(value: unknown): value is PendingSave {
  if (typeof value !== 'object' || value === null) return false
  const { what, key, paths, limit } = value as Record<string, unknown>
  return (
    isText(what) &&
    isText(key) &&
    typeof limit === 'number' &&
    limit >= 0 &&
    Array.isArray(paths) &&
    paths.length > 0 &&
    paths.length <= MOST_SAVES &&
    paths.every(isText)
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT && !/[\0\r\n]/.test(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
