import { OutsideError } from '../errors/errors.js'
import type { Git } from './git.js'
import type { Reads } from './read.js'
import { isRefName } from './ref-name.js'
import { type Server, saysNoAccess } from './server.js'

/** Whether this checkout may push. */
export type PushPermission =
  | { ok: true }
  | {
      ok: false
      /** The obstacle, as a sentence. */
      reason: string
      /** True when the server could not be reached, false when it rejected us or there is no remote. */
      outside: boolean
    }

/**
 * Result of one push. `lasting`: the server will reject the same push again. `sha`: the commit on the server, if it
 * made another one.
 */
export type PushAnswer =
  | { kind: 'pushed'; sha?: string }
  | { kind: 'refused'; lasting: boolean; words: string }
  | { kind: 'failed'; words: string }

export interface Pushes {
  /**
   * Asks the server whether it would accept a push of this checkout to a branch; changes nothing there. It finds a
   * missing server, wrong or read-only credentials, and a disabled service. Branch rules and hooks reject only a real
   * push.
   */
  canPush: (branch: string) => Promise<PushPermission>
  /**
   * Pushes one commit to a branch: never forced, never another ref. After `failed` the commit may still be on the
   * server; the caller must check.
   */
  push: (remote: string, commit: string, branch: string) => Promise<PushAnswer>
  /**
   * Pushes objects as new tags, all or none. It never moves a tag that exists on the server: that is a `failed` push.
   */
  pushTags: (remote: string, tags: readonly { name: string; object: string }[]) => Promise<PushAnswer>
  /** Pushes one object to a ref that no branch and no tag is. */
  pushObject: (remote: string, object: string, ref: string) => Promise<PushAnswer>
  /** Waits before a retry, longer with every attempt (from 1). @throws {CancelledError} the run was cancelled */
  wait: (attempt: number) => Promise<void>
}

/**
 * Messages of a server that a rule rejects the push, so that a retry cannot help: GitHub's codes (GH006 protected
 * branch, GH013 ruleset, GH001 large file, …), a hook, a merge queue, and Git's receive.denyCurrentBranch.
 */
const LASTING = [/\bGH0\d\d\b/, /hook declined/, /rule violations/, /merge queue/, /branch is currently checked out/]

/** The options exclude additions of the user's configuration: tags, submodules and a signature. */
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
      if (!isRefName(`refs/heads/${branch}`))
        return { ok: false, outside: false, reason: `'${branch}' is not a valid branch name.` }
      const answer = await git.run([...PUSH, '--dry-run', '--', remote, `${await head()}:refs/heads/${branch}`], {
        network: true,
        answers: 'any',
      })
      // A server that reports on the ref accepted our credentials. A moved branch is not a lack of permission.
      if (answer.code === 0 || refLine(answer.stdout) !== undefined) return { ok: true }
      const reason = `the server of remote '${remote}' rejects a push to '${branch}': ${git.quote(answer.stderr)}`
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
    pushObject: (remote, object, ref) => send(remote, [`${object}:${ref}`]),
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

/** The server's own lines, which Git prints after `remote: `. */
function serverLines(stderr: string): string[] {
  return stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length))
}
