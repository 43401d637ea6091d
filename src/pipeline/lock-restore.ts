import { isEntrySection, sectionText } from './lock-merge.js'
import { isUnreadable, type LockEntry, type LockText, parseLock, type Unreadable } from './lock-text.js'

/** A dvc.lock after some stages went back to their entries in an older version. */
export interface RestoredLock {
  /** The whole file; absent where nothing would be left in it. */
  text: string
  /** Stages whose entry is now the older one, changed or not. */
  restored: string[]
  /** Stages that the caller asked for and the older version lacks: their entries stay. */
  unknown: string[]
  /** Stages of the older version that dvc.yaml no longer declares. */
  dropped: string[]
}

/** The input of a restore. */
export interface RestoreRequest {
  /** The present file; empty where there is none. */
  now: string
  /** The older file; empty where there was none. */
  then: string
  /** Whether dvc.yaml still declares a stage of this name. */
  isDeclared: (stage: string) => boolean
  /** The stages to restore; absent for all. */
  stages?: ReadonlySet<string>
}

/**
 * Replaces entries of the present dvc.lock by those of an older one, without a changed byte in any entry. A file with nothing but
 * older entries equals the older file byte for byte.
 * @returns the restored lock, or the reason why one of the two cannot be split into entries
 */
export function restoreLock({ now, then, isDeclared, stages }: RestoreRequest): RestoredLock | Unreadable {
  const [present, past] = [parseLock(now), parseLock(then)]
  if (isUnreadable(past)) return past
  if (isUnreadable(present)) return present
  const [current, former] = [stageEntries(present), stageEntries(past)]
  const asked = [...(stages ?? new Set([...current.keys(), ...former.keys()]))]
  const restored = asked.filter((name) => former.has(name) && isDeclared(name))
  const unknown = asked.filter((name) => !former.has(name) && isDeclared(name))
  const dropped = asked.filter((name) => former.has(name) && !isDeclared(name))
  const outcome = { restored, unknown, dropped }
  if (stages === undefined && unknown.length === 0 && dropped.length === 0) return { text: then, ...outcome }
  const back = new Set(restored)
  const entries: LockEntry[] = []
  for (const [name, entry] of current) entries.push(back.has(name) ? (former.get(name) ?? entry) : entry)
  for (const [name, entry] of former) if (back.has(name) && !current.has(name)) entries.push(entry)
  return { text: assemble(present, past, entries), ...outcome }
}

function stageEntries(lock: LockText): ReadonlyMap<string, LockEntry> {
  return lock.sections.get('stages')?.entries ?? new Map<string, LockEntry>()
}

/** The present file with other stages in it. A new file gets its frame from the older one. */
function assemble(present: LockText, past: LockText, entries: readonly LockEntry[]): string {
  const frame = present.sections.size > 0 ? present : past
  const texts = [...frame.sections.values()].map(({ key, head, entries: own }) => {
    if (key === 'stages')
      return sectionText(
        key,
        'stages:\n',
        entries.map(({ text }) => text),
      )
    return isEntrySection(key)
      ? sectionText(
          key,
          head,
          [...(own?.values() ?? [])].map(({ text }) => text),
        )
      : head
  })
  return `${frame.preamble}${texts.join('')}`
}
