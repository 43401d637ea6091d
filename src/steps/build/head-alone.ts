import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import { verdicts } from '../../pipeline/verdicts.js'
import type { Project } from '../project/project.js'

/**
 * The stages that are stale in the pull request's own head, without the merge with its base: for those its author is asked, for the others main
 * has moved. Read from a second checkout of the head, without any data.
 * @returns names; undefined where the commit at hand is the head itself, or where it cannot be told
 */
export async function staleAlone(project: Project): Promise<ReadonlySet<string> | undefined> {
  const { run, git } = project
  const pull = run.settings.event.pullRequest
  if (!pull || pull.headSha === run.report.source.sha) return undefined
  await mkdir(project.scratch, { recursive: true })
  const holder = await mkdtemp(join(project.scratch, 'head-'))
  try {
    // A shallow checkout of the merge commit has not got its parents.
    await git.ensureCommit(pull.headSha)
    return await git.withWorktree(pull.headSha, join(holder, 'tree'), async (directory) => {
      const { project: index, status } = project.dvc.survey(join(directory, git.prefix))
      return new Set(
        verdicts(await index, await status, () => true)
          .filter(({ verdict }) => verdict === 'stale')
          .map(({ name }) => name),
      )
    })
  } catch (error) {
    if (run.signal.aborted) throw error
    run.host.debug(`cannot tell whether the head alone is stale: ${messageOf(error)}`)
    return undefined
  } finally {
    await rm(holder, { recursive: true, force: true })
  }
}
