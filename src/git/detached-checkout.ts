import { messageOf, OutsideError } from '../errors/errors.js'
import { branchRef } from './branch-ref.js'
import type { Commits } from './commit.js'
import type { Git } from './git.js'

/**
 * Moves a checkout to other commits and back. Unrelated local changes, untracked and ignored files stay as they are.
 * If a file would be overwritten, Git rejects the move and nothing changes.
 *
 * HEAD is detached during that time: the branch never points to a commit that the server has not accepted. A
 * cancellation never interrupts a move, which would leave a partial checkout.
 */
export class DetachedCheckout {
  #at: string | undefined

  private constructor(
    private readonly git: Git,
    private readonly commits: Commits,
    /** The first commit of HEAD, and the full name of its branch. */
    private readonly start: string,
    private readonly ref: string | undefined,
    /** The commit with the content of the working files: `start`, or the commit made from them. */
    private readonly content: string,
  ) {}

  /** Records the state of a checkout at `head`. @param content the commit with the content of the working files */
  static async from(git: Git, commits: Commits, head: string, content: string): Promise<DetachedCheckout> {
    return new DetachedCheckout(git, commits, head, await branchRef(git), content)
  }

  /** Checks out a commit. @throws {OutsideError} a local file would be overwritten; the checkout did not move */
  async go(commit: string): Promise<void> {
    if (this.#at === undefined) {
      await this.commits.alignIndex(this.start, this.content)
      this.#at = this.content
      await this.#detach(this.content, this.start)
    }
    await this.#checkOut(commit)
  }

  /** Restores the first state of HEAD, index and working files. Never throws: a failure is a warning. */
  async goBack(): Promise<void> {
    if (this.#at === undefined) return
    try {
      await this.#checkOut(this.content)
      await this.commits.alignIndex(this.content, this.start)
      if (this.ref === undefined) await this.#detach(this.start, this.content)
      else await this.#attach(this.ref)
      this.#at = undefined
    } catch (error) {
      this.git.options.host?.warning(`the checkout could not be restored to ${this.start}: ${messageOf(error)}`)
    }
  }

  /**
   * Moves the branch that was checked out to a commit that the server accepted. Never throws: a failure is a warning.
   */
  async stayAt(commit: string): Promise<void> {
    try {
      if (this.#at === undefined) await this.commits.moveHead(commit)
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
        `the working tree cannot check out ${commit}: ${this.git.quote(stderr)}`,
        {
          key: 'working tree',
          value: this.git.directory,
          remedy: 'Move or commit the named file, then run this again.',
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
