import { lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProjectError, SetupError } from '../errors/errors.js'
import { type Git, splitNul } from './git.js'
import { checkTrailerKey, type History, type Identity } from './history.js'
import { contains, ignoredPatterns, type Reads, trackedFiles, untracked } from './read.js'

export interface CommitRequest {
  /** What may go into the commit: files, or folders with all that Git sees in them. Nothing else ever does. */
  paths: readonly string[]
  message: string
  /** Written as the last paragraph of the message, in their order. */
  trailers?: Readonly<Record<string, string>>
  identity: Identity
  /** Default: HEAD. */
  parent?: string
}

export interface JoinRequest {
  /** The commit whose files and message the new one has. */
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

/** Making commits without the user's index, hooks, signing key or identity. */
export interface Commits {
  /**
   * Commits the present content of some paths, deletions included, on top of a commit. HEAD, the index and the working tree stay.
   * @returns undefined when the tree would be the parent's: there is nothing to commit, which is success
   * @throws {ProjectError} Git ignores one of the paths, or cannot take it, or keeps it in Git LFS
   * @throws {SetupError} a path leaves the repository, or the parent is unknown
   */
  commitPaths: (request: CommitRequest) => Promise<MadeCommit | undefined>
  /**
   * Makes the commit that brings what `commit` changed since `base` onto `tip`: same message, author and committer.
   * @returns its full hash
   */
  replay: (commit: string, base: string, tip: string) => Promise<string>
  /** Makes the same commit with other parents, so that a branch which has another history can be moved forward to it. @returns its full hash */
  join: (request: JoinRequest) => Promise<string>
  /**
   * Moves the checked-out branch (or a detached HEAD) forward to a commit and the index with it, where the two commits differ.
   * The working files are left alone: they have that content. Whatever else is staged stays staged.
   * @throws {ProjectError} the commit does not contain HEAD
   */
  adopt: (commit: string) => Promise<void>
  /** Sets the index's entries to those of `to` wherever the two commits differ. */
  alignIndex: (from: string, to: string) => Promise<void>
}

/** The commits of one checkout. */
export function commits(
  git: Git,
  { head, commitOf, made }: Reads,
  { isAncestor, author, committer }: History,
): Commits {
  const withIndex = async <T>(base: string, body: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> => {
    const folder = await mkdtemp(join(tmpdir(), 'dvc-ci-index-'))
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    try {
      await git.run(['read-tree', base], { env })
      return await body(env)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** What `git update-index --index-info` needs to turn entries of one commit into those of the other. */
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
    // Says 1 when a file differs from the index, which is none of our business here.
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
        input: message,
        env: people,
      })
    ).trim()
    made(sha)
    return sha
  }

  return {
    alignIndex,
    async commitPaths({ paths, message, trailers = {}, identity, parent: revision = 'HEAD' }) {
      paths.forEach(checkPath)
      const text = withTrailers(message, trailers)
      const parent = await commitOf(revision)
      const present: string[] = []
      for (const path of paths) if (await exists(join(git.directory, path))) present.push(path)
      const matching = ignoredPatterns(git, present)
      matching.catch(() => undefined)
      return withIndex(parent, async (env) => {
        const [ignored] = await untracked(git, await matching, env)
        if (ignored !== undefined) {
          throw new ProjectError('path-ignored', `'${ignored}' cannot be committed: Git ignores it.`, {
            key: '.gitignore',
            value: ignored,
            path: ignored,
            remedy: `Remove the pattern that \`git check-ignore -v ${ignored}\` shows, or let DVC cache this output.`,
          })
        }
        await addPaths(git, paths, present, env)
        const tree = await git.text(['write-tree'], { env })
        // Where nothing has changed nobody names it.
        const committed = commitTree(tree, [parent], text, people(identity, identity))
        committed.catch(() => undefined)
        const changed = splitNul(
          await git.text(['diff-tree', '-r', '-z', '--name-only', '--no-renames', parent, tree, '--']),
        )
        changed.forEach(checkPath)
        if (changed.length > 0) await refuseLargeFiles(git, changed)
        const sha = await committed
        return changed.length === 0 ? undefined : { sha, tree, changed }
      })
    },
    async replay(commit, base, tip) {
      const info = await differences(base, commit)
      const [message, authorDate] = [
        await git.text(['log', '-1', '--format=%B', commit, '--']),
        await git.text(['log', '-1', '--format=%ad', '--date=raw', commit, '--']),
      ]
      const tree = await withIndex(tip, async (env) => {
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
    async adopt(commit) {
      const [from, to] = await Promise.all([head(), commitOf(commit)])
      if (from === to) return
      const [isBehind, info] = await Promise.all([isAncestor(from, to), differences(from, to)])
      if (!isBehind) {
        throw new ProjectError(
          'head-moved',
          `HEAD cannot be moved to ${to}: it stands at ${from}, which that commit does not contain.`,
          { key: 'HEAD', value: from, remedy: `Merge ${to} by hand.` },
        )
      }
      await setEntries(info)
      await git.run(['update-ref', '-m', 'dvc-ci: adopt', 'HEAD', to, from], { always: true })
    },
  }
}

/** Puts the content of the paths into the index that `env` names. */
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
      `Git cannot take ${known.map((path) => `'${path}'`).join(', ')} into a commit: ${git.quote(stderr)}`,
      {
        key: 'paths',
        value: known.join(' '),
        remedy: 'Try `git add` on them by hand: it shows the same.',
      },
    )
  }
}

/**
 * Git LFS uploads what a commit points to from a pre-push hook, and no hook of the user's runs here: such a commit would point to
 * content that nobody has.
 */
async function refuseLargeFiles(git: Git, paths: readonly string[]): Promise<void> {
  const fields = splitNul(
    await git.text(['check-attr', '-z', '--stdin', 'filter'], { input: paths.map((path) => `${path}\0`).join('') }),
  )
  const [path] = paths.filter((_, at) => fields[at * 3 + 2] === 'lfs')
  if (path === undefined) return
  throw new ProjectError(
    'lfs-path',
    `'${path}' cannot be committed: .gitattributes puts it into Git LFS, which dvc-ci does not upload to.`,
    {
      key: '.gitattributes',
      value: path,
      path,
      remedy: 'Except it from the pattern there, or let DVC cache it (remove `cache: false`).',
    },
  )
}

/** Refuses what is not a file or folder inside the repository, by its name alone. */
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
        remedy: 'Name files and folders relative to the root of the repository, with `/`, in UTF-8.',
      },
    )
  }
}

function withTrailers(message: string, trailers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(trailers).map(([key, value]) => {
    checkTrailerKey(key)
    if (/[\0\r\n]/.test(value)) throw new RangeError(`the trailer ${key} has a value of several lines.`)
    return `${key}: ${value}\n`
  })
  return `${message.trimEnd()}\n${lines.length > 0 ? '\n' : ''}${lines.join('')}`
}

/** Environment beats configuration for identities, so ours goes there. */
function people(author: Identity, committer: Identity): NodeJS.ProcessEnv {
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
