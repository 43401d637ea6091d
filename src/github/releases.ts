import type { GitHub } from './client.js'
import { failureOf, mayHaveHappened } from './failure.js'

/** A release of the repository. */
export interface Release {
  id: number
  tag: string
  body: string
  draft: boolean
  /** Page of the release. */
  url: string
}

/** Releases that are read, the newest first. */
const PAGES = 3
const PER_PAGE = 100
/** GitHub rejects longer notes ("body is too long"). */
export const LONGEST_NOTES = 125_000

/** The newest releases, drafts too as far as the token may see them. @throws the failure after all retries */
export async function listReleases({ octokit, repo }: GitHub): Promise<Release[]> {
  const found: Release[] = []
  for (let page = 1; page <= PAGES; page++) {
    const { data } = await octokit.rest.repos.listReleases({ ...repo, per_page: PER_PAGE, page })
    found.push(...data.map(readRelease))
    if (data.length < PER_PAGE) break
  }
  return found
}

function readRelease(data: {
  id: number
  tag_name: string
  body?: string | null
  draft: boolean
  html_url: string
}): Release {
  return { id: data.id, tag: data.tag_name, body: data.body ?? '', draft: data.draft, url: data.html_url }
}

/**
 * Writes the notes of the release for a tag: of the one that exists, which else stays as it is, or of a new one.
 * @param releases what `listReleases` found
 * @param notesOf the whole notes, from those of the release; undefined: they stay
 * @returns the release, and what became of it
 * @throws the failure after all retries; needs `contents: write`
 */
export async function ensureRelease(
  github: GitHub,
  releases: readonly Release[],
  tag: string,
  notesOf: (body: string) => string | undefined,
): Promise<{ release: Release; done: 'made' | 'updated' | 'kept' }> {
  const existing = releases.find((release) => release.tag === tag)
  if (existing !== undefined) return update(github, existing, notesOf)
  const { octokit, repo } = github
  try {
    const { data } = await octokit.rest.repos.createRelease({
      ...repo,
      tag_name: tag,
      name: tag,
      body: notesOf('') ?? '',
      // By its commit: a repeated old job must not make an old release the latest one.
      make_latest: 'legacy',
    })
    return { release: readRelease(data), done: 'made' }
  } catch (error) {
    // Another run may have made it, or the answer was lost.
    if (!mayHaveHappened(error) && failureOf(error).status !== 422) throw error
    const stored = (await listReleases(github)).find((release) => release.tag === tag)
    if (stored === undefined) throw error
    return update(github, stored, notesOf)
  }
}

async function update(
  { octokit, repo }: GitHub,
  release: Release,
  notesOf: (body: string) => string | undefined,
): Promise<{ release: Release; done: 'updated' | 'kept' }> {
  const body = notesOf(release.body)
  if (body === undefined || body === release.body) return { release, done: 'kept' }
  const { data } = await octokit.rest.repos.updateRelease({ ...repo, release_id: release.id, body })
  return { release: readRelease(data), done: 'updated' }
}
