/**
 * The lines of a requirements file, or of the pip section of an environment.yml, without comments, with continued lines
 * joined.
 */
export function requirementLines(text: string): string[] {
  return text
    .replace(/^[ \t]*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .trim()
        .replace(/^-\s+(["']?)(.*)\1$/, '$2')
        .trim(),
    )
    .filter(Boolean)
}
