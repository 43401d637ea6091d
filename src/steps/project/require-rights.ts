import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { fileDenied } from '../../errors/errors.js'
import type { ProjectPaths } from './project.js'

/**
 * Checks that this user may write where every run writes: into the project and into `.dvc/tmp`.
 * @param check asks the system for the rights to a path
 * @throws {SetupError} they may not; it names the folder
 */
export async function requireRights(
  { root, directory }: Pick<ProjectPaths, 'root' | 'directory'>,
  check: (path: string, mode: number) => Promise<void> = access,
): Promise<void> {
  for (const path of new Set([directory, join(root, '.dvc'), join(root, '.dvc', 'tmp')])) {
    try {
      await check(path, constants.R_OK | constants.W_OK | constants.X_OK)
    } catch (error) {
      // DVC makes a folder that is absent.
      if ((error as NodeJS.ErrnoException).code === 'EACCES') throw fileDenied(path, error)
    }
  }
}
