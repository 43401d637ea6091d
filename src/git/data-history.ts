import { devNull } from 'node:os'
import { OutsideError, SetupError } from '../errors/errors.js'
import { readBatch } from './contents.js'
import { Git, splitNul } from './git.js'
import { type Notes, notesOf } from './history.js'
import { saysNoAccess } from './server.js'

/** A commit of the whole history. */
export interface HistoryCommit {
  sha: string
  tree: string
  /** Seconds since 1970, as the committer's clock had it. */
  at: number
  /** Its trailers. */
  notes: Notes
}

/** A dvc.yaml, dvc.lock or `.dvc` file in a tree, or as a commit wrote it. */
export interface DataFile {
  path: string
  /** Git's name of its content. */
  blob: string
}

/** A commit or a tree to which a ref leads. */
export interface Peeled {
  sha: string
  isTree: boolean
}

/** Reads which data files commits have. Each function needs one process of Git, for any number of commits. */
export interface DataHistory {
  /**
   * The refs of this clone with their hashes.
   * @param remote its server is asked itself: the refs that the clone remembers of it are left out
   */
  ownRefs: (remote?: string) => Promise<Map<string, string>>
  /**
   * The commits and trees that hashes of refs lead to, tags included; undefined for a file. A hash that this clone
   * lacks is not in the map.
   */
  peeled: (hashes: readonly string[]) => Promise<Map<string, Peeled | undefined>>
  /** All commits that these have in their history, newest first. */
  wholeHistory: (tips: readonly string[]) => Promise<HistoryCommit[]>
  /** The data files of trees. */
  dataFiles: (trees: readonly string[]) => Promise<Map<string, DataFile[]>>
  /** The data files that the commits in the history of these wrote, newest first. */
  writtenData: (tips: readonly string[]) => Promise<(DataFile & { commit: string })[]>
  /** Contents by their names. */
  blobs: (names: readonly string[]) => Promise<Map<string, Buffer>>
  /** The best common ancestors of two commits. */
  commonAncestors: (one: string, other: string) => Promise<string[]>
  /**
   * Clones another repository with all its refs into a folder that does not exist yet.
   * @param address of the repository; a path is relative to the top of this checkout
   * @throws {OutsideError} Git cannot clone it
   * @throws {SetupError} it is shallow
   */
  mirror: (address: string, folder: string) => Promise<DataHistory>
}

const PATHS = ['*.dvc', '*dvc.lock', '*dvc.yaml', '*Dvcfile']
const RAW = ['--raw', '-z', '--no-abbrev', '--no-renames', '--ignore-submodules=all']
/** What `git replace` and the file of grafts show in place of a commit is no history of the server. */
const WHOLE = { env: { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: devNull } } as const
/** Marks the line of a commit: no path of Git follows a NUL with it. */
const MARK = '\u0001'

/** The data files in the history of one clone. */
export function dataHistory(git: Git): DataHistory {
  const lines = (texts: readonly string[]) => ({ ...WHOLE, input: texts.map((text) => `${text}\n`).join('') })
  let emptyTree: Promise<string> | undefined
  return {
    async ownRefs(remote) {
      const found = await git.text(['for-each-ref', '--format=%(objectname) %(refname)'])
      return new Map(
        found
          .split('\n')
          .map((line): [string, string] => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))])
          .filter(([name, sha]) => sha !== '' && (remote === undefined || !name.startsWith(`refs/remotes/${remote}/`))),
      )
    },
    async peeled(hashes) {
      const wanted = [...new Set(hashes)]
      if (wanted.length === 0) return new Map()
      const { stdout } = await git.run(
        ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
        lines(wanted.map((hash) => `${hash}^{}`)),
      )
      const answers = stdout.split('\n')
      return new Map(
        wanted.flatMap((hash, index): [string, Peeled | undefined][] => {
          const [sha = '', type = ''] = (answers[index] ?? '').split(' ')
          if (type === 'blob') return [[hash, undefined]]
          return type === 'commit' || type === 'tree' ? [[hash, { sha, isTree: type === 'tree' }]] : []
        }),
      )
    },
    async wholeHistory(tips) {
      if (tips.length === 0) return []
      const { stdout } = await git.run(['log', '-z', '--stdin', '--format=%H%n%T%n%ct%n%B'], lines(tips))
      return splitNul(stdout).map((entry) => {
        const [sha = '', tree = '', at = ''] = entry.split('\n', 3)
        return { sha, tree, at: Number(at), notes: notesOf(entry.slice(sha.length + tree.length + at.length + 3)) }
      })
    },
    async dataFiles(trees) {
      const found = new Map<string, DataFile[]>()
      if (trees.length === 0) return found
      emptyTree ??= git.text(['hash-object', '-t', 'tree', '--stdin'], { input: '' })
      const empty = await emptyTree
      const { stdout } = await git.run(
        ['diff-tree', '--stdin', '-r', ...RAW, '--', ...PATHS],
        lines([...new Set(trees)].map((tree) => `${empty} ${tree}`)),
      )
      let files: DataFile[] = []
      const fields = splitNul(stdout)
      for (let at = 0; at < fields.length; at += 2) {
        const headers = (fields[at] ?? '').split('\n')
        const entry = headers.pop() ?? ''
        for (const header of headers) {
          files = []
          found.set(header.slice(header.indexOf(' ') + 1), files)
        }
        const file = fileOf(entry, fields[at + 1])
        if (file !== undefined) files.push(file)
      }
      return found
    },
    async writtenData(tips) {
      if (tips.length === 0) return []
      // By default Git leaves out the commits of a branch whose data files its merge did not take.
      const every = ['--full-history', '--root', '--diff-merges=separate', '--diff-filter=AMT']
      const { stdout } = await git.run(
        ['log', '--stdin', ...every, `--format=${MARK}%H`, ...RAW, '--', ...PATHS],
        lines(tips),
      )
      const found: (DataFile & { commit: string })[] = []
      let commit = ''
      const fields = splitNul(stdout)
      for (let at = 0; at < fields.length; at++) {
        const field = (fields[at] ?? '').replace(/^\n/, '')
        if (field.startsWith(MARK)) commit = field.slice(1)
        else {
          at += 1
          const file = fileOf(field, fields[at])
          if (file !== undefined) found.push({ ...file, commit })
        }
      }
      return found
    },
    blobs: (names) => readBatch(git, names, WHOLE),
    async commonAncestors(one, other) {
      const { stdout } = await git.run(['merge-base', '--all', one, other], { ...WHOLE, answers: [0, 1] })
      return stdout.split('\n').filter((sha) => sha !== '')
    },
    async mirror(address, folder) {
      const { code, stderr } = await git.run(['clone', '--mirror', '--quiet', '--', address, folder], {
        network: true,
        answers: 'any',
      })
      if (code !== 0)
        throw new OutsideError(
          saysNoAccess(stderr) ? 'git-access-denied' : 'git-server-unreachable',
          `Git cannot clone ${git.redact(address)}: ${git.quote(stderr)}`,
          {
            key: 'projects',
            value: git.redact(address),
            remedy: 'Check the address, and that the credentials of Git may read the repository.',
          },
        )
      const other = new Git(folder, git.options)
      if ((await other.text(['rev-parse', '--is-shallow-repository'])) === 'true')
        throw new SetupError(
          'gc-clone-shallow',
          `gc: ${git.redact(address)} is shallow, so it lacks commits that need data.`,
          {
            key: 'projects',
            value: git.redact(address),
            remedy: 'Write the address of the repository on its server, or run `git fetch --unshallow` in that clone.',
          },
        )
      return dataHistory(other)
    },
  }
}

/** A file of Git's raw output (git-diff-tree(1), "RAW OUTPUT FORMAT"); undefined for a link, a submodule or no entry. */
function fileOf(entry: string, path: string | undefined): DataFile | undefined {
  const [, mode = '', , blob = ''] = entry.split(' ')
  return entry.startsWith(':') && mode.startsWith('100') && path !== undefined ? { path, blob } : undefined
}
