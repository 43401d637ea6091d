import { lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProjectError, SetupError } from '../errors/errors.js'
import { shellWord } from '../text/shell-word.js'
import { type Git, splitNul } from './git.js'
import { checkTrailerKey, type History, type Identity } from './history.js'
import { ignoredPatterns, type Reads } from './read.js'
import { contains, trackedFiles, untracked } from './staged.js'

export interface CommitRequest {
  /** The only files and folders that may go into the commit; of a folder, all files that Git sees. */
  paths: readonly string[]
  message: string
  /** The last paragraph of the message, in this order. */
  trailers?: Readonly<Record<string, string>>
  identity: Identity
  /** Default: HEAD. */
  parent?: string
  /** True: makes a commit for its message alone where nothing differs from the parent. */
  empty?: boolean
}

export interface JoinRequest {
  /** The new commit has the files and message of this one. */
  commit: string
  /** Its parents, in their order. */
  parents: readonly string[]
  identity: Identity
}

export interface MadeCommit {
  sha: string
  tree: string
  /** The paths that differ from the parent. */
  changed: string[]
}

/** Makes commits without the user's index, hooks, signing key or identity. */
export interface Commits {
  /**
   * Commits the current content of some paths, with deletions, on top of a commit. HEAD, the index and the working
   * tree stay.
   * @returns undefined when nothing differs from the parent, which is success; without `empty`
   * @throws {ProjectError} Git ignores one of the paths, cannot add it, or keeps it in Git LFS; a file has a secret
   * @throws {SetupError} a path leaves the repository, or the parent is unknown
   */
  commitPaths: (request: CommitRequest) => Promise<MadeCommit | undefined>
  /**
   * Applies the changes from `base` to `commit` on top of `tip`, with the same message, author and committer.
   * @returns its full hash
   */
  replay: (commit: string, base: string, tip: string) => Promise<string>
  /**
   * Makes the same commit with other parents: a branch of another history can then move forward to it.
   * @returns its full hash
   */
  join: (request: JoinRequest) => Promise<string>
  /**
   * Moves the checked-out branch (or a detached HEAD) forward to a commit, and updates the index where the two
   * commits differ. The working files stay: they have that content. Other staged changes stay staged.
   * @throws {ProjectError} the commit does not contain HEAD
   */
  moveHead: (commit: string) => Promise<void>
  /** Sets the index's entries to those of `to` wherever the two commits differ. */
  alignIndex: (from: string, to: string) => Promise<void>
}

/** The commits of one checkout. */
export function commits(
  git: Git,
  { head, commitOf, made, readFiles }: Reads,
  { isAncestor, author, committer }: History,
): Commits {
  /** Input of `git update-index --index-info` that turns the entries of one commit into those of another. */
  const differences = async (from: string, to: string): Promise<string> => {
    const fields = splitNul(
      await git.text(['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', from, to, '--'], {
        always: true,
      }),
    )
    let info = ''
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [, mode = '', , object = ''] = (fields[at] ?? '').split(' ')
      info += `${mode} ${object}\t${fields[at + 1] ?? ''}\0`
    }
    return info
  }

  const setEntries = async (info: string): Promise<void> => {
    await git.run(['update-index', '-z', '--index-info'], { input: info, always: true })
    // Exit code 1 means that a working file differs from the index, which is allowed here.
    await git.run(['update-index', '-q', '--refresh'], { always: true, answers: [0, 1] })
  }

  const alignIndex = async (from: string, to: string): Promise<void> => setEntries(await differences(from, to))

  const commitTree = async (
    tree: string,
    parents: readonly string[],
    message: string,
    people: NodeJS.ProcessEnv,
  ): Promise<string> => {
    const sha = (
      await git.text(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], {
        // A person may have written a secret into the reason of a request.
        input: git.masked(message),
        env: people,
      })
    ).trim()
    made(sha)
    return sha
  }

  return {
    alignIndex,
    async commitPaths({ paths, message, trailers = {}, identity, parent: revision = 'HEAD', empty = false }) {
      paths.forEach(checkPath)
      const text = withTrailers(message, trailers)
      const parent = await commitOf(revision)
      const present: string[] = []
      for (const path of paths) if (await exists(join(git.directory, path))) present.push(path)
      const matching = ignoredPatterns(git, present)
      matching.catch(() => undefined)
      return withIndex(git, parent, async (env) => {
        const [ignored] = await untracked(git, await matching, env)
        if (ignored !== undefined) {
          throw new ProjectError('path-ignored', `'${ignored}' cannot be committed: Git ignores it.`, {
            key: '.gitignore',
            value: ignored,
            path: ignored,
            remedy: `Remove the pattern that \`git check-ignore -v ${shellWord(ignored)}\` shows, or let DVC cache this output.`,
          })
        }
        await addPaths(git, paths, present, env)
        const tree = await git.text(['write-tree'], { env })
        // Made in parallel with the diff; unused if nothing changed.
        const committed = commitTree(tree, [parent], text, people(identity, identity))
        committed.catch(() => undefined)
        const changed = splitNul(
          await git.text(['diff-tree', '-r', '-z', '--name-only', '--no-renames', parent, tree, '--']),
        )
        changed.forEach(checkPath)
        if (changed.length > 0) await refuseLargeFiles(git, changed)
        const sha = await committed
        await rejectSecrets(git, readFiles, { sha, parent, changed })
        return changed.length === 0 && !empty ? undefined : { sha, tree, changed }
      })
    },
    async replay(commit, base, tip) {
      const info = await differences(base, commit)
      const [message, authorDate] = [
        await git.text(['log', '-1', '--format=%B', commit, '--']),
        await git.text(['log', '-1', '--format=%ad', '--date=raw', commit, '--']),
      ]
      const tree = await withIndex(git, tip, async (env) => {
        await git.run(['update-index', '-z', '--index-info'], { input: info, env })
        return git.text(['write-tree'], { env })
      })
      return commitTree(tree, [tip], message, {
        ...people(await author(commit), await committer(commit)),
        GIT_AUTHOR_DATE: authorDate,
      })
    },
    async join({ commit, parents, identity }) {
      const message = await git.text(['log', '-1', '--format=%B', await commitOf(commit), '--'])
      return commitTree(`${commit}^{tree}`, parents, message, people(identity, identity))
    },
    async moveHead(commit) {
      const [from, to] = await Promise.all([head(), commitOf(commit)])
      if (from === to) return
      const [isBehind, info] = await Promise.all([isAncestor(from, to), differences(from, to)])
      if (!isBehind) {
        throw new ProjectError(
          'head-moved',
          `HEAD cannot move to ${to}: that commit does not contain the current HEAD ${from}.`,
          { key: 'HEAD', value: from, remedy: `Merge ${to} by hand.` },
        )
      }
      await setEntries(info)
      await git.run(['update-ref', '-m', 'dvc-ci: move HEAD', 'HEAD', to, from], { always: true })
    },
  }
}

/**
 * Runs a body with an index of its own, in the variables that it gets.
 * @param base a commit whose files the index has; absent for none
 */
export async function withIndex<T>(
  git: Git,
  base: string | undefined,
  body: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-index-'))
  const env = { GIT_INDEX_FILE: join(folder, 'index') }
  try {
    await git.run(['read-tree', base ?? '--empty'], { env })
    return await body(env)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Adds the content of the paths to the index that `env` names. */
async function addPaths(
  git: Git,
  paths: readonly string[],
  present: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const tracked = present.length === paths.length ? [] : await trackedFiles(git, paths, env)
  const known = paths.filter((path) => present.includes(path) || tracked.some((file) => contains(path, file)))
  if (known.length === 0) return
  const { code, stderr } = await git.run(['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul'], {
    env: { ...env, GIT_LITERAL_PATHSPECS: '1' },
    input: known.map((path) => `${path}\0`).join(''),
    answers: 'any',
  })
  if (code !== 0) {
    throw new ProjectError(
      'git-add-failed',
      `Git cannot add ${known.map((path) => `'${path}'`).join(', ')} to a commit: ${git.quote(stderr)}`,
      {
        key: 'paths',
        value: known.join(' '),
        remedy: 'Run `git add` on these paths to see the same error.',
      },
    )
  }
}

/**
 * Rejects paths in Git LFS. Git LFS uploads its content in a pre-push hook, and hooks do not run here: the server
 * would never get the content.
 */
async function refuseLargeFiles(git: Git, paths: readonly string[]): Promise<void> {
  const fields = splitNul(
    await git.text(['check-attr', '-z', '--stdin', 'filter'], { input: paths.map((path) => `${path}\0`).join('') }),
  )
  const [path] = paths.filter((_, at) => fields[at * 3 + 2] === 'lfs')
  if (path === undefined) return
  throw new ProjectError(
    'lfs-path',
    `'${path}' cannot be committed: .gitattributes puts it in Git LFS, and dvc-ci does not upload to Git LFS.`,
    {
      key: '.gitattributes',
      value: path,
      path,
      remedy: 'Exclude it from the pattern there, or let DVC cache it (remove `cache: false`).',
    },
  )
}

/**
 * Rejects files into which a stage wrote a value that the log masks: a commit cannot be taken back once it is pushed.
 * A value that the file of the parent has too is no new disclosure.
 */
async function rejectSecrets(
  { options: { host } }: Git,
  readFiles: Reads['readFiles'],
  { sha, parent, changed }: { sha: string; parent: string; changed: readonly string[] },
): Promise<void> {
  if (host === undefined || changed.length === 0) return
  const has = (content: Buffer | undefined) => {
    const text = content?.toString('utf8') ?? ''
    return host.redact(text) !== text
  }
  const found = [...(await readFiles(sha, changed))].filter(([, content]) => has(content)).map(([path]) => path)
  if (found.length === 0) return
  const before = await readFiles(parent, found)
  const path = found.find((each) => !has(before.get(each)))
  if (path === undefined) return
  throw new ProjectError('secret-in-commit', `${path} has a value that the log masks, so it is not committed.`, {
    key: 'outs',
    value: path,
    path,
    remedy: 'Change the stage so that it writes no credential, or let DVC keep the file out of Git and reports.',
  })
}

/** Rejects a path that, by its name, is not inside the repository. */
function checkPath(path: string): void {
  const parts = path.split('/')
  if (
    parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git') ||
    /[\0\uFFFD]/.test(path)
  ) {
    throw new SetupError(
      'path-outside-repository',
      `'${path}' cannot be committed: it is not a path inside the repository.`,
      {
        key: 'path',
        value: path,
        remedy: 'Use a path relative to the root of the repository, with `/`, in UTF-8.',
      },
    )
  }
}

function withTrailers(message: string, trailers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(trailers).map(([key, value]) => {
    checkTrailerKey(key)
    if (/[\0\r\n]/.test(value)) throw new RangeError(`the value of the trailer ${key} has several lines.`)
    return `${key}: ${value}\n`
  })
  return `${message.trimEnd()}\n${lines.length > 0 ? '\n' : ''}${lines.join('')}`
}

/** Identities as environment variables, which override the user's configuration. */
export function people(author: Identity, committer: Identity): NodeJS.ProcessEnv {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  )
}
