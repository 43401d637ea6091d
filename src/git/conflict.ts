import { type Git, splitNul } from './git.js'

/** The versions of a file that Git could not merge, as the index keeps them ("gitrevisions", `:1:path`); a side that has no such file is undefined. */
export interface UnmergedFile {
  path: string
  base?: string
  ours?: string
  theirs?: string
}

/** What settling a merge needs of Git. */
export interface Conflicts {
  /** Files whose merge is not finished, with their versions as text, of those that are asked for; of a submodule or link nothing but the path. */
  unmerged(isWanted: (path: string) => boolean): Promise<UnmergedFile[]>
  /** Tells Git that a file of the working tree is settled (`git add`). @throws {OutsideError} Git refuses it */
  markSettled(path: string): Promise<void>
  /** The value of an attribute for a path (gitattributes(5)); undefined where none is set. */
  attribute(name: string, path: string): Promise<string | undefined>
  /** A value of this clone's own configuration. */
  localConfig(key: string): Promise<string | undefined>
  /** Writes a value of this clone's own configuration. */
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
    async markSettled(path) {
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
