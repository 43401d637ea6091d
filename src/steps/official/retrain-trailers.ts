import { requestDigest } from '../../settings/retrain.js'
import type { Project } from '../project/project.js'
import { isBuildNote } from './official-builds.js'
import { REASON_TRAILER, REQUEST_TRAILER, RUN_TRAILER } from './trailers.js'

/** The number of commits that are searched for a build of this workflow run, from the tip of the branch. */
const MAX_HISTORY = 1_000

/** The trailers of this run's commit. */
export function retrainTrailers({
  run: {
    settings: { event, retrain },
  },
}: Project): Record<string, string> {
  return {
    ...(event.run === undefined ? {} : { [RUN_TRAILER]: String(event.run.id) }),
    [REQUEST_TRAILER]: requestDigest(retrain),
    ...(retrain.reason === undefined ? {} : { [REASON_TRAILER]: retrain.reason }),
  }
}

/** The commit that an earlier attempt of this workflow run made for the same request. @param tip of the branch */
export async function findRetraining(project: Project, tip: string): Promise<string | undefined> {
  const { event, retrain } = project.run.settings
  const id = event.run === undefined ? undefined : String(event.run.id)
  if (id === undefined) return undefined
  return project.git.findCommit({
    from: tip,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) =>
      notes.get(RUN_TRAILER) === id &&
      notes.get(REQUEST_TRAILER) === requestDigest(retrain) &&
      isBuildNote(project, notes),
  })
}
