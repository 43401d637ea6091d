import type { Finding } from '../report/report.js'
import { readYaml } from '../text/read-yaml.js'
import { shellWord } from '../text/shell-word.js'
import { named } from '../text/words.js'
import { conflictLine, splitConflict } from './conflict-marks.js'
import { describeDifference } from './lock-difference.js'
import { addressOf } from './lock-entries.js'
import { isRefusal, type LockConflict, type LockMerge, mergeLocks, type Versions } from './lock-merge.js'
import { isUnreadable, parseLock, sameValue } from './lock-text.js'

/** A file that two sides changed. */
export interface ConflictedFile {
  /** Relative to the root of the repository. */
  path: string
  /** The text in the working tree; undefined where the file is absent. */
  text?: string
  /** Its versions, where Git still has them; undefined for a side without the file. */
  versions?: Partial<Versions<string>>
}

/** The resolution of a file in conflict. */
export interface Resolution {
  /** True when no decision is left, so that Git may mark the file as resolved. */
  resolved: boolean
  /** The new text; absent where the file stays. */
  text?: string
  /** One sentence without the file's name. */
  message: string
  /** The decisions that are left, with commands. */
  findings: Finding[]
}

/**
 * Resolves a dvc.lock stage by stage. The result has no entry for a stage that both sides changed, so that `dvc status` always shows it as changed:
 * the entry of one side would claim results for code that both sides wrote. The file is resolved once all of these stages were reproduced.
 * @returns undefined where there is no conflict
 */
export function resolveLock({ path, text, versions }: ConflictedFile): Resolution | undefined {
  const sides = text === undefined ? undefined : splitConflict(text)
  if (!versions) {
    if (text === undefined || conflictLine(text) === undefined) return undefined
    return sides ? resolveVersions(path, sides) : undecided(path, 'its conflict marks are incomplete', takeOurs(path))
  }
  const { base, ours, theirs } = versions
  if (ours === undefined || theirs === undefined) return removedBySide(path, ours === undefined ? 'ours' : 'theirs')
  const all = { ...(base === undefined ? {} : { base }), ours, theirs }
  // A file that equals one side is the state in which Git leaves a file with merging off: no decision was made yet.
  if (text === undefined || conflictLine(text) !== undefined || [base, ours, theirs].includes(text))
    return resolveVersions(path, all)
  return checkReproduced(path, text, mergeLocks(all))
}

function resolveVersions(path: string, versions: Versions<string>): Resolution {
  const merge = mergeLocks(versions)
  if (isRefusal(merge)) {
    const which = { base: 'the version before both', ours: 'our version', theirs: 'their version', both: 'it' }[
      merge.side
    ]
    return undecided(path, `${which} cannot be split by stage: ${merge.reason}`, takeOurs(path))
  }
  const findings = [...merge.conflicts.map((conflict) => unresolved(path, conflict)), ...brokenInputs(path, merge)]
  const taken = (['ours', 'theirs'] as const)
    .filter((side) => merge.taken[side].length > 0)
    .map((side) => `${named(merge.taken[side])} of ${side}`)
  const said = taken.length > 0 ? taken.join(', ') : 'both sides are equal'
  if (merge.conflicts.length === 0) return { resolved: true, text: merge.text, message: said, findings }
  return {
    resolved: false,
    text: merge.text,
    message: `${taken.length > 0 ? `${said}; ` : ''}both changed ${named(merge.conflicts.map(({ name }) => name))}`,
    findings,
  }
}

/** Checks a lock without marks while Git still waits: it must have the entries that both sides changed. An entry that one side removed may be absent. */
function checkReproduced(path: string, text: string, merge: ReturnType<typeof mergeLocks>): Resolution {
  const present = parseLock(text)
  if (isUnreadable(present))
    return undecided(path, `it is not a valid dvc.lock now: ${present.reason}`, takeOurs(path), present.line)
  const missing = isRefusal(merge)
    ? []
    : merge.conflicts.filter(
        ({ section, name, removed }) => !removed && !present.sections.get(section)?.entries?.has(name),
      )
  if (missing.length === 0)
    return { resolved: true, message: 'all stages that both sides changed are reproduced', findings: [] }
  return {
    resolved: false,
    message: `${named(missing.map(({ name }) => name))} must be reproduced`,
    findings: missing.map((conflict) => unresolved(path, conflict)),
  }
}

function unresolved(path: string, { section, name, difference, removed }: LockConflict): Finding {
  const redo =
    section === 'datasets' ? `dvc ds update ${shellWord(name)}` : `dvc repro ${shellWord(addressOf(path, name))}`
  const why = removed
    ? 'dvc.lock now has no entry for it; if dvc.yaml still has it, reproduce it'
    : 'Neither version was made from the merged files, so dvc.lock now has no entry for it: reproduce it'
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

function brokenInputs(path: string, { broken }: LockMerge): Finding[] {
  return broken.map(({ stage, path: input, producer }) => ({
    rule: 'lock-conflict',
    path,
    severity: 'warning',
    message: `${stage} of one side never ran with the ${input} that ${producer} of the other side makes.`,
    fix: `dvc repro ${shellWord(addressOf(path, stage))}`,
  }))
}

/** Resolves a `.dvc` file only where the sides do not disagree: the choice between two versions of data is the user's. */
export function resolveData({ path, text, versions }: ConflictedFile): Resolution | undefined {
  const hasMarks = text !== undefined && conflictLine(text) !== undefined
  const sides = versions ?? (hasMarks ? splitConflict(text) : undefined)
  if (!sides) return hasMarks ? undecided(path, 'its conflict marks are incomplete', takeData(path, 'ours')) : undefined
  const { base, ours, theirs } = { base: undefined, ...sides }
  if (ours === undefined || theirs === undefined) return removedBySide(path, ours === undefined ? 'ours' : 'theirs')
  const [before, our, their] = [base, ours, theirs].map((version) =>
    version === undefined ? undefined : valueOf(version),
  )
  if (!our || !their)
    return undecided(
      path,
      `${our ? 'their' : 'our'} version is not valid YAML`,
      takeData(path, our ? 'ours' : 'theirs'),
    )
  if (sameValue(our.value, their.value))
    return { resolved: true, text: ours, message: 'both sides are equal', findings: [] }
  if (before && sameValue(before.value, our.value))
    return { resolved: true, text: theirs, message: 'only their side changed it', findings: [] }
  if (before && sameValue(before.value, their.value))
    return { resolved: true, text: ours, message: 'only our side changed it', findings: [] }
  const difference = describeDifference(our.value, their.value)
  if (hasMarks)
    return undecided(path, `the sides have different data: ${difference}`, `${takeData(path, 'ours')}  # or --theirs`)
  return undecided(
    path,
    `the sides have different data: ${difference}; the file has no marks, but Git still waits for a decision`,
    `git add -- ${shellWord(path)}`,
  )
}

function valueOf(text: string): { value: unknown } | undefined {
  try {
    return { value: readYaml(text) }
  } catch {
    return undefined
  }
}

function removedBySide(path: string, side: 'ours' | 'theirs'): Resolution {
  const other = side === 'ours' ? 'theirs' : 'ours'
  return undecided(
    path,
    `${side} removed it, ${other} changed it`,
    `git add -- ${shellWord(path)}  # to keep it; git rm -- ${shellWord(path)} to remove it`,
  )
}

/** @param message the problem of the file, without its name */
function undecided(path: string, message: string, fix: string, line?: number): Resolution {
  return {
    resolved: false,
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
  return `git checkout --${side} -- ${shellWord(path)} && dvc pull --force ${shellWord(path)} && git add -- ${shellWord(path)}`
}
