import type { VerifyResult } from '../../dvc/dvc.js'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { CommandResult } from '../../dvc/engine.js'
import { OutsideError } from '../../errors/errors.js'
import { isWithin } from '../../pipeline/project.js'
import type { Span, StepOutcome } from '../../run/run.js'
import { count } from '../../text/words.js'
import { fromSources } from '../project/import-sources.js'
import { isRefusedWithoutCredential, unlessRefused } from '../project/left-out.js'
import type { Project } from '../project/project.js'
import { scopeOf } from '../project/select-stages.js'
import { requireSpace } from './require-space.js'
import { byPath, missingObject } from './verify-remote.js'

export interface PullOptions {
  /** Names of stages and `.dvc` files; default: all that the working directory needs. */
  targets?: readonly string[] | undefined
  /** The only outputs and `.dvc` files of the targets to pull. */
  only?: readonly string[]
  /** The same pull, which ran before its step; the step reads its result. */
  download?: Download | undefined
}

/** A `dvc pull` that has ended. */
export interface Download extends Span {
  result: CommandResult
}

/**
 * Pulls all data that the working directory needs. DVC downloads no object and no manifest that differs from its hash.
 */
export async function download(project: Project): Promise<Download> {
  const began = performance.now()
  const stages = scopeOf(project)
  await project.objects?.admit(stages)
  await requireSpace(project, { stages })
  const result = await project.dvc.run(['pull', ...(stages ? ['--', ...stages] : [])])
  return { result, began, ended: performance.now() }
}

/**
 * Pulls data and verifies every byte. `verify` has put missing objects into the report; this step adds the altered
 * ones. All data that the remote has is in the workspace afterwards.
 * @throws {OutsideError} DVC cannot pull for another reason
 */
export async function strictPull(project: Project, options: PullOptions): Promise<void> {
  const { run } = project
  await run.step(
    'pull',
    async (outcome) => {
      const done = await unlessRefused(run, 'pull', () => pullData(project, options, outcome).then(() => true), outcome)
      if (done === undefined) await checkOutDownloaded(project, options.targets ?? scopeOf(project))
    },
    options.download,
  )
}

async function pullData(
  project: Project,
  { targets, only, download }: PullOptions,
  outcome: StepOutcome,
): Promise<void> {
  if (targets?.length === 0) {
    outcome.message = 'no data is needed'
    return
  }
  const stages = targets ?? scopeOf(project)
  const early = download?.result
  if (early === undefined) {
    await project.objects?.admit(stages)
    await requireSpace(project, { stages, only })
  }
  // A build of named targets has not verified the remote yet, and DVC checks out an altered manifest without an
  // error.
  // Files have no manifest: if one is missing, the failed pull verifies it.
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
        : await project.dvc.run(['pull', ...(wanted ? ['--', ...filesLast(wanted)] : [])])
  if (result === undefined || result.code !== 0) await explain(project, stages, result, outcome)
  else if (altered.length > 0) reportMissing(project, outcome)
  else
    outcome.message = targets
      ? targets.join(', ')
      : stages
        ? `data of ${count(stages.length, 'stage or .dvc file', 'stages and .dvc files')}`
        : 'all data'
}

/**
 * Checks out the outputs that are whole in the cache, after a remote refused a run without a credential: another remote,
 * or GitHub's cache, may have had their data. DVC asks the remote for manifests that the cache lacks, so each stage is
 * asked about alone.
 */
async function checkOutDownloaded(project: Project, stages: readonly string[] | undefined): Promise<void> {
  if (Object.keys(project.index.remotes).length < 2 && project.objects === undefined) return
  const names = project.index.stages.filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
  for (const { name } of names) {
    try {
      const lacking = Object.values(await project.dvc.uncached([name])).flat()
      await checkOut(
        project,
        outputs(project, [name]).filter((path) => !lacking.some((missing) => isWithin(missing, path))),
      )
    } catch (error) {
      if (!isRefusedWithoutCredential(project.run, error)) throw error
    }
  }
}

/**
 * Targets of a pull in an order in which DVC pulls them all. DVC 3.67.1 skips an output that is named after a `.dvc`
 * file, and exits with 0.
 */
function filesLast(targets: readonly string[]): string[] {
  const isFile = (target: string) => target.endsWith('.dvc')
  return [...targets.filter((target) => !isFile(target)), ...targets.filter(isFile)]
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

function reportMissing({ run }: Project, outcome: StepOutcome): void {
  outcome.conclusion = 'failure'
  outcome.message = `${count(run.report.remote.missing.length, 'object')} could not be downloaded: ${run.report.remote.missing.map(({ paths }) => paths.join(', ')).join(', ')}`
}

/** Outputs whose manifest in the remote is altered, where the cache has no valid one. */
async function alteredDirectories({ run, dvc }: Project, stages: readonly string[] | undefined): Promise<string[]> {
  const altered = run.report.remote.missing.filter(({ hash, reason }) => reason === 'altered' && hash.endsWith('.dir'))
  if (altered.length === 0) return []
  const lacking = await dvc.uncached(stages)
  return altered.filter(({ hash }) => hash in lacking).flatMap(({ paths }) => paths)
}

/** Paths of the outputs that DVC caches, of these stages or of all. */
function outputs({ index }: Project, stages: readonly string[] | undefined): string[] {
  const named = index.stages.filter(({ name, partial }) => !partial && (stages?.includes(name) ?? true))
  return named.flatMap(({ outs }) =>
    outs.filter(({ cache, hash }) => cache && hash !== undefined).map(({ path }) => path),
  )
}

/**
 * Finds the reason of a failed pull, and checks out the downloaded data: DVC checks out nothing when one object is
 * missing.
 */
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
      `the import ${imports.join(', ')} could not be downloaded${fromSources(project, imports)}: ${reasonOf(result?.stderr ?? '')}`,
      {
        key: 'import',
        value: imports.join(', '),
        remedy:
          'Check that this machine can read its source with its credentials. A private repository over HTTPS needs a token in `import-token` (on the command line: the variable DVC_CI_IMPORT_TOKEN), as HOST=TOKEN.',
      },
    )
  }
  if (run.report.remote.missing.length > 0) return reportMissing(project, outcome)
  const refused = () =>
    new OutsideError(
      'dvc-pull-failed',
      `dvc pull failed with code ${result?.code ?? 1}: ${reasonOf(result?.stderr ?? '')}`,
      {
        key: 'remote',
        remedy: 'Check that this machine can read the remote with its credentials.',
      },
    )
  // The remote has the object, but the download failed.
  if (Object.keys(lacking).length > 0) throw refused()
  const notes = [
    kept.length > 0 ? `kept because of uncommitted changes: ${kept.join(', ')}` : '',
    asked.unlocked.length > 0 ? `not in dvc.lock: ${asked.unlocked.map(({ path }) => path).join(', ')}` : '',
    asked.unpushed.length > 0 ? `declared push: false: ${asked.unpushed.join(', ')}` : '',
  ].filter((note) => note !== '')
  if (notes.length === 0) throw refused()
  outcome.message = `all available data; ${notes.join('; ')}`
}

/**
 * Checks out outputs from the cache. It never overwrites a file with changes that DVC does not track.
 * @returns outputs that were kept for that reason
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

/** Imports whose data the pull should have downloaded from their source, but did not. */
async function absentImports({ dvc }: Project, imports: readonly string[]): Promise<string[]> {
  if (imports.length === 0) return []
  const absent = Object.values(await dvc.status())
    .flatMap(({ outs }) => Object.entries(outs ?? {}))
    .filter(([, state]) => state === 'deleted' || state === 'not in cache')
  return absent.map(([path]) => path).filter((path) => imports.includes(path))
}
