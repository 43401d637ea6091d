import type { GitHub } from './client.js'
import { textAt } from './open-pulls.js'

/** The files that GitHub reads, in this order (docs.github.com, "About code owners"). */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/**
 * The owners of a file in a CODEOWNERS text, as written there: `@login`, `@org/team`, or an address. The last pattern
 * that matches decides, also without owners. Patterns have the syntax of gitignore, without `!` and `[…]`.
 */
export function ownersOf(codeOwners: string, path: string): string[] {
  let owners: string[] = []
  for (const line of codeOwners.split(/\r?\n/)) {
    const [pattern, ...named] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (pattern !== undefined && pattern !== '' && patternOf(pattern)?.test(path) === true) owners = named
  }
  return owners
}

/** Undefined for a line that GitHub ignores. */
function patternOf(pattern: string): RegExp | undefined {
  if (/^!|[[\]\\]/.test(pattern)) return undefined
  const anchored = /\/(?!$)/.test(pattern)
  const parts = pattern.replace(/^\//, '').split(/(\*\*\/|\/\*\*$|\*+|\?)/)
  const body = parts
    .map(
      (part) =>
        ({ '**/': '(?:.*/)?', '/**': '/.*', '?': '[^/]' })[part] ??
        (/^\*+$/.test(part) ? '[^/]*' : part.replace(/[.+^${}()|]/g, String.raw`\$&`)),
    )
    .join('')
  // `docs/*` matches files directly in the folder; every other pattern of a folder matches all files below.
  const below = pattern.endsWith('/') ? '.*' : /(?:^|\/)\*$/.test(pattern) && anchored ? '' : '(?:/.*)?'
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}${below}$`)
}

/**
 * The owners of a file in a commit; empty without CODEOWNERS.
 * @param sha a commit of the base branch: a change must not choose its own approvers
 * @throws the failure of a request to GitHub
 */
export async function codeOwners(github: GitHub, sha: string, path: string): Promise<string[]> {
  for (const place of PLACES) {
    const text = await textAt(github, sha, place)
    if (text !== undefined) return ownersOf(text, path)
  }
  return []
}
