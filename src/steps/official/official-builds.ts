import { SetupError } from '../../errors/errors.js'
import type { Notes } from '../../git/history.js'
import { isIgnoreFile, isInput, isMadeByPipeline } from '../project/path-roles.js'
import { type Project } from '../project/project.js'
import { DIRECTORY_TRAILER, ROLLBACK_TRAILER, SOURCE_TRAILER } from './trailers.js'

/** The message of every official build. `[skip ci]` keeps GitHub from starting workflows for it. */
export const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
/** Who makes the commit, whatever the environment says. */
export const IDENTITY = { name: 'dvc-ci', email: 'dvc-ci@users.noreply.github.com' }
/** Commits that are looked through for an official build. */
const MAX_HISTORY = 1_000

/** The official build of a source commit and this working directory, if the branch has one already, by itself or in what was merged. @param tip where the branch ends */
export async function findBuildOf(project: Project, source: string, tip: string): Promise<string | undefined> {
  return project.git.findCommit({
    from: tip,
    excluding: source,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes, source),
  })
}

/** What the trailers of a build of this working directory say of it; the top of the repository goes without saying. */
export function directoryTrailer(project: Project): Record<string, string> {
  const directory = project.inGit('.')
  return directory === '.' ? {} : { [DIRECTORY_TRAILER]: directory }
}

/** True for the trailers of a build of this working directory, of the one source where it is given. */
export function isBuildNote(project: Project, notes: Notes, source?: string): boolean {
  const built = notes.get(SOURCE_TRAILER)
  return (
    built !== undefined &&
    (source === undefined || built === source) &&
    (notes.get(DIRECTORY_TRAILER) ?? '.') === project.inGit('.')
  )
}

/**
 * The source commit of which HEAD itself is the official build: our own push must not start another one. Where HEAD is the build of another
 * project of the repository, the same source counts as built once this project has its own build of it.
 */
export async function sourceOfHead(project: Project): Promise<string | undefined> {
  const { git, run } = project
  const head = run.report.source.sha
  const source = await sourceOf(project, head)
  if (
    source === undefined ||
    isBuildNote(project, await git.notes(head)) ||
    !(await git.notes(head)).has(SOURCE_TRAILER)
  )
    return source
  let origin = source
  for (
    let next: string | undefined = source;
    next !== undefined;
    next = (await git.resolve(next)) === undefined ? undefined : await sourceOf(project, next)
  )
    origin = next
  return (await findBuildOf(project, origin, head)) === undefined ? undefined : origin
}

/** The commit that HEAD itself went back to: our own commit, or the merge of its pull request, must not start a build that undoes it. */
export async function rollbackAtHead(project: Project): Promise<string | undefined> {
  const { git, run } = project
  const head = run.report.source.sha
  const [first, second] = await git.parents(head)
  const isRollback = (notes: Notes) =>
    notes.has(ROLLBACK_TRAILER) && (notes.get(DIRECTORY_TRAILER) ?? '.') === project.inGit('.')
  const own = await git.notes(head)
  const back = (
    isRollback(own)
      ? own
      : first === undefined || second === undefined
        ? undefined
        : await mergedNotes(project, first, second, isRollback)
  )?.get(ROLLBACK_TRAILER)
  if (back === undefined || (await git.committer(head)).email === IDENTITY.email) return back
  // With anything else in it than what came back, it is a change like any other.
  if (first === undefined || (await git.resolve(back)) === undefined) return undefined
  const [changed, different] = [
    await git.changedFiles(await git.ensureCommit(first), head),
    new Set((await git.changedFiles(back, head)).map(({ path }) => path)),
  ]
  return changed.every(({ path }) => !different.has(path) || isIgnoreFile(project, path)) ? back : undefined
}

/** The source commit of a commit that is an official build, whichever project's. */
async function sourceOf(project: Project, commit: string): Promise<string | undefined> {
  const { git } = project
  const [first, second] = await git.parents(commit)
  const source =
    (await git.notes(commit)).get(SOURCE_TRAILER) ??
    (first === undefined || second === undefined
      ? undefined
      : (await mergedNotes(project, first, second, (notes) => isBuildNote(project, notes)))?.get(SOURCE_TRAILER))
  if (source === undefined) return undefined
  const { email } = await git.committer(commit)
  // Made by us, whatever the pipeline has become since: a loop of builds that never ends would be worse than one build too few.
  if (email === IDENTITY.email && (await git.commitMessage(commit)).startsWith(`${BUILD_MESSAGE}\n`)) return source
  return first !== undefined && (await isBuildOn(project, commit, first, source)) ? source : undefined
}

/** The trailers of the newest commit of ours that a merge commit brought onto its first parent: that of our pull request. */
async function mergedNotes(
  { git }: Project,
  first: string,
  second: string,
  accept: (notes: Notes) => boolean,
): Promise<Notes | undefined> {
  const [onto, merged] = [await git.ensureCommit(first), await git.ensureCommit(second)]
  const commit = await git.findCommit({ from: merged, excluding: onto, merged: true, maxCount: MAX_HISTORY, accept })
  return commit === undefined ? undefined : git.notes(commit)
}

/**
 * True where a commit adds nothing to its parent but what a build writes, and that parent has the inputs of the build's source: somebody may have
 * squashed, amended or merged our commit, with code of their own in it or on top of other code.
 */
async function isBuildOn(project: Project, commit: string, parent: string, source: string): Promise<boolean> {
  const { git } = project
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit)
  if (!changed.every(({ path }) => isMadeByPipeline(project, path) || isIgnoreFile(project, path))) return false
  try {
    return (await changedInputs(project, await git.ensureCommit(source), parent)).length === 0
  } catch (error) {
    // A source that nobody has any more proves nothing.
    if (error instanceof SetupError) return false
    throw error
  }
}

/** What the build reads and what differs between two commits: without any, they make the same model. */
export async function changedInputs(project: Project, from: string, to: string): Promise<string[]> {
  const changed = await project.git.changedFiles(from, to)
  return changed.map(({ path }) => path).filter((path) => isInput(project, path))
}

/** The newest official build that HEAD descends from. A shallow checkout is deepened for it. */
export function lastOfficial(project: Project): Promise<string | undefined> {
  const { sha } = project.run.report.source
  return project.git.searchHistory(sha, () =>
    project.git.findCommit({
      from: sha,
      merged: true,
      maxCount: MAX_HISTORY,
      accept: (notes) => isBuildNote(project, notes),
    }),
  )
}
