import type { GitHub } from './client.js'
import { textAt } from './open-pulls.js'

/** Where GitHub looks, in this order (docs.github.com, "About code owners"). */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/**
 * The owners of a file by a text of CODEOWNERS, as they are written there: `@login`, `@org/team`, or an address. The last pattern that matches decides,
 * also when it names nobody. Patterns are those of gitignore, without `!` and `[…]`.
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

/** Undefined for a line that GitHub passes over as well. */
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
  // `docs/*` means the files in there and not those below; everything else that names a folder means all of it.
  const below = pattern.endsWith('/') ? '.*' : /(?:^|\/)\*$/.test(pattern) && anchored ? '' : '(?:/.*)?'
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${body}${below}$`)
}

/**
 * The owners of a file as a commit has them; nobody where there is no CODEOWNERS.
 * @param sha a commit of the branch that a change goes into: the change itself must not say who may let it pass
 * @throws what GitHub answers
 */
export async function codeOwners(github: GitHub, sha: string, path: string): Promise<string[]> {
  for (const place of PLACES) {
    const text = await textAt(github, sha, place)
    if (text !== undefined) return ownersOf(text, path)
  }
  return []
}
