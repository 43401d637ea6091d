import { basename, relative } from 'node:path'
import { joinPath } from '../../dvc/project-files.js'
import { definesEnvironment } from '../../environment/lock-files.js'
import type { Project } from '../project/project.js'

/** The folders whose lock files count, as Git names them: of the repository, of DVC and of the project. */
function places({ inGit, index, run }: Project): string[] {
  return [...new Set(['.', inGit('.'), inGit(relative(run.settings.workingDirectory, index.root) || '.')])]
}

/** True for a file (as Git names it) that decides about packages, Python or images of the project. */
export function isEnvironmentFile(project: Project, path: string): boolean {
  const name = basename(path)
  return definesEnvironment(name) && places(project).some((folder) => joinPath(folder, name) === path)
}

/** These files in Git's index, as Git names them, sorted. */
export async function environmentFiles(project: Project): Promise<string[]> {
  const files = await project.git.listFiles(undefined, [])
  return files.filter((path) => isEnvironmentFile(project, path)).sort()
}
