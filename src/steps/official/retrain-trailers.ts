import type { Notes } from '../../git/history.js'
import { plainLine, requestDigest } from '../../settings/retrain.js'
import type { Project } from '../project/project.js'
import { changedInputs, isBuildNote, MAX_HISTORY } from './official-builds.js'
import { DATA_TRAILER, REASON_TRAILER, REQUEST_TRAILER, RUN_TRAILER, SOURCE_TRAILER } from './trailers.js'

/** The digest of the new data of this run's request (`dataDigest`); undefined without new data. */
export type DigestOfData = () => Promise<string | undefined>

/**
 * The trailers of this run's commit.
 * @param data the digest of its new data
 */
export function retrainTrailers({ run: { settings } }: Project, data: string | undefined): Record<string, string> {
  const { event, retrain } = settings
  return {
    ...(event.run === undefined ? {} : { [RUN_TRAILER]: String(event.run.id) }),
    [REQUEST_TRAILER]: requestDigest(settings),
    ...(data === undefined ? {} : { [DATA_TRAILER]: data }),
    ...(retrain.reason === undefined ? {} : { [REASON_TRAILER]: retrain.reason }),
  }
}

/** True for a build with the stages, parameters and addresses of this run's request, of any run. */
function hasRequest({ run: { settings } }: Project, notes: Notes): boolean {
  return notes.get(REQUEST_TRAILER) === requestDigest(settings)
}

/**
 * True for a build of this very request, as far as its trailers tell. A workflow run that is started again has one
 * request. Without a workflow run, requests with the same arguments and reason are one request.
 */
export function isOwnRequest(project: Project, notes: Notes): boolean {
  const { event, retrain } = project.run.settings
  if (!isBuildNote(project, notes) || !hasRequest(project, notes)) return false
  if (event.run !== undefined || notes.has(RUN_TRAILER)) return notes.get(RUN_TRAILER) === String(event.run?.id)
  // The commit has the reason without secrets.
  const reason = retrain.reason === undefined ? undefined : plainLine(project.run.host.redact(retrain.reason))
  return notes.get(REASON_TRAILER) === reason
}

/** True where a build of this request has the same new data. The address of the data says nothing about its content. */
export async function hasSameData(project: Project, notes: Notes, dataOf: DigestOfData): Promise<boolean> {
  return project.run.settings.event.run !== undefined || notes.get(DATA_TRAILER) === (await dataOf())
}

/**
 * Finds the commit that an earlier run made for this request.
 * @param tip of a branch or a tag
 * @param source the commit that this run builds
 */
export async function findRetraining(
  project: Project,
  { tip, source }: { tip: string; source: string },
  dataOf: DigestOfData,
): Promise<string | undefined> {
  const { git, run } = project
  const found = await git.findCommit({
    from: tip,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) =>
      isOwnRequest(project, notes) &&
      // A workflow run that is started again may check out the new tip of the branch.
      (run.settings.event.run !== undefined || notes.get(SOURCE_TRAILER) === source),
  })
  return found !== undefined && (await hasSameData(project, await git.notes(found), dataOf)) ? found : undefined
}

/**
 * Finds the official build that HEAD has, where it is of a request with the same arguments: an earlier run may have
 * ended between its commit and its tag.
 */
export async function standingRetraining(project: Project): Promise<string | undefined> {
  const { git, run } = project
  const { sha } = run.report.source
  const build = await git.findCommit({
    from: sha,
    merged: true,
    maxCount: MAX_HISTORY,
    accept: (notes) => isBuildNote(project, notes),
  })
  if (build === undefined || !hasRequest(project, await git.notes(build))) return undefined
  return (await changedInputs(project, build, sha)).length === 0 ? build : undefined
}
