import { mkdir, mkdtemp } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { OutsideError } from '../../errors/errors.js'
import { lastLine } from '../../text/words.js'
import type { Project } from '../project/project.js'

/** Downloads a path at a commit, into a folder outside of the workspace, which the caller removes. @throws {OutsideError} the download failed */
export async function downloadAt(project: Project, commit: string, path: string): Promise<string> {
  const { dvc, git, run } = project
  const parent = join(project.scratch, 'model')
  await mkdir(parent, { recursive: true })
  const target = join(await mkdtemp(join(parent, 'at-')), basename(path))
  const result = await dvc.run(['get', '--rev', commit, '--out', target, '--', git.root, project.inGit(path)], {
    onOutput: (text) => run.host.output(text),
  })
  if (result.code !== 0) {
    throw new OutsideError(
      'dvc-pull-failed',
      `downloading ${path} of ${commit.slice(0, 7)} failed: ${lastLine(result.stderr)}`,
      { key: 'remote', remedy: 'Check the remote, then run this again.' },
    )
  }
  return target
}
