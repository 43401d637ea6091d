import { OutsideError } from '../errors/errors.js'
import type { Git } from './git.js'
import type { Reads } from './read.js'
import { type Server, saysNoAccess } from './server.js'

/** Whether this checkout may push. */
export type PushPermission =
  | { ok: true }
  | {
      ok: false
      /** What is in the way, in a sentence. */
      reason: string
      /** True when the server could not be reached, false when it turned us away or there is none. */
      outside: boolean
    }

/** What came of one push. `lasting` means that the same push will be refused again; `sha` is what the server made of the commit, where that is another one. */
export type PushAnswer =
  | { kind: 'pushed'; sha?: string }
  | { kind: 'refused'; lasting: boolean; words: string }
  | { kind: 'failed'; words: string }

export interface Pushes {
  /**
   * Asks the server, without changing anything there, whether it would take a push of this checkout to a branch. It finds a missing
   * server, credentials that are wrong or may only read, and a service that is switched off. Rules for a branch and hooks speak up
   * at a real push only.
   */
  canPush: (branch: string) => Promise<PushPermission>
  /**
   * Pushes one commit to a branch, as a plain push: never forced, never any other ref. Whether a push that failed has landed is
   * the caller's to find out.
   */
  push: (remote: string, commit: string, branch: string) => Promise<PushAnswer>
  /** Pushes objects as new tags, all or none. A tag that the server has already is never moved: that is a `failed` push. */
  pushTags: (remote: string, tags: readonly { name: string; object: string }[]) => Promise<PushAnswer>
  /** Waits before the server is asked again, longer with every attempt (counted from 1). @throws {CancelledError} the run was cancelled */
  wait: (attempt: number) => Promise<void>
}

/**
 * What a server says when a rule, not the moment, is against a push: GitHub's codes (GH006 protected branch, GH013 ruleset, GH001
 * large file, …), a hook's no, merge queues, and Git's own receive.denyCurrentBranch.
 */
const LASTING = [/\bGH0\d\d\b/, /hook declined/, /rule violations/, /merge queue/, /branch is currently checked out/]

/** A push takes along what a user's configuration adds (tags, submodules, a signature) unless it is told not to. */
const PUSH = [
  'push',
  '--porcelain',
  '--no-verify',
  '--no-follow-tags',
  '--no-signed',
  '--recurse-submodules=no',
] as const

/** The pushes of one checkout. */
export function pushes(git: Git, { head }: Reads, { remoteName, remoteRefs }: Server): Pushes {
  const send = async (
    remote: string,
    refspecs: readonly string[],
    options: readonly string[] = [],
  ): Promise<PushAnswer> => {
    const { code, stdout, stderr } = await git.run([...PUSH, ...options, '--', remote, ...refspecs], {
      network: true,
      answers: 'any',
    })
    if (code === 0) return { kind: 'pushed' }
    const [, , summary = ''] = refLine(stdout) ?? []
    const words = git.quote([...serverLines(stderr), summary].join('\n'))
    if (summary.startsWith('[remote rejected]')) {
      return { kind: 'refused', lasting: LASTING.some((pattern) => pattern.test(words)), words }
    }
    return { kind: 'failed', words: summary === '' ? git.quote(stderr) : words }
  }
  return {
    async canPush(branch) {
      const remote = await remoteName()
      if (remote === undefined) return { ok: false, outside: false, reason: 'this checkout has no remote to push to.' }
      const format = await git.run(['check-ref-format', `refs/heads/${branch}`], { answers: [0, 1] })
      if (format.code !== 0) return { ok: false, outside: false, reason: `'${branch}' is no name for a branch.` }
      const answer = await git.run([...PUSH, '--dry-run', '--', remote, `${await head()}:refs/heads/${branch}`], {
        network: true,
        answers: 'any',
      })
      // A server that tells about the ref let us in; that the branch has moved on is no lack of permission.
      if (answer.code === 0 || refLine(answer.stdout) !== undefined) return { ok: true }
      const reason = `the server of remote '${remote}' takes no push to '${branch}': ${git.quote(answer.stderr)}`
      if (saysNoAccess(answer.stderr)) return { ok: false, outside: false, reason }
      try {
        await remoteRefs(remote, [`refs/heads/${branch}`])
        return { ok: false, outside: false, reason }
      } catch (error) {
        if (error instanceof OutsideError) return { ok: false, outside: true, reason: error.message }
        throw error
      }
    },
    wait: (attempt) => git.pause(attempt),
    push: (remote, commit, branch) => send(remote, [`${commit}:refs/heads/${branch}`]),
    pushTags: (remote, tags) =>
      send(
        remote,
        tags.map(({ name, object }) => `${object}:refs/tags/${name}`),
        tags.length > 1 ? ['--atomic'] : [],
      ),
  }
}

/** The fields of the one line about a ref in `git push --porcelain`: flag, refs, summary. */
function refLine(stdout: string): string[] | undefined {
  return stdout
    .split('\n')
    .map((line) => line.split('\t'))
    .find((fields) => fields.length >= 3)
}

/** What the server itself printed, which git hands on after `remote: `. */
function serverLines(stderr: string): string[] {
  return stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length))
}
