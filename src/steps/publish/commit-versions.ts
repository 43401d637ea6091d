import { join } from 'node:path'
import { kindOf } from '../../dvc/project-files.js'
import { ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { differByVersionsAlone } from '../../pipeline/lock-versions.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { BuildExtra, Project } from '../project/project.js'
import { makeCommit } from './official-commit.js'
import { requireCommit } from './publish-commit.js'

/** The commit of a build, with what a flow adds to it. */
export interface BuildCommit {
  /** Undefined where no file differs from the source commit. */
  commit: MadeCommit | undefined
  extra: BuildExtra | undefined
}

/** Copies the `.dvc` files, into which a push to a remote that keeps versions writes, into the backup. */
export async function saveDataFiles({ git, index, inGit }: Project, backup: WorkspaceBackup): Promise<void> {
  for (const file of dataFiles(index)) await backup.copy(join(git.root, inGit(file)))
}

/**
 * Makes the commit of a build again after its push to a remote that keeps versions of files: `dvc push` writes the
 * versions into dvc.lock and the `.dvc` files. The first commit was proven repeatable, so the second one may differ by
 * versions alone.
 * @throws {ProjectError} it differs by more
 */
export async function commitVersions(project: Project, { commit, extra }: BuildCommit): Promise<BuildCommit> {
  const { git, run, index } = project
  const files = dataFiles(index)
  const written = (await git.uncommitted())
    .filter(({ path, untracked }) => !untracked && files.has(project.fromGit(path)))
    .map(({ path }) => path)
  const again = await makeCommit(project, {
    body: '',
    trailers: {},
    ...extra,
    paths: [...(extra?.paths ?? []), ...written],
  })
  if (again?.tree === commit?.tree) return { commit, extra }
  await requireVersionsAlone(project, commit?.sha ?? run.report.source.sha, again?.sha ?? run.report.source.sha)
  await requireCommit(project, again)
  return { commit: again, extra }
}

/** @throws {ProjectError} the commits differ by more than versions in dvc.lock and `.dvc` files */
async function requireVersionsAlone({ git }: Project, proven: string, pushed: string): Promise<void> {
  const paths = (await git.changedFiles(proven, pushed)).map(({ path }) => path)
  const [before, after] = await Promise.all([git.readFiles(proven, paths), git.readFiles(pushed, paths)])
  const isVersions = (path: string) => {
    const [old, now] = [before.get(path), after.get(path)]
    const kind = kindOf(path)
    return (
      (kind === 'lock' || kind === 'data') &&
      old !== undefined &&
      now !== undefined &&
      differByVersionsAlone(old.toString('utf8'), now.toString('utf8'))
    )
  }
  const other = paths.filter((path) => !isVersions(path))
  if (other.length === 0) return
  throw new ProjectError(
    'push-changed-build',
    `${other.join(', ')} changed during the push by more than the versions of files, so the build is not the one that was checked.`,
    {
      key: 'remote',
      value: other.join(', '),
      remedy:
        'Do not edit the workspace during a build. The versions stay in the remote, and nothing was committed: run the build again.',
    },
  )
}

function dataFiles(index: Project['index']): Set<string> {
  return new Set(index.stages.flatMap(({ kind, file }) => (kind === 'stage' ? [] : [file])))
}
