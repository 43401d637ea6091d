import { type ConflictSides, conflictLine, splitConflict } from '../pipeline/conflict-marks.js'
import { describeDifference } from '../pipeline/lock-difference.js'
import { isRefusal, mergeLocks } from '../pipeline/lock-merge.js'
import { isUnreadable, parseLock } from '../pipeline/lock-text.js'
import { readYaml } from '../text/read-yaml.js'
import { fromTop, shellWord } from '../text/shell-word.js'
import { type Found, fromPrefix, type LintDvcFile, type LintInput, type Rule } from './input.js'

/** Stages that findings name; the others are counted. */
const SHOWN = 20

/** Conflict marks: one finding for each stage of a dvc.lock, one with both sides for each `.dvc` file, one for each other file. */
export const conflictMarkers: Rule = (input) => [...conflictsIn(input, input.files), ...parameterFiles(input)]

/** The findings about files of DVC with conflict marks, for a run that cannot go on. Paths are relative to the repository. */
export function conflictsIn(input: Pick<LintInput, 'prefix'>, files: readonly LintDvcFile[]): Found[] {
  return files.flatMap((file) => (conflictLine(file.text) === undefined ? [] : findingsOf(input, file)))
}

function findingsOf(input: Pick<LintInput, 'prefix'>, file: LintDvcFile): Found[] {
  const { path, kind, text } = file
  const line = conflictLine(text) ?? 1
  if (kind === 'pipeline')
    return [
      {
        path,
        line,
        message: `${path} has the marks of a Git conflict, so DVC cannot read the pipeline. Resolve the conflict by hand.`,
        fix: `git diff -- ${shellWord(path)}`,
      },
    ]
  const sides = splitConflict(text)
  const found =
    sides && (kind === 'lock' ? lockFindings(input, path, text, sides) : dataFindings(input, path, sides, line))
  return (
    found ?? [
      {
        path,
        line,
        message: `${path} has the marks of a Git conflict, and neither side is a file as DVC writes it.`,
        fix:
          kind === 'lock'
            ? fromTop(
                input.prefix,
                `git checkout --ours -- ${shellWord(path)} && dvc repro && git add -- ${shellWord(path)}`,
              )
            : takeOurs(input, path),
      },
    ]
  )
}

/** One finding for each stage that differs between the sides; undefined where a side is no dvc.lock. */
function lockFindings(
  input: Pick<LintInput, 'prefix'>,
  path: string,
  text: string,
  sides: ConflictSides,
): Found[] | undefined {
  const [ours, theirs] = [parseLock(sides.ours), parseLock(sides.theirs)]
  const merge = mergeLocks({ ours: sides.ours, theirs: sides.theirs })
  if (isUnreadable(ours) || isUnreadable(theirs) || isRefusal(merge)) return undefined
  const fix = fromTop(input.prefix, `dvc-ci resolve ${shellWord(fromPrefix(input, path))}`)
  const disagreements = [
    ...merge.conflicts.map(({ section, name, difference }) => ({
      name,
      message: `${section === 'datasets' ? 'dataset ' : ''}${name}: ${difference}. If both sides changed it, reproduce it.`,
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
          message: `Git conflict in ${path}: both sides have the same entries in another order.`,
        },
      ]
}

/** The line of a stage: the first line with its name as a key, at any depth. */
function lineOfEntry(text: string, name: string): number | undefined {
  const at = text
    .split('\n')
    .findIndex((line) => [`${name}:`, `'${name}':`, `"${name}":`, `- name: ${name}`].includes(line.trim()))
  return at < 0 ? undefined : at + 1
}

function dataFindings(
  input: Pick<LintInput, 'prefix'>,
  path: string,
  sides: ConflictSides,
  line: number,
): Found[] | undefined {
  const [ours, theirs] = [sides.ours, sides.theirs].map(mapping)
  if (!ours || !theirs) return undefined
  const difference = describeDifference(ours, theirs)
  return [
    {
      path,
      line,
      message: `Git conflict in ${path}: ${difference}. Choose the data of one side by hand.`,
      fix: takeOurs(input, path),
    },
  ]
}

function takeOurs(input: Pick<LintInput, 'prefix'>, path: string): string {
  const own = shellWord(path)
  return fromTop(
    input.prefix,
    `git checkout --ours -- ${own} && dvc pull --force ${shellWord(fromPrefix(input, path))} && git add -- ${own}`,
  )
}

function mapping(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = readYaml(text)
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
            message: `${path} has the marks of a Git conflict. Resolve the conflict by hand.`,
            fix: `git diff -- ${shellWord(path)}`,
          },
        ]
  })
}
