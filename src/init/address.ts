/** Addresses of a server: with a scheme, or `user@host:path` as Git writes it for SSH. */
const ADDRESSES = [
  /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^:/@]+)(?::\d+)?\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/,
  /^(?:[^@/:]+@)?([^:/@]{2,}):([^:/]+)\/([^/]+?)(?:\.git)?\/?$/,
]

/** The server and the repository in an address: `git@github.com:team/digits.git`, `https://github.com/team/digits`. */
export function repositoryOf(address: string): { host: string; repository: string } | undefined {
  for (const pattern of ADDRESSES) {
    const [, host, owner, name] = pattern.exec(address) ?? []
    if (host !== undefined && owner !== undefined && name !== undefined) return { host, repository: `${owner}/${name}` }
  }
  return undefined
}
