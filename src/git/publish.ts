import { OutsideError, ProjectError, SetupError } from '../errors/errors.js'
import type { Bases } from './base.js'
import type { Commits } from './commit.js'
import { DetachedCheckout } from './detached-checkout.js'
import type { Git } from './git.js'
import type { History } from './history.js'
import type { PushAnswer, Pushes } from './push.js'
import type { Reads } from './read.js'
import { SERVER_ATTEMPTS, type Server } from './server.js'
import { contains } from './staged.js'

export interface PublishRequest {
  /** Our commit; the working files have its content. */
  commit: string
  /** The commit of the build; HEAD is there, or at `commit`. */
  base: string
  /** The files and folders of the build. If another push changed one of them, the build is superseded. */
  paths: readonly string[]
  /** Short name of the branch on the server. */
  branch: string
  /**
   * Checks the build again after the branch moved. The working tree has our commit on the new tip; `changed`: paths
   * that others changed since `base`.
   */
  revalidate: (moved: { tip: string; changed: string[] }) => Promise<{ fresh: true } | { fresh: false; reason: string }>
  /**
   * Replaces the push, for a server that makes the commit from our files. The commit of the server has the same
   * parent and the same tree.
   */
  send?: (change: { commit: string; parent: string }) => Promise<PushAnswer>
  /** The error when a rule of the server rejects the commit. Default: the error of a push. */
  refusal?: (words: string) => ProjectError
  /** How many moves of the branch to follow before an error. Default: 5. */
  attempts?: number
  /** Awaited before the working tree moves to the new tip. */
  onMove?: () => Promise<void>
  /** The tip of the branch, if the caller has just fetched it. */
  tip?: Promise<string | undefined>
  /** Called before every push, with its number from 1. */
  onAttempt?: (attempt: number) => void
}

export type PublishResult =
  | { kind: 'pushed'; sha: string; attempts: number }
  /** The build was not published, and the checkout is in its first state. */
  | { kind: 'superseded'; tip?: string; reason: string }

export interface Publishing {
  /**
   * Publishes our commit on a branch by plain pushes. After other pushes, it makes the commit again on the new tip,
   * if they changed none of our paths and `revalidate` accepts it. After `pushed`, HEAD, index and working files are
   * at `sha`; in all other cases they are in their first state.
   * @throws {ProjectError} a rule of the server rejects the push, or HEAD is neither `base` nor `commit`
   * @throws {OutsideError} the server does not answer, the branch moves too often, or a local file would be overwritten
   * @throws {CancelledError} the run was cancelled; no push starts after that
   */
  publish: (request: PublishRequest) => Promise<PublishResult>
}

/** How many moves of the branch to follow by default. */
const DEFAULT_ATTEMPTS = 5

/** State of one call of `publish`, across its attempts. */
interface State {
  remote: string
  /** Our commit for the next push, and the tip that it was made for. */
  ours: string
  parent: string
  /** True if the server has or had the branch, by our requests or the last fetch of this clone. */
  existed: boolean
  /** True when the base is a local commit that, by the last fetch, was never pushed. */
  unpushed: boolean
  /** All commits sent, with the tip of each: the answer to a push may be lost. */
  sent: { commit: string; parent: string }[]
  /** Result of the last push; reset when the branch moves. */
  failure?: Exclude<PushAnswer, { kind: 'pushed' }>
  failures: number
  moves: number
}

/** Publishes from one checkout. */
export function publishing(
  git: Git,
  reads: Reads,
  { isAncestor }: History,
  server: Server,
  { ensureCommit, fetchTip }: Bases,
  commits: Commits,
  pushes: Pushes,
): Publishing {
  const landedIn = async ({ sent }: State, tip: string, sends: boolean): Promise<string | undefined> => {
    for (const { commit, parent } of sent) {
      if (commit === tip || (await isAncestor(commit, tip))) return commit
      const made = sends ? await madeOf(commit, parent, tip) : undefined
      if (made !== undefined) return made
    }
    return undefined
  }

  /** The commit that the server made from ours: the first one after that tip, with our tree. */
  const madeOf = async (commit: string, parent: string, tip: string): Promise<string | undefined> => {
    const log = await git.text(['log', '--first-parent', '--reverse', '--format=%H %T %P', `${parent}..${tip}`, '--'])
    const [sha, tree, ...parents] = (log.split('\n')[0] ?? '').split(' ')
    return parents.includes(parent) && tree === (await reads.treeOf(commit)) ? sha : undefined
  }

  /** The reason why our build cannot go on a tip, undefined if it can; and the paths that others changed. */
  const judge = async (
    { base, paths, branch }: PublishRequest,
    tip: string,
    { unpushed }: State,
  ): Promise<{ reason?: string; changed: string[] }> => {
    if (!(await isAncestor(base, tip))) {
      const reason = unpushed
        ? `'${branch}' has moved to ${tip}, which lacks local commits of this build: run \`git pull\` first`
        : `'${branch}' was rewritten: its tip ${tip} no longer contains ${base}, the commit of this build`
      return { reason, changed: [] }
    }
    const changed = (await reads.changedFiles(base, tip)).map(({ path }) => path)
    const taken = changed.find((theirs) => paths.some((ours) => contains(ours, theirs) || contains(theirs, ours)))
    return taken === undefined
      ? { changed }
      : { reason: `'${branch}' has moved to ${tip}, which changes ${taken}, an output of this build`, changed }
  }

  /** True when the branch only lacks local commits that were never pushed: a plain push includes them. */
  const isBehind = async (
    { base, branch }: PublishRequest,
    tip: string,
    { remote, unpushed }: State,
  ): Promise<boolean> =>
    // A tip older than the last fetched one means a force push; its removed commits must not come back.
    unpushed && (await isAncestor(tip, base)) && (await isAncestor(`refs/remotes/${remote}/${branch}`, tip))

  /** Throws when pushes to an unmoved branch failed too often, or a rule rejects them. */
  const giveUp = (
    { remote, failure, failures }: State,
    { branch, send, refusal = (words) => refusedPush(branch, words) }: PublishRequest,
  ): void => {
    if (failure?.kind === 'refused' && (failure.lasting || failures >= SERVER_ATTEMPTS)) throw refusal(failure.words)
    if (failure?.kind === 'failed' && failures >= SERVER_ATTEMPTS) {
      throw new OutsideError(
        'git-push-failed',
        `the ${send === undefined ? 'push' : 'commit'} to '${branch}' of remote '${remote}' ` +
          `failed ${failures} times: ${failure.words}`,
        {
          key: 'remote',
          value: remote,
          remedy:
            'The server has no part of this build. Check the connection and the permission to push, ' +
            'then run this again.',
        },
      )
    }
  }

  const run = async (request: PublishRequest, state: State, detached: DetachedCheckout): Promise<PublishResult> => {
    const { branch, base, commit, attempts = DEFAULT_ATTEMPTS } = request
    const { remote } = state
    let first = request.tip
    for (;;) {
      const tip = await (first ?? fetchTip(branch))
      first = undefined
      state.existed ||= tip !== undefined
      // A push would recreate a deleted branch. A branch that never existed may be created.
      if (tip === undefined && state.existed)
        return { kind: 'superseded', reason: `'${branch}' was deleted on remote '${remote}'` }
      const landed = tip === undefined ? undefined : await landedIn(state, tip, request.send !== undefined)
      if (landed !== undefined) return { kind: 'pushed', sha: landed, attempts: state.sent.length }
      if (tip !== undefined && (await isBehind(request, tip, state))) state.parent = tip
      if (tip !== undefined && tip !== state.parent) {
        const { reason, changed } = await judge(request, tip, state)
        if (reason !== undefined) return { kind: 'superseded', tip, reason }
        if (++state.moves > attempts) {
          throw new OutsideError(
            'push-contended',
            `'${branch}' moved ${state.moves} times during the push of this build.`,
            {
              key: 'attempts',
              value: String(attempts),
              remedy: 'Run this again when the branch changes less often.',
            },
          )
        }
        Object.assign(state, { ours: await commits.replay(commit, base, tip), parent: tip, failures: 0 })
        delete state.failure
        await request.onMove?.()
        await detached.go(state.ours)
        const verdict = await request.revalidate({ tip, changed })
        if (!verdict.fresh) return { kind: 'superseded', tip, reason: verdict.reason }
        continue
      }
      giveUp(state, request)
      if (state.failures > 0) await git.pause(state.failures)
      const change = { commit: state.ours, parent: state.parent }
      state.sent.push(change)
      request.onAttempt?.(state.sent.length)
      const answer =
        request.send === undefined ? await pushes.push(remote, state.ours, branch) : await request.send(change)
      if (answer.kind === 'pushed')
        return {
          kind: 'pushed',
          sha: answer.sha === undefined ? state.ours : await ensureCommit(answer.sha),
          attempts: state.sent.length,
        }
      git.options.host?.debug(`push ${state.sent.length} to '${branch}': ${answer.words}`)
      state.failure = answer
      state.failures++
    }
  }

  return {
    async publish(request) {
      const [commit, base, head, remote] = await Promise.all([
        reads.commitOf(request.commit),
        ensureCommit(request.base),
        reads.head(),
        server.remoteName(),
      ])
      if (head !== base && head !== commit) {
        throw new ProjectError('head-moved', `HEAD is at ${head}: it moved during the build of ${base}.`, {
          key: 'HEAD',
          value: head,
          remedy: 'Run this again at the current HEAD.',
        })
      }
      if (remote === undefined)
        throw new SetupError('git-remote-missing', 'this checkout has no remote to push to.', {
          key: 'remote',
          value: '',
          remedy: 'Add one with `git remote add origin URL`.',
        })
      const [detached, known] = await Promise.all([
        DetachedCheckout.from(git, commits, head, commit),
        reads.resolve(`refs/remotes/${remote}/${request.branch}`),
      ])
      const unpushed = known !== undefined && !(await isAncestor(base, known))
      const state: State = {
        remote,
        ours: commit,
        parent: base,
        existed: known !== undefined,
        unpushed,
        sent: [],
        failures: 0,
        moves: 0,
      }
      let settled = false
      try {
        const result = await run({ ...request, commit, base }, state, detached)
        if (result.kind === 'pushed') {
          await detached.stayAt(result.sha)
          settled = true
        }
        return result
      } finally {
        if (!settled) await detached.goBack()
      }
    },
  }
}

function refusedPush(branch: string, words: string): ProjectError {
  return new ProjectError('push-rejected', `the server rejects the push to '${branch}': ${words}`, {
    key: 'commit',
    value: 'push',
    remedy:
      'A retry cannot help. If a branch protection, a ruleset or a merge queue rejects the push, ' +
      'allow its identity to bypass the rule, or use a token with that permission. ' +
      'Other settings push differently: `commit: pull-request` opens a pull request, ' +
      '`commit: tag` pushes only a tag, `commit: api` makes a signed commit, and `commit: none` makes no commit.',
  })
}
