import { parse } from 'yaml'
import type { Finding } from '../report/report.js'
import { shellWord } from '../report/shell-word.js'
import { named } from '../text/words.js'
import { conflictLine, splitConflict } from './conflict-marks.js'
import { describeDifference } from './lock-difference.js'
import { isRefusal, type LockConflict, type LockMerge, mergeLocks, type Versions } from './lock-merge.js'
import { isUnreadable, parseLock, sameValue } from './lock-text.js'

/** A file that two sides changed. */
export interface ConflictedFile {
  /** Relative to the repository's root. */
  path: string
  /** As it stands in the working tree; undefined when it is not there. */
  text?: string
  /** Its versions, where Git still knows them; a side that has no such file is undefined. */
  versions?: Partial<Versions<string>>
}

/** What can be done about a file in conflict. */
export interface Settlement {
  /** True when nothing is left to decide: Git may be told so. */
  settled: boolean
  /** What the file becomes; absent where it stays as it is. */
  text?: string
  /** One sentence without the file's name. */
  message: string
  /** What is left to do, and what to look at. */
  findings: Finding[]
}

/**
 * Settles a dvc.lock stage by stage. A stage that both sides changed is left out of it, so that `dvc status` shows it as changed whatever the workspace
 * holds: an entry of either side could be taken for the truth about code that both wrote. Once all of those were reproduced, it is settled.
 * @returns undefined where nothing is in conflict
 */
export function settleLock({ path, text, versions }: ConflictedFile): Settlement | undefined {
  const sides = text === undefined ? undefined : splitConflict(text)
  if (!versions) {
    if (text === undefined || conflictLine(text) === undefined) return undefined
    return sides
      ? settleVersions(path, sides)
      : undecided(path, 'it has marks of a conflict that do not belong together', takeOurs(path))
  }
  const { base, ours, theirs } = versions
  if (ours === undefined || theirs === undefined) return removedBySide(path, ours === undefined ? 'ours' : 'theirs')
  const all = { ...(base === undefined ? {} : { base }), ours, theirs }
  // A file that is what one side has is what Git leaves where it was told not to merge: nobody decided anything yet.
  if (text === undefined || conflictLine(text) !== undefined || [base, ours, theirs].includes(text))
    return settleVersions(path, all)
  return checkReproduced(path, text, mergeLocks(all))
}

function settleVersions(path: string, versions: Versions<string>): Settlement {
  const merge = mergeLocks(versions)
  if (isRefusal(merge)) {
    const which = { base: 'the version before both', ours: 'our version', theirs: 'their version', both: 'it' }[
      merge.side
    ]
    return undecided(path, `${which} cannot be taken apart by stage: ${merge.reason}`, takeOurs(path))
  }
  const findings = [...merge.conflicts.map((conflict) => unsettled(path, conflict)), ...brokenInputs(path, merge)]
  const taken = (['ours', 'theirs'] as const)
    .filter((side) => merge.taken[side].length > 0)
    .map((side) => `${named(merge.taken[side])} of ${side}`)
  const said = taken.length > 0 ? taken.join(', ') : 'both sides say the same'
  if (merge.conflicts.length === 0) return { settled: true, text: merge.text, message: said, findings }
  return {
    settled: false,
    text: merge.text,
    message: `${taken.length > 0 ? `${said}; ` : ''}both changed ${named(merge.conflicts.map(({ name }) => name))}`,
    findings,
  }
}

/** A lock without marks, while Git waits for an end: what both changed must be in it again. An entry that one side removed may stay away. */
function checkReproduced(path: string, text: string, merge: ReturnType<typeof mergeLocks>): Settlement {
  const present = parseLock(text)
  if (isUnreadable(present))
    return undecided(path, `it is no dvc.lock now: ${present.reason}`, takeOurs(path), present.line)
  const missing = isRefusal(merge)
    ? []
    : merge.conflicts.filter(
        ({ section, name, removed }) => !removed && !present.sections.get(section)?.entries?.has(name),
      )
  if (missing.length === 0)
    return { settled: true, message: 'everything that both changed was made anew', findings: [] }
  return {
    settled: false,
    message: `${named(missing.map(({ name }) => name))} must be made anew`,
    findings: missing.map((conflict) => unsettled(path, conflict)),
  }
}

function unsettled(path: string, { section, name, difference, removed }: LockConflict): Finding {
  const redo =
    section === 'datasets' ? `dvc ds update ${shellWord(name)}` : `dvc repro ${shellWord(addressOf(path, name))}`
  const why = removed
    ? 'It is left out of dvc.lock; if dvc.yaml still has it, it must be made anew'
    : 'Neither was made from what both sides have together, so it is left out of dvc.lock and must be made anew'
  return {
    rule: 'lock-conflict',
    path,
    severity: 'error',
    message: `Both sides changed ${section === 'datasets' ? 'the dataset ' : ''}${name}: ${difference}. ${why}.`,
    fix: removed
      ? `git add -- ${shellWord(path)}  # first, if dvc.yaml has it: ${redo}`
      : `${redo} && git add -- ${shellWord(path)}`,
  }
}

/** How DVC calls a stage of another folder. */
function addressOf(path: string, stage: string): string {
  const folder = path.slice(0, -'dvc.lock'.length)
  return folder === '' ? stage : `${folder}dvc.yaml:${stage}`
}

function brokenInputs(path: string, { broken }: LockMerge): Finding[] {
  return broken.map(({ stage, path: input, producer }) => ({
    rule: 'lock-conflict',
    path,
    severity: 'warning',
    message: `${stage} of one side never ran with the ${input} that ${producer} of the other side makes.`,
    fix: `dvc repro ${shellWord(addressOf(path, stage))}`,
  }))
}

/** Settles a `.dvc` file only where there is nothing to choose: which data is right, nobody but a person can say. */
export function settleData({ path, text, versions }: ConflictedFile): Settlement | undefined {
  const hasMarks = text !== undefined && conflictLine(text) !== undefined
  const sides = versions ?? (hasMarks ? splitConflict(text) : undefined)
  if (!sides)
    return hasMarks
      ? undecided(path, 'it has marks of a conflict that do not belong together', takeData(path, 'ours'))
      : undefined
  const { base, ours, theirs } = { base: undefined, ...sides }
  if (ours === undefined || theirs === undefined) return removedBySide(path, ours === undefined ? 'ours' : 'theirs')
  const [before, our, their] = [base, ours, theirs].map((version) =>
    version === undefined ? undefined : readYaml(version),
  )
  if (!our || !their)
    return undecided(path, `${our ? 'their' : 'our'} version is no YAML`, takeData(path, our ? 'ours' : 'theirs'))
  if (sameValue(our.value, their.value))
    return { settled: true, text: ours, message: 'both sides say the same', findings: [] }
  if (before && sameValue(before.value, our.value))
    return { settled: true, text: theirs, message: 'only their side changed it', findings: [] }
  if (before && sameValue(before.value, their.value))
    return { settled: true, text: ours, message: 'only our side changed it', findings: [] }
  const difference = describeDifference(our.value, their.value)
  if (hasMarks)
    return undecided(path, `both sides have other data: ${difference}`, `${takeData(path, 'ours')}  # or --theirs`)
  return undecided(
    path,
    `both sides have other data: ${difference}; there are no marks in the file, but Git still waits`,
    `git add -- ${shellWord(path)}`,
  )
}

function readYaml(text: string): { value: unknown } | undefined {
  try {
    return { value: parse(text, { maxAliasCount: 1_000 }) as unknown }
  } catch {
    return undefined
  }
}

function removedBySide(path: string, side: 'ours' | 'theirs'): Settlement {
  const other = side === 'ours' ? 'theirs' : 'ours'
  return undecided(
    path,
    `${side} removed it, ${other} changed it`,
    `git add -- ${shellWord(path)}  # to keep it; git rm -- ${shellWord(path)} to remove it`,
  )
}

/** @param message says what is the matter with the file, without its name */
function undecided(path: string, message: string, fix: string, line?: number): Settlement {
  return {
    settled: false,
    message,
    findings: [
      {
        rule: path.endsWith('dvc.lock') ? 'lock-conflict' : 'data-conflict',
        path,
        ...(line === undefined ? {} : { line }),
        severity: 'error',
        message: `${path}: ${message}.`,
        fix,
      },
    ],
  }
}

function takeOurs(path: string): string {
  return `git checkout --ours -- ${shellWord(path)} && dvc repro && git add -- ${shellWord(path)}`
}

function takeData(path: string, side: 'ours' | 'theirs'): string {
  return `git checkout --${side} -- ${shellWord(path)} && dvc checkout ${shellWord(path)} && git add -- ${shellWord(path)}`
}
