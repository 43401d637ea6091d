import { OutsideError, SetupError } from '../errors/errors.js'
import { type Git, splitNul } from './git.js'

/** One path that differs between two commits, without looking for renames. */
export interface FileChange {
  /** Relative to the repository's root, with `/`. */
  path: string
  status: 'added' | 'modified' | 'deleted' | 'retyped'
}

/** A file that differs between two commits, as the second has it. */
export interface ChangedEntry {
  path: string
  /** `100644`, `100755` executable, `120000` a symbolic link, `160000` a submodule; absent where it is gone. */
  mode?: string
}

/** One path at which index or working tree differ from HEAD. */
export interface UncommittedFile {
  path: string
  /** Git's letter for HEAD against index, for index against working tree; `.` where they are equal (git-status(1), porcelain v2). */
  index: string
  worktree: string
  untracked: boolean
}

/** What can be asked of a checkout without changing it. Paths are relative to the repository's root, with `/`. */
export interface Reads {
  /** The commit that is checked out, as a full hash. */
  head: () => Promise<string>
  /** Short name of the checked-out branch; undefined when HEAD is detached. */
  branch: () => Promise<string | undefined>
  /** The full hash of the commit that a revision names; undefined when it names none in this checkout. */
  resolve: (revision: string) => Promise<string | undefined>
  /** As `resolve`. @throws {SetupError} the revision names no commit here */
  commitOf: (revision: string) => Promise<string>
  /** Notes a commit that was just made here, so that nobody asks for it. */
  made: (sha: string) => void
  /** True when the history was cut off, as actions/checkout does by default. */
  isShallow: () => Promise<boolean>
  /** Content of a file in a commit; undefined when it has none there. Of a symbolic link, the text of the link. */
  readFile: (revision: string, path: string) => Promise<Buffer | undefined>
  /** Contents of many files in a commit, read by one process. A path that the commit lacks is not in the map. */
  readFiles: (revision: string, paths: readonly string[]) => Promise<Map<string, Buffer>>
  /**
   * The files of a commit, or of the index for `undefined`, that match any of the pathspecs (gitglossary(7): `*` crosses
   * folders, `:(glob)` and `:(literal)` work); all of them without one. Submodules of a commit are no files.
   */
  listFiles: (revision: string | undefined, pathspecs: readonly string[]) => Promise<string[]>
  /** What differs between the trees of two commits. */
  changedFiles: (from: string, to: string) => Promise<FileChange[]>
  /** The same with the kinds of files. */
  changedEntries: (from: string, to: string) => Promise<ChangedEntry[]>
  /** Hash of the tree of a commit: two commits with the same one have the same files. */
  treeOf: (revision: string) => Promise<string>
  /** Everything that `git status` would show, each untracked file by itself. */
  uncommitted: () => Promise<UncommittedFile[]>
  /** Those of the paths that Git ignores. A tracked file never is. */
  isIgnored: (paths: readonly string[]) => Promise<Set<string>>
}

const STATUSES: Record<string, FileChange['status']> = { A: 'added', M: 'modified', D: 'deleted', T: 'retyped' }

/** Far below what any system takes as the arguments of one process. */
const PATHS_PER_CALL = 250

/** Built into Git, by the length of its hashes. */
const EMPTY_TREES: Record<number, string> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

/** The reads of one checkout. */
export function reads(git: Git): Reads {
  // A commit that is here stays here, and every function asks for the ones that it gets.
  const here = new Set<string>()
  const resolve = async (revision: string): Promise<string | undefined> => {
    if (revision === '' || /[\0\n]/.test(revision)) return undefined
    if (here.has(revision)) return revision
    const { code, stdout } = await git.run(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      { answers: [0, 1, 128] },
    )
    if (code !== 0) return undefined
    const sha = stdout.trim()
    here.add(sha)
    return sha
  }
  const commitOf = async (revision: string): Promise<string> => {
    const sha = await resolve(revision)
    if (sha === undefined) throw unknownRevision(revision)
    return sha
  }
  const readFiles = async (revision: string, paths: readonly string[]): Promise<Map<string, Buffer>> => {
    const sha = await commitOf(revision)
    // The batch protocol ends a name at a line break, so such a path is asked for by itself.
    const files = await readBatch(
      git,
      sha,
      paths.filter((path) => !path.includes('\n')),
    )
    for (const path of paths.filter((name) => name.includes('\n'))) {
      const { code, stdout } = await git.run(['cat-file', 'blob', `${sha}:${path}`], {
        answers: [0, 128],
        encoding: 'latin1',
      })
      if (code === 0) files.set(path, Buffer.from(stdout, 'latin1'))
    }
    return files
  }
  return {
    resolve,
    made: (sha) => {
      here.add(sha)
    },
    commitOf,
    readFiles,
    head: () => git.text(['rev-parse', '--verify', 'HEAD^{commit}']),
    async branch() {
      const { code, stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { answers: [0, 1] })
      return code === 0 ? stdout.trim().replace(/^refs\/heads\//, '') : undefined
    },
    isShallow: async () => (await git.text(['rev-parse', '--is-shallow-repository'])) === 'true',
    readFile: async (revision, path) => (await readFiles(revision, [path])).get(path),
    async listFiles(revision, pathspecs) {
      if (revision === undefined)
        return [...new Set(splitNul(await git.text(['ls-files', '-z', '--cached', '--', ...pathspecs])))]
      const sha = await commitOf(revision)
      // ls-tree takes no patterns, so the commit is compared with nothing.
      const emptyTree = EMPTY_TREES[sha.length] ?? ''
      return splitNul(
        await git.text([
          'diff-tree',
          '-r',
          '-z',
          '--name-only',
          '--no-renames',
          '--ignore-submodules=all',
          emptyTree,
          sha,
          '--',
          ...pathspecs,
        ]),
      )
    },
    async changedFiles(from, to) {
      const fields = splitNul(
        await git.text([
          'diff-tree',
          '-r',
          '-z',
          '--name-status',
          '--no-renames',
          await commitOf(from),
          await commitOf(to),
          '--',
        ]),
      )
      const changes: FileChange[] = []
      for (let at = 0; at + 1 < fields.length; at += 2) {
        changes.push({ status: STATUSES[fields[at] ?? ''] ?? 'modified', path: fields[at + 1] ?? '' })
      }
      return changes
    },
    async changedEntries(from, to) {
      const fields = splitNul(
        await git.text([
          'diff-tree',
          '-r',
          '-z',
          '--raw',
          '--no-renames',
          await commitOf(from),
          await commitOf(to),
          '--',
        ]),
      )
      const entries: ChangedEntry[] = []
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [, mode = ''] = (fields[at] ?? '').split(' ')
        entries.push({ path: fields[at + 1] ?? '', ...(mode === '000000' ? {} : { mode }) })
      }
      return entries
    },
    treeOf: async (revision) => git.text(['rev-parse', '--verify', `${await commitOf(revision)}^{tree}`]),
    uncommitted: async () =>
      parseStatus(await git.text(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames'])),
    isIgnored: async (paths) => untracked(git, await ignoredPatterns(git, paths)),
  }
}

/** A revision that is asked for by a user, an event or a configuration and is not there. */
export function unknownRevision(revision: string, why = 'it names no commit of this checkout'): SetupError {
  return new SetupError('revision-unknown', `revision '${revision}' cannot be read: ${why}.`, {
    key: 'revision',
    value: revision,
    remedy: 'Check its spelling with `git rev-parse`, or fetch it first.',
  })
}

/** Those of the paths that a pattern of `.gitignore` matches, tracked or not. */
export async function ignoredPatterns(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const input = paths.map((path) => `./${path}\0`).join('')
  // `./` keeps a name that begins with a colon from being read as pathspec magic; this command has no literal mode, and where it
  // looks at the index itself it takes the name `*.log` for a pattern.
  const { stdout } = await git.run(['check-ignore', '--no-index', '-z', '--stdin'], { input, answers: [0, 1] })
  return splitNul(stdout).map((path) => path.slice(2))
}

/** Those of the paths that are no files of the index, nor have one in them; `env` may name another index. */
export async function untracked(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Set<string>> {
  const tracked = paths.length === 0 ? [] : await trackedFiles(git, paths, env)
  return new Set(paths.filter((path) => !tracked.some((file) => contains(path, file))))
}

/** The files of the index that are one of the paths or lie in one of them. */
export async function trackedFiles(git: Git, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const files: string[] = []
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL) {
    const call = ['ls-files', '-z', '--cached', '--', ...paths.slice(at, at + PATHS_PER_CALL)] as const
    files.push(...splitNul(await git.text(call, { env: { ...env, GIT_LITERAL_PATHSPECS: '1' } })))
  }
  return files
}

/** True when `inner` is `outer` or lies in that folder. */
export function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`)
}

/** Reads `sha:path` for every path; see "BATCH OUTPUT" in git-cat-file(1). */
async function readBatch(git: Git, sha: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  if (paths.length === 0) return files
  const input = paths.map((path) => `${sha}:${path}\n`).join('')
  const output = Buffer.from((await git.run(['cat-file', '--batch'], { input, encoding: 'latin1' })).stdout, 'latin1')
  let at = 0
  for (const path of paths) {
    const end = output.indexOf(0x0a, at)
    if (end < 0)
      throw new OutsideError('git-command-failed', `\`git cat-file\` ended before it told about '${path}' in ${sha}.`, {
        remedy: 'Run `git fsck`.',
      })
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('latin1', at, end)) ?? []
    at = end + 1
    if (size === undefined) continue
    if (type === 'blob') files.set(path, output.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return files
}

/** Reads `git status --porcelain=v2 -z --no-renames`. */
export function parseStatus(output: string): UncommittedFile[] {
  const files: UncommittedFile[] = []
  for (const line of splitNul(output)) {
    if (line.startsWith('? ')) files.push({ path: line.slice(2), index: '.', worktree: '.', untracked: true })
    // `1` an ordinary change with 7 fields before the path, `u` a conflict with 9.
    const skipped = line.startsWith('1 ') ? 8 : line.startsWith('u ') ? 10 : 0
    if (skipped > 0) {
      const fields = line.split(' ')
      files.push({
        path: fields.slice(skipped).join(' '),
        index: line.charAt(2),
        worktree: line.charAt(3),
        untracked: false,
      })
    }
  }
  return files
}
