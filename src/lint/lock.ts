import { conflictLine } from '../pipeline/conflict-marks.js'
import type { Stage } from '../pipeline/project.js'
import { isUnlocked } from '../pipeline/verdicts.js'
import type { StageReport } from '../report/report.js'
import { isRecord } from '../text/records.js'
import { fromTop, shellWord } from '../text/shell-word.js'
import { named } from '../text/words.js'
import { lineOfKeys } from '../text/yaml-lines.js'
import { below, type Found, folderOf, fromPrefix, inGit, type LintDvcFile, type LintInput, type Rule } from './input.js'

/** Differences of one stage that a finding names; the others are counted. */
const SHOWN = 3

/** One difference between a stage and its entry in dvc.lock. */
interface Difference {
  kind: 'command' | 'data' | 'params'
  path: string
  message: string
}

/** The dvc.lock beside a dvc.yaml, as Git names it. */
export function lockOf(pipeline: string): string {
  return below(folderOf(pipeline), 'dvc.lock')
}

/** A dvc.yaml with stages and no dvc.lock beside it. */
export const lockMissing: Rule = (input) =>
  pipelinesWithStages(input).flatMap(({ path, text, stages }): Found[] => {
    const lock = lockOf(path)
    if (input.files.some((file) => file.path === lock) || input.present.has(lock)) return []
    return [
      {
        path,
        line: lineOfKeys(text, ['stages']) ?? 1,
        fix: `${reproduce(input, path)} && git add ${shellWord(lock)}`,
        message: `${path} has ${stages.length} stage${stages.length === 1 ? '' : 's'} and there is no ${lock}, so the data and the model of this commit are unknown.`,
      },
    ]
  })

/** A dvc.lock that exists and that Git does not track. */
export const lockNotCommitted: Rule = (input) =>
  pipelinesWithStages(input).flatMap(({ path }): Found[] => {
    const lock = lockOf(path)
    const isThere = input.present.has(lock) || input.files.some((file) => file.path === lock)
    // Another rule reports an ignored dvc.lock, with the pattern.
    if (!isThere || input.ignored.has(lock) || input.tracked.some((file) => file.path === lock)) return []
    return [
      {
        path: lock,
        message: `${lock} is not in Git: in every other clone all stages must run again.`,
        fix: `git add ${shellWord(lock)}`,
      },
    ]
  })

/** Stages whose entry in dvc.lock differs from dvc.yaml, and entries of stages that no longer exist. */
export const lockOutOfStep: Rule = (input) => {
  const { project } = input
  if (!project) return []
  return input.files
    .filter(({ kind }) => kind === 'lock')
    .flatMap((lock): Found[] => {
      const entries = lockedStages(lock)
      if (entries === undefined) return []
      const stages = project.stages.filter(
        ({ kind, file }) => kind === 'stage' && lockOf(inGit(input, file)) === lock.path,
      )
      return [
        ...stages.flatMap((stage) => mismatch(input, lock, stage, entries.get(shortName(stage)))),
        ...leftovers(input, lock, entries, stages),
      ]
    })
}

function pipelinesWithStages(input: LintInput): { path: string; text: string; stages: string[] }[] {
  return input.files.flatMap(({ path, kind, text, data }) => {
    const stages = kind === 'pipeline' && isRecord(data?.['stages']) ? Object.keys(data['stages']) : []
    return stages.length > 0 ? [{ path, text, stages }] : []
  })
}

/** The entries of a dvc.lock by their stage. */
type LockedStages = ReadonlyMap<string, unknown>

/** Several rules read the entries of one file: a lock of many stages has its table once. */
const known = new WeakMap<LintDvcFile, LockedStages | 'unreadable'>()

function lockedStages(file: LintDvcFile): LockedStages | undefined {
  let stages = known.get(file)
  if (stages === undefined) {
    const { data, text } = file
    stages =
      conflictLine(text) !== undefined || data === undefined
        ? 'unreadable'
        : new Map(Object.entries(isRecord(data['stages']) ? data['stages'] : {}))
    known.set(file, stages)
  }
  return stages === 'unreadable' ? undefined : stages
}

/** The name of a stage inside its own dvc.yaml: `sub/dvc.yaml:train@a` is `train@a`. */
function shortName({ name, file }: Stage): string {
  return name.startsWith(`${file}:`) ? name.slice(file.length + 1) : name
}

/** The stages that do not match their entries in dvc.lock, with the differences as causes. */
export function unmatchedStages(input: LintInput): StageReport[] {
  const locks = new Map(input.files.flatMap((file) => (file.kind === 'lock' ? [[file.path, file] as const] : [])))
  return (input.project?.stages ?? []).flatMap((stage): StageReport[] => {
    const lock = stage.kind === 'stage' ? locks.get(lockOf(inGit(input, stage.file))) : undefined
    const entry = lock && lockedStages(lock)?.get(shortName(stage))
    if (stage.frozen || entry === undefined) return []
    const differences = differencesOf(stage, isRecord(entry) ? entry : {})
    if (differences.length === 0) return []
    const causes = differences.map(({ kind, path, message }) => ({ kind, path, message }))
    return [{ name: stage.name, verdict: 'stale', causes }]
  })
}

function mismatch(input: LintInput, lock: LintDvcFile, stage: Stage, entry: unknown): Found[] {
  // DVC checks neither the dependencies nor the command of a frozen stage.
  if (stage.frozen) return []
  const pipeline = input.files.find(({ path }) => path === inGit(input, stage.file))
  const place = () => ({
    path: inGit(input, stage.file),
    line: lineOfKeys(pipeline?.text ?? '', ['stages', shortName(stage).split('@')[0] ?? '']) ?? 1,
  })
  const fix = fromTop(input.prefix, `dvc repro ${shellWord(stage.name)} && git add ${shellWord(lock.path)}`)
  if (entry === undefined) {
    return isUnlocked(stage)
      ? [
          {
            ...place(),
            message: `${lock.path} has no entry for ${stage.name}: it was never reproduced, or its entry was not committed.`,
            fix,
          },
        ]
      : []
  }
  const differences = differencesOf(stage, isRecord(entry) ? entry : {}).map(({ message }) => message)
  if (differences.length === 0) return []
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : ''
  const message = `${lock.path} does not match ${stage.name}: ${differences.slice(0, SHOWN).join('; ')}${more}.`
  return input.held?.stages.has(stage.name)
    ? [{ ...place(), severity: 'notice', message: `${message} A rollback made it stale: ${input.held.why}.` }]
    : [{ ...place(), message, fix }]
}

function differencesOf(stage: Stage, entry: Record<string, unknown>): Difference[] {
  const differences: Difference[] = []
  if (JSON.stringify(stage.cmd) !== JSON.stringify(entry['cmd']))
    differences.push({ kind: 'command', path: stage.file, message: 'its command differs' })
  const deps = stage.deps.filter(({ kind }) => kind === 'path').map(({ path }) => path)
  differences.push(...compared(deps, lockedPaths(stage, entry['deps']), 'dependency'))
  differences.push(
    ...compared(
      stage.outs.map(({ path }) => path),
      lockedPaths(stage, entry['outs']),
      'output',
    ),
  )
  const locked = isRecord(entry['params']) ? entry['params'] : {}
  for (const dep of stage.deps) {
    if (dep.kind !== 'params') continue
    const values = Object.entries(locked).find(([file]) => joined(stage.wdir, file) === dep.path)?.[1]
    const absent = dep.names.filter((name) => !isRecord(values) || !Object.hasOwn(values, name))
    differences.push(
      ...absent.map((name) => ({
        kind: 'params' as const,
        path: dep.path,
        message: `the parameter ${name} of ${dep.path} has no entry`,
      })),
    )
  }
  return differences
}

/** Paths in both lists are relative to the working directory. Paths outside of the repository are ignored: DVC writes them in several ways. */
function compared(declared: readonly string[], locked: readonly string[], what: string): Difference[] {
  const inside = (path: string) =>
    !path.startsWith('../') && !path.startsWith('/') && !path.includes('://') && !/^[A-Za-z]:/.test(path)
  return [
    ...declared
      .filter((path) => inside(path) && !locked.includes(path))
      .map((path) => ({ kind: 'data' as const, path, message: `the ${what} ${path} has no entry` })),
    ...locked
      .filter((path) => inside(path) && !declared.includes(path))
      .map((path) => ({ kind: 'data' as const, path, message: `dvc.yaml does not declare the ${what} ${path}` })),
  ]
}

function lockedPaths(stage: Stage, list: unknown): string[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    const path = isRecord(item) ? item['path'] : undefined
    return typeof path !== 'string'
      ? []
      : [path.includes('://') || path.startsWith('/') ? path : joined(stage.wdir, path)]
  })
}

/** As `inGit`, but inside the project; a path that leaves the working directory keeps its `..`. */
function joined(folder: string, path: string): string {
  return inGit({ prefix: folder }, path) || '.'
}

/** Entries of stages that dvc.yaml does not have: DVC ignores them, and has no command that removes them. */
function leftovers(
  input: LintInput,
  lock: LintDvcFile,
  entries: ReadonlyMap<string, unknown>,
  stages: readonly Stage[],
): Found[] {
  const known = new Set(stages.map(shortName))
  const names = [...entries.keys()].filter((name) => !known.has(name))
  const [first] = names
  // A dvc.yaml that DVC ignores (.dvcignore) has no stages, and this run does not check a dvc.lock outside of the working directory.
  if (
    first === undefined ||
    (stages.length === 0 && input.files.some(({ path, kind }) => kind === 'pipeline' && lockOf(path) === lock.path))
  )
    return []
  const line = lock.text.split('\n').findIndex((text) => text.trim() === `${first}:`) + 1
  return [
    {
      path: lock.path,
      ...(line > 0 ? { line } : {}),
      severity: 'notice',
      message: `${lock.path} still has ${named(names)}, which no dvc.yaml declares. DVC ignores ${names.length === 1 ? 'it' : 'them'}; you can delete the lines.`,
    },
  ]
}

function reproduce(input: LintInput, pipeline: string): string {
  const own = below(input.prefix, 'dvc.yaml')
  if (pipeline === own) return fromTop(input.prefix, 'dvc repro')
  return fromTop(input.prefix, `dvc repro ${shellWord(fromPrefix(input, pipeline))}`)
}
