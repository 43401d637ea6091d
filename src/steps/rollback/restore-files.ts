import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { declaredName, joinPath, kindOf } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { restoreLock } from '../../pipeline/lock-restore.js'
import { isWithin, type Stage } from '../../pipeline/project.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { nearest } from '../../text/nearest.js'
import { shellWord } from '../../text/shell-word.js'
import { restoredCard } from '../card/restore-card.js'
import { looseResults } from '../project/path-roles.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import type { Version } from './version.js'

/** The changes of a rollback in the working tree. Paths are relative to the repository. */
export interface RestorePlan {
  /** Files that are restored from the commit. */
  bring: string[]
  /** Files that the commit does not have. */
  remove: string[]
  /** New text of files that are merged from the commit's version and the present one. */
  write: Map<string, string>
  /** The stages and `.dvc` files to restore; undefined means all of the working directory. */
  owners?: string[]
  /** Files and entries that stay unchanged, each with a sentence that says why. */
  notes: { path: string; message: string }[]
}

/**
 * Files that a rollback never restores: workflows (a workflow's token may not push them), the configuration of DVC with
 * the present remote, and the settings of dvc-ci.
 */
const NEVER_RESTORED =
  /(^|\/)(\.github|\.gitlab|\.dvc)\/|(^|\/)(dvc-ci\.ya?ml|\.gitattributes|\.gitmodules|\.gitlab-ci\.yml)$/

/**
 * The changes that restore the targets of the request, or everything, from a commit.
 * @throws {SetupError} a target that exists neither now nor in the commit, or a dvc.lock that cannot be split by stage
 */
export async function planRestore(project: Project, version: Version): Promise<RestorePlan> {
  const { rollback } = project.run.settings
  if (rollback.restore === 'all') return planEverything(project, version)
  return rollback.targets.length > 0 ? planTargets(project, version) : planData(project, version)
}

/** Every file of the working directory that Git tracks, code and parameters included. */
async function planEverything(project: Project, { sha }: Version): Promise<RestorePlan> {
  const plan = emptyPlan()
  const { workingDirectory, provenance } = project.run.settings
  // An older key or root may be one that was given up because others have it.
  const trusted = [
    ...(provenance.key === undefined ? [] : [joinPath(provenance.key)]),
    ...(provenance.trustedRoot === undefined ? [] : [relative(workingDirectory, provenance.trustedRoot)]),
  ]
  for (const { path, status } of await project.git.changedFiles(project.run.report.source.sha, sha)) {
    if (project.fromGit(path).startsWith('../')) continue
    if (NEVER_RESTORED.test(path) || trusted.includes(project.fromGit(path)))
      plan.notes.push({
        path,
        message: `${path} stays unchanged: a rollback never restores workflows, remotes, settings or keys.`,
      })
    else if (status === 'deleted') plan.remove.push(path)
    else plan.bring.push(path)
  }
  return plan
}

/** Every dvc.lock and `.dvc` file of the working directory, the Git-kept outputs of stages, and the part of the card. */
async function planData(project: Project, version: Version): Promise<RestorePlan> {
  const plan = emptyPlan()
  const [then, now] = await Promise.all([filesAt(project, version.sha), filesAt(project, undefined)])
  for (const path of new Set([...now, ...then])) {
    if (kindOf(path) === 'lock') await planLock(project, version, plan, path)
    else if (kindOf(path) !== 'data') continue
    else if (then.has(path)) plan.bring.push(path)
    else
      plan.notes.push({
        path,
        message: `${project.fromGit(path)} did not exist at ${version.label}, so it stays unchanged.`,
      })
  }
  await planResults(project, version, plan, looseResults(project).all, then)
  const card = pathsOf(plan).length === 0 ? undefined : await restoredCard(project, version.sha)
  if (card !== undefined) plan.write.set(card.path, card.text)
  return plan
}

/** Single `.dvc` files, and entries of dvc.lock. */
async function planTargets(project: Project, version: Version): Promise<RestorePlan> {
  const plan = { ...emptyPlan(), owners: [] as string[] }
  const then = await filesAt(project, version.sha)
  const locks = new Map<string, Set<string>>()
  for (const target of project.run.settings.rollback.targets) {
    const data = dataFile(project, target, then)
    if (data !== undefined) {
      if (!then.has(data))
        throw unknownTarget(
          target,
          `${project.fromGit(data)} did not exist at ${version.label}`,
          'Name a version that has it.',
        )
      plan.bring.push(data)
      plan.owners.push(project.fromGit(data))
      continue
    }
    for (const stage of stagesOf(project, target)) {
      const lock = project.inGit(SourceLines.lockOf(stage.file))
      const names = locks.get(lock) ?? new Set()
      locks.set(lock, names.add(lockName(stage)))
      plan.owners.push(stage.name)
    }
  }
  for (const [lock, names] of locks) await planLock(project, version, plan, lock, names)
  return plan
}

/** @param names the entries to restore; without it, all of them */
async function planLock(
  project: Project,
  version: Version,
  plan: RestorePlan,
  lock: string,
  names?: ReadonlySet<string>,
): Promise<void> {
  const { git, index } = project
  const file = project.fromGit(join(dirname(lock), 'dvc.yaml')).replaceAll('\\', '/')
  const stages = index.stages.filter((stage) => stage.kind === 'stage' && stage.file === file)
  const [now, then] = await Promise.all(
    ['HEAD', version.sha].map(async (revision) => (await git.readFile(revision, lock))?.toString('utf8') ?? ''),
  )
  const restored = restoreLock({
    now: now ?? '',
    then: then ?? '',
    isDeclared: (name) => stages.some((stage) => lockName(stage) === name),
    ...(names === undefined ? {} : { stages: names }),
  })
  if ('reason' in restored) {
    throw new SetupError(
      'lock-not-restorable',
      `${lock} of ${version.label} cannot be split by stage: ${restored.reason}.`,
      {
        key: 'to',
        value: version.label,
        path: lock,
        remedy: 'Restore all files of that commit with `restore: all`.',
      },
    )
  }
  const unknown = restored.unknown.map((name) => `${name} has no entry in ${lock} at ${version.label}`)
  if (names !== undefined && unknown.length > 0)
    throw unknownTarget(restored.unknown.join(', '), unknown.join('; '), 'Name a version that has its outputs.')
  for (const name of restored.unknown)
    plan.notes.push({
      path: lock,
      message: `The stage ${name} has no entry in ${lock} at ${version.label}, so its outputs stay unchanged.`,
    })
  for (const name of restored.dropped)
    plan.notes.push({
      path: lock,
      message: `dvc.yaml no longer has the stage ${name} of ${version.label}, so its outputs are not restored (\`restore: all\` also restores the code).`,
    })
  if (restored.text !== now) plan.write.set(lock, restored.text)
  const back = stages.filter((stage) => restored.restored.includes(lockName(stage)))
  const results = back.flatMap(({ outs }) => outs.filter(({ cache }) => !cache).map(({ path }) => path))
  await planResults(project, version, plan, results, await filesAt(project, version.sha))
}

/** Adds the Git-kept outputs, whose hash is in the restored entry of dvc.lock. */
async function planResults(
  project: Project,
  { sha }: Version,
  plan: RestorePlan,
  paths: readonly string[],
  then: ReadonlySet<string>,
): Promise<void> {
  if (paths.length === 0) return
  const now = await filesAt(project, undefined)
  const isResult = (file: string) => paths.some((path) => isWithin(project.fromGit(file), path))
  const changed = new Set((await project.git.changedFiles(project.run.report.source.sha, sha)).map(({ path }) => path))
  plan.bring.push(...[...then].filter((file) => isResult(file) && changed.has(file)))
  plan.remove.push(...[...now].filter((file) => isResult(file) && !then.has(file) && changed.has(file)))
}

/**
 * Applies the plan to the working tree. Replaced files go into the backup.
 * @throws {SetupError} a file of the plan has uncommitted changes
 */
export async function restoreFiles(
  project: Project,
  plan: RestorePlan,
  sha: string,
  backup: WorkspaceBackup,
): Promise<void> {
  const { git } = project
  const here = (path: string) => join(git.root, path)
  const touched = pathsOf(plan)
  const dirty = (await git.uncommitted()).map(({ path }) => path).filter((path) => touched.includes(path))
  if (dirty[0] !== undefined) {
    throw new SetupError('workspace-dirty', `the workspace has uncommitted changes: ${dirty.join(', ')}.`, {
      key: 'working tree',
      value: dirty[0],
      path: dirty[0],
      remedy: 'Commit or stash them: a rollback replaces these files.',
    })
  }
  for (const path of [...plan.bring, ...plan.write.keys()]) await backup.copy(here(path))
  for (const path of plan.remove) await backup.move(here(path))
  await git.restoreFiles(plan.bring, sha)
  for (const [path, text] of plan.write) await writeFile(here(path), text)
}

/**
 * Adds the data of restored `.dvc` files to .gitignore, as `dvc add` does, and backs up the data that the download
 * replaces.
 * @returns the changed .gitignore files, relative to the repository
 * @throws {SetupError} Git tracks the data itself now
 */
export async function prepareOutputs(
  project: Project,
  plan: RestorePlan,
  owners: readonly Stage[],
  backup: WorkspaceBackup,
): Promise<string[]> {
  const { git, run } = project
  const here = (path: string) => join(run.settings.workingDirectory, path)
  const cached = owners.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path }) => path))
  for (const path of cached) await backup.link(here(path))
  const back = owners
    .filter(({ kind }) => kind !== 'stage')
    .flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ path }) => path))
  const tracked = await git
    .listFiles(
      undefined,
      back.map((path) => `:(literal)${project.inGit(path)}`),
    )
    .then((files) => (back.length === 0 ? [] : files))
  const [kept] = tracked.filter((file) => !plan.remove.includes(file))
  if (kept !== undefined)
    throw new SetupError('storage-changed', `Git tracks ${kept} now, and DVC tracked it in the older version.`, {
      key: 'to',
      value: kept,
      path: kept,
      remedy: `Remove it from Git first (\`git rm --cached ${shellWord(kept)}\`) and commit, or roll back other targets.`,
    })
  const ignored = await git.isIgnored(back.map(project.inGit))
  const files = new Set<string>()
  for (const path of back.filter((each) => !ignored.has(project.inGit(each)))) {
    const file = project.inGit(joinPath(dirname(path), '.gitignore'))
    if (!files.has(file)) await backup.copy(join(git.root, file))
    files.add(file)
    const before = await readFile(join(git.root, file), 'utf8').catch(() => '')
    await writeFile(
      join(git.root, file),
      `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}/${path.split('/').at(-1) ?? ''}\n`,
    )
  }
  return [...files]
}

/** Every path that a plan changes, relative to the repository. */
export function pathsOf({ bring, remove, write }: RestorePlan): string[] {
  return [...new Set([...bring, ...remove, ...write.keys()])].sort()
}

function emptyPlan(): RestorePlan {
  return { bring: [], remove: [], write: new Map(), notes: [] }
}

/** The files of a commit, or of the index, in the working directory. */
async function filesAt(project: Project, sha: string | undefined): Promise<Set<string>> {
  return new Set((await project.git.listFiles(sha, [])).filter((path) => !project.fromGit(path).startsWith('../')))
}

/** Name of a stage's entry in the dvc.lock beside its dvc.yaml. */
function lockName({ name }: Stage): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

/** The `.dvc` file of a target, which is its path or the path of its data, now or in the commit. */
function dataFile(project: Project, target: string, then: ReadonlySet<string>): string | undefined {
  const path = project.inGit(joinPath(target))
  if (kindOf(path) === 'data') return path
  const owner = project.index.stages.find(
    ({ kind, outs }) => kind !== 'stage' && outs.some((out) => out.path === joinPath(target)),
  )
  if (owner !== undefined) return project.inGit(owner.file)
  return then.has(`${path}.dvc`) ? `${path}.dvc` : undefined
}

/**
 * The stages of a target, which is the name of a stage, of a foreach or matrix stage, or an output.
 * @throws {SetupError} none has it
 */
function stagesOf(project: Project, target: string): Stage[] {
  const stages = project.stages.filter(({ kind }) => kind === 'stage')
  for (const is of [
    (stage: Stage) => stage.name === target,
    (stage: Stage) => declaredName(stage.name) === target,
    ({ outs }: Stage) => outs.some(({ path }) => path === joinPath(target)),
  ]) {
    const found = stages.filter(is)
    if (found.length > 0) return found
  }
  const names = [
    ...stages.map(({ name }) => name),
    ...project.index.stages.flatMap(({ outs }) => outs.map(({ path }) => path)),
    ...project.stages.filter(({ kind }) => kind !== 'stage').map(({ file }) => file),
  ]
  const meant = nearest(target, names)
  throw unknownTarget(
    target,
    'it is not a stage, an output or a .dvc file',
    meant === undefined ? `Allowed: ${names.join(', ')}.` : `Did you mean '${meant}'?`,
  )
}

function unknownTarget(target: string, why: string, remedy: string): SetupError {
  return new SetupError('target-unknown', `targets: '${target}' cannot be rolled back: ${why}.`, {
    key: 'targets',
    value: target,
    remedy,
  })
}

/** The stages and `.dvc` files of the targets in the present project. */
export function ownersNamed(project: Project, targets: readonly string[]): Stage[] {
  return targets.flatMap((target) => {
    const file = project.inGit(joinPath(target))
    const data = project.stages.filter(
      (stage) =>
        stage.kind !== 'stage' &&
        (project.inGit(stage.file) === file || stage.outs.some(({ path }) => path === joinPath(target))),
    )
    return data.length > 0 ? data : stagesOf(project, target)
  })
}
