import { type Git, splitNul } from './git.js'
import { contains, type StagedEntry, SUBMODULE_MODE, stagedEntries } from './staged.js'

/** One file of the index. */
export interface TrackedFile {
  path: string
  /** Bytes of the committed content; for a file in Git LFS, of its pointer. */
  size: number
  /** `120000` is a symbolic link, `100755` an executable (git-ls-files(1)). */
  mode: string
}

/** An entry of a commit, or the same of the index. */
export interface IndexEntry {
  path: string
  /** `100644`, `100755` executable, `120000` a symbolic link, `160000` a submodule. */
  mode: string
}

/** A file that an ignore pattern covers. */
export interface IgnoredFile {
  path: string
  /** True when Git tracks the file anyway: then only DVC ignores it. */
  tracked: boolean
  /** The file with the pattern, as Git names it. */
  source: string
  /** Line of the pattern, from 1. */
  line: number
  pattern: string
}

/** Lists the files of a checkout. Paths are relative to the repository's root, with `/`. */
export interface Inventory {
  /** Every file of the index below these folders (an empty name: everywhere), without submodules. */
  trackedFiles(folders: readonly string[]): Promise<TrackedFile[]>
  /** Every entry of the index, with submodules. A file in conflict has one for each side. */
  entries(): Promise<readonly StagedEntry[]>
  /** Every entry of a commit, with submodules. */
  entriesOf(revision: string): Promise<IndexEntry[]>
  /** Files below these folders that Git neither tracks nor ignores. */
  untrackedFiles(folders: readonly string[]): Promise<string[]>
  /**
   * Files that Git does not track, ignored ones too.
   * @param paths files and folders; empty: the whole working tree
   * @param collapse true: a folder without a tracked file is one entry, which ends with `/`
   */
  otherFiles(paths: readonly string[], collapse: boolean): Promise<string[]>
  /** Ignored files of the working tree whose names match one of the patterns (`*.dvc`), tracked or not. */
  ignoredFiles(folder: string, names: readonly string[]): Promise<IgnoredFile[]>
  /** Messages of the commits in `to` that `from` lacks, newest first. */
  messages(from: string, to: string): Promise<{ sha: string; message: string }[]>
}

/** A partial clone has the objects of its checked-out files; this needs no others, so Git must not download. */
const LOCAL_ONLY = { GIT_NO_LAZY_FETCH: '1' }

/** The inventory of one checkout. */
export function inventory(git: Git): Inventory {
  return {
    async trackedFiles(folders) {
      const found = new Map<string, { mode: string; sha: string }>()
      // A file in conflict has one entry for each side.
      for (const { path, mode, sha } of await stagedEntries(git))
        if (mode !== SUBMODULE_MODE && folders.some((folder) => folder === '' || contains(folder, path)))
          found.set(path, { mode, sha })
      const input = [...new Set([...found.values()].map(({ sha }) => `${sha}\n`))].join('')
      const { stdout } = await git.run(['cat-file', '--batch-check=%(objectname) %(objectsize)'], {
        input,
        env: LOCAL_ONLY,
      })
      const sizes = new Map(stdout.split('\n').map((line) => line.split(' ') as [string, string]))
      return [...found].map(([path, { mode, sha }]) => ({ path, mode, size: Number(sizes.get(sha)) || 0 }))
    },
    entries: () => stagedEntries(git),
    async entriesOf(revision) {
      const { stdout } = await git.run(['ls-tree', '-r', '-z', '--end-of-options', `${revision}^{commit}`])
      return splitNul(stdout).map((line) => ({ mode: line.slice(0, 6), path: line.slice(line.indexOf('\t') + 1) }))
    },
    async untrackedFiles(folders) {
      const below = folders.includes('') ? [] : folders.map((folder) => `:(literal)${folder}`)
      return splitNul((await git.run(['ls-files', '-z', '--others', '--exclude-standard', '--', ...below])).stdout)
    },
    async otherFiles(paths, collapse) {
      const { stdout } = await git.run([
        'ls-files',
        '-z',
        '--others',
        ...(collapse ? ['--directory', '--no-empty-directory'] : []),
        '--',
        ...paths.map((path) => `:(top,literal)${path}`),
      ])
      return splitNul(stdout)
    },
    async ignoredFiles(folder, names) {
      const inFolder = names.map(
        (name) => `:(glob)${folder === '' ? '' : `${folder.replace(/[\\*?[\]]/g, '\\$&')}/`}**/${name}`,
      )
      const list = await git.run([
        'ls-files',
        '-z',
        '-t',
        '--others',
        '--cached',
        '--ignored',
        '--exclude-standard',
        '--',
        ...inFolder,
      ])
      // Before each path are a letter, which is `?` for a file that is not tracked, and a blank.
      const listed = splitNul(list.stdout)
      const paths = listed.map((line) => line.slice(2))
      if (paths.length === 0) return []
      const { stdout } = await git.run(['check-ignore', '--no-index', '--verbose', '-z', '--stdin'], {
        input: paths.map((path) => `./${path}\0`).join(''),
        answers: [0, 1],
      })
      const fields = splitNul(stdout)
      const tracked = new Set(listed.filter((line) => !line.startsWith('?')).map((line) => line.slice(2)))
      return Array.from({ length: Math.floor(fields.length / 4) }, (_, index) => {
        const [source = '', line = '', pattern = '', path = ''] = fields.slice(index * 4, index * 4 + 4)
        const name = path.replace(/^\.\//, '')
        return { path: name, tracked: tracked.has(name), source, line: Number(line), pattern }
      })
    },
    async messages(from, to) {
      const { stdout } = await git.run(['log', '-z', '--format=%H%n%B', `${from}..${to}`, '--'])
      return splitNul(stdout).map((record) => ({
        sha: record.slice(0, record.indexOf('\n')),
        message: record.slice(record.indexOf('\n') + 1),
      }))
    },
  }
}
