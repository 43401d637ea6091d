import { parse } from 'yaml'
import { type ConflictSides, conflictLine, splitConflict } from '../pipeline/conflict-marks.js'
import { describeDifference } from '../pipeline/lock-difference.js'
import { isRefusal, mergeLocks } from '../pipeline/lock-merge.js'
import { isUnreadable, parseLock } from '../pipeline/lock-text.js'
import { shellWord } from '../report/shell-word.js'
import type { Found, LintDvcFile, LintInput, Rule } from './input.js'

/** More stages than this are only counted. */
const SHOWN = 20

/** Marks of a conflict in a dvc.lock, told stage by stage, and in `.dvc` files, with what each side has; in other files that they are there. */
export const conflictMarkers: Rule = (input) => [
  ...input.files.flatMap((file) => (conflictLine(file.text) === undefined ? [] : findingsOf(file))),
  ...parameterFiles(input),
]

function findingsOf(file: LintDvcFile): Found[] {
  const { path, kind, text } = file
  const line = conflictLine(text) ?? 1
  if (kind === 'pipeline')
    return [
      {
        path,
        line,
        message: `${path} has the marks of a Git conflict, so DVC cannot read the pipeline. Settle it by hand.`,
        fix: `git diff -- ${shellWord(path)}`,
      },
    ]
  const sides = splitConflict(text)
  const found = sides && (kind === 'lock' ? lockFindings(path, text, sides) : dataFindings(path, sides, line))
  return (
    found ?? [
      {
        path,
        line,
        message: `${path} has the marks of a Git conflict, and without them it is not what DVC writes.`,
        fix:
          kind === 'lock'
            ? `git checkout --ours -- ${shellWord(path)} && dvc repro`
            : `git checkout --ours -- ${shellWord(path)} && dvc checkout ${shellWord(path)}`,
      },
    ]
  )
}

/** One finding for each stage that the sides disagree about; undefined where a side is no dvc.lock. */
function lockFindings(path: string, text: string, sides: ConflictSides): Found[] | undefined {
  const [ours, theirs] = [parseLock(sides.ours), parseLock(sides.theirs)]
  const merge = mergeLocks({ ours: sides.ours, theirs: sides.theirs })
  if (isUnreadable(ours) || isUnreadable(theirs) || isRefusal(merge)) return undefined
  const fix = `dvc-ci resolve ${shellWord(path)}`
  const disagreements = [
    ...merge.conflicts.map(({ section, name, difference }) => ({
      name,
      message: `${section === 'datasets' ? 'dataset ' : ''}${name}: ${difference}. If both sides changed it, it must be reproduced.`,
    })),
    ...merge.taken.ours.map((name) => ({ name, message: `${name}: only our side has it.` })),
    ...merge.taken.theirs.map((name) => ({ name, message: `${name}: only their side has it.` })),
  ]
  const found = disagreements.slice(0, SHOWN).map(
    ({ name, message }): Found => ({
      path,
      line: lineOfEntry(text, name) ?? sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path}, ${message}`,
    }),
  )
  if (disagreements.length > SHOWN)
    found.push({
      path,
      line: sides.lines[0] ?? 1,
      fix,
      message: `Git conflict in ${path}: and ${disagreements.length - SHOWN} more stages.`,
    })
  return found.length > 0
    ? found
    : [
        {
          path,
          line: sides.lines[0] ?? 1,
          fix,
          message: `Git conflict in ${path}: both sides say the same in another order.`,
        },
      ]
}

/** The line of a stage: the first one that begins with its name, at whatever depth. */
function lineOfEntry(text: string, name: string): number | undefined {
  const at = text
    .split('\n')
    .findIndex((line) => [`${name}:`, `'${name}':`, `"${name}":`, `- name: ${name}`].includes(line.trim()))
  return at < 0 ? undefined : at + 1
}

function dataFindings(path: string, sides: ConflictSides, line: number): Found[] | undefined {
  const [ours, theirs] = [sides.ours, sides.theirs].map(mapping)
  if (!ours || !theirs) return undefined
  const difference = describeDifference(ours, theirs)
  return [
    {
      path,
      line,
      message: `Git conflict in ${path}: ${difference}. Only a person can say which data it is.`,
      fix: `git checkout --ours -- ${shellWord(path)} && dvc checkout ${shellWord(path)}`,
    },
  ]
}

function mapping(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 1_000 })
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function parameterFiles({ texts }: LintInput): Found[] {
  return [...texts].flatMap(([path, text]) => {
    const line = conflictLine(text)
    return line === undefined || path.endsWith('.ipynb')
      ? []
      : [
          {
            path,
            line,
            message: `${path} has the marks of a Git conflict. Settle it by hand.`,
            fix: `git diff -- ${shellWord(path)}`,
          },
        ]
  })
}
