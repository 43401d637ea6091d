import type { VerifyResult } from '../../dvc/dvc.js'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { CommandResult } from '../../dvc/engine.js'
import { OutsideError } from '../../errors/errors.js'
import { isWithin } from '../../pipeline/project.js'
import type { Span, StepOutcome } from '../../run/run.js'
import { count } from '../../text/words.js'
import { type Project } from '../project/project.js'
import { scopeOf } from '../project/select-stages.js'
import { byPath, missingObject } from './verify-remote.js'

export interface PullOptions {
  /** Names of stages and `.dvc` files; default: everything that the working directory needs. */
  targets?: readonly string[] | undefined
  /** Of the outputs of the targets, only these outputs and `.dvc` files. */
  only?: readonly string[]
  /** The same pull, which ran before its step; the step reads its result. */
  download?: Download | undefined
}

/** A `dvc pull` that has ended. */
export interface Download extends Span {
  result: CommandResult
}

/** Pulls everything that the working directory needs. DVC downloads no object and no manifest that differs from its hash. */
export async function download(project: Project): Promise<Download> {
  const began = performance.now()
  const stages = scopeOf(project)
  await project.objects?.admit(stages)
  const result = await project.dvc.run(['pull', ...(stages ? ['--', ...stages] : [])])
  return { result, began, ended: performance.now() }
}

/**
 * Pulls and checks every byte that arrives. Objects that the remote lacks are in the report from `verify`; an object that arrives altered is found here and
 * added to it. All that the remote has is in the workspace afterwards.
 * @throws {OutsideError} DVC cannot pull for a reason of its own
 */
export async function strictPull(project: Project, { targets, only, download }: PullOptions): Promise<void> {
  const { run } = project
  await run.step(
    'pull',
    async (outcome) => {
      if (targets?.length === 0) {
        outcome.message = 'nothing is needed'
        return
      }
      const stages = targets ?? scopeOf(project)
      const early = download?.result
      // A build of named targets has not asked the remote yet, and DVC checks out a directory by an altered manifest without a word.
      if (early === undefined) await project.objects?.admit(stages)
      // Files alone have no manifest: what of them the remote lacks is asked for where they do not come.
      if (targets && early?.code !== 0 && hasDirectory(project, targets))
        addMissing(project, (await project.dvc.verify('exists', { stages: targets })).bad)
      const altered = await alteredDirectories(project, stages)
      const wanted =
        altered.length === 0 ? (only ?? stages) : outputs(project, stages).filter((path) => !altered.includes(path))
      const result =
        altered.length === 0 && early !== undefined
          ? early
          : wanted?.length === 0
            ? undefined
            : await project.dvc.run(['pull', ...(wanted ? ['--', ...wanted] : [])])
      if (result === undefined || result.code !== 0) await explain(project, stages, result, outcome)
      else if (altered.length > 0) tellMissing(project, outcome)
      else
        outcome.message = targets
          ? targets.join(', ')
          : stages
            ? `what ${count(stages.length, 'stage')} and .dvc files need`
            : 'everything'
    },
    download,
  )
}

function hasDirectory({ index }: Project, names: readonly string[]): boolean {
  return index.stages.some(({ name, outs }) => names.includes(name) && outs.some(({ hash }) => hash?.endsWith('.dir')))
}

function addMissing(project: Project, bad: VerifyResult['bad']): void {
  const { missing } = project.run.report.remote
  const known = new Set(missing.map(({ hash, remote }) => `${remote}\n${hash}`))
  missing.push(
    ...bad.filter(({ hash, remote }) => !known.has(`${remote}\n${hash}`)).map((each) => missingObject(project, each)),
  )
  missing.sort(byPath)
}

function tellMissing({ run }: Project, outcome: StepOutcome): void {
  outcome.conclusion = 'failure'
  outcome.message = `${count(run.report.remote.missing.length, 'object')} could not be had: ${run.report.remote.missing.map(({ paths }) => paths.join(', ')).join(', ')}`
}

/** Outputs whose manifest in the remote is not what dvc.lock says, where the cache has no better one. */
async function alteredDirectories({ run, dvc }: Project, stages: readonly string[] | undefined): Promise<string[]> {
  const altered = run.report.remote.missing.filter(({ hash, reason }) => reason === 'altered' && hash.endsWith('.dir'))
  if (altered.length === 0) return []
  const lacking = await dvc.uncached(stages)
  return altered.filter(({ hash }) => hash in lacking).flatMap(({ paths }) => paths)
}

/** Paths of the outputs that DVC keeps, of these stages or of all. */
function outputs({ index }: Project, stages: readonly string[] | undefined): string[] {
  const named = index.stages.filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
  return named.flatMap(({ outs }) =>
    outs.filter(({ cache, hash }) => cache && hash !== undefined).map(({ path }) => path),
  )
}

/** Finds out why a pull failed, and puts into the workspace what came all the same: DVC leaves it empty when one object is missing. */
async function explain(
  project: Project,
  stages: readonly string[] | undefined,
  result: CommandResult | undefined,
  outcome: StepOutcome,
): Promise<void> {
  const { run, dvc } = project
  const lacking = await dvc.uncached(stages)
  const known = new Set(run.report.remote.missing.map(({ hash }) => hash))
  const asked = await dvc.verify('full', {
    only: Object.keys(lacking).filter((hash) => !known.has(hash)),
    ...(stages ? { stages } : {}),
  })
  addMissing(project, asked.bad)
  const whole = outputs(project, stages).filter(
    (path) =>
      !Object.values(lacking)
        .flat()
        .some((missing) => isWithin(missing, path)),
  )
  const kept = await checkOut(project, whole)
  const imports = await absentImports(project, asked.imports)
  if (imports.length > 0) {
    throw new OutsideError(
      'import-failed',
      `the import ${imports.join(', ')} could not be fetched: ${reasonOf(result?.stderr ?? '')}`,
      {
        key: 'import',
        value: imports.join(', '),
        remedy: 'Check that its source can be read from here, with the credentials that this needs.',
      },
    )
  }
  if (run.report.remote.missing.length > 0) return tellMissing(project, outcome)
  const refused = () =>
    new OutsideError(
      'dvc-pull-failed',
      `dvc pull failed with code ${result?.code ?? 1}: ${reasonOf(result?.stderr ?? '')}`,
      {
        key: 'remote',
        remedy: 'Check that the remote can be read from here, and the credentials.',
      },
    )
  // The remote has it and it did not come.
  if (Object.keys(lacking).length > 0) throw refused()
  const notes = [
    kept.length > 0 ? `left as they are, with changes that are in no commit: ${kept.join(', ')}` : '',
    asked.unlocked.length > 0 ? `not in dvc.lock: ${asked.unlocked.map(({ path }) => path).join(', ')}` : '',
    asked.unpushed.length > 0 ? `declared push: false: ${asked.unpushed.join(', ')}` : '',
  ].filter((note) => note !== '')
  if (notes.length === 0) throw refused()
  outcome.message = `what could be had; ${notes.join('; ')}`
}

/**
 * Checks out what is in the cache. A file that somebody changed without telling DVC is never overwritten.
 * @returns outputs that were left alone for that reason
 */
async function checkOut({ dvc }: Project, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const first = await dvc.run(['checkout', '--', ...paths])
  if (first.code === 0) return []
  const status = await dvc.status()
  const changed = Object.values(status)
    .flatMap(({ outs }) => Object.entries(outs ?? {}))
    .filter(([, state]) => state === 'modified')
    .map(([path]) => path)
  const others = paths.filter((path) => !changed.includes(path))
  if (others.length > 0) await dvc.run(['checkout', '--', ...others])
  return paths.filter((path) => changed.includes(path))
}

/** Imports whose data is not here, though the pull should have fetched it from where they come from. */
async function absentImports({ dvc }: Project, imports: readonly string[]): Promise<string[]> {
  if (imports.length === 0) return []
  const absent = Object.values(await dvc.status())
    .flatMap(({ outs }) => Object.entries(outs ?? {}))
    .filter(([, state]) => state === 'deleted' || state === 'not in cache')
  return absent.map(([path]) => path).filter((path) => imports.includes(path))
}
