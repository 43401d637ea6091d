import { OutsideError, ProjectError, SetupError } from '../errors/errors.js'
import type { Bases } from './base.js'
import type { Commits } from './commit.js'
import { DetachedCheckout } from './detached-checkout.js'
import type { Git } from './git.js'
import type { History } from './history.js'
import type { PushAnswer, Pushes } from './push.js'
import { contains, type Reads } from './read.js'
import { SERVER_ATTEMPTS, type Server } from './server.js'

export interface PublishRequest {
  /** Our commit, whose content the working files hold. */
  commit: string
  /** The commit that the build was made from; HEAD stands there, or at `commit`. */
  base: string
  /** The files and folders that are ours: a branch on which somebody else changed one of them makes our build stale. */
  paths: readonly string[]
  /** Short name of the branch on the server. */
  branch: string
  /** Asked with the working tree at our commit on top of the new tip; `changed` is everything that others changed since `base`. */
  revalidate: (moved: { tip: string; changed: string[] }) => Promise<{ fresh: true } | { fresh: false; reason: string }>
  /**
   * Brings the commit to the branch, whose tip is `parent`, in place of a push: for a server that makes its own commit of our files. Its commit has
   * the same parent and the same tree.
   */
  send?: (change: { commit: string; parent: string }) => Promise<PushAnswer>
  /** The error for a server that refuses by a rule. Default: that of a push. */
  refusal?: (words: string) => ProjectError
  /** Moves of the branch that are followed before giving up. Default: 5. */
  attempts?: number
  /** Waited for before the working tree moves to what others have pushed. */
  onMove?: () => Promise<void>
  /** The tip of the branch, asked for a moment ago: the first look at the server. */
  tip?: Promise<string | undefined>
  /** Called before every push, counted from 1. */
  onAttempt?: (attempt: number) => void
}

export type PublishResult =
  | { kind: 'pushed'; sha: string; attempts: number }
  /** Nothing of ours is on the server, and the checkout is where it was. */
  | { kind: 'superseded'; tip?: string; reason: string }

export interface Publishing {
  /**
   * Brings our commit onto a branch of the server by plain pushes. When others were faster it is made again on top of theirs,
   * provided that they changed none of our paths and `revalidate` still calls it fresh. After `pushed`, HEAD, index and working
   * files stand at `sha`; after anything else they are where they were.
   * @throws {ProjectError} the server refuses by a rule that no retry changes, or HEAD is neither `base` nor `commit`
   * @throws {OutsideError} the server does not answer, the branch never stands still, or a local file is in the way
   * @throws {CancelledError} the run was cancelled: nothing is pushed from then on
   */
  publish: (request: PublishRequest) => Promise<PublishResult>
}

/** How many moves of the branch are followed by default. */
const DEFAULT_ATTEMPTS = 5

/** What one call of `publish` knows, from one look at the server to the next. */
interface State {
  remote: string
  /** Our commit as it would be pushed now, and the tip that it was made for. */
  ours: string
  parent: string
  /** True once the branch was seen on the server, by us or by the last fetch of this clone. */
  existed: boolean
  /** True when the build's base was made here and, as far as this clone knows, never pushed. */
  unpushed: boolean
  /** Everything that was ever sent, and on which tip: an answer may have been lost. */
  sent: { commit: string; parent: string }[]
  /** What the last push came to; forgotten when the branch moves. */
  failure?: Exclude<PushAnswer, { kind: 'pushed' }>
  failures: number
  moves: number
}

/** Publishing from one checkout. */
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

  /** The commit that the server made of ours: the first one after that tip, with our tree. */
  const madeOf = async (commit: string, parent: string, tip: string): Promise<string | undefined> => {
    const log = await git.text(['log', '--first-parent', '--reverse', '--format=%H %T %P', `${parent}..${tip}`, '--'])
    const [sha, tree, ...parents] = (log.split('\n')[0] ?? '').split(' ')
    return parents.includes(parent) && tree === (await reads.treeOf(commit)) ? sha : undefined
  }

  /** Why our build cannot go on top of a tip; undefined when it can, and what others changed. */
  const judge = async (
    { base, paths, branch }: PublishRequest,
    tip: string,
    { unpushed }: State,
  ): Promise<{ reason?: string; changed: string[] }> => {
    if (!(await isAncestor(base, tip))) {
      const reason = unpushed
        ? `'${branch}' has moved to ${tip}, which lacks the local commits that this build was made from: pull first`
        : `'${branch}' was rewritten: its tip ${tip} no longer contains ${base}, which this build was made from`
      return { reason, changed: [] }
    }
    const changed = (await reads.changedFiles(base, tip)).map(({ path }) => path)
    const taken = changed.find((theirs) => paths.some((ours) => contains(ours, theirs) || contains(theirs, ours)))
    return taken === undefined
      ? { changed }
      : { reason: `'${branch}' has moved to ${tip}, which changes ${taken}, a file of this build`, changed }
  }

  /** True while the branch only lacks commits that were made here and never pushed: a plain push brings them along. */
  const isBehind = async (
    { base, branch }: PublishRequest,
    tip: string,
    { remote, unpushed }: State,
  ): Promise<boolean> =>
    // A tip older than the last one fetched was taken back on purpose.
    unpushed && (await isAncestor(tip, base)) && (await isAncestor(`refs/remotes/${remote}/${branch}`, tip))

  /** What the same failure, met again and again at an unmoved branch, means. */
  const giveUp = (
    { remote, failure, failures }: State,
    { branch, send, refusal = (words) => refusedPush(branch, words) }: PublishRequest,
  ): void => {
    if (failure?.kind === 'refused' && (failure.lasting || failures >= SERVER_ATTEMPTS)) throw refusal(failure.words)
    if (failure?.kind === 'failed' && failures >= SERVER_ATTEMPTS) {
      throw new OutsideError(
        'git-push-failed',
        `the ${send === undefined ? 'push' : 'commit'} to '${branch}' of remote '${remote}' failed ${failures} times: ${failure.words}`,
        {
          key: 'remote',
          value: remote,
          remedy:
            'Nothing of this build is on the server. Check the connection and the right to push, then run this again.',
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
      // A push would bring back a branch that somebody deleted; one that never was is made.
      if (tip === undefined && state.existed)
        return { kind: 'superseded', reason: `'${branch}' is gone from remote '${remote}'` }
      const landed = tip === undefined ? undefined : await landedIn(state, tip, request.send !== undefined)
      if (landed !== undefined) return { kind: 'pushed', sha: landed, attempts: state.sent.length }
      if (tip !== undefined && (await isBehind(request, tip, state))) state.parent = tip
      if (tip !== undefined && tip !== state.parent) {
        const { reason, changed } = await judge(request, tip, state)
        if (reason !== undefined) return { kind: 'superseded', tip, reason }
        if (++state.moves > attempts) {
          throw new OutsideError(
            'push-contended',
            `'${branch}' moved ${state.moves} times while this build was being pushed.`,
            {
              key: 'attempts',
              value: String(attempts),
              remedy: 'Run this again when fewer others push.',
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
        throw new ProjectError('head-moved', `HEAD stands at ${head}: it was moved while the build of ${base} ran.`, {
          key: 'HEAD',
          value: head,
          remedy: 'Run this again from where it stands now.',
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
          await detached.settle(result.sha)
          settled = true
        }
        return result
      } finally {
        if (!settled) await detached.home()
      }
    },
  }
}

function refusedPush(branch: string, words: string): ProjectError {
  return new ProjectError('push-rejected', `the server refuses the push to '${branch}': ${words}`, {
    key: 'commit',
    value: 'push',
    remedy:
      'Retrying will not help. If a branch protection, a ruleset or a merge queue is in the way, let the identity that pushes bypass it or use a token of one that may, ' +
      'or do without that push: `commit: pull-request` opens a pull request, `commit: tag` leaves the branch alone, `commit: api` makes a signed commit, `commit: none` none.',
  })
}
