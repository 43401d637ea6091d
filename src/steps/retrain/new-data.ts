import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, lstat, mkdir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { reasonOf } from '../../dvc/dvc-errors.js'
import { joinPath } from '../../dvc/project-files.js'
import { OutsideError, ProjectError, SetupError } from '../../errors/errors.js'
import { isWithin, type Out, type Stage } from '../../pipeline/project.js'
import type { RetrainReport } from '../../report/report.js'
import { transfer } from '../../run/file-tree.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { isUrl, shownSource } from '../../settings/data-source.js'
import type { NewData } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import { strictPull } from '../data/pull.js'
import type { Project } from '../project/project.js'
import { appendText } from './append-rows.js'

/** New data for one thing that DVC tracks. */
export interface DataPlan {
  owner: Stage
  out: Out
  mode: 'replace' | 'append' | 'update'
  from?: string
}

/**
 * What of the request's data goes where. Nothing is fetched or written.
 * @param updates true where every import is to be brought up to date
 * @throws {SetupError} a path that DVC does not track, that a stage makes, that Git keeps; data that is not there
 */
export async function planData(project: Project, wanted: readonly NewData[], updates: boolean): Promise<DataPlan[]> {
  const plans: DataPlan[] = []
  for (const change of wanted) {
    const { owner, out } = ownerOf(project, change.path)
    const { from } = change
    if (owner.kind === 'import' && from !== undefined)
      throw refused(
        change.path,
        `it is an import, which ${owner.file} says the source of`,
        'Leave `from` out: the import is updated from there.',
      )
    if (owner.kind !== 'import' && from === undefined)
      throw refused(
        change.path,
        'where the new data comes from is not said',
        'Give `from`: a file, a folder, or an address such as s3://bucket/new.csv.',
      )
    if (plans.some((plan) => plan.owner.name === owner.name))
      throw refused(change.path, 'it is named twice', 'Name it once.')
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

/** The `.dvc` file that a path belongs to, with the output that it means. */
function ownerOf(project: Project, asked: string): { owner: Stage; out: Out } {
  const path = joinPath(asked)
  for (const owner of project.index.stages) {
    const out =
      owner.outs.find((each) => each.path === path) ??
      (owner.kind !== 'stage' && owner.file === path && owner.outs.length === 1 ? owner.outs[0] : undefined)
    if (out === undefined) continue
    if (owner.kind === 'stage')
      throw refused(
        asked,
        `it is what the stage ${owner.name} makes`,
        'Name source data, which no stage makes; the stage itself is run by `stages`.',
      )
    if (!out.cache) throw refused(asked, 'it is kept in Git', 'Commit the new version: a rebuild trains with it.')
    if (owner.partial) throw refused(asked, 'its data was never downloaded', 'Import it whole, without --no-download.')
    if (!project.stages.includes(owner))
      throw refused(asked, 'it is outside of the working directory', 'Retrain in the working directory that has it.')
    return { owner, out }
  }
  const sources = project.stages
    .filter(({ kind }) => kind !== 'stage')
    .flatMap(({ outs }) => outs.map((out) => out.path))
  const inside = project.index.stages.flatMap(({ outs }) => outs).find((out) => isWithin(path, out.path))
  const meant = nearest(path, sources)
  throw refused(
    asked,
    inside === undefined ? 'DVC does not track it' : `it is a part of ${inside.path}`,
    inside !== undefined
      ? `Name ${inside.path}.`
      : meant !== undefined
        ? `Did you mean ${meant}?`
        : sources.length > 0
          ? `DVC tracks ${sources.join(', ')}.`
          : 'Add it first (`dvc add`).',
  )
}

async function requireSource(path: string, from: string, mode: NewData['mode'], out: Out): Promise<void> {
  const found = await stat(from).catch(() => undefined)
  if (found === undefined)
    throw new SetupError('data-source-missing', `data: there is no ${from} to ${mode} ${path} with.`, {
      key: 'data',
      value: from,
      remedy: 'Name a file, a folder, or an address such as s3://bucket/new.csv.',
    })
  requireKind(path, out, mode, found.isDirectory())
}

/** A folder in the place of a file would break whatever reads it. */
function requireKind(path: string, out: Out, mode: DataPlan['mode'], isFolder: boolean): void {
  const wasFolder = out.hash?.endsWith('.dir') === true
  if (isFolder && !wasFolder) throw refused(path, 'it is a file, and the new data is a folder', 'Give a file.')
  if (!isFolder && wasFolder && mode === 'replace')
    throw refused(
      path,
      'it is a folder, and the new data is a file',
      'Give a folder, or append the file to it (mode: append).',
    )
}

function refused(path: string, why: string, remedy: string): SetupError {
  return new SetupError('data-target-invalid', `data: ${path} cannot get new data: ${why}.`, {
    key: 'data',
    value: path,
    remedy,
  })
}

/**
 * Fetches the new data, puts it in place and lets DVC track it. What was there is kept aside.
 * @returns what came of each, in the order of the plans
 * @throws {OutsideError} data cannot be fetched
 * @throws {ProjectError} DVC refuses it, or what is to be added to is not in the remote
 */
export async function bringData(
  project: Project,
  plans: readonly DataPlan[],
  aside: WorkspaceBackup,
): Promise<RetrainReport['data']> {
  const fetched = new Map<DataPlan, string>()
  // Everything is here before anything is changed.
  for (const [index, plan] of plans.entries())
    if (plan.from !== undefined) fetched.set(plan, await fetchSource(project, plan, aside.scratch(`data-${index}`)))
  for (const plan of plans) {
    const target = resolve(project.run.settings.workingDirectory, plan.out.path)
    await aside.copy(resolve(project.run.settings.workingDirectory, plan.owner.file))
    await aside.copy(join(dirname(target), '.gitignore'))
    const source = fetched.get(plan)
    if (source === undefined) await updateImport(project, plan, target, aside)
    else {
      if (plan.mode === 'append') await append(project, plan, source, target, aside)
      else {
        await aside.move(target)
        await mkdir(dirname(target), { recursive: true })
        await transfer(source, target)
      }
      await dvc(project, ['commit', '--force', '--', plan.owner.file], `DVC cannot take the new ${plan.out.path}`)
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

/** A source as people know it: relative where it is in the checkout. */
function shownOf({ git, fromGit }: Project, from: string): string {
  if (isUrl(from)) return shownSource(from)
  return from.startsWith(`${git.root}/`) ? fromGit(from.slice(git.root.length + 1)) : basename(from)
}

/** Brings the source to a place of ours. */
async function fetchSource(project: Project, { out, mode, from = '' }: DataPlan, place: string): Promise<string> {
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
      `the new data cannot be fetched from ${shownSource(from)}: ${reasonOf(result.stderr).replaceAll(from, shownSource(from))}`,
      {
        key: 'data',
        value: shownSource(from),
        remedy:
          'Check the address, and that it can be read from here with the credentials that there are. Nothing was changed.',
      },
    )
  }
  requireKind(out.path, out, mode, found.isDirectory())
  return target
}

async function append(
  project: Project,
  { owner, out }: DataPlan,
  source: string,
  target: string,
  aside: WorkspaceBackup,
): Promise<void> {
  await strictPull(project, { targets: [owner.name] })
  const { missing } = project.run.report.remote
  const altered = missing.length > 0 ? [] : await project.dvc.altered([owner.name])
  if (missing.length > 0 || altered.length > 0) {
    throw new ProjectError(
      'append-base-missing',
      `nothing can be added to ${out.path}: ${missing.length > 0 ? missing.map(({ message }) => message).join(' ') : `what is here is not what ${owner.file} says.`}`,
      { key: 'data', value: out.path, remedy: 'Nothing was changed.' },
    )
  }
  if (out.hash?.endsWith('.dir') === true) {
    await aside.link(target)
    return addFiles(out.path, source, target)
  }
  const longer = `${source}.longer`
  const why = await appendText(target, source, longer, project.run.signal)
  if (why !== undefined)
    throw refused(out.path, why, 'Give the whole of it anew (mode: replace), or new data of the same kind.')
  await aside.move(target)
  await transfer(longer, target)
}

/** Puts files into a folder; one that is there already must be the same. */
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
    if (there !== undefined && (!there.isFile() || (await hashOf(file)) !== (await hashOf(to)))) {
      throw refused(
        path,
        `${to.slice(target.length + 1)} is in it already, with other content`,
        'Give it another name, or replace the whole (mode: replace).',
      )
    }
  }
  for (const { file, to } of pairs) {
    if ((await lstat(to).catch(() => undefined)) !== undefined) continue
    await mkdir(dirname(to), { recursive: true })
    await transfer(file, to)
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function updateImport(
  project: Project,
  { owner, out }: DataPlan,
  target: string,
  aside: WorkspaceBackup,
): Promise<void> {
  await aside.link(target)
  const result = await project.dvc.run(['update', '--', owner.file])
  if (result.code !== 0)
    throw new OutsideError('import-failed', `the import ${out.path} cannot be updated: ${reasonOf(result.stderr)}`, {
      key: 'update',
      value: owner.file,
      remedy: 'Check that its source can be read from here, with the credentials that this needs. Nothing was built.',
    })
}

async function dvc(project: Project, argv: readonly string[], what: string): Promise<void> {
  const result = await project.dvc.run(argv)
  if (result.code !== 0)
    throw new ProjectError('dvc-command-failed', `${what}: ${reasonOf(result.stderr)}`, {
      key: 'data',
      remedy: 'Nothing was changed.',
    })
}
