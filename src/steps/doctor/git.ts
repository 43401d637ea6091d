import { OutsideError } from '../../errors/errors.js'
import { openRepository } from '../../git/repository.js'
import type { Run } from '../../run/run.js'
import { count } from '../../text/words.js'
import { locate } from '../project/open-project.js'
import type { ProjectPaths } from '../project/project.js'
import { currentBranch } from '../publish/ask-server.js'
import type { Finding } from './examine.js'

/** The repository and the state of the checkout. */
export async function examineCheckout(run: Run): Promise<Finding & { facts: ProjectPaths }> {
  const paths = await locate(run)
  const { git } = paths
  const [branch, uncommitted] = [await git.branch(), await git.uncommitted()]
  const place = branch === undefined ? 'no branch (HEAD is detached)' : `branch ${branch}`
  const dirty = uncommitted.length === 0 ? '' : `, ${count(uncommitted.length, 'uncommitted file')}`
  return { facts: paths, message: `${place} at ${run.report.source.sha.slice(0, 12)}${dirty}; ${await git.version()}` }
}

/** Whether the credentials may push the commit of an official build. Sends nothing to the server. */
export async function examineServer(run: Run, { directory }: ProjectPaths, signal: AbortSignal): Promise<Finding> {
  const git = await openRepository(directory, { signal, host: run.host })
  const branch = await currentBranch(run, { git })
  if (branch === undefined) return { state: 'skipped', message: 'HEAD is on no branch, so there is no push to try' }
  const may = await git.canPush(branch)
  if (may.ok) return { message: `answers, and accepts these credentials for ${branch}` }
  if (may.outside)
    throw new OutsideError('git-server-unreachable', may.reason, { remedy: 'Check the connection to the Git server.' })
  return {
    state: 'warning',
    message: may.reason,
    remedy:
      'A validation needs no push. For official builds, a job needs `permissions: contents: write`, or another `commit`; a clone needs a remote with rights to push (`git remote add origin URL`).',
  }
}
