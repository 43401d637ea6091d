import type { Judged } from '../../metrics/judge.js'
import type { Project } from '../project/project.js'
import { acceptFailing } from './acceptances.js'
import { acceptMerged } from './acceptances-after-merge.js'

/**
 * Lets failing policies pass that were accepted on GitHub. For a pull request its conversation is asked; the group of a merge queue is what its pull
 * requests become, so their conversations are.
 */
export async function acceptFailures(project: Project, judged: readonly Judged[]): Promise<void> {
  const { run } = project
  if (run.settings.event.pullRequest !== undefined) return acceptFailing(run, judged, project.inGit('dvc-ci.yaml'))
  const how = await acceptMerged(project, judged)
  if (how !== undefined) run.host.info(how)
}
