import { type Git, splitNul } from './git.js'

/** An entry of the index with its state in the working tree. */
export interface StagedEntry {
  path: string
  mode: string
  sha: string
  /** Git leaves it out of the working tree: a sparse checkout, or `git update-index --skip-worktree`. */
  skipped: boolean
}

export const SUBMODULE_MODE = '160000'

/** Far below the limit of any system for the arguments of a process. */
const PATHS_PER_CALL = 250

/**
 * Every entry of the index, with submodules. A file in conflict has one for each side.
 * @param below pathspecs; empty: the whole index
 */
export async function stagedEntries(git: Git, below: readonly string[] = []): Promise<StagedEntry[]> {
  return splitNul((await git.run(['ls-files', '-z', '-t', '--stage', '--', ...below])).stdout).flatMap((line) => {
    const [, tag = '', mode = '', sha = '', path] = /^(\S) (\d+) ([0-9a-f]+) \d\t([^]*)$/.exec(line) ?? []
    return path === undefined ? [] : [{ path, mode, sha, skipped: tag === 'S' }]
  })
}

/** The paths that are not in the index, as a file or as a folder; `env` may name another index. */
export async function untracked(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Set<string>> {
  const tracked = paths.length === 0 ? [] : await trackedFiles(git, paths, env)
  return new Set(paths.filter((path) => !tracked.some((file) => contains(path, file))))
}

/** The files of the index that are one of the paths or are inside one. */
export async function trackedFiles(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const files: string[] = []
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ['ls-files', '-z', '--cached', '--', ...paths.slice(at, at + PATHS_PER_CALL)] as const
    files.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: '1' } })))
  }
  return files
}

/** True when `inner` is `outer` or is inside that folder. */
export function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}
