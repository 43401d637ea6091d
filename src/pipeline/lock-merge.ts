import { describeDifference } from './lock-difference.js'
import { isUnreadable, type LockEntry, type LockText, parseLock, sameValue } from './lock-text.js'

export type Side = 'ours' | 'theirs'

/** An entry that both sides changed in different ways. */
export interface LockConflict {
  section: 'stages' | 'datasets'
  /** The stage as dvc.lock names it (`train@a`), or the dataset. */
  name: string
  /** A few words on each input and output that differs. */
  difference: string
  /** True when one of the sides removed it. */
  removed: boolean
}

/** A stage that never ran with one of its inputs: a stage of the other side made that input. */
export interface BrokenLink {
  stage: string
  /** As dvc.lock writes it. */
  path: string
  producer: string
}

/** The merge of two versions of a dvc.lock. */
export interface LockMerge {
  /** Entries that only one side changed, by side. */
  taken: Record<Side, string[]>
  conflicts: LockConflict[]
  /** Stages that are consistent on each side and not in the merge. */
  broken: BrokenLink[]
  /** The merged file. It has no entry that is in conflict, so that DVC treats the stage as never run. */
  text: string
  /** The merged file with each conflict between Git's marks. */
  marked: string
}

/** Versions that cannot be merged entry by entry. */
export interface LockRefusal {
  /** The version at fault; `both` where their difference is. */
  side: 'base' | Side | 'both'
  reason: string
  line?: number
}

/** The three versions of a file in a merge; undefined for a side without the file. */
export interface Versions<T> {
  base?: T
  ours: T
  theirs: T
}

export type Section = 'stages' | 'datasets'
const SECTIONS: readonly string[] = ['stages', 'datasets'] satisfies Section[]

/** One entry of the merged file: its text, or the texts of both sides where it is in conflict. */
type Merged = { name: string; value: unknown } & ({ text: string } | { ours: string; theirs: string })

/**
 * Merges two versions of a dvc.lock entry by entry. An entry that one side changed comes from that side byte for byte, and a removal is kept.
 * An entry that both changed in different ways is in conflict. Entries keep our order; new entries of their side come last, as DVC writes them.
 * Without a base, an entry that one side lacks counts as added by the other side.
 */
export function mergeLocks(versions: Versions<string>): LockMerge | LockRefusal {
  const read: Partial<Versions<LockText>> = {}
  for (const side of ['base', 'ours', 'theirs'] as const) {
    const lock = parseLock(versions[side] ?? '')
    if (isUnreadable(lock)) return { side, ...lock }
    read[side] = lock
  }
  const { base, ours, theirs } = read
  if (!base || !ours || !theirs) throw new Error('a version of dvc.lock was not read')
  const merge: Omit<LockMerge, 'text' | 'marked'> = { taken: { ours: [], theirs: [] }, conflicts: [], broken: [] }
  const expected = new Map<string, unknown>()
  let [text, marked] = [ours.preamble, ours.preamble]
  for (const key of new Set([...ours.sections.keys(), ...theirs.sections.keys()])) {
    if (isEntrySection(key)) {
      const entries = mergeEntries(
        key,
        { base: entriesOf(base, key), ours: entriesOf(ours, key), theirs: entriesOf(theirs, key) },
        merge,
      )
      const head = ours.sections.get(key)?.head ?? theirs.sections.get(key)?.head ?? ''
      const kept = entries.filter((entry) => 'text' in entry)
      text += sectionText(
        key,
        head,
        kept.map((entry) => entry.text),
      )
      marked += sectionText(
        key,
        head,
        entries.map((entry) => ('text' in entry ? entry.text : withMarks(entry.ours, entry.theirs))),
      )
      for (const { name, value } of kept) expected.set(`${key} ${name}`, value)
    } else {
      const section = [ours.sections.get(key), theirs.sections.get(key), base.sections.get(key)] as const
      const chosen =
        sameValue(section[0]?.value, section[1]?.value) || sameValue(section[1]?.value, section[2]?.value)
          ? section[0]
          : sameValue(section[0]?.value, section[2]?.value)
            ? section[1]
            : undefined
      if (chosen === undefined && section[0] && section[1])
        return { side: 'both', reason: `'${key}' differs at the top of the file` }
      text += chosen?.head ?? ''
      marked += chosen?.head ?? ''
    }
  }
  if (!says(text, expected)) return { side: 'both', reason: 'its entries refer to each other with YAML anchors' }
  merge.broken = brokenLinks(entriesOf(ours, 'stages'), entriesOf(theirs, 'stages'), entriesOf(parsed(text), 'stages'))
  return { ...merge, text, marked }
}

/** Whether the versions could not be merged entry by entry. */
export function isRefusal(merge: LockMerge | LockRefusal): merge is LockRefusal {
  return 'reason' in merge
}

/** True for a section that is made of entries. */
export function isEntrySection(key: string): key is Section {
  return SECTIONS.includes(key)
}

function entriesOf(lock: LockText, section: Section): ReadonlyMap<string, LockEntry> {
  return lock.sections.get(section)?.entries ?? new Map<string, LockEntry>()
}

function mergeEntries(
  section: Section,
  { base, ours, theirs }: Required<Versions<ReadonlyMap<string, LockEntry>>>,
  merge: Pick<LockMerge, 'taken' | 'conflicts'>,
): Merged[] {
  const merged: Merged[] = []
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, our, their] = [base.get(name), ours.get(name), theirs.get(name)]
    if (sameEntry(our, their) || sameEntry(before, their)) {
      if (!sameEntry(our, their)) merge.taken.ours.push(name)
      if (our) merged.push({ name, ...our })
    } else if (sameEntry(before, our)) {
      merge.taken.theirs.push(name)
      if (their) merged.push({ name, ...their })
    } else {
      merge.conflicts.push({
        section,
        name,
        difference: describeDifference(our?.value, their?.value),
        removed: !our || !their,
      })
      merged.push({ name, value: undefined, ours: our?.text ?? '', theirs: their?.text ?? '' })
    }
  }
  return merged
}

function sameEntry(one: LockEntry | undefined, other: LockEntry | undefined): boolean {
  if (!one || !other) return one === other
  return one.text === other.text || sameValue(one.value, other.value)
}

/** A section built from the texts of its entries. */
export function sectionText(key: Section, head: string, texts: readonly string[]): string {
  if (texts.length > 0) return head + texts.join('')
  // DVC requires the key `stages` even where there are none (dvc/schema.py), and does not require `datasets`.
  return key === 'stages' ? 'stages: {}\n' : ''
}

function withMarks(ours: string, theirs: string): string {
  return `<<<<<<< ours\n${ours}=======\n${theirs}>>>>>>> theirs\n`
}

function parsed(text: string): LockText {
  const lock = parseLock(text)
  return isUnreadable(lock) ? { preamble: '', sections: new Map() } : lock
}

/** Whether a combined text has the values of its parts: an alias in one part may refer to an anchor in another. */
function says(text: string, expected: ReadonlyMap<string, unknown>): boolean {
  const lock = parseLock(text)
  if (isUnreadable(lock)) return text.trim() === '' && expected.size === 0
  const found = [...lock.sections.values()].flatMap(({ key, entries }) =>
    [...(entries ?? [])].map(([name, { value }]) => [`${key} ${name}`, value] as const),
  )
  return (
    found.length === expected.size &&
    found.every(([name, value]) => expected.has(name) && sameValue(value, expected.get(name)))
  )
}

/**
 * Links between stages that hold in both versions and not in the merge. A lock does not have the working directory of a stage, so only
 * links that held before can be called broken.
 */
function brokenLinks(
  ours: ReadonlyMap<string, LockEntry>,
  theirs: ReadonlyMap<string, LockEntry>,
  merged: ReadonlyMap<string, LockEntry>,
): BrokenLink[] {
  const [our, their, all] = [ours, theirs, merged].map(links) as [
    Map<string, Link>,
    Map<string, Link>,
    Map<string, Link>,
  ]
  const heldBefore = (key: string) => {
    const before = [our.get(key)?.holds, their.get(key)?.holds]
    return before.includes(true) && !before.includes(false)
  }
  return [...all]
    .filter(([key, link]) => !link.holds && heldBefore(key))
    .map(([, { stage, path, producer }]) => ({ stage, path, producer }))
}

type Link = BrokenLink & { holds: boolean }

function links(stages: ReadonlyMap<string, LockEntry>): Map<string, Link> {
  const producers = new Map<string, { stage: string; md5: unknown }>()
  for (const [stage, { value }] of stages)
    for (const { path, md5 } of pathsOf(value, 'outs')) producers.set(path, { stage, md5 })
  const found = new Map<string, Link>()
  for (const [stage, { value }] of stages) {
    for (const { path, md5 } of pathsOf(value, 'deps')) {
      const producer = producers.get(path)
      if (producer && producer.stage !== stage)
        found.set(JSON.stringify([stage, path, producer.stage]), {
          stage,
          path,
          producer: producer.stage,
          holds: producer.md5 === md5,
        })
    }
  }
  return found
}

function pathsOf(entry: unknown, key: 'deps' | 'outs'): { path: string; md5: unknown }[] {
  const list = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>)[key] : undefined
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    const { path, md5 } = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {}
    return typeof path === 'string' ? [{ path, md5 }] : []
  })
}
