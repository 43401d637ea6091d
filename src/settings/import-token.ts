/** The credential of a Git server from which DVC clones the source of an import. */
export interface ImportToken {
  /** The host, with its port where that is not 443. */
  host: string
  user: string
  token: string
}

/** GitHub, GitLab and Bitbucket take any of these names beside a token. */
const USER = 'oauth2'
const LINE = /^([A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?)=(?:([^\s:=]+):)?([^\s:]+)$/

/** Parses lines `HOST=TOKEN` or `HOST=USER:TOKEN`; undefined where a line has another form, or a host comes twice. */
export function parseImportTokens(text: string): ImportToken[] | undefined {
  const tokens: ImportToken[] = []
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '') continue
    const [, host, user = USER, token] = LINE.exec(line) ?? []
    if (host === undefined || token === undefined) return undefined
    if (tokens.some((each) => each.host === host.toLowerCase())) return undefined
    tokens.push({ host: host.toLowerCase(), user, token })
  }
  return tokens
}
