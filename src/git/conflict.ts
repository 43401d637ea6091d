import { type Git, splitNul } from './git.js'

/**
 * The versions of a file that Git could not merge, from the index (gitrevisions(7), `:1:path`). A side without the
 * file is undefined.
 */
export interface UnmergedFile {
  path: string
  base?: string
  ours?: string
  theirs?: string
}

/** Reads and resolves an unfinished merge. */
export interface Conflicts {
  /** Unmerged files that `isWanted` accepts, with their versions as text. A submodule or link has only its path. */
  unmerged(isWanted: (path: string) => boolean): Promise<UnmergedFile[]>
  /** Marks a file of the working tree as resolved (`git add`). @throws {OutsideError} Git rejects it */
  markResolved(path: string): Promise<void>
  /** The value of an attribute for a path (gitattributes(5)); undefined when it is not set. */
  attribute(name: string, path: string): Promise<string | undefined>
  /** Reads a value of this clone's configuration. */
  localConfig(key: string): Promise<string | undefined>
  /** Writes a value of this clone's configuration. */
  setLocalConfig(key: string, value: string): Promise<void>
}

const STAGES = { 1: 'base', 2: 'ours', 3: 'theirs' } as const
const REGULAR_FILE = /^100/

/** The conflicts of one checkout. */
export function conflicts(git: Git): Conflicts {
  return {
    async unmerged(isWanted) {
      const files = new Map<string, UnmergedFile>()
      for (const line of splitNul((await git.run(['ls-files', '-z', '--unmerged'])).stdout)) {
        const [, mode = '', sha = '', stage, path = ''] = /^(\d+) ([0-9a-f]+) ([123])\t([^]*)$/.exec(line) ?? []
        if (stage === undefined || !isWanted(path)) continue
        const file = files.get(path) ?? { path }
        files.set(path, file)
        if (REGULAR_FILE.test(mode))
          file[STAGES[Number(stage) as 1 | 2 | 3]] = (await git.run(['cat-file', 'blob', sha])).stdout
      }
      return [...files.values()]
    },
    async markResolved(path) {
      await git.run(['add', '--', path], { env: { GIT_LITERAL_PATHSPECS: '1' } })
    },
    async attribute(name, path) {
      const [, , value] = splitNul((await git.run(['check-attr', '-z', name, '--', path])).stdout)
      return value === undefined || value === 'unspecified' || value === 'unset' ? undefined : value
    },
    async localConfig(key) {
      const { code, stdout } = await git.run(['config', '--local', '--get', key], { answers: [0, 1] })
      return code === 0 ? stdout.replace(/\n$/, '') : undefined
    },
    async setLocalConfig(key, value) {
      await git.run(['config', '--local', key, value])
    },
  }
}
