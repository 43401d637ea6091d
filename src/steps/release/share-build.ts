import type { PublishedBuild } from '../ending.js'
import type { Project } from '../project/project.js'
import { checkRelease, releaseBuild } from './github-release.js'
import { mayUpload, uploadBuild } from './upload-hub.js'

/** Checks before the build that it can be shared as the settings ask. @throws {SetupError} a token or a tag is missing */
export async function checkSharing(project: Project): Promise<void> {
  mayUpload(project)
  await checkRelease(project)
}

/**
 * Shares a published build: the card and the model on the Hugging Face Hub, the release on GitHub. Each is tried.
 * @param again true where an earlier run built it
 * @throws {OutsideError} the first failure: the build stays published, and the next run completes the rest
 */
export async function shareBuild(project: Project, build: PublishedBuild, again: boolean): Promise<void> {
  const failures: unknown[] = []
  for (const share of [() => uploadBuild(project, build, again), () => releaseBuild(project, build)]) {
    await share().catch((error: unknown) => failures.push(error))
    project.run.signal.throwIfAborted()
  }
  if (failures.length > 0) throw failures[0]
}
