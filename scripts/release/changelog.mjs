/**
 * The text of a version in a changelog of the form of Keep a Changelog, without its heading.
 * @throws Error there is no section, it has no date, or it is empty
 */
export function changelogSection(text, version) {
  const headings = [...text.matchAll(/^## \[([^\]]+)\](.*)$/gm)]
  const index = headings.findIndex(([, name]) => name === version)
  const heading = headings[index]
  if (heading === undefined)
    throw new Error(
      `CHANGELOG.md has no section '## [${version}] - YYYY-MM-DD'. It has ${headings.map(([, name]) => name).join(', ')}.`,
    )
  if (!/^ - \d{4}-\d{2}-\d{2}$/.test(heading[2]))
    throw new Error(`CHANGELOG.md: the heading of ${version} has no date: write '## [${version}] - YYYY-MM-DD'.`)
  const section = text.slice(heading.index + heading[0].length, headings[index + 1]?.index).trim()
  // Links of the page stand at its end.
  const body = section.replace(/(?:^\[[^\]]+\]: \S+$\n?)+$/m, '').trim()
  if (!/^- /m.test(body)) throw new Error(`CHANGELOG.md: the section of ${version} has no entry.`)
  return `${body}\n`
}
