import { OutsideError } from '../errors/errors.js'
import type { Git } from './git.js'
import type { Reads } from './read.js'

/** Requests to the server of this checkout's remote. */
export interface Server {
  /**
   * Name of the remote: `origin`, else the only one, else that of the checked-out branch; undefined without one. Read
   * once.
   */
  remoteName: () => Promise<string | undefined>
  /**
   * Name of the repository, from the address of the remote: `digits` for `git@github.com:team/digits.git`; undefined
   * without a remote.
   */
  repositoryName: () => Promise<string | undefined>
  /** The address of the remote as Git's configuration has it, perhaps with credentials; undefined without a remote. */
  remoteAddress: () => Promise<string | undefined>
  /**
   * Short name of the remote's default branch, from the server, else from the clone; undefined when neither has one.
   */
  remoteDefaultBranch: () => Promise<string | undefined>
  /**
   * The refs of the server with exactly these names, with their hashes. `NAME^{}` has the commit of an annotated tag.
   * @throws {OutsideError} the server does not answer, after retries
   */
  remoteRefs: (remote: string, names: readonly string[]) => Promise<Map<string, string>>
  /**
   * Every ref of the server with its hash, those of pull requests too; no `NAME^{}`.
   * @throws {OutsideError} the server does not answer, after retries
   */
  allRefs: (remote: string) => Promise<Map<string, string>>
  /**
   * Tags of the server with this prefix: full names to hashes. `NAME^{}` has the commit of an annotated tag.
   * @throws {OutsideError} the server does not answer, after retries
   */
  listTags: (remote: string, prefix: string) => Promise<Map<string, string>>
  /**
   * Fetches objects; writes no ref, no FETCH_HEAD and no tag.
   * @returns false when the server answers but does not have these objects
   * @throws {OutsideError} the server does not answer, after retries
   */
  fetchObjects: (remote: string, wanted: readonly string[], options?: readonly string[]) => Promise<boolean>
  /** The same in one attempt, for what a run can do without. @returns false without these objects, for whatever reason */
  tryFetch: (remote: string, wanted: readonly string[]) => Promise<boolean>
}

/** Seconds for objects that a run can do without. */
const OPTIONAL_SECONDS = 20

/** Requests in all to a server that does not answer. */
export const SERVER_ATTEMPTS = 4

/** Messages for missing, wrong or insufficient credentials: a retry cannot help. */
const CREDENTIALS = [
  /Authentication failed/,
  /could not read (Username|Password)/,
  /returned error: 40[13]/,
  /Permission denied/,
  /Permission to .* denied/,
  /access denied or repository not exported/,
  /service not enabled/,
  /Write access to repository not granted/,
  /[Rr]epository not found/,
  /does not appear to be a git repository/,
  /repository .* does not exist/,
]

/** True when Git's output means that the server rejected our credentials, not that it could not be reached. */
export function saysNoAccess(stderr: string): boolean {
  return CREDENTIALS.some((pattern) => pattern.test(stderr))
}

/** The server of one checkout. */
export function server(git: Git, { branch }: Reads): Server {
  const listRemote = async (
    remote: string,
    options: readonly string[],
    names: readonly string[],
    { first = 1, last = SERVER_ATTEMPTS }: { first?: number; last?: number } = {},
  ): Promise<string[]> => {
    for (let attempt = first; ; attempt++) {
      const answer = await git.run(['ls-remote', ...options, '--', remote, ...names], { network: true, answers: 'any' })
      if (answer.code === 0) return answer.stdout.split('\n').filter((line) => line !== '')
      const refused = saysNoAccess(answer.stderr)
      if (refused || attempt === last) {
        throw new OutsideError(
          refused ? 'git-access-denied' : 'git-server-unreachable',
          `the Git server of remote '${remote}' ` +
            `${refused ? 'rejects access' : `does not answer (${attempt} attempts)`}: ` +
            git.quote(answer.stderr),
          {
            key: 'remote',
            value: remote,
            remedy: refused
              ? 'Check the credentials of this checkout with `git ls-remote`.'
              : 'Check the connection and `git remote -v`, then run this again.',
          },
        )
      }
      await git.pause(attempt)
    }
  }
  const refOf = (line: string): [string, string] => {
    const tab = line.indexOf('\t')
    return [line.slice(tab + 1), line.slice(0, tab)]
  }
  let listed: Promise<Map<string, string>> | undefined
  /** Names and addresses. Requests to a server name the remote, so that Git reads its address anew. */
  const remotes = (): Promise<Map<string, string>> => {
    listed ??= git.text(['remote', '--verbose']).then(parseRemotes)
    listed.catch(() => {
      listed = undefined
    })
    return listed
  }
  let named: Promise<string | undefined> | undefined
  const remoteName = (): Promise<string | undefined> => {
    named ??= findRemote()
    named.catch(() => {
      named = undefined
    })
    return named
  }
  const findRemote = async (): Promise<string | undefined> => {
    const names = [...(await remotes()).keys()]
    if (names.includes('origin')) return 'origin'
    if (names.length < 2) return names[0]
    const current = await branch()
    if (current === undefined) return undefined
    const { stdout } = await git.run(['config', '--get', `branch.${current}.remote`], { answers: [0, 1] })
    return names.find((name) => name === stdout.trim())
  }
  const remoteAddress = async (): Promise<string | undefined> => {
    const remote = await remoteName()
    if (remote === undefined) return undefined
    return (await remotes()).get(remote) || undefined
  }
  /** The default branch of a remote as the clone knows it. */
  const remembered = async (remote: string): Promise<string | undefined> => {
    const { stdout } = await git.run(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`], { answers: [0, 1] })
    return stdout.trim().slice(`refs/remotes/${remote}/`.length) || undefined
  }
  /** Git locks the file of a shallow checkout, so that only one fetch can run. */
  let fetching: Promise<unknown> = Promise.resolve()
  /** Runs a fetch once those before it have ended. */
  const inTurn = (fetch: () => Promise<boolean>): Promise<boolean> => {
    const turn = fetching.then(fetch)
    fetching = turn.catch(() => undefined)
    return turn
  }
  const fetchOnce = async (
    remote: string,
    wanted: readonly string[],
    options: readonly string[],
    limit: { seconds?: number } = {},
  ): Promise<boolean> => {
    const args = [
      '--no-tags',
      '--no-prune',
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      ...options,
      '--',
      remote,
      ...wanted,
    ]
    return (await git.run(['fetch', ...args], { network: true, answers: 'any', ...limit })).code === 0
  }
  const fetchNow: Server['fetchObjects'] = async (remote, wanted, options = []) => {
    for (let attempt = 1; ; attempt++) {
      if (await fetchOnce(remote, wanted, options)) return true
      // "No such object" and "no connection" have one exit code. A server that lists its refs can be reached.
      await listRemote(remote, ['--heads'], ['HEAD'])
      if (attempt === 2) return false
      await git.pause(attempt)
    }
  }
  return {
    remoteName,
    remoteAddress,
    repositoryName: async () => /([^/:\\]+?)(?:\.git)?[/\\]*$/.exec((await remoteAddress()) ?? '')?.[1],
    async remoteDefaultBranch() {
      const remote = await remoteName()
      if (remote === undefined) return undefined
      try {
        return defaultIn(await listRemote(remote, ['--symref'], ['HEAD'], { last: 1 })) ?? (await remembered(remote))
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error
        // With a name from the clone, one attempt is enough: a laptop without a network must not wait.
        const name = await remembered(remote)
        if (name !== undefined || error.id === 'git-access-denied') return name
      }
      await git.pause(1)
      try {
        return defaultIn(await listRemote(remote, ['--symref'], ['HEAD'], { first: 2 }))
      } catch (error) {
        if (error instanceof OutsideError) return undefined
        throw error
      }
    },
    async remoteRefs(remote, names) {
      const kind = ['heads', 'tags'].find((folder) => names.every((name) => name.startsWith(`refs/${folder}/`)))
      // Without a kind, GitHub lists the refs of all pull requests, also closed ones.
      const refs = (await listRemote(remote, kind === undefined ? [] : [`--${kind}`], names)).map(refOf)
      // ls-remote also matches the end of a name: refs/x/refs/heads/main for refs/heads/main.
      return new Map(refs.filter(([name]) => names.includes(name)))
    },
    async allRefs(remote) {
      const refs = (await listRemote(remote, ['--refs'], [])).map(refOf)
      return new Map(refs)
    },
    async listTags(remote, prefix) {
      const refs = (await listRemote(remote, ['--tags'], [`refs/tags/${prefix}*`])).map(refOf)
      return new Map(refs.filter(([name]) => name.startsWith(`refs/tags/${prefix}`)))
    },
    fetchObjects: (remote, wanted, options = []) => inTurn(() => fetchNow(remote, wanted, options)),
    tryFetch: (remote, wanted) => inTurn(() => fetchOnce(remote, wanted, [], { seconds: OPTIONAL_SECONDS })),
  }
}

/** The names of `git remote --verbose` with the addresses from which they fetch, as `url.insteadOf` changes them. */
function parseRemotes(output: string): Map<string, string> {
  const remotes = new Map<string, string>()
  for (const line of output.split('\n').filter((each) => each !== '')) {
    const tab = line.indexOf('\t')
    const name = tab < 0 ? line : line.slice(0, tab)
    // A partial clone has its filter behind `(fetch)`.
    const [, address = ''] = /^(.*) \(fetch\)(?: \[[^\]]*\])?$/.exec(line.slice(tab + 1)) ?? []
    remotes.set(name, remotes.get(name) || address.trim())
  }
  return remotes
}

/** The branch to which HEAD of a server leads, in the output of `git ls-remote --symref`. */
function defaultIn(lines: readonly string[]): string | undefined {
  return lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== undefined)
}
