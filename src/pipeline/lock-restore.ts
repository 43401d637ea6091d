import { isEntrySection, sectionText } from './lock-merge.js'
import { isUnreadable, type LockEntry, type LockText, parseLock, type Unreadable } from './lock-text.js'

/** What a dvc.lock becomes when stages go back to what an older version of it says. */
export interface RestoredLock {
  /** The whole file; absent where nothing is left in it. */
  text: string
  /** Stages whose entry is now that of then, whether it differed or not. */
  restored: string[]
  /** Stages that were asked for and that the older version does not have: their entries are as they were. */
  unknown: string[]
  /** Stages of the older version that dvc.yaml does not declare any more. */
  dropped: string[]
}

/** What is brought back. */
export interface RestoreRequest {
  /** The file as it is; empty where there is none. */
  now: string
  /** The file as it was; empty where there was none. */
  then: string
  /** Whether dvc.yaml still declares a stage of this name. */
  isDeclared: (stage: string) => boolean
  /** The stages that go back; all of them without it. */
  stages?: ReadonlySet<string>
}

/**
 * Puts the entries of an older dvc.lock in the place of the present ones, without changing a byte of any entry. Where nothing but them would be in the file, it
 * is the older file byte for byte.
 * @returns what it becomes, or why one of the two cannot be taken apart
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

/** The present file with other stages in it. A file that did not exist takes its frame from the older one. */
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
