import type { TrailerSearch } from '../git/history.js'
import type { Context } from './context.js'
import { isIgnoreFile, isInput, isMadeByPipeline } from './inputs.js'
import { DIRECTORY_TRAILER, SOURCE_TRAILER } from './stages.js'

/** The message of every official build. `[skip ci]` keeps GitHub from starting workflows for it. */
export const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
/** Who makes the commit, whatever the environment says. */
export const IDENTITY = { name: 'dvc-ci', email: 'dvc-ci@users.noreply.github.com' }
/** The trailer of a rollback's commit: the commit whose version came back. */
export const ROLLBACK_TRAILER = 'Dvc-Ci-Rollback'
/** First-parent commits that are looked through for an official build. */
const MAX_HISTORY = 1_000

/** The official build of a source commit and this working directory, if the branch has one already. @param tip where the branch ends */
export async function findBuildOf(context: Context, source: string, tip: string): Promise<string | undefined> {
  return findOfficial(context, { from: tip, excluding: source, trailer: { key: SOURCE_TRAILER, value: source }, maxCount: MAX_HISTORY })
}

/** What the trailers of a build of this working directory say of it; the top of the repository goes without saying. */
export function directoryTrailer(context: Context): Record<string, string> {
  const directory = context.inGit('.')
  return directory === '.' ? {} : { [DIRECTORY_TRAILER]: directory }
}

/** The newest commit of a search that was made for this working directory: in a monorepo, the builds of the other projects are passed over. */
async function findOfficial(context: Context, search: TrailerSearch): Promise<string | undefined> {
  const { git } = context
  for (let from: string | undefined = search.from; from !== undefined;) {
    const found: string | undefined = await git.findCommit({ ...search, from })
    if (found === undefined || (await isOfThisDirectory(context, found))) return found
    const [parent]: string[] = await git.parents(found)
    from = parent === undefined ? undefined : await git.resolve(parent)
  }
  return undefined
}

async function isOfThisDirectory(context: Context, commit: string): Promise<boolean> {
  const [directory = '.'] = (await context.git.trailers(commit)).get(DIRECTORY_TRAILER) ?? []
  return directory === context.inGit('.')
}

/**
 * The source commit of which HEAD itself is the official build: our own push must not start another one. Where HEAD is the build of another
 * project of the repository, the same source counts as built once this project has its own build of it.
 */
export async function sourceOfHead(context: Context): Promise<string | undefined> {
  const { git, run } = context
  const head = run.report.source.sha
  const source = await sourceOf(context, head)
  if (source === undefined || (await isOfThisDirectory(context, head))) return source
  let origin = source
  for (let next: string | undefined = source; next !== undefined; next = (await git.resolve(next)) === undefined ? undefined : await sourceOf(context, next)) origin = next
  return (await findBuildOf(context, origin, head)) === undefined ? undefined : origin
}

/** The source commit of a commit that is an official build, whichever project's. */
async function sourceOf(context: Context, commit: string): Promise<string | undefined> {
  const { git } = context
  const [source] = (await git.trailers(commit)).get(SOURCE_TRAILER) ?? []
  if (source === undefined) return undefined
  const { email } = await git.committer(commit)
  // Made by us, whatever the pipeline has become since: a loop of builds that never ends would be worse than one build too few.
  if (email === IDENTITY.email && (await git.commitMessage(commit)).startsWith(`${BUILD_MESSAGE}\n`)) return source
  // Somebody may have squashed or amended our commit: the message is ours then, but code may be in it.
  const [parent] = await git.parents(commit)
  if (parent === undefined) return undefined
  const changed = await git.changedFiles(await git.ensureCommit(parent), commit)
  return changed.every(({ path }) => isMadeByPipeline(context, path) || isIgnoreFile(context, path)) ? source : undefined
}

/** What the build reads and what differs between two commits: without any, they make the same model. */
export async function changedInputs(context: Context, from: string, to: string): Promise<string[]> {
  const changed = await context.git.changedFiles(from, to)
  return changed.map(({ path }) => path).filter((path) => isInput(context, path))
}

/** The newest official build that HEAD descends from. A shallow checkout is deepened for it. */
export function lastOfficial(context: Context): Promise<string | undefined> {
  const { sha } = context.run.report.source
  return context.git.searchHistory(sha, () => findOfficial(context, { from: sha, trailer: { key: SOURCE_TRAILER }, maxCount: MAX_HISTORY }))
}
