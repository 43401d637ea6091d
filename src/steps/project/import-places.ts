import type { ProjectFile } from '../../dvc/project-file.js'
import { urlsIn } from '../../pipeline/remote-places.js'
import type { ImportToken } from '../../settings/import-token.js'
import type { ChangeBase } from './change-places.js'
import { notAccepted } from './not-accepted.js'
import type { ProjectPaths } from './project.js'

/**
 * Rejects an import from a repository that the base does not import from, where a token would open it: the token may
 * read more repositories than those of the base.
 */
export async function checkImportPlaces(
  { git, inGit }: Pick<ProjectPaths, 'git' | 'inGit'>,
  { sha, accepted }: ChangeBase,
  files: readonly Pick<ProjectFile, 'path' | 'data'>[],
  tokens: readonly Pick<ImportToken, 'host'>[],
): Promise<void> {
  if (tokens.length === 0) return
  const isOpened = (url: string) => tokens.some(({ host }) => hostOf(url) === host)
  const asked = files.flatMap((file) =>
    repositoriesOf(file.data).flatMap((url) => (isOpened(url) && !accepted.includes(url) ? [{ file, url }] : [])),
  )
  if (asked.length === 0) return
  const before = await git.readFiles(sha, await git.listFiles(sha, ['*.dvc']))
  const known = new Set([...before.values()].flatMap((content) => urlsIn(content.toString('utf8'))))
  const found = asked.find(({ url }) => !known.has(url))
  if (found === undefined) return
  const file = inGit(found.file.path)
  throw notAccepted(
    `${file} imports from ${found.url}, which the base does not, and import-token would go there.`,
    [found.url],
    { key: 'repo.url', path: file },
  )
}

/** The host of an HTTPS address, with its port where it has one. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

/** The addresses of the repositories that a `.dvc` file imports from. */
function repositoriesOf(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(repositoriesOf)
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
    const url: unknown =
      key === 'repo' && typeof value === 'object' && value !== null && 'url' in value ? value.url : undefined
    return typeof url === 'string' ? [url] : repositoriesOf(value)
  })
}
