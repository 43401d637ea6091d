import { basename } from 'node:path'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import { openProject } from '../project/open-project.js'
import type { Project, ProjectPaths } from '../project/project.js'
import type { Finding } from './examine.js'

/**
 * DVC with the packages of the remotes, and the project as DVC reads it. The caller closes DVC.
 * @throws {SetupError} DVC cannot be installed, or cannot read the project
 */
export async function examineProject(run: Run, paths: ProjectPaths): Promise<Finding & { facts: Project }> {
  const { project } = await openProject(run, paths)
  const { version, dvc, origin } = project.installation
  const stages = project.stages.filter(({ kind }) => kind === 'stage').length
  const from = origin === 'installed' ? 'installed by dvc-ci' : dvc
  return {
    facts: project,
    message: `DVC ${version} (${from}), ${count(stages, 'stage')}, ${count(project.stages.length - stages, 'data file')} in ${basename(paths.directory)}`,
  }
}
