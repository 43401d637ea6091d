import { SetupError } from '../../errors/errors.js'
import type { Notes } from '../../git/history.js'
import { isCard, isIgnoreFile, isInput, isMadeByPipeline } from '../project/path-roles.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { DIRECTORY_TRAILER, SOURCE_TRAILER } from './trailers.js'

/** The message of every official build. `[skip ci]` keeps GitHub from starting workflows for it. */
export const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
/** The author and committer of official builds; the environment does not change them. */
export const IDENTITY = { name: 'dvc-ci', email: 'dvc-ci@users.noreply.github.com' }
/** The number of commits that are searched for an official build. */
export const MAX_HISTORY = 1_000

/**
 * The official build of a source commit and this working directory on the branch, merged commits included.
 * @param tip of the branch
 */
export async function findBuildOf(project: Project, source: string, tip: string): Promise<string | undefined> {
  return project.git.findCommit({
    from: tip,
    excluding: source,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes, source),
  })
}

/** The trailer for the working directory of a build; none at the top of the repository. */
export function directoryTrailer(project: Project): Record<string, string> {
  const directory = project.inGit('.')
  return directory === '.' ? {} : { [DIRECTORY_TRAILER]: directory }
}

/**
 * True for the trailers of a build of this working directory.
 * @param source the required source commit; default: any
 */
export function isBuildNote(project: Pick<ProjectPaths, 'inGit'>, notes: Notes, source?: string): boolean {
  const built = notes.get(SOURCE_TRAILER)
  return (
    built !== undefined &&
    (source === undefined || built === source) &&
    (notes.get(DIRECTORY_TRAILER) ?? '.') === project.inGit('.')
  )
}

/**
 * The source commit whose official build is HEAD: the push of dvc-ci must not start another build. Where HEAD is the
 * build of another project in the repository, the source counts as built once this project has its own build of it.
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

/** The source commit of an official build of any project in the repository. */
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
  // Treat as ours even where the pipeline has changed since: a missed build beats an endless loop.
  if (email === IDENTITY.email && (await git.commitMessage(commit)).startsWith(`${BUILD_MESSAGE}\n`)) return source
  return first !== undefined && (await isBuildOn(project, commit, first, source)) ? source : undefined
}

/** The trailers of the newest accepted commit that a merge added to its first parent. */
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
 * True where a commit changes only files that a build writes, and its parent has the inputs of the build's source.
 * A user may have squashed, amended or merged the build with other code.
 */
async function isBuildOn(project: Project, commit: string, parent: string, source: string): Promise<boolean> {
  const { git } = project
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit)
  const isOfBuild = (path: string) =>
    isMadeByPipeline(project, path) || isIgnoreFile(project, path) || isCard(project, path)
  if (!changed.every(({ path }) => isOfBuild(path))) return false
  try {
    return (await changedInputs(project, await git.ensureCommit(source), parent)).length === 0
  } catch (error) {
    // A source commit that the server no longer has proves nothing.
    if (error instanceof SetupError) return false
    throw error
  }
}

/** The inputs of the build that differ between two commits; none means the same model. */
export async function changedInputs(project: Project, from: string, to: string): Promise<string[]> {
  const changed = await project.git.changedFiles(from, to)
  return changed.map(({ path }) => path).filter((path) => isInput(project, path))
}

/** The newest official build in the history of HEAD; deepens a shallow checkout. */
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
