import type { Judged } from '../../metrics/judge.js'
import type { Project } from '../project/project.js'
import { acceptFailing } from './acceptances.js'
import { acceptMerged } from './acceptances-after-merge.js'

/**
 * Lets failing policies pass that users accepted on GitHub. For a pull request it reads that conversation. For a push,
 * or a group of a merge queue, it reads the conversation of the merged pull request.
 */
export async function acceptFailures(project: Project, judged: readonly Judged[]): Promise<void> {
  const { run } = project
  if (run.settings.event.pullRequest !== undefined) return acceptFailing(run, judged, project.inGit('dvc-ci.yaml'))
  const instruction = await acceptMerged(project, judged)
  if (instruction !== undefined) run.host.info(instruction)
}
