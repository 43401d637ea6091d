import type { Report } from './report.js'

/** The address of a file, at a line where one is given; undefined where it is not known. */
export type LinkTo = (path: string, line?: number) => string | undefined

/** The repository on its server, and the commit whose files links show. */
export interface LinkedCommit {
  repositoryUrl?: string
  sha?: string
}

/** Links to the files of a commit on GitHub. Paths are relative to the repository. */
export function linksTo({ repositoryUrl, sha }: LinkedCommit): LinkTo {
  const repository = webAddress(repositoryUrl)
  if (repository === undefined || !sha) return () => undefined
  const files = `${repository}/blob/${segment(sha)}`
  // A thousand stages are in one file.
  const known = new Map<string, string | undefined>()
  return (path, line) => {
    if (!known.has(path)) known.set(path, fileAddress(files, path))
    const address = known.get(path)
    return address === undefined || line === undefined ? address : `${address}#L${line}`
  }
}

function fileAddress(files: string, path: string): string | undefined {
  const parts = path.split('/')
  // A browser would resolve such a part, and the link would lead elsewhere.
  return parts.some((part) => ['', '.', '..'].includes(part)) ? undefined : `${files}/${parts.map(segment).join('/')}`
}

/** The same links for an attribute in double quotes, also in a cell of a table of Markdown. */
export function quotedLinksTo(commit: LinkedCommit): LinkTo {
  const { repositoryUrl } = commit
  // A path is encoded, so that only the address of the repository may have what ends an attribute.
  return linksTo(repositoryUrl === undefined ? commit : { ...commit, repositoryUrl: quoted(repositoryUrl) })
}

/** An address for an attribute in double quotes, also in a cell of a table of Markdown. */
export function quoted(address: string): string {
  return address.replace(/["<>|`\s\\]/g, (character) => encodeURIComponent(character)).replaceAll('&', '&amp;')
}

/** The repository and the commit of a report that has the files of its findings. */
export function linkedCommit({ source }: Pick<Report, 'source'>): LinkedCommit {
  const sha = source.head_sha ?? source.sha
  return {
    ...(sha === '' ? {} : { sha }),
    ...(source.repository === undefined ? {} : { repositoryUrl: source.repository }),
  }
}

/** The address of a commit; undefined where the repository is not known. */
export function commitAddress(repositoryUrl: string | undefined, sha: string): string | undefined {
  const repository = webAddress(repositoryUrl)
  return repository === undefined ? undefined : `${repository}/commit/${segment(sha)}`
}

/** The address of a branch. Its name may have slashes. */
export function branchAddress(repositoryUrl: string | undefined, branch: string): string | undefined {
  const repository = webAddress(repositoryUrl)
  return repository === undefined ? undefined : `${repository}/tree/${branch.split('/').map(segment).join('/')}`
}

/** The address of a pull request. */
export function pullAddress(repositoryUrl: string | undefined, number: number): string | undefined {
  const repository = webAddress(repositoryUrl)
  return repository === undefined ? undefined : `${repository}/pull/${number}`
}

/** An address that a browser may open from a report, without a slash at its end; undefined for every other text. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !/^https?:\/\/[^\s<>"'`\\]+$/i.test(text) || !URL.canParse(text)) return undefined
  const { username, password } = new URL(text)
  return username === '' && password === '' ? text.replace(/\/+$/, '') : undefined
}

/** `owner/name` of a repository's address. */
export function repositoryName(address: string): string {
  return address.replace(/^https?:\/\/[^/]*\//i, '').replace(/\/+$/, '')
}

/**
 * The address on github.com of a remote of Git (`https://github.com/o/n.git`, `git@github.com:o/n`,
 * `ssh://git@github.com/o/n`), without credentials; undefined for another server.
 */
export function githubAddress(remote: string): string | undefined {
  const [, name] =
    /^(?:https?:\/\/(?:[^@/]*@)?github\.com\/|(?:ssh:\/\/)?(?:[\w.-]+@)?github\.com(?::\d+\/|[:/]))([\w.-]+\/[\w.-]+?)(?:\.git)?\/*$/i.exec(
      remote.trim(),
    ) ?? []
  return name === undefined ? undefined : `https://github.com/${name}`
}

/** One part of a path in an address. It may have a lone surrogate, which encodeURIComponent rejects. */
function segment(name: string): string {
  return encodeURIComponent(Buffer.from(name, 'utf8').toString('utf8'))
}
