import { withTag } from '../../report/rebuild-summary.js'
import type { Ending, PublishedBuild } from '../ending.js'
import type { Project } from '../project/project.js'
import { branchOf } from '../publish/ask-server.js'
import { proposeWaiting } from '../publish/official-commit.js'
import { tagBuild } from '../publish/via-tag.js'
import { deployBuild } from './deploy.js'
import { completeBuild } from './publish-version.js'
import { shareBuild } from './share-build.js'

/** Completes the build of an earlier run: its pull request, its tag, its version in MLflow and its deployment. */
export async function complete(project: Project, { conclusion, message, official, waiting }: Ending): Promise<Ending> {
  const { dryRun } = project.run.settings.rebuild
  if (waiting !== undefined && !dryRun) await proposeWaiting(project, await branchOf(project), waiting)
  if (official === undefined) return { conclusion, message }
  const tagged = await tagBuilt(project, message, official)
  const completed = await completeBuild(project, official)
  await deployBuild(project, official, true)
  await shareBuild(project, official, true)
  return { conclusion, message: completed === '' ? tagged : `${tagged} ${completed}` }
}

/** Tags a published build, before the model is registered. @returns the message with the name of the tag */
export async function tagBuilt(project: Project, message: string, build: PublishedBuild): Promise<string> {
  const { run } = project
  const { commit, dryRun } = run.settings.rebuild
  // `commit: tag` has created the tag.
  if (dryRun || commit === 'tag' || commit === 'none') return message
  await tagBuild(project, build.commit, build.source, build.commit !== build.source)
  return withTag(message, run.report.tag)
}
