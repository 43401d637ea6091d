import { OutsideError } from '../errors/errors.js'
import type { Git } from './git.js'
import type { History } from './history.js'
import { type Reads, shallowCommits, unknownRevision } from './read.js'
import { SERVER_ATTEMPTS, type Server } from './server.js'

/** Fetches history that a checkout lacks. Never changes HEAD, the index or a working file. */
export interface Bases {
  /**
   * Fetches a commit by its full hash if this checkout lacks it. Its history may stay incomplete.
   * @returns the full hash
   * @throws {SetupError} neither this checkout nor the server has it
   * @throws {OutsideError} the server does not answer
   */
  ensureCommit: (revision: string) => Promise<string>
  /**
   * The tip of a branch on the server, fetched with all commits between it and this checkout. Undefined when the
   * server has no such branch, or without a remote.
   * @throws {OutsideError} the server does not answer
   */
  fetchTip: (branch: string) => Promise<string | undefined>
  /**
   * Searches the history of a commit. While `find` returns undefined, deepens a shallow checkout, by 1,250 commits in
   * all.
   * @throws {OutsideError} the server does not answer
   */
  searchHistory: <T>(revision: string, find: () => Promise<T | undefined>) => Promise<T | undefined>
  /**
   * Fetches all commits of the history of HEAD, and the tags of the server, that this checkout lacks. It moves no tag.
   * @returns false where the server does not have them, or a tag differs here and there
   * @throws {OutsideError} the server does not answer
   */
  fetchAllHistory: () => Promise<boolean>
  /**
   * The best common ancestor of two commits; deepens a shallow checkout as far as needed. Undefined without a common
   * ancestor. Throws as `ensureCommit` does.
   */
  mergeBase: (one: string, other: string) => Promise<string | undefined>
}

/**
 * Commits that each deepening fetches, before the whole history is fetched. The first two suffice for most pull
 * requests.
 */
const DEEPEN_STEPS = [50, 200, 1_000, 5_000]

/**
 * All branches, for a server that gives no objects by their hash (protocol v0 without
 * uploadpack.allowReachableSHA1InWant).
 */
const allBranches = (remote: string): string[] => [`+refs/heads/*:refs/remotes/${remote}/*`]

/** Fetches history for one checkout. */
export function bases(
  git: Git,
  { resolve, isShallow }: Reads,
  { parents }: History,
  { remoteName, remoteRefs, fetchObjects }: Server,
): Bases {
  const asked = new Map<string, Promise<string>>()
  // Two steps that need one commit fetch it once.
  const ensureCommit = (revision: string): Promise<string> => {
    const answer = asked.get(revision) ?? fetchCommit(revision).finally(() => asked.delete(revision))
    asked.set(revision, answer)
    return answer
  }
  const fetchCommit = async (revision: string): Promise<string> => {
    const here = await resolve(revision)
    if (here !== undefined) return here
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) throw unknownRevision(revision)
    const remote = await remoteName()
    if (remote === undefined)
      throw unknownRevision(revision, 'it is not in this checkout, which has no remote to fetch it from')
    const shallow = await isShallow()
    // A depth would make a complete checkout shallow.
    if (!(await fetchObjects(remote, [revision], shallow ? ['--depth=1'] : []))) {
      await fetchObjects(remote, allBranches(remote), shallow ? ['--unshallow'] : [])
    }
    const fetched = await resolve(revision)
    if (fetched === undefined)
      throw unknownRevision(
        revision,
        `neither this checkout nor remote '${remote}' has it; a force push may have removed it`,
      )
    return fetched
  }

  const fetchTip = async (branch: string): Promise<string | undefined> => {
    const remote = await remoteName()
    if (remote === undefined) return undefined
    const ref = `refs/heads/${branch}`
    for (let attempt = 1; ; attempt++) {
      const tip = (await remoteRefs(remote, [ref])).get(ref)
      if (tip === undefined || (await resolve(tip)) !== undefined) return tip
      // Without a depth, a shallow checkout gets all commits between its own tip and this one.
      await fetchObjects(remote, [tip])
      if ((await resolve(tip)) !== undefined) return tip
      // The branch moved between the two requests, and the server gives tips only.
      if (attempt === SERVER_ATTEMPTS)
        throw new OutsideError('git-fetch-failed', `remote '${remote}' does not send ${tip}, the tip of '${branch}'.`, {
          key: 'remote',
          value: remote,
          remedy: 'Run this again.',
        })
      await git.pause(attempt)
    }
  }

  /** Commits where the shallow history of these two ends. The server has them, even when a tip is only local. */
  const cutOffs = async (one: string, other: string): Promise<string[]> => {
    const shallow = await shallowCommits(git)
    if (shallow === undefined) return []
    const roots = (await git.text(['rev-list', '--max-parents=0', one, other, '--'])).split('\n')
    return roots.filter((sha) => sha !== '' && shallow.has(sha))
  }

  const searchHistory = async <T>(revision: string, find: () => Promise<T | undefined>): Promise<T | undefined> => {
    for (const step of [...DEEPEN_STEPS.slice(0, 3), undefined]) {
      const found = await find()
      if (found !== undefined || step === undefined) return found
      const cut = await cutOffs(revision, revision)
      const remote = await remoteName()
      if (cut.length === 0 || remote === undefined || !(await fetchObjects(remote, cut, [`--deepen=${step}`])))
        return undefined
    }
    return undefined
  }

  const fetchAllHistory = async (): Promise<boolean> => {
    const remote = await remoteName()
    if (remote === undefined) return !(await isShallow())
    const tags = 'refs/tags/*:refs/tags/*'
    if (!(await isShallow())) return fetchObjects(remote, [tags])
    const cut = await cutOffs('HEAD', 'HEAD')
    if (await fetchObjects(remote, [...cut, tags], ['--unshallow'])) return true
    return fetchObjects(remote, [...allBranches(remote), tags], ['--unshallow'])
  }

  const mergeBase = async (first: string, second: string): Promise<string | undefined> => {
    const [one, other] = [await ensureCommit(first), await ensureCommit(second)]
    if (one === other || (await parents(other)).includes(one)) return one
    if ((await parents(one)).includes(other)) return other
    for (const step of [...DEEPEN_STEPS.map((commits) => `--deepen=${commits}`), '--unshallow', undefined]) {
      const { code, stdout } = await git.run(['merge-base', one, other], { answers: [0, 1] })
      if (code === 0) return stdout.trim()
      const cut = await cutOffs(one, other)
      const remote = await remoteName()
      if (cut.length === 0 || remote === undefined || step === undefined) return undefined
      if (!(await fetchObjects(remote, cut, [step]))) await fetchObjects(remote, allBranches(remote), ['--unshallow'])
    }
    return undefined
  }
  return { ensureCommit, fetchTip, searchHistory, fetchAllHistory, mergeBase }
}
