import { withTag } from '../../report/rebuild-summary.js'
import type { Ending, PublishedBuild } from '../ending.js'
import type { Project } from '../project/project.js'
import { branchOf } from '../publish/ask-server.js'
import { proposeWaiting } from '../publish/official-commit.js'
import { tagBuild } from '../publish/via-tag.js'
import { deployBuild } from './deploy.js'
import { completeBuild } from './publish-version.js'

/** Completes the build of an earlier run: its pull request, its tag, its version in MLflow, its deployment. */
export async function complete(project: Project, { conclusion, message, landed, waiting }: Ending): Promise<Ending> {
  const { dryRun } = project.run.settings.rebuild
  if (waiting !== undefined && !dryRun) await proposeWaiting(project, await branchOf(project), waiting)
  if (landed === undefined) return { conclusion, message }
  const tagged = await tagBuilt(project, message, landed)
  const completed = await completeBuild(project, landed)
  await deployBuild(project, landed, true)
  return { conclusion, message: completed === '' ? tagged : `${tagged} ${completed}` }
}

/** Tags a published build, before anything is registered under the tag. @returns the message with the name */
export async function tagBuilt(project: Project, message: string, landed: PublishedBuild): Promise<string> {
  const { run } = project
  const { commit, dryRun } = run.settings.rebuild
  // A build under its tag alone has it already.
  if (dryRun || commit === 'tag' || commit === 'none') return message
  await tagBuild(project, landed.commit, landed.source, landed.commit !== landed.source)
  return withTag(message, run.report.tag)
}
