import { cp, lstat, mkdir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { joinPath } from '../../dvc/project-files.js'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { isWithin, type Out, type Stage } from '../../pipeline/project.js'
import type { RetrainReport } from '../../report/report.js'
import { fileHash } from '../../run/file-hash.js'
import { transfer } from '../../run/file-tree.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { isUrl, shownSource } from '../../settings/data-source.js'
import type { NewData } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import { shellWord } from '../../text/shell-word.js'
import { strictPull } from '../data/pull.js'
import { fromSources } from '../project/import-sources.js'
import type { Project } from '../project/project.js'
import { dataDigest } from './data-digest.js'

/** New data for one output of a `.dvc` file. */
export interface DataPlan {
  owner: Stage
  out: Out
  mode: 'replace' | 'append' | 'update'
  from?: string
}

/**
 * Finds the `.dvc` file for each new data set of the request. Downloads and writes nothing.
 * @param updates true to update every import
 * @throws {SetupError} a path that DVC does not track, that a stage makes or that Git keeps; a source that does not
 * exist
 */
export async function planData(
  project: Pick<Project, 'index' | 'stages'>,
  wanted: readonly NewData[],
  updates: boolean,
): Promise<DataPlan[]> {
  const plans: DataPlan[] = []
  for (const change of wanted) {
    const { owner, out } = ownerOf(project, change.path)
    const { from } = change
    if (owner.kind === 'import' && from !== undefined)
      throw rejection(
        change.path,
        `it is an import with its source in ${owner.file}`,
        'Remove `from`: dvc-ci updates the import from that source.',
      )
    if (owner.kind !== 'import' && from === undefined)
      throw rejection(
        change.path,
        'the source of the new data is missing',
        'Give `from`: a file, a folder, or an address such as s3://bucket/new.csv.',
      )
    if (plans.some((plan) => plan.owner.name === owner.name))
      throw rejection(change.path, 'the request names it twice', 'Name it once.')
    if (from !== undefined && !isUrl(from)) await requireSource(change.path, from, change.mode, out)
    plans.push({
      owner,
      out,
      mode: owner.kind === 'import' ? 'update' : change.mode,
      ...(from === undefined ? {} : { from }),
    })
  }
  if (!updates) return plans
  const imports = project.stages.filter(
    ({ kind, partial, name }) => kind === 'import' && !partial && !plans.some(({ owner }) => owner.name === name),
  )
  return [
    ...plans,
    ...imports.flatMap((owner) => owner.outs.slice(0, 1).map((out) => ({ owner, out, mode: 'update' as const }))),
  ]
}

/** The `.dvc` file and its output for a path. @throws {SetupError} the path cannot get new data */
function ownerOf(project: Pick<Project, 'index' | 'stages'>, asked: string): { owner: Stage; out: Out } {
  const path = joinPath(asked)
  for (const owner of project.index.stages) {
    const out =
      owner.outs.find((each) => each.path === path) ??
      (owner.kind !== 'stage' && owner.file === path && owner.outs.length === 1 ? owner.outs[0] : undefined)
    if (out === undefined) continue
    if (owner.kind === 'stage')
      throw rejection(
        asked,
        `it is an output of the stage ${owner.name}`,
        'Name source data, which no stage makes. Use `stages` to run the stage.',
      )
    if (!out.cache) throw rejection(asked, 'Git keeps it', 'Commit the new version: a rebuild trains with it.')
    if (owner.partial)
      throw rejection(asked, 'it was imported with --no-download', 'Import it again without --no-download.')
    if (!project.stages.includes(owner))
      throw rejection(asked, 'it is outside of the working directory', 'Retrain in the working directory that has it.')
    return { owner, out }
  }
  const sources = project.stages
    .filter(({ kind }) => kind !== 'stage')
    .flatMap(({ outs }) => outs.map((out) => out.path))
  const inside = project.index.stages.flatMap(({ outs }) => outs).find((out) => isWithin(path, out.path))
  const meant = nearest(path, sources)
  throw rejection(
    asked,
    inside === undefined ? 'DVC does not track it' : `it is part of ${inside.path}`,
    inside !== undefined
      ? `Name ${inside.path}.`
      : meant !== undefined
        ? `Did you mean ${meant}?`
        : sources.length > 0
          ? `DVC tracks ${sources.join(', ')}.`
          : `Add it first: \`dvc add ${shellWord(path)}\`, \`dvc push\`, and commit ${path}.dvc.`,
  )
}

async function requireSource(path: string, from: string, mode: NewData['mode'], out: Out): Promise<void> {
  const found = await stat(from).catch(() => undefined)
  if (found === undefined)
    throw new SetupError('data-source-missing', `data: the source ${from} for ${path} does not exist.`, {
      key: 'data',
      value: from,
      remedy: 'Name a file, a folder, or an address such as s3://bucket/new.csv.',
    })
  requireKind(path, out, mode, found.isDirectory())
}

/** A folder in place of a file would break the stages that read it. */
function requireKind(path: string, out: Out, mode: DataPlan['mode'], isFolder: boolean): void {
  const wasFolder = out.hash?.endsWith('.dir') === true
  if (isFolder && !wasFolder) throw rejection(path, 'it is a file, and the new data is a folder', 'Give a file.')
  if (!isFolder && wasFolder && mode === 'replace')
    throw rejection(
      path,
      'it is a folder, and the new data is a file',
      'Give a folder, or append the file to it (mode: append).',
    )
}

function rejection(path: string, why: string, remedy: string): SetupError {
  return new SetupError('data-target-invalid', `data: ${path} cannot get new data: ${why}.`, {
    key: 'data',
    value: path,
    remedy,
  })
}

/** New data on this machine, outside of the workspace, by its plan. */
export type FetchedData = ReadonlyMap<DataPlan, string>

/**
 * Downloads or copies the new data of all plans that name its source. The workspace stays.
 * @param placeOf a folder for each plan, by its number
 * @throws {OutsideError} data cannot be downloaded
 */
export async function fetchData(
  project: Project,
  plans: readonly DataPlan[],
  placeOf: (index: number) => string,
): Promise<FetchedData> {
  const fetched = new Map<DataPlan, string>()
  for (const [index, plan] of plans.entries())
    if (plan.from !== undefined) fetched.set(plan, await downloadSource(project, plan, placeOf(index)))
  return fetched
}

/** The digest of the new data of some plans; undefined where no plan names a source. */
export function digestOfData(fetched: FetchedData): Promise<string | undefined> {
  return dataDigest([...fetched].map(([{ out }, source]) => ({ path: out.path, source })))
}

/**
 * Moves the new data into the workspace and lets DVC track it. Replaced files go into the backup.
 * @returns the result of each plan, in the order of the plans
 * @throws {OutsideError} an import cannot be updated
 * @throws {ProjectError} DVC rejects the data, or the remote lacks the data to append to
 */
export async function bringData(
  project: Project,
  plans: readonly DataPlan[],
  fetched: FetchedData,
  backup: WorkspaceBackup,
): Promise<RetrainReport['data']> {
  for (const plan of plans) {
    const target = resolve(project.run.settings.workingDirectory, plan.out.path)
    await backup.copy(resolve(project.run.settings.workingDirectory, plan.owner.file))
    await backup.copy(join(dirname(target), '.gitignore'))
    const source = fetched.get(plan)
    if (source === undefined) await updateImport(project, plan, target, backup)
    else {
      if (plan.mode === 'append') await appendData(project, plan, source, target, backup)
      else {
        await backup.move(target)
        await mkdir(dirname(target), { recursive: true })
        await transfer(source, target)
      }
      await dvc(project, ['commit', '--force', '--', plan.owner.file], `DVC cannot track the new ${plan.out.path}`)
    }
  }
  const now = await project.dvc.inspect()
  return plans.map(({ owner, out, mode, from }) => {
    const hash = now.stages.find(({ name }) => name === owner.name)?.outs.find(({ path }) => path === out.path)?.hash
    return {
      path: out.path,
      mode,
      ...(from === undefined ? {} : { from: shownOf(project, from) }),
      changed: hash !== out.hash,
    }
  })
}

/** The source for the report: without credentials, and relative for a file of the checkout. */
function shownOf({ git, fromGit }: Project, from: string): string {
  if (isUrl(from)) return shownSource(from)
  return from.startsWith(`${git.root}/`) ? fromGit(from.slice(git.root.length + 1)) : basename(from)
}

/** Downloads or copies the source into a scratch folder. @returns its path there */
async function downloadSource(project: Project, { out, mode, from = '' }: DataPlan, place: string): Promise<string> {
  await mkdir(place, { recursive: true })
  const target = join(place, basename(isUrl(from) ? shownSource(from) : from) || 'data')
  if (!isUrl(from)) {
    await cp(from, target, { recursive: true, dereference: true })
    return target
  }
  const result = await project.dvc.run([
    'get-url',
    ...(project.run.settings.jobs === undefined ? [] : ['--jobs', String(project.run.settings.jobs)]),
    '--',
    from,
    target,
  ])
  const found = await lstat(target).catch(() => undefined)
  if (result.code !== 0 || found === undefined) {
    throw new OutsideError(
      'data-source-unreachable',
      `the new data cannot be downloaded from ${shownSource(from)}: ${reasonOf(result.stderr).replaceAll(from, shownSource(from))}`,
      {
        key: 'data',
        value: shownSource(from),
        remedy: 'Check the address, and that the credentials of this run allow to read it. Nothing was changed.',
      },
    )
  }
  requireKind(out.path, out, mode, found.isDirectory())
  return target
}

async function appendData(
  project: Project,
  { owner, out }: DataPlan,
  source: string,
  target: string,
  backup: WorkspaceBackup,
): Promise<void> {
  await strictPull(project, { targets: [owner.name] })
  const { missing } = project.run.report.remote
  const altered = missing.length > 0 ? [] : await project.dvc.altered([owner.name])
  if (missing.length > 0 || altered.length > 0) {
    throw new ProjectError(
      'append-base-missing',
      `no rows or files can be appended to ${out.path}: ${missing.length > 0 ? missing.map(({ message }) => message).join(' ') : `the file in the workspace differs from the hash in ${owner.file}.`}`,
      { key: 'data', value: out.path, remedy: 'Nothing was changed.' },
    )
  }
  if (out.hash?.endsWith('.dir') === true) {
    await backup.link(target)
    return addFiles(out.path, source, target)
  }
  const longer = `${source}.longer`
  const result = await project.dvc.appendRows({ existing: target, added: source, target: longer }, project.run.signal)
  if ('reason' in result)
    throw rejection(out.path, result.reason, 'Give the complete data (mode: replace), or new rows of the same format.')
  if (result.moved) project.run.host.info(`${out.path}: the columns of the new rows were put into its order.`)
  await backup.move(target)
  await transfer(longer, target)
}

/** Adds files to a folder. @throws {SetupError} a file of that name exists with other content */
async function addFiles(path: string, source: string, target: string): Promise<void> {
  const isFolder = (await lstat(source)).isDirectory()
  const files = isFolder
    ? (await readdir(source, { recursive: true, withFileTypes: true }))
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name))
    : [source]
  const pairs = files.map((file) => ({
    file,
    to: isFolder ? join(target, file.slice(source.length + 1)) : join(target, basename(source)),
  }))
  for (const { file, to } of pairs) {
    const there = await lstat(to).catch(() => undefined)
    if (
      there !== undefined &&
      (!there.isFile() || (await fileHash('sha256', file)) !== (await fileHash('sha256', to)))
    ) {
      throw rejection(
        path,
        `it already has ${to.slice(target.length + 1)} with other content`,
        'Give the file another name, or replace the whole folder (mode: replace).',
      )
    }
  }
  for (const { file, to } of pairs) {
    if ((await lstat(to).catch(() => undefined)) !== undefined) continue
    await mkdir(dirname(to), { recursive: true })
    await transfer(file, to)
  }
}

async function updateImport(
  project: Project,
  { owner, out }: DataPlan,
  target: string,
  backup: WorkspaceBackup,
): Promise<void> {
  await backup.link(target)
  const result = await project.dvc.run(['update', '--', owner.file])
  if (result.code !== 0)
    throw new OutsideError(
      'import-failed',
      `DVC cannot update the import ${out.path}${fromSources(project, [out.path])}: ${reasonOf(result.stderr)}`,
      {
        key: 'update',
        value: owner.file,
        remedy:
          'Check that the credentials of this run allow to read its source. A private repository over HTTPS needs a token in `import-token` (on the command line: the variable DVC_CI_IMPORT_TOKEN), as HOST=TOKEN. Nothing was built.',
      },
    )
}

async function dvc(project: Project, argv: readonly string[], failure: string): Promise<void> {
  const result = await project.dvc.run(argv)
  if (result.code !== 0)
    throw new ProjectError('dvc-command-failed', `${failure}: ${reasonOf(result.stderr)}`, {
      key: 'data',
      remedy: 'Nothing was changed.',
    })
}
