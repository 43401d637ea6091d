import { OutsideError, SetupError } from '../errors/errors.js'
import type { Baseline, EventContext } from '../settings/settings.js'
import type { Bases } from './base.js'
import type { Git } from './git.js'
import type { History } from './history.js'
import type { Reads } from './read.js'
import { isRefName } from './ref-name.js'
import type { Server } from './server.js'

/** The revision that a change is compared with, and its label; or the reason why there is none. */
export type ResolvedBaseline =
  | { sha: string; label: string }
  | {
      sha?: undefined
      reason: string
      /** True for the first commit of a branch or project: all its metrics are new. */
      isFirst?: true
    }

export interface Baselines {
  /**
   * Finds the revision of a configured baseline, and fetches it if this checkout lacks it.
   * `merge-base` means the merge base of head and base for a pull request, the base for a merge group, and the
   * previous tip for a push. In other cases it is the merge base with the remote's default branch. Branches and tags
   * are the server's. A local run without a remote, or with one that has no branch yet, uses the clone's own default
   * branch; on that branch, the parent commit.
   * @throws {SetupError} a named branch or tag does not exist, or a pull request's commits are gone
   * @throws {OutsideError} the server does not answer, and this checkout has no earlier copy
   */
  resolveBaseline: (baseline: Exclude<Baseline, { kind: 'alias' }>, event: EventContext) => Promise<ResolvedBaseline>
}

const NOTHING_BEFORE = /^0+$/

/** The baselines of one checkout. */
export function baselines(
  git: Git,
  reads: Reads,
  { parents }: History,
  server: Server,
  { ensureCommit, mergeBase }: Bases,
): Baselines {
  const ofPullRequest = async ({
    headSha,
    baseSha,
    baseRef,
  }: NonNullable<EventContext['pullRequest']>): Promise<ResolvedBaseline> => {
    // The first parent of GitHub's merge commit is the merged base, which may be newer than the event's.
    const [mergedBase, mergedHead] = await parents('HEAD')
    const base = mergedBase !== undefined && mergedHead === headSha ? mergedBase : baseSha
    const sha = await mergeBase(base, headSha)
    if (sha === undefined)
      return { reason: `the pull request's head ${headSha} and its base ${base} have no common history` }
    return { sha, label: `merge base with ${baseRef}` }
  }

  const ofPush = async (before: string | undefined): Promise<ResolvedBaseline> => {
    if (before === undefined || NOTHING_BEFORE.test(before))
      return { reason: 'this is the first push of a new branch: there is no previous revision', isFirst: true }
    try {
      return { sha: await ensureCommit(before), label: 'previous tip of the branch' }
    } catch (error) {
      if (error instanceof SetupError)
        return { reason: `the previous tip ${before} is no longer on the server: the branch was rewritten` }
      throw error
    }
  }

  /** Tip of a branch on the server; the last fetched one if the server does not answer. */
  const branchTip = async (name: string): Promise<string | undefined> => {
    const remote = await server.remoteName()
    if (remote === undefined) return reads.resolve(`refs/heads/${name}`)
    const ref = `refs/heads/${name}`
    try {
      return (await server.remoteRefs(remote, [ref])).get(ref)
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error
      const lastFetched = await reads.resolve(`refs/remotes/${remote}/${name}`)
      if (lastFetched === undefined) throw error
      git.options.host?.warning(`${error.message} The baseline is '${name}' as last fetched.`)
      return lastFetched
    }
  }

  /** Compared with itself, every commit of the default branch would pass, so it is compared with its parent. */
  const ofOwnBranch = async (): Promise<ResolvedBaseline> => {
    const name = await reads.ownDefaultBranch()
    if (name === undefined)
      return {
        reason: 'this clone has no Git remote with a default branch, and no branch main or master: set branch:NAME',
      }
    // The parents of a shallow clone's first commit are not known.
    if (await reads.isShallow()) return { reason: 'this clone is shallow, and has no Git remote with a default branch' }
    const [head, tip] = [await reads.head(), await reads.resolve(`refs/heads/${name}`)]
    const sha = tip === undefined ? undefined : await mergeBase(tip, head)
    if (sha === undefined) return { reason: `this checkout and '${name}' have no common history` }
    if (sha !== head) return { sha, label: `merge base with ${name} of this clone` }
    const [parent] = await parents(head)
    if (parent === undefined) return { reason: 'the first commit has no parent', isFirst: true }
    return { sha: parent, label: `the parent commit on ${name}` }
  }

  /** Whether a server answers and has no branch that it names as its default one. False where it does not answer. */
  const isWithoutDefault = async (remote: string): Promise<boolean> => {
    try {
      return (await server.remoteRefs(remote, ['HEAD'])).size === 0
    } catch (error) {
      if (error instanceof OutsideError) return false
      throw error
    }
  }

  const ofDefaultBranch = async (event: EventContext): Promise<ResolvedBaseline> => {
    const remote = await server.remoteName()
    // A run of CI knows its base from the event, or has none.
    const isLocal = event.name === 'local'
    if (remote === undefined)
      return isLocal
        ? ofOwnBranch()
        : { reason: 'this checkout has no remote, so there is no default branch to compare with' }
    const name = event.defaultBranch ?? (await server.remoteDefaultBranch())
    if (name === undefined)
      return isLocal && (await isWithoutDefault(remote))
        ? ofOwnBranch()
        : { reason: `neither the server of remote '${remote}' nor this clone names a default branch` }
    const tip = (await reads.resolve(`refs/remotes/${remote}/${name}`)) ?? (await branchTip(name))
    if (tip === undefined) return { reason: `remote '${remote}' has no branch '${name}' yet`, isFirst: true }
    const sha = await mergeBase(tip, 'HEAD')
    if (sha === undefined) return { reason: `this checkout and '${name}' have no common history` }
    return { sha, label: `merge base with ${name}` }
  }

  const tagCommit = async (name: string): Promise<string | undefined> => {
    const [ref, peeled] = [`refs/tags/${name}`, `refs/tags/${name}^{}`]
    const local = await reads.resolve(ref)
    const remote = await server.remoteName()
    if (local !== undefined || remote === undefined) return local
    const refs = await server.remoteRefs(remote, [ref, peeled])
    return refs.get(peeled) ?? refs.get(ref)
  }

  const named = async (kind: 'branch' | 'tag', name: string): Promise<ResolvedBaseline> => {
    const isAllowed = isRefName(`refs/${kind === 'branch' ? 'heads' : 'tags'}/${name}`)
    const tip = isAllowed ? await (kind === 'branch' ? branchTip(name) : tagCommit(name)) : undefined
    if (tip === undefined) {
      throw new SetupError(
        'baseline-unknown',
        `baseline: there is no ${kind} '${name}'${isAllowed ? '' : ', and Git does not allow that name'}.`,
        {
          key: 'baseline',
          value: `${kind}:${name}`,
          remedy: `Push it, use a name that \`git ls-remote\` lists, or use merge-base.`,
        },
      )
    }
    return { sha: await ensureCommit(tip), label: `${kind} ${name}` }
  }

  return {
    async resolveBaseline(baseline, event) {
      switch (baseline.kind) {
        case 'none':
          return { reason: 'baseline is none' }
        case 'branch':
        case 'tag':
          return named(baseline.kind, baseline.name)
        case 'merge-base':
          if (event.pullRequest) return ofPullRequest(event.pullRequest)
          if (event.mergeGroupBaseSha !== undefined)
            return { sha: await ensureCommit(event.mergeGroupBaseSha), label: 'base of the merge group' }
          if (event.name === 'push') return ofPush(event.before)
          return ofDefaultBranch(event)
      }
    },
  }
}
