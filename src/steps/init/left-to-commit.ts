import type { GitRepository } from '../../git/repository.js'
import { type RepositoryFacts } from '../../init/facts.js'
import { isBelow } from '../../init/places.js'
import type { ToCommit } from '../../init/summary.js'

const BRANCH = 'dvc-ci'
/** Files of a DVC project without which a workflow does not see the project that `init` saw. */
const OF_PROJECT = /(?:^|\/)(?:dvc\.yaml|dvc\.lock|\.dvcignore|\.dvc\/(?:config|\.gitignore)|[^/]+\.dvc)$/

/**
 * The uncommitted files that a pull request with dvc-ci needs: those of any `init`, and those of the projects.
 * @param managed paths of every file that `init` writes, also in earlier calls
 * @param branch the default branch
 */
export async function leftToCommit(
  git: GitRepository,
  facts: RepositoryFacts,
  managed: readonly string[],
  branch: string,
): Promise<ToCommit> {
  const uncommitted = (await git.uncommitted()).map(({ path }) => path)
  const metrics = facts.projects.flatMap((project) =>
    project.metrics.map(({ path }) => (project.directory === '' ? path : `${project.directory}/${path}`)),
  )
  const own = new Set([...managed, ...metrics])
  const roots = facts.projects.map(({ directory, root = directory }) => root)
  const ofProject = uncommitted.filter((path) => OF_PROJECT.test(path) && roots.some((root) => isBelow(path, root)))
  // DVC lists the outputs there, so that Git does not commit them.
  const ignores = new Set(ofProject.map((path) => path.replace(/[^/]*$/, '.gitignore')))
  const paths = uncommitted.filter((path) => own.has(path) || ofProject.includes(path) || ignores.has(path))
  const current = await git.branch()
  return { paths: [...paths].sort(), ...(current === branch || current === undefined ? await freeBranch(git) : {}) }
}

async function freeBranch(git: GitRepository): Promise<{ newBranch: string }> {
  for (let turn = 1; ; turn++) {
    const newBranch = turn === 1 ? BRANCH : `${BRANCH}-${turn}`
    if ((await git.resolve(`refs/heads/${newBranch}`)) === undefined) return { newBranch }
  }
}
