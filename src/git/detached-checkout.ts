import { messageOf, OutsideError } from '../errors/errors.js'
import type { Commits } from './commit.js'
import type { Git } from './git.js'

/**
 * Takes a checkout from the commit whose content it holds to others and back again. Unrelated local changes, untracked and
 * ignored files stay as they are; where one is in the way, git refuses and nothing changes.
 *
 * HEAD is detached meanwhile, so that the branch never points at what the server has not accepted. What moves the checkout is
 * never interrupted by a cancellation: half a checkout is worse than some milliseconds.
 */
export class DetachedCheckout {
  #at: string | undefined

  private constructor(
    private readonly git: Git,
    private readonly commits: Commits,
    /** Where HEAD stood at first, and the full name of the branch it was on. */
    private readonly start: string,
    private readonly ref: string | undefined,
    /** The commit that has what the working files hold: the start, or what was committed from it. */
    private readonly content: string,
  ) {}

  /** Notes where the checkout stands: at `head`. `content` is the commit that has what its working files hold. */
  static async from(git: Git, commits: Commits, head: string, content: string): Promise<DetachedCheckout> {
    const { code, stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { answers: [0, 1] })
    return new DetachedCheckout(git, commits, head, code === 0 ? stdout.trim() : undefined, content)
  }

  /** @throws {OutsideError} a local file is in the way; git's words name it, and the checkout is where it was */
  async go(commit: string): Promise<void> {
    if (this.#at === undefined) {
      await this.commits.alignIndex(this.start, this.content)
      this.#at = this.content
      await this.#detach(this.content, this.start)
    }
    await this.#checkOut(commit)
  }

  /** Back to how it was at first: HEAD, index and working files. Never throws; what cannot be undone is told as a warning. */
  async home(): Promise<void> {
    if (this.#at === undefined) return
    try {
      await this.#checkOut(this.content)
      await this.commits.alignIndex(this.content, this.start)
      if (this.ref === undefined) await this.#detach(this.start, this.content)
      else await this.#attach(this.ref)
      this.#at = undefined
    } catch (error) {
      this.git.options.host?.warning(`the checkout could not be brought back to ${this.start}: ${messageOf(error)}`)
    }
  }

  /** Stays at a commit that the server has accepted: the branch that was checked out moves there. Never throws, as `home`. */
  async settle(commit: string): Promise<void> {
    try {
      if (this.#at === undefined) await this.commits.adopt(commit)
      else if (this.ref !== undefined) {
        await this.git.run(['update-ref', '-m', 'dvc-ci: publish', this.ref, commit, this.start], { always: true })
        await this.#attach(this.ref)
      }
      this.#at = undefined
    } catch (error) {
      this.git.options.host?.warning(
        `${commit} is published, but this checkout could not be moved to it: ${messageOf(error)}`,
      )
    }
  }

  async #checkOut(commit: string): Promise<void> {
    const { code, stderr } = await this.git.run(
      ['checkout', '--quiet', '--detach', '--no-overwrite-ignore', commit, '--'],
      { always: true, answers: 'any' },
    )
    if (code !== 0) {
      throw new OutsideError(
        'git-checkout-failed',
        `the working tree cannot be brought to ${commit}: ${this.git.quote(stderr)}`,
        {
          key: 'working tree',
          value: this.git.directory,
          remedy: 'Move the named file away or commit it, then run this again.',
        },
      )
    }
    this.#at = commit
  }

  #detach(commit: string, from: string): Promise<unknown> {
    return this.git.run(['update-ref', '--no-deref', '-m', 'dvc-ci: publish', 'HEAD', commit, from], { always: true })
  }

  #attach(ref: string): Promise<unknown> {
    return this.git.run(['symbolic-ref', '-m', 'dvc-ci: publish', 'HEAD', ref], { always: true })
  }
}
