import { readFile } from 'node:fs/promises'
import { join, resolve as resolvePath } from 'node:path'
import { kindOf } from '../../dvc/project-file.js'
import { SetupError } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import type { ConflictedFile } from '../../pipeline/resolve.js'
import { relativePath } from '../../text/relative-path.js'

/** The path in Git of a file that the user named. @throws {SetupError} the file is not of DVC */
export function inRepository(git: GitRepository, directory: string, file: string): string {
  const path = relativePath(git.root, resolvePath(directory, file))
  const kind = kindOf(path)
  if ((kind === 'lock' || kind === 'data') && !path.startsWith('../')) return path
  throw new SetupError(
    'conflict-file-unknown',
    `resolve: ${file} is ${path.startsWith('../') ? 'outside the repository' : 'neither a dvc.lock nor a .dvc file'}.`,
    {
      key: 'resolve',
      value: file,
      remedy: 'Resolve other files by hand. Without a path, dvc-ci resolves all DVC files that are in conflict.',
    },
  )
}

/**
 * The files of DVC to resolve: those that the user named, or all.
 * @param asked paths of the named ones in Git
 * @throws {SetupError} a named file does not exist
 */
export async function filesToResolve(git: GitRepository, asked: readonly string[]): Promise<ConflictedFile[]> {
  const files = (await conflictedFiles(git, asked)).filter(({ path }) => asked.length === 0 || asked.includes(path))
  const absent = files.find(({ text, versions }) => text === undefined && versions === undefined)
  if (absent)
    throw new SetupError(
      'conflict-file-unknown',
      `resolve: the file ${absent.path} does not exist in the repository.`,
      {
        key: 'resolve',
        value: absent.path,
        remedy: 'Give its path relative to the current folder.',
      },
    )
  return files
}

/** The files of DVC that Git could not merge, the other ones in the working tree, and the named ones. */
async function conflictedFiles(git: GitRepository, asked: readonly string[]): Promise<ConflictedFile[]> {
  const isOurs = (path: string) => kindOf(path) === 'lock' || kindOf(path) === 'data'
  const unmerged = new Map((await git.unmerged(isOurs)).map(({ path, ...versions }) => [path, versions]))
  const paths = new Set([...unmerged.keys(), ...(await git.workingFiles()).filter(isOurs), ...asked])
  return Promise.all(
    [...paths].sort().map(async (path): Promise<ConflictedFile> => {
      const text = await readFile(join(git.root, path), 'utf8').catch(() => undefined)
      const versions = unmerged.get(path)
      return { path, ...(text === undefined ? {} : { text }), ...(versions === undefined ? {} : { versions }) }
    }),
  )
}
