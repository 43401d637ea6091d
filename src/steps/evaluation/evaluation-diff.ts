import { parse } from 'yaml'
import { isRecord } from '../../dvc/project-file.js'
import { joinPath } from '../../dvc/project-files.js'
import { evaluationChanges, evaluationReads, type LockedInputs } from '../../pipeline/comparable.js'
import { evaluationStages } from '../../pipeline/evaluation.js'
import type { Stage } from '../../pipeline/project.js'
import { lockEntry } from '../official/measured-officially.js'
import { type Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'

/** An evaluation that is not the baseline's. */
export interface ChangedEvaluation {
  /** Paths, parameters and the like that differ. */
  what: string[]
  /** The evaluation stages that they belong to. */
  stages: string[]
}

/** Names that a sentence gives; of more it gives the number. */
const MOST_NAMES = 5

/**
 * What differs between the evaluation of this change and that of the baseline: code, parameters, commands, test data. Data that what is measured was
 * made from too, and that differs, is a notice: the numbers then come from different data, as with every change of the data.
 * @param ran what dvc.lock would say of the stages, where they have just run; else what is committed there counts
 */
export async function changedEvaluation(
  project: Project,
  stages: readonly string[],
  baselineSha: string,
  ran?: ReadonlyMap<string, unknown>,
): Promise<ChangedEvaluation | undefined> {
  const { isMeasured, measured } = evaluationReads(project.index, stages)
  if (measured.length === 0) return undefined
  const change: ChangedEvaluation = { what: [], stages: [] }
  const shared = new Set<string>()
  for (const name of stages) {
    const stage = project.graph.stage(name)
    const file = SourceLines.lockOf(stage?.file ?? 'dvc.yaml')
    const present =
      stage &&
      inputsOf(
        stage,
        ran === undefined ? lockEntry(project.files.find(({ path }) => path === file)?.data, name) : ran.get(name),
      )
    if (!stage || !present) continue
    const before = inputsOf(
      stage,
      lockEntry(parsed((await project.git.readFile(baselineSha, project.inGit(file)))?.toString('utf8')), name),
    )
    const what = evaluationChanges(name, present, before, isMeasured)
    if (what.length > 0) change.stages.push(name)
    change.what.push(...what.filter((each) => !change.what.includes(each)))
    for (const { path } of measured.filter((each) => each.shared))
      if (before?.deps.has(path) && before.deps.get(path) !== present.deps.get(path)) shared.add(path)
  }
  if (shared.size > 0) tellShared(project, stages, [...shared])
  return change.stages.length === 0 ? undefined : change
}

/** Says that the numbers of the baseline come from another evaluation, and why it was not measured again. @param why a clause */
export function tellNotComparable(project: Project, { what, stages }: ChangedEvaluation, why: string): void {
  const [first = ''] = stages
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? 'dvc.yaml')
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    ...place,
    path: project.inGit(place.path),
    severity: 'warning',
    message: `The evaluation differs from that of the baseline (${named(what)}), whose model was not measured again: ${why}. max_drop and max_rise are held against the numbers that the baseline has, which come from its own evaluation.`,
  })
}

/** For a run that measures nothing: says where the committed numbers of this change and of the baseline come from different evaluations. @param why a clause */
export async function tellUnmeasuredChange(
  project: Project,
  baselineSha: string | undefined,
  why: string,
): Promise<void> {
  if (baselineSha === undefined) return
  const own = new Set(project.stages.map(({ name }) => name))
  const change = await changedEvaluation(
    project,
    evaluationStages(project.index).filter((name) => own.has(name)),
    baselineSha,
  )
  if (change) tellNotComparable(project, change, why)
}

/** The same for a command of the user's: what it reads is known only as far as it names files. */
export async function tellChangedCommand(
  project: Project,
  command: string,
  baselineSha: string | undefined,
): Promise<void> {
  if (baselineSha === undefined) return
  const words = new Set(
    command
      .split(/[\s'"`;&|<>()=]+/)
      .filter((word) => word !== '' && !word.startsWith('-') && !word.startsWith('/'))
      .map((word) => project.inGit(joinPath(word))),
  )
  const changed = (await project.git.changedFiles(baselineSha, project.run.report.source.sha))
    .map(({ path }) => path)
    .filter((path) => words.has(path) && !path.endsWith('.dvc'))
  if (changed.length === 0) return
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    path: changed[0] ?? '',
    severity: 'warning',
    message: `The evaluation differs from that of the baseline (${named(changed.map(project.fromGit))}). What a command reads is not known, so the model of the baseline was not measured again: max_drop and max_rise are held against the numbers that the baseline has, which come from its own evaluation.`,
  })
}

/** `a, b and 3 more`. */
export function named(names: readonly string[]): string {
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
    : names.join(', ')
}

function tellShared(project: Project, stages: readonly string[], paths: readonly string[]): void {
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    path: project.inGit(paths[0] ?? ''),
    severity: 'notice',
    message: `${stages.join(', ')} measured on another version of ${named(paths)} than the baseline, which what is measured was made from as well. The numbers are compared as they stand.`,
  })
}

/** A dvc.lock that cannot be read says nothing: a broken past must not fail the present. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text, { maxAliasCount: 1_000 })
  } catch {
    return undefined
  }
}

function inputsOf(stage: Stage, entry: unknown): LockedInputs | undefined {
  if (!isRecord(entry)) return undefined
  const deps = Array.isArray(entry['deps']) ? entry['deps'].filter(isRecord) : []
  const params = isRecord(entry['params']) ? Object.entries(entry['params']) : []
  return {
    cmd: JSON.stringify(entry['cmd'] ?? ''),
    deps: new Map(
      deps.flatMap(({ path, md5 }) =>
        typeof path === 'string' && typeof md5 === 'string' ? [[joinPath(stage.wdir, path), md5] as const] : [],
      ),
    ),
    params: new Map(
      params.flatMap(([file, values]) =>
        isRecord(values)
          ? Object.entries(values).map(
              ([key, value]) => [`${joinPath(stage.wdir, file)}:${key}`, JSON.stringify(value)] as const,
            )
          : [],
      ),
    ),
  }
}
