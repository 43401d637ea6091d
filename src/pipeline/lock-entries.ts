import { isEntrySection, sectionText } from './lock-merge.js'
import { isUnreadable, type LockEntry, parseLock, sameValue, type Unreadable } from './lock-text.js'

const EMPTY_LOCK = "schema: '2.0'\nstages: {}\n"

/** The entries of the stages in a dvc.lock, by the names there. */
export function stageEntries(text: string): ReadonlyMap<string, LockEntry> | Unreadable {
  const lock = parseLock(text)
  return isUnreadable(lock) ? lock : (lock.sections.get('stages')?.entries ?? new Map<string, LockEntry>())
}

/**
 * The name of a stage for DVC: `train` of sub/dvc.lock is `sub/dvc.yaml:train`. Another dvc.lock may have a stage with
 * the same name.
 * @param lock path of the dvc.lock, relative to the working directory
 */
export function addressOf(lock: string, stage: string): string {
  const folder = lock.slice(0, -'dvc.lock'.length)
  return folder === '' ? stage : `${folder}dvc.yaml:${stage}`
}

/** One entry alone, exactly as dvc.lock has it. @returns the reason why a text is not the entry of this stage alone */
export function readEntry(name: string, text: string): LockEntry | Unreadable {
  if (text.includes('\r')) return { reason: 'it has line ends (CR) that DVC does not write here' }
  const entries = stageEntries(`schema: '2.0'\nstages:\n${text}`)
  if (!(entries instanceof Map)) return 'reason' in entries ? entries : { reason: 'it is no entry' }
  const entry = entries.get(name) as LockEntry | undefined
  if (entries.size !== 1 || entry === undefined) return { reason: `it is not the entry of ${name} alone` }
  return entry.text === text ? entry : { reason: 'there is text before or after it' }
}

/**
 * A dvc.lock with new entries for some stages, as DVC writes it: an entry keeps its position, a new one comes last. No other byte changes.
 * @param text the present file; empty where there is none
 * @param entries by the names in the file, in the order in which new ones are added
 */
export function putEntries(text: string, entries: ReadonlyMap<string, LockEntry>): string | Unreadable {
  const lock = parseLock(text.trim() === '' ? EMPTY_LOCK : text)
  if (isUnreadable(lock)) return lock
  const before = lock.sections.get('stages')?.entries ?? new Map<string, LockEntry>()
  const after = new Map([...before].map(([name, entry]) => [name, entries.get(name) ?? entry]))
  for (const [name, entry] of entries) after.set(name, entry)
  const sections = [...lock.sections.values()]
  const stages = sectionText(
    'stages',
    stagesHead(lock.sections.get('stages')?.head, before.size),
    [...after.values()].map((entry) => entry.text),
  )
  const written = `${lock.preamble}${sections
    .map(({ key, head, entries: own }) => {
      if (key === 'stages') return stages
      return isEntrySection(key)
        ? sectionText(
            key,
            head,
            [...(own?.values() ?? [])].map((entry) => entry.text),
          )
        : head
    })
    .join('')}${lock.sections.has('stages') ? '' : stages}`
  const found = stageEntries(written)
  if (!(found instanceof Map)) return 'reason' in found ? found : { reason: 'its stages cannot be read' }
  const same =
    found.size === after.size &&
    [...after].every(([name, { value }]) => sameValue((found.get(name) as LockEntry | undefined)?.value, value))
  return same ? written : { reason: 'its entries refer to each other with YAML anchors' }
}

/** An empty section is on one line and has no room for entries. */
function stagesHead(head: string | undefined, entries: number): string {
  return head === undefined || entries === 0 ? 'stages:\n' : head
}
