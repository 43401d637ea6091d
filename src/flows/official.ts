import type { Context } from './context.js'
import { isIgnoreFile, isInput, isMadeByPipeline } from './inputs.js'
import { SOURCE_TRAILER } from './stages.js'

/** The message of every official build. `[skip ci]` keeps GitHub from starting workflows for it. */
export const BUILD_MESSAGE = 'CI: Build and version official model artifacts [skip ci]'
/** Who makes the commit, whatever the environment says. */
export const IDENTITY = { name: 'dvc-ci', email: 'dvc-ci@users.noreply.github.com' }
/** First-parent commits that are looked through for an official build. */
const MAX_HISTORY = 1_000

/** The official build of a source commit, if the branch has one already. @param tip where the branch ends */
export async function findBuildOf(context: Context, source: string, tip: string): Promise<string | undefined> {
  return context.git.findCommit({ from: tip, excluding: source, trailer: { key: SOURCE_TRAILER, value: source }, maxCount: MAX_HISTORY })
}

/** The source commit of which HEAD itself is the official build: our own push must not start another one. */
export async function sourceOfHead(context: Context): Promise<string | undefined> {
  const { git } = context
  const head = context.run.report.source.sha
  const [source] = (await git.trailers(head)).get(SOURCE_TRAILER) ?? []
  if (source === undefined) return undefined
  const { email } = await git.committer(head)
  // Made by us, whatever the pipeline has become since: a loop of builds that never ends would be worse than one build too few.
  if (email === IDENTITY.email && (await git.commitMessage(head)).startsWith(`${BUILD_MESSAGE}\n`)) return source
  // Somebody may have squashed or amended our commit: the message is ours then, but code may be in it.
  const [parent] = await git.parents(head)
  if (parent === undefined) return undefined
  const changed = await git.changedFiles(await git.ensureCommit(parent), head)
  return changed.every(({ path }) => isMadeByPipeline(context, path) || isIgnoreFile(context, path)) ? source : undefined
}

/** What the build reads and what differs between two commits: without any, they make the same model. */
export async function changedInputs(context: Context, from: string, to: string): Promise<string[]> {
  const changed = await context.git.changedFiles(from, to)
  return changed.map(({ path }) => path).filter((path) => isInput(context, path))
}

/** The newest official build that HEAD descends from. A shallow checkout is deepened for it. */
export function lastOfficial({ git, run }: Context): Promise<string | undefined> {
  const { sha } = run.report.source
  return git.searchHistory(sha, () => git.findCommit({ from: sha, trailer: { key: SOURCE_TRAILER }, maxCount: MAX_HISTORY }))
}
