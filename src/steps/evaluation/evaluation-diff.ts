import { joinPath } from '../../dvc/project-files.js'
import { evaluationChanges, evaluationReads, type LockedInputs } from '../../pipeline/comparable.js'
import { evaluationStages } from '../../pipeline/evaluation.js'
import { hashOfEntry } from '../../pipeline/lock-versions.js'
import type { Stage } from '../../pipeline/project.js'
import { readYaml } from '../../text/read-yaml.js'
import { isRecord } from '../../text/records.js'
import { named } from '../../text/words.js'
import { lockEntry } from '../official/measured-officially.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { predictionPaths } from './predictions.js'

/** An evaluation that differs from the baseline's. */
export interface ChangedEvaluation {
  /** Paths, parameters and commands that differ. */
  differences: string[]
  /** The evaluation stages that differ. */
  stages: string[]
}

/**
 * Compares the evaluation of this change with the baseline's: code, parameters, commands, test data. Data that both the
 * evaluation and the model depend on is no difference. Where it differs, this adds a notice, because the numbers come
 * from different data.
 * @param ran the new dvc.lock entries of the stages, where they have just run; default: the committed entries
 * @returns undefined without a difference
 */
export async function changedEvaluation(
  project: Project,
  stages: readonly string[],
  baselineSha: string,
  ran?: ReadonlyMap<string, unknown>,
): Promise<ChangedEvaluation | undefined> {
  const { isMeasured, measured } = evaluationReads(project.index, stages)
  if (measured.length === 0) return undefined
  const change: ChangedEvaluation = { differences: [], stages: [] }
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
    const differences = evaluationChanges(name, present, before, isMeasured)
    if (differences.length > 0) change.stages.push(name)
    change.differences.push(...differences.filter((each) => !change.differences.includes(each)))
    for (const { path } of measured.filter((each) => each.shared))
      if (before?.deps.has(path) && before.deps.get(path) !== present.deps.get(path)) shared.add(path)
  }
  if (shared.size > 0) addSharedData(project, stages, [...shared])
  return change.stages.length === 0 ? undefined : change
}

/**
 * Warns that the numbers of the baseline come from another evaluation.
 * @param why why it was not measured again, as a clause
 */
export function addNotComparable(project: Project, { differences, stages }: ChangedEvaluation, why: string): void {
  const [first = ''] = stages
  const place = project.lines.ofStage(first, project.graph.stage(first)?.file ?? 'dvc.yaml')
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    ...place,
    path: project.inGit(place.path),
    severity: 'warning',
    message: `The evaluation differs from the baseline's (${named(differences)}), and the baseline was not measured again: ${why}. max_drop and max_rise use the numbers of the baseline's own evaluation.`,
  })
}

/**
 * For a run without an evaluation: warns where the committed numbers and the baseline come from different evaluations.
 * @param why a clause
 */
export async function addUnmeasuredChange(
  project: Project,
  baselineSha: string | undefined,
  why: string,
): Promise<void> {
  if (baselineSha === undefined) return
  const own = new Set(project.stages.map(({ name }) => name))
  const change = await changedEvaluation(
    project,
    evaluationStages(project.index, predictionPaths(project)).filter((name) => own.has(name)),
    baselineSha,
  )
  if (change) addNotComparable(project, change, why)
}

/**
 * Warns where files changed that the user's evaluation command names. dvc-ci cannot know the other files that it reads.
 */
export async function addChangedCommand(
  project: Project,
  command: string,
  baselineSha: string | undefined,
): Promise<void> {
  if (baselineSha === undefined) return
  const paths = new Set(
    command
      .split(/[\s'"`;&|<>()=]+/)
      .filter((part) => part !== '' && !part.startsWith('-') && !part.startsWith('/'))
      .map((part) => project.inGit(joinPath(part))),
  )
  const changed = (await project.git.changedFiles(baselineSha, project.run.report.source.sha))
    .map(({ path }) => path)
    .filter((path) => paths.has(path) && !path.endsWith('.dvc'))
  if (changed.length === 0) return
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    path: changed[0] ?? '',
    severity: 'warning',
    message: `The evaluation differs from the baseline's (${named(changed.map(project.fromGit))}). dvc-ci does not know all files that a command reads, so the baseline was not measured again. max_drop and max_rise use the numbers of the baseline's own evaluation.`,
  })
}

function addSharedData(project: Project, stages: readonly string[], paths: readonly string[]): void {
  project.run.report.lint.push({
    rule: 'baseline-not-comparable',
    path: project.inGit(paths[0] ?? ''),
    severity: 'notice',
    message: `${stages.join(', ')} used another version of ${named(paths)} than the baseline did, and the model depends on it too. The comparison does not correct for it.`,
  })
}

/** Parses a dvc.lock; undefined where it is broken: an old broken file must not fail this run. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : readYaml(text)
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
      deps.flatMap((dep) => {
        const [{ path }, hash] = [dep, hashOfEntry(dep)]
        return typeof path === 'string' && hash !== undefined ? [[joinPath(stage.wdir, path), hash] as const] : []
      }),
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
