import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OutsideError, SetupError } from '../errors/errors.js'
import { branchRef } from './branch-ref.js'
import { type FoundObject, ObjectReader } from './contents.js'
import { type Git, splitNul } from './git.js'
import { stagedFiles, untracked } from './staged.js'
import { parseStatus, type UncommittedFile } from './status.js'

/** One path that differs between two commits; a rename is a deletion and an addition. */
export interface FileChange {
  /** Relative to the repository's root, with `/`. */
  path: string
  status: 'added' | 'modified' | 'deleted' | 'retyped'
}

/** A file that differs between two commits, in the state of the second. */
export interface ChangedEntry {
  path: string
  /** `100644`, `100755` executable, `120000` a symbolic link, `160000` a submodule; absent for a deleted file. */
  mode?: string
}

/** Reads a checkout. Paths are relative to the repository's root, with `/`. */
export interface Reads {
  /** `git version 2.45.1`, as Git names itself. */
  version: () => Promise<string>
  /** Full hash of the checked-out commit. */
  head: () => Promise<string>
  /** Short name of the checked-out branch; undefined when HEAD is detached. */
  branch: () => Promise<string | undefined>
  /** Full hash of the commit of a revision; undefined when this checkout has no such commit. */
  resolve: (revision: string) => Promise<string | undefined>
  /** As `resolve`. @throws {SetupError} the revision names no commit here */
  commitOf: (revision: string) => Promise<string>
  /** Records a commit that was just made here, which saves a request to Git. */
  made: (sha: string) => void
  /** True for a shallow clone, which actions/checkout makes by default. */
  isShallow: () => Promise<boolean>
  /** The default branch as this clone alone knows it: `main`, `master`, or its only branch. Undefined without one. */
  ownDefaultBranch: () => Promise<string | undefined>
  /** Content of a file in a commit; undefined without the file. For a symbolic link, the text of the link. */
  readFile: (revision: string, path: string) => Promise<Buffer | undefined>
  /** Contents of many files in a commit, read by one process. A path that the commit lacks is not in the map. */
  readFiles: (revision: string, paths: readonly string[]) => Promise<Map<string, Buffer>>
  /**
   * The files of a commit, or of the index for `undefined`, that match one of the pathspecs (gitglossary(7): `*`
   * matches `/` too, `:(glob)` and `:(literal)` work). Without pathspecs, all files. A submodule of a commit is not a
   * file.
   */
  listFiles: (revision: string | undefined, pathspecs: readonly string[]) => Promise<string[]>
  /** The differences between the trees of two commits. */
  changedFiles: (from: string, to: string) => Promise<FileChange[]>
  /** The same with the mode of each file. */
  changedEntries: (from: string, to: string) => Promise<ChangedEntry[]>
  /** A commit as Git stores it: headers, an empty line, the message. */
  commitObject: (revision: string) => Promise<string>
  /** Hash of the tree of a commit; commits with the same tree have the same files. */
  treeOf: (revision: string) => Promise<string>
  /** The paths of `git status`, with every untracked file. */
  uncommitted: () => Promise<UncommittedFile[]>
  /** The name of the user in the configuration of Git (`user.name`); undefined without one. */
  userName: () => Promise<string | undefined>
  /** The paths that Git ignores. It never ignores a tracked file. */
  isIgnored: (paths: readonly string[]) => Promise<Set<string>>
}

const STATUSES: Record<string, FileChange['status']> = { A: 'added', M: 'modified', D: 'deleted', T: 'retyped' }

/** Bytes of file contents that a checkout keeps for the next reader. */
const KEPT_BYTES = 16 * 1024 * 1024

/** The empty tree, which every Git has, by the length of the hashes. */
const EMPTY_TREES: Record<number, string> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

/** The commits at which the history of a shallow clone ends; undefined for a complete one. */
export async function shallowCommits(git: Git): Promise<Set<string> | undefined> {
  const file = join(await git.commonDirectory(), 'shallow')
  try {
    return new Set((await readFile(file, 'utf8')).split('\n').filter((sha) => sha !== ''))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The reads of one checkout. */
export function reads(git: Git): Reads {
  // Known commits: a commit in this checkout stays, and every function resolves its arguments.
  const here = new Set<string>()
  // Contents of files in commits, which never change. An absent one may arrive: a clone without all contents.
  const kept = new Map<string, Buffer>()
  let room = KEPT_BYTES
  const objects = new ObjectReader(git)
  const find = async (name: string): Promise<FoundObject | undefined> => (await objects.read([name])).get(name)
  const resolveAlone = async (revision: string): Promise<string | undefined> => {
    const call = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`] as const
    const { code, stdout } = await git.run(call, { answers: [0, 1, 128] })
    return code === 0 ? stdout.trim() : undefined
  }
  const resolve = async (revision: string): Promise<string | undefined> => {
    if (revision === '' || /[\0\r\n]/.test(revision)) return undefined
    if (here.has(revision)) return revision
    // A process of Git reads once where a shallow clone ends, so ancestors are asked of a new one.
    const sha = /[~^:]|@\{/.test(revision)
      ? await resolveAlone(revision)
      : await find(`${revision}^{commit}`).then(
          (commit) => commit?.sha,
          (error: unknown) => {
            // A damaged ref ends the process that reads objects, and so does a system without memory: Git says which.
            if (error instanceof OutsideError) return resolveAlone(revision)
            throw error
          },
        )
    if (sha !== undefined) here.add(sha)
    return sha
  }
  const commitOf = async (revision: string): Promise<string> => {
    const sha = await resolve(revision)
    if (sha === undefined) throw unknownRevision(revision)
    return sha
  }
  const readFiles = async (revision: string, paths: readonly string[]): Promise<Map<string, Buffer>> => {
    const sha = await commitOf(revision)
    // In the batch protocol a line break ends a name, so such a path gets a separate request.
    const own = paths.filter((path) => !path.includes('\n'))
    const batch = await objects.files(own.map((path) => `${sha}:${path}`).filter((name) => !kept.has(name)))
    const files = new Map<string, Buffer>()
    for (const path of own) {
      const name = `${sha}:${path}`
      const file = kept.get(name) ?? batch.get(name)
      if (file === undefined) continue
      files.set(path, file)
      if (!kept.has(name) && file.length <= room) {
        kept.set(name, Buffer.from(file))
        room -= file.length
      }
    }
    for (const path of paths.filter((name) => name.includes('\n'))) {
      const { code, stdout } = await git.run(['cat-file', 'blob', `${sha}:${path}`], {
        answers: [0, 128],
        encoding: 'latin1',
      })
      if (code === 0) files.set(path, Buffer.from(stdout, 'latin1'))
    }
    return files
  }
  const differences = async (from: string, to: string, form: string): Promise<string[]> => {
    const [one, other] = [await commitOf(from), await commitOf(to)]
    if (one === other) return []
    return splitNul(await git.once(['diff-tree', '-r', '-z', form, '--no-renames', one, other, '--']))
  }
  const commitObject = async (revision: string): Promise<string> => {
    const sha = await commitOf(revision)
    const commit = await find(sha)
    if (commit === undefined) throw unknownRevision(revision)
    return commit.content.toString('utf8')
  }
  return {
    version: () => git.text(['version']),
    resolve,
    made: (sha) => {
      here.add(sha)
    },
    commitOf,
    readFiles,
    commitObject,
    head: async () => (await resolve('HEAD')) ?? git.text(['rev-parse', '--verify', 'HEAD^{commit}']),
    branch: async () => (await branchRef(git))?.replace(/^refs\/heads\//, ''),
    isShallow: async () => (await shallowCommits(git)) !== undefined,
    async ownDefaultBranch() {
      const names = (await git.text(['for-each-ref', '--format=%(refname)', 'refs/heads/'])).split('\n').filter(Boolean)
      const branches = names.map((name) => name.replace('refs/heads/', ''))
      const usual = ['main', 'master'].find((name) => branches.includes(name))
      return usual ?? (branches.length === 1 ? branches[0] : undefined)
    },
    readFile: async (revision, path) => (await readFiles(revision, [path])).get(path),
    async listFiles(revision, pathspecs) {
      if (revision === undefined) return stagedFiles(git, pathspecs)
      const sha = await commitOf(revision)
      // ls-tree takes no patterns, so the commit is compared with the empty tree.
      const emptyTree = EMPTY_TREES[sha.length] ?? ''
      return splitNul(
        await git.once([
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
      const fields = await differences(from, to, '--name-status')
      const changes: FileChange[] = []
      for (let at = 0; at + 1 < fields.length; at += 2) {
        changes.push({ status: STATUSES[fields[at] ?? ''] ?? 'modified', path: fields[at + 1] ?? '' })
      }
      return changes
    },
    async changedEntries(from, to) {
      const fields = await differences(from, to, '--raw')
      const entries: ChangedEntry[] = []
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [, mode = ''] = (fields[at] ?? '').split(' ')
        entries.push({ path: fields[at + 1] ?? '', ...(mode === '000000' ? {} : { mode }) })
      }
      return entries
    },
    treeOf: async (revision) => /^tree ([0-9a-f]+)$/m.exec(await commitObject(revision))?.[1] ?? '',
    uncommitted: async () =>
      parseStatus(await git.text(['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames'])),
    async userName() {
      const { stdout } = await git.run(['config', '--get', 'user.name'], { answers: [0, 1] })
      return stdout.trim() || undefined
    },
    isIgnored: async (paths) => untracked(git, await ignoredPatterns(git, paths)),
  }
}

/** The error for a revision of a user, an event or a setting that does not exist. */
export function unknownRevision(revision: string, why = 'this checkout has no such commit'): SetupError {
  return new SetupError('revision-unknown', `revision '${revision}' cannot be read: ${why}.`, {
    key: 'revision',
    value: revision,
    remedy: 'Check the spelling with `git rev-parse`, or fetch the commit first.',
  })
}

/** The paths that a pattern of `.gitignore` matches, tracked or not. */
export async function ignoredPatterns(git: Git, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const input = paths.map((path) => `./${path}\0`).join('')
  // `./` keeps Git from reading a leading colon as pathspec magic, as this command has no literal mode. `--no-index`:
  // with the index, it would read the name `*.log` as a pattern.
  const { stdout } = await git.run(['check-ignore', '--no-index', '-z', '--stdin'], { input, answers: [0, 1] })
  return splitNul(stdout).map((path) => path.slice(2))
}
