import { messageOf } from '../errors/errors.js'
import type { GitHub } from '../github/client.js'
import { changedImages, choosePictures, comparedThumbnails, type StoredPictures } from '../report/comment-pictures.js'
import type { Report } from '../report/report.js'
import type { PagePictures } from '../report/thumbnails.js'
import type { Host } from '../run/host.js'
import type { SurfaceSettings } from './surface.js'

/** The comment must not wait longer for its pictures. */
const LONGEST_MS = 40_000

/**
 * Stores the changed image plots and thumbnails of a pull request in its branch of pictures. A failure is a warning, and the comment then has none.
 * @param connect opens a client of its own: its time limit is not that of the comment
 * @returns undefined where there is nothing to show
 */
export async function storedPictures(
  connect: () => Promise<GitHub>,
  { event: { pullRequest, trusted }, github: { images, imagesBranch } }: SurfaceSettings,
  host: Host,
  signal: AbortSignal,
  report: Report,
  { pictures = new Map(), thumbnails = new Map() }: PagePictures,
): Promise<StoredPictures | undefined> {
  if (images === 'none' || pullRequest === undefined || !trusted || signal.aborted) return undefined
  const compared = [...changedImages(report.plots ?? [], pictures), ...comparedThumbnails(thumbnails)]
  const chosen = choosePictures(compared, (text) => host.redact(text))
  if (chosen.shown.length === 0 && chosen.left.length === 0) return undefined
  const branch = { beginning: imagesBranch, pull: pullRequest.number }
  try {
    const github = await connect()
    github.endWithin(signal.aborted ? 0 : LONGEST_MS)
    signal.addEventListener('abort', () => github.endWithin(0), { once: true })
    const { deleteOldPictures, storePictures } = await import('../github/picture-branch.js')
    // Where none can be shown, the comment says so, and the branch needs no commit.
    const { sha, isNew } =
      chosen.files.length === 0 ? { sha: '', isNew: false } : await storePictures(github, branch, chosen.files)
    // Once for each pull request: as many branches go as come.
    if (isNew)
      await deleteOldPictures(github, branch).then(
        (deleted) => {
          for (const name of deleted) host.info(`Deleted ${name}: its pull request was closed long ago.`)
        },
        (error: unknown) => host.debug(`old pictures were not deleted: ${messageOf(error)}`),
      )
    const masked = <T extends { name: string }>(each: T): T => ({ ...each, name: host.redact(each.name) })
    return { sha, shown: chosen.shown.map(masked), left: chosen.left.map(masked) }
  } catch (error) {
    const { failureText } = await import('../github/failure.js')
    if (!signal.aborted)
      host.warning(
        `The pictures are not in the comment: ${failureText(error, 'contents: write')}. The verdict is unchanged.`,
      )
    return undefined
  }
}
